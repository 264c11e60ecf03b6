"""How an indicator of an account responds to freight costs: the adjoint from indicators to routes.

An indicator is measured on a world whose arrays JAX follows (`corridor.economy.adjoint`); the chain then
goes from iceberg costs to freight costs between regions. `corridor.studies.link_values` takes it on to
links, `corridor.studies.sensitivity` to parameters.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from corridor.accounts import indicators
from corridor.accounts.indicator import Group, Indicator, reporting_groups
from corridor.economy.adjoint import Gradient, World, gradient
from corridor.errors import ARGUMENT, Fault, InputError, raise_if
from corridor.model.baseline import Baseline
from corridor.model.closure import derivative_problems
from corridor.model.composition import Carried
from corridor.model.doors.losses import spared_per_hour
from corridor.model.freight import at_gate
from corridor.model.outcome import Outcome
from corridor.model.solved import Solved
from corridor.model.solved import outcome as outcome_of
from corridor.network.modes import moving
from corridor.network.states import along, loads
from corridor.types import Floats


@dataclass(frozen=True)
class Target:
    """What is asked about: an indicator of a reporting unit."""

    indicator: Indicator
    unit: Group

    def value(self, outcome: Outcome) -> Any:
        """Return the indicator of the unit, as the accounts report it; a scalar."""
        members = self.unit.regions if self.indicator.by == "region" else self.unit.countries
        sums = [(part * members).sum() for part in self.indicator.parts(outcome)]
        return self.indicator.finish(*sums)


@dataclass(frozen=True, eq=False)
class Response:
    """Derivatives of a target in one world, in its unit per unit of the cause."""

    value: float
    economy: Gradient
    """By causes of the equilibrium."""
    emission_factor: Floats
    """By the emission factor, t CO2e/tonne-km, [mode]."""
    composition: Composition | None
    """By what a sector's trade is made of; None where the target is no matter of freight."""


@dataclass(frozen=True, eq=False)
class Composition:
    """How a target that counts freight responds as a US$ of a sector's trade becomes lighter."""

    by_way: Floats
    """By costs of a tonne from producer to user, [origin, destination, way]."""
    per_tonne: Floats
    """By tonnes lifted between regions, [origin, destination, class]."""
    trade_elasticity: Floats
    """By `theta`, which is of groups too, [sector]."""


def target(baseline: Baseline, outcome: str, of: str) -> Target:
    """Return the target of these names.

    `outcome` is an indicator's name, `of` a region, a country, `corridor` or `world`. Raises `InputError`
    where there is no such indicator or place, or none of that indicator for that place.
    """
    known = {indicator.name: indicator for indicator in indicators()}
    units = {unit.name: unit for unit in reporting_groups(baseline)}
    file, faults = ARGUMENT, []
    if outcome not in known:
        cure = "choose one of these"
        faults.append(
            Fault(
                file=file,
                message="no such indicator",
                column="outcome",
                value=outcome,
                allowed=", ".join(known),
                cure=cure,
            )
        )
    if of not in units:
        wider = ", ".join(name for name, unit in units.items() if unit.level != "region")
        cure = "name one of these, or a region_id of regions.parquet"
        faults.append(
            Fault(file=file, message="no such place", column="of", value=of, allowed=wider, cure=cure)
        )
    elif outcome in known and known[outcome].by == "country" and units[of].level == "region":
        message = f"{outcome} is measured by country"
        faults.append(
            Fault(
                file=file,
                message=message,
                column="of",
                value=of,
                allowed="a country, corridor or world",
                cure="name one",
            )
        )
    if outcome in known and known[outcome].no_slope:
        message = f"{outcome} has no marginal values: {known[outcome].no_slope}"
        cure = "compare scenarios with corridor appraise"
        faults.append(Fault(file=file, message=message, column="outcome", value=outcome, cure=cure))
    if faults:
        raise InputError(faults)
    return Target(known[outcome], units[of])


def response(found: Solved, asked: Target) -> Response:
    """Return how the target in a solved world responds to every cause, by one adjoint solve.

    Raises `InputError` where the case lets workers move or deficits change: derivatives do not follow them.
    """
    raise_if(derivative_problems(found.baseline.case))
    plain = outcome_of(found)
    with jax.enable_x64(True):  # noqa: FBT003 - JAX's own signature
        by_freight, by_factor = jax.grad(
            lambda freight, factor: asked.value(replace(plain, freight=freight, emission_factor=factor)),
            argnums=(0, 1),
        )(jnp.asarray(plain.freight), jnp.asarray(plain.emission_factor))
        per_tonne = _per_tonne(found, np.asarray(by_freight))
        sensed = gradient(
            found.baseline.economy, found.equilibrium, lambda world: _outcome(found, asked, world, per_tonne)
        )
    made_of = None if per_tonne is None else _composition(found, per_tonne)
    return Response(float(asked.value(plain)), sensed, np.asarray(by_factor), made_of)


def freight_cost(goods: Carried, by_log_tau: Floats) -> Floats:
    """Return derivatives by freight costs of legs, [o, d, class], from those by log iceberg costs."""
    return goods.on_legs(way_cost(goods, by_log_tau))


