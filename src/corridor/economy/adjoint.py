"""Derivatives of an outcome of the equilibrium with respect to every cause, by one adjoint solve.

With unknowns `z` that satisfy `z = F(z, p)` and an outcome `O(z, p)`,

    dO/dp = dO/dp|z + (dF/dp)' lambda,   (I - (dF/dz)') lambda = dO/dz,

so that one linear solve serves any number of causes `p` (Griewank & Walther 2008, chapter 15). JAX
turns the equations round; the solver of the equilibrium finds `lambda`, one backward pass a step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from corridor.economy import blocks
from corridor.economy.economy import Economy
from corridor.economy.equilibrium import Equilibrium
from corridor.errors import SolveError
from corridor.solvers import FixedPointSettings, fixed_point
from corridor.types import Floats

SETTINGS = FixedPointSettings(tolerance=1e-12, memory=16)
"""Of the adjoint solve; residuals are relative to the norm of the outcome's derivative."""

AT_SOLUTION = 1e-7
"""Largest change of the unknowns that a further step of the equations may make."""


class Causes(NamedTuple):
    """What the outcome is differentiated by; bilateral arrays are [sector, origin, destination]."""

    log_iceberg_hat: Any
    trade_share: Any
    log_productivity: Any
    """[region, sector]"""
    trade_elasticity: Any
    """[sector]"""
    deficit: Any
    """And other income from elsewhere, [region] US$/year"""
    factors: Any
    """Value added of the factors there are, at baseline wages, [region] US$/year"""


class World(NamedTuple):
    """What an outcome may depend on, at the solution; JAX arrays."""

    value_added: Any
    """[region] US$/year"""
    spending: Any
    """[region] US$/year, at current prices"""
    log_consumer_price: Any
    """[region]"""
    log_price: Any
    """[region, sector]"""
    log_cost: Any
    """[region, sector]"""
    output: Any
    """[region, sector] US$/year"""
    trade: Any
    """At basic prices, [sector, origin, destination] US$/year"""
    log_iceberg_hat: Any
    """[sector, origin, destination]"""


@dataclass(frozen=True, eq=False)
class Gradient:
    """Derivatives of an outcome, in its unit per unit of the cause. Bilateral arrays are [o, d, s]."""

    value: float
    """The outcome."""
    log_iceberg_hat: Floats
    """By the log of the change of iceberg costs."""
    trade_share: Floats
    """By baseline trade shares, all margins held; only changes that keep the accounts closed make sense."""
    log_productivity: Floats
    trade_elasticity: Floats
    """By the elasticity in the equations, the baseline's shares held."""
    deficit: Floats
    """By deficits and by other income from elsewhere alike."""
    factors: Floats
    """By value added of the factors there are, at baseline wages, per US$; what they earn is income there."""
    residual: float
    """Of the adjoint equations, relative."""
    iterations: int
    """Backward passes of the equations."""


def gradient(economy: Economy, equilibrium: Equilibrium | None, outcome: Callable[[World], Any]) -> Gradient:
    """Return all derivatives of `outcome` at an equilibrium with labour that stays where it is.

    Parameters
    ----------
    economy
        The baseline.
    equilibrium
        A solution of it; none: the baseline itself, where nothing has changed.
    outcome
        From a `World` to a scalar, in operations JAX can differentiate.

    Raises
    ------
    SolveError
        The solution does not solve the equations as stated here, or the adjoint equations miss
        their tolerance.

    """
    if equilibrium is not None and equilibrium.deficits != "fixed":
        raise SolveError(
            f"Solutions with {equilibrium.deficits} deficits have no derivatives here. "
            "Ask with fixed deficits, or by differences."
        )
    with jax.enable_x64(True):  # noqa: FBT003 - JAX's own signature
        base = _base(economy, equilibrium)
        causes, unknown = _causes(base, economy, equilibrium), _unknown(economy, equilibrium)
        after, pull = jax.vjp(lambda z: _advance(z, causes, base), unknown)
        moved = float(jnp.max(jnp.abs(after - unknown), initial=0.0))
        if not moved <= AT_SOLUTION:
            message = f"The equations move by {moved:.1e} at the given solution: it is not one of them."
            raise SolveError(message + " Solutions with mobile labour have no derivatives.")
        seen, pull_world = jax.vjp(lambda z, p: _world(z, p, base), unknown, causes)
        value, by_world = jax.value_and_grad(outcome)(seen)
        by_unknown, by_cause = pull_world(by_world)
        multiplier, residual, passes = _adjoint(pull, np.asarray(by_unknown))
        _, pull_causes = jax.vjp(lambda p: _advance(unknown, p, base), causes)
        through = pull_causes(jnp.asarray(multiplier))[0]
        total = [np.asarray(a) + np.asarray(b) for a, b in zip(by_cause, through, strict=True)]
    found = Causes(*total)
    return Gradient(
        value=float(value),
        log_iceberg_hat=np.moveaxis(found.log_iceberg_hat, 0, 2),
        trade_share=np.moveaxis(found.trade_share, 0, 2),
        log_productivity=found.log_productivity,
        trade_elasticity=found.trade_elasticity,
        deficit=found.deficit,
        factors=found.factors,
        residual=residual,
        iterations=passes,
    )


