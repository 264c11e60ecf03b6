"""The names a user imports exist, are typed, and cost nothing until they are used."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import corridor


def test_no_public_name_is_a_room() -> None:
    rooms = {path.stem for path in Path(corridor.__file__).parent.iterdir()}
    assert not rooms & set(corridor.HOMES)  # importing the room would hide the name


@pytest.mark.parametrize("name", sorted(corridor.HOMES))
def test_every_public_name_resolves(name: str) -> None:
    assert getattr(corridor, name).__name__ == name


def test_the_types_are_those_of_the_names() -> None:
    tree = ast.parse(Path(corridor.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    typed = {
        (alias.asname or alias.name).removeprefix("_"): node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert typed.pop("of_a_case") == "corridor.verbs"
    assert typed == corridor.HOMES
    opened = {node.targets[0].id for node in block.body if isinstance(node, ast.Assign)}
    assert opened == corridor.OF_A_CASE


def test_a_case_may_be_given_by_name_or_path_and_a_project_alone() -> None:
    folder = Path(corridor.__file__).parents[2] / "examples" / "island"
    by_name = corridor.appraise("island", "tunnel")
    by_path = corridor.appraise(folder, ["tunnel"])
    given = corridor.appraise(corridor.read("island"), projects=("tunnel",))
    for other in (by_path, given):
        assert other.projects.equals(by_name.projects)
    with pytest.raises(corridor.InputError, match="no such case"):
        corridor.appraise("atlantis")
    with pytest.raises(corridor.InputError, match="no such project"):
        corridor.path("island", "atlantis")
    with pytest.raises(corridor.InputError, match="a Case, the name"):
        corridor.appraise(42)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        corridor.nonsense  # noqa: B018


def test_importing_brings_in_nothing_heavy() -> None:
    code = "import sys, corridor.cli; print(sorted({'numpy', 'pandas', 'jax', 'scipy'} & set(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert out.stdout.strip() == "[]"
