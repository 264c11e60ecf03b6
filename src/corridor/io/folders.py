"""Replacing a folder or a file as a whole: a reader sees the old one or the new one, never half of either.

What is being written lies beside its target under a name that no other writer has. Several may write the
same target at once: each puts a whole one in place, and the last stays.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corridor.errors import ARGUMENT, Fault, Faults, InputError, raise_if
from corridor.io.exchange import exchange

PARTIAL, PREVIOUS = ".partial-", ".previous-"

LEFTOVER = re.compile(
    r"\A\.(?P<target>.+)(?P<mark>\.partial-|\.previous-)"
    r"(?P<place>[0-9a-f]{6})-(?P<process>[0-9]{1,10})-[0-9a-f]{8}\Z"
)
"""Names that `beside` gives; no other file is ever removed."""

LONGEST_NAME = 200
"""Bytes of a name, so that a partial's name fits, too."""

ABANDONED = 24 * 3600
"""Seconds after which a partial that nobody touched is abandoned, wherever its writer ran."""

TRIES = 100
"""Other writers of one target may come in between so often."""


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Yield an empty sibling folder that becomes `target` when the block ends without an exception.

    Whatever ends the block early, Ctrl-C included, leaves the previous `target` as it was. `InputError` where
    `target` is a file.
    """
    target = target.resolve()
    if target.is_file():  # one look: another writer may exchange the folder between two
        cure = "choose another folder, or remove the file"
        raise InputError([Fault(file=str(target), message="is a file", allowed="a folder", cure=cure)])
    target.parent.mkdir(parents=True, exist_ok=True)
    clear_leftovers(target.parent)
    partial = beside(target)
    partial.mkdir()
    try:
        yield partial
        _put(partial, target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def inside(out: Path, *names: str) -> Path:
    """Return the folder below `out` of these names, none of which leads elsewhere.

    Raises
    ------
    InputError
        A name is empty or too long, leads up, or holds what separates names or cannot be shown.

    """
    faults = Faults(ARGUMENT)
    for name in names:
        said = {"column": "out", "value": ascii(name)[:LONGEST_NAME], "allowed": "the name of one folder"}
        plain = name not in ("", ".", "..") and name.isprintable() and not set(name) & set('/\\:*?"<>|')
        fits = plain and len(name.encode()) <= LONGEST_NAME
        faults.check(fits, "cannot be the name of a folder of results", cure="rename it in the case", **said)
    raise_if(faults)
    return out.joinpath(*names)


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Yield the path of a sibling file that becomes `target` when the block ends without an exception."""
    target.parent.mkdir(parents=True, exist_ok=True)
    clear_leftovers(target.parent)
    partial = beside(target)
    try:
        yield partial
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def beside(target: Path, mark: str = PARTIAL) -> Path:
    """Return a name beside `target` that says who writes it and that no other writer has."""
    return target.with_name(f".{target.name}{mark}{_here()}-{os.getpid()}-{secrets.token_hex(4)}")


def clear_leftovers(folder: Path) -> None:
    """Remove what writers left in `folder` that are no more, and put back what they had set aside."""
    with suppress(OSError):
        for path in list(folder.iterdir()):
            found = LEFTOVER.match(path.name)
            if found is None or _at_work(path, found["place"], int(found["process"])):
                continue
            target = folder / found["target"]
            if found["mark"] == PREVIOUS and not target.exists():
                path.rename(target)  # killed between two renames, where the system has no exchange
            else:
                _remove(path)


def _put(partial: Path, target: Path) -> None:
    """Make `partial` the target; what was there takes the place of `partial`, or is removed."""
    for _ in range(TRIES):
        with suppress(FileNotFoundError):
            if exchange(partial, target):
                return
            _aside(partial, target)
            return
        try:
            partial.rename(target)
        except OSError:
            if not (target.is_dir() and partial.is_dir()):
                raise
        else:
            return
    raise FileExistsError(f"{target}: other writers kept coming in between")


def _aside(partial: Path, target: Path) -> None:
    """Put `partial` in place of the target by two renames; `FileNotFoundError` where there is none."""
    previous = beside(target, PREVIOUS)
    target.rename(previous)
    try:
        partial.rename(target)
    except BaseException as error:
        with suppress(OSError):  # another writer's may be there by now
            previous.rename(target)
        if isinstance(error, OSError) and target.is_dir():
            raise FileNotFoundError(str(target)) from error
        raise
    finally:
        if target.exists():
            shutil.rmtree(previous, ignore_errors=True)


def _at_work(path: Path, place: str, process: int) -> bool:
    """Return whether the writer of a partial may still be at work on it."""
    if time.time() - path.lstat().st_mtime > ABANDONED:
        return False
    return place != _here() or _alive(process)


def _alive(process: int) -> bool:
    if os.name != "posix":  # elsewhere a signal of number 0 ends a process
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _here() -> str:
    """Return a short name of the place in which a process number means one process."""
    try:
        space = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        space = ""
    return hashlib.sha256(f"{platform.node()} {space}".encode()).hexdigest()[:6]


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)
