"""`corridor register`: what changed between two registers of projects."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corridor.cli.options import Json
from corridor.cli.outcome import ending
from corridor.cli.show import console, print_json, printable, table

if TYPE_CHECKING:
    from corridor.projects.project import Project

register_app = typer.Typer(
    help="What changed between two registers of projects.", no_args_is_help=True, rich_markup_mode="markdown"
)

Register = Annotated[str, typer.Argument(help="A case, its folder, or a projects.json.")]


@register_app.callback()
def register() -> None:
    """Compare registers of projects."""


@register_app.command()
def diff(old: Register, new: Register, *, json: Json = False) -> None:
    """List what changed from OLD to NEW: projects, statuses with dates and sources, years, costs.

    A status that changed without a dated source is refused, with exit status 2; so is a new project that has
    neither a dated status nor a reason why none is known. Writes nothing.

    **Example**

        corridor register diff cpec my-register/projects.json
    """
    with ending(as_json=json):
        from corridor.projects.register_diff import register_changes

        changes = register_changes(_projects(old), _projects(new))
    if json:
        print_json({"old": old, "new": new, "changes": [asdict(change) for change in changes]})
        return
    headers = ("project", "what", "before", "after", "since", "source")
    rows = [
        (c.project_id, *(printable(text) for text in (c.what, c.before, c.after, c.date, c.source)))
        for c in changes
    ]
    console().print(table(f"{len(changes)} changes", headers, rows) if rows else "no changes")


def _projects(place: str) -> tuple[Project, ...]:
    from corridor.io.documents import read_bytes
    from corridor.io.find import find_case
    from corridor.io.oc4ids import FILE, read_projects

    path = Path(place) if place.endswith(".json") else find_case(place) / FILE
    read_bytes(path, place)  # a register that is not there is a fault, not an empty one
    return read_projects(path)
