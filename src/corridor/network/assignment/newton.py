"""Newton steps on the flows of known paths.

Flow moves from the fullest path of each pair to its others. A step minimises the second-order model of
Beckmann's function under the bounds of flows: conjugate gradients on the flows that are free to move, then a
search along the way, bent back to the bounds (Bertsekas 1982, SIAM Journal on Control and Optimization 20;
Moré & Toraldo 1991, SIAM Journal on Optimization 1). An exact line search follows. Many pairs have the same
two ways around something: each such difference is kept once, as paired alternative segments are (Bar-Gera
2010, Transportation Research Part B 44).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.sparse import csr_array

from corridor.network.assignment.delay import VolumeDelay
from corridor.network.assignment.paths import Pairs, Paths, with_flow
from corridor.types import Floats, Ints

PRODUCTS = 20
"""Products with the curvature per face: more is wasted while routes are still sought."""
RESIDUAL = 1e-2
"""Squared residual, in the scaled norm, at which the conjugate gradients end."""
PROGRESS = 1e-3
"""A face that lowers the model by less than this share of all was the last."""
HALVINGS = 8
FLAT = 1e-10
"""Curvature below which a pair's whole demand changes its cost by less than this share of the mean."""
UNDERFLOW = 1e-40
"""Slopes below this share of the steepest are none: their products would only underflow."""
STEP_PRECISION = 1e-9


@dataclass(frozen=True, eq=False)
class _Shifts:
    """Moves of flow from the fullest path of each pair to its other paths."""

    path: Ints
    """[shift] path that gains."""
    base: Ints
    """[shift] path that loses."""
    pair: Ints
    """[shift]"""
    unlike: csr_array
    """[difference, link] one where only the path that gains takes the link, minus one where only the base."""
    across: csr_array
    """[link, difference] its transpose."""
    difference: Ints
    """[shift]"""
    sign: Floats
    """[shift] one, or minus one where the difference is meant the other way around."""

    @classmethod
    def of(cls, paths: Paths) -> _Shifts:
        """Return the shifts of all pairs that have more than one path."""
        first = paths.first
        group = np.cumsum(np.diff(paths.pair, prepend=-1) > 0) - 1
        fullest = np.lexsort((-paths.flow, paths.pair))[first]
        path = np.flatnonzero(np.arange(len(group)) != fullest[group])
        base = fullest[group[path]]
        apart = paths.label[path] - paths.label[base]
        sign = np.where(apart < 0, -1.0, 1.0)
        _, where, difference = np.unique(np.abs(apart), return_index=True, return_inverse=True)
        unlike = csr_array(paths.takes[path[where]] - paths.takes[base[where]])
        unlike.eliminate_zeros()
        across = csr_array(unlike.T)
        return cls(path, base, paths.pair[path], unlike, across, difference, sign * sign[where][difference])

    def on_links(self, step: Floats) -> Floats:
        """Return what a step changes on links, [link] from [shift]."""
        kinds = self.unlike.shape[0]
        value: Floats = self.across @ np.bincount(self.difference, step * self.sign, kinds)
        return value

    def along(self, value: Floats) -> Floats:
        """Return the sum over the path that gains less that over the base, [shift] from [link]."""
        of_one: Floats = np.asarray(self.unlike @ value)
        return of_one[self.difference] * self.sign

    def diagonal(self, slope: Floats) -> Floats:
        """Return curvature by shift, as if all pairs with the same difference moved alike, [shift]."""
        alike = np.bincount(self.difference, minlength=self.unlike.shape[0])
        of_one: Floats = np.asarray(abs(self.unlike) @ slope, dtype=np.float64)
        value: Floats = (of_one * alike)[self.difference]
        return value


@dataclass(frozen=True, eq=False)
class _Model:
    """Second-order model of the objective in the step of the shifts: `gain @ step + step @ H @ step / 2`."""

    shifts: _Shifts
    slope: Floats
    """[link]"""
    gain: Floats
    """[shift] cost of the path that gains less that of the base."""
    scale: Floats
    """[shift] positive."""
    flow: Floats
    """[shift] on the path that gains."""
    most: Floats
    """[pair] demand."""

    def curved(self, step: Floats) -> Floats:
        """Return H times a step."""
        return self.shifts.along(self.slope * self.shifts.on_links(step))

    def kept(self, step: Floats) -> Floats:
        """Return the step bent back so that no flow is negative."""
        flow = np.maximum(self.flow + step, 0.0)
        total = np.bincount(self.shifts.pair, weights=flow, minlength=len(self.most))
        share = np.divide(self.most, total, out=np.ones_like(total), where=total > self.most)
        value: Floats = flow * share[self.shifts.pair] - self.flow
        return value


