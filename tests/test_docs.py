"""The documentation is true: the tutorial runs, tables are those of the code, names exist."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import corridor
from corridor.accounts import indicators
from corridor.projects.project import FIELDS
from corridor.projects.types import project_types
from corridor.schema import dictionary
from scripts import data_page, tables_page

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
BLOCK = re.compile(r"^```(bash|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_the_tutorial_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    programs = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    blocks = BLOCK.findall(text_of("tutorial.md"))
    assert {language for language, _ in blocks} == {"bash", "python"}
    names: dict[str, object] = {}
    for language, code in blocks:
        if language == "python":
            exec(compile(code, "docs/tutorial.md", "exec"), names)  # noqa: S102 - the page is ours
            continue
        command = ["bash", "-euo", "pipefail", "-c", code]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        assert done.returncode == 0, f"{code}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("page", sorted(path.name for path in (DOCS / "how-to").glob("*.md")))
def test_the_examples_of_a_how_to_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tests").symlink_to(ROOT / "tests")  # pages name their data from the root of the project
    monkeypatch.chdir(tmp_path)
    blocks = BLOCK.findall(text_of(f"how-to/{page}"))
    assert {language for language, _ in blocks} == {"python"}
    names: dict[str, object] = {}
    for _, code in blocks:
        exec(compile(code, page, "exec"), names)  # noqa: S102 - the page is ours


def test_the_table_of_columns_is_that_of_the_dictionary() -> None:
    text = text_of("data.md")
    assert data_page.current(text) == text, "run scripts/data_page.py"


def test_every_column_stands_in_the_page_once_per_table() -> None:
    text = text_of("data.md")
    for columns in dictionary().values():
        for column in columns:
            assert f"| `{column.name}` | {column.type} | {column.unit} |" in text


def test_the_page_of_data_names_every_field_and_type_of_a_project() -> None:
    text = text_of("data.md")
    missing = [word for word in (*FIELDS, *project_types()) if word not in text]
    assert not missing


def test_every_public_name_is_in_the_reference() -> None:
    text = text_of("api.md")
    missing = [name for name in corridor.HOMES if f"corridor.{name}\n" not in text]
    assert not missing


def test_every_indicator_is_explained() -> None:
    model = text_of("model.md")
    missing = [i.name for i in indicators() if f"| {i.account} | {i.name} |" not in model]
    assert not missing


def test_the_page_of_the_tables_of_a_run_is_that_of_the_facts() -> None:
    assert text_of("tables.md") == tables_page.page() + "\n", "run scripts/tables_page.py"


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_commands_and_files_that_are_named_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)\b", text)) <= targets
    linked = re.findall(r"\]\(([^)#:]+)\)", text)
    assert [path for path in linked if not (ROOT / path).exists()] == []


def test_every_page_is_in_the_table_of_contents() -> None:
    listed = set(re.findall(r"^([a-z0-9/-]+)$", text_of("index.md"), re.MULTILINE))
    pages = {p.relative_to(DOCS).with_suffix("").as_posix() for p in DOCS.rglob("*.md")}
    assert pages - {"index"} <= listed
