"""What options of several parts say, read strictly: every fault of a text at once, named by its argument."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from corridor.errors import ARGUMENT, Faults, raise_if

COUNT = re.compile(r"\A[0-9]{1,6}\Z")
"""How many of something; digits of other scripts are none."""


def names_of(text: str, argument: str) -> tuple[str, ...]:
    """Return names set apart by commas; none for an empty text.

    Raises
    ------
    InputError
        A name between two commas is missing, or one is there twice.

    """
    names = tuple(name.strip() for name in text.split(",")) if text.strip() else ()
    faults = Faults(ARGUMENT)
    said = {"column": argument, "value": repr(text), "allowed": "A,B", "cure": "correct it"}
    faults.check(all(names), "a name is missing", **said)
    faults.check(len(set(names)) == len(names), "a name is there twice", **said)
    raise_if(faults)
    return names


def pairs_of(texts: Iterable[str], argument: str, faults: Faults) -> tuple[tuple[str, str], ...]:
    """Return pairs of names from texts `A:B`; what is none is added to `faults`."""
    found = []
    for text in texts:
        left, _, right = (part.strip() for part in text.partition(":"))
        said = {"column": argument, "value": text, "allowed": "A:B, two identifiers", "cure": "correct it"}
        faults.check(bool(left and right), "cannot be read", **said)
        found.append((left, right))
    return tuple(found)


def counts_of(texts: Iterable[str], argument: str, faults: Faults) -> dict[str, int]:
    """Return counts by name from texts `NAME=N`; what is none is added to `faults`."""
    found: dict[str, int] = {}
    for text in texts:
        name, _, count = (part.strip() for part in text.partition("="))
        said: dict[str, Any] = {"column": argument, "value": text, "cure": "correct it"}
        allowed = "TYPE=N, for example rail=2"
        if not (name and COUNT.match(count)):
            faults.tell("cannot be read", allowed=allowed, **said)
            continue
        faults.check(name not in found, "is there twice", **said)
        found[name] = int(count)
    return found
