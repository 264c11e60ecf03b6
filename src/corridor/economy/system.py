"""The system of equations behind `solve`: baseline and shock in, one step of the fixed point out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from corridor.economy import blocks
from corridor.economy.changes import changes_of
from corridor.economy.deficits import DEFICITS, Deficits, deficits_of
from corridor.economy.economy import Economy, net_of, relative_gap
from corridor.economy.labour import Labour, implied_labour, pool_shares, toil_after, toil_of
from corridor.errors import Fault, raise_if
from corridor.types import Floats


@dataclass(frozen=True, eq=False)
class System:
    """Everything one evaluation needs. Bilateral arrays are [sector, origin, destination]."""

    shares: Floats
    """`pi kappa_hat ** -theta`."""
    sales: Floats
    """The same over `1 + t'`; the same array where there is no tariff."""
    iceberg_hat: Floats
    tariff: Floats
    taxed: bool
    alpha: Floats
    beta: Floats
    gamma: Floats
    theta: Floats
    value_added: Floats
    """Of the factors there are after the change, at baseline wages, [region] US$ per year."""
    world_value_added: float
    """Of the baseline; nominal value added of the world keeps it (the numeraire)."""
    spending: Floats
    transfer: Floats
    """Income received from other regions besides deficits, [region] US$ per year; sums to zero."""
    deficits: Deficits
    rounding: Floats
    """Part of value added by which the baseline's accounts miss: rounding and no deficit, [region]."""
    log_productivity: Floats
    agglomeration: Floats
    """[sector]."""
    expenditure: Floats
    labour: Labour | None
    labour_share: Floats
    hours: float
    """Elasticity of hours to the real wage."""
    toil: Floats
    """What the hours of the baseline cost those who work them, [region] US$ per year; zero at fixed hours."""

    @property
    def wage_slope(self) -> float:
        """How much a wage falls as labour comes, about `1 / (1 + theta)`: the size of steps."""
        theta = float(np.average(self.theta, weights=self.expenditure.sum(axis=0)))
        return 1.0 / (1.0 + theta + self.hours)

    def start(self) -> Floats:
        """Return the unknowns at no change: log wages, prices, expenditure ratio, labour; all zero."""
        n, s = self.expenditure.shape
        return np.zeros(n * (2 * s + 1) + (n if self.labour else 0))

    def step(self, unknown: Floats) -> Floats:
        """Return the next unknowns: a damped wage response, prices, expenditure and labour."""
        state = evaluate(self, unknown)
        earned = (self.beta * state.output).sum(axis=1)
        paid = state.earned
        wage = state.log_wage + _log_ratio(earned, paid) * self.wage_slope
        world = float((np.exp(wage - state.log_wage) * paid).sum())
        wage = wage - np.log(world / self.world_value_added)
        wanted = blocks.demand(state.income, state.output, self.alpha, self.gamma)
        parts = [wage, state.log_price_implied.ravel(), _log_ratio(wanted, self.expenditure).ravel()]
        if self.labour:
            damping = self.labour.damping
            parts.append((1.0 - damping) * state.log_labour + damping * state.log_labour_implied)
        return np.concatenate(parts)

    def received(self, earned: Floats, revenue: Floats) -> Floats:
        """Return what comes from elsewhere where regions earn this much and raise this revenue, [region]."""
        return self.deficits.at(earned, revenue) + self.transfer + self.rounding * earned

    def new_shares(self, state: State) -> Floats:
        """Return `pi'`, [sector, origin, destination]; columns sum to one."""
        power = np.exp(-self.theta * state.log_cost).T
        price = np.exp(self.theta * state.log_price).T
        shares = np.empty_like(self.shares)
        for s in range(len(shares)):
            np.multiply(self.shares[s], power[s][:, None], out=shares[s])
            shares[s] *= price[s][None, :]
        return shares


@dataclass(frozen=True, eq=False)
class State:
    """One evaluation of all equations at given unknowns; logs are of counterfactual over baseline."""

    log_wage: Floats
    log_labour: Floats
    log_hours: Floats
    log_price: Floats
    log_price_implied: Floats
    log_cost: Floats
    log_labour_implied: Floats
    expenditure: Floats
    output: Floats
    earned: Floats
    """Value added as wages pay it, [region]."""
    income: Floats


