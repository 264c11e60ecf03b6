"""Who gains, who pays and who lends: every flow of a project to the group that feels it.

Present values of groups add up to the economic net present value: what one pays another, loans among it,
cancels out (Asian Development Bank 2017, Guidelines for the Economic Analysis of Projects, on the
distribution of net benefits; Londero 1996, Benefits and Beneficiaries).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corridor.appraisal.cashflow import Floats, Ints, present_value
from corridor.appraisal.finance.lending import Service
from corridor.appraisal.finance.prices import Financial, Prices
from corridor.projects.loan import EQUITY, GRANT, Loan

CONSUMERS, WORKERS, TAXPAYERS = "consumers and firms", "unskilled workers", "taxpayers"
USERS, EXCHANGE = "users who pay charges", "holders of foreign exchange"
LENDERS, OWNERS, DONORS, CLIMATE = "lenders", "owners abroad", "donors", "climate"
POWER_USERS, OWNERS_HOME = "users of electricity", "owners at home"
PAYER: Mapping[str, str] = {
    "plant": POWER_USERS,
    "line": POWER_USERS,
    "mine": OWNERS_HOME,
    "park": OWNERS_HOME,
    "farm": OWNERS_HOME,
}
"""Type of project to the group that pays what it costs; taxpayers pay for all others."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one group of one country has of a project: positive, it gains."""

    country: str
    group: str
    flow: str
    usd: float
    """Present value."""


@dataclass(frozen=True, eq=False)
class Deal:
    """One project: what is paid, at what prices, by whom and with whose money."""

    paid: Financial
    prices: Prices
    kind: str
    """Type of project."""
    loans: tuple[tuple[Loan, Service], ...]


@dataclass(frozen=True, slots=True)
class Counting:
    """How flows are summed."""

    home: str
    rate: float
    price_year: int
    inflation: float
    """Of the currency of loans, a year."""

    def worth(self, flow: Floats, years: Ints) -> float:
        """Return the present value of a flow."""
        return present_value(flow, years, self.rate, self.price_year)


def gains(benefit: Mapping[str, Floats], carbon: Floats, years: Ints, counting: Counting) -> list[Share]:
    """Return what consumers of each country and the climate gain."""
    found = [
        Share(country, CONSUMERS, "real consumption", counting.worth(flow, years))
        for country, flow in benefit.items()
    ]
    return [*found, Share("world", CLIMATE, "carbon", counting.worth(carbon, years))]


def burdens(deal: Deal, counting: Counting) -> list[Share]:
    """Return who bears the cost of a project and who has its money; they sum to less its economic cost."""
    home, payer = counting.home, PAYER.get(deal.kind, TAXPAYERS)
    cost = counting.worth(deal.paid.cost, deal.paid.years)
    found = [
        Share(home, payer, "cost of works and operation", -cost),
        Share(home, TAXPAYERS, "taxes and duties", deal.prices.tax * cost),
        Share(home, WORKERS, "wages above their time", deal.prices.rent * cost),
        Share(home, EXCHANGE, "scarce foreign exchange", -deal.prices.premium * cost),
    ]
    charges = counting.worth(deal.paid.revenue, deal.paid.years)
    if charges > 0.0 and payer != POWER_USERS:
        found += [Share(home, USERS, "charges", -charges), Share(home, payer, "charges", charges)]
    for loan, service in deal.loans:
        found += _financed(loan, service, payer, counting)
    return found


def _financed(loan: Loan, service: Service, payer: str, counting: Counting) -> list[Share]:
    """Return both sides of a loan at the prices of its first year, as the cost stands."""
    drawn, back = (
        counting.worth(service.real(flow, counting.inflation), service.years)
        for flow in (service.drawn, service.paid)
    )
    group = {GRANT: DONORS, EQUITY: OWNERS}.get(loan.kind, LENDERS)
    abroad = loan.country
    return [
        Share(counting.home, payer, f"money from {group}", drawn),
        Share(counting.home, payer, f"paid to {group}", -back),
        Share(abroad, group, "money given", -drawn),
        Share(abroad, group, "money received", back),
    ]


def summed(shares: Iterable[Share]) -> list[Share]:
    """Return shares added up by country, group and flow, in the order they came."""
    total: dict[tuple[str, str, str], float] = {}
    for share in shares:
        key = (share.country, share.group, share.flow)
        total[key] = total.get(key, 0.0) + share.usd
    return [Share(*key, usd) for key, usd in total.items()]
