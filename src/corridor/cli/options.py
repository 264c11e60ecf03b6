"""Options that mean the same in every command, declared once, and what they prepare."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corridor.cli.names import names_of
from corridor.cli.outcome import writable
from corridor.errors import ARGUMENT, Faults, raise_if

if TYPE_CHECKING:
    from corridor.case.case import Case
    from corridor.model.baseline import BaselineOf

CaseArgument = Annotated[
    str, typer.Argument(metavar="CASE", help="Name of a bundled case (cpec) or path of a case folder.")
]
Projects = Annotated[
    str,
    typer.Option(
        metavar="A,B",
        help="Projects in question, by identifier, or `planned`, `built`: they stand in the do-something "
        "and not in the do-minimum.",
    ),
]
Without = Annotated[
    str,
    typer.Option(metavar="A,B", help="Projects that stand in neither world, by identifier, or `built`."),
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Override a parameter; may be repeated."),
]
Out = Annotated[Path, typer.Option(metavar="DIR", callback=writable, help="Folder of the results.")]
Name = Annotated[
    str, typer.Option(metavar="NAME", help="Name of the folder. [default: made of what was asked]")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
Cache = Annotated[bool, typer.Option(help="Keep what the search of a large network finds, for the next run.")]
Outcome = Annotated[
    str, typer.Option(metavar="INDICATOR", help="An indicator of the accounts, by its name in the tables.")
]
Of = Annotated[
    str,
    typer.Option(
        "--of", metavar="PLACE", help="Region, country, corridor or world. [default: the case's home]"
    ),
]


@dataclass(frozen=True)
class Asked:
    """A case as it was asked for, and whose projects."""

    case: Case
    projects: tuple[str, ...] | None
    """None where `--projects` was not given."""
    without: tuple[str, ...]
    baseline_of: BaselineOf
    """Makes the baseline, with the cache of searches where it may."""

    @property
    def record(self) -> dict[str, list[str]]:
        """Return the projects as plain data."""
        return {"projects": list(self.projects or ()), "without": list(self.without)}


def asked_for(
    case: str, settings: list[str] | None = None, projects: str = "", without: str = "", *, cache: bool = True
) -> Asked:
    """Read a case and the options that every command has; `InputError` lists every fault."""
    from corridor.io.case import read
    from corridor.io.search_cache import cache_folder, remembered
    from corridor.model.baseline import baseline
    from corridor.model.selection import named

    chosen = names_of(projects, "projects") or None
    absent = names_of(without, "without")
    baseline_of = partial(baseline, search=remembered(cache_folder())) if cache else baseline
    found = overridden(read(case), settings or [])
    for names, argument in ((chosen or (), "projects"), (absent, "without")):
        named(found.projects, names, argument)  # an unknown name is told before anything is computed
    return Asked(found, chosen, absent, baseline_of)


def overridden(case: Case, settings: list[str]) -> Case:
    """Return the case with parameters overridden by `NAME=VALUE`; all faults in one `InputError`."""
    values: dict[str, float] = {}
    faults = Faults(ARGUMENT)
    for text in settings:
        name, _, value = (part.strip() for part in text.partition("="))
        said: dict[str, Any] = {"column": "parameters", "value": text, "cure": "say trade_elasticity.C=4.5"}
        faults.check(name not in values, "a parameter is there twice", **said)
        try:
            values[name] = float(value)
        except ValueError:
            faults.tell("not NAME=NUMBER", **said)
    raise_if(faults)
    return replace(case, parameters=case.parameters.with_values(values)) if values else case
