"""`pledges.json`: what was promised, what would count as kept, and figures that were observed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from corridor.accounts import indicators
from corridor.errors import Fault, raise_if
from corridor.facts import folder
from corridor.io.documents import present, read_json
from corridor.pledges.pledge import FILE, Criterion, Observation, Pledge, Pledges
from corridor.projects.project import Project

CURE = "correct it; `docs/reference/case-format.md` describes the file"


def read_pledges(path: Path) -> Pledges | None:
    """Return the pledges of a case; None where the file is absent.

    Raises
    ------
    InputError
        With every fault: not JSON, against the schema, dates that cannot be, names that stand twice, tests
        that look at nothing, indicators that no account has.

    """
    if not present(path):
        return None
    document = read_json(path, FILE)
    raise_if(_schema_faults(document))
    pledges = tuple(_pledge(entry) for entry in document["pledges"])
    found = Pledges(pledges, tuple(Observation(**entry) for entry in document.get("observations", [])))
    raise_if(_strange_indicators(pledges))
    return found


def link_faults(pledges: Pledges | None, projects: Iterable[Project] | None) -> list[Fault]:
    """Return a fault for every project that a pledge links and that the register does not have."""
    if pledges is None or projects is None:
        return []
    known = [project.project_id for project in projects]
    return [
        _fault(f"pledge {pledge.pledge_id}: no such project", row, "projects", name, ", ".join(known))
        for row, pledge in enumerate(pledges.pledges, start=1)
        for name in pledge.projects
        if name not in known
    ]


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the file."""
    found: dict[str, Any] = json.loads((folder() / "pledges_schema.json").read_text(encoding="utf-8"))
    return found


def _pledge(entry: dict[str, Any]) -> Pledge:
    fields = {name: value for name, value in entry.items() if name not in ("id", "kept_if")}
    for name in ("projects", "indicators"):
        fields[name] = tuple(entry.get(name, ()))
    tests = tuple(Criterion(**test) for test in entry["kept_if"])
    return Pledge(pledge_id=entry["id"], tests=tests, **fields)


def _schema_faults(document: Any) -> list[Fault]:
    """Return every breach of the schema, with the number of the pledge or the observation as its row."""
    faults = []
    for error in sorted(
        Draft202012Validator(schema()).iter_errors(document), key=lambda e: [str(p) for p in e.absolute_path]
    ):
        path = list(error.absolute_path)
        row = int(path[1]) + 1 if len(path) > 1 and isinstance(path[1], int) else None
        column = str(path[-1]) if path and isinstance(path[-1], str) else None
        value = None if isinstance(error.instance, dict | list) else json.dumps(error.instance)
        place = ".".join(str(part) for part in path) or "the whole file"
        faults.append(_fault(f"{place}: {error.message}", row, column, value, None))
    return faults


def _strange_indicators(pledges: Iterable[Pledge]) -> list[Fault]:
    """Return a fault for every indicator that no account has."""
    known = {f"{one.account}: {one.name}" for one in indicators()}
    return [
        _fault(
            f"pledge {pledge.pledge_id}: no account has this indicator",
            row,
            "indicators",
            name,
            ", ".join(sorted(known)),
        )
        for row, pledge in enumerate(pledges, start=1)
        for name in pledge.indicators
        if name not in known
    ]


def _fault(
    message: str, row: int | None, column: str | None, value: str | None, allowed: str | None
) -> Fault:
    return Fault(file=FILE, message=message, row=row, column=column, value=value, allowed=allowed, cure=CURE)
