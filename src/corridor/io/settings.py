"""What `case.toml` says of a case as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corridor.case.case import Settings
from corridor.economy.deficits import DEFICITS
from corridor.errors import Fault, Faults, InputError, raise_if
from corridor.io.documents import present, read_toml

FILE = "case.toml"

NAME = re.compile(r"\A\w(?:[\w .-]{0,62}[\w-])?\Z")
"""Names of cases, which are names of folders too: no separators, quotes, line breaks or marks of a shell."""

NAME_BYTES = 120

NAMES = "letters, digits, and spaces, dots, _ and - between them; 64 at most"

FIELDS: Mapping[str, str] = {
    "name": "name of a folder",
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
    if not present(path):
        cure = "add it, or begin with `corridor case new DIR`"
        raise InputError([Fault(file=FILE, message="the file is missing", cure=cure)])
    tree = read_toml(path, FILE)
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


def is_name(text: object) -> bool:
    """Return whether a text can be the name of a case."""
    return isinstance(text, str) and bool(NAME.match(text)) and len(text.encode()) <= NAME_BYTES


def _problems(tree: Mapping[str, Any]) -> list[Fault]:
    faults = Faults(FILE)
    for key, kind in FIELDS.items():
        faults.check(key in tree, f"{key} is missing", allowed=kind, cure=f"add `{key} = ...`")
        allowed = NAMES if key == "name" else kind
        said = {"value": repr(tree.get(key)), "allowed": allowed, "cure": "correct the value"}
        faults.check(key not in tree or _fits(tree[key], kind), f"{key} does not fit", column=key, **said)
    for key, choices in CHOICES.items():
        said = {"value": repr(tree.get(key)), "allowed": ", ".join(choices), "cure": "choose one of them"}
        faults.check(tree.get(key, choices[0]) in choices, f"{key} cannot be", column=key, **said)
    known = [*FIELDS, *CHOICES, "notes"]
    for key in tree:
        said = {"allowed": ", ".join(known), "cure": "correct the name"}
        faults.check(key in known, f"unknown key {key}", column=key, **said)
    is_table = isinstance(tree.get("notes", {}), Mapping)
    said = {"allowed": "[notes]", "cure": "make it a table"}
    faults.check(is_table, "notes is not a table", column="notes", **said)
    return faults or _order(tree)


def _fits(value: object, kind: str) -> bool:
    if kind == FIELDS["name"]:
        return is_name(value)
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
        Fault(
            file=FILE,
            message="the appraisal ends before it begins",
            column="last_year",
            value=found,
            allowed=allowed,
            cure="swap them",
        )
    ]
