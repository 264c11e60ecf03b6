"""Loans over time: what is drawn, paid as interest and repaid, and how much of it is a gift.

All flows are at the end of a year, nominal. Repayment is in equal instalments of principal, as
export-import banks and development banks lend; a share is paid back as an even yearly return.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.dollar import Dollar
from corridor.projects.loan import EQUITY, GRANT, Loan
from corridor.types import Floats, Ints

DISCOUNT = 0.05
"""Rate of the grant element of the International Monetary Fund and of debt sustainability analyses."""


@dataclass(frozen=True, eq=False)
class Service:
    """A loan by year; US$ nominal, [year]."""

    years: Ints
    drawn: Floats
    interest: Floats
    principal: Floats
    dividends: Floats
    """Returns on equity."""
    outstanding: Floats
    """Owed at the end of the year; nothing of grants and equity."""

    @property
    def paid(self) -> Floats:
        """All that goes back: interest, principal and dividends."""
        return self.interest + self.principal + self.dividends

    def real(self, flow: Floats, dollar: Dollar) -> Floats:
        """Return a nominal flow in dollars of the price year, as the cost of the project stands."""
        found: Floats = flow * dollar.deflator(self.years)
        return found


def service(loan: Loan, capex: tuple[tuple[int, float], ...], opening_year: int) -> Service:
    """Return what a loan draws and pays, from the first outlay of `capex` to its last payment.

    It covers its share of every outlay. After the years of grace, what is owed is repaid evenly over the
    instalments left. Without outlays there is nothing.
    """
    first = min((year for year, _ in capex), default=opening_year)
    last = max([year for year, _ in capex] + [first + loan.maturity_years])
    if loan.kind == EQUITY:
        last = max(last, opening_year + loan.maturity_years - 1)
    years = np.arange(first, last + 1)
    drawn = np.zeros(len(years))
    for year, usd in capex:
        drawn[year - first] += loan.share * usd
    nothing = np.zeros(len(years))
    if loan.kind == GRANT:
        return Service(years, drawn, nothing, nothing, nothing, nothing)
    if loan.kind == EQUITY:
        returns = _returns(loan, drawn, years, opening_year)
        return Service(years, drawn, nothing, nothing, returns, nothing)
    return _repaid(loan, drawn, years)


def _repaid(loan: Loan, drawn: Floats, years: Ints) -> Service:
    interest, principal, owed = np.zeros((3, len(years)))
    before = 0.0
    for k in range(len(years)):
        interest[k] = loan.rate * before
        left = loan.maturity_years - k + 1
        if k > loan.grace_years:
            principal[k] = before / max(left, 1)
        before = before + drawn[k] - principal[k]
        owed[k] = before
    # what is drawn in the last year or later is repaid at once
    principal[-1] += owed[-1]
    owed[-1] = 0.0
    return Service(years, drawn, interest, principal, np.zeros(len(years)), owed)


def _returns(loan: Loan, drawn: Floats, years: Ints, opening_year: int) -> Floats:
    """Return the even amount from opening on that gives equity its rate, [year]."""
    paid = (years >= opening_year) & (years < opening_year + loan.maturity_years)
    worth = (1.0 + loan.rate) ** -(years - years[0]).astype(float)
    returns: Floats = paid * (drawn @ worth) / (paid @ worth)
    return returns


def grant_element(loan: Loan, discount: float = DISCOUNT, payments: int = 2) -> float:
    """Return the share of a loan that is a gift: one less the present value of its service.

    Formula of OECD-DAC and IMF for equal instalments of principal, `payments` a year, with A payments a
    year, D and R discount and interest a payment, G and M grace and maturity:
    `(1 - R/D) (1 - ((1 + D)^-AG - (1 + D)^-AM) / (D (AM - AG)))`. A grant is a gift wholly; a share is not a
    number.
    """
    if loan.kind == GRANT:
        return 1.0
    if loan.kind == EQUITY:
        return float("nan")
    a, per = payments, (1.0 + discount) ** (1.0 / payments) - 1.0
    grace, maturity = a * loan.grace_years, a * loan.maturity_years
    spread = ((1.0 + per) ** -grace - (1.0 + per) ** -maturity) / (per * (maturity - grace))
    return float((1.0 - loan.rate / a / per) * (1.0 - spread))
