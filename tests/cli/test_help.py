"""Every example of every help text runs: options parse, what it names is there, the island's are run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from corridor.cli import app
from corridor.io.find import find_case
from corridor.io.oc4ids import read_projects
from corridor.parameters import default_parameters, parse_parameters

ROOT: Any = typer.main.get_command(app)

LONG = ("design", "sensitivity")
"""Not run here: tests of their own do that."""


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, group
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))


def examples() -> list[str]:
    """Return the commands that help texts show, without what is said of them or done with their output."""
    found = []
    for _, command in commands(ROOT):
        for line in (command.help or "").splitlines():
            if line.strip().startswith("corridor "):
                shown = re.split(r"\s{2,}|\s>", line.strip())[0]
                found.append(shown)
    return sorted(set(found))


def parsed(example: str) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Return the command of an example and its arguments; a usage error where they are none."""
    _, *words = shlex.split(example)
    command, path = ROOT, ()
    while hasattr(command, "commands"):
        path, command = (*path, words[0]), command.commands[words.pop(0)]
    return path, command.make_context(" ".join(path), words).params


def test_there_are_examples_of_every_command() -> None:
    shown = {parsed(example)[0] for example in examples()}
    assert shown == {path for path, command in commands(ROOT) if not hasattr(command, "commands")}


@pytest.mark.parametrize("example", examples())
def test_an_example_names_what_is_there(
    example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _, said = parsed(example)
    if said.get("case", "my-case") == "my-case":
        return
    folder = find_case(said["case"])
    projects = {project.project_id for project in read_projects(folder / "projects.json")}
    for option in ("projects", "without", "must", "never"):
        names = {name.strip() for name in (said.get(option) or "").split(",") if name.strip()}
        assert names <= projects | {"planned", "built"}
    own = folder / "parameters.toml"
    parameters = default_parameters()
    if own.is_file():
        parameters = parameters.merged(parse_parameters(own.read_text(encoding="utf-8"), own.name))
    values = (text.partition("=") for text in said.get("set_") or ())
    parameters.with_values({name: float(value) for name, _, value in values})


@pytest.mark.parametrize("example", [text for text in examples() if " island" in text or " my-case" in text])
def test_an_example_of_a_small_case_runs(
    example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _, *words = shlex.split(example)
    if words[0] in LONG:
        pytest.skip("a test of its own runs it")
    if words[:2] != ["case", "new"]:
        CliRunner().invoke(app, ["case", "new", "my-case"])
    for hours, folder in enumerate(path for path in words if path.startswith("out/")):
        value = f"value_of_time.container={1 + hours}"
        CliRunner().invoke(app, ["appraise", "island", "--set", value, "--name", Path(folder).name])
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output


def test_help_of_options_names_what_is_there() -> None:
    """A metavariable is an illustration, never a name that could be tried."""
    for _, command in commands(ROOT):
        for param in getattr(command, "params", ()):
            assert not re.search(r"\b[a-z]+-\d", str(param.metavar or "") + str(getattr(param, "help", "")))
