"""The baseline trade matrix: gravity inside the frame of what is observed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from corridor.economy.accounts import Accounts
from corridor.economy.economy import Economy
from corridor.errors import Fault, SolveError, raise_if
from corridor.types import Floats

TOLERANCE = 1e-11
MAX_ROUNDS = 5000

DIVERGED = 1e150
"""No factor of a matrix that can be balanced grows so large."""


AT_A_TIME = 2
"""Sectors balanced at a time; results do not depend on it."""


def calibrate(accounts: Accounts, iceberg: Floats, trade_elasticity: Floats) -> Economy:
    """Return the baseline economy (DESIGN 3.2).

    Per sector `X_ijs = a_i tau_ijs^-theta_s phi_cds b_j`, where `a`, `b` and `phi` make rows sum to
    regional output, columns to regional expenditure and country pairs to observed trade.

    Parameters
    ----------
    accounts
        Output, structure and trade between countries.
    iceberg
        `tau`, [origin, destination, sector], at least one.
    trade_elasticity
        `theta`, [sector].

    Raises
    ------
    InputError
        The accounts do not close, or a cost is not finite.
    SolveError
        The balancing did not converge.

    """
    raise_if(_impassable(iceberg, accounts.regions))
    country = accounts.country
    spending = _regional_spending(accounts)
    frames = frames_of(accounts)

    def shares(k: int) -> Floats:
        """Return the trade shares of sector `k`, [origin, destination]."""
        frame = frames[k]
        flows = balanced(iceberg[:, :, k] ** -trade_elasticity[k], frame)
        paid = flows * frame.wedge[np.ix_(country, country)]
        bought = paid.sum(axis=0)
        share: Floats = np.divide(paid, bought, out=np.zeros_like(paid), where=bought > 0.0)
        return share

    with ThreadPoolExecutor(AT_A_TIME) as pool:  # sectors do not meet, and numpy leaves the lock
        by_sector = np.stack(list(pool.map(shares, range(len(frames)))))
    return Economy.from_spending(
        trade_share=np.moveaxis(by_sector, 0, 2),
        consumption_share=accounts.consumption_share[country],
        value_added_share=accounts.value_added_share[country],
        input_share=accounts.input_share[country],
        spending=spending,
        trade_elasticity=trade_elasticity,
        tariff=accounts.tariff[np.ix_(country, country)],
        regions=accounts.regions,
    )


def _impassable(iceberg: Floats, regions: tuple[str, ...]) -> list[Fault]:
    """Return a fault for every region from which some cost is not a positive number."""
    wrong = ~(np.isfinite(iceberg) & (iceberg > 0.0)).all(axis=(1, 2))
    cure = "join the region to the network"
    return [
        Fault(
            file="accounts",
            message=f"{regions[int(i)]}: a trade cost is not finite",
            allowed=">= 1",
            cure=cure,
        )
        for i in np.flatnonzero(wrong)
    ]


def _regional_spending(accounts: Accounts) -> Floats:
    """Return final expenditure by region: the country's, shared by disposable weight."""
    weight = accounts.disposable_weight
    total = accounts.national(weight)
    return accounts.national_spending[accounts.country] * weight / total[accounts.country]


@dataclass(frozen=True, eq=False)
class Frame:
    """The totals one sector's trade matrix must meet, US$ per year."""

    rows: Floats
    """Output at basic prices, [region]."""
    columns: Floats
    """Purchases, tariffs included, [region]."""
    blocks: Floats
    """Trade at basic prices, [origin country, destination country]."""
    wedge: Floats
    """One plus the tariff, [origin country, destination country]."""
    country: NDArray[np.int64]
    """Country index of each region."""


def frames_of(accounts: Accounts) -> list[Frame]:
    """Return the totals that trade must meet, by sector."""
    country, output, spending = accounts.country, accounts.output, _regional_spending(accounts)
    inputs = np.einsum("jks,js->jk", accounts.input_share[country], output)
    expenditure = accounts.consumption_share[country] * spending[:, None] + inputs
    return [
        Frame(
            rows=output[:, k],
            columns=expenditure[:, k],
            blocks=accounts.country_trade[:, :, k],
            wedge=1.0 + accounts.tariff[:, :, k],
            country=country,
        )
        for k in range(output.shape[1])
    ]


def balanced(kernel: Floats, frame: Frame) -> Floats:
    """Return `a_i kernel_ij phi_cd b_j` that meets the frame, [origin, destination] at basic prices.

    Iterative proportional fitting in three directions (Deming & Stephan 1940).
    """
    rows, columns, blocks, country = frame.rows, frame.columns, frame.blocks, frame.country
    a, b = np.ones(len(rows)), np.ones(len(columns))
    full = np.ix_(country, country)
    member = csr_array(
        (np.ones(len(country)), (country, np.arange(len(country)))), shape=(len(blocks), len(country))
    )
    paid = kernel * frame.wedge[full]
    change = np.inf
    for _ in range(MAX_ROUNDS):
        gravity = a[:, None] * kernel * b[None, :]
        by_country: Floats = member @ np.ascontiguousarray((member @ gravity).T)
        phi = _ratio(blocks, by_country.T)
        spread = phi[full]
        a_new = _ratio(rows, (kernel * spread) @ b)
        b_new = _ratio(columns, a_new @ (paid * spread))
        change = max(_log_change(a, a_new), _log_change(b, b_new))
        a, b = a_new, b_new
        if change <= TOLERANCE:
            flows: Floats = a[:, None] * kernel * spread * b[None, :]
            return flows
        if not max(float(a.max()), float(b.max())) < DIVERGED:
            break
    raise SolveError(
        f"The trade matrix did not balance in {MAX_ROUNDS} rounds or less (last change {change:.1e}): "
        "a region's output cannot be sold to anyone under the observed country totals."
    )


def _ratio(wanted: Floats, have: Floats) -> Floats:
    return np.divide(wanted, have, out=np.zeros_like(wanted), where=have > 0.0)


def _log_change(old: Floats, new: Floats) -> float:
    both = (old > 0.0) & (new > 0.0)
    if np.any((old > 0.0) != (new > 0.0)):
        return float("inf")
    return float(np.max(np.abs(np.log(new[both] / old[both])), initial=0.0))
