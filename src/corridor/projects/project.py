"""A project: what it changes, what it costs, when, its status and where that is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from corridor.errors import Fault, Faults, raise_if
from corridor.projects.capacity import CapacityPayment, capacity_faults
from corridor.projects.doors import HIGHEST_FACTOR, LOWEST_FACTOR, Door
from corridor.projects.growth import WITH_ECONOMY, Growth, default_growth
from corridor.projects.loan import Loan, shares_beyond_the_whole
from corridor.projects.types import project_types

LINKS = "links"
"""Door of effects on the network."""

PORTFOLIOS = ("built", "planned")
FACTORS: Mapping[str, str] = {
    "speed_factor": "free_speed",
    "running_cost_factor": "cost_factor",
    "hours_factor": "hours",
    "fee_factor": "fee_usd_t",
    "length_factor": "length",
    "lanes_factor": "lanes",
}
"""Fields of an effect that multiply what the links have, with the column of links that each multiplies."""

MOST_HOURS = 8784.0
"""Hours of a year: nothing waits longer."""
MOST_USD = 1e15
"""More than all that the world produces in ten years."""

CANCELLED = "cancelled"
FINISHED = ("completion", "maintenance", "decommissioning", "decommissioned")
"""Stages of projects whose cost and time are known."""
STAGES = ("identification", "preparation", "implementation", *FINISHED, CANCELLED)
"""Statuses of a project, in the words of OC4IDS 0.9.5."""

STATUSES = ("open", "planned", "closed")
FIELDS = (*FACTORS, "hours_added", "status")


@dataclass(frozen=True, slots=True)
class LinkEffect:
    """What a project does to the links of one section.

    `with_project` says what it becomes where the network shows the world without the project (a
    planned one); `without_project` what it was where the network shows the world with it (a built
    one). Fields: factors on speed, running cost, fixed hours, fee, length and
    lanes (tracks of a railway; they count where traffic slows traffic); `hours_added`; `status`.
    """

    section: str
    with_project: Mapping[str, float | str]
    without_project: Mapping[str, float | str]
    source: str = ""
    growth: Growth | None = None

    @property
    def law(self) -> Growth:
        """How what it brings grows: as it states, or as all effects on links do."""
        return self.growth or default_growth(LINKS)

    def problems(self, file: str, place: str) -> list[Fault]:
        """Return what is wrong with the effect of the project at `place`."""
        faults = self.growth_problems(file, place)
        for state in (self.with_project, self.without_project):
            for name, value in state.items():
                faults += _field_problems(name, value, file, f"{place} effect on {self.section}")
        return faults

    def growth_problems(self, file: str, place: str) -> list[Fault]:
        """Return what is wrong with its law of growth."""
        return self.growth.problems(file, f"{place} effect on {self.section}") if self.growth else []

    def side(self, portfolio: str) -> tuple[str, Mapping[str, float | str]]:
        """Return the side that counts for a project of that portfolio, with its name in the register."""
        return ("without", self.without_project) if portfolio == "built" else ("with", self.with_project)


def _field_problems(name: str, value: float | str, file: str, place: str) -> list[Fault]:
    if name not in FIELDS:
        allowed = ", ".join(FIELDS)
        return [
            Fault(
                file=file,
                message=f"{place}: unknown field",
                column=name,
                value=str(value),
                allowed=allowed,
                cure="correct the name",
            )
        ]
    if name == "status":
        good = value in STATUSES
        allowed = ", ".join(STATUSES)
    else:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        low, high = (0.0, MOST_HOURS) if name == "hours_added" else (LOWEST_FACTOR, HIGHEST_FACTOR)
        good = number and low <= float(value) <= high
        allowed = f"{low:g} to {high:g}" + (" h" if name == "hours_added" else "")
    return (
        []
        if good
        else [
            Fault(
                file=file,
                message=f"{place}: value cannot be",
                column=name,
                value=str(value),
                allowed=allowed,
                cure="correct it",
            )
        ]
    )


@dataclass(frozen=True, slots=True)
class Project:
    """One intervention; money in US$ at constant prices of the price year of the case."""

    project_id: str
    title: str
    type: str
    portfolio: str
    """`built`: the network shows the world with it; `planned`: without it."""
    status: str
    """One of `STAGES`; empty where it is not known."""
    opening_year: int
    life_years: int
    capex: tuple[tuple[int, float], ...] = ()
    """(year, US$); empty where no cost is published."""
    capex_low: float | None = None
    capex_high: float | None = None
    operation_share: float = 0.0
    """Yearly operation and maintenance over capital cost."""
    lon: float | None = None
    lat: float | None = None
    effects: tuple[LinkEffect, ...] = ()
    """On links."""
    doors: tuple[Door, ...] = ()
    """What else it changes: parks, mines, yields, losses on the way, tariffs, electricity."""
    ramp_years: int = 0
    """Years from opening until its benefits are full; they grow evenly."""
    listed: bool = True
    """Whether it is on the corridor's lists; others are appraised alone and stand in no portfolio."""
    revenue: float | None = None
    """User charges in a year of full use, US$; None where they are not known."""
    reference_class: str = ""
    """Kind of works whose overruns are like its own, where its type does not say."""
    effect_note: str = ""
    sources: tuple[tuple[str, str], ...] = ()
    """(figure, where it is written)."""
    estimated: tuple[str, ...] = ()
    """Names of the figures that are estimates."""
    financing: Mapping[str, str] = field(default_factory=dict)
    requires: tuple[str, ...] = ()
    """Projects that must be open before this one opens."""
    excludes: tuple[str, ...] = ()
    """Projects of which none is built where this one is."""
    loans: tuple[Loan, ...] = ()
    """Who finances it on what terms; the rest is paid at home."""
    capacity: tuple[CapacityPayment, ...] = ()
    """Published payments for standing ready, of years that are known."""

    def __post_init__(self) -> None:
        raise_if(self.problems())

    @property
    def acts(self) -> bool:
        """Whether the project changes anything in the model."""
        return bool(self.effects or self.doors)

    @property
    def parts(self) -> tuple[tuple[Growth, Project], ...]:
        """Return the project by law of growth: each part has the effects of one law; one part if all do."""
        laws = list(dict.fromkeys([*(e.law for e in self.effects), *(d.law for d in self.doors)]))
        if len(laws) < 2:
            return ((laws[0] if laws else WITH_ECONOMY, self),)
        return tuple(
            (
                law,
                replace(
                    self,
                    project_id=f"{self.project_id} ({i})",
                    effects=tuple(e for e in self.effects if e.law == law),
                    doors=tuple(d for d in self.doors if d.law == law),
                ),
            )
            for i, law in enumerate(laws, start=1)
        )

    def problems(self, file: str = "projects.json") -> list[Fault]:
        """Return everything wrong with the project."""
        place = f"project {self.project_id}:"
        faults = Faults(file)
        for name, value, known in (
            ("type", self.type, project_types()),
            ("portfolio", self.portfolio, PORTFOLIOS),
        ):
            said = {"column": name, "value": value, "allowed": ", ".join(known), "cure": "correct it"}
            faults.check(value in known, f"{place} unknown {name}", **said)
        stage = {"column": "status", "value": self.status, "allowed": ", ".join(STAGES), "cure": "correct it"}
        faults.check(self.status in (*STAGES, ""), f"{place} unknown status", **stage)
        said = {"column": "status", "value": self.status, "cure": "make it planned, or correct the status"}
        gone = self.portfolio == "built" and self.status == CANCELLED
        faults.check(not gone, f"{place} a project that was cancelled is not built", **said)
        for year, usd in self.capex:
            said = {
                "value": f"{usd:g}",
                "allowed": f"0 to {MOST_USD:g}",
                "cure": "costs are positive, in US$; revenue is a benefit",
            }
            faults.check(0 <= usd <= MOST_USD, f"{place} cost cannot be", column=str(year), **said)
        for column, number, holds, allowed, cure in self._figures():
            said = {"column": column, "value": f"{number:g}", "allowed": allowed, "cure": cure}
            faults.check(holds, f"{place} {column} cannot be", **said)
        parts: tuple[LinkEffect | Door | Loan, ...] = (*self.effects, *self.doors, *self.loans)
        for part in parts:
            faults += part.problems(file, place)
        for door in self.doors:
            faults += door.growth_problems(file, place)
        faults += shares_beyond_the_whole(self.loans, file, place)
        faults += capacity_faults(self.capacity, file, place)
        return [*faults, *self._without_change(file, place)]

    def _figures(self) -> list[tuple[str, float, bool, str, str]]:
        """Return single figures: column, value, whether it can be, what is allowed, cure."""
        revenue = 0.0 if self.revenue is None else self.revenue
        return [
            ("life_years", self.life_years, self.life_years > 0, "> 0", "give its life"),
            ("operation_share", self.operation_share, 0 <= self.operation_share < 1, "0 to 1", "a share"),
            ("ramp_years", self.ramp_years, self.ramp_years >= 0, ">= 0", "correct it"),
            ("revenue_usd", revenue, 0 <= revenue <= MOST_USD, ">= 0", "give what users pay in a year"),
        ]

    def _without_change(self, file: str, place: str) -> list[Fault]:
        """Return a fault for every effect that says nothing on the side that counts."""
        sides = [(effect.section, *effect.side(self.portfolio)) for effect in self.effects]
        cure = "say what changes, or leave the effect out"
        allowed = "`with` of a planned project, `without` of a built one"
        return [
            Fault(
                file=file,
                message=f"{place} effect on {section} changes nothing",
                column=side,
                allowed=allowed,
                cure=cure,
            )
            for section, side, state in sides
            if not state
        ]
