"""The doors besides links through which a project reaches the model: what it says of itself.

Every record says what the world with the project has and the world without it has not; a built project is
in the baseline and is taken out, a planned one is put in (`corridor.model.doors`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from corridor.errors import Fault

LOWEST_FACTOR, HIGHEST_FACTOR = 1e-3, 1e3
MOST_ACRES, MOST_TONNES, MOST_USD_PER_TONNE = 1e9, 1e12, 1e9
MOST_USD_PER_MWH, MOST_CO2 = 1e6, 1e12
"""More than the world has of each."""

CLASSES_SPARED = ("dry_bulk", "general", "container", "perishable")
"""Commodity classes whose losses on the way a project may cut."""


@dataclass(frozen=True, slots=True)
class Productivity:
    """Producers of a sector make more of the same inputs: irrigation, seed, storage at the farm."""

    regions: tuple[str, ...]
    sector: str
    factor: float
    """Productivity with the project over that without, above zero."""
    source: str = ""

    def problems(self, file: str, place: str) -> list[Fault]:
        """Return what is wrong with the record of the project at `place`."""
        return _within(file, place, "factor", self.factor, (LOWEST_FACTOR, HIGHEST_FACTOR))


@dataclass(frozen=True, slots=True)
class Loss:
    """Goods from some regions lose less of their worth on the way: cold chains."""

    regions: tuple[str, ...]
    commodity: str
    """Commodity class."""
    factor: float
    """Loss per hour with the project over that without, above zero and at most one."""
    source: str = ""

    def problems(self, file: str, place: str) -> list[Fault]:
        """Return what is wrong with the record of the project at `place`."""
        faults = _within(file, place, "factor", self.factor, (LOWEST_FACTOR, 1.0))
        if self.commodity not in CLASSES_SPARED:
            allowed = ", ".join(CLASSES_SPARED)
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


@dataclass(frozen=True, slots=True)
class Tariff:
    """Duties of a country on what another sells it are cut or raised."""

    origin: str
    destination: str
    sector: str
    factor: float
    """Rate with the project over that without, not negative."""
    source: str = ""

    def problems(self, file: str, place: str) -> list[Fault]:
        """Return what is wrong with the record of the project at `place`."""
        return _within(file, place, "factor", self.factor, (0.0, HIGHEST_FACTOR))


@dataclass(frozen=True, slots=True)
class Park:
    """An industrial park: land for firms of a sector in a region."""

    region: str
    sector: str
    acres: float
    """Industrial land, acres."""
    owners: Mapping[str, float] = field(default_factory=dict)
    """Share of capital from abroad by country (ISO 3166 alpha-3); sums to one."""
    source: str = ""

    def problems(self, file: str, place: str) -> list[Fault]:
        """Return what is wrong with the record of the project at `place`."""
        return [
            *_above_zero(file, place, "acres", self.acres, MOST_ACRES),
            *_owners(file, place, self.owners),
        ]


@dataclass(frozen=True, slots=True)
class Mine:
    """A resource at a site: what it yields a year at capacity, and whose it is."""

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

    def problems(self, file: str, place: str) -> list[Fault]:
        """Return what is wrong with the record of the project at `place`."""
        return [
            *_above_zero(file, place, "tonnes", self.tonnes, MOST_TONNES),
            *_above_zero(file, place, "usd_per_tonne", self.usd_per_tonne, MOST_USD_PER_TONNE),
            *_within(file, place, "royalty", self.royalty, (0.0, 1.0)),
            *_owners(file, place, self.owners),
        ]


@dataclass(frozen=True, slots=True)
class Electricity:
    """A plant or a line: what it does to the cost of supply and to emissions of the power system."""

    usd_per_mwh: float
    """Average cost of supply with the project less that without; its own capital is counted."""
    co2_t: float
    """Yearly emissions of the power system with the project less those without, tonnes."""
    source: str = ""

    def problems(self, file: str, place: str) -> list[Fault]:
        """Return what is wrong with the record of the project at `place`."""
        most = (("usd_per_mwh", self.usd_per_mwh, MOST_USD_PER_MWH), ("co2_t", self.co2_t, MOST_CO2))
        return [f for name, value, high in most for f in _within(file, place, name, value, (-high, high))]


Door = Productivity | Loss | Tariff | Park | Mine | Electricity


def part(door: Door, share: float) -> Door:
    """Return what a door does where it is in use to that share, from zero (nothing) to one (all of it).

    Land and tonnes are used in part, power is supplied in part; a share of fields or of goods has the factor,
    the rest has not. A tariff is a rate, and no share of it can be in use: it stays.
    """
    match door:
        case Park(acres=acres):
            return replace(door, acres=share * acres)
        case Mine(tonnes=tonnes):
            return replace(door, tonnes=share * tonnes)
        case Productivity(factor=factor) | Loss(factor=factor):
            return replace(door, factor=1.0 - share * (1.0 - factor))
        case Electricity(usd_per_mwh=cost, co2_t=co2):
            return replace(door, usd_per_mwh=share * cost, co2_t=share * co2)
    return door


@dataclass(frozen=True, slots=True)
class Named:
    """What a door names of a case: each must exist there."""

    regions: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


def named(door: Door) -> Named:
    """Return the regions, sectors and countries that a door names."""
    match door:
        case Productivity(regions=regions, sector=sector):
            return Named(regions, (sector,))
        case Loss(regions=regions):
            return Named(regions)
        case Tariff(origin=origin, destination=destination, sector=sector):
            return Named((), (sector,), (origin, destination))
        case Park(region=region, sector=sector, owners=owners):
            return Named((region,), (sector,), tuple(owners))
        case Mine(region=region, sector=sector, owners=owners, used_in=used_in):
            return Named((region, used_in) if used_in else (region,), (sector,), tuple(owners))
    return Named()


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
