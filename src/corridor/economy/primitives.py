"""The equilibrium in levels, from productivities and bilateral costs: no baseline is observed."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from corridor.economy import blocks
from corridor.economy.baseline import expenditure_of
from corridor.economy.deficits import deficits_of
from corridor.economy.economy import Economy
from corridor.economy.equilibrium import Certificate, certified
from corridor.economy.positive import raise_if_impossible
from corridor.economy.shapes import numbers, shape_problems, sign_problems
from corridor.economy.system import System, evaluate
from corridor.errors import Fault, raise_if
from corridor.solvers import FixedPointSettings, sought
from corridor.types import Floats

ROUNDS = 100
"""Of prices at equal wages, where the search begins."""
SMALL = 1e-9


@dataclass(frozen=True, eq=False)
class Primitives:
    """What a world is made of (Eaton & Kortum 2002; Caliendo & Parro 2015); `InputError` lists every fault.

    Goods are also those of Armington (1969) with an elasticity of substitution `1 + theta`. Constants of the
    Cobb-Douglas technology and of the Frechet distribution are part of `productivity`.
    """

    productivity: ArrayLike
    """`A`, [region, sector]: unit costs are `w ** beta prod P ** gamma / A`; in the terms of Eaton &
    Kortum `A = T ** (1 / theta)`."""
    iceberg_cost: ArrayLike
    """`tau`, [origin, destination, sector]; infinite: no trade."""
    labour: ArrayLike
    """`L`, [region]; the world's is its value added too: the mean wage is the numeraire."""
    trade_elasticity: ArrayLike
    """`theta`, [sector], positive."""
    consumption_share: ArrayLike
    """`alpha`, [region, sector], sums to one."""
    input_share: ArrayLike | None = None
    """`gamma`, [region, input sector, using sector]; the rest of unit cost is labour's; none: all of it."""
    tariff: ArrayLike | None = None
    """Ad valorem rates, [origin, destination, sector]; none: zero."""
    deficit: ArrayLike | None = None
    """Spending beyond income in units of the mean wage, [region]; sums to zero; none: zero."""

    def __post_init__(self) -> None:
        given = {name: getattr(self, name) for name in self.__dataclass_fields__}
        arrays = numbers("primitives", {name: value for name, value in given.items() if value is not None})
        if arrays["productivity"].ndim == 2:
            n, s = arrays["productivity"].shape
            arrays.setdefault("input_share", np.zeros((n, s, s)))
            arrays.setdefault("tariff", np.zeros((n, n, s)))
            arrays.setdefault("deficit", np.zeros(n))
        finite = dict(arrays)
        finite["iceberg_cost"] = np.where(arrays["iceberg_cost"] == np.inf, 1.0, arrays["iceberg_cost"])
        raise_if(shape_problems(finite))
        raise_if(_problems(arrays))
        for name, array in arrays.items():
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    @property
    def value_added_share(self) -> Floats:
        """`beta`, [region, sector]."""
        share: Floats = 1.0 - np.asarray(self.input_share).sum(axis=1)
        return share


@dataclass(frozen=True, eq=False)
class Levels:
    """The equilibrium of `Primitives`; the world's value added is its labour."""

    primitives: Primitives
    wage: Floats
    """[region]; the mean over the world's labour is one."""
    price: Floats
    """Of each sector's composite, [region, sector]."""
    consumer_price: Floats
    """`prod P ** alpha`, [region]."""
    trade_share: Floats
    """[origin, destination, sector]."""
    expenditure: Floats
    """Tariffs included, [region, sector]."""
    output: Floats
    """At basic prices, [region, sector]."""
    value_added: Floats
    """[region]."""
    spending: Floats
    """Final, [region]."""
    certificate: Certificate

    @property
    def real_income(self) -> Floats:
        """Final spending over the consumer price, [region]."""
        return self.spending / self.consumer_price

    def economy(self) -> Economy:
        """Return the baseline that a statistician sees of this world, for counterfactuals in changes."""
        made = self.primitives
        return Economy.from_spending(
            trade_share=self.trade_share,
            consumption_share=made.consumption_share,
            value_added_share=made.value_added_share,
            input_share=np.asarray(made.input_share),
            spending=self.spending,
            trade_elasticity=made.trade_elasticity,
            tariff=made.tariff,
        )


def solve_levels(primitives: Primitives, *, settings: FixedPointSettings | None = None) -> Levels:
    """Return the equilibrium in levels of a world given by technology, labour and bilateral costs.

    The equations are those of `corridor.solve` without hats, solved by the same method and certified alike;
    unlike `solve` it needs no observed trade, and prices and wages have levels.

    Raises
    ------
    SolveError
        A residual of any equation block exceeds 1e-9, or no equilibrium has positive spending.

    """
    started = time.perf_counter()
    settings = settings or FixedPointSettings()
    system, start = _system(primitives)
    found = sought(system.step, start, settings)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # where a search went astray
        state = evaluate(system, found.value)
        raise_if_impossible(system, state, _numbered)
        shares = system.new_shares(state)
        certificate = certified(system, (state, shares), found, (settings, started))
    return Levels(
        primitives=primitives,
        wage=np.exp(state.log_wage),
        price=np.exp(state.log_price),
        consumer_price=np.exp(blocks.consumer_price(state.log_price, system.alpha)),
        trade_share=np.moveaxis(shares, 0, 2),
        expenditure=state.expenditure,
        output=state.output,
        value_added=state.earned,
        spending=state.income,
        certificate=certificate,
    )