def _adjoint(pull: Callable[[Any], Any], source: Floats) -> tuple[Floats, float, int]:
    """Return `lambda`, its relative residual, and the number of backward passes."""
    size = float(np.linalg.norm(source))
    if size == 0.0:
        return np.zeros_like(source), 0.0, 0

    def turned(vector: Floats) -> Floats:
        back: Floats = np.asarray(pull(jnp.asarray(vector))[0]) + source / size
        return back

    try:
        found = fixed_point(turned, np.zeros_like(source), SETTINGS)
    except SolveError as missed:
        raise SolveError(
            "The adjoint equations have no solution to the tolerance asked: derivatives here are not "
            f"reliable, and the equilibrium may be near a point where it is not unique. {missed}"
        ) from missed
    return found.value * size, found.residual, found.iterations


class _Base(NamedTuple):
    """What the equations hold fixed; bilateral arrays are [sector, origin, destination]."""

    alpha: Any
    beta: Any
    gamma: Any
    world: Any
    """Value added of the world in the baseline."""
    expenditure: Any
    tariff: Any
    """New tariffs; None where there are none, old or new."""
    dearer: Any
    """`(1 + t') / (1 + t)`; None where there are no tariffs."""
    damping: Any


def _base(economy: Economy, equilibrium: Equilibrium | None) -> _Base:
    """Return what is fixed around a baseline, with the tariffs after the change."""
    tariff = economy.tariff if equilibrium is None else equilibrium.tariff_new
    theta = float(np.average(economy.trade_elasticity, weights=economy.expenditure.sum(axis=0)))
    taxed = bool(np.any(tariff) or np.any(economy.tariff))
    return _Base(
        alpha=jnp.asarray(economy.consumption_share),
        beta=jnp.asarray(economy.value_added_share),
        gamma=jnp.asarray(economy.input_share),
        world=jnp.asarray(economy.value_added.sum()),
        expenditure=jnp.asarray(economy.expenditure),
        tariff=_sector_first(tariff) if taxed else None,
        dearer=_sector_first((1.0 + tariff) / (1.0 + economy.tariff)) if taxed else None,
        damping=1.0 / (1.0 + theta),
    )


def _causes(base: _Base, economy: Economy, equilibrium: Equilibrium | None) -> Causes:
    """Return the causes as they are at the solution."""
    if equilibrium is None:
        return Causes(
            jnp.zeros((economy.expenditure.shape[1], *economy.trade_share.shape[:2])),
            _sector_first(economy.trade_share),
            jnp.zeros(economy.expenditure.shape),
            jnp.asarray(economy.trade_elasticity),
            jnp.asarray(economy.unbalanced),
            jnp.asarray(economy.value_added),
        )
    log_wage: Any = jnp.log(equilibrium.wage_hat)
    log_price: Any = jnp.log(equilibrium.price_hat)
    nothing: Any = jnp.zeros(log_price.shape)
    still = blocks.unit_cost(log_wage, log_price, nothing, base.beta, base.gamma)
    rate = equilibrium.tariff_new / (1.0 + equilibrium.tariff_new)
    revenue = np.einsum("ods,ds->d", equilibrium.trade_share_new * rate, equilibrium.expenditure_new)
    return Causes(
        jnp.log(_sector_first(equilibrium.iceberg_hat)),
        _sector_first(economy.trade_share),
        still - jnp.log(equilibrium.cost_hat),
        jnp.asarray(economy.trade_elasticity),
        jnp.asarray(equilibrium.spending_new - equilibrium.value_added_new - revenue),
        jnp.asarray(economy.value_added * equilibrium.endowment_hat),
    )


