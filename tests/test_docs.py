"""The documentation is true: pages run, generated pages are fresh, figures are those of runs, names exist."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

import corridor
from corridor.accounts import indicators
from corridor.cli import app
from corridor.projects.project import FIELDS
from corridor.projects.types import project_types
from corridor.schema import dictionary
from scripts import figures, reference, reference_tables
from scripts.figures_of_studies import STUDIES
from scripts.markdown import escaped
from tests.test_floors import FLOORS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
BLOCK = re.compile(r"^ *```(bash|python|sh)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[\w-]+)?\)")
IN_CODE = re.compile(
    r"`(?:corridor\.)?((?:network|economy|model|accounts|money|studies|planner|geography|energy|report)\.[\w.]+)`"
)
FILES = {"network.png", "report.html"}
"""Words between ticks that look like a name of the code and are not."""
STALE = "run `make figures` (CONTRIBUTING.md says how), then say in NEWS.md what moved"


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def commands() -> Iterator[tuple[str, str]]:
    """Yield every command line of the pages, with its page."""
    for page in [ROOT / "README.md", *PAGES]:
        for language, code in BLOCK.findall(page.read_text(encoding="utf-8")):
            if language != "python":
                for line in code.splitlines():
                    if line.strip().startswith("corridor "):
                        yield page.relative_to(ROOT).as_posix(), line.split("#")[0].split(">")[0].strip()


def test_the_tutorial_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    programs = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    blocks = [block for block in BLOCK.findall(text_of("tutorial/ten-minutes.md")) if block[0] != "sh"]
    assert {language for language, _ in blocks} == {"bash", "python"}
    names: dict[str, object] = {}
    for language, code in blocks:
        if language == "python":
            exec(compile(code, "docs/tutorial/ten-minutes.md", "exec"), names)  # noqa: S102 - the page is ours
            continue
        command = ["bash", "-euo", "pipefail", "-c", code]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        assert done.returncode == 0, f"{code}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("page", sorted(path.name for path in (DOCS / "how-to").glob("*.md")))
def test_the_examples_of_a_how_to_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the Python of a page; its command lines are parsed below."""
    (tmp_path / "tests").symlink_to(ROOT / "tests")  # pages name their data from the root of the project
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for language, code in BLOCK.findall(text_of(f"how-to/{page}")):
        if language == "python":
            exec(compile(code, page, "exec"), names)  # noqa: S102 - the page is ours


