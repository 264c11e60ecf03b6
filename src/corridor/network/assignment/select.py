"""Select link: who uses this link."""

from __future__ import annotations

import numpy as np

from corridor.network import overlay
from corridor.network.contraction import accumulate
from corridor.network.overlay import Layer
from corridor.network.routes import Routes
from corridor.network.states import State
from corridor.types import Floats


def select_link(state: State, tonnes: Floats, link: int, direction: int) -> Floats:
    """Return the tonnes between zones that pass a link, [origin, destination, class].

    `link` is the row in the table of links, `direction` 0 along or 1 against the order of its ends;
    `tonnes` is [origin, destination, class]. Summed over pairs it is what `states.loads` puts on the
    link.
    """
    return tonnes * passages(state, link, direction)


def passages(state: State, link: int, direction: int) -> Floats:
    """Return how often the route of each pair passes a link, 0 or 1, [origin, destination, class]."""
    n = state.zones
    return np.stack([_on_layer(layer, link, direction)[:n, :n] for layer in state.layers], axis=2)


def _on_layer(layer: Layer | Routes, link: int, direction: int) -> Floats:
    if isinstance(layer, Routes):
        return _on_routes(layer, link, direction)
    shortcuts = layer.shortcuts
    at_shortcut = ((shortcuts.link == link) & (shortcuts.direction == direction)).astype(float)
    return overlay.along(layer, _on_layer(layer.below, link, direction), at_shortcut)


def _on_routes(routes: Routes, link: int, direction: int) -> Floats:
    graph = routes.graph
    entry = np.maximum(routes.entry, 0)
    here = (routes.entry >= 0) & (graph.link[entry] == link) & (graph.direction[entry] == direction)
    on_arc = accumulate(routes.rounds, here.astype(float))
    passed = np.concatenate([[0.0], np.cumsum(on_arc[routes.arcs])])
    stop = np.cumsum(routes.hops.ravel())
    result: Floats = (passed[stop] - passed[stop - routes.hops.ravel()]).reshape(routes.hops.shape)
    return result
