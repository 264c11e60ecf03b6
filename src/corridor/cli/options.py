"""Options that mean the same in every command, declared once, and what they prepare."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corridor.errors import Faults, raise_if

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
Out = Annotated[Path, typer.Option(metavar="DIR", help="Folder of the results.")]
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

    chosen = names_of(projects, "--projects") if projects else None
    absent = names_of(without, "--without") if without else ()
    baseline_of = partial(baseline, search=remembered(cache_folder())) if cache else baseline
    return Asked(overridden(read(case), settings or []), chosen, absent, baseline_of)


def names_of(text: str, option: str) -> tuple[str, ...]:
    """Return the names between commas; `InputError` where there is none."""
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    faults = Faults("command line")
    faults.check(
        bool(names), "names nothing", column=option, value=repr(text), cure="name one, or leave it out"
    )
    raise_if(faults)
    return names


def overridden(case: Case, settings: list[str]) -> Case:
    """Return the case with parameters overridden by `NAME=VALUE`; all faults in one `InputError`."""
    values: dict[str, float] = {}
    faults = Faults("command line")
    for text in settings:
        name, _, value = text.partition("=")
        try:
            values[name.strip()] = float(value)
        except ValueError:
            cure = "for example --set trade_elasticity.C=4.5"
            faults.tell("not NAME=NUMBER", column="--set", value=text, cure=cure)
    raise_if(faults)
    return replace(case, parameters=case.parameters.with_values(values)) if values else case
