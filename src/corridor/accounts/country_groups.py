"""What a run brings to groups of countries: the SCO, CAREC, the Belt and Road, regions of the UN.

Membership is a table of facts with dates and sources (`data/country_groups.csv`); regions of the UN are
those of M49 (`data/country_codes.csv`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import pandas as pd

from corridor.dates import last_day
from corridor.facts import rows

MEMBER = ("member", "signatory")
"""Roles that make a country one of the group."""

UN = "UN M49"
SEEN, RECALLED = "seen", "recalled"


@dataclass(frozen=True, slots=True)
class CountryGroup:
    """Countries that belong together on a day, and how that is known."""

    name: str
    members: tuple[str, ...]
    """ISO 3166 alpha-3."""
    known: str
    """`recalled` where the membership of any is."""
    undated: tuple[str, ...] = ()
    """Members whose day of joining is not known; they count."""


def country_groups(day: date) -> tuple[CountryGroup, ...]:
    """Return the organisations as they were on a day, then the subregions of the UN."""
    found = []
    for name in dict.fromkeys(row["organisation"] for row in rows("country_groups")):
        mine = [r for r in rows("country_groups") if r["organisation"] == name and r["role"] in MEMBER]
        there = [r for r in mine if not r["since"] or last_day(r["since"]) <= day]
        known = RECALLED if any(r["status"] != SEEN for r in there) else SEEN
        undated = tuple(r["iso3"] for r in there if not r["since"])
        if there:
            found.append(CountryGroup(name, tuple(r["iso3"] for r in there), known, undated))
    regions: dict[str, list[str]] = {}
    for row in rows("country_codes"):
        if row["un_subregion"]:
            regions.setdefault(f"{UN}: {row['un_subregion']}", []).append(row["iso3"])
    return (*found, *(CountryGroup(name, tuple(members), SEEN) for name, members in regions.items()))


def group_gains(regions: pd.DataFrame, day: date, focus: Collection[str] = ()) -> pd.DataFrame:
    """Return what each scenario of a run brings to each group.

    Parameters
    ----------
    regions
        Table `regions` of a run: `scenario, region_id, country, population, ev_usd, ...`.
    day
        On which membership counts.
    focus
        Countries that stand as groups of their own.

    Returns
    -------
    One row per scenario and group that has a member among the countries of the run: `scenario, group, known,
    members` of the run, `not_in_the_run` (members that the run does not have), `population`, `gain_usd` a
    year, `gain_per_person_usd`, `losing_members`.

    """
    by_country = regions.groupby(["scenario", "country"], sort=False)[["population", "ev_usd"]].sum()
    own = tuple(CountryGroup(country, (country,), SEEN) for country in focus)
    parts = [
        _row(str(name), part, group)
        for name, part in by_country.groupby("scenario", sort=False)
        for group in (*own, *country_groups(day))
    ]
    columns = ["scenario", "group", "known", "members", "not_in_the_run", "population", "gain_usd"]
    found = pd.DataFrame(
        [part for part in parts if part], columns=[*columns, "gain_per_person_usd", "losing_members"]
    )
    return found.reset_index(drop=True)


def _row(scenario: str, part: pd.DataFrame, group: CountryGroup) -> dict[str, object] | None:
    """Return the gain of a group in a scenario; None where the run has none of its members."""
    gains = part.droplevel("scenario")
    there = [country for country in group.members if country in gains.index]
    if not there:
        return None
    mine = gains.loc[there]
    people, gain = float(mine["population"].sum()), float(mine["ev_usd"].sum())
    return {
        "scenario": scenario,
        "group": group.name,
        "known": group.known,
        "members": " ".join(there),
        "not_in_the_run": " ".join(country for country in group.members if country not in there),
        "population": people,
        "gain_usd": gain,
        "gain_per_person_usd": gain / people if people > 0.0 else float("nan"),
        "losing_members": " ".join(str(country) for country in mine.index[mine["ev_usd"] < 0.0]),
    }
