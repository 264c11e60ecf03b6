"""A folder of results is replaced as a whole, or stays as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from corridor.io.folders import whole_folder

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


def test_writes_and_replaces(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "run"
    write(target, "old")
    (target / "stray").write_text("left over")
    write(target, "new")
    assert content(target) == {"a": "new", "b": "new"}
    assert [path.name for path in target.parent.iterdir()] == ["run"]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, RuntimeError])
def test_an_exception_leaves_the_previous_folder(tmp_path: Path, stop: type[BaseException]) -> None:
    target = tmp_path / "run"
    write(target, "old")
    with pytest.raises(stop):
        begin(target, stop)
    assert content(target) == {"a": "old", "b": "old"}
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGKILL])
def test_a_signal_leaves_the_previous_folder(tmp_path: Path, name: signal.Signals) -> None:
    target = tmp_path / "run"
    write(target, "old")
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", WRITER, str(target)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"half\n"
        process.send_signal(name)
        assert process.wait(timeout=20) != 0
    assert content(target) == {"a": "old", "b": "old"}


def test_a_stop_between_the_two_renames_is_mended(tmp_path: Path) -> None:
    target = tmp_path / "run"
    write(target, "old")
    os.rename(target, tmp_path / ".run.previous")  # noqa: PTH104
    with pytest.raises(RuntimeError), whole_folder(target):
        raise RuntimeError
    assert content(target) == {"a": "old", "b": "old"}
