"""Bulk haul: what it takes to bring what a mine sells to a port, or where it is used, by road and rail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from corridor.case.case import Case
from corridor.model.cargo import main_class
from corridor.model.distance import great_circle_km
from corridor.model.rates import cost_rates, mean_rates
from corridor.model.selection import Scenario
from corridor.network.modes import generalised_cost, running_hours
from corridor.projects.doors import Mine
from corridor.projects.links import apply
from corridor.projects.project import Project
from corridor.types import Flags, Floats, Ints

COLUMNS = (
    "project_id",
    "region_id",
    "to",
    "mode",
    "road_km",
    "rail_km",
    "hours",
    "usd_per_tonne",
    "with_time_usd_per_tonne",
    "share_of_price",
)
BY_ROAD, BY_RAIL, NONE = "road", "rail", "none"
NO_WAY = -9999
"""Predecessor of what is not reached (scipy)."""


def haul_table(case: Case, scenario: Scenario) -> pd.DataFrame:
    """Return the haul of every mine of a scenario of one project; none for portfolios.

    From the site to the nearest road in a straight line at the rates of a road and the speed within regions,
    then the cheapest way on links of its country that are open with the project: by road alone, and by rail
    with lorries at both ends. Rows are missing where there is no such way.

    Returns
    -------
    pandas.DataFrame
        `to`: the section of the port that is cheapest by that mode, or the region where it is used;
        kilometres by road and by rail, hours, US$ a tonne of freight and transfers (the port's own charge is
        left out), the same with the value of time, and freight over the price at the gate.

    """
    if len(scenario.projects) != 1:
        return pd.DataFrame(columns=COLUMNS)
    (project,) = scenario.projects
    rows = [row for door in project.doors if isinstance(door, Mine) for row in _hauls(case, scenario, door)]
    return pd.DataFrame(rows, columns=COLUMNS[1:]).assign(project_id=project.project_id)[list(COLUMNS)]


@dataclass(frozen=True, eq=False)
class _Ways:
    """The links of a country, as a road network, a railway and what joins them; [link]."""

    start: Ints
    end: Ints
    one_way: Flags
    road: Flags
    rail: Flags
    transfer: Flags
    """Between road and railway."""
    measures: Floats
    """Km by road, km by rail, hours, US$/t; [link, measure]."""
    cost: Floats
    """US$/t with the value of time."""
    ports: dict[int, str]
    """Land side of a port to its section."""
    nodes: int


def _hauls(case: Case, scenario: Scenario, door: Mine) -> list[dict[str, Any]]:
    at = case.zones.index(door.region)
    if door.used_in == door.region:
        nothing = dict.fromkeys(COLUMNS[4:], 0.0)
        return [{"region_id": door.region, "to": door.used_in, "mode": NONE, **nothing}]
    country = str(case.regions["country"].iloc[at])
    commodity = main_class(case, country, door.sector)
    ways = _ways(case, scenario, country, commodity)
    source, access = _access(case, scenario.projects[0], door, (ways, commodity))
    targets = {case.network.centroids[door.used_in]: door.used_in} if door.used_in else ways.ports
    rows = []
    for mode in (BY_ROAD, BY_RAIL):
        found = _cheapest(ways, source, targets, mode)
        if found is None or (mode == BY_RAIL and found[1][1] == 0.0):
            continue
        to, total = found
        road_km, rail_km, hours, usd = total[:4] + access[:4]
        rows.append(
            {
                "region_id": door.region,
                "to": to,
                "mode": mode,
                "road_km": road_km,
                "rail_km": rail_km,
                "hours": hours,
                "usd_per_tonne": usd,
                "with_time_usd_per_tonne": total[4] + access[4],
                "share_of_price": usd / door.usd_per_tonne,
            }
        )
    return rows


def _ways(case: Case, scenario: Scenario, country: str, commodity: int) -> _Ways:
    """Return the open links of a country with the projects of a scenario, priced for a commodity class."""
    links = apply(case.network.links, scenario.added, ())
    mode, km = links["mode"].to_numpy(dtype=object), links["length"].to_numpy(dtype=float)
    start, end = case.network.ends
    here = (links["country"] == country).to_numpy() & (links["status"] == "open").to_numpy()
    rates, hours = cost_rates(case).typical, running_hours(links)
    cost = generalised_cost(links, rates)[:, commodity]
    nodes = len(case.network.nodes)
    at_sea, on_rails = (_touched(start, end, mode == name, nodes) for name in ("sea", "rail"))
    terminal = here & (mode == "terminal")
    port = terminal & (at_sea[start] ^ at_sea[end])
    transfer = terminal & ~port & (on_rails[start] ^ on_rails[end])
    road, rail = here & np.isin(mode, ("road", "connector")), here & (mode == "rail")
    section = links["section"].fillna("").to_numpy(dtype=object)
    ports = {int(end[k] if at_sea[start[k]] else start[k]): str(section[k]) for k in np.flatnonzero(port)}
    kept = road | rail | transfer
    turned = kept & transfer & on_rails[start]  # a transfer leads from road to railway
    first, last = np.where(turned, end, start), np.where(turned, start, end)
    money = cost - rates.value_of_time[commodity] * hours
    measures = np.stack([np.where(road, km, 0.0), np.where(rail, km, 0.0), hours, money], axis=1)
    one_way = links["directed"].to_numpy(dtype=bool)
    ends = first[kept], last[kept], one_way[kept]
    kinds = road[kept], rail[kept], transfer[kept]
    return _Ways(*ends, *kinds, measures[kept], cost[kept], ports, nodes)


def _touched(start: Ints, end: Ints, which: Flags, nodes: int) -> Flags:
    """Return the nodes at which any of the links ends, [node]."""
    found = np.zeros(nodes, dtype=bool)
    found[start[which]] = True
    found[end[which]] = True
    return found


def _access(case: Case, project: Project, door: Mine, how: tuple[_Ways, int]) -> tuple[int, Floats]:
    """Return where the site meets the road, and what getting there takes: measures, then cost with time."""
    ways, commodity = how
    if project.lon is None or project.lat is None:
        return case.network.centroids[door.region], np.zeros(5)
    nodes = np.unique(np.concatenate([ways.start[ways.road], ways.end[ways.road]]))
    places = case.network.nodes[["x_coord", "y_coord"]].to_numpy(dtype=float)[nodes]
    lon, lat = np.append(places[:, 0], project.lon), np.append(places[:, 1], project.lat)
    near = np.argsort(np.hypot((lon[:-1] - lon[-1]) * np.cos(np.radians(lat[-1])), lat[:-1] - lat[-1]))[0]
    km = float(great_circle_km(lon[[near, -1]], lat[[near, -1]])[0, 1])
    rates, hours = mean_rates(case.parameters), km / case.parameters["internal.speed"]
    usd = km * rates.per_tonne_km["road"][commodity]
    with_time = usd + hours * rates.value_of_time[commodity]
    return int(nodes[near]), np.array([km, 0.0, hours, usd, with_time])


def _cheapest(ways: _Ways, source: int, targets: dict[int, str], mode: str) -> tuple[str, Floats] | None:
    """Return the target that is cheapest to reach and what it takes; None where there is no way.

    By rail the network has three layers: roads before the railway, the railway, roads after it.
    """
    n, layers = ways.nodes, 3 if mode == BY_RAIL else 1
    tail, head, link = _arcs(ways, mode)
    order = np.lexsort((ways.cost[link], head, tail))
    tail, head, link = tail[order], head[order], link[order]
    first = np.append(True, (np.diff(tail) != 0) | (np.diff(head) != 0))
    tail, head, link = tail[first], head[first], link[first]
    free = np.finfo(float).tiny  # scipy takes a stored zero for no arc
    size = layers * n
    graph = csr_matrix((np.maximum(ways.cost[link], free), (tail, head)), shape=(size, size))
    reach, parents = dijkstra(graph, indices=np.array([source]), return_predecessors=True)
    distance, before = reach[0], parents[0]
    reached = {node: distance[(layers - 1) * n + node] for node in targets}
    best = min(reached, key=lambda node: reached[node], default=None)
    if best is None or not np.isfinite(reached[best]):
        return None
    behind = dict(zip(zip(tail.tolist(), head.tolist(), strict=True), link.tolist(), strict=True))
    total, at = np.zeros(5), (layers - 1) * n + best
    while before[at] != NO_WAY:
        step = behind[int(before[at]), at]
        total += np.append(ways.measures[step], ways.cost[step])
        at = int(before[at])
    return targets[best], total


def _arcs(ways: _Ways, mode: str) -> tuple[Ints, Ints, Ints]:
    """Return tail, head and link of every move that is allowed."""
    n = ways.nodes
    parts = []

    def both_ways(which: Flags, layer: int) -> None:
        rows = np.flatnonzero(which)
        back = rows[~ways.one_way[rows]]
        parts.append((ways.start[rows] + layer * n, ways.end[rows] + layer * n, rows))
        parts.append((ways.end[back] + layer * n, ways.start[back] + layer * n, back))

    both_ways(ways.road, 0)
    if mode == BY_RAIL:
        both_ways(ways.rail, 1)
        both_ways(ways.road, 2)
        rows = np.flatnonzero(ways.transfer)
        parts.append((ways.start[rows], ways.end[rows] + n, rows))
        parts.append((ways.end[rows] + n, ways.start[rows] + 2 * n, rows))
    tail, head, link = (np.concatenate(column) for column in zip(*parts, strict=True))
    return tail, head, link
