"""Who gains, who pays and who lends: every flow of a project to the group that feels it.

Present values of groups add up to the economic net present value: what one pays another, loans among it,
cancels out (Asian Development Bank 2017, Guidelines for the Economic Analysis of Projects, on the
distribution of net benefits; Londero 1996, Benefits and Beneficiaries).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from corridor.dollar import Dollar
from corridor.errors import Fault, InputError
from corridor.money.capacity import POWER_USERS, Capacity
from corridor.money.cashflow import present_value
from corridor.money.lending import Service
from corridor.money.prices import CostConversion, Financial
from corridor.projects.loan import EQUITY, GRANT, Loan
from corridor.projects.types import project_type
from corridor.types import Floats, Ints

CONSUMERS, WORKERS, TAXPAYERS = "consumers and firms", "unskilled workers", "taxpayers"
USERS, EXCHANGE = "users who pay charges", "holders of foreign exchange"
LENDERS, OWNERS, DONORS, CLIMATE = "lenders", "owners abroad", "donors", "climate"
OWNERS_HOME = "owners at home"
PAYERS = (TAXPAYERS, POWER_USERS, OWNERS_HOME)
"""Groups that pay what projects cost."""


def payer(kind: str) -> str:
    """Return the group that pays what projects of a type cost.

    Raises `InputError` where the table of types names a group that pays for nothing.
    """
    group = project_type(kind).payer
    if group not in PAYERS:
        fault = Fault(
            file="data/project_types.csv",
            message=f"`{kind}` is paid by no group that pays for projects",
            column="payer",
            value=group,
            allowed=", ".join(PAYERS),
            cure="correct the table",
        )
        raise InputError([fault])
    return group


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
    prices: CostConversion
    kind: str
    """Type of project."""
    loans: tuple[tuple[Loan, Service], ...]
    owners: Mapping[str, float] = field(default_factory=dict)
    """Share of a mine or of a contracted plant by country of its owners; empty: all of it at home."""
    contract: Capacity | None = None
    """Payments for standing ready; with them the owners bear the cost, and users of electricity pay them."""
    subsidy: float = 0.0
    """Share of these payments that taxpayers bear instead."""

    def payers(self, home: str) -> list[tuple[str, str, float]]:
        """Return who pays: country, group and share. Owners abroad earn in the gains of their country."""
        group = payer(self.kind) if self.contract is None else OWNERS_HOME
        return [
            (country, group if country == home else OWNERS, share)
            for country, share in (self.owners or {home: 1.0}).items()
        ]


@dataclass(frozen=True, slots=True)
class Counting:
    """How flows are summed."""

    home: str
    rate: float
    dollar: Dollar
    """Of the price year; loans are nominal."""

    def worth(self, flow: Floats, years: Ints) -> float:
        """Return the present value of a flow."""
        return present_value(flow, years, self.rate, self.dollar.year)


def gains(benefit: Mapping[str, Floats], carbon: Floats, years: Ints, counting: Counting) -> list[Share]:
    """Return what consumers of each country and the climate gain."""
    found = [
        Share(country, CONSUMERS, "real consumption", counting.worth(flow, years))
        for country, flow in benefit.items()
    ]
    return [*found, Share("world", CLIMATE, "carbon", counting.worth(carbon, years))]


def burdens(deal: Deal, counting: Counting) -> list[Share]:
    """Return who bears the cost of a project and who has its money; they sum to less its economic cost."""
    home, payers = counting.home, deal.payers(counting.home)
    cost = counting.worth(deal.paid.cost, deal.paid.years)
    found = [
        *(Share(place, group, "cost of works and operation", -part * cost) for place, group, part in payers),
        Share(home, TAXPAYERS, "taxes and duties", deal.prices.tax * cost),
        Share(home, WORKERS, "wages above their time", deal.prices.rent * cost),
        Share(home, EXCHANGE, "scarce foreign exchange", -deal.prices.premium * cost),
    ]
    charges = counting.worth(deal.paid.revenue, deal.paid.years)
    if charges > 0.0 and payer(deal.kind) != POWER_USERS:
        found.append(Share(home, USERS, "charges", -charges))
        found += [Share(place, group, "charges", part * charges) for place, group, part in payers]
    for loan, service in deal.loans:
        if deal.contract is None or loan.kind != EQUITY:  # owners have what is left of the payments
            found += _financed(loan, service, payers, counting)
    return [*found, *_contracted(deal, payers, counting)]


def _contracted(deal: Deal, payers: Iterable[tuple[str, str, float]], counting: Counting) -> list[Share]:
    """Return both sides of the payments for standing ready, whether the plant runs or not."""
    if deal.contract is None:
        return []
    inside = deal.contract.years <= int(deal.paid.years[-1])
    usd = counting.worth(deal.contract.real(counting.dollar)[inside], deal.contract.years[inside])
    return [
        Share(counting.home, POWER_USERS, "capacity payments", -(1.0 - deal.subsidy) * usd),
        Share(counting.home, TAXPAYERS, "capacity payments by subsidy", -deal.subsidy * usd),
        *(Share(place, group, "capacity payments", part * usd) for place, group, part in payers),
    ]


def _financed(
    loan: Loan, service: Service, payers: Iterable[tuple[str, str, float]], counting: Counting
) -> list[Share]:
    """Return both sides of a loan at the prices of the price year, as the cost stands."""
    drawn, back = (
        counting.worth(service.real(flow, counting.dollar), service.years)
        for flow in (service.drawn, service.paid)
    )
    lender = {GRANT: DONORS, EQUITY: OWNERS}.get(loan.kind, LENDERS)
    return [
        *(Share(place, group, f"money from {lender}", part * drawn) for place, group, part in payers),
        *(Share(place, group, f"paid to {lender}", -part * back) for place, group, part in payers),
        Share(loan.country, lender, "money given", -drawn),
        Share(loan.country, lender, "money received", back),
    ]


def summed(shares: Iterable[Share]) -> list[Share]:
    """Return shares added up by country, group and flow, in the order they came."""
    total: dict[tuple[str, str, str], float] = {}
    for share in shares:
        key = (share.country, share.group, share.flow)
        total[key] = total.get(key, 0.0) + share.usd
    return [Share(*key, usd) for key, usd in total.items()]
