"""Projects as OC4IDS 0.9, with the extension `corridor` for model effects.

Any valid package is read: what the program does not use is passed over, and a project without the extension
stands in the register without effect.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from corridor.case.commodities import commodity_classes
from corridor.dollar import Dollar
from corridor.errors import Fault, InputError, raise_if
from corridor.facts import folder, rows
from corridor.io.documents import present, read_json
from corridor.io.oc4ids_entry import DATED, WITHOUT_EXTENSION, bare, project_of
from corridor.model.selection import BUILT, CHOSEN, FIRST_DECADE, PLANNED, TODAY, UPGRADED
from corridor.projects.doors import DOORS, HIGHEST_FACTOR, LOWEST_FACTOR
from corridor.projects.growth import LAWS
from corridor.projects.links import section_faults
from corridor.projects.project import CANCELLED, FACTORS, LINKS, Project
from corridor.projects.types import project_types

FILE = "projects.json"
SEPARATORS = ",:"
"""Marks between names on the command line; no project that acts may have one in its name."""

PORTFOLIO_NAMES = (TODAY, UPGRADED, FIRST_DECADE, CHOSEN, PLANNED, BUILT)


def read_projects(path: Path, dollar: Dollar | None = None) -> tuple[Project, ...]:
    """Return the projects of an OC4IDS package; none where the file is absent.

    Money is rebased to the price year of `dollar` from the years it states; without it, it stays as it is.

    Raises
    ------
    InputError
        With every fault: not JSON, against the schema, an identifier twice, a value that cannot be.

    """
    if not present(path):
        return ()
    document = _without_nulls(read_json(path, FILE))
    faults = _schema_faults(document)
    raise_if(faults)
    entries = document["projects"]
    faults = _names(entries)
    found = []
    for entry in entries:
        try:
            published = document["publishedDate"]
            found.append(project_of(entry, dollar) if "corridor" in entry else bare(entry, published))
        except InputError as error:
            faults += error.faults
    raise_if([*faults, *_strangers(found)])
    return tuple(found)


def left_out(projects: Iterable[Project]) -> list[str]:
    """Return a line for every kind of project that stands in the register and in no portfolio."""
    cancelled = [p.project_id for p in projects if p.status == CANCELLED]
    bare = [p.project_id for p in projects if p.effect_note == WITHOUT_EXTENSION and p.status != CANCELLED]
    said = ((cancelled, "cancelled, in no portfolio"), (bare, WITHOUT_EXTENSION))
    return [f"{why}: {', '.join(names)}" for names, why in said if names]


def _without_nulls(document: Any) -> Any:
    """Return a package whose projects lack the fields that are null, as older versions write them."""
    if not isinstance(document, dict) or not isinstance(document.get("projects"), list):
        return document
    projects = [
        {key: value for key, value in entry.items() if value is not None}
        if isinstance(entry, dict)
        else entry
        for entry in document["projects"]
    ]
    return {**document, "projects": projects}


def _strangers(projects: Collection[Project]) -> list[Fault]:
    """Return a fault for every project that another requires or excludes and that is not in the register."""
    known = {project.project_id for project in projects}
    cure = "name a project of the register"
    return [
        Fault(
            file=FILE,
            message=f"project {project.project_id}: no such project",
            column=column,
            value=name,
            cure=cure,
        )
        for project in projects
        for column, names in (("requires", project.requires), ("excludes", project.excludes))
        for name in names
        if name not in known or name == project.project_id
    ]


def project_faults(projects: Iterable[Project], sections: Iterable[str]) -> list[Fault]:
    """Return a fault for every project on a section that does not exist."""
    return section_faults(projects, sections, FILE)


def door_faults(projects: Iterable[Project], known: Mapping[str, Collection[str]]) -> list[Fault]:
    """Return a fault for every region, sector and country of a door that the case does not have.

    `known` gives the names by `regions`, `sectors` and `countries`; those absent are not checked.
    """
    faults = []
    for project in projects:
        for door in project.doors:
            asked = door.named()
            for kind, names in known.items():
                wrong = [name for name in getattr(asked, kind) if name not in names]
                cure = f"take a name of the table `{kind}`"
                message = f"project {project.project_id}: no such name among {kind}"
                faults += [
                    Fault(file=FILE, message=message, column=kind, value=name, cure=cure) for name in wrong
                ]
    return faults


def schema() -> dict[str, Any]:
    """Return the JSON Schema of what is read: the part of OC4IDS 0.9.5 used here and the extension.

    Words that stand in tables of facts are filled in: types of projects, classes, doors, factors.
    """
    found: dict[str, Any] = json.loads((folder() / "oc4ids_corridor.json").read_text(encoding="utf-8"))
    words = {
        "project_type": tuple(project_types()),
        "reference_class": ("", *(row["class"] for row in rows("reference_classes"))),
        "commodity": commodity_classes(),
        "door": (LINKS, *DOORS),
        "grows": LAWS,
    }
    for name, known in words.items():
        found["$defs"][name] = {"enum": list(known)}
    found["$defs"]["state"]["properties"] |= {
        name: {"type": "number", "minimum": LOWEST_FACTOR, "maximum": HIGHEST_FACTOR} for name in FACTORS
    }
    for rule in found["$defs"]["effect"]["allOf"]:
        rule["then"]["properties"] |= {name: {"$ref": f"#/$defs/{name}"} for name in DATED}
    raise_if(_undescribed(found))
    return found


def _undescribed(document: Mapping[str, Any]) -> list[Fault]:
    """Return a fault for every door whose fields the schema does not describe."""
    rules = document["$defs"]["effect"]["allOf"]
    described = {rule["if"]["properties"]["door"]["const"] for rule in rules}
    cure = "add what its fields may be to `$defs.effect` of data/oc4ids_corridor.json"
    return [
        Fault(file="data/oc4ids_corridor.json", message=f"the door `{door}` is not described", cure=cure)
        for door in DOORS
        if door not in described
    ]


def _schema_faults(document: Any) -> list[Fault]:
    errors = sorted(
        Draft202012Validator(schema()).iter_errors(document), key=lambda e: [str(p) for p in e.path]
    )
    return [
        Fault(
            file=FILE,
            message=f"{_place(document, list(error.absolute_path))}: {error.message}",
            row=_row(list(error.absolute_path)),
            column=str(error.absolute_path[-1]) if error.absolute_path else None,
            value=None if isinstance(error.instance, dict | list) else json.dumps(error.instance),
            allowed=_allowed(error.schema),
            cure="correct it; `docs/reference/case-format.md` describes the register",
        )
        for error in errors
    ]


def _place(document: Any, path: list[Any]) -> str:
    if len(path) >= 2 and path[0] == "projects":
        entry = document["projects"][path[1]]
        name = (
            entry.get("id", f"number {path[1] + 1}") if isinstance(entry, dict) else f"number {path[1] + 1}"
        )
        return f"project {name}, {'.'.join(str(p) for p in path[2:]) or 'the whole entry'}"
    return ".".join(str(p) for p in path) or "the whole file"


def _row(path: list[Any]) -> int | None:
    return int(path[1]) + 1 if len(path) >= 2 and path[0] == "projects" else None


def _allowed(rule: Any) -> str | None:
    if not isinstance(rule, Mapping):
        return None
    if "enum" in rule:
        return ", ".join(str(v) for v in rule["enum"])
    bounds = [
        f"{word} {rule[key]}"
        for key, word in (("minimum", "at least"), ("exclusiveMinimum", "more than"), ("maximum", "at most"))
        if key in rule
    ]
    return ", ".join([*([str(rule["type"])] if "type" in rule else []), *bounds]) or None


def _names(entries: list[dict[str, Any]]) -> list[Fault]:
    """Return a fault for every identifier that is used twice or is the name of a portfolio."""
    seen: set[str] = set()
    faults = []
    for row, entry in enumerate(entries, start=1):
        name = entry["id"]
        if name in seen:
            cure = "give each project its own"
            faults.append(
                Fault(
                    file=FILE, message="identifier is used twice", row=row, column="id", value=name, cure=cure
                )
            )
        faults += _unusable(name, row, acts="corridor" in entry)
        if name in PORTFOLIO_NAMES:
            cure = "rename the project"
            faults.append(
                Fault(
                    file=FILE,
                    message="identifier is the name of a portfolio",
                    row=row,
                    column="id",
                    value=name,
                    cure=cure,
                )
            )
        seen.add(name)
    return faults


def _unusable(name: str, row: int, *, acts: bool) -> list[Fault]:
    """Return a fault where commands could not name the project."""
    wrong = [mark for mark in SEPARATORS if acts and mark in name]
    if not wrong and name == name.strip() and name.isprintable():
        return []
    return [
        Fault(
            file=FILE,
            message="the identifier cannot be used",
            row=row,
            column="id",
            value=json.dumps(name),
            allowed="letters, digits, blanks inside and all signs but comma and colon, "
            "by which commands separate names",
            cure="write another sign for it, for example a hyphen",
        )
    ]
