"""The calibrated baseline: an economy whose accounts close, or none at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from corridor.economy.baseline import expenditure_of, final_spending
from corridor.economy.flows import parts_of_flows
from corridor.economy.shapes import numbers, shape_problems, share_problems, sign_problems
from corridor.economy.shown import bars, table
from corridor.errors import Fault, raise_if
from corridor.types import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes


CLOSURE = 1e-9
"""Largest relative gap an account may have."""

NOISE = 1e-12
"""A gap between a region's spending and income that is rounding, as a share of the world's spending."""

NAMED = 10
"""Regions that a message names; of more it gives the number."""

ARRAYS = (
    "trade_share",
    "consumption_share",
    "value_added_share",
    "input_share",
    "value_added",
    "trade_elasticity",
    "tariff",
    "expenditure",
    "spending",
)
"""Fields of an economy that are numbers."""


@dataclass(frozen=True, eq=False)
class Economy:
    """Regions that produce, trade and consume, in a base year. All flows are US$ per year.

    Index order: origin, destination, sector; or region, sector; or region, input sector, using
    sector. Arrays are read-only. `trade_share` is kept sector-first in memory, so that a sector's
    matrix is one contiguous block. Made by `from_shares`, `from_spending` or `from_flows`, or of a case by
    `corridor.calibrate`; an economy whose accounts do not close to 1e-9 cannot be made: `InputError` lists
    every gap.
    """

    trade_share: Floats
    """Share of destination's purchases of a sector's goods that comes from origin, `pi`."""
    consumption_share: Floats
    """`alpha`, [region, sector], sums to one."""
    value_added_share: Floats
    """`beta`, [region, sector]."""
    input_share: Floats
    """`gamma`, [region, input sector, using sector]; with `beta` sums to one per using sector."""
    value_added: Floats
    """[region]."""
    trade_elasticity: Floats
    """`theta`, [sector], positive."""
    tariff: Floats
    """Ad valorem rate `t`, [origin, destination, sector]."""
    expenditure: Floats
    """`X`, purchases by users and consumers, tariffs included, [region, sector]."""
    spending: Floats
    """`I`, final expenditure: value added, tariff revenue and deficit, [region]."""
    regions: tuple[str, ...] = ()
    """What messages call the regions; none: their numbers, from zero."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "regions", tuple(self.regions))
        given = numbers("economy", {name: getattr(self, name) for name in ARRAYS})
        for name, array in given.items():
            if array.ndim == 3 and name != "input_share":
                array = np.moveaxis(np.ascontiguousarray(np.moveaxis(array, 2, 0)), 0, 2)  # noqa: PLW2901
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        raise_if(self.problems())

    @classmethod
    def from_shares(  # noqa: PLR0913 - the signature is a promise to users who replicate papers
        cls,
        *,
        trade_share: ArrayLike,
        consumption_share: ArrayLike,
        value_added_share: ArrayLike,
        input_share: ArrayLike,
        value_added: ArrayLike,
        trade_elasticity: ArrayLike,
        tariff: ArrayLike | None = None,
        regions: Sequence[str] = (),
    ) -> Economy:
        """Return the economy with these shares; expenditure and deficits follow from the accounts.

        Final spending is what makes every region's value added equal to `value_added`, given all
        shares: a linear system (`corridor.economy.baseline.final_spending`).

        Raises
        ------
        InputError
            Shapes do not fit, shares do not sum to one, or no non-negative spending closes the accounts.

        """
        shares = _given(
            trade_share=trade_share,
            consumption_share=consumption_share,
            value_added_share=value_added_share,
            input_share=input_share,
            value_added=value_added,
            trade_elasticity=trade_elasticity,
            tariff=tariff,
        )
        spending, expenditure = final_spending(
            shares["trade_share"] / (1.0 + shares["tariff"]),
            shares["consumption_share"],
            shares["value_added_share"],
            shares["input_share"],
            shares["value_added"],
        )
        return cls(**shares, expenditure=expenditure, spending=spending, regions=tuple(regions))

    @classmethod
    def from_spending(  # noqa: PLR0913 - as `from_shares`
        cls,
        *,
        trade_share: ArrayLike,
        consumption_share: ArrayLike,
        value_added_share: ArrayLike,
        input_share: ArrayLike,
        spending: ArrayLike,
        trade_elasticity: ArrayLike,
        tariff: ArrayLike | None = None,
        regions: Sequence[str] = (),
    ) -> Economy:
        """Return the economy with these shares and this final spending; value added follows.

        Arguments as in `from_shares`, with `spending` [region] in place of `value_added`.

        Raises
        ------
        InputError
            Shapes do not fit, or shares do not sum to one.
        SolveError
            Some sectors buy more of each other than they sell.

        """
        shares = _given(
            trade_share=trade_share,
            consumption_share=consumption_share,
            value_added_share=value_added_share,
            input_share=input_share,
            spending=spending,
            trade_elasticity=trade_elasticity,
            tariff=tariff,
        )
        sales = shares["trade_share"] / (1.0 + shares["tariff"])
        expenditure = expenditure_of(
            shares["spending"], sales, shares["consumption_share"], shares["input_share"]
        )
        output = np.einsum("ods,ds->os", sales, expenditure)
        earned = (shares["value_added_share"] * output).sum(axis=1)
        return cls(**shares, value_added=earned, expenditure=expenditure, regions=tuple(regions))

    @classmethod
    def from_flows(
        cls,
        *,
        trade: ArrayLike,
        trade_elasticity: ArrayLike,
        input_share: ArrayLike | None = None,
        tariff: ArrayLike | None = None,
        regions: Sequence[str] = (),
    ) -> Economy:
        """Return the economy of a trade matrix; all shares, spending and deficits follow from it.

        Parameters
        ----------
        trade
            Sales at basic prices, tariffs not included, with sales at home, [origin, destination, sector] US$
            per year.
        trade_elasticity
            `theta`, [sector].
        input_share
            `gamma`, [region, input sector, using sector], per unit of output; none: output is value added.
        tariff
            Ad valorem rates, [origin, destination, sector]; none: zero.
        regions
            Names for messages.

        Raises
        ------
        InputError
            Shapes do not fit, a flow is negative, or a region's sectors use more of a good than it buys.

        """
        return cls(**parts_of_flows(trade, trade_elasticity, input_share, tariff), regions=tuple(regions))

    def _repr_html_(self) -> str:
        n, s = self.expenditure.shape
        home = np.einsum("iis,is->", self.trade_share, self.expenditure) / self.expenditure.sum()
        rows = [
            ("regions", f"{n}"),
            ("sectors", f"{s}"),
            ("value added", f"{self.value_added.sum():.4g} US$ a year"),
            ("purchases at home", f"{100.0 * home:.1f} %"),
            ("tariff revenue", f"{self.tariff_revenue.sum():.4g} US$ a year"),
            ("largest deficit", f"{self.deficit.max():.4g} US$ a year"),
            ("trade elasticity", f"{self.trade_elasticity.min():.3g} to {self.trade_elasticity.max():.3g}"),
        ]
        return table("Economy", ("", ""), rows)

    def plot(self, *, top: int = 10, ax: Axes | None = None) -> Axes:
        """Return axes with the value added of the largest regions, `top` of them."""
        at = [int(i) for i in np.argsort(-self.value_added, kind="stable")[:top]]
        names = [self.names[i] for i in at]
        return bars(names, self.value_added[at], "value added, US$ a year", ax)

    @property
    def names(self) -> tuple[str, ...]:
        """What regions are called: their names, or their numbers from zero."""
        return self.regions or tuple(str(i) for i in range(len(self.value_added)))

    def named(self, which: ArrayLike) -> str:
        """Return the names of the regions that are true in `which`, [region], for a message."""
        at = [int(i) for i in np.flatnonzero(which)]
        some = ", ".join(self.names[i] for i in at[:NAMED])
        return some if len(at) <= NAMED else f"{some} and {len(at) - NAMED} more"

    @cached_property
    def output(self) -> Floats:
        """Gross output `Y = sum_j pi X / (1 + t)`, [region, sector]."""
        sold: Floats = np.einsum("ods,ds->os", self.trade_share / (1.0 + self.tariff), self.expenditure)
        return sold

    @cached_property
    def by_sector(self) -> tuple[Floats, Floats]:
        """Trade shares and the same over `1 + t`, [sector, origin, destination]."""
        shares = np.moveaxis(self.trade_share, 2, 0)
        return shares, net_of(shares, self.tariff)

    @cached_property
    def tariff_revenue(self) -> Floats:
        """`R`, [region]."""
        paid = self.trade_share * self.tariff / (1.0 + self.tariff)
        revenue: Floats = np.einsum("ods,ds->d", paid, self.expenditure)
        return revenue

    @cached_property
    def unbalanced(self) -> Floats:
        """Spending less value added and tariff revenue as the accounts have it, [region]."""
        return self.spending - self.value_added - self.tariff_revenue

    @cached_property
    def deficit(self) -> Floats:
        """`D`, spending beyond value added and tariff revenue, [region]; sums to zero.

        A gap below `NOISE` of the world's spending is rounding and no deficit: no payment that stays when a
        region's income falls. It stays with the region as a share of its value added.
        """
        noise = (np.abs(self.unbalanced) <= NOISE * self.spending.sum()) & (self.value_added > 0.0)
        return np.where(noise, 0.0, self.unbalanced)

    @cached_property
    def rounding(self) -> Floats:
        """What is rounding and no deficit in the gap of spending, as a share of value added, [region]."""
        noise = self.unbalanced - self.deficit
        return np.divide(noise, self.value_added, out=np.zeros_like(noise), where=self.value_added > 0.0)

    def problems(self) -> list[Fault]:
        """Return every account that does not close and every number that cannot be."""
        arrays = {name: getattr(self, name) for name in ARRAYS}
        faults = [*shape_problems(arrays), *_name_problems(self)]
        return faults or [*sign_problems(arrays), *_closure_problems(self)]


