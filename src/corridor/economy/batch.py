"""Many counterfactuals of one baseline at once: a scenario axis through JAX, each result with its proof.

The unknowns of all scenarios move together, one compiled step for all (Anderson acceleration as in
`corridor.solvers`, a scenario that has arrived waits for the others). Every result is then evaluated and
certified alone by the equations of `solve`; what the batch does not bring to tolerance is solved alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike

from corridor.economy import blocks
from corridor.economy.economy import Economy
from corridor.economy.equilibrium import Equilibrium, proven
from corridor.economy.system import System, system_of
from corridor.errors import Fault, raise_if
from corridor.solvers import GROWTH_ALLOWED, FixedPoint, FixedPointSettings, sought

SHOCKS = ("iceberg_hat", "productivity_hat", "tariff_new", "deficit_hat")
"""What a scenario may change, as in `corridor.solve`."""

MEMORY = 2**30
"""Bytes of bilateral arrays that are worked on at a time."""


class _Base(NamedTuple):
    """What all scenarios share."""

    alpha: Any
    beta: Any
    gamma: Any
    theta: Any
    value_added: Any
    expenditure: Any
    slope: Any


class _Change(NamedTuple):
    """What differs, with the scenario axis first; bilateral arrays are [sector, origin, destination]."""

    shares: Any
    sales: Any
    log_productivity: Any
    deficit: Any
    rounding: Any


class _Search(NamedTuple):
    """Where the search for one fixed point stands."""

    z: Any
    best: Any
    best_residual: Any
    mixing: Any
    steps: Any
    """Past steps, [memory, unknown]; zero where there are none yet."""
    changes: Any
    last_z: Any
    last_f: Any
    known: Any
    """Iterates since the memory was emptied."""
    iterations: Any
    arrived: Any


def solve_many(
    economy: Economy,
    shocks: Sequence[Mapping[str, ArrayLike | None]],
    *,
    settings: FixedPointSettings | None = None,
) -> list[Equilibrium]:
    """Return the equilibrium of every scenario; labour stays where it is and deficits are fixed.

    Parameters
    ----------
    economy
        The calibrated baseline.
    shocks
        One mapping per scenario, with any of the arguments `iceberg_hat, productivity_hat, tariff_new,
        deficit_hat` of `corridor.solve`.
    settings
        Of the fixed point; `method` has no effect here.

    Raises
    ------
    InputError
        A change cannot be; all faults of all scenarios are listed.
    SolveError
        A residual of a scenario exceeds its tolerance, by the batch and alone.

    """
    settings = settings or FixedPointSettings()
    raise_if(_unknown_names(shocks))
    found: list[Equilibrium] = []
    size = 16 * economy.trade_share.size
    for some in _in_parts(shocks, max(MEMORY // size, 1)):
        found += _solved(economy, some, settings)
    return found


def _solved(
    economy: Economy, shocks: Sequence[Mapping[str, ArrayLike | None]], settings: FixedPointSettings
) -> list[Equilibrium]:
    started = time.perf_counter()
    systems = [system_of(economy, {n: shock.get(n) for n in SHOCKS}, None) for shock in shocks]
    ends = _ends(systems, settings)
    return [
        proven(economy, system, end, (settings, started)) for system, end in zip(systems, ends, strict=True)
    ]


def _ends(systems: Sequence[System], settings: FixedPointSettings) -> list[FixedPoint]:
    """Return the unknowns of every scenario; those that the batch misses are sought alone."""
    first = systems[0]
    taxed = any(system.taxed for system in systems)
    with jax.enable_x64(True):  # noqa: FBT003 - JAX's own signature
        base = _Base(
            alpha=jnp.asarray(first.alpha),
            beta=jnp.asarray(first.beta),
            gamma=jnp.asarray(first.gamma),
            theta=jnp.asarray(first.theta),
            value_added=jnp.asarray(first.value_added),
            expenditure=jnp.asarray(first.expenditure),
            slope=jnp.asarray(first.wage_slope),
        )
        change = _Change(
            shares=jnp.asarray(np.stack([s.shares for s in systems])),
            sales=jnp.asarray(np.stack([s.sales for s in systems])) if taxed else None,
            log_productivity=jnp.asarray(np.stack([s.log_productivity for s in systems])),
            deficit=jnp.asarray(np.stack([s.deficits.fixed for s in systems])),
            rounding=jnp.asarray(np.stack([s.rounding for s in systems])),
        )
        search = _many(base, change, settings.tolerance, settings.max_iterations, settings.memory)
        z, residual, iterations = (np.asarray(a) for a in (search.z, search.best_residual, search.iterations))
    return [
        FixedPoint(z[k], float(residual[k]), int(iterations[k]), "batched anderson")
        if residual[k] <= settings.tolerance
        else sought(system.step, system.start(), settings)
        for k, system in enumerate(systems)
    ]


@partial(jax.jit, static_argnames=("limit", "memory"))
def _many(base: _Base, change: _Change, tolerance: Any, limit: int, memory: int) -> _Search:
    """Return where the search of every scenario ends."""
    axes = _Change(0, None if change.sales is None else 0, 0, 0, 0)

    def one(own: _Change) -> _Search:
        n, s = base.expenditure.shape
        start = _beginning(n * (2 * s + 1), memory)
        going = lambda at: ~at.arrived & (at.iterations < limit)  # noqa: E731 - a condition, not a function
        ended: _Search = jax.lax.while_loop(going, lambda at: _onward(at, base, own, tolerance), start)
        return ended

    found: _Search = jax.vmap(one, in_axes=(axes,))(change)
    return found


def _beginning(unknowns: int, memory: int) -> _Search:
    zero, past = jnp.zeros(unknowns), jnp.zeros((memory - 1, unknowns))
    return _Search(
        z=zero,
        best=zero,
        best_residual=jnp.asarray(jnp.inf),
        mixing=jnp.asarray(1.0),
        steps=past,
        changes=past,
        last_z=zero,
        last_f=zero,
        known=jnp.asarray(0),
        iterations=jnp.asarray(0),
        arrived=jnp.asarray(False),  # noqa: FBT003 - an array
    )


def _onward(at: _Search, base: _Base, own: _Change, tolerance: Any) -> _Search:
    """Return the search one evaluation of the equations later."""
    f = _step(at.z, base, own) - at.z
    size = jnp.max(jnp.abs(f))
    residual = jnp.where(jnp.isfinite(size), size, jnp.inf)
    arrived = residual <= tolerance
    better = residual < at.best_residual
    best, least = jnp.where(better, at.z, at.best), jnp.where(better, residual, at.best_residual)
    undone = ~(residual <= GROWTH_ALLOWED * least)
    f = at.mixing * jnp.where(jnp.isfinite(f), f, 0.0)
    old = jnp.where(at.known > 0, 1.0, 0.0)
    steps = jnp.concatenate([at.steps[1:], old * (at.z - at.last_z)[None]])
    changes = jnp.concatenate([at.changes[1:], old * (f - at.last_f)[None]])
    onward = at.z + f - _weights(changes, f) @ (steps + changes)
    kept = jnp.where(undone, 0.0, 1.0)
    return _Search(
        z=jnp.where(arrived, at.z, jnp.where(undone, best, onward)),
        best=best,
        best_residual=least,
        mixing=jnp.where(undone, 0.5 * at.mixing, at.mixing),
        steps=kept * jnp.where(jnp.isfinite(steps), steps, 0.0),
        changes=kept * jnp.where(jnp.isfinite(changes), changes, 0.0),
        last_z=at.z,
        last_f=f,
        known=jnp.where(undone, 0, at.known + 1),
        iterations=at.iterations + 1,
        arrived=arrived,
    )


def _weights(changes: Any, f: Any) -> Any:
    """Return the weights on past steps that make the combined residual smallest; zero on absent ones."""
    gram = changes @ changes.T
    diagonal = jnp.diag(gram)
    scale = jnp.sqrt(jnp.where(diagonal > 0.0, diagonal, 1.0))
    ridge = jnp.diag(jnp.where(diagonal > 0.0, 1e-13, 1.0))
    return jnp.linalg.solve(gram / jnp.outer(scale, scale) + ridge, changes @ f / scale) / scale


def _step(unknown: Any, base: _Base, own: _Change) -> Any:
    """Return the next unknowns: `corridor.economy.system.System.step` with labour immobile."""
    n, s = base.expenditure.shape
    log_wage, log_price = unknown[:n], unknown[n : n + n * s].reshape(n, s)
    expenditure = base.expenditure * jnp.exp(unknown[n + n * s :].reshape(n, s))
    log_cost = blocks.unit_cost(log_wage, log_price, own.log_productivity, base.beta, base.gamma)
    power: Any = jnp.exp(-base.theta * log_cost)
    implied = blocks.price_index(own.shares, power, base.theta)
    sales = own.shares if own.sales is None else own.sales
    output = blocks.output(sales, power, implied, expenditure, base.theta)
    income = jnp.exp(log_wage) * base.value_added * (1.0 + own.rounding) + own.deficit
    if own.sales is not None:
        reach = blocks.net_of_tariff(sales, power, implied, base.theta)
        income = income + (expenditure * jnp.where(base.expenditure > 0.0, 1.0 - reach, 0.0)).sum(axis=1)
    earned = (base.beta * output).sum(axis=1)
    wage = log_wage + base.slope * _log_ratio(earned, jnp.exp(log_wage) * base.value_added)
    wage = wage - jnp.log((jnp.exp(wage) * base.value_added).sum() / base.value_added.sum())
    wanted = blocks.demand(income, output, base.alpha, base.gamma)
    return jnp.concatenate([wage, implied.ravel(), _log_ratio(wanted, base.expenditure).ravel()])


def _log_ratio(new: Any, old: Any) -> Any:
    """Return the log of a ratio, zero where either is zero."""
    good = (new > 0.0) & (old > 0.0)
    return jnp.log(jnp.where(good, new, 1.0) / jnp.where(good, old, 1.0))


def _in_parts(shocks: Sequence[Any], many: int) -> Iterator[Sequence[Any]]:
    """Yield the scenarios in parts of at most `many`, of nearly one size: few shapes to compile."""
    if not shocks:
        return
    parts = -(-len(shocks) // many)
    size = -(-len(shocks) // parts)
    for first in range(0, len(shocks), size):
        yield shocks[first : first + size]


def _unknown_names(shocks: Sequence[Mapping[str, ArrayLike | None]]) -> list[Fault]:
    return [
        Fault(file="shock", message=f"scenario {k}: unknown change", value=name, allowed=", ".join(SHOCKS))
        for k, shock in enumerate(shocks)
        for name in shock
        if name not in SHOCKS
    ]