@pytest.mark.parametrize(("page", "line"), sorted(set(commands())))
def test_the_command_line_takes_every_command_of_the_pages(
    page: str, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parse the line with the program's own command, whose work is put aside."""
    words = shlex.split(line)[1:]
    if words[-1] in {"--help", "-h"}:
        return
    group = typer.main.get_command(app)
    command = group.commands[words[0]]  # type: ignore[attr-defined]
    if hasattr(command, "commands"):
        command, words = command.commands[words[1]], words[1:]
    monkeypatch.setattr(command, "invoke", lambda _: None)
    command.main(args=words[1:], prog_name=page, standalone_mode=False)


def test_the_pages_of_reference_are_what_the_code_says() -> None:
    written = reference.pages()
    assert len(written) == 6
    stale = [name for name, text in written.items() if text != text_of(f"reference/{name}")]
    assert not stale, "run `make reference`"


def test_every_column_stands_in_the_page_once_per_table() -> None:
    text = text_of("reference/case-format.md")
    for columns in dictionary().values():
        for column in columns:
            unit = column.unit.replace("$", "\\$")
            assert f"| `{column.name}` | {column.type} | {unit} |" in text


def test_the_page_of_data_names_every_field_and_type_of_a_project() -> None:
    text = text_of("reference/case-format.md")
    missing = [word for word in (*FIELDS, *project_types()) if word not in text]
    assert not missing


def test_the_table_of_columns_is_that_of_the_dictionary() -> None:
    text = text_of("reference/case-format.md")
    assert reference.with_columns(text) == text, "run `make reference`"


def test_the_page_of_the_tables_of_a_run_is_that_of_the_facts() -> None:
    assert escaped(reference_tables.page()) == text_of("reference/tables.md"), "run `make reference`"


def test_every_indicator_is_explained() -> None:
    text = text_of("reference/indicators.md")
    assert not [one.name for one in indicators() if f"| {one.name} |" not in text]
    assert escaped(reference.indicator_page()) == text, "run `make reference`"


def test_every_command_and_public_name_is_in_the_reference() -> None:
    shown = CliRunner().invoke(app, ["--help"]).output
    listed = re.findall(r"^## `corridor ([a-z-]+)", text_of("reference/commands.md"), re.MULTILINE)
    assert listed
    assert all(name in shown for name in listed)
    names = re.findall(r"^### (\w+)$", text_of("reference/python.md"), re.MULTILINE)
    assert sorted(names) == sorted(corridor.HOMES)


def test_names_of_the_code_in_the_pages_exist() -> None:
    named = {
        (page.name, name) for page in PAGES for name in IN_CODE.findall(page.read_text(encoding="utf-8"))
    }
    assert len(named) > 20
    assert [
        (page, name) for page, name in sorted(named) if not (name in FILES or exists(f"corridor.{name}"))
    ] == []


def exists(name: str) -> bool:
    """Return whether a dotted name is a module, or something in one."""
    home, _, rest = name.rpartition(".")
    if not home:
        return False
    try:
        if find_spec(name) is not None:
            return True
    except ModuleNotFoundError:
        pass
    try:
        return hasattr(import_module(home), rest)
    except ModuleNotFoundError:
        outer, _, record = home.rpartition(".")
        owner = getattr(import_module(outer), record, None)
        return rest in getattr(owner, "__dataclass_fields__", {}) or hasattr(owner, rest)


@pytest.mark.parametrize("page", figures.PAGES, ids=lambda page: page.name)
def test_figures_in_prose_are_those_of_the_recorded_runs(page: Path) -> None:
    assert figures.differing(page, figures.figures()) == []


def test_every_recorded_figure_is_in_the_prose_and_every_study_is_recorded() -> None:
    records = figures.recorded()
    assert list(records) == list(STUDIES)
    marks = {m["name"] for page in figures.PAGES for m in figures.marked(page.read_text(encoding="utf-8"))}
    for study, record in records.items():
        assert STUDIES[study].keeps_all or set(record["figures"]) <= marks
    assert len(marks) > 100


@pytest.mark.parametrize("study", STUDIES)
def test_recorded_runs_are_of_the_inputs_that_are_here(study: str) -> None:
    """Hash what a run reads: a case or a parameter that changed makes the figures old.

    A slow study may be older than what it reads where its page shows the day of the run.
    """
    recorded, asked = figures.recorded()[study], STUDIES[study]
    assert recorded["command"] == asked.command
    if asked.slow:
        marks = {
            m["name"] for page in figures.PAGES for m in figures.marked(page.read_text(encoding="utf-8"))
        }
        assert f"recorded.{study}" in marks
    else:
        assert recorded["inputs"] == figures.inputs_digest(asked.folder), STALE


def test_the_program_still_gives_the_recorded_figures_of_the_island() -> None:
    """Run the small case: a program that changed its answers makes the figures old."""
    recorded = figures.recorded()["island"]["figures"]
    found = {name: figures.rounded(value) for name, value in STUDIES["island"].run().items()}
    assert len(found) > 20
    assert found == pytest.approx(recorded, rel=1e-4, abs=1e-3, nan_ok=True), STALE


@pytest.mark.parametrize(
    ("shown", "value", "want"),
    [
        ("+0.42<!--x-->", 0.418, "+0.42"),
        ("1,419<!--x/1e6-->", 1.4189e9, "1,419"),
        ("11.8<!--x*100-->", 0.117613, "11.8"),
        ("-3<!--x-->", 2.6, "+3"),
        ("2025<!--start_year.x-->", 2031.0, "2031"),
        ("not<!--start_year.x-->", 2031.0, "2031"),
        ("2031<!--start_year.x-->", "not", "not"),
        ("0.0<!--x-->", -0.01, "0.0"),
        ("2026-11-25<!--x-->", "2026-11-30", "2026-11-30"),
    ],
)
def test_a_marked_figure_keeps_the_decimals_and_the_sign_of_the_prose(
    shown: str, value: float | str, want: str
) -> None:
    (match,) = figures.marked(f"a gain of {shown} %")
    assert figures.shape(value, match) == want


@pytest.mark.parametrize("page", figures.PAGES, ids=lambda page: page.name)
def test_tables_of_results_have_no_number_without_a_mark(page: Path) -> None:
    """Look at every cell but labels, up to what is dated instead, and but tables of published figures."""
    lines = page.read_text(encoding="utf-8").partition("easured once")[0].splitlines()
    bare, skipped = [], page.parent.name == "reference"
    for line, after in pairwise([*lines, ""]):
        header = after.startswith("|--")
        if header:
            skipped = page.parent.name == "reference" or "published" in line
        if line.startswith("|") and not (header or skipped):
            bare += [cell for cell in line.split("|")[2:] if re.search(r"\d", cell) and "<!--" not in cell]
    assert [cell for cell in bare if "](" not in cell] == []


def test_pages_of_results_that_no_run_renews_say_when_they_were_measured() -> None:
    """A page of results has marked figures, or a date and a commit, or both."""
    for page in (DOCS / "results").glob("*.md"):
        text = page.read_text(encoding="utf-8")
        dated = re.search(r"[Mm]easured once, (\d+ )?[A-Z][a-z]+ \d{4} \(commit [0-9a-f]{7}", text)
        assert figures.marked(text) or dated, page.name


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_commands_and_files_that_are_named_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)\b", text)) <= targets
    linked = re.findall(r"\]\(([^)#:]+)", text)
    assert [path for path in linked if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [path for path in LINK.findall(text) if not (page.parent / path).exists()] == []


@pytest.mark.parametrize("folder", ["src", "cases/cpec/build", "examples", "scripts"])
def test_pages_that_the_code_names_exist(folder: str) -> None:
    named = set()
    for path in (ROOT / folder).rglob("*"):
        if path.suffix in {".py", ".toml", ".csv", ".json", ".md"}:
            named |= set(re.findall(r"\bdocs/[\w/-]+\.md\b", path.read_text(encoding="utf-8")))
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_every_page_is_in_the_table_of_contents() -> None:
    listed = set(re.findall(r"^([a-z0-9/-]+)$", text_of("index.md"), re.MULTILINE))
    pages = {p.relative_to(DOCS).with_suffix("").as_posix() for p in PAGES}
    assert pages - {"index"} <= listed


def test_every_how_to_is_a_page_of_one_task() -> None:
    for page in (DOCS / "how-to").glob("*.md"):
        text = page.read_text(encoding="utf-8")
        assert len(text.split()) < 800, page.name
        assert page.name == "index.md" or BLOCK.search(text), page.name


def test_every_room_stands_in_the_table_of_rooms() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    source = ROOT / "src" / "corridor"
    rooms = {room for room in FLOORS if (source / room).is_dir() or (source / f"{room}.py").exists()}
    named = set(re.findall(r"`(\w+)/?`", text[text.index("| floor |") : text.index("## Under a minute")]))
    assert rooms - {"__init__", "__main__"} <= named