def system_of(
    economy: Economy, shocks: Mapping[str, ArrayLike | None], labour: Labour | None, deficits: str = "fixed"
) -> System:
    """Return the system for a baseline and a change given by arguments of `solve`.

    `InputError` lists everything in them that cannot be.
    """
    raise_if(_rule_problems(deficits, shocks, labour, economy))
    if deficits == "closed":
        shocks = {**shocks, "deficit_hat": np.zeros_like(economy.value_added)}
    change = changes_of(economy, shocks)
    iceberg_hat = _sector_first(change.iceberg_hat)
    shares, sales = economy.by_sector
    if change.tariff is not economy.tariff or not np.all(iceberg_hat == 1.0):
        shares = _changed_shares(economy, iceberg_hat, change.tariff)
        sales = net_of(shares, change.tariff)
    return System(
        shares=shares,
        sales=sales,
        iceberg_hat=iceberg_hat,
        tariff=_sector_first(change.tariff),
        taxed=sales is not shares,
        alpha=economy.consumption_share,
        beta=economy.value_added_share,
        gamma=economy.input_share,
        theta=economy.trade_elasticity,
        value_added=change.endowment_hat * economy.value_added,
        world_value_added=float(economy.value_added.sum()),
        spending=economy.spending,
        transfer=change.transfer,
        deficits=deficits_of(
            change.deficit_hat * economy.deficit, economy.value_added, economy.tariff_revenue, deficits
        ),
        rounding=change.deficit_hat * economy.rounding,
        log_productivity=np.log(change.productivity_hat),
        expenditure=economy.expenditure,
        **_people(economy, labour),
    )


def _people(economy: Economy, labour: Labour | None) -> dict[str, Any]:
    """Return the fields of a system that say who moves and how long people work."""
    nothing = np.zeros_like(economy.trade_elasticity)
    still = np.ones_like(economy.value_added)
    if labour is None:
        toil = toil_of(economy.value_added, 0.0)
        return {"agglomeration": nothing, "labour": None, "labour_share": still, "hours": 0.0, "toil": toil}
    hours = float(labour.hours_elasticity)
    return {
        "agglomeration": nothing + np.asarray(labour.agglomeration, dtype=float),
        "labour": labour if labour.elasticity * labour.mobile_share > 0.0 else None,
        "labour_share": pool_shares(np.asarray(labour.workers, dtype=float), labour.pool),
        "hours": hours,
        "toil": toil_of(economy.value_added, hours),
    }


def _sector_first(array: Floats) -> Floats:
    """Return [origin, destination, sector] contiguous, sector first; one number seen everywhere stays so."""
    moved = np.moveaxis(array, 2, 0)
    return np.ascontiguousarray(moved) if any(moved.strides) else moved


def _changed_shares(economy: Economy, iceberg_hat: Floats, tariff: Floats) -> Floats:
    """Return `pi kappa_hat ** -theta`, [sector, origin, destination]; powers only where a cost changes."""
    shares = np.empty((len(economy.trade_elasticity), *economy.trade_share.shape[:2]))
    faults = []
    taxed = tariff is not economy.tariff
    for s, theta in enumerate(economy.trade_elasticity):
        kappa = iceberg_hat[s]
        if taxed:
            kappa = kappa * (1.0 + tariff[:, :, s]) / (1.0 + economy.tariff[:, :, s])
        shares[s] = economy.trade_share[:, :, s]
        where = np.nonzero(kappa != 1.0)
        with np.errstate(over="ignore", invalid="ignore"):  # told below
            shares[s][where] *= kappa[where] ** -theta
        if not np.isfinite(shares[s]).all():
            message = f"sector {s}: change of costs to the power of -theta is without bound"
            value, cure = (
                f"theta {theta:g}, cost {kappa.min():g}",
                "change costs less, or lower the elasticity",
            )
            faults.append(Fault(file="shock", message=message, column="iceberg_hat", value=value, cure=cure))
    raise_if(faults)
    return shares


def evaluate(system: System, unknown: Floats) -> State:
    """Return all equations at the given unknowns."""
    n, s = system.expenditure.shape
    log_wage = unknown[:n]
    log_price = unknown[n : n + n * s].reshape(n, s)
    expenditure = system.expenditure * np.exp(unknown[n + n * s : n + 2 * n * s].reshape(n, s))
    log_labour = unknown[n + 2 * n * s :] if system.labour else np.zeros(n)
    productivity = system.log_productivity + log_labour[:, None] * system.agglomeration
    log_cost = blocks.unit_cost(log_wage, log_price, productivity, system.beta, system.gamma)
    power = np.exp(-system.theta * log_cost)
    implied = blocks.price_index(system.shares, power, system.theta)
    output = blocks.output(system.sales, power, implied, expenditure, system.theta)
    revenue = np.zeros(n)
    if system.taxed:
        reach = blocks.net_of_tariff(system.sales, power, implied, system.theta)
        revenue = (expenditure * np.where(system.expenditure > 0.0, 1.0 - reach, 0.0)).sum(axis=1)
    log_hours = system.hours * (log_wage - blocks.consumer_price(implied, system.alpha))
    earned = np.exp(log_wage + log_labour + log_hours) * system.value_added
    income = earned + revenue + system.received(earned, revenue)
    return State(
        log_wage=log_wage,
        log_labour=log_labour,
        log_hours=log_hours,
        log_price=log_price,
        log_price_implied=implied,
        log_cost=log_cost,
        log_labour_implied=_implied_labour(system, income, implied, (log_labour, log_hours)),
        expenditure=expenditure,
        output=output,
        earned=earned,
        income=income,
    )


