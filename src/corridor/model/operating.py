"""What carriage costs by road: links of a country with vehicles cost what its trucks cost there.

Freight on a link is the tariff times the cost of a tonne-km on it over that on the class of road that carries
most (axles times length), speed, gradient, bends, roughness and loads considered. So the tariff, one national
figure, holds there; margin and all else grow in proportion.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from corridor.case.case import Case
from corridor.case.vehicles import KEY, SURFACE, road, speeds, terrain_of, tonne_km, traffic_of, used
from corridor.network.network import Network


def operated(case: Case) -> Case:
    """Return the case whose roads cost what vehicles cost on them; the same where it has no vehicles.

    Only `cost_factor` of roads changes, in countries with vehicles. It does not hang on what stood there, so
    that doing it twice is doing it once.
    """
    if case.vehicles.empty:
        return case
    links = case.network.links
    factor = links["cost_factor"].to_numpy(dtype=float).copy()
    terrain = terrain_of(case)
    for country in dict.fromkeys(case.vehicles["country"]):
        known = factors(case, country)
        here = ((links["mode"] == SURFACE) & (links["country"] == country)).to_numpy()
        kinds = zip(links["facility_type"][here], terrain[here], strict=True)
        factor[here] = [known[kind] for kind in kinds]
    network = Network(nodes=case.network.nodes, links=links.assign(cost_factor=factor))
    return replace(case, network=network)


def factors(case: Case, country: str) -> dict[tuple[str, str], float]:
    """Return cost on every class of road and terrain over that on the class which carries most."""
    traffic, table = traffic_of(case, country), used(case, country)
    cost = tonne_km(case, traffic, road(table), speeds(case, traffic, table))
    most = int(np.argmax((table["axles"] * table["length"]).to_numpy(dtype=float)))
    kinds = zip(table[KEY[0]], table[KEY[1]], strict=True)
    return dict(zip(kinds, (cost / cost[most]).tolist(), strict=True))
