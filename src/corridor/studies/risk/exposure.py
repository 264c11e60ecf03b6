"""Who and what is near attacks: sites of projects, sections of roads and railways, with what is expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from corridor.case.case import Case
from corridor.hazards.compound import quantiles, victims
from corridor.hazards.distances import apart_km
from corridor.hazards.events import EARTHQUAKE, LANDSLIDE, ON_PROJECT, dates, flat
from corridor.hazards.within import PRIOR_EVENTS, share_within
from corridor.studies.risk.rates import TAILS, AttackRates
from corridor.types import Flags, Floats

RADII_KM = (10.0, 25.0, 50.0)
ALONG_KM = 10.0
"""Distance on both sides of a section that counts as along it."""

PAST_YEARS = 10
"""Years of events that are told as observed, and that say where in a district its events lie."""

TREND_YEARS = 5
"""Years before the last event that the expected rate is compared with."""


@dataclass(frozen=True, eq=False)
class Parts:
    """Areas for which rates are asked, in km east and north (`flat`)."""

    names: tuple[str, ...]
    shapes: Sequence[shapely.Geometry]


def sites_table(case: Case, found: AttackRates) -> pd.DataFrame:
    """Return exposure of every site of the staff table, one row per site and radius.

    Observed events and victims are those of the last ten years of the file; expected ones are of the year of
    the national level, with central 90 % intervals. No person is named.
    """
    staff = case.hazards.staff if case.hazards is not None else pd.DataFrame()
    rows: list[pd.DataFrame] = []
    titles = {project.project_id: project.title for project in case.projects}
    for radius in RADII_KM if len(staff) else ():
        lon, lat = (staff[name].to_numpy(dtype=float) for name in ("lon", "lat"))
        parts = Parts(tuple(staff["project_id"]), [disc(*at, radius) for at in zip(lon, lat, strict=True)])
        inside = apart_km(lon, lat, *_places(found.events)) <= radius
        table = _expected(found, parts, inside)
        table.insert(0, "project", staff["project_id"])
        table.insert(1, "title", [titles.get(one, "") for one in staff["project_id"]])
        table.insert(2, "place", staff["place"])
        table.insert(3, "radius_km", radius)
        for name in ("people", "people_low", "people_high"):
            table[name] = staff[name].to_numpy(dtype=float)
        table["people_status"] = staff["status"]
        rows.append(table.assign(**_nearest(case, found, lon, lat)))
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


def sections_table(case: Case, found: AttackRates) -> pd.DataFrame:
    """Return exposure of every section of the home country: events within 10 km of its line."""
    home = case.settings.focus[0]
    links = case.network.links
    ours = links[(links["country"] == home) & (links["section"] != "") & (links["length"] > 0)]
    lines = dict(zip(case.geometry["link_id"], case.geometry["geometry"], strict=True))
    names, shapes, km = [], [], []
    for section, rows in ours.groupby("section", sort=True):
        drawn = [lines[one] for one in rows["link_id"] if one in lines]
        if drawn:
            names.append(str(section))
            km.append(float(rows["length"].sum()))
            shapes.append(_flat_shape(shapely.union_all(_shapes(drawn))).buffer(ALONG_KM, quad_segs=4))
    events = shapely.points(*flat(*_places(found.events)))
    inside = np.stack([shapely.contains(shape, events) for shape in _prepared(shapes)])
    table = _expected(found, Parts(tuple(names), shapes), inside)
    table.insert(0, "section", names)
    table.insert(1, "km", km)
    table["events_per_100_km"] = 100.0 * table["events"] / table["km"]
    return table.assign(**_by_nature(case, shapes, "section", names))


def regions_table(case: Case, found: AttackRates) -> pd.DataFrame:
    """Return what nature did and may do by region of the home country, one row per region.

    The share under water in the flood of the table, susceptibility of roads to landslides, and landslides
    and earthquakes of the files within the region. No rate: the files are short, or one event.
    """
    names = list(found.regions["region_id"])
    shapes = [_flat_shape(one) for one in _shapes(list(found.regions["geometry"]))]
    table = pd.DataFrame({"region": names, "name": found.regions["name"]})
    water = case.hazards.flooded if case.hazards is not None else pd.DataFrame()
    if len(water):
        share = (water["flooded_km2"] / water["area_km2"]).groupby(water["region_id"]).max()
        table["flooded_share"] = share.reindex(names).to_numpy()
    return table.assign(**_by_nature(case, shapes, "region_id", names))


def _by_nature(
    case: Case, shapes: Sequence[shapely.Geometry], key: str, names: Sequence[str]
) -> dict[str, Any]:
    """Return landslides and earthquakes of the files within shapes, and susceptibility by the key."""
    if case.hazards is None:
        return {}
    told: dict[str, Any] = {}
    for kind in (LANDSLIDE, EARTHQUAKE):
        events = case.hazards.events[case.hazards.events["kind"] == kind]
        points = shapely.points(*flat(*_places(events)))
        told[f"{kind}s"] = [int(shapely.contains(shape, points).sum()) for shape in _prepared(shapes)]
    slope = case.hazards.slopes
    known = slope[slope[key] != ""].drop_duplicates(key).set_index(key)["probability"]
    return told | {"slope_probability": known.reindex(list(names)).to_numpy(dtype=float)}


def _shapes(drawn: Sequence[Any]) -> list[shapely.Geometry]:
    return [shapely.from_wkb(one) if isinstance(one, bytes) else one for one in drawn]


def _prepared(shapes: Sequence[shapely.Geometry]) -> Sequence[shapely.Geometry]:
    for shape in shapes:
        shapely.prepare(shape)
    return shapes


def _places(events: pd.DataFrame) -> tuple[Floats, Floats]:
    return events["lon"].to_numpy(dtype=float), events["lat"].to_numpy(dtype=float)


def disc(lon: float, lat: float, radius: float) -> shapely.Geometry:
    """Return a disc in the plane of `flat`, drawn out as the plane is at this latitude."""
    x, y = flat(np.array([lon]), np.array([lat]))
    round_one = shapely.Point(float(x[0]), float(y[0])).buffer(radius, quad_segs=16)
    stretch = np.cos(np.radians(30.0)) / np.cos(np.radians(lat))
    centre = np.array([float(x[0]), float(y[0])])
    return shapely.transform(round_one, lambda at: centre + (at - centre) * np.array([stretch, 1.0]))


def _flat_shape(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, lambda at: np.column_stack(flat(at[:, 0], at[:, 1])))


def _expected(found: AttackRates, parts: Parts, inside: Flags) -> pd.DataFrame:
    """Return observed and expected events of areas; `inside` is [part, event]."""
    events, last = found.events, found.years[1]
    year = dates(events).year.to_numpy()
    recent = year > last - PAST_YEARS
    shares = shares_of(found, parts, inside)
    made = found.year()
    mean = shares @ made.mean
    spread = (shares * made.mean) ** 2 @ (1.0 / made.shape)
    shape = np.divide(mean**2, spread, out=np.ones_like(mean), where=spread > 0.0)
    largest = min(int(40.0 * mean.max() * len(found.severity)) + 50, 1500)
    ends = [_ends(m, a, found.severity, largest) for m, a in zip(mean, shape, strict=True)]
    deaths = np.nan_to_num(events["deaths"].to_numpy(dtype=float))
    before = (inside & (year > last - TREND_YEARS)).sum(axis=1) / TREND_YEARS
    return pd.DataFrame(
        {
            "observed_events": (inside & recent).sum(axis=1),
            "observed_victims": (inside & recent) @ deaths,
            "events": mean,
            "events_low": [one[0] for one in ends],
            "events_high": [one[1] for one in ends],
            "victims": mean * float(found.severity @ np.arange(len(found.severity))),
            "victims_low": [one[2] for one in ends],
            "victims_high": [one[3] for one in ends],
            "trend": np.divide(mean, before, out=np.full(len(mean), np.nan), where=before > 0.0),
        }
    )


def _ends(mean: float, shape: float, severity: Floats, largest: int) -> tuple[int, int, int, int]:
    """Return central intervals of a year's events and victims."""
    if mean <= 0.0:
        return 0, 0, 0, 0
    one_each = np.array([0.0, 1.0])
    events = quantiles(victims(mean, shape, one_each, largest), TAILS)
    killed = quantiles(victims(mean, shape, severity, largest), TAILS)
    return events[0], events[1], killed[0], killed[1]


