"""States of a network: today's, with a project more, with a project less; least costs and flows of each.

A state is a layer per commodity class over the same routes, found once with every changeable link at
its dearest, so that a state costs seconds instead of a new skim (`overlay`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corridor.network import overlay
from corridor.network.graph import prepare
from corridor.network.network import Network
from corridor.network.overlay import Layer, Shortcuts, improve, shortcuts_of
from corridor.network.routes import Routes, search
from corridor.network.routes import along as along_routes
from corridor.types import Flags, Floats, Ints, Progress

ROUNDING = 1e-12
"""Relative difference below which two link costs are the same."""


@dataclass(frozen=True)
class Changeable:
    """Links whose cost may change: rows, ends as positions among the places, usable both ways or not."""

    link: Ints
    start: Ints
    end: Ints
    two_way: Flags


@dataclass(frozen=True)
class State:
    """Least costs between zones in one state of the network."""

    zones: int
    """The first so many places are the zones."""
    changeable: Changeable
    link_cost: Floats
    """[link, class] US$/t."""
    layers: tuple[Layer | Routes, ...]
    """Per commodity class."""

    @property
    def cost(self) -> Floats:
        """Least generalised cost, [origin, destination, class] US$/t."""
        n = self.zones
        return np.stack([layer.cost[:n, :n] for layer in self.layers], axis=2)


@dataclass(frozen=True)
class Quest:
    """What is to be searched: places of a network (the zones first) at given link costs."""

    network: Network
    places: Ints
    """Positions of nodes."""
    zones: int
    """How many of the places are zones."""
    changeable: Changeable
    link_cost: Floats
    """[link, class] US$/t; changeable links at their dearest."""


def ceiling(quest: Quest, *, progress: Progress | None = None) -> State:
    """Return the state in which every changeable link is at its dearest, by a search of the network."""
    graph, link_cost = prepare(quest.network, quest.places), quest.link_cost
    layers: list[Layer | Routes] = []
    classes = link_cost.shape[1]
    for c in range(classes):
        if progress:
            progress("skim", c, classes)
        layers.append(search(graph, link_cost[:, c]))
    if progress:
        progress("skim", classes, classes)
    return State(quest.zones, quest.changeable, link_cost, tuple(layers))


def relaxed(state: State, link_cost: Floats) -> State:
    """Return the state with link costs `link_cost`, [link, class]; none may be above those of `state`."""
    known = np.zeros(len(link_cost), dtype=bool)
    known[state.changeable.link] = True
    old = state.link_cost
    same = (old == link_cost) | ((link_cost >= old * (1 - ROUNDING)) & (link_cost <= old * (1 + ROUNDING)))
    if np.any((link_cost > old) & ~same) or np.any(~same & ~known[:, None]):
        raise ValueError("only links named as changeable can get cheaper, and none can get dearer")
    layers = []
    for c, layer in enumerate(state.layers):
        changed = np.flatnonzero(~same[state.changeable.link, c])
        layers.append(improve(layer, _shortcuts(state, changed, link_cost[:, c])) if len(changed) else layer)
    return State(state.zones, state.changeable, np.where(same, old, link_cost), tuple(layers))


def loads(state: State, tonnes: Floats) -> Floats:
    """Return tonnes on links, [link, direction, class], from those between zones, [from, to, class]."""
    per_class = [overlay.load(layer, tonnes[:, :, c]) for c, layer in enumerate(state.layers)]
    return np.stack(per_class, axis=2)


def along(state: State, value: Floats) -> Floats:
    """Return the sum of a link quantity [link] along the routes, [origin, destination, class].

    The quantity must be the same in every state below, as length is.
    """
    n = state.zones
    return np.stack([_along(layer, value)[:n, :n] for layer in state.layers], axis=2)


def along_places(state: State, value: Floats) -> tuple[Floats, ...]:
    """Return the same between all places, [from, to] for each class, for `along_above`."""
    return tuple(_along(layer, value) for layer in state.layers)


def along_above(state: State, below: State, known: Sequence[Floats], value: Floats) -> Floats:
    """Return the sum of a link quantity along the routes, [origin, destination, class], as `along` does.

    `known` is `along_places` of the state `below`, and saves the way down where `state` was made from that.
    """
    n = state.zones
    found = []
    for layer, base, at in zip(state.layers, below.layers, known, strict=True):
        if layer is base:
            total = at
        elif isinstance(layer, Layer) and layer.below is base:
            total = overlay.along(layer, at, value[layer.shortcuts.link])
        else:
            total = _along(layer, value)
        found.append(total[:n, :n])
    return np.stack(found, axis=2)


def _along(layer: Layer | Routes, value: Floats) -> Floats:
    if isinstance(layer, Layer):
        return overlay.along(layer, _along(layer.below, value), value[layer.shortcuts.link])
    return along_routes(layer, value)


def _shortcuts(state: State, which: Ints, cost: Floats) -> Shortcuts:
    c = state.changeable
    rows = c.link[which]
    return shortcuts_of(rows, (c.start[which], c.end[which]), c.two_way[which], cost[rows])
