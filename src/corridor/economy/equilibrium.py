"""The counterfactual equilibrium in changes, with the certificate of how the solve ended."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from corridor.economy import blocks
from corridor.economy.decomposition import FirstOrder, first_order
from corridor.economy.economy import Economy
from corridor.economy.labour import Labour, toil_after
from corridor.economy.linearised import Linearised
from corridor.economy.positive import raise_if_impossible
from corridor.economy.shown import bars, extremes, table
from corridor.economy.system import State, System, certificate_residuals, evaluate, system_of
from corridor.errors import Fault, InputError, SolveError
from corridor.solvers import FixedPoint, FixedPointSettings, Map, raise_if_missed, sought
from corridor.types import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes


TOLERANCE = 1e-9
"""Largest relative residual of any equation block that a result may have."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """How a solve ended."""

    residuals: Mapping[str, float]
    """Largest relative residual of every equation block."""
    iterations: int
    method: str
    settings: FixedPointSettings
    seconds: float = field(compare=False)

    @property
    def worst(self) -> float:
        """The largest residual of all blocks."""
        return float(np.max(list(self.residuals.values())))  # not a number, where one is none


@dataclass(frozen=True, eq=False)
class Equilibrium:
    """The solution: counterfactual over baseline (`_hat`), counterfactual levels (`_new`), certificate."""

    wage_hat: Floats
    """[region]; world value added is the numeraire."""
    labour_hat: Floats
    """Workers, [region]."""
    hours_hat: Floats
    """Hours of a worker, [region]."""
    price_hat: Floats
    """Price of each sector's composite, [region, sector]."""
    cost_hat: Floats
    """Producer price, [region, sector]."""
    consumer_price_hat: Floats
    """[region]."""
    trade_share_new: Floats
    """[origin, destination, sector]."""
    expenditure_new: Floats
    """[region, sector], US$ per year."""
    output_new: Floats
    """[region, sector], US$ per year."""
    value_added_new: Floats
    """[region], US$ per year."""
    spending_new: Floats
    """[region], US$ per year."""
    tariff_new: Floats
    """[origin, destination, sector]."""
    endowment_hat: Floats
    """[region]."""
    iceberg_hat: Floats
    """[origin, destination, sector]."""
    real_income_hat: Floats
    """Real final spending of those who live in the region, [region]."""
    welfare_hat: Floats
    """Real final spending per worker, less what hours cost where they are elastic, [region]."""
    equivalent_variation: Floats
    """`EV`: income at baseline prices worth the change to the region, [region], US$ per year.

    Where hours are elastic, net of what they cost those who work them."""
    first_order: FirstOrder
    deficits: str
    """Rule by which deficits were found: `fixed` (closed ones too), `proportional` or `multiplicative`."""
    certificate: Certificate
    regions: tuple[str, ...]
    """What regions are called: their names in the economy, or their numbers from zero."""

    def _repr_html_(self) -> str:
        gain = self.equivalent_variation
        rows = [
            (
                self.regions[i],
                f"{gain[i]:.4g}",
                f"{100.0 * (self.welfare_hat[i] - 1.0):.3f}",
                f"{100.0 * (self.wage_hat[i] - 1.0):.3f}",
            )
            for i in extremes(gain, 5)
        ]
        head = ("region", "gain, US$ a year", "welfare per worker, %", "wage, %")
        title = (
            f"Equilibrium: gain of all regions {gain.sum():.4g} US$ a year, largest residual "
            f"{self.certificate.worst:.0e} after {self.certificate.iterations} evaluations"
        )
        return table(title, head, rows)

    def plot(self, *, top: int = 10, ax: Axes | None = None) -> Axes:
        """Return axes with the equivalent variation of those who gain and lose most, `top` of each."""
        at = extremes(self.equivalent_variation, top)
        names = [self.regions[i] for i in at]
        return bars(names, self.equivalent_variation[at], "gain, US$ a year", ax)


