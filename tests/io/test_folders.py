"""A folder of results is replaced as a whole, or stays as it was, whoever writes and whatever is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from corridor.errors import InputError
from corridor.io import folders
from corridor.io.folders import ABANDONED, beside, whole_file, whole_folder

WRITER = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
from pathlib import Path
from corridor.io.folders import whole_folder
with whole_folder(Path(sys.argv[1])) as folder:
    (folder / "a").write_text("new")
    print("half", flush=True)
    time.sleep(60)
    (folder / "b").write_text("new")
"""

SWAPPER = """
import sys
from pathlib import Path
from corridor.io import folders
if sys.argv[2] == "two renames":
    folders.exchange = lambda left, right: False
print("begun", flush=True)
for number in range(int(sys.argv[3])):
    with folders.whole_folder(Path(sys.argv[1])) as folder:
        for name in "abc":
            (folder / name).write_text(f"{sys.argv[4]} {number}")
"""

KILLED_BETWEEN = """
import os, signal, sys
from pathlib import Path
from corridor.io import folders
folders.exchange = lambda left, right: False
rename = Path.rename
def once(path, target):
    rename(path, target)
    if ".previous-" in str(target):
        os.kill(os.getpid(), signal.SIGKILL)
Path.rename = once
with folders.whole_folder(Path(sys.argv[1])) as folder:
    (folder / "a").write_text("new")
"""


def write(target: Path, text: str) -> None:
    with whole_folder(target) as folder:
        (folder / "a").write_text(text)
        (folder / "b").write_text(text)


def begin(target: Path, stop: type[BaseException]) -> None:
    with whole_folder(target) as folder:
        (folder / "a").write_text("new")
        raise stop


def content(target: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(target.iterdir())}


def python(text: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", text, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # noqa: S603


@pytest.fixture(params=["exchange", "two renames"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Put folders in place by an exchange, and as systems do that have none."""
    if request.param == "two renames":
        monkeypatch.setattr(folders, "exchange", lambda _left, _right: False)
    return str(request.param)


@pytest.mark.usefixtures("way")
def test_writes_and_replaces(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "run"
    write(target, "old")
    (target / "stray").write_text("left over")
    write(target, "new")
    assert content(target) == {"a": "new", "b": "new"}
    assert [path.name for path in target.parent.iterdir()] == ["run"]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("stop", [KeyboardInterrupt, RuntimeError])
def test_an_exception_leaves_the_previous_folder(tmp_path: Path, stop: type[BaseException]) -> None:
    target = tmp_path / "run"
    write(target, "old")
    with pytest.raises(stop):
        begin(target, stop)
    assert content(target) == {"a": "old", "b": "old"}
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGKILL])
def test_a_signal_leaves_the_previous_folder_and_the_next_run_clears_up(
    tmp_path: Path, name: signal.Signals
) -> None:
    target = tmp_path / "run"
    write(target, "old")
    with python(WRITER, str(target)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"half\n"
        write(tmp_path / "other", "beside")
        assert len(list(tmp_path.iterdir())) == 3  # the one at work keeps what it has
        process.send_signal(name)
        assert process.wait(timeout=20) != 0
    assert content(target) == {"a": "old", "b": "old"}
    write(tmp_path / "other", "again")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "run"]


def test_a_kill_between_two_renames_is_mended_by_the_next_run_of_any_kind(tmp_path: Path) -> None:
    target = tmp_path / "run"
    write(target, "old")
    with python(KILLED_BETWEEN, str(target)) as process:
        assert process.wait(timeout=20) == -signal.SIGKILL
    assert not target.exists()
    write(tmp_path / "other", "beside")
    assert content(target) == {"a": "old", "b": "old"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "run"]


@pytest.mark.skipif(sys.platform != "linux", reason="the exchange is tried on Linux")
def test_there_is_no_moment_without_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "run"
    write(target, "old")

    def refused(self: Path, other: Path) -> Path:
        pytest.fail(f"{self} is renamed to {other}")

    monkeypatch.setattr(Path, "rename", refused)
    write(target, "new")
    assert content(target) == {"a": "new", "b": "new"}


def test_two_writers_and_a_reader(tmp_path: Path, way: str) -> None:
    target = tmp_path / "run"
    with (
        python(SWAPPER, str(target), way, "60", "x") as one,
        python(SWAPPER, str(target), way, "60", "y") as two,
    ):
        for process in (one, two):
            assert process.stdout is not None
            process.stdout.readline()
        while one.poll() is None or two.poll() is None:
            if way == "exchange" and target.exists():
                seen = set(os.listdir(target))  # noqa: PTH208
                assert seen <= {"a", "b", "c"}
            time.sleep(0.001)
        for process in (one, two):
            assert process.stderr is not None
            assert process.returncode == 0, process.stderr.read().decode()
    last = content(target)
    assert set(last) == {"a", "b", "c"}
    assert len(set(last.values())) == 1
    assert last["a"] in {"x 59", "y 59"}
    write(tmp_path / "other", "clear up")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "run"]


def test_only_what_is_ours_and_abandoned_is_cleared(tmp_path: Path) -> None:
    mine = tmp_path / ".notes.partial-draft"
    mine.write_text("a user's")
    elsewhere = tmp_path / ".run.partial-abcdef-1-01234567"
    elsewhere.mkdir()
    write(tmp_path / "other", "beside")
    assert mine.exists()
    assert elsewhere.exists()  # of another machine that shares the folder
    for path in (mine, elsewhere):
        os.utime(path, (time.time() - 2 * ABANDONED,) * 2)
    write(tmp_path / "other", "beside")
    assert mine.exists()
    assert not elsewhere.exists()


def test_a_file_in_the_place_of_the_folder_stays(tmp_path: Path) -> None:
    target = tmp_path / "run"
    target.write_text("a user's")
    with pytest.raises(InputError, match="is a file"):
        write(target, "new")
    assert target.read_text() == "a user's"


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    write(tmp_path / "real", "old")
    (tmp_path / "run").symlink_to(tmp_path / "real")
    write(tmp_path / "run", "new")
    assert (tmp_path / "run").is_symlink()
    assert content(tmp_path / "real") == {"a": "new", "b": "new"}


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "table.json"
    target.write_text("old")

    def half(stop: Callable[[], None]) -> None:
        with whole_file(target) as partial:
            partial.write_text("new")
            stop()

    def raised() -> None:
        raise OSError

    with pytest.raises(OSError):
        half(raised)
    assert target.read_text() == "old"
    half(lambda: None)
    assert target.read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["table.json"]
    assert beside(target) != beside(target)
