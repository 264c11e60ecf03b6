"""The page of public names: signatures, documentation and fields, as the code has them."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from importlib import import_module
from typing import Any

import corridor

HEAD = """# Public names

Written by `scripts/reference.py` from the docstrings. Programs may rely on what stands here. Everything else
may move without notice.

```py
import corridor as co
```

The tables of results have [a page of their own](tables.md).
"""

GROUPS = {
    "Cases": ("corridor.case", "corridor.io", "corridor.projects", "corridor.parameters"),
    "Studies": ("corridor.studies",),
    "Networks": ("corridor.network",),
    "Equilibrium": ("corridor.economy", "corridor.model", "corridor.solvers"),
    "User equilibrium": ("corridor.network.assignment", "corridor.io.tntp"),
    "Optimal networks": ("corridor.planner",),
    "Traffic equilibrium": ("corridor.geography",),
    "Errors": ("corridor.errors",),
}
"""Heading to the rooms whose public names stand under it; the longest beginning decides."""

RULED = re.compile(r"^(\w[\w ]*)\n-{3,}$", re.MULTILINE)


def page() -> str:
    """Return the page; a public name of a room that no group has is an error."""
    heading_of = {room: heading for heading, rooms in GROUPS.items() for room in rooms}
    under: dict[str, list[str]] = {heading: [] for heading in GROUPS}
    for name, home in corridor.HOMES.items():
        rooms = [room for room in heading_of if home == room or home.startswith(f"{room}.")]
        if not rooms:
            message = f"no group of scripts/reference_python.py has {name} of {home}"
            raise ValueError(message)
        under[heading_of[max(rooms, key=len)]].append(name)
    parts = [HEAD]
    for heading, names in under.items():
        parts.append(f"## {heading}\n")
        parts += [section(name, corridor.HOMES[name]) for name in sorted(names, key=str.lower)]
    return "\n".join(parts)


def section(name: str, home: str) -> str:
    """Return the section of one public name."""
    thing = getattr(import_module(home), name)
    text = _text(inspect.getdoc(thing) or "")
    if not inspect.isclass(thing):
        return f"### {name}\n\n{_signature(name, thing)}\n\n{text}\n"
    parts = [f"### {name}", f"`{home}.{name}`", text]
    fields = _fields(thing) if is_dataclass(thing) else ""
    parts += [fields] if fields else []
    parts += list(_methods(name, thing))
    return "\n\n".join(parts) + "\n"


def _signature(name: str, call: Any) -> str:
    """Return the signature, one argument a line where it is long."""
    signature = inspect.signature(call)
    given, back = _arguments(signature), signature.return_annotation
    line = f"{name}({', '.join(given)}) -> {back}"
    if len(line) > 100:
        inside = ",\n    ".join(given)
        line = f"{name}(\n    {inside},\n) -> {back}"
    return f"```py\n{line}\n```"


def _arguments(signature: inspect.Signature) -> list[str]:
    shown: list[str] = []
    for name, given in signature.parameters.items():
        if given.kind is given.KEYWORD_ONLY and "*" not in shown:
            shown.append("*")
        if name in {"self", "cls"}:
            continue
        value = getattr(given.default, "__name__", repr(given.default))
        default = "" if given.default is given.empty else f" = {value}"
        shown.append(f"{name}: {given.annotation}{default}")
    return shown


def _text(doc: str) -> str:
    """Return a docstring as markdown: ruled headings become bold words, indented names a list."""
    parts = RULED.split(doc)
    shown = [parts[0].strip()]
    for heading, body in zip(parts[1::2], parts[2::2], strict=True):
        shown.append(f"**{heading}**\n\n{_listed(body)}")
    return "\n\n".join(part for part in shown if part)


def _listed(body: str) -> str:
    """Return a numpydoc list (`name`, then what it is, indented) as a markdown list."""
    items: list[tuple[str, list[str]]] = []
    loose: list[str] = []
    for line in body.strip().splitlines():
        if line.startswith("    ") and items:
            items[-1][1].append(line.strip())
        elif line.strip() and not line.startswith(" "):
            items.append((line.strip(), []))
        elif line.strip():
            loose.append(line.strip())
    shown = [f"- `{name}`: {' '.join(words)}" if words else f"- {name}" for name, words in items]
    return "\n".join(loose + shown)


def _fields(record: type) -> str:
    """Return the fields of a record with their types, and the sentence under each."""
    (tree,) = (
        node
        for node in ast.walk(ast.parse(inspect.getsource(inspect.getmodule(record) or record)))
        if isinstance(node, ast.ClassDef) and node.name == record.__name__
    )
    rows = []
    for place, node in enumerate(tree.body):
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name):
            continue
        after = tree.body[place + 1] if place + 1 < len(tree.body) else None
        said = ""
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            said = " ".join(str(after.value.value).split())
        kind = ast.unparse(node.annotation).replace("|", "\\|")
        default = _default(node.value)
        rows.append(f"| `{node.target.id}` | `{kind}` | {default} | {said.replace('|', chr(92) + '|')} |")
    return "| field | type | default | what it is |\n|---|---|---|---|\n" + "\n".join(rows) if rows else ""


def _default(node: ast.expr | None) -> str:
    if node is None:
        return ""
    text = ast.unparse(node)
    return "" if text.startswith("field(") else f"`{text}`"


def _methods(owner: str, record: type) -> Iterator[str]:
    """Yield public methods and properties that have documentation."""
    for name, thing in vars(record).items():
        call = thing.__func__ if isinstance(thing, classmethod | staticmethod) else thing
        text = inspect.getdoc(call)
        if name.startswith("_") or not text:
            continue
        if inspect.isfunction(call):
            yield f"{_signature(f'{owner}.{name}', call)}\n\n{_text(text)}"
        elif isinstance(thing, property) or type(thing).__name__ == "cached_property":
            yield f"`{owner}.{name}`: {_text(text)}"
