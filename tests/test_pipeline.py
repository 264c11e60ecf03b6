"""There is one pipeline: one place assembles a shock, one solves it, one declares the options."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from corridor.cli import app, options
from tests.test_floors import FLOORS, SOURCE, modules, room

ENGINE = 1
"""The floor of the sciences, which may call each other's insides."""


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Yield the functions that a module calls by a name it imported from a room, by their full name."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in known:
            yield known[node.func.id], node


def users(name: str) -> set[str]:
    """Return the modules above the sciences that call a function."""
    return {
        path.relative_to(SOURCE).as_posix()
        for path in modules()
        if FLOORS[room(path)] > ENGINE
        for called, _ in calls(path)
        if called == name
    }


def test_one_place_solves() -> None:
    """Everything above the engine obtains its equilibria from `economy.shock.equilibrium`."""
    assert users("corridor.economy.equilibrium.solve") == set()
    assert users("corridor.economy.shock.equilibrium") >= {"model/solved.py"}


def test_one_place_assembles_what_projects_change() -> None:
    whole = {
        path.relative_to(SOURCE).as_posix()
        for path in modules()
        for called, node in calls(path)
        if called == "corridor.economy.shock.Shock" and len(node.args) + len(node.keywords) > 1
    }
    assert whole == {"model/shock.py"}
    assert users("corridor.model.doors.changes.field_changes") <= {"model/shock.py", "studies/sensitivity.py"}
    assert users("corridor.model.doors.losses.loss_factors") == {"model/shock.py"}


def test_one_place_closes_the_model() -> None:
    assert users("corridor.economy.shock.Closure") == {"model/closure.py"}


COMMON = {
    "--projects": "Projects",
    "--without": "Without",
    "--set": "Set",
    "--json": "Json",
    "--quiet": "Quiet",
}


@pytest.mark.parametrize("option", [*COMMON, "--out"])
def test_an_option_means_the_same_in_every_command(option: str) -> None:
    group = typer.main.get_command(app)
    assert hasattr(group, "commands")
    help_of = {
        name: parameter.help
        for name, command in group.commands.items()
        for parameter in command.params
        if option in parameter.opts and name not in ("case", "projects", "parameters")
    }
    assert len(help_of) > 2
    assert len(set(help_of.values())) == 1, help_of


def test_options_are_declared_once() -> None:
    declared = re.compile(r'"(--set|--json|--quiet)"')
    where = {p.name for p in (SOURCE / "cli").glob("*.py") if declared.search(p.read_text(encoding="utf-8"))}
    assert where - {"lists.py", "case.py"} == {Path(inspect.getfile(options)).name}
