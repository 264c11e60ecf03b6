"""Types of projects: what `data/project_types.csv` says of each, the one place where a type is told.

A type says what its works are made of, how such works overrun and who pays. What a project does stands in
its effects and doors alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from corridor.errors import Fault, InputError
from corridor.facts import Row, rows

TABLE = "project_types"
COST_PARTS = ("tax", "traded", "unskilled")
"""Parts of a cost that are not worth what is paid for them; the rest is local."""


@dataclass(frozen=True, slots=True)
class ProjectType:
    """One type of project."""

    name: str
    label: str
    """What people call it."""
    works: str
    """Kind of works whose prices its costs have: parameters `cost_share.<works>`."""
    reference_class: str
    """Class of overruns (`data/reference_classes.csv`) of a project that names no other."""
    payer: str
    """Group that pays what it costs (`corridor.money.incidence`)."""
    sectors: tuple[str, ...]
    """Its sectors in the words of OC4IDS."""

    @property
    def cost_shares(self) -> tuple[str, ...]:
        """Names of the parameters that say what its costs are made of, in the order of `COST_PARTS`."""
        return tuple(f"cost_share.{self.works}.{part}" for part in COST_PARTS)


def project_types() -> dict[str, ProjectType]:
    """Return every type of project by its name, in the order of the table."""
    return {row["type"]: _type(row) for row in rows(TABLE)}


def project_type(name: str) -> ProjectType:
    """Return a type of project; an unknown name is an `InputError` that names the known ones."""
    for row in rows(TABLE):
        if row["type"] == name:
            return _type(row)
    allowed = ", ".join(row["type"] for row in rows(TABLE))
    cure = "correct it, or add a row to the table"
    file = f"data/{TABLE}.csv"
    raise InputError(
        [Fault(file=file, message="unknown type of project", value=name, allowed=allowed, cure=cure)]
    )


def _type(row: Row) -> ProjectType:
    return ProjectType(
        name=row["type"],
        label=row["label"],
        works=row["works"],
        reference_class=row["reference_class"],
        payer=row["payer"],
        sectors=tuple(row["sector"].split()),
    )
