"""The same world in levels, written out with loops and solved by SciPy: no hats and no fixed point."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import root

from corridor.economy.economy import Economy

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Levels:
    """Primitives of a small Eaton-Kortum world with inputs, tariffs, transfers and mobile workers."""

    technology: Floats
    """[region, sector]"""
    cost: Floats
    """Iceberg, [origin, destination, sector]."""
    tariff: Floats
    taste: Floats
    value_added_share: Floats
    input_share: Floats
    theta: Floats
    transfer: Floats
    """Share of world value added received, [region], sums to zero."""
    workers: Floats
    place: Floats
    """Attraction of a place, [region]: workers follow `place * (real income per head) ** elasticity`."""
    elasticity: float = 0.0
    hours: float = 0.0
    """Elasticity of hours to the real wage, which are its power."""


@dataclass(frozen=True)
class Found:
    """A solution; world value added is 100."""

    wage: Floats
    workers: Floats
    price: Floats
    share: Floats = field(repr=False)
    spending: Floats
    expenditure: Floats
    hours: Floats

    def real(self, taste: Floats) -> Floats:
        """Return real final spending of a region."""
        return self.spending / np.prod(self.price**taste, axis=1)


def drawn(seed: int, n: int = 3, s: int = 2, *, elasticity: float = 0.0) -> Levels:
    """Return a random world."""
    draw = np.random.default_rng(seed)
    cost = draw.uniform(1.1, 2.5, (n, n, s))
    tariff = draw.uniform(0.0, 0.2, (n, n, s))
    cost[np.arange(n), np.arange(n)] = 1.0
    tariff[np.arange(n), np.arange(n)] = 0.0
    beta = draw.uniform(0.3, 0.8, (n, s))
    mix = draw.dirichlet(np.ones(s), (n, s)).transpose(0, 2, 1)
    transfer = draw.uniform(-0.03, 0.03, n)
    workers = draw.uniform(0.5, 2.0, n)
    return Levels(
        technology=draw.uniform(0.5, 2.0, (n, s)),
        cost=cost,
        tariff=tariff,
        taste=draw.dirichlet(np.ones(s), n),
        value_added_share=beta,
        input_share=mix * (1.0 - beta)[:, None, :],
        theta=draw.uniform(2.0, 6.0, s),
        transfer=transfer - transfer.mean(),
        workers=workers,
        place=np.ones(n),
        elasticity=elasticity,
    )


def _prices(world: Levels, wage: Floats, price: Floats) -> tuple[Floats, Floats]:
    n, s = world.technology.shape
    cost, implied, share = np.zeros((n, s)), np.zeros((n, s)), np.zeros((n, n, s))
    for i, k in product(range(n), range(s)):
        bundle = np.prod([price[i, m] ** world.input_share[i, m, k] for m in range(s)])
        cost[i, k] = wage[i] ** world.value_added_share[i, k] * bundle / world.technology[i, k]
    for j, k in product(range(n), range(s)):
        offers = [cost[i, k] * world.cost[i, j, k] * (1.0 + world.tariff[i, j, k]) for i in range(n)]
        weight = np.array([offer ** -world.theta[k] for offer in offers])
        implied[j, k] = weight.sum() ** (-1.0 / world.theta[k])
        share[:, j, k] = weight / weight.sum()
    return implied, share


def solved(world: Levels) -> Found:
    """Return the equilibrium in levels by SciPy's hybrid Powell method."""
    n, s = world.technology.shape
    moves = world.elasticity > 0.0

    def parts(z: Floats) -> tuple[Floats, ...]:
        wage, price = np.exp(z[:n]), np.exp(z[n : n + n * s]).reshape(n, s)
        spend = np.exp(z[n + n * s : n + 2 * n * s]).reshape(n, s)
        return wage, price, spend, np.exp(z[n + 2 * n * s :]) if moves else world.workers

    def gap(z: Floats) -> Floats:
        wage, price, spend, workers = parts(z)
        implied, share = _prices(world, wage, price)
        sold, revenue = np.zeros((n, s)), np.zeros(n)
        for i, j, k in product(range(n), range(n), range(s)):
            net = share[i, j, k] * spend[j, k] / (1.0 + world.tariff[i, j, k])
            sold[i, k] += net
            revenue[j] += net * world.tariff[i, j, k]
        hours = (wage / np.prod(price**world.taste, axis=1)) ** world.hours
        earned = wage * workers * hours
        income = earned + revenue + world.transfer * 100.0
        bought = world.taste * income[:, None]
        for j, m, k in product(range(n), range(s), range(s)):
            bought[j, m] += world.input_share[j, m, k] * sold[j, k]
        labour = (world.value_added_share * sold).sum(axis=1) / earned - 1.0
        labour[0] = earned.sum() / 100.0 - 1.0  # Walras: the numeraire instead
        gaps = [labour, (price / implied - 1.0).ravel(), (spend / bought - 1.0).ravel()]
        if moves:
            per_head = income / workers / np.prod(price**world.taste, axis=1)
            drawn_by = world.place * per_head**world.elasticity
            gaps.append(workers / (world.workers.sum() * drawn_by / drawn_by.sum()) - 1.0)
        return np.concatenate(gaps)

    start = np.concatenate([np.full(n, np.log(100.0 / world.workers.sum())), np.zeros(n * s)])
    start = np.concatenate([start, np.full(n * s, np.log(100.0 / n))])
    if moves:
        still = solved(replace(world, elasticity=0.0))
        parts_still = (still.wage, still.price.ravel(), still.expenditure.ravel(), world.workers)
        start = np.log(np.concatenate(parts_still))
    elif world.hours > 0.0:  # by small steps from hours that are given
        less = solved(replace(world, hours=max(world.hours - 0.1, 0.0)))
        start = np.log(np.concatenate([less.wage, less.price.ravel(), less.expenditure.ravel()]))
    found = root(gap, start, tol=1e-13)
    assert np.abs(found.fun).max() < 1e-10, found.message
    wage, price, spend, workers = parts(found.x)
    share = _prices(world, wage, price)[1]
    paid = np.einsum("ods,ds,ods->d", share / (1.0 + world.tariff), spend, world.tariff)
    hours = (wage / np.prod(price**world.taste, axis=1)) ** world.hours
    income = wage * workers * hours + paid + world.transfer * 100.0
    return Found(wage, workers, price, share, income, spend, hours)


def as_economy(world: Levels, found: Found) -> Economy:
    """Return what a statistician sees of a solution."""
    return Economy.from_shares(
        trade_share=found.share,
        consumption_share=world.taste,
        value_added_share=world.value_added_share,
        input_share=world.input_share,
        value_added=found.wage * found.workers * found.hours,
        trade_elasticity=world.theta,
        tariff=world.tariff,
    )


def at_rest(world: Levels) -> Levels:
    """Return the world whose places are liked so that its workers are where they want to be."""
    still = solved(replace(world, elasticity=0.0))
    per_head = still.real(world.taste) / world.workers
    return replace(world, place=world.workers / per_head**world.elasticity)
