"""How a command ends: its exit status and what it says of a failure, without a traceback."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from corridor.cli.show import print_json, printable
from corridor.errors import ARGUMENT, Fault, InputError, SolveError

FAILED, BAD_INPUT, STOPPED, CUT_OFF = 1, 2, 130, 141
"""Exit statuses besides 0; `CUT_OFF` is that of a program whose reader went away, as the shell counts it."""

CURES = {
    errno.ENOSPC: "free some space, or choose another folder",
    errno.EDQUOT: "free some space, or choose another folder",
    errno.EFBIG: "choose another folder, or raise the limit on the size of files",
    errno.EACCES: "choose another place, or ask for the right to use this one",
    errno.EPERM: "choose another place, or ask for the right to use this one",
    errno.EROFS: "choose another place",
    errno.EISDIR: "name a file",
    errno.ENOTDIR: "name a folder",
    errno.EEXIST: "choose another name",
    errno.ENAMETOOLONG: "choose a shorter name",
}
"""What to do about what the system refuses; else the path is to be corrected."""

OPTIONS: Mapping[str, str] = {
    "first_year": "--from",
    "last_year": "--to",
    "discount_rate": "--discount",
    "requires": "--require",
    "excludes": "--exclude",
    "parameters": "--set",
    "budget_musd": "--budget",
    "caps_mt": "--cap-mt",
    "years": "--from, --to",
    "link_id": "LINK",
}
"""Arguments of Python calls whose option has another name."""

QUOTED = re.compile(r"`([a-z_]+)`")


class Street(TyperGroup):
    """All commands: whatever one of them meets, in reading its options too, ends as `ending` says."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Remember whether one document is asked for."""
        ctx.meta["json"] = "--json" in args
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that is named."""
        with ending(as_json=bool(ctx.meta["json"])):
            return super().invoke(ctx)


@contextmanager
def ending(*, as_json: bool = False) -> Iterator[None]:
    """Turn what goes wrong into messages on stderr and exit statuses."""
    try:
        yield
    except InputError as error:
        _refuse(error, as_json=as_json)
    except SolveError as error:
        _end(FAILED, f"The solve failed: {error}", {"error": "solve", "message": str(error)}, as_json=as_json)
    except BrokenPipeError:
        _let_go()
        raise typer.Exit(CUT_OFF) from None
    except OSError as error:
        fault = _of_system(error)
        document = {"error": "system", "faults": [asdict(fault)]}
        _end(BAD_INPUT, f"The system refuses {fault}", document, as_json=as_json)
    except MemoryError as error:
        said = f"There is not enough memory{f': {error}' if str(error) else ''}. Ask less at once."
        _end(FAILED, said, {"error": "memory", "message": said}, as_json=as_json)
    except KeyboardInterrupt:
        _end(STOPPED, "Stopped. Nothing is half written; earlier results are whole.", {}, as_json=False)


def _refuse(error: InputError, *, as_json: bool) -> NoReturn:
    faults = tuple(_as_option(fault) for fault in error.faults)
    document = {"error": "input", "faults": [asdict(fault) for fault in faults]}
    _end(BAD_INPUT, str(InputError(faults)), document, as_json=as_json)


def _end(status: int, said: str, document: Mapping[str, Any], *, as_json: bool) -> NoReturn:
    with suppress(OSError):  # there may be nobody to tell
        if as_json:
            print_json(document)
        typer.echo(printable(said), err=True)
    _let_go()
    raise typer.Exit(status) from None


def _as_option(fault: Fault) -> Fault:
    """Return a fault in what a caller asked, as one who typed options knows them."""
    if fault.file != ARGUMENT:
        return fault

    def said(text: str | None) -> str | None:
        return text and QUOTED.sub(lambda found: _option(found[1]), text)

    column = fault.column and _option(fault.column)
    texts = {"message": said(fault.message) or "", "allowed": said(fault.allowed), "cure": said(fault.cure)}
    return replace(fault, file="command line", column=column, **texts)  # type: ignore[arg-type]


def _option(argument: str) -> str:
    """Return the option that stands for an argument of a Python call."""
    return OPTIONS.get(argument, f"--{argument.replace('_', '-')}")


def _of_system(error: OSError) -> Fault:
    """Return what the system refuses as a fault: the path, why, and what to do."""
    path = error.filename2 or error.filename
    return Fault(
        file=os.fsdecode(path) if isinstance(path, str | bytes) else "output",
        message=error.strerror or str(error),
        cure=CURES.get(error.errno or 0, "correct the path"),
    )


def _let_go() -> None:
    """Leave a stream that takes no more, so that nothing is said of it when the program ends."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def writable(out: Path) -> Path:
    """Return a folder for results; `InputError` where none can be made there, before anything is computed."""
    nearest = next(place for place in (out, *out.absolute().parents) if os.path.lexists(place))
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        fault = Fault(
            file=ARGUMENT,
            message=f"{nearest} cannot hold results",
            column="out",
            value=str(out),
            allowed="a folder to write in",
            cure="choose another folder",
        )
        raise InputError([fault])
    return out
