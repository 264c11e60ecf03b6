"""The doors besides links through which a project reaches the model: what it says of itself.

Every record says what the world with the project has and the world without it has not; a built project is
in the baseline and is taken out, a planned one is put in (`corridor.model.doors`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self

from corridor.case.commodities import commodity_classes
from corridor.errors import Fault
from corridor.projects.growth import Growth, default_growth

LOWEST_FACTOR, HIGHEST_FACTOR = 1e-3, 1e3
MOST_ACRES, MOST_TONNES, MOST_USD_PER_TONNE = 1e9, 1e12, 1e9
MOST_USD_PER_MWH, MOST_CO2 = 1e6, 1e12
MOST_GWH = 1e6
"""More than the world has of each."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a door names of a case: each must exist there."""

    regions: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


class Door(ABC):
    """One door; a record of it cannot be made until all that a door must say is there."""

    __slots__ = ()

    door: ClassVar[str]
    """Its name in the register."""
    acts_on: ClassVar[str]
    """What it acts on, in words."""
    growth: Growth | None

    @property
    def law(self) -> Growth:
        """How what it brings grows: as it states, or as all of its door do."""
        return self.growth or default_growth(self.door)

    def growth_problems(self, file: str, place: str) -> list[Fault]:
        """Return what is wrong with its law of growth."""
        return self.growth.problems(file, place) if self.growth else []

    @abstractmethod
    def problems(self, file: str, place: str) -> list[Fault]:
        """Return what is wrong with the record of the project at `place`."""

    @abstractmethod
    def part(self, share: float) -> Self:
        """Return what it does where it is in use to that share, from zero (nothing) to one (all of it)."""

    @abstractmethod
    def named(self) -> Named:
        """Return the regions, sectors and countries that it names."""


@dataclass(frozen=True, slots=True)
class Productivity(Door):
    """Producers of a sector make more of the same inputs: irrigation, seed, storage at the farm."""

    door: ClassVar[str] = "productivity"
    acts_on: ClassVar[str] = "yields"

    regions: tuple[str, ...]
    sector: str
    factor: float
    """Productivity with the project over that without, above zero."""
    source: str = ""
    growth: Growth | None = None

    def problems(self, file: str, place: str) -> list[Fault]:
        """Return what is wrong with the record of the project at `place`."""
        return _within(file, place, "factor", self.factor, (LOWEST_FACTOR, HIGHEST_FACTOR))

    def part(self, share: float) -> Self:
        """Return a door for the part of the fields that has the factor; the rest has not."""
        return replace(self, factor=1.0 - share * (1.0 - self.factor))

    def named(self) -> Named:
        """Return the regions, sectors and countries that it names."""
        return Named(self.regions, (self.sector,))


@dataclass(frozen=True, slots=True)
class Loss(Door):
    """Goods from some regions lose less of their worth on the way: cold chains."""

    door: ClassVar[str] = "loss"
    acts_on: ClassVar[str] = "losses on the way"

    regions: tuple[str, ...]
    commodity: str
    """Commodity class."""
    factor: float
    """Loss per hour with the project over that without, above zero and at most one."""
    source: str = ""
    growth: Growth | None = None

    def problems(self, file: str, place: str) -> list[Fault]:
        """Return what is wrong with the record of the project at `place`."""
        faults = _within(file, place, "factor", self.factor, (LOWEST_FACTOR, 1.0))
        if self.commodity not in commodity_classes():
            allowed = ", ".join(commodity_classes())
            message = f"{place} unknown commodity class"
            faults.append(
                Fault(
                    file=file,
                    message=message,
                    column="commodity",
                    value=self.commodity,
                    allowed=allowed,
                    cure="correct it",
                )
            )
        return faults

    def part(self, share: float) -> Self:
        """Return a door for the part of the goods that has the factor; the rest has not."""
        return replace(self, factor=1.0 - share * (1.0 - self.factor))

    def named(self) -> Named:
        """Return the regions, sectors and countries that it names."""
        return Named(self.regions)


@dataclass(frozen=True, slots=True)
class Tariff(Door):
    """Duties of a country on what another sells it are cut or raised."""

    door: ClassVar[str] = "tariff"
    acts_on: ClassVar[str] = "tariffs"

    origin: str
    destination: str
    sector: str
    factor: float
    """Rate with the project over that without, not negative."""
    source: str = ""
    growth: Growth | None = None

    def problems(self, file: str, place: str) -> list[Fault]:
        """Return what is wrong with the record of the project at `place`."""
        return _within(file, place, "factor", self.factor, (0.0, HIGHEST_FACTOR))

    def part(self, share: float) -> Self:
        """Return the door itself: a tariff is a rate, and no share of it can be in use."""
        del share
        return self

    def named(self) -> Named:
        """Return the regions, sectors and countries that it names."""
        return Named((), (self.sector,), (self.origin, self.destination))


