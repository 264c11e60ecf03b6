"""What people gain between two states of the network, by region, group, purpose and mode."""

from __future__ import annotations

import numpy as np
import pandas as pd

from corridor.model.people.demand import Choices, World
from corridor.travel.surplus import log_sum_gain, rule_of_half
from corridor.types import Floats

KEYS = ["region_id", "group", "purpose"]
PARTS = ("trips_before", "trips_after", "hours_saved", "time_usd", "money_usd")


def gain(before: World, after: World) -> pd.DataFrame:
    """Return the gain of people a year by the log-sum, US$ at base-year prices; positive is a gain.

    One row per region with places, group of income and purpose: `gain_usd`, and `trips_before` and
    `trips_after`. Where people live counts, not where they go.
    """
    people = before.people
    elasticity = people.case.parameters["people.generation"]
    rows = []
    for k, (old, new) in enumerate(zip(before.choices(), after.choices(), strict=True)):
        change = after.change(k, new) - before.change(k, old)
        made = before.made(k, old)
        rows.append(
            pd.DataFrame(
                {
                    "region_id": np.array(people.case.zones)[people.region],
                    "group": old.segment.group,
                    "purpose": old.segment.purpose,
                    "gain_usd": log_sum_gain(made, change, elasticity) * old.segment.usd,
                    "trips_before": made,
                    "trips_after": after.made(k, new),
                }
            )
        )
    return pd.concat(rows).groupby(KEYS, sort=False, as_index=False).sum()


def gain_by_mode(before: World, after: World) -> pd.DataFrame:
    """Return the gain by the rule of a half, with its parts, by region, group, purpose and mode.

    `hours_saved` a year, `time_usd` and `money_usd`; their sum stands beside the log-sum of `gain`. A mode
    that leads somewhere in one state alone saves nothing by this rule; the log-sum counts it.
    """
    people = before.people
    found: dict[tuple[str, str], Floats] = {}
    for k, (old, new) in enumerate(zip(before.choices(), after.choices(), strict=True)):
        key = (old.segment.group, old.segment.purpose)
        each = _parts(before, after, k, (old, new))
        found[key] = found[key] + each if key in found else each
    tables = [_table(people.case.zones, people.modes.names, key, each) for key, each in found.items()]
    return pd.concat(tables, ignore_index=True)


def _parts(before: World, after: World, k: int, both: tuple[Choices, Choices]) -> Floats:
    """Return the parts of one segment, [region, mode, part]."""
    people = before.people
    total = np.zeros((len(people.case.zones), len(people.modes.names), len(PARTS)))
    went, goes = before.trips(k, both[0]), after.trips(k, both[1])
    for n, level in enumerate(people.levels):
        old, new = went[n][:, None] * both[0].shares[n], goes[n][:, None] * both[1].shares[n]
        hours = rule_of_half(old, new, _saved(before.skims.hours[n], after.skims.hours[n]))
        money = rule_of_half(old, new, _saved(before.skims.money[n], after.skims.money[n]))
        region = people.region[level.centre[level.start]]
        parts = (old, new, hours, hours * both[0].segment.value_of_time, money)
        for p, part in enumerate(parts):
            for m in range(total.shape[1]):
                total[:, m, p] += np.bincount(region, part[:, m], minlength=len(total))
    return total


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


def pairs(before: World, after: World) -> pd.DataFrame:
    """Return what people of a region gain on trips to another, by the rule of a half, largest first.

    `from_region, to_region, trips_before, trips_after, hours_saved, gain_usd`; trips within a region are a
    pair too.
    """
    people = before.people
    count = len(people.case.zones)
    total = np.zeros((4, count * count))
    for k, both in enumerate(zip(before.choices(), after.choices(), strict=True)):
        went, goes = before.trips(k, both[0]), after.trips(k, both[1])
        for n, level in enumerate(people.levels):
            parts = _of_pairs(before, after, n, (went[n], goes[n]), both)
            start, end = (people.region[level.centre[x]] for x in (level.start, level.end))
            for row, part in zip(total, parts, strict=True):
                np.add(row, np.bincount(start * count + end, part, minlength=len(row)), out=row)
    used = np.flatnonzero((total[0] > 0.0) | (total[1] > 0.0))
    zones = np.array(people.case.zones)
    frame = pd.DataFrame({"from_region": zones[used // count], "to_region": zones[used % count]})
    names = ("trips_before", "trips_after", "hours_saved", "gain_usd")
    frame = frame.assign(**{name: row[used] for name, row in zip(names, total, strict=True)})
    return frame.sort_values("gain_usd", ascending=False, ignore_index=True)


def _of_pairs(
    before: World, after: World, n: int, trips: tuple[Floats, Floats], both: tuple[Choices, Choices]
) -> tuple[Floats, Floats, Floats, Floats]:
    old, new = (t[:, None] * found.shares[n] for t, found in zip(trips, both, strict=True))
    hours = rule_of_half(old, new, _saved(before.skims.hours[n], after.skims.hours[n]))
    money = rule_of_half(old, new, _saved(before.skims.money[n], after.skims.money[n]))
    gained = hours * both[0].segment.value_of_time + money
    return old.sum(axis=1), new.sum(axis=1), hours.sum(axis=1), gained.sum(axis=1)
