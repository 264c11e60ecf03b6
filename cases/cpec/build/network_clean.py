"""Cleaning: the main component, dead ends without a purpose, chains of links as one link."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from network_net import Net
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

SAME = ("mode", "facility_type", "free_speed", "cost_factor", "country", "section", "gauge_mm", "status")
"""Attributes that links of a chain share."""


def component_sizes(net: Net) -> tuple[np.ndarray, np.ndarray]:
    """Return the component of every node and the sizes of the components, largest first by label order."""
    u, v = _ends(net)
    n = len(net.nodes)
    _, label = connected_components(csr_matrix((np.ones(len(u)), (u, v)), shape=(n, n)), directed=False)
    return label, np.bincount(label)


def main_component(net: Net) -> tuple[Net, pd.DataFrame]:
    """Return the largest component and the nodes that were left out."""
    label, size = component_sizes(net)
    inside = label == size.argmax()
    return _with_nodes(net, inside), net.nodes[~inside]


def without_dead_ends(net: Net, purpose: set[int]) -> tuple[Net, int]:
    """Return the network without branches that lead nowhere: no node in `purpose` lies on them."""
    u, v = _ends(net)
    keep = np.isin(net.nodes.index.to_numpy(), np.fromiter(purpose, np.int64))
    alive = np.ones(len(net.nodes), dtype=bool)
    used = np.ones(len(u), dtype=bool)
    while True:
        degree = np.bincount(u[used], minlength=len(alive)) + np.bincount(v[used], minlength=len(alive))
        end = alive & ~keep & (degree <= 1)
        if not end.any():
            break
        alive &= ~end
        used &= alive[u] & alive[v]
    return _with_nodes(net, alive), int((~alive).sum())


def merged(net: Net, purpose: set[int]) -> Net:
    """Return the network with each chain of like links as one link, its shape kept.

    Generalised cost adds up exactly: links of a chain share mode, class, speed, cost factor, country,
    section, gauge and status, so their lengths, hours and fees can be summed.
    """
    u, v = _ends(net)
    links = net.links.reset_index(drop=True)
    group = links.groupby(list(SAME), dropna=False, sort=False).ngroup().to_numpy()
    n = len(net.nodes)
    degree = np.bincount(u, minlength=n) + np.bincount(v, minlength=n)
    low, high = np.full(n, np.iinfo(np.int64).max), np.full(n, -1)
    for end in (u, v):
        np.minimum.at(low, end, group)
        np.maximum.at(high, end, group)
    keep = np.isin(net.nodes.index.to_numpy(), np.fromiter(purpose, np.int64))
    inner = (degree == 2) & (low == high) & ~keep
    chains = _chains(u, v, inner)
    return _join(net, links, chains)


def _chains(u: np.ndarray, v: np.ndarray, inner: np.ndarray) -> list[list[tuple[int, bool]]]:
    """Return chains of links through inner nodes: (row, travelled forwards); rings are cut at one node."""
    at: dict[int, list[int]] = {}
    for row, (a, b) in enumerate(zip(u, v, strict=True)):
        for node in (a, b):
            if inner[node]:
                at.setdefault(int(node), []).append(row)
    seen = np.zeros(len(u), dtype=bool)
    chains = []
    starts = [r for r in range(len(u)) if inner[u[r]] != inner[v[r]]] + list(range(len(u)))
    for begin in starts:
        if seen[begin]:
            continue
        at_row = begin
        forwards = not inner[u[at_row]]
        chain, node, start = (
            [],
            int(v[at_row] if forwards else u[at_row]),
            int(u[at_row] if forwards else v[at_row]),
        )
        while True:
            seen[at_row] = True
            chain.append((at_row, forwards))
            if not inner[node] or node == start:
                break
            following = [r for r in at[node] if not seen[r]]
            if not following:
                break
            at_row = following[0]
            forwards = int(u[at_row]) == node
            node = int(v[at_row] if forwards else u[at_row])
        chains.append(chain)
    return chains


def _join(net: Net, links: pd.DataFrame, chains: list[list[tuple[int, bool]]]) -> Net:
    first = [c[0] for c in chains]
    last = [c[-1] for c in chains]
    start, end = links["from_node_id"].to_numpy(), links["to_node_id"].to_numpy()
    table = links.iloc[[row for row, _ in first]].reset_index(drop=True)
    of = np.concatenate([np.full(len(c), i) for i, c in enumerate(chains)])
    rows = np.concatenate([[row for row, _ in c] for c in chains])
    sums = links.iloc[rows].groupby(of)[["length", "hours", "fee_usd_t"]].sum()
    xy = dict(zip(net.nodes.index, net.nodes[["x_coord", "y_coord"]].to_numpy(float), strict=True))
    ends = [np.array([xy[a], xy[b]]) for a, b in zip(start, end, strict=True)]
    known = [p if isinstance(p, np.ndarray) else e for p, e in zip(links["path"], ends, strict=True)]
    shapes: list[Any] = [_shape(known, chain) for chain in chains]
    table = table.assign(
        from_node_id=[start[r] if f else end[r] for r, f in first],
        to_node_id=[end[r] if f else start[r] for r, f in last],
        length=sums["length"].to_numpy().round(3),
        hours=sums["hours"].to_numpy(),
        fee_usd_t=sums["fee_usd_t"].to_numpy(),
        path=shapes,
    )
    used = np.unique(table[["from_node_id", "to_node_id"]].to_numpy())
    return Net(net.nodes.loc[net.nodes.index.isin(used)], table[table["from_node_id"] != table["to_node_id"]])


def _shape(paths: list[np.ndarray], chain: list[tuple[int, bool]]) -> np.ndarray:
    parts = [paths[row] if forwards else paths[row][::-1] for row, forwards in chain]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def _ends(net: Net) -> tuple[np.ndarray, np.ndarray]:
    index = net.nodes.index
    return index.get_indexer(net.links["from_node_id"]), index.get_indexer(net.links["to_node_id"])


def _with_nodes(net: Net, keep: np.ndarray) -> Net:
    nodes = net.nodes[keep]
    inside = net.links["from_node_id"].isin(nodes.index) & net.links["to_node_id"].isin(nodes.index)
    return Net(nodes, net.links[inside].reset_index(drop=True))