def shares_of(found: AttackRates, parts: Parts, inside: Flags) -> Floats:
    """Return the share of every region's events in every part, [part, region]; `inside` is [part, event]."""
    index = pd.Index(found.regions["region_id"])
    unit = index.get_indexer(pd.Index(found.events["region_id"]))
    recent = dates(found.events).year.to_numpy() > found.years[1] - PAST_YEARS
    member = np.zeros((len(unit), len(index)))
    member[np.arange(len(unit))[unit >= 0], unit[unit >= 0]] = 1.0
    seen = np.vstack([(inside & recent).astype(float) @ member, recent.astype(float) @ member])
    return share_within(seen, _area_shares(found.regions, parts), PRIOR_EVENTS)


def _area_shares(regions: pd.DataFrame, parts: Parts) -> Floats:
    """Return the share of every region's area in every part, [part, region]."""
    shapes = [_flat_shape(one) for one in _shapes(list(regions["geometry"]))]
    tree = shapely.STRtree(shapes)
    total = np.zeros((len(parts.shapes), len(shapes)))
    for number, part in enumerate(parts.shapes):
        for region in tree.query(part, predicate="intersects"):
            total[number, region] = shapely.intersection(shapes[region], part).area / shapes[region].area
    return total


def _nearest(case: Case, found: AttackRates, lon: Floats, lat: Floats) -> dict[str, Any]:
    """Return day and distance of the nearest attack of the last years, and of the nearest on a project."""
    recent = dates(found.events).year > found.years[1] - PAST_YEARS
    events = case.hazards.events if case.hazards is not None else found.events
    told: dict[str, Any] = {}
    for name, table in (
        ("nearest", found.events[recent & (found.events["precision_km"] <= min(RADII_KM))]),
        ("nearest_on_project", events[events["kind"] == ON_PROJECT]),
    ):
        if table.empty:
            told |= {f"{name}_km": np.nan, f"{name}_date": ""}
            continue
        km = apart_km(lon, lat, *_places(table))
        at = km.argmin(axis=1)
        told |= {f"{name}_km": km.min(axis=1), f"{name}_date": table["date"].to_numpy()[at]}
    return told
