"""The page of commands, from the functions behind them: what each does, its arguments and its options."""

from __future__ import annotations

import enum
import inspect
import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from typer import Typer
from typer.models import ArgumentInfo, OptionInfo

from corridor.cli import app

HEAD = """# Commands

Written by `scripts/reference.py` from the program. `corridor COMMAND --help` prints the same.

`CASE` is the name of a bundled case (`cpec`, `island`) or the path of a folder. Exit status: 0 done; 1 a
solve failed; 2 bad input, with every fault listed and nothing written; 130 stopped by Ctrl-C, earlier results
left whole.
"""


def page() -> str:
    """Return the page."""
    return "\n".join([HEAD, *(section(name, call) for name, call in commands(app))])


def commands(group: Typer, prefix: str = "corridor") -> Iterator[tuple[str, Callable[..., object]]]:
    """Return every command with the function behind it, in the order of the help."""
    for command in group.registered_commands:
        if command.callback is not None:
            yield f"{prefix} {command.name or command.callback.__name__}", command.callback
    for inner in group.registered_groups:
        if inner.typer_instance is not None:
            yield from commands(inner.typer_instance, f"{prefix} {inner.name}")


def section(name: str, call: Callable[..., object]) -> str:
    """Return the section of one command."""
    text, _, examples = (inspect.getdoc(call) or "").partition("**Example")
    found = [line.strip() for line in examples.splitlines() if line.strip().startswith("corridor ")]
    hints = get_type_hints(call, include_extras=True)
    arguments = inspect.signature(call).parameters
    rows = [_row(key, hints.get(key, given.annotation), given.default) for key, given in arguments.items()]
    table = "| argument or option | default | what it says |\n|---|---|---|\n" + "\n".join(rows)
    code = "```sh\n" + "\n".join(found) + "\n```" if found else ""
    return "\n\n".join(part for part in (f"## `{name}`", text.strip(), table, code) if part) + "\n"


def _row(key: str, hint: Any, default: Any) -> str:
    kind, said = hint, None
    if get_origin(hint) is Annotated:
        kind, *marks = get_args(hint)
        said = next((mark for mark in marks if isinstance(mark, OptionInfo | ArgumentInfo)), None)
    if said is None:
        message = f"{key}: an argument of a command without a word of help"
        raise ValueError(message)
    help_text = re.sub(r"\s*\[default:.*?\]", "", said.help or "")
    named = re.search(r"\[default: (.*?)\]", said.help or "")
    shown = named.group(1) if named else _default(default)
    return f"| {_name(key, kind, said)} | {shown} | {help_text} |"


def _name(key: str, kind: Any, said: OptionInfo | ArgumentInfo) -> str:
    if isinstance(said, ArgumentInfo):
        return f"`{said.metavar or key.upper()}`"
    words = [word for word in (said.default, *(said.param_decls or ())) if str(word).startswith("-")]
    names = ", ".join(f"`{word}`" for word in words or [f"--{key.replace('_', '-')}"])
    if kind is bool:
        return names if words else f"{names}, `--no-{key.replace('_', '-')}`"
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return f"{names} " + " or ".join(f"`{member.value}`" for member in kind)
    return f"{names} {said.metavar}" if said.metavar else names


def _default(default: Any) -> str:
    if default is inspect.Parameter.empty:
        return "needed"
    if default is None or default == "":
        return ""
    if isinstance(default, enum.Enum):
        return f"`{default.value}`"
    if isinstance(default, bool):
        return "on" if default else "off"
    return f"`{default}`"
