"""Least-cost routes on the working network: which links a haulier takes between places."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from network_net import Net, read_table
from network_sections import lightest, nearest_nodes
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

ROAD_RATE, RAIL_RATE, HOUR = 0.05, 0.025, 0.5
"""What a haulier minimises: about US$ per tonne-km by road and by rail, and per tonne-hour."""


def running_hours(links: pd.DataFrame) -> np.ndarray:
    """Return hours on every link, standing time included."""
    km, speed = links["length"].to_numpy(float), links["free_speed"].to_numpy(float)
    return np.divide(km, speed, out=np.zeros_like(km), where=km > 0) + links["hours"].to_numpy(float)


def weight(links: pd.DataFrame) -> np.ndarray:
    """Return the cost of a tonne on every link, US$, with fees."""
    rate = np.where(links["mode"] == "rail", RAIL_RATE, ROAD_RATE)
    cost = rate * links["length"].to_numpy(float) * links["cost_factor"].to_numpy(float)
    return np.asarray(cost + HOUR * running_hours(links) + links["fee_usd_t"].to_numpy(float))


@dataclass(frozen=True)
class Ways:
    """Open links of one mode, with its borders, as a graph of least costs."""

    net: Net
    mode: str
    ids: np.ndarray
    graph: csr_matrix
    pick: csr_matrix
    """Row of the link between two nodes, plus one."""

    @classmethod
    def of(cls, net: Net, mode: str, without: Sequence[str] = ()) -> Ways:
        """Return the ways of a mode, some sections or classes left out."""
        links = net.links
        usable = (links["mode"] == mode) | links["facility_type"].isin(
            [f"border_{mode}", "gauge_break", f"border_{mode}_gauge_break"]
        )
        usable &= (links["status"] == "open") & ~links["section"].isin(without)
        rows = np.flatnonzero((usable & ~links["facility_type"].isin(without)).to_numpy())
        part = links.iloc[rows]
        ids = np.unique(part[["from_node_id", "to_node_id"]].to_numpy())
        u, v = np.searchsorted(ids, part["from_node_id"]), np.searchsorted(ids, part["to_node_id"])
        graph, pick = lightest(u, v, weight(part) + 1e-9, rows, len(ids))
        return cls(net, mode, ids, graph, pick)

    def between(self, stops: Sequence[str]) -> np.ndarray:
        """Return the rows of the links of the cheapest way through named places, in order."""
        places = read_table("check_places").set_index("place")
        lonlat = places.loc[list(stops), ["lon", "lat"]].to_numpy(float)
        part = Net(self.net.nodes, self.net.links.iloc[np.unique(self.pick.data) - 1])
        at = np.searchsorted(self.ids, nearest_nodes(part, lonlat, self.mode))
        _, before = dijkstra(self.graph, indices=at[:-1], return_predecessors=True)
        found = []
        for leg, (start, end) in enumerate(itertools.pairwise(at)):
            back, node = [], end
            while node != start:
                previous = before[leg, node]
                if previous < 0:
                    raise ValueError(f"no way by {self.mode} from {stops[leg]} to {stops[leg + 1]}")
                back.append(int(self.pick[previous, node]) - 1)
                node = previous
            found += back[::-1]
        return np.array(found, dtype=np.int64)
