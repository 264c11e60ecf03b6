"""A loan, grant or share that finances a project, with its terms, their range and source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corridor.errors import Fault, Faults
from corridor.parameters import STATUSES

GRANT, EQUITY = "grant", "equity"
KINDS = (GRANT, "interest-free", "concessional", "buyer's credit", "commercial", EQUITY)
HIGHEST_RATE = 0.5


@dataclass(frozen=True, slots=True)
class Loan:
    """Money for a project from one side. What loans do not cover, the payer of the project pays itself."""

    lender: str
    country: str
    """Country of the lender, or `multilateral`."""
    kind: str
    """One of `KINDS`; `equity` is a share with its return instead of a rate."""
    currency: str
    share: float
    """Of capital cost."""
    rate: float
    """Nominal interest a year, or return on equity."""
    maturity_years: int
    """From the first outlay to the last instalment; of equity: years of return from opening."""
    grace_years: int
    """From the first outlay, without repayment."""
    rate_low: float
    rate_high: float
    status: str
    source: str

    def problems(self, file: str, place: str) -> list[Fault]:
        """Return everything wrong with the terms of a loan of the project at `place`."""
        where = f"{place} loan of {self.lender}"
        faults = Faults(file)
        for column, value, allowed, cure in (
            ("kind", self.kind, KINDS, "name one of these"),
            ("status", self.status, STATUSES, "mark it"),
        ):
            said = {"column": column, "value": value, "allowed": ", ".join(allowed), "cure": cure}
            faults.check(value in allowed, f"{where}: unknown {column}", **said)
        for column, number, high, cure in (
            ("share", self.share, 1.0, "give the share of capital cost"),
            ("rate", self.rate, HIGHEST_RATE, "2 % is 0.02"),
        ):
            said = {"column": column, "value": f"{number:g}", "allowed": f"0 to {high:g}", "cure": cure}
            faults.check(0.0 <= number <= high, f"{where}: {column} cannot be", **said)
        bounds = f"{self.rate_low:g} to {self.rate_high:g}"
        said = {"column": "rate", "value": f"{self.rate:g}", "allowed": bounds, "cure": "widen the range"}
        faults.check(
            self.rate_low <= self.rate <= self.rate_high, f"{where}: rate is outside its range", **said
        )
        cure = "say where the terms are written"
        faults.check(bool(self.source.strip()), f"{where}: no source", column="source", cure=cure)
        return [*faults, *self._times(file, where)]

    def _times(self, file: str, where: str) -> list[Fault]:
        faults = []
        if self.maturity_years < 1 and self.kind != GRANT:
            value, cure = str(self.maturity_years), "give the years to the last instalment"
            message = f"{where}: never repaid"
            faults.append(
                Fault(
                    file=file,
                    message=message,
                    column="maturity_years",
                    value=value,
                    allowed="1 or more",
                    cure=cure,
                )
            )
        if not 0 <= self.grace_years < max(self.maturity_years, 1):
            value = str(self.grace_years)
            said = f"0 to less than the maturity of {self.maturity_years} years"
            cure = "grace ends before the loan is repaid"
            faults.append(
                Fault(
                    file=file,
                    message=f"{where}: grace",
                    column="grace_years",
                    value=value,
                    allowed=said,
                    cure=cure,
                )
            )
        return faults


def shares_beyond_the_whole(loans: Sequence[Loan], file: str, place: str) -> list[Fault]:
    """Return a fault where loans cover more than the cost."""
    total = sum(loan.share for loan in loans)
    if total <= 1.0 + 1e-9:
        return []
    cure = "lower a share; shares are of capital cost, equity among them"
    message = f"{place} loans cover more than the cost"
    return [
        Fault(
            file=file,
            message=message,
            column="share",
            value=f"{total:g} together",
            allowed="at most 1 together",
            cure=cure,
        )
    ]