def _unknown(economy: Economy, equilibrium: Equilibrium | None) -> Any:
    """Return log wages, prices and expenditure ratios at the solution, one after the other."""
    n, s = economy.expenditure.shape
    if equilibrium is None:
        return jnp.zeros(n * (2 * s + 1))
    old, new = economy.expenditure, equilibrium.expenditure_new
    ratio = np.divide(new, old, out=np.ones((n, s)), where=old > 0.0)
    parts = [equilibrium.wage_hat, equilibrium.price_hat.ravel(), ratio.ravel()]
    return jnp.log(jnp.asarray(np.concatenate(parts)))


@jax.jit
def _advance(unknown: Any, causes: Causes, base: _Base) -> Any:
    """Return the next unknowns: `corridor.economy.system.System.step` with labour immobile."""
    log_wage, _, _ = _parts(unknown, base)
    _, implied, output, income = _state(unknown, causes, base)
    earned = (base.beta * output).sum(axis=1)
    paid = jnp.exp(log_wage) * causes.factors
    wage = log_wage + base.damping * _log_ratio(earned, paid)
    wage = wage - jnp.log((jnp.exp(wage) * causes.factors).sum() / base.world)
    wanted = blocks.demand(income, output, base.alpha, base.gamma)
    return jnp.concatenate([wage, implied.ravel(), _log_ratio(wanted, base.expenditure).ravel()])


@jax.jit
def _world(unknown: Any, causes: Causes, base: _Base) -> World:
    """Return what an outcome may depend on."""
    log_wage, _, expenditure = _parts(unknown, base)
    log_cost, implied, output, income = _state(unknown, causes, base)
    theta = causes.trade_elasticity
    power, price = jnp.exp(-theta * log_cost), jnp.exp(theta * implied)
    flows = _shares(causes, base) * power.T[:, :, None] * (price * expenditure).T[:, None, :]
    return World(
        value_added=jnp.exp(log_wage) * causes.factors,
        spending=income,
        log_consumer_price=blocks.consumer_price(implied, base.alpha),
        log_price=implied,
        log_cost=log_cost,
        output=output,
        trade=flows if base.tariff is None else flows / (1.0 + base.tariff),
        log_iceberg_hat=causes.log_iceberg_hat,
    )


def _parts(unknown: Any, base: _Base) -> tuple[Any, Any, Any]:
    """Return log wages, log prices and expenditure."""
    n, s = base.expenditure.shape
    log_wage, log_price = unknown[:n], unknown[n : n + n * s].reshape(n, s)
    return log_wage, log_price, base.expenditure * jnp.exp(unknown[n + n * s :].reshape(n, s))


def _shares(causes: Causes, base: _Base) -> Any:
    dearer = causes.log_iceberg_hat if base.dearer is None else causes.log_iceberg_hat + jnp.log(base.dearer)
    return causes.trade_share * jnp.exp(-causes.trade_elasticity[:, None, None] * dearer)


def _state(unknown: Any, causes: Causes, base: _Base) -> tuple[Any, ...]:
    """Return log cost, implied log price, output and income."""
    log_wage, log_price, expenditure = _parts(unknown, base)
    theta, shares = causes.trade_elasticity, _shares(causes, base)
    sales = shares if base.tariff is None else shares / (1.0 + base.tariff)
    log_cost = blocks.unit_cost(log_wage, log_price, causes.log_productivity, base.beta, base.gamma)
    power: Any = jnp.exp(-theta * log_cost)
    implied = blocks.price_index(shares, power, theta)
    output = blocks.output(sales, power, implied, expenditure, theta)
    income = jnp.exp(log_wage) * causes.factors + causes.deficit
    if base.tariff is not None:
        reach = blocks.net_of_tariff(sales, power, implied, theta)
        income = income + (expenditure * jnp.where(base.expenditure > 0.0, 1.0 - reach, 0.0)).sum(axis=1)
    return log_cost, implied, output, income


def _sector_first(array: Floats) -> Any:
    return jnp.asarray(np.ascontiguousarray(np.moveaxis(array, 2, 0)))


def _log_ratio(new: Any, old: Any) -> Any:
    """Return the log of a ratio, zero where either is zero."""
    good = (new > 0.0) & (old > 0.0)
    return jnp.where(good, jnp.log(jnp.where(good, new, 1.0) / jnp.where(good, old, 1.0)), 0.0)
