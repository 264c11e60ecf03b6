"""States of a network: today's, with a project more, with a project less; least costs and flows of each.

A state is a layer per shipper over the same routes, found once with every changeable link at its dearest,
so that a state costs a fraction of a second instead of a new skim (`overlay`). Outside, only commodity
classes are seen: costs are means over the shippers of a class, loads sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from corridor.network import overlay
from corridor.network.graph import prepare
from corridor.network.network import Network
from corridor.network.overlay import Layer, Shortcuts, improve, shortcuts_of
from corridor.network.routes import Routes, search
from corridor.network.routes import along as along_routes
from corridor.network.shippers import Shippers
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


@dataclass(frozen=True, eq=False)
class State:
    """Least costs between zones in one state of the network."""

    zones: int
    """The first so many places are the zones."""
    changeable: Changeable
    shippers: Shippers
    link_cost: Floats
    """Of the changeable links, [changeable, shipper] US$/t."""
    layers: tuple[Layer | Routes, ...]
    """Per shipper."""

    @cached_property
    def cost(self) -> Floats:
        """Least generalised cost, mean over the shippers of a class, [origin, destination, class] US$/t."""
        n = self.zones
        return self.shippers.mean([layer.cost[:n, :n] for layer in self.layers])


@dataclass(frozen=True, eq=False)
class Quest:
    """What is to be searched: places of a network (the zones first) at given link costs."""

    network: Network
    places: Ints
    """Positions of nodes."""
    zones: int
    """How many of the places are zones."""
    changeable: Changeable
    shippers: Shippers
    link_cost: Floats
    """[link, shipper] US$/t; changeable links at their dearest."""

    def found(self, layers: Sequence[Layer | Routes]) -> State:
        """Return the state that routes found for every shipper make."""
        cost = self.link_cost[self.changeable.link]
        return State(self.zones, self.changeable, self.shippers, cost, tuple(layers))


def ceiling(quest: Quest, *, progress: Progress | None = None) -> State:
    """Return the state in which every changeable link is at its dearest, by a search of the network."""
    graph, link_cost = prepare(quest.network, quest.places), quest.link_cost
    layers: list[Layer | Routes] = []
    count = link_cost.shape[1]
    for shipper in range(count):
        if progress:
            progress("skim", shipper, count)
        layers.append(search(graph, link_cost[:, shipper]))
    if progress:
        progress("skim", count, count)
    return quest.found(layers)


def relaxed(state: State, link_cost: Floats) -> State:
    """Return the state with other costs of the changeable links, [changeable, shipper] US$/t.

    It is `state` itself where none differs. None may be above that of `state`: `ValueError`.
    """
    old = state.link_cost
    same = (old == link_cost) | ((link_cost >= old * (1 - ROUNDING)) & (link_cost <= old * (1 + ROUNDING)))
    if np.any((link_cost > old) & ~same):
        raise ValueError("no changeable link can get dearer than below")
    if same.all():
        return state
    layers = []
    for x, layer in enumerate(state.layers):
        changed = np.flatnonzero(~same[:, x])
        layers.append(improve(layer, _shortcuts(state, changed, link_cost[:, x])) if len(changed) else layer)
    return replace(state, link_cost=np.where(same, old, link_cost), layers=tuple(layers))


def loads(state: State, tonnes: Floats, each: Floats | None = None) -> Floats:
    """Return tonnes on links, [link, direction, class], from those between zones, [from, to, class].

    `each` multiplies what every shipper adds, [shipper]: loads of the values of time of shippers sum to what
    an hour on a link is worth, where tonnes alone sum to traffic.
    """
    mix = state.shippers
    parts: list[Floats | None] = [None] * mix.classes
    for x, layer in enumerate(state.layers):
        sent = mix.tonnes(tonnes, x)
        part, c = overlay.load(layer, sent if each is None else sent * each[x]), mix.commodity[x]
        parts[c] = part if parts[c] is None else parts[c] + part
    return np.stack([part for part in parts if part is not None], axis=2)


def along(state: State, value: Floats) -> Floats:
    """Return the sum of a link quantity [link] along the routes, [origin, destination, class].

    It is the mean over the shippers of a class. The quantity must be the same in every state below, as
    length is.
    """
    n = state.zones
    return state.shippers.mean([_along(layer, value)[:n, :n] for layer in state.layers])


def along_places(state: State, value: Floats) -> tuple[Floats, ...]:
    """Return the same between all places, [from, to] for each shipper, for `along_above`."""
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
    return state.shippers.mean(found)


def _along(layer: Layer | Routes, value: Floats) -> Floats:
    if isinstance(layer, Layer):
        return overlay.along(layer, _along(layer.below, value), value[layer.shortcuts.link])
    return along_routes(layer, value)


def _shortcuts(state: State, which: Ints, cost: Floats) -> Shortcuts:
    c = state.changeable
    return shortcuts_of(c.link[which], (c.start[which], c.end[which]), c.two_way[which], cost[which])
