"""Ratios of a yearly stream beyond net present value, benefit-cost ratio and internal rate.

Sources: Asian Development Bank (2017), Guidelines for the Economic Analysis of Projects; Transport Research
Laboratory (2005), Overseas Road Note 5, chapter 14 (first-year rate of return); Lin (1976), The modified
internal rate of return, Engineering Economist 21(4).
"""

from __future__ import annotations

import numpy as np

from corridor.money.cashflow import Stream, present_value
from corridor.types import Floats, Ints

NOT_A_NUMBER = float("nan")


def modified_internal_rate(flow: Floats, rate: float) -> float:
    """Return the modified internal rate of yearly net flows, financed and reinvested at `rate`.

    Outlays are discounted to the first year and receipts carried to the last; the rate at which the one
    grows into the other. Not a number where there are no outlays or no receipts.
    """
    elapsed = np.arange(len(flow), dtype=float)
    paid = -float(np.sum(np.minimum(flow, 0.0) * (1.0 + rate) ** -elapsed))
    received = float(np.sum(np.maximum(flow, 0.0) * (1.0 + rate) ** (elapsed[-1] - elapsed)))
    if not (paid > 0.0 and received > 0.0) or len(flow) < 2:
        return NOT_A_NUMBER
    return float((received / paid) ** (1.0 / elapsed[-1]) - 1.0)


def value_per_capex(flows: Stream, capex: Floats, rate: float) -> float:
    """Return net present value over the present value of capital outlays, [year] of `flows`.

    The order in which projects come where capital is short. Not a number without capital.
    """
    year = int(flows.years[0])
    outlay = present_value(capex, flows.years, rate, year)
    return present_value(flows.net, flows.years, rate, year) / outlay if outlay > 0.0 else NOT_A_NUMBER


def first_year_return(flows: Stream, capex: Floats, opening_year: int, rate: float) -> float:
    """Return net benefits of the opening year over capital outlays until then, compounded to it.

    Below the discount rate the project comes too early. Not a number where the opening year is not in
    `flows`, or nothing was spent before it.
    """
    before = flows.years < opening_year
    at = np.flatnonzero(flows.years == opening_year)
    spent = present_value(capex[before], flows.years[before], rate, opening_year)
    if not len(at) or not spent > 0.0:
        return NOT_A_NUMBER
    earned = flows.net[at[0]] + capex[at[0]]
    return float(earned / spent)


def annual_value(flow: Floats, years: Ints, rate: float) -> float:
    """Return the even yearly amount over `years` that has the present value of the flow."""
    base = int(years[0])
    return present_value(flow, years, rate, base) / present_value(np.ones(len(years)), years, rate, base)
