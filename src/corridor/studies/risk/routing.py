"""Safe routing: ways by road between two places, best for some price of being near attacks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from corridor.case.case import Case
from corridor.case.commodities import commodity_classes
from corridor.errors import ARGUMENT, Fault, raise_if
from corridor.hazards.distances import apart_km
from corridor.hazards.events import flat
from corridor.model.rates import cost_rates
from corridor.network.frontier import Way, frontier
from corridor.network.modes import generalised_cost, running_hours
from corridor.network.trips import stops
from corridor.studies.risk.exposure import Parts, disc, shares_of
from corridor.studies.risk.rates import AttackRates, attack_rates
from corridor.types import Floats

NEAR_KM = 10.0
"""An attack this near to the lorry counts."""

STEP_KM = 10.0
"""Distance between points of a link at which the rate is taken."""

HOURS = 8760.0
NAMED = 4
"""Sections that name a way."""


def safe_routes(
    case: Case, origin: str, destination: str, commodity: str = "general", rates: AttackRates | None = None
) -> pd.DataFrame:
    """Return the frontier of cost and risk of one lorry trip, one row per way, the cheapest first.

    Risk is the expected number of attacks within 10 km of the lorry while it is under way, at the rates of
    the year of the national level; abroad there is no rate, and none is counted. `price_usd` is the price of
    one such attack, per tonne, from which the way is the best: what a shipper would have to fear to take it.

    Parameters
    ----------
    case
        A checked case with attacks.
    origin, destination
        Regions; the trip is between their towns.
    commodity
        A commodity class: its rates per km and mean value of time.
    rates
        Those of `attack_rates`; none: made here.

    Raises
    ------
    InputError
        An unknown region or class, or no way by road.

    """
    _refuse(case, origin, destination, commodity)
    found = rates or attack_rates(case)
    typical = cost_rates(case).typical
    cost = generalised_cost(case.network.links, typical)[:, commodity_classes().index(commodity)]
    risk = passing(case, found)
    places = case.regions.set_index("region_id").loc[[origin, destination], ["lon", "lat"]]
    node = stops(case.network, places.to_numpy(dtype=float)).node
    ways = frontier(case.network, cost, risk, (int(node[0]), int(node[1])))
    message, cure = "no way by road between these places", "take places that roads join"
    if not ways:
        raise_if([Fault(file=ARGUMENT, message=message, column="destination", value=destination, cure=cure)])
    return pd.DataFrame([_told(case, way) for way in ways])


def passing(case: Case, found: AttackRates) -> Floats:
    """Return attacks expected within 10 km of a lorry while it passes each link, [link].

    The yearly number within 10 km of points along the link, in the mean, times the hours on it over those of
    a year. Links outside of the home country have none: the rates are of it alone.
    """
    links = case.network.links
    ours = np.flatnonzero(
        ((links["country"] == case.settings.focus[0]) & (links["mode"] == "road")).to_numpy()
    )
    lon, lat, link = _points(case, ours)
    events = found.events
    parts = Parts((), [disc(*at, NEAR_KM) for at in zip(lon, lat, strict=True)])
    inside = apart_km(lon, lat, events["lon"].to_numpy(dtype=float), events["lat"].to_numpy(dtype=float))
    yearly = shares_of(found, parts, inside <= NEAR_KM) @ found.year().mean
    mean = np.bincount(link, weights=yearly, minlength=len(ours)) / np.bincount(link, minlength=len(ours))
    risk = np.zeros(len(links))
    risk[ours] = mean * running_hours(links)[ours] / HOURS
    return risk


def _points(case: Case, rows: np.ndarray) -> tuple[Floats, Floats, np.ndarray]:
    """Return points along links: longitude, latitude, and which of the links each is of."""
    drawn = dict(zip(case.geometry["link_id"], case.geometry["geometry"], strict=True))
    nodes = case.network.nodes[["x_coord", "y_coord"]].to_numpy(dtype=float)
    start, end = (side[rows] for side in case.network.ends)
    at, link = [], []
    for k, name in enumerate(case.network.links["link_id"].to_numpy()[rows]):
        line = drawn.get(name)
        line = shapely.from_wkb(line) if isinstance(line, bytes) else line
        line = shapely.LineString([nodes[start[k]], nodes[end[k]]]) if line is None else line
        plane = shapely.transform(line, lambda p: np.column_stack(flat(p[:, 0], p[:, 1])))
        count = max(int(plane.length / STEP_KM), 1)
        share = (np.arange(count) + 0.5) / count
        at.append(shapely.get_coordinates(shapely.line_interpolate_point(line, share, normalized=True)))
        link.append(np.full(count, k))
    every = np.concatenate(at)
    return every[:, 0], every[:, 1], np.concatenate(link)


def _told(case: Case, way: Way) -> dict[str, object]:
    links = case.network.links.iloc[way.rows]
    km = links["length"].groupby(links["section"]).sum().drop("", errors="ignore").sort_values()
    return {
        "price_usd": way.price,
        "usd_t": way.cost,
        "hours": float(running_hours(links).sum()),
        "km": float(links["length"].sum()),
        "attacks": way.risk,
        "trips_per_attack": 1.0 / way.risk if way.risk > 0.0 else np.inf,
        "by": ", ".join(km.index[::-1][:NAMED]),
    }


def _refuse(case: Case, origin: str, destination: str, commodity: str) -> None:
    """Raise every fault of what is asked."""
    faults = [
        Fault(
            file=ARGUMENT,
            message="no such region",
            column=column,
            value=value,
            allowed="a region_id of the case",
            cure="correct the name",
        )
        for column, value in (("origin", origin), ("destination", destination))
        if value not in case.zones
    ]
    if commodity not in commodity_classes():
        allowed = ", ".join(commodity_classes())
        faults.append(
            Fault(
                file=ARGUMENT, message="no such class", column="commodity", value=commodity, allowed=allowed
            )
        )
    raise_if(faults)