def _given(**given: ArrayLike | None) -> dict[str, Floats]:
    """Return arrays that fit each other, tariffs of zero where there are none; else `InputError`."""
    arrays = numbers("economy", {name: value for name, value in given.items() if value is not None})
    arrays.setdefault("tariff", np.zeros_like(arrays["trade_share"]))
    raise_if(shape_problems(arrays) or [*sign_problems(arrays), *share_problems(arrays)])
    return arrays


def _name_problems(economy: Economy) -> list[Fault]:
    names, n = economy.regions, len(economy.consumption_share)
    if len(names) in (0, n):
        return []
    return [
        Fault(
            file="economy",
            message="names of regions do not fit",
            column="regions",
            value=str(len(names)),
            allowed=str(n),
        )
    ]


def _closure_problems(economy: Economy) -> list[Fault]:
    used = economy.expenditure > 0.0
    technology = economy.value_added_share + economy.input_share.sum(axis=1)
    produces = economy.output > 0.0
    implied = (economy.value_added_share * economy.output).sum(axis=1)
    inputs = np.einsum("jks,js->jk", economy.input_share, economy.output)
    bought = economy.consumption_share * economy.spending[:, None] + inputs
    consumes = economy.spending > 0.0
    checks = [
        ("trade shares sum to one over origins", economy.trade_share.sum(axis=0)[used], 1.0),
        ("consumption shares sum to one", economy.consumption_share.sum(axis=1)[consumes], 1.0),
        ("value-added and input shares sum to one", technology[produces], 1.0),
        ("value added equals its share of output", implied, economy.value_added),
        ("expenditure equals consumption plus inputs", bought, economy.expenditure),
        (
            "deficits sum to zero",
            economy.spending.sum(),
            (economy.value_added + economy.tariff_revenue).sum(),
        ),
    ]
    faults = []
    for name, left, right in checks:
        gap = relative_gap(left, right)
        if not gap <= CLOSURE:
            allowed = f"within {CLOSURE:g}"
            faults.append(
                Fault(
                    file="economy", message=f"{name}: does not hold", value=f"gap {gap:.2e}", allowed=allowed
                )
            )
    return faults


def net_of(shares: Floats, tariff: Floats) -> Floats:
    """Return shares over `1 + t`, [sector, origin, destination]; the same array where nothing is taxed.

    `tariff` is [origin, destination, sector]. Sector by sector, so that what is made on the way stays small.
    """
    if not np.any(tariff):
        return shares
    net = np.empty(shares.shape)
    for s, share in enumerate(shares):
        np.divide(share, 1.0 + tariff[:, :, s], out=net[s])
    return net


def relative_gap(left: ArrayLike, right: ArrayLike) -> float:
    """Return the largest difference relative to the right side's mean size."""
    a, b = np.asarray(left, dtype=float), np.asarray(right, dtype=float)
    scale = max(float(np.mean(np.abs(b))), np.finfo(float).tiny) if b.size else 1.0
    with np.errstate(over="ignore", invalid="ignore"):  # a gap without bound is one
        return float(np.max(np.abs(a - b) / np.maximum(np.abs(b), 1e-6 * scale), initial=0.0))