def _system(made: Primitives) -> tuple[System, Floats]:
    """Return the equations, in which unknowns are logs of levels, and where to begin."""
    tariff, labour = np.moveaxis(np.asarray(made.tariff), 2, 0), np.asarray(made.labour)
    theta, alpha = np.asarray(made.trade_elasticity), np.asarray(made.consumption_share)
    beta, gamma = made.value_added_share, np.asarray(made.input_share)
    log_productivity = np.log(np.asarray(made.productivity))
    cost = np.ascontiguousarray(np.moveaxis(np.asarray(made.iceberg_cost), 2, 0))
    shares = _powers((1.0 + tariff) * cost, theta)
    sales = shares / (1.0 + tariff)
    log_price, bought = _begin(shares, sales, (labour, log_productivity, theta), (alpha, beta, gamma))
    nothing = np.zeros_like(labour)
    system = System(
        shares=shares,
        sales=sales,
        iceberg_hat=cost,
        tariff=np.ascontiguousarray(tariff),
        taxed=bool(np.any(tariff)),
        alpha=alpha,
        beta=beta,
        gamma=gamma,
        theta=theta,
        value_added=labour,
        world_value_added=float(labour.sum()),
        spending=labour,
        transfer=nothing,
        deficits=deficits_of(np.asarray(made.deficit), labour, nothing, "fixed"),
        rounding=nothing,
        log_productivity=log_productivity,
        agglomeration=np.zeros_like(theta),
        expenditure=bought,
        labour=None,
        labour_share=nothing,
        hours=0.0,
        toil=nothing,
    )
    start = system.start()
    start[len(labour) : len(labour) + log_price.size] = log_price.ravel()
    return system, start


def _powers(cost: Floats, theta: Floats) -> Floats:
    """Return costs to the power of `-theta`, [sector, origin, destination]; else `InputError`."""
    with np.errstate(over="ignore", under="ignore"):  # told next
        shares: Floats = cost ** -theta[:, None, None]
    lost = [s for s, m in enumerate(shares) if not np.isfinite(m).all() or not m.any(axis=0).all()]
    cure = "choose units in which costs are nearer to one, or lower theta"
    message = "costs to the power of -theta leave the range of numbers"
    raise_if([Fault(file="primitives", message=f"sector {s}: {message}", cure=cure) for s in lost])
    return shares


def _begin(
    shares: Floats, sales: Floats, world: tuple[Floats, Floats, Floats], structure: tuple[Floats, ...]
) -> tuple[Floats, Floats]:
    """Return log prices and expenditure at equal wages, [region, sector] both."""
    labour, log_productivity, theta = world
    alpha, beta, gamma = structure
    log_price = np.zeros_like(alpha)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for _ in range(ROUNDS):
            unit = blocks.unit_cost(np.zeros_like(labour), log_price, log_productivity, beta, gamma)
            power = np.exp(-theta * unit)
            log_price = blocks.price_index(shares, power, theta)
        at_basic = sales * power.T[:, :, None] * np.exp(theta * log_price).T[:, None, :]
        at_basic = np.where(np.isfinite(at_basic), at_basic, 0.0)
    return log_price, expenditure_of(labour, np.moveaxis(at_basic, 0, 2), alpha, gamma)


def _numbered(which: ArrayLike) -> str:
    return ", ".join(str(i) for i in np.flatnonzero(which))


def _problems(arrays: dict[str, Floats]) -> list[Fault]:
    """Return every number that cannot be."""
    faults = sign_problems({name: array for name, array in arrays.items() if name != "deficit"})
    for name in ("productivity", "iceberg_cost", "labour"):
        if not float(arrays[name].min()) > 0.0:
            faults.append(Fault(file="primitives", message=f"{name} must be positive", allowed="> 0"))
    off = float(np.abs(arrays["consumption_share"].sum(axis=1) - 1.0).max())
    if not off <= SMALL:
        message = "consumption shares do not sum to one"
        faults.append(
            Fault(file="primitives", message=message, column="consumption_share", value=f"off by {off:.1e}")
        )
    if not float(arrays["input_share"].sum(axis=1).max()) < 1.0:
        message = "inputs are all of a sector's cost"
        faults.append(
            Fault(
                file="primitives", message=message, column="input_share", allowed="sums over inputs below 1"
            )
        )
    alone = ~np.isfinite(arrays["iceberg_cost"]).any(axis=0)
    if np.any(alone):
        message = f"region {_numbered(np.any(alone, axis=1))} cannot buy a good"
        faults.append(
            Fault(file="primitives", message=message, column="iceberg_cost", value="inf from everywhere")
        )
    left = float(arrays["deficit"].sum())
    if abs(left) > SMALL * float(arrays["labour"].sum()):
        faults.append(
            Fault(
                file="primitives",
                message="deficits do not sum to zero",
                column="deficit",
                value=f"{left:g}",
                allowed="0",
            )
        )
    return faults