@dataclass(frozen=True, slots=True)
class Park(Door):
    """An industrial park: land for firms of a sector in a region."""

    door: ClassVar[str] = "park"
    acts_on: ClassVar[str] = "a park"

    region: str
    sector: str
    acres: float
    """Industrial land, acres."""
    owners: Mapping[str, float] = field(default_factory=dict)
    """Share of capital from abroad by country (ISO 3166 alpha-3); sums to one."""
    source: str = ""
    growth: Growth | None = None

    def problems(self, file: str, place: str) -> list[Fault]:
        """Return what is wrong with the record of the project at `place`."""
        return [
            *_above_zero(file, place, "acres", self.acres, MOST_ACRES),
            *_owners(file, place, self.owners),
        ]

    def part(self, share: float) -> Self:
        """Return a door for the land in use."""
        return replace(self, acres=share * self.acres)

    def named(self) -> Named:
        """Return the regions, sectors and countries that it names."""
        return Named((self.region,), (self.sector,), tuple(self.owners))


@dataclass(frozen=True, slots=True)
class Mine(Door):
    """A resource at a site: what it yields a year at capacity, and whose it is."""

    door: ClassVar[str] = "mine"
    acts_on: ClassVar[str] = "a mine"

    region: str
    sector: str
    tonnes: float
    """Yearly sales at capacity, tonnes."""
    usd_per_tonne: float
    """At the gate, US$ of the base year."""
    royalty: float = 0.0
    """Share of sales that the state of the site receives."""
    owners: Mapping[str, float] = field(default_factory=dict)
    """Share of what is left to capital and resource by country (ISO 3166 alpha-3); sums to one."""
    used_in: str = ""
    """Region in which what it sells is used; empty: it goes to a port."""
    source: str = ""
    growth: Growth | None = None

    def problems(self, file: str, place: str) -> list[Fault]:
        """Return what is wrong with the record of the project at `place`."""
        return [
            *_above_zero(file, place, "tonnes", self.tonnes, MOST_TONNES),
            *_above_zero(file, place, "usd_per_tonne", self.usd_per_tonne, MOST_USD_PER_TONNE),
            *_within(file, place, "royalty", self.royalty, (0.0, 1.0)),
            *_owners(file, place, self.owners),
        ]

    def part(self, share: float) -> Self:
        """Return a door for the tonnes that are sold."""
        return replace(self, tonnes=share * self.tonnes)

    def named(self) -> Named:
        """Return the regions, sectors and countries that it names."""
        regions = (self.region, self.used_in) if self.used_in else (self.region,)
        return Named(regions, (self.sector,), tuple(self.owners))


@dataclass(frozen=True, slots=True)
class Electricity(Door):
    """A plant or a line: what it does to the cost of supply and to emissions of the power system."""

    door: ClassVar[str] = "electricity"
    acts_on: ClassVar[str] = "electricity"

    usd_per_mwh: float
    """Average cost of supply with the project less that without; its own capital is counted."""
    co2_t: float
    """Yearly emissions of the power system with the project less those without, tonnes."""
    unserved_gwh: float = 0.0
    """Load shed for want of power with the project less that without, GWh a year; below zero: less is."""
    source: str = ""
    growth: Growth | None = None

    def problems(self, file: str, place: str) -> list[Fault]:
        """Return what is wrong with the record of the project at `place`."""
        most = (
            ("usd_per_mwh", self.usd_per_mwh, MOST_USD_PER_MWH),
            ("co2_t", self.co2_t, MOST_CO2),
            ("unserved_gwh", self.unserved_gwh, MOST_GWH),
        )
        return [f for name, value, high in most for f in _within(file, place, name, value, (-high, high))]

    def part(self, share: float) -> Self:
        """Return a door for the power that is supplied."""
        return replace(
            self,
            usd_per_mwh=share * self.usd_per_mwh,
            co2_t=share * self.co2_t,
            unserved_gwh=share * self.unserved_gwh,
        )

    def named(self) -> Named:
        """Return the regions, sectors and countries that it names."""
        return Named()


DOORS: Mapping[str, type[Door]] = {
    kind.door: kind for kind in (Productivity, Loss, Tariff, Park, Mine, Electricity)
}
"""Doors besides links, by their name in the register, whose fields have the names of the records."""


def _above_zero(file: str, place: str, name: str, value: float, most: float) -> list[Fault]:
    if 0.0 < value <= most:
        return []
    return [_cannot_be(file, place, name, f"{value:g}", f"more than 0, at most {most:g}")]


def _within(file: str, place: str, name: str, value: float, bounds: tuple[float, float]) -> list[Fault]:
    low, high = bounds
    if low <= value <= high:
        return []
    return [_cannot_be(file, place, name, f"{value:g}", f"{low:g} to {high:g}")]


def _cannot_be(file: str, place: str, name: str, value: str, allowed: str) -> Fault:
    message = f"{place} value cannot be"
    return Fault(file=file, message=message, column=name, value=value, allowed=allowed, cure="correct it")


def _owners(file: str, place: str, owners: Mapping[str, float]) -> list[Fault]:
    total = sum(owners.values())
    good = not owners or (abs(total - 1.0) < 1e-9 and min(owners.values()) >= 0.0)
    said = ", ".join(f"{country} {share:g}" for country, share in owners.items())
    return (
        []
        if good
        else [
            Fault(
                file=file,
                message=f"{place} shares do not sum to one",
                column="owners",
                value=said,
                allowed="sum 1",
            )
        ]
    )
