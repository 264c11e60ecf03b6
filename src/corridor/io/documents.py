"""JSON, TOML and text files of a case: read with their faults, written the same way every time."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from corridor.errors import Fault, Faults, InputError, raise_if

UNPRINTABLE = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{FFFE}\x{FFFF}]"
"""Characters that no text needs and no spreadsheet takes, in the words of Arrow's search (RE2)."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

DEEPEST = 32
"""Levels of a JSON or TOML document; a register has eight."""

LONGEST_WHOLE = 18
"""Digits of a whole number; the largest amount of money has 15."""

BEGINS_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def present(path: Path) -> bool:
    """Return whether anything has that name: a file, a folder, a pipe, a link that leads nowhere."""
    return os.path.lexists(path)


def read_bytes(path: Path, name: str) -> bytes:
    """Return what a file holds; `name` is what messages call it.

    Raises
    ------
    InputError
        There is nothing of that name, it is no file, or it cannot be read.

    """
    said = ""
    if not present(path):
        said, cure = "the file is missing", "add it"
    elif not path.exists():
        said, cure = f"a link that leads nowhere: {path.readlink()}", "mend the link, or remove it"
    elif path.is_dir():
        said, cure = "a folder where a file belongs", "put the file there"
    elif not path.is_file():
        said, cure = "neither a file nor a folder", "put a file there"
    if said:
        raise InputError([Fault(file=name, message=said, cure=cure)])
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise InputError([Fault(file=name, message=message, cure="give it to the reader")]) from error


def read_text(path: Path, name: str) -> str:
    """Return the text of a UTF-8 file, without a byte-order mark; `name` is what messages call it."""
    content = read_bytes(path, name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        kind = "UTF-16" if content.startswith(BEGINS_UTF16) else error.reason
        fault = Fault(file=name, message=f"not UTF-8 text: {kind}", cure="save the file as UTF-8")
        raise InputError([fault]) from error
    found = _UNPRINTABLE.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise InputError([_unprintable(name, f"line {line}", found.group())])
    return text


def read_toml(path: Path, name: str) -> dict[str, Any]:
    """Return the table of a TOML file; every fault of its syntax is an `InputError`."""
    text = read_text(path, name)
    try:
        tree = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        message = f"not valid TOML: {_reason(error)}"
        raise InputError([Fault(file=name, message=message, cure="mend the syntax there")]) from error
    raise_if(document_faults(tree, name))
    return tree


def read_json(path: Path, name: str) -> Any:
    """Return the content of a JSON file.

    Raises
    ------
    InputError
        Broken syntax with its line; a key that stands twice in one object; numbers that do not exist or are
        too long; nesting that is too deep; text with characters that cannot be shown.

    """
    text = read_text(path, name)
    twice: list[str] = []
    try:
        tree = json.loads(
            text,
            parse_constant=_no_constant,
            parse_int=_whole,
            parse_float=_finite,
            object_pairs_hook=_once(twice),
        )
    except (ValueError, RecursionError) as error:  # of the syntax, of a number, of the depth
        cure = "mend the syntax there"
        raise InputError([Fault(file=name, message=f"not JSON: {_reason(error)}", cure=cure)]) from error
    faults = Faults(name)
    for key in dict.fromkeys(twice):
        message = f"the key {json.dumps(key)} stands twice in one object"
        faults.tell(message, column=json.dumps(key), allowed="each once", cure="remove one of them")
    raise_if([*faults, *document_faults(tree, name)])
    return tree


def read_object(path: Path, name: str) -> dict[str, Any]:
    """Return the object of a JSON file; anything else is an `InputError`."""
    tree = read_json(path, name)
    if not isinstance(tree, dict):
        raise InputError(
            [Fault(file=name, message="not a JSON object", allowed="{...}", cure="begin the file with {")]
        )
    return tree


def document_faults(tree: Any, name: str) -> list[Fault]:
    """Return what no document may hold: too many levels, long numbers, characters that cannot be shown."""
    faults: list[Fault] = []
    for place, value, level in _walk(tree):
        if level > DEEPEST:
            message = f"nested more than {DEEPEST} levels deep"
            return [*faults, Fault(file=name, message=message, column=place[:40], cure="flatten it")]
        if isinstance(value, int) and abs(value) >= 10**LONGEST_WHOLE:
            message, allowed = "a number is too long", f"at most {LONGEST_WHOLE} digits"
            faults.append(Fault(file=name, message=message, column=place, allowed=allowed, cure="correct it"))
        for text in (place, value):
            found = _UNPRINTABLE.search(text) if isinstance(text, str) else None
            if found:
                faults.append(_unprintable(name, _UNPRINTABLE.sub("?", place), found.group()))
                break
    return faults


def _walk(tree: Any) -> Iterator[tuple[str, Any, int]]:
    """Yield place, value and level of every part of a document, without recursion."""
    waiting: list[tuple[str, Any, int]] = [("", tree, 0)]
    while waiting:
        place, value, level = waiting.pop()
        yield place, value, level
        if level > DEEPEST:
            continue
        parts = list(value.items()) if isinstance(value, Mapping) else []
        parts += list(enumerate(value)) if isinstance(value, list) else []
        waiting += [(f"{place}.{key}".lstrip("."), part, level + 1) for key, part in reversed(parts)]


def _unprintable(name: str, place: str, character: str) -> Fault:
    return Fault(
        file=name,
        message="a character that cannot be shown",
        column=place,
        value=f"U+{ord(character):04X}",
        allowed="text",
        cure="remove it",
    )


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at line {error.lineno}, character {error.colno}"
    if isinstance(error, RecursionError):
        return "nested too deep"
    return str(error)


def _no_constant(name: str) -> None:
    """Refuse NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(f"{name} is not a number of JSON")


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > LONGEST_WHOLE:
        raise ValueError(f"a whole number of {len(digits)} digits; {LONGEST_WHOLE} are allowed")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if not abs(number) < float("inf"):
        raise ValueError(f"{digits[:20]} is too large a number")
    return number


def _once(twice: list[str]) -> Callable[[list[tuple[str, Any]]], dict[str, Any]]:
    """Return what makes an object of its pairs and notes in `twice` the keys that came before."""

    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice.extend(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        return found

    return made


def dumps(tree: Mapping[str, Any], *, ascii_only: bool = False) -> str:
    """Return a JSON text that depends on the content alone; numbers that do not exist become null."""
    return json.dumps(_plain(tree), indent=2, ensure_ascii=ascii_only, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "item"):  # a NumPy scalar
        value = value.item()
    if isinstance(value, float) and not abs(value) < float("inf"):
        return None
    return value
