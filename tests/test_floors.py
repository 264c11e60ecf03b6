"""Imports go down only: the table below is the house, and a breach names the two rooms."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "corridor"

FLOORS = {
    "dollar": 0,
    "errors": 0,
    "facts": 0,
    "ledger": 0,
    "palette": 0,
    "units": 0,
    "parameters": 0,
    "parallel": 0,
    "run_tables": 0,
    "schema": 0,
    "solvers": 0,
    "types": 0,
    "network": 1,
    "planner": 1,
    "geography": 1,
    "economy": 1,
    "travel": 1,
    "energy": 1,
    "hazards": 1,
    "uncertainty": 1,
    "projects": 2,
    "case": 2,
    "model": 3,
    "accounts": 4,
    "money": 4,
    "studies": 5,
    "io": 6,
    "report": 6,
    "cli": 7,
    "serve": 7,
    "verbs": 7,
    "__init__": 7,
    "__main__": 7,
}
"""Room to floor."""

APART = (1, 4, 6)
"""Floors whose rooms do not know each other; a study is a room of its own."""

STREET = 7
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40
MAX_ARGUMENTS = 6


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def studies() -> list[Path]:
    return [path for path in modules() if room(path) == "studies" and path.parent != SOURCE / "studies"] + [
        path for path in (SOURCE / "studies").glob("*.py") if path.stem != "__init__"
    ]


def imported_studies(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {name.split(".")[2] for name in names if name.startswith("corridor.studies.")}


def imported_rooms(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            parts = node.module.split(".")
            if parts == ["corridor"]:
                found |= {alias.name for alias in node.names}
            elif parts[0] == "corridor":
                found.add(parts[1])
        elif isinstance(node, ast.Import):
            found |= {name.name.split(".")[1] for name in node.names if name.name.startswith("corridor.")}
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_go_down(path: Path) -> None:
    here = room(path)
    assert here in FLOORS, f"{here} has no floor in the table"
    for other in imported_rooms(path) - {here}:
        if other not in FLOORS:
            continue  # a name of the package's front door, not a room
        assert FLOORS[other] <= FLOORS[here], f"{here} imports {other}, which is above it"
        if FLOORS[other] == FLOORS[here] and FLOORS[here] in APART:
            pytest.fail(f"{here} imports {other}: rooms of floor {FLOORS[here]} do not know each other")


@pytest.mark.parametrize("path", studies(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_studies_do_not_know_each_other(path: Path) -> None:
    here = path.relative_to(SOURCE / "studies").parts[0].removesuffix(".py")
    assert imported_studies(path) <= {here}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_rooms_are_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MAX_FILE_LINES
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef):
            continue
        body = node.body[1:] if ast.get_docstring(node) else node.body
        lines = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
        assert lines <= MAX_FUNCTION_LINES, f"{node.name} has {lines} lines"
        arguments = [a.arg for a in node.args.posonlyargs + node.args.args if a.arg not in ("self", "cls")]
        assert len(arguments) <= MAX_ARGUMENTS, f"{node.name} has {len(arguments)} positional arguments"


def test_no_module_prints_below_the_street() -> None:
    for path in modules():
        if FLOORS[room(path)] >= STREET:
            continue
        calls = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
        names = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
        assert "print" not in names, path
