"""Select link: who uses this link."""

from __future__ import annotations

import numpy as np

from corridor.network import overlay
from corridor.network.overlay import Layer
from corridor.network.routes import Routes, along_uses
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
    """Return the share of each class's shippers whose route passes a link, [origin, destination, class]."""
    n = state.zones
    return state.shippers.mean([_on_layer(layer, link, direction)[:n, :n] for layer in state.layers])


def _on_layer(layer: Layer | Routes, link: int, direction: int) -> Floats:
    if isinstance(layer, Routes):
        here = np.zeros(2 * layer.links)
        here[2 * link + direction] = 1.0
        return along_uses(layer, here)
    shortcuts = layer.shortcuts
    at_shortcut = ((shortcuts.link == link) & (shortcuts.direction == direction)).astype(float)
    return overlay.along(layer, _on_layer(layer.below, link, direction), at_shortcut)
