"""Whatever the system refuses ends in one line and a status; whatever a text holds is shown as it is."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest
from typer.testing import CliRunner

from corridor.cli import app
from corridor.cli.outcome import BAD_INPUT, CUT_OFF, FAILED, STOPPED
from corridor.errors import ARGUMENT, Fault, InputError
from tests.io.islands import copy_island, register, tree, write_register

WIDE = "A [/b] \x1b[31m[link=x]é 走廊"
"""A title with markup, a command to the terminal, and letters beyond ASCII."""


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def island(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return copy_island(tmp_path / "case")


def program(*arguments: str, cwd: Path, **options: Any) -> subprocess.Popen[bytes]:
    """Start `corridor` as a program of its own."""
    start = "import sys; from corridor.cli import main; sys.argv[0] = 'corridor'; main()"
    command = [sys.executable, "-c", start, *arguments]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.Popen(command, cwd=cwd, **options)  # noqa: S603


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "x.csv"), BAD_INPUT, "x.csv: No space left"),
        (OSError(errno.EROFS, os.strerror(errno.EROFS), "x"), BAD_INPUT, "choose another place"),
        (PermissionError(errno.EACCES, os.strerror(errno.EACCES), "x"), BAD_INPUT, "Permission denied"),
        (IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), "x"), BAD_INPUT, "name a file"),
        (OSError("no number"), BAD_INPUT, "no number"),
        (
            MemoryError("Unable to allocate 7.00 TiB"),
            FAILED,
            "not enough memory: Unable to allocate 7.00 TiB",
        ),
        (BrokenPipeError(), CUT_OFF, ""),
        (KeyboardInterrupt(), STOPPED, "earlier results are whole"),
    ],
)
@pytest.mark.usefixtures("island")
@pytest.mark.parametrize("place", ["corridor.io.runs.write_frame", "corridor.cli.results.show"])
def test_what_the_system_refuses_is_one_line(
    monkeypatch: pytest.MonkeyPatch, place: str, error: BaseException, status: int, said: str
) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise error

    monkeypatch.setattr(place, refuse)
    result = run("appraise", "case", "--quiet", "--no-cache")
    assert result.exit_code == status, result.output
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == (1 if said else 0)
    assert bool(list(Path("out/island").iterdir())) == place.endswith("show")


FULL = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (180_000, 180_000))
from corridor.cli import main
sys.argv[0] = "corridor"
main()
"""
"""A program whose files cannot grow beyond a limit: a disk that is full."""


def test_a_full_disk_leaves_no_half_of_a_run(island: Path) -> None:
    command = [sys.executable, "-c", FULL, "appraise", "case", "--quiet", "--no-cache"]
    process = subprocess.run(command, cwd=island.parent, capture_output=True, timeout=120, check=False)  # noqa: S603
    told = process.stderr
    assert process.returncode == BAD_INPUT, told.decode()
    assert b"The system refuses" in told
    assert len(told.splitlines()) == 1
    assert not list((island.parent / "out" / "island").iterdir())


def test_output_that_takes_no_more(island: Path) -> None:
    with (
        Path("/dev/full").open("wb") as full,
        program("projects", "case", cwd=island.parent, stdout=full) as one,
    ):
        _, told = one.communicate(timeout=60)
    assert one.returncode == BAD_INPUT
    assert b"No space left on device" in told
    assert len(told.splitlines()) == 1
    read, write = os.pipe()
    os.close(read)
    for options in ((), ("--json",)):
        with program("projects", "case", *options, cwd=island.parent, stdout=write) as two:
            _, told = two.communicate(timeout=60)
        assert two.returncode == CUT_OFF
        assert told == b""
    os.close(write)


def titled(folder: Path) -> None:
    document = register()
    for project in document["projects"]:
        project["title"] = WIDE.replace("\x1b[31m", "")
    write_register(folder, document)


@pytest.mark.parametrize(
    "command", [("projects",), ("appraise", "--projects", "tunnel"), ("plan", "--budget", "3e7")]
)
def test_markup_in_titles_and_paths_is_text(island: Path, command: tuple[str, ...]) -> None:
    titled(island)
    Path("[bold]case[").mkdir()
    island.rename(island.parent / "[bold]case[" / "b]")
    name, *options = command
    more = () if name == "projects" else ("--quiet", "--no-cache", "--out", "[/b]out")
    result = run(name, "[bold]case[/b]", *options, *more)
    assert result.exit_code == 0, result.output
    assert ("[/b]" if name == "projects" else "[/b]out") in result.stdout


def test_nothing_is_said_that_a_terminal_obeys(island: Path) -> None:
    for command in (("projects", WIDE), ("links", "case", "--of", WIDE), ("case", "check", WIDE)):
        result = run(*command)
        assert result.exit_code == BAD_INPUT
        assert "\x1b" not in result.output
        assert "[/b]" in result.output


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_a_terminal_that_cannot_show_a_letter_shows_a_question_mark(island: Path, encoding: str) -> None:
    titled(island)
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    for command in (("projects", "case"), ("projects", "走廊"), ("--help",), ("appraise", "case", "--quiet")):
        with program(*command, cwd=island.parent, env=environment) as process:
            out, told = process.communicate(timeout=120)
        assert b"Traceback" not in told
        assert process.returncode == (BAD_INPUT if command[-1] == "走廊" else 0), told
        assert b"?" in out or command != ("projects", "case")
    with program("projects", "case", "--json", cwd=island.parent, env=environment) as process:
        out, told = process.communicate(timeout=60)
    assert json.loads(out.decode(encoding))["projects"][0]["title"].endswith("é 走廊")
    assert told == b""


def test_arguments_are_named_as_the_caller_knows_them(island: Path) -> None:
    fault = Fault(file=ARGUMENT, message="no", column="first_year", cure="let `last_year` be later")
    assert str(fault) == "argument first_year: no; cure: let `last_year` be later"
    result = run("links", "case", "--projects", "bridge", "--quiet")
    assert "command line, column --projects: no such project" in result.stderr
    from corridor import appraise, read

    with pytest.raises(InputError, match="argument projects: no such project"):
        appraise(read("case"), ["bridge"])


def test_no_room_below_the_street_speaks_of_options() -> None:
    source = Path((app.__module__ and sys.modules["corridor"].__file__) or "").parent
    below = [path for path in source.rglob("*.py") if path.relative_to(source).parts[0] != "cli"]
    said = [
        f"{path.name}: {line.strip()}"
        for path in below
        for line in path.read_text(encoding="utf-8").splitlines()
        if '"--' in line or '"command line"' in line
    ]
    assert said == []


def test_a_refused_command_changes_nothing(island: Path) -> None:
    before = tree(island.parent)
    assert run("case", "new", "case").exit_code == BAD_INPUT
    assert run("case", "new", 'a"b').exit_code == BAD_INPUT
    assert run("case", "new", "x" * 300).exit_code == BAD_INPUT
    assert tree(island.parent) == before
