"""A path of equilibria over years: people, productivity, what changes, and ideas that follow trade.

Each year is an equilibrium in changes from the base year. People and their productivity enter as effective
workers: with value added per effective worker in place of the wage, equations are those of `solve` with
productivity raised by `E ** beta` (Harrod-neutral), so that a world that grows at one rate stays as it is.
Capital is what the network and the register bring; consumers neither save nor borrow more than deficits say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from corridor.economy.diffusion import Diffusion, insight, learnt
from corridor.economy.economy import Economy
from corridor.economy.equilibrium import Equilibrium
from corridor.economy.shock import Closure, Shock, equilibrium
from corridor.errors import Fault, SolveError, raise_if
from corridor.types import Floats, Ints, Progress


@dataclass(frozen=True, eq=False)
class Trend:
    """People and their productivity over the base year's; `InputError` lists every fault."""

    years: Ints
    """Ascending, without gaps."""
    population_hat: Floats
    """[year, region]."""
    productivity_hat: Floats
    """Of labour, [year, region]."""

    def __post_init__(self) -> None:
        raise_if(self.problems())

    def problems(self) -> list[Fault]:
        """Return everything that cannot be."""
        faults = []
        years = np.asarray(self.years)
        if years.size == 0 or np.any(np.diff(years) != 1):
            faults.append(
                Fault(file="trend", message="years must follow each other", value=str(years.tolist()))
            )
        for name in ("population_hat", "productivity_hat"):
            array = np.asarray(getattr(self, name))
            if array.ndim != 2 or len(array) != years.size:
                shape = f"[{years.size}, region]"
                faults.append(
                    Fault(file="trend", message=f"{name} does not fit", value=str(array.shape), allowed=shape)
                )
            elif not (np.isfinite(array).all() and (array > 0.0).all()):
                faults.append(Fault(file="trend", message=f"{name} must be positive", allowed="> 0"))
        return faults


@dataclass(frozen=True, slots=True)
class Rules:
    """How every year's equilibrium is closed, and how ideas spread from one year to the next."""

    closure: Closure = field(default_factory=Closure)
    diffusion: Diffusion | None = None
    """None: knowledge does not depend on trade."""


@dataclass(frozen=True, eq=False)
class Year:
    """One year of both paths."""

    year: int
    minimum: Equilibrium
    something: Equilibrium
    log_knowledge: Floats
    """Log of the stock of knowledge with the change over that without it, [region, sector]."""


@dataclass(frozen=True, eq=False)
class Paths:
    """The changes that both worlds see in every year."""

    minimum: Sequence[Shock] = field(default_factory=tuple)
    something: Sequence[Shock] = field(default_factory=tuple)


def effective_workers(economy: Economy, people: Floats, productivity: Floats) -> Floats:
    """Return the productivity `A_hat` that stands for more and better workers, [region, sector].

    `people` and `productivity` are changes, [region].
    """
    raised: Floats = (people * productivity)[:, None] ** economy.value_added_share
    return raised


def follow(
    economy: Economy,
    trend: Trend,
    paths: Paths,
    rules: Rules | None = None,
    *,
    each: Callable[[Year], None],
    progress: Progress | None = None,
) -> None:
    """Solve every year of the path without and with the change, and hand each year to `each`.

    A year's equilibria hold hundreds of megabytes for many regions, so they are not kept here. Knowledge
    learnt in one year counts from the next one on.

    Parameters
    ----------
    economy
        The baseline, of the base year.
    trend
        People and productivity, alike in both worlds.
    paths
        One `Shock` per year of the trend for each world.
    rules
        Labour, deficits and the diffusion of ideas.
    each
        Called with every year, in order.
    progress
        Called with (stage, done, total).

    Raises
    ------
    InputError
        The paths do not have the years of the trend.
    SolveError
        A year's equilibrium misses its tolerance, or has a region that would spend less than nothing.

    """
    rules = rules or Rules()
    closure, diffusion = rules.closure, rules.diffusion
    raise_if(_unfit(trend, paths))
    known = np.zeros(economy.expenditure.shape)
    for t, year in enumerate(trend.years):
        if progress:
            progress("years", t, len(trend.years))
        workers = effective_workers(economy, trend.population_hat[t], trend.productivity_hat[t])
        ideas = np.exp(known / economy.trade_elasticity)
        try:
            minimum = equilibrium(economy, paths.minimum[t], closure, workers=workers)
            something = equilibrium(economy, paths.something[t], closure, workers=workers * ideas)
        except SolveError as missed:
            raise SolveError(f"Year {year}: {missed}") from missed
        each(Year(int(year), minimum, something, known))
        if diffusion is not None and t + 1 < len(trend.years):
            known = _after(economy, trend, t, (minimum, something), (known, diffusion))
    if progress:
        progress("years", len(trend.years), len(trend.years))


def _after(
    economy: Economy,
    trend: Trend,
    t: int,
    baseline: tuple[Equilibrium, Equilibrium],
    state: tuple[Floats, Diffusion],
) -> Floats:
    """Return the log of the relative stock of knowledge at the beginning of year `t + 1`."""
    known, diffusion = state
    minimum, something = baseline
    power = economy.trade_elasticity * economy.value_added_share
    stock = diffusion.log_stock + power * np.log(trend.productivity_hat[t])[:, None]
    before = insight(minimum.trade_share_new, stock, diffusion.strength)
    after = insight(something.trade_share_new, stock + known, diffusion.strength)
    learns = np.isfinite(before) & np.isfinite(after)
    ratio = np.subtract(after, before, out=known.copy(), where=learns)
    growth = power * np.log(trend.productivity_hat[t + 1] / trend.productivity_hat[t])[:, None]
    return learnt(known, ratio, growth)


def _unfit(trend: Trend, paths: Paths) -> list[Fault]:
    return [
        Fault(file="path", message=f"the {name} does not have the years of the trend", value=str(len(shocks)))
        for name, shocks in (("do-minimum", paths.minimum), ("do-something", paths.something))
        if len(shocks) != len(trend.years)
    ]