def way_cost(goods: Carried, by_log_tau: Floats) -> Floats:
    """Return derivatives by costs from producer to user from those by log iceberg costs.

    Both are [origin, destination, .]: `by_log_tau` by sector, the result by way, per US$/t:
    `dlog tau_s = sum_q share_sq dG_q / v_q` for freight sectors.
    """
    result = np.zeros((*by_log_tau.shape[:2], len(goods.way_cost)))
    for s in goods.cargo.sectors:
        result += by_log_tau[:, :, s, None] * goods.per_usd[s]
    return result


def felt_by_cost(found: Solved, felt: Response) -> Floats:
    """Return a target's derivatives by costs of a tonne in its world, [origin, destination, class]."""
    return found.carried.on_legs(felt_by_way(found, felt))


def felt_by_way(found: Solved, felt: Response) -> Floats:
    """Return a target's derivatives by costs of a tonne from producer to user, [origin, destination, way]."""
    by_way = way_cost(found.carried, felt.economy.log_iceberg_hat)
    return by_way if felt.composition is None else by_way + felt.composition.by_way


def _composition(found: Solved, per_tonne: Floats) -> Composition:
    """Return responses by way of what trade is made of, from those by tonnes, [o, d, class]."""
    goods, economy = found.carried, found.baseline.economy
    worth = goods.of_ways(per_tonne)
    by_way, by_theta = np.zeros_like(worth), np.zeros(len(economy.trade_elasticity))
    for s in goods.cargo.sectors:
        flows = at_gate(economy, s, found.equilibrium)
        by_way += flows[:, :, None] * goods.by_cost(s, worth)
        by_theta[s] = float((flows * goods.by_elasticity(s, worth)).sum())
    return Composition(by_way, per_tonne, by_theta)


def on_links(found: Solved, by_cost: Floats, each: Floats | None = None) -> Floats:
    """Return derivatives by the cost of links, [link, class], from those by costs between regions.

    The derivative of a least cost is one on the links of its route (Danskin 1966), so derivatives are
    loaded on the routes of shippers as tonnes are; links on no route have none. `each` multiplies what
    every shipper adds, [shipper]: the change of its link costs by a cause.
    """
    between = by_cost.copy()
    index = np.arange(len(between))
    between[index, index] = 0.0
    result: Floats = loads(found.state, between, each).sum(axis=1)
    return result


def per_hour(found: Solved, between: Floats) -> Floats:
    """Return what an hour on links makes of a quantity per US$/t between regions, [link].

    `between` is [origin, destination, class]. An hour on the way costs a tonne its shipper's value of time,
    less what a cold chain spares of it: routes are chosen by cost with the whole value of time, and given
    the route, `dG` less the loss spared is what iceberg costs feel.
    """
    at_all: Floats = on_links(found, between, found.baseline.rates.hour).sum(axis=1)
    if found.losses is not None:
        spared = spared_per_hour(found.baseline.case, found.losses)
        at_all = at_all - on_links(found, between * spared[:, None, :]).sum(axis=1)
    return at_all


def _per_tonne(found: Solved, by_freight: Floats) -> Floats | None:
    """Return derivatives by tonnes moved, [o, d, class], from those by tonne-km, [country, mode]."""
    if not np.any(by_freight):
        return None
    where = found.baseline.places
    weight = np.where(where.mode >= 0, by_freight[where.country, np.maximum(where.mode, 0)], 0.0)
    per_tonne = along(found.state, weight * where.km)
    index = np.arange(len(where.region_country))
    inside = by_freight[where.region_country, moving().index("road")] * where.region_km
    per_tonne[index, index, :] = inside[:, None]
    return per_tonne


def _outcome(found: Solved, asked: Target, world: World, per_tonne: Floats | None) -> Any:
    """Return the target as a function of the world; freight enters by its derivative."""
    plain = outcome_of(found)
    price: Any = jnp.exp(world.log_consumer_price)
    producer_price: Any = jnp.exp(world.log_cost)
    trade: Any = jnp.moveaxis(world.trade, 0, 2)
    sector_price: Any = jnp.exp(world.log_price)
    seen = replace(
        plain,
        value_added=world.value_added,
        output=world.output,
        output_price_hat=producer_price,
        spending=world.spending / price,
        price_hat=price,
        import_price_hat=_import_price(found, world),
        trade=trade,
        sector_price_hat=sector_price,
    )
    value = asked.value(seen)
    if per_tonne is None:
        return value
    worth = found.carried.of_ways(per_tonne)
    for s, per_usd in found.carried.per_usd.items():
        left = world.trade[s] / jnp.exp(world.log_cost[:, s, None])
        value = value + (left * (worth * per_usd).sum(axis=2)).sum()
    return value


def _import_price(found: Solved, world: World) -> Any:
    """Return the Paasche index of delivered prices of purchases abroad, [region]; one where none."""
    country = found.baseline.places.region_country
    abroad = (country[:, None] != country[None, :])[None]
    bought = jnp.where(abroad, world.trade, 0.0)
    delivered = jnp.exp(world.log_cost.T[:, :, None] + world.log_iceberg_hat)
    value, old = bought.sum(axis=(0, 1)), (bought / delivered).sum(axis=(0, 1))
    return jnp.where(old > 0.0, value / jnp.where(old > 0.0, old, 1.0), 1.0)
