"""Segments of travellers: purpose, kind of trip, group of income, what they own; what an hour is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corridor.case.case import Case
from corridor.case.people import HOLDINGS, NOTHING
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
    groups = tables.groups
    home, at = np.unique(region, return_inverse=True)
    inside = np.bincount(at, people)
    income = _incomes(case)[home] / inside
    share, money = income_groups(income, inside, dispersion(get["people.gini"]), list(groups["share"]))
    head = (inside @ (share * money)) / (inside @ share)
    mean = float(inside @ income / inside.sum())
    eager = (money / mean) ** get["people.income_elasticity"]
    eager /= float((inside[:, None] * share * eager).sum() / inside.sum())
    found = []
    for row in tables.purposes.itertuples():
        for g, one in enumerate(groups.itertuples()):
            held = {"car": one.car, "motorcycle": one.motorcycle, NOTHING: 1.0 - one.car - one.motorcycle}
            for holding in HOLDINGS:
                trips = people * (share * eager)[at, g] * row.trips * held[holding]
                if not trips.any():
                    continue
                found.append(
                    Segment(
                        purpose=row.purpose,
                        kind=row.kind,
                        group=one.group,
                        holding=holding,
                        value_of_time=hour_of(case, row.purpose, float(head[g])),
                        time_weight=row.time_weight,
                        sensitivity=row.sensitivity,
                        attraction=row.attraction,
                        has=np.array([name in (NOTHING, holding) for name in owned]),
                        trips=trips,
                    )
                )
    return tuple(found)


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
