"""How a network hangs together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from corridor.types import Flags, Ints


def adjacency(nodes: int, start: Ints, end: Ints, one_way: Flags) -> csr_matrix:
    """Return the adjacency matrix, [from, to]; links that are not one-way count in both directions."""
    tail = np.concatenate([start, end[~one_way]])
    head = np.concatenate([end, start[~one_way]])
    return csr_matrix((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(nodes, nodes))


def components(nodes: int, start: Ints, end: Ints, one_way: Flags) -> NDArray[np.int32]:
    """Return the strongly connected component of each node, [node]."""
    labels: NDArray[np.int32]
    _, labels = connected_components(adjacency(nodes, start, end, one_way), connection="strong")
    return labels


def main_component(nodes: int, start: Ints, end: Ints, one_way: Flags) -> Flags:
    """Return true for the nodes of the largest strongly connected component, [node]."""
    if nodes == 0:
        return np.zeros(0, dtype=bool)
    labels = components(nodes, start, end, one_way)
    inside: Flags = labels == np.bincount(labels).argmax()
    return inside
