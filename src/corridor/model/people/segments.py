"""Segments of travellers: purpose, kind of trip, group of income, what they own; what an hour is worth."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from corridor.case.case import Case
from corridor.case.people import CAR, HOLDINGS, MOTORCYCLE, NOTHING
from corridor.travel.incomes import dispersion, income_groups
from corridor.types import Flags, Floats, Ints

BUSINESS = "business"


@dataclass(frozen=True, eq=False)
class Segment:
    """Travellers alike in all but where they live."""

    purpose: str
    kind: str
    group: str
    holding: str
    value_of_time: float
    """US$ an hour."""
    time_weight: float
    """Utility of an hour."""
    sensitivity: float
    """Weight of the log-sum of modes in the choice of destination."""
    attraction: str
    has: Flags
    """Modes that they can take, [mode]."""
    trips: Floats
    """One way, to other places, in a year of today, [place]."""

    @property
    def usd(self) -> float:
        """US$ that one unit of utility of a mode is worth."""
        return self.value_of_time / self.time_weight

    @property
    def chooses(self) -> tuple[str, str, str, float]:
        """What the choice of mode depends on."""
        return self.purpose, self.group, self.holding, self.time_weight


def segments_of(case: Case, region: Ints, people: Floats, owned: Sequence[str]) -> tuple[Segment, ...]:
    """Return all segments of the people of places; those without a trip are left out."""
    tables, get = case.travel, case.parameters
    if tables is None:
        return ()
    groups: list[dict[Hashable, Any]] = tables.groups.to_dict("records")
    home, at = np.unique(region, return_inverse=True)
    inside = np.bincount(at, weights=people).astype(float)
    income = _incomes(case)[home] / inside
    sigma = dispersion(get["people.gini"])
    share, money = income_groups(income, inside, sigma, [one["share"] for one in groups])
    head = (inside @ (share * money)) / (inside @ share)
    mean = float(inside @ income / inside.sum())
    eager = (money / mean) ** get["people.income_elasticity"]
    eager /= float((inside[:, None] * share * eager).sum() / inside.sum())
    ready = people[:, None] * (share * eager)[at]
    rows: list[dict[Hashable, Any]] = tables.purposes.to_dict("records")
    found = [
        _segment(row, one, holding, (ready[:, g], hour_of(case, row["purpose"], float(head[g]))), owned)
        for row in rows
        for g, one in enumerate(groups)
        for holding in HOLDINGS
    ]
    return tuple(segment for segment in found if segment.trips.any())


def _segment(
    row: dict[Hashable, Any],
    group: dict[Hashable, Any],
    holding: str,
    who: tuple[Floats, float],
    owned: Sequence[str],
) -> Segment:
    """Return one segment; `who` is how often its people travel, [place], and what their hour is worth."""
    held = {NOTHING: 1.0 - group[CAR] - group[MOTORCYCLE], CAR: group[CAR], MOTORCYCLE: group[MOTORCYCLE]}
    return Segment(
        purpose=row["purpose"],
        kind=row["kind"],
        group=group["group"],
        holding=holding,
        value_of_time=who[1],
        time_weight=row["time_weight"],
        sensitivity=row["sensitivity"],
        attraction=row["attraction"],
        has=np.array([name in (NOTHING, holding) for name in owned]),
        trips=who[0] * row["trips"] * held[holding],
    )


def hour_of(case: Case, purpose: str, income: float) -> float:
    """Return what an hour is worth to people of a yearly income per head, US$ (Gwilliam 1997)."""
    get = case.parameters
    hourly = income / get["people.working_hours"]
    if purpose == BUSINESS:
        return get["people.business_time"] * hourly / get["people.earners"]
    return get["people.other_time"] * hourly


def _incomes(case: Case) -> Floats:
    """Return the income of each region's people, [region] US$/year: disposable, else value added."""
    added = case.value_added.groupby("region_id")["value_added_usd"].sum().reindex(case.zones)
    weight = case.regions["disposable_weight"].to_numpy(dtype=float)
    return np.where(np.isnan(weight), added.to_numpy(dtype=float), weight)
