"""A response surface: what many outcomes become when causes move, from a few exact solves.

A cause goes from -1 (all its parameters at their low ends) over 0 (as expected) to 1 (high ends). Exact
solves are the expected one, both ends of each cause alone, and a few in which all move. Between an end and
the middle a change is proportional to the place, since parameters are. Effects of causes add up in one form
and multiply in another; each outcome lies between the two as the joint solves say best. How well that holds
is for who uses it to measure, on solves that the surface has not seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.types import Floats

STEEP = 10.0
"""Effects on an outcome that grows or falls by more than this factor at an end only add up."""

JOINT = 4
"""Solves in which all causes move."""

REACH = 0.6
"""How far causes move in the joint solves."""


@dataclass(frozen=True, eq=False)
class Surface:
    """Outcomes by the places of causes."""

    centre: Floats
    """As expected, [outcome]."""
    low: Floats
    """With one cause at -1, [cause, outcome]."""
    high: Floats
    """With one cause at 1, [cause, outcome]."""
    multiplies: Floats
    """Weight of the form in which effects multiply, [outcome]: 0 they add up, 1 they multiply."""

    def at(self, places: Floats) -> Floats:
        """Return the outcomes, [future, outcome], at places of causes in [-1, 1], [future, cause]."""
        added, multiplied = _forms(self.centre, self.low, self.high, places)
        found: Floats = added + self.multiplies * (multiplied - added)
        return found


def _forms(centre: Floats, low: Floats, high: Floats, places: Floats) -> tuple[Floats, Floats]:
    """Return outcomes whose effects add up, and whose effects multiply, [future, outcome]."""
    down, up = np.clip(-places, 0.0, None), np.clip(places, 0.0, None)
    added = centre + down @ (low - centre) + up @ (high - centre)
    size = np.where(centre == 0.0, 1.0, centre)
    below, above = ((end - centre) / size for end in (low, high))
    factor = np.ones((len(places), len(centre)))
    for k in range(places.shape[1]):
        factor *= 1.0 + np.outer(down[:, k], below[k]) + np.outer(up[:, k], above[k])
    return added, np.where(centre == 0.0, added, centre * factor)


def design(causes: int) -> Floats:
    """Return the places to solve exactly, [solve, cause]: expected, low ends, high ends, joint ones.

    In the joint ones every two causes move together as often as apart (rows of a Hadamard matrix), as far as
    there are rows.
    """
    signs = np.array([[(-1.0) ** (row & (k + 1)).bit_count() for k in range(causes)] for row in range(JOINT)])
    joint = REACH * signs if causes > 1 else np.zeros((0, causes))
    return np.concatenate([np.zeros((1, causes)), -np.eye(causes), np.eye(causes), joint])


def surface(places: Floats, solved: Floats) -> Surface:
    """Return the surface through exact outcomes, [solve, outcome], at the places of `design`."""
    causes = places.shape[1]
    centre, low, high = solved[0], solved[1 : causes + 1], solved[causes + 1 : 2 * causes + 1]
    joint = slice(2 * causes + 1, None)
    added, multiplied = _forms(centre, low, high, places[joint])
    apart, wanted = multiplied - added, solved[joint] - added
    square = (apart**2).sum(axis=0)
    weight = np.divide((apart * wanted).sum(axis=0), square, out=np.zeros_like(centre), where=square > 0.0)
    return Surface(centre, low, high, np.where(_steady(centre, low, high), np.clip(weight, 0.0, 1.0), 0.0))


def _steady(centre: Floats, low: Floats, high: Floats) -> Floats:
    """Return whether an outcome keeps its sign and its size at every end, [outcome]."""
    size = np.where(centre == 0.0, 1.0, centre)
    ratio = np.concatenate([low, high]) / size
    return np.asarray(((ratio > 1.0 / STEEP) & (ratio < STEEP)).all(axis=0) & (centre != 0.0))
