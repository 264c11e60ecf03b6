"""What a plant or a line is paid for standing ready, whether it runs or not, as its register states it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corridor.errors import Fault, Faults
from corridor.parameters import STATUSES

FIRST, LAST = 1990, 2100


@dataclass(frozen=True, slots=True)
class CapacityPayment:
    """Fixed charges of one year under a contract to supply: debt, equity and fixed operation, never fuel."""

    year: int
    """Calendar year; a fiscal year by its end."""
    usd: float
    """Nominal, at the exchange rate of the year."""
    status: str
    source: str

    def problems(self, file: str, place: str) -> list[Fault]:
        """Return everything wrong with the payment of the project at `place`."""
        faults = Faults(file)
        said = {"column": "usd", "value": f"{self.usd:g}", "allowed": "0 or more", "cure": "give US$ a year"}
        faults.check(self.usd >= 0.0, f"{place} capacity payment of {self.year}", **said)
        said = {"column": "status", "value": self.status, "allowed": ", ".join(STATUSES), "cure": "mark it"}
        faults.check(self.status in STATUSES, f"{place} capacity payment of {self.year}", **said)
        said = {
            "column": "year",
            "value": str(self.year),
            "allowed": f"{FIRST} to {LAST}",
            "cure": "correct it",
        }
        faults.check(FIRST <= self.year <= LAST, f"{place} year of a capacity payment", **said)
        cure = "say where it is written"
        faults.check(bool(self.source), f"{place} capacity payment of {self.year} has no source", cure=cure)
        return faults


def capacity_faults(payments: Sequence[CapacityPayment], file: str, place: str) -> list[Fault]:
    """Return everything wrong with the payments of one project; a year may be there once."""
    faults = Faults(file)
    faults += [fault for one in payments for fault in one.problems(file, place)]
    years = [one.year for one in payments]
    said = {"column": "year", "value": str(years), "allowed": "each year once", "cure": "add them up"}
    faults.check(len(set(years)) == len(years), f"{place} capacity payments", **said)
    return faults