def newton_step(delay: VolumeDelay, pairs: Pairs, paths: Paths, faces: int) -> Paths:
    """Return the paths with flows that cost less in all, or the same where no step does.

    `faces` is how often a step may settle anew which flows are free to move.
    """
    shifts = _Shifts.of(paths)
    if not len(shifts.path):
        return paths
    volume = paths.volume()
    time, slope = delay.time(volume), delay.slope(volume)
    slope = np.where(slope > UNDERFLOW * slope.max(), slope, 0.0)
    cost = paths.cost(time)
    mean = float(cost @ paths.flow) / float(paths.flow.sum())
    floor = FLAT * mean / pairs.demand[shifts.pair] + np.finfo(float).tiny
    model = _Model(
        shifts,
        slope,
        cost[shifts.path] - cost[shifts.base],
        shifts.diagonal(slope) + floor,
        paths.flow[shifts.path],
        pairs.demand,
    )
    step = _minimised(model, faces)
    change = np.zeros(len(paths.flow))
    change[shifts.path] = step
    change -= np.bincount(shifts.base, weights=step, minlength=len(change))
    return moved(delay, paths, change)


def moved(delay: VolumeDelay, paths: Paths, change: Floats) -> Paths:
    """Return the paths with the part of a change of flows, [path], that lowers the objective most."""
    volume, along = paths.volume(), paths.takes.T @ change
    constant = float(paths.fixed @ change)

    def rise(step: float) -> float:
        return float(delay.time(np.maximum(volume + step * along, 0.0)) @ along) + constant

    if rise(0.0) >= 0.0:
        return paths
    step = 1.0 if rise(1.0) <= 0.0 else float(brentq(rise, 0.0, 1.0, xtol=STEP_PRECISION))
    return with_flow(paths, np.maximum(paths.flow + step * change, 0.0))


def _minimised(model: _Model, faces: int) -> Floats:
    """Return a step within the bounds that lowers the model, nearly to its minimum."""
    step, gradient, value = np.zeros_like(model.gain), model.gain, 0.0
    for _ in range(faces):
        found = _lower(model, (step, value), _on_face(model, step, gradient)) or _lower(
            model, (step, value), -gradient / model.scale
        )
        if found is None:
            break
        before = value
        step, gradient, value = found
        if before - value <= PROGRESS * abs(value):
            break
    return step


def _on_face(model: _Model, step: Floats, gradient: Floats) -> Floats:
    """Return the way to the model's minimum, flows that a scaled gradient step would empty going to zero."""
    flow = model.flow + step
    emptied = flow - gradient / model.scale <= 0.0
    way = np.where(emptied, -flow, 0.0)
    residual = np.where(emptied, 0.0, -gradient - model.curved(way))
    scaled = residual / model.scale
    direction, size = scaled, float(residual @ scaled)
    enough = RESIDUAL * size
    for _ in range(PRODUCTS):
        if size <= enough:
            break
        curved = np.where(emptied, 0.0, model.curved(direction)) + FLAT * model.scale * direction
        length = size / float(direction @ curved)
        way = way + length * direction
        residual = residual - length * curved
        scaled = residual / model.scale
        last, size = size, float(residual @ scaled)
        direction = scaled + size / last * direction
    return way


def _lower(model: _Model, at: tuple[Floats, float], way: Floats) -> tuple[Floats, Floats, float] | None:
    """Return step, gradient and value after a part of the way that lowers the model; None where none does."""
    step, value = at
    for halving in range(HALVINGS):
        there = model.kept(step + 0.5**halving * way)
        gradient = model.gain + model.curved(there)
        lower = 0.5 * float(there @ (gradient + model.gain))
        if lower < value:
            return there, gradient, lower
    return None
