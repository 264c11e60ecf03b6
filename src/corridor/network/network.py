"""A multimodal network: nodes and links (GMNS tables) that agree with each other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from corridor.errors import Fault, raise_if
from corridor.network.topology import main_component
from corridor.types import Ints

NODES, LINKS = "network/node", "network/link"


@dataclass(frozen=True)
class Network:
    """Nodes and links; columns as in the data dictionary (`corridor.schema`), GMNS 0.97 names.

    Making one raises `InputError` with every fault: links whose ends do not exist, links without a
    speed, a zone with two centroids, a zone that cannot be reached from the rest.
    """

    nodes: pd.DataFrame
    links: pd.DataFrame

    def __post_init__(self) -> None:
        raise_if(self.problems())

    def problems(self) -> list[Fault]:
        """Return every fault of the two tables against each other."""
        faults = [*self._ends(), *self._speeds(), *self._twice()]
        return faults or self._unreachable()

    @cached_property
    def ends(self) -> tuple[Ints, Ints]:
        """Positions in `nodes` of the start and the end of every link; -1 where there is none."""
        index = pd.Index(self.nodes["node_id"])
        start = index.get_indexer(pd.Index(self.links["from_node_id"]))
        end = index.get_indexer(pd.Index(self.links["to_node_id"]))
        return start.astype(np.int64), end.astype(np.int64)

    @cached_property
    def centroids(self) -> dict[str, int]:
        """Zone identifier to the position of its centroid in `nodes`."""
        zone = self._zone
        return {str(zone.iloc[place]): int(place) for place in np.flatnonzero(zone != "")}

    @property
    def _zone(self) -> pd.Series:
        """Return the zone of each node, the empty string where it is no centroid."""
        zone: pd.Series = self.nodes["zone_id"].fillna("")
        return zone

    def _ends(self) -> list[Fault]:
        faults = []
        for column, position in zip(("from_node_id", "to_node_id"), self.ends, strict=True):
            for row in np.flatnonzero(position < 0):
                value = str(self.links[column].iloc[row])
                cure = "add the node or correct the identifier"
                faults.append(
                    Fault(
                        file=LINKS,
                        message="no such node",
                        row=int(row) + 1,
                        column=column,
                        value=value,
                        allowed="a node_id of the nodes",
                        cure=cure,
                    )
                )
        return faults

    def _speeds(self) -> list[Fault]:
        length = self.links["length"].to_numpy(dtype=float)
        speed = self.links["free_speed"].to_numpy(dtype=float)
        wrong = np.flatnonzero((length > 0) & ~(speed > 0))
        return [
            Fault(
                file=LINKS,
                message="a link with a length needs a speed",
                row=int(row) + 1,
                column="free_speed",
                value=str(speed[row]),
                allowed="more than 0 km/h",
                cure="give the speed without congestion",
            )
            for row in wrong
        ]

    def _twice(self) -> list[Fault]:
        zone = self._zone
        again = np.flatnonzero(((zone != "") & zone.duplicated()).to_numpy())
        cure = "keep one centroid per zone"
        return [
            Fault(
                file=NODES,
                message="zone has a second centroid",
                row=int(row) + 1,
                column="zone_id",
                value=str(zone.iloc[row]),
                cure=cure,
            )
            for row in again
        ]

    def _unreachable(self) -> list[Fault]:
        start, end = self.ends
        is_open = (self.links["status"] == "open").to_numpy()
        one_way = self.links["directed"].to_numpy(dtype=bool)[is_open]
        inside = main_component(len(self.nodes), start[is_open], end[is_open], one_way)
        cure = "join it to the network; `network/repair_report.json` of a built case says what was cut"
        return [
            Fault(
                file=NODES,
                message="zone is cut off from the main network",
                row=place + 1,
                column="zone_id",
                value=zone,
                allowed="a node that can be reached from, and can reach, every other zone",
                cure=cure,
            )
            for zone, place in self.centroids.items()
            if not inside[place]
        ]