def _traded(system: System, state: State, shares: Floats) -> tuple[Floats, Floats, Floats]:
    """Return sums of shares over origins and sales at basic prices, [region, sector], and revenue, [region].

    Sector by sector, so that what is made on the way stays small.
    """
    totals, sold = np.empty_like(state.expenditure), np.empty_like(state.expenditure)
    revenue = np.zeros(len(totals))
    for s, share in enumerate(shares):
        totals[:, s] = share.sum(axis=0)
        if system.taxed:
            flows = share * state.expenditure[None, :, s]
            net = flows / (1.0 + system.tariff[s])
            sold[:, s] = net.sum(axis=1)
            revenue += (flows - net).sum(axis=0)
        else:
            sold[:, s] = share @ state.expenditure[:, s]
    return totals, sold, revenue


def certificate_residuals(system: System, state: State, shares: Floats) -> dict[str, float]:
    """Return the largest relative residual of every equation block, each computed from the levels.

    `shares` are the new trade shares, [sector, origin, destination].
    """
    used = system.expenditure > 0.0
    totals, sold, revenue = _traded(system, state, shares)
    hours = system.hours * (state.log_wage - blocks.consumer_price(state.log_price, system.alpha))
    earned = np.exp(state.log_wage + state.log_labour + hours) * system.value_added
    inputs = np.einsum("jks,js->jk", system.gamma, sold)
    bought = system.alpha * state.income[:, None] + inputs
    return {
        "prices": relative_gap(np.exp(state.log_price), np.exp(state.log_price_implied)),
        "trade shares": relative_gap(totals[used], np.ones(int(used.sum()))),
        "goods markets": relative_gap(sold, state.output),
        "expenditure": relative_gap(state.expenditure, bought),
        "income": relative_gap(state.income, earned + revenue + system.received(earned, revenue)),
        "labour income": relative_gap((system.beta * sold).sum(axis=1), earned),
        "labour": relative_gap(np.exp(state.log_labour), np.exp(state.log_labour_implied)),
        "numeraire": relative_gap(earned.sum(), np.asarray(system.world_value_added)),
    }


def _rule_problems(
    deficits: str, shocks: Mapping[str, ArrayLike | None], labour: Labour | None, economy: Economy
) -> list[Fault]:
    faults = []
    if deficits not in DEFICITS:
        faults.append(
            Fault(
                file="shock", message="unknown rule for deficits", value=deficits, allowed=", ".join(DEFICITS)
            )
        )
    if deficits == "closed" and shocks["deficit_hat"] is not None:
        faults.append(
            Fault(
                file="shock", message="deficits are closed and changed at once", cure="leave deficit_hat out"
            )
        )
    return faults if labour is None else [*faults, *_labour_problems(labour, economy)]


def _labour_problems(labour: Labour, economy: Economy) -> list[Fault]:
    faults = []
    if np.shape(labour.workers) != economy.value_added.shape:
        shape = f"{np.shape(labour.workers)}"
        faults.append(
            Fault(
                file="labour",
                message="workers do not fit",
                value=shape,
                allowed=f"{economy.value_added.shape}",
            )
        )
    if labour.hours_elasticity:
        short = economy.spending <= toil_of(economy.value_added, labour.hours_elasticity)
        short &= economy.value_added > 0.0
        if short.any():
            message = f"region {economy.named(short)} spends less than what its hours cost in the baseline"
            cure = "lower hours_elasticity, or close deficits"
            faults.append(Fault(file="labour", message=message, column="hours_elasticity", cure=cure))
    if np.shape(labour.agglomeration) not in ((), economy.trade_elasticity.shape):
        shape = f"{np.shape(labour.agglomeration)}"
        faults.append(
            Fault(
                file="labour",
                message="agglomeration does not fit",
                value=shape,
                allowed="a number or [sector]",
            )
        )
    return faults


def _implied_labour(
    system: System, income: Floats, log_price: Floats, people: tuple[Floats, Floats]
) -> Floats:
    log_labour, log_hours = people
    if not system.labour:
        return log_labour
    price = blocks.consumer_price(log_price, system.alpha)
    cost = toil_after(system.toil, system.hours, log_labour, log_hours)
    real = _log_ratio(income * np.exp(-price) - cost, system.spending - system.toil)
    return implied_labour(
        system.labour, system.labour_share, real - log_labour, log_labour, system.wage_slope
    )


def _log_ratio(new: Floats, old: Floats) -> Floats:
    """Return the log of a ratio, zero where both are zero."""
    good = (new > 0.0) & (old > 0.0)
    return np.log(np.where(good, new, 1.0) / np.where(good, old, 1.0))
