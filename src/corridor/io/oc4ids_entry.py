"""One project of a register: from its entry to its record, with money rebased and effects dated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corridor.dollar import Dollar
from corridor.projects.capacity import CapacityPayment
from corridor.projects.doors import DOORS, Door
from corridor.projects.growth import Growth, Point, RatePath, default_growth
from corridor.projects.loan import Loan
from corridor.projects.project import CANCELLED, FINISHED, LINKS, LinkEffect, Project
from corridor.projects.types import project_types

DATED = ("year", "grows", "path", "paths")
"""Fields of every effect that say what year it is of and how it grows."""

RENAMED = {"completed": "maintenance"}
"""Statuses before OC4IDS 0.9.5 to what they are called since."""

OPENING = (
    ("completion", "endDate"),
    ("maintenancePeriod", "startDate"),
    ("assetLifetime", "startDate"),
    ("implementationPeriod", "endDate"),
    ("period", "endDate"),
    ("period", "startDate"),
)
"""Where a project that does not say its opening year tells of it, the best first."""

WITHOUT_EXTENSION = "without the extension corridor: listed, not modelled"


def bare(entry: dict[str, Any], published: str) -> Project:
    """Return a project without the extension: what is known of it, without effect and in no portfolio."""
    status = _status(entry)
    lon, lat = _place_of(entry)
    return Project(
        project_id=entry["id"],
        title=entry.get("title", entry["id"]),
        type=_type_of(entry.get("sector", [])),
        portfolio="built" if status in FINISHED else "planned",
        status=status,
        opening_year=_opening(entry, published),
        life_years=1,  # nothing is counted of it
        lon=lon,
        lat=lat,
        listed=False,
        effect_note=WITHOUT_EXTENSION,
    )


def _type_of(sectors: Sequence[str]) -> str:
    """Return the type whose sectors have most in common with a project's; the last of the table else."""
    types = project_types()
    asked = {*sectors, *(sector.split(".")[0] for sector in sectors)}
    common = {name: len({*kind.sectors} & asked) for name, kind in types.items()}
    best = max(common, key=lambda name: common[name])
    return best if common[best] else list(types)[-1]


def _status(entry: Mapping[str, Any]) -> str:
    status = str(entry.get("status", ""))
    return RENAMED.get(status, status)


def _opening(entry: Mapping[str, Any], published: str) -> int:
    """Return the year of the best date there is; that of the package where there is none."""
    for part, field in OPENING:
        date = entry[part].get(field) if isinstance(entry.get(part), dict) else None
        if isinstance(date, str) and date[:4].isdecimal():
            return int(date[:4])
    return int(published[:4]) if published[:4].isdecimal() else 0


def _place_of(entry: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Return longitude and latitude of the first point of the project."""
    for where in entry.get("locations", []):
        shape = where.get("geometry", {})
        if shape.get("type") == "Point":
            return float(shape["coordinates"][0]), float(shape["coordinates"][1])
    return None, None


@dataclass(frozen=True, slots=True)
class _Money:
    """Money of one project: from the year whose prices it has to the price year of the case."""

    year: int | None
    """Of its figures, where they state none; None: the price year of the case."""
    dollar: Dollar | None

    def outlay(self, item: Mapping[str, Any]) -> float:
        """Return an outlay in dollars of the price year."""
        return self._rebased(float(item["usd"]), item.get("price_year", self.year))

    def figure(self, usd: float | None) -> float | None:
        """Return another figure in dollars of the price year; None where it is not known."""
        return None if usd is None else self._rebased(usd, self.year)

    def _rebased(self, usd: float, year: int | None) -> float:
        return usd if year is None or self.dollar is None else self.dollar.worth(usd, int(year))


def project_of(entry: dict[str, Any], dollar: Dollar | None) -> Project:
    """Return a project with its extension; money in dollars of the price year where one is given."""
    extra = entry["corridor"]
    money = _Money(extra.get("price_year"), dollar)
    lon, lat = _place_of(entry)
    return Project(
        project_id=entry["id"],
        title=entry["title"],
        type=extra["type"],
        portfolio=extra["portfolio"],
        status=_status(entry),
        opening_year=int(extra["opening_year"]),  # 2027.0 is a whole number in JSON
        life_years=int(extra["life_years"]),
        capex=tuple((int(item["year"]), money.outlay(item)) for item in extra.get("capex", [])),
        capex_low=money.figure(extra.get("capex_low_usd")),
        capex_high=money.figure(extra.get("capex_high_usd")),
        operation_share=float(extra.get("operation_share", 0.0)),
        lon=lon,
        lat=lat,
        effects=tuple(
            LinkEffect(e["section"], e.get("with", {}), e.get("without", {}), e.get("source", ""), _growth(e))
            for e in extra["effects"]
            if e["door"] == LINKS
        ),
        doors=tuple(_door(e) for e in extra["effects"] if e["door"] != LINKS),
        ramp_years=int(extra.get("ramp_years", 0)),
        listed=extra.get("listed", True) and _status(entry) != CANCELLED,
        revenue=money.figure(extra.get("revenue_usd")),
        reference_class=extra.get("reference_class", ""),
        effect_note=extra.get("effect_note", ""),
        sources=tuple((item["figure"], item["source"]) for item in extra.get("sources", [])),
        estimated=tuple(extra.get("estimated", [])),
        financing=extra.get("financing", {}),
        requires=tuple(extra.get("requires", [])),
        excludes=tuple(extra.get("excludes", [])),
        loans=tuple(_loan(loan) for loan in extra.get("loans", [])),
        capacity=tuple(CapacityPayment(**one) for one in extra.get("capacity_payments", [])),
    )


def _loan(terms: Mapping[str, Any]) -> Loan:
    whole = {name: int(terms[name]) for name in ("maturity_years", "grace_years")}
    return Loan(**{**terms, **whole})


def _door(entry: Mapping[str, Any]) -> Door:
    """Return the record of an effect that is not on links; its schema has been checked."""
    fields = {name: value for name, value in entry.items() if name not in ("door", *DATED)}
    fields["growth"] = _growth(entry)
    if "regions" in fields:
        fields["regions"] = tuple(fields["regions"])
    return DOORS[entry["door"]](**fields)


def _growth(entry: Mapping[str, Any]) -> Growth | None:
    """Return the law of growth that an effect states; a year alone keeps the law of its door."""
    if not any(name in entry for name in DATED):
        return None
    law = entry.get("grows", default_growth(entry["door"]).grows)
    year = int(entry["year"]) if "year" in entry else None
    by_rate = tuple(RatePath(float(one["rate"]), _points(one["path"])) for one in entry.get("paths", []))
    return Growth(law, year, _points(entry.get("path", [])), by_rate)


def _points(path: Sequence[Mapping[str, Any]]) -> tuple[Point, ...]:
    return tuple(
        Point(int(p["year"]), float(p["benefit"]), p.get("co2_t"), float(p.get("missing", 0.0))) for p in path
    )
