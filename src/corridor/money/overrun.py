"""What works of a kind have cost and lasted beyond their plan, as reference classes.

Flyvbjerg (2006), From Nobel Prize to project management, Project Management Journal 37(3): take the outside
view. The evidence lies in `data/reference_classes.csv`, each row with its source and status.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, ndtri

from corridor.errors import Fault, Faults, InputError, raise_if
from corridor.facts import rows
from corridor.parameters import STATUSES
from corridor.projects.project import Project
from corridor.projects.types import project_type
from corridor.types import Floats

FILE = "reference_classes.csv"
FOUR_FIFTHS = float(ndtri(0.8))


@dataclass(frozen=True, slots=True)
class Overrun:
    """A share by which plans were exceeded: one plus it is lognormal through its two quantiles."""

    mean: float
    """As published; the lognormal has its own, `expected`."""
    p50: float
    p80: float

    @property
    def spread(self) -> float:
        """Standard deviation of the logarithm."""
        return float(np.log((1.0 + self.p80) / (1.0 + self.p50)) / FOUR_FIFTHS)

    @property
    def expected(self) -> float:
        """Mean of the lognormal."""
        return float((1.0 + self.p50) * np.exp(self.spread**2 / 2.0) - 1.0)

    def at(self, normal: Floats) -> Floats:
        """Return actual over planned at standard normal deviates."""
        found: Floats = (1.0 + self.p50) * np.exp(self.spread * normal)
        return found


@dataclass(frozen=True, slots=True)
class ReferenceClass:
    """A kind of works: overruns of cost and of time, and the curve by which it is paid."""

    name: str
    cost: Overrun
    time: Overrun
    curve: tuple[float, float]
    """Parameters of the beta distribution whose cumulative is the share spent by the share of time."""
    projects: int
    """Number of projects behind it; zero where the source does not say."""
    source: str
    cost_status: str
    time_status: str

    def problems(self) -> list[Fault]:
        """Return everything wrong with the class."""
        faults = Faults(FILE)
        for what, overrun in (("cost", self.cost), ("time", self.time)):
            faults.check(
                -1.0 < overrun.p50 <= overrun.p80,
                f"{self.name}: quantiles of {what} do not rise",
                column=f"{what}_p50",
                value=f"{overrun.p50:g}, {overrun.p80:g}",
                allowed="-1 < p50 <= p80",
                cure="half of the projects exceed the one, a fifth the other",
            )
        value = ", ".join(f"{part:g}" for part in self.curve)
        said = {
            "column": "curve_a",
            "value": value,
            "allowed": "more than 0",
            "cure": "2 and 2 are an even S",
        }
        faults.check(min(self.curve) > 0.0, f"{self.name}: no curve", **said)
        for column in ("cost_status", "time_status"):
            status = getattr(self, column)
            said = {"column": column, "value": status, "allowed": ", ".join(STATUSES), "cure": "mark it"}
            faults.check(status in STATUSES, f"{self.name}: unknown status", **said)
        return faults


def reference_classes() -> dict[str, ReferenceClass]:
    """Return the package's reference classes by name."""
    found = {row["class"]: _class(row) for row in rows("reference_classes")}
    raise_if([fault for one in found.values() for fault in one.problems()])
    return found


def reference_class(project: Project) -> ReferenceClass:
    """Return the class that a project names, or that of its type.

    Raises `InputError` where there is no such class; it says in which table the class is named.
    """
    known = reference_classes()
    name = project.reference_class or project_type(project.type).reference_class
    if name not in known:
        whose = "project" if project.reference_class else f"type {project.type} (data/project_types.csv)"
        message = f"project {project.project_id}: its {whose} names no known reference class"
        fault = Fault(
            file=FILE,
            message=message,
            column="reference_class",
            value=name,
            allowed=", ".join(known),
            cure=f"add a row to data/{FILE}, or correct the name",
        )
        raise InputError([fault])
    return known[name]


def _class(row: Mapping[str, str]) -> ReferenceClass:
    cost, time = (
        Overrun(*(float(row[f"{what}_{part}"]) for part in ("mean", "p50", "p80")))
        for what in ("cost", "time")
    )
    curve = (float(row["curve_a"]), float(row["curve_b"]))
    said = (row["source"], row["cost_status"], row["time_status"])
    return ReferenceClass(row["class"], cost, time, curve, int(row["projects"]), *said)


def s_curve(years: int, curve: tuple[float, float]) -> Floats:
    """Return the share of cost in each year of works; they sum to one.

    The share spent by a share of time is the regularised incomplete beta function of `curve`: slow, fast,
    slow where both are above one (Miskawi 1989, Construction Management and Economics 7, for S-curves).
    """
    shares: Floats = np.diff(betainc(*curve, np.linspace(0.0, 1.0, years + 1)))
    return shares
