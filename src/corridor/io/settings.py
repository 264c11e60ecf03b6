"""What `case.toml` says of a case as a whole."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corridor.appraisal.case import Settings
from corridor.economy.deficits import DEFICITS
from corridor.errors import Fault, InputError, raise_if

FILE = "case.toml"

FIELDS: Mapping[str, str] = {
    "name": "text",
    "title": "text",
    "base_year": "year",
    "currency": "text",
    "focus": "list of ISO 3166 alpha-3 codes",
    "first_year": "year",
    "last_year": "year",
    "price_year": "year",
}
"""Key of `case.toml` to what it holds; `[notes]` may follow, with any text."""
CHOICES: Mapping[str, tuple[str, ...]] = {"deficits": DEFICITS}
"""Keys that may be left out, and what they may say; the first is what is meant by leaving them out."""

FIRST_YEAR, LAST_YEAR = 1900, 2200


def read_settings(path: Path) -> Settings:
    """Read `case.toml`; every fault in it is listed in one `InputError`."""
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        cure = "add it, or begin with `corridor case new DIR`"
        raise InputError([Fault(FILE, "the file is missing", cure=cure)]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError([Fault(FILE, f"not valid TOML: {error}", cure="mend the syntax there")]) from error
    faults = _problems(tree)
    raise_if(faults)
    notes = {str(key): str(value) for key, value in tree.get("notes", {}).items()}
    return Settings(
        name=tree["name"],
        title=tree["title"],
        base_year=tree["base_year"],
        currency=tree["currency"],
        focus=tuple(tree["focus"]),
        first_year=tree["first_year"],
        last_year=tree["last_year"],
        price_year=tree["price_year"],
        deficits=tree.get("deficits", DEFICITS[0]),
        notes=notes,
    )


def _problems(tree: Mapping[str, Any]) -> list[Fault]:
    faults = []
    for key, kind in FIELDS.items():
        if key not in tree:
            faults.append(Fault(FILE, f"{key} is missing", allowed=kind, cure=f"add `{key} = ...`"))
        elif not _fits(tree[key], kind):
            faults.append(
                Fault(FILE, f"{key} does not fit", None, key, repr(tree[key]), kind, "correct the value")
            )
    for key, choices in CHOICES.items():
        if tree.get(key, choices[0]) not in choices:
            allowed = ", ".join(choices)
            value = repr(tree[key])
            faults.append(Fault(FILE, f"{key} cannot be", None, key, value, allowed, "choose one of them"))
    for key in tree:
        if key not in FIELDS and key not in CHOICES and key != "notes":
            known = ", ".join([*FIELDS, *CHOICES, "notes"])
            faults.append(Fault(FILE, f"unknown key {key}", None, key, None, known, "correct the name"))
    if not isinstance(tree.get("notes", {}), Mapping):
        faults.append(Fault(FILE, "notes is not a table", None, "notes", None, "[notes]", "make it a table"))
    return faults or _order(tree)


def _fits(value: object, kind: str) -> bool:
    if kind == "text":
        return isinstance(value, str) and bool(value.strip())
    if kind == "year":
        return isinstance(value, int) and not isinstance(value, bool) and FIRST_YEAR <= value <= LAST_YEAR
    codes = value if isinstance(value, list) else []
    return bool(codes) and all(isinstance(code, str) and len(code) == 3 and code.isupper() for code in codes)


def _order(tree: Mapping[str, Any]) -> list[Fault]:
    if tree["first_year"] <= tree["last_year"]:
        return []
    found = f"{tree['first_year']} to {tree['last_year']}"
    allowed = "first_year not after last_year"
    return [
        Fault(FILE, "the appraisal ends before it begins", None, "last_year", found, allowed, "swap them")
    ]