def solve(  # noqa: PLR0913, PLR0917 - the signature is a promise to users who replicate papers
    economy: Economy,
    iceberg_hat: ArrayLike | None = None,
    productivity_hat: ArrayLike | None = None,
    tariff_new: ArrayLike | None = None,
    deficit_hat: ArrayLike | None = None,
    labour: Labour | None = None,
    *,
    endowment_hat: ArrayLike | None = None,
    transfer: ArrayLike | None = None,
    deficits: str = "fixed",
    settings: FixedPointSettings | None = None,
    linearised: Linearised | None = None,
) -> Equilibrium:
    """Return the equilibrium after a change.

    Exact hat algebra (Dekle, Eaton & Kortum 2008; Caliendo & Parro 2015).

    Parameters
    ----------
    economy
        The calibrated baseline.
    iceberg_hat
        Change of iceberg trade costs, [origin, destination, sector]; none: one.
    productivity_hat
        Change of productivity `A`, [region, sector]; none: one.
    tariff_new
        Ad valorem tariffs after the change, [origin, destination, sector]; none: as before.
    deficit_hat
        Change of deficits, [region]; none: one. Deficits must still sum to zero.
    labour
        Pools of mobile labour, elastic hours; none: labour stays where it is and works as long as before.
    endowment_hat
        Change of the factors a region has (resources, capital brought in), [region]; none: one.
    transfer
        Income that a region receives from others besides its deficit (who owns a mine elsewhere), [region],
        US$ per year at world value added of the baseline; sums to zero; none: zero.
    deficits
        `fixed`: in terms of world value added; `proportional`: lenders lend a constant share of their value
        added, spread over borrowers in proportion to theirs; `multiplicative`: spending in a constant ratio
        to income, `E = phi Y`, all ratios moved by one factor so that the world spends what it earns
        (structural gravity; Yotov et al. 2016, chapter 2); `closed`: none after the change.
    settings
        Of the fixed point; they are stored in the result.
    linearised
        `corridor.linearise(economy)`, made once: small changes are then solved in a few evaluations, to the
        same tolerance; none: without.

    Raises
    ------
    InputError
        A change cannot be; all faults are listed.
    SolveError
        A residual of any equation block exceeds `TOLERANCE`, or no equilibrium has positive spending, wages
        and prices: regions whose fixed payments exceed what they would earn are named.

    """
    started = time.perf_counter()
    settings = settings or FixedPointSettings()
    shocks = {
        "iceberg_hat": iceberg_hat,
        "productivity_hat": productivity_hat,
        "tariff_new": tariff_new,
        "deficit_hat": deficit_hat,
        "endowment_hat": endowment_hat,
        "transfer": transfer,
    }
    system = system_of(economy, shocks, labour, deficits)
    found = sought(system.step, system.start(), settings, _inverse(economy, linearised))
    return proven(economy, system, found, (settings, started))


def _inverse(economy: Economy, linearised: Linearised | None) -> Map | None:
    """Return the approximate inverse of the equations; `InputError` where it is that of another economy."""
    if linearised is None:
        return None
    if linearised.shape != economy.expenditure.shape:
        message = "linearised is of another economy"
        allowed = f"{economy.expenditure.shape} regions, sectors"
        raise InputError([Fault(file="solve", message=message, value=f"{linearised.shape}", allowed=allowed)])
    return linearised.step


def proven(
    economy: Economy, system: System, found: FixedPoint, how: tuple[FixedPointSettings, float]
) -> Equilibrium:
    """Return the equilibrium at the unknowns that were found.

    `SolveError` where the search missed its tolerance, an equation does not hold, or a number that must be
    positive is not. `how` is the settings and when the solve began, in seconds of `time.perf_counter`.
    """
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # where a search went astray
        state = evaluate(system, found.value)
        raise_if_impossible(system, state, economy.named)
        shares = system.new_shares(state)
        certificate = certified(system, (state, shares), found, how)
    return _equilibrium(economy, system, state, (certificate, shares))


def certified(
    system: System,
    at: tuple[State, Floats],
    found: FixedPoint,
    how: tuple[FixedPointSettings, float],
) -> Certificate:
    """Return the certificate of a state and its trade shares; `SolveError` where there is none to give."""
    settings, started = how
    raise_if_missed(found, settings)
    residuals = certificate_residuals(system, *at)
    seconds = time.perf_counter() - started
    certificate = Certificate(residuals, found.iterations, found.method, settings, seconds)
    if not certificate.worst <= TOLERANCE:
        block = list(residuals)[int(np.argmax(list(residuals.values())))]
        raise SolveError(
            f"The equation of {block} is off by {residuals[block]:.1e} (allowed {TOLERANCE:.0e}) after "
            f"{found.iterations} iterations. Ask for a smaller tolerance in the settings, or split the shock."
        )
    return certificate


def _equilibrium(
    economy: Economy, system: System, state: State, proven: tuple[Certificate, Floats]
) -> Equilibrium:
    certificate, shares = proven
    consumer_price = np.exp(blocks.consumer_price(state.log_price, economy.consumption_share))
    old = economy.spending
    spent = _ratio(state.income, old)
    real_income_hat = spent / consumer_price
    tired = toil_after(system.toil, system.hours, state.log_labour, state.log_hours)
    net_hat = _ratio(old * real_income_hat - tired, old - system.toil) if system.hours else real_income_hat
    wage_hat, cost_hat = np.exp(state.log_wage), np.exp(state.log_cost)
    return Equilibrium(
        wage_hat=wage_hat,
        labour_hat=np.exp(state.log_labour),
        hours_hat=np.exp(state.log_hours),
        price_hat=np.exp(state.log_price),
        cost_hat=cost_hat,
        consumer_price_hat=consumer_price,
        trade_share_new=np.moveaxis(shares, 0, 2),
        expenditure_new=state.expenditure,
        output_new=state.output,
        value_added_new=state.earned,
        spending_new=state.income,
        tariff_new=np.moveaxis(system.tariff, 0, 2),
        endowment_hat=_ratio(system.value_added, economy.value_added),
        iceberg_hat=np.moveaxis(system.iceberg_hat, 0, 2),
        real_income_hat=real_income_hat,
        welfare_hat=net_hat / np.exp(state.log_labour),
        equivalent_variation=old * (real_income_hat - 1.0) - (tired - system.toil),
        first_order=first_order(economy, system, state, shares),
        deficits=system.deficits.rule,
        certificate=certificate,
        regions=economy.names,
    )


def _ratio(new: Floats, old: Floats) -> Floats:
    """Return `new / old`, one where the old is zero."""
    return np.divide(new, old, out=np.ones_like(old), where=old != 0.0)
