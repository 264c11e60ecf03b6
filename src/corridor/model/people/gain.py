"""What people gain between two states of the network, by region, group, purpose and mode."""

from __future__ import annotations

import numpy as np
import pandas as pd

from corridor.model.people.demand import World
from corridor.travel.surplus import log_sum_gain, rule_of_half
from corridor.types import Floats, Ints

KEYS = ["region_id", "group", "purpose"]
PARTS = ("trips_before", "trips_after", "hours_saved", "time_usd", "money_usd")
PAIR_PARTS = ("trips_before", "trips_after", "hours_saved", "gain_usd")


def gain(before: World, after: World) -> pd.DataFrame:
    """Return the gain of people a year by the log-sum, US$ at base-year prices; positive is a gain.

    One row per region with places, group of income and purpose: `gain_usd`, and `trips_before` and
    `trips_after`. Where people live counts, not where they go.
    """
    people = before.people
    elasticity = people.case.parameters["people.generation"]
    rows = []
    for k, (segment, old, new) in enumerate(
        zip(people.segments, before.log_sums, after.log_sums, strict=True)
    ):
        made, change = before.made(k, old), after.change(k, new) - before.change(k, old)
        rows.append(
            pd.DataFrame(
                {
                    "region_id": np.array(people.case.zones)[people.region],
                    "group": segment.group,
                    "purpose": segment.purpose,
                    "gain_usd": log_sum_gain(made, change, elasticity) * segment.usd,
                    "trips_before": made,
                    "trips_after": after.made(k, new),
                }
            )
        )
    return pd.concat(rows).groupby(KEYS, sort=False, as_index=False).sum()


def halves(before: World, after: World) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the gain by the rule of a half, by mode and by pair of regions.

    The first table has a row per region, group, purpose and mode: trips before and after, `hours_saved` a
    year, `time_usd` and `money_usd`, whose sum stands beside the log-sum of `gain`. The second has a row per
    pair of regions, largest gain first: `from_region, to_region, trips_before, trips_after, hours_saved,
    gain_usd`; trips within a region are a pair too. A mode that leads somewhere in one state alone saves
    nothing by this rule; the log-sum counts it.
    """
    people, zones = before.people, before.people.case.zones
    found: dict[tuple[str, str], Floats] = {}
    between = np.zeros((len(PAIR_PARTS), len(zones) ** 2))
    for k, (old, new) in enumerate(zip(before.choices(), after.choices(), strict=True)):
        key = (old.segment.group, old.segment.purpose)
        into = found.setdefault(key, np.zeros((len(zones), len(people.modes.names), len(PARTS))))
        went, goes = before.trips(k, old), after.trips(k, new)
        for n, level in enumerate(people.levels):
            trips = (went[n][:, None] * old.shares[n], goes[n][:, None] * new.shares[n])
            parts = _parts(before, after, n, trips, old.segment.value_of_time)
            ends = tuple(people.region[level.centre[x]] for x in (level.start, level.end))
            _add(into, between, parts, (ends[0], ends[1]))
    tables = [_table(zones, people.modes.names, key, each) for key, each in found.items()]
    return pd.concat(tables, ignore_index=True), _pairs(zones, between)


def _parts(
    before: World, after: World, n: int, trips: tuple[Floats, Floats], usd_h: float
) -> tuple[Floats, ...]:
    """Return the parts of one segment on one level, [pair, mode] each."""
    hours = rule_of_half(*trips, _saved(before.skims.hours[n], after.skims.hours[n]))
    money = rule_of_half(*trips, _saved(before.skims.money[n], after.skims.money[n]))
    return *trips, hours, hours * usd_h, money


def _add(into: Floats, between: Floats, parts: tuple[Floats, ...], ends: tuple[Ints, Ints]) -> None:
    """Add parts of pairs to those of regions, [region, mode, part], and of their pairs, [part, pair]."""
    start, end = ends
    for p, part in enumerate(parts):
        for m in range(into.shape[1]):
            into[:, m, p] += np.bincount(start, part[:, m], minlength=len(into))
    old, new, hours, time, money = (part.sum(axis=1) for part in parts)
    pair = start * len(into) + end
    for row, value in zip(between, (old, new, hours, time + money), strict=True):
        row += np.bincount(pair, value, minlength=len(row))  # noqa: PLW2901 - in place


def _saved(old: Floats, new: Floats) -> Floats:
    there = np.isfinite(old) & np.isfinite(new)
    return np.where(there, np.where(there, old, 0.0) - np.where(there, new, 0.0), 0.0)


def _table(
    zones: tuple[str, ...], modes: tuple[str, ...], key: tuple[str, str], parts: Floats
) -> pd.DataFrame:
    here = np.flatnonzero(parts[:, :, 0].sum(axis=1) > 0.0)
    frame = pd.DataFrame(
        {
            "region_id": np.repeat(np.array(zones)[here], len(modes)),
            "group": key[0],
            "purpose": key[1],
            "mode": np.tile(modes, len(here)),
        }
    )
    return frame.assign(**{name: parts[here, :, p].ravel() for p, name in enumerate(PARTS)})


def _pairs(zones: tuple[str, ...], between: Floats) -> pd.DataFrame:
    used = np.flatnonzero((between[0] > 0.0) | (between[1] > 0.0))
    names = np.array(zones)
    frame = pd.DataFrame(
        {"from_region": names[used // len(zones)], "to_region": names[used % len(zones)]}
    ).assign(**{name: row[used] for name, row in zip(PAIR_PARTS, between, strict=True)})
    return frame.sort_values("gain_usd", ascending=False, ignore_index=True)
