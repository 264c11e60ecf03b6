"""Tables of sensitivity tests and of switching values, one venture after the other."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from corridor.money.own_rate import own_rates
from corridor.money.switching import Tested, run_tests, switching_values
from corridor.money.venture import Horizon, Venture

SWITCHING = ["project_id", "variable", "discount_rate", "switching_value", "unit"]


def sensitivity_table(ventures: Iterable[Venture], horizon: Horizon) -> pd.DataFrame:
    """Return the tests of every venture: what changes, net present values, internal rate."""
    names = [f"npv_{name}" for name in horizon.rates]
    columns = ["project_id", "test", "cost_change", "benefit_change", "delay_years", *names]
    columns += ["eirr", "eirr_note"]
    rows = [
        (v.name, *_test(t), *t.npv.values(), t.eirr.single, t.eirr.note)
        for v in ventures
        for t in run_tests(v, horizon)
    ]
    return pd.DataFrame(rows, columns=columns)


def _test(found: Tested) -> tuple[str, float, float, int]:
    return found.test.name, found.test.cost, found.test.benefit, found.test.delay


def switching_table(ventures: Iterable[Venture], horizon: Horizon) -> pd.DataFrame:
    """Return at which cost, benefit, delay and discount rate each venture is worth nothing."""
    rows: list[tuple[str, str, str, float, str]] = []
    for venture in ventures:
        for name, rate in horizon.rates.items():
            found = switching_values(venture, horizon, rate)
            rows += [
                (venture.name, "costs", name, found.cost, "change, share"),
                (venture.name, "benefits", name, found.benefit, "change, share"),
                (venture.name, "delay", name, found.delay, "years"),
            ]
        eirr = own_rates(venture, lambda one: one.stream(horizon)).single
        rows.append((venture.name, "discount rate", "", eirr, "1/year"))
    return pd.DataFrame(rows, columns=SWITCHING)
