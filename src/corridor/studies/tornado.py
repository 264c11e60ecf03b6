"""What the worth of a portfolio hangs on: bars over published ranges, and switching values by re-solve.

Parameters that move the equilibrium (trade elasticities, the value of time) are solved anew at every value,
network, calibration and equilibrium; costs, benefits, delay, growth, carbon and the discount rate act
on the streams. The order in which gains of a portfolio come is held. Eschenbach (1992), Spiderplots versus
tornado diagrams for sensitivity analysis, Interfaces 22(6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from corridor.case.case import Case
from corridor.errors import ARGUMENT, Fault, Faults, raise_if
from corridor.model.baseline import BaselineOf, baseline
from corridor.model.selection import UPGRADED, Scenario, alone, selection
from corridor.model.solved import impact_of
from corridor.money.cashflow import present_value
from corridor.money.gains import parted
from corridor.money.switching import Test, switching_values, tested
from corridor.money.venture import Horizon, Venture
from corridor.money.ventures import economic_asset, horizon, joint_gains, ventures
from corridor.parameters import Parameter
from corridor.types import Progress

GROUPS: Mapping[str, tuple[str, str]] = {
    "trade elasticity": ("trade_elasticity.", "C"),
    "value of time": ("value_of_time.", "container"),
}
"""Cause to the beginning of the parameters that move together, and the one that stands for them."""

ENOUGH = 0.02
"""Width of the bracket of a switching value, as a share of the way from a value to the end of its range."""
MOST = 10
"""Solves for one switching value at most."""
STREAMS: Mapping[str, str] = {
    "benefit_growth": "growth of benefits",
    "carbon_price": "price of carbon",
    "shadow.wage": "shadow wage",
    "shadow.exchange": "shadow exchange rate",
}
"""Parameter that acts on streams alone to what it is."""


@dataclass(frozen=True, eq=False)
class Tornado:
    """Bars, widest first, switching values by re-solve, and every solve that was made."""

    name: str
    """Of the portfolio."""
    rate: str
    """Name of the discount rate of the picture."""
    npv: float
    """As expected, US$."""
    bars: pd.DataFrame
    """cause, parameter, unit, value, low, high, npv_low_end, npv_high_end, width, how."""
    switching: pd.DataFrame
    """cause, parameter, unit, value, switching_value, bracket_low, bracket_high, range, solves, verdict."""
    solves: pd.DataFrame
    """cause, parameter, value, npv."""


@dataclass(frozen=True)
class _Study:
    """A portfolio, its venture as expected, and how to value it in another world."""

    case: Case
    scenario: Scenario
    venture: Venture
    time: Horizon
    rate: str
    baseline_of: BaselineOf

    def npv(self, venture: Venture, time: Horizon, test: Test | None = None) -> float:
        """Return the net present value of a venture, with a test where there is one."""
        test = test or Test("as expected")
        rate = time.rates[self.rate]
        flows = tested(venture.at(rate).stream(time, test.delay), test)
        return present_value(flows.net, flows.years, rate, time.price_year)

    def solved_anew(self, values: Mapping[str, float]) -> float:
        """Return the net present value with parameters of the equilibrium changed."""
        world = self.baseline_of(replace(self.case, parameters=self.case.parameters.with_values(values)))
        joint = joint_gains(world, impact_of(world, self.scenario))
        return self.npv(replace(self.venture, gains=parted(self.venture.gains, joint)), self.time)


def tornado(
    case: Case,
    projects: Iterable[str] | None = None,
    *,
    without: Iterable[str] = (),
    rate: str = "low",
    progress: Progress | None = None,
    baseline_of: BaselineOf = baseline,
) -> Tornado:
    """Return what the net present value of a portfolio hangs on.

    Parameters
    ----------
    case
        A checked case.
    projects, without
        As in `corridor.appraise`; none: all that are planned.
    rate
        Name of the discount rate, `low` or `high`.
    progress
        Called with (stage, done, total).
    baseline_of
        Makes worlds; a cache may stand in for `worlds`.

    Raises
    ------
    InputError
        No such project or rate, nothing acts, or a cost of the portfolio is not known.
    SolveError
        An equilibrium misses its tolerance.

    """
    study = _study(case, _portfolio(case, projects, without), rate, baseline_of, progress)
    expected = study.npv(study.venture, study.time)
    bars, switching, solves = [], [], []
    for done, (cause, (beginning, lead)) in enumerate(GROUPS.items()):
        if progress:
            progress("solve anew", done, len(GROUPS))
        path = _Path(study, cause, beginning, lead, expected)
        bars.append(path.bar())
        switching.append(path.switching())
        solves += path.rows()
    bars += [*_on_streams(study), *_on_plan(study)]
    switching += _closed(study)
    table = pd.DataFrame(bars)
    table["width"] = (table["npv_high_end"] - table["npv_low_end"]).abs()
    table = table.sort_values("width", ascending=False, kind="stable").reset_index(drop=True)
    return Tornado(study.scenario.name, rate, expected, table, pd.DataFrame(switching), pd.DataFrame(solves))


def _portfolio(case: Case, projects: Iterable[str] | None, without: Iterable[str]) -> Scenario:
    """Return the portfolio in question, under the name that an appraisal gives it."""
    found = selection(case.projects, projects, without)
    return found if projects is not None else replace(found, name=UPGRADED)


def _faults(main: Scenario, rate: str, time: Horizon) -> list[Fault]:
    """Return why no tornado can be drawn."""
    faults = Faults("projects.json")
    for project in main.projects:
        said = {"value": project.project_id, "allowed": "a cost", "cure": "leave it out, or give its cost"}
        faults.check(bool(project.capex), "no cost is known", column="capex", **said)
    asked = Faults(ARGUMENT)
    said = {"value": rate, "allowed": ", ".join(time.rates), "cure": "name one"}
    asked.check(rate in time.rates, "no such discount rate", column="rate", **said)
    return [*asked, *faults]


def _study(
    case: Case,
    main: Scenario,
    rate: str,
    baseline_of: BaselineOf,
    progress: Progress | None,
) -> _Study:
    """Return the portfolio as expected; its projects are solved alone for the order of its gains."""
    world = baseline_of(case, progress=progress)
    time = horizon(world)
    raise_if(_faults(main, rate, time))
    parts = [main, *(alone(project, main.without) for project in main.projects)]
    effects = {}
    for done, scenario in enumerate(parts):
        if progress:
            progress("solve", done, len(parts))
        effects[scenario.name] = impact_of(world, scenario)
    venture = ventures(world, parts, effects)[main.name]
    return _Study(case, main, venture, time, rate, baseline_of)


class _Path:
    """One cause from the low to the high end of its range: -1 is all low, 0 as expected, 1 all high."""

    def __init__(self, study: _Study, cause: str, beginning: str, lead: str, expected: float) -> None:
        self.study, self.cause = study, cause
        entries = study.case.parameters.entries
        sectors = set(study.case.sectors["sector"])
        self.names = [
            name
            for name in entries
            if name.startswith(beginning)
            and (beginning != "trade_elasticity." or name.removeprefix(beginning) in sectors)
        ]
        self.lead = beginning + lead if beginning + lead in self.names else self.names[0]
        self.found = {0.0: expected}

    def value(self, name: str, at: float) -> float:
        """Return the value of a parameter at a place of the path."""
        entry = self.study.case.parameters.record(name)
        end = entry.high if at > 0.0 else entry.low
        return entry.value + abs(at) * (end - entry.value)

    def npv(self, at: float) -> float:
        """Return the net present value at a place, solving anew where it is not known."""
        if at not in self.found:
            self.found[at] = self.study.solved_anew({name: self.value(name, at) for name in self.names})
        return self.found[at]

    def bar(self) -> dict[str, object]:
        """Return both ends."""
        entry = self.study.case.parameters.record(self.lead)
        ends = {"npv_low_end": self.npv(-1.0), "npv_high_end": self.npv(1.0)}
        return {**_cause(self.cause, self.lead, entry.unit), **_range(entry), **ends, "how": "solved anew"}

    def switching(self) -> dict[str, object]:
        """Return where the value is nothing, by halving and false position within the published range."""
        entry = self.study.case.parameters.record(self.lead)
        told = {
            **_cause(self.cause, self.lead, entry.unit),
            "value": entry.value,
            "low": entry.low,
            "high": entry.high,
        }
        side = next((end for end in (-1.0, 1.0) if self.npv(end) * self.npv(0.0) < 0.0), None)
        if side is None:
            none = dict.fromkeys(("switching_value", "bracket_low", "bracket_high"), float("nan"))
            return {**told, **none, "solves": len(self.found), "verdict": "none in the range"}
        near, far = self._bracket(0.0, side)
        share = self.npv(near) / (self.npv(near) - self.npv(far))
        bracket = sorted(self.value(self.lead, at) for at in (near, far))
        return {
            **told,
            "switching_value": self.value(self.lead, near + share * (far - near)),
            "bracket_low": bracket[0],
            "bracket_high": bracket[1],
            "solves": len(self.found),
            "verdict": "found",
        }

    def _bracket(self, near: float, far: float) -> tuple[float, float]:
        """Return two places close to each other with values of either sign."""
        for step in range(MOST):
            if abs(far - near) <= ENOUGH:
                break
            share = self.npv(near) / (self.npv(near) - self.npv(far))
            place = near + (share if step % 2 == 0 else 0.5) * (far - near)
            if self.npv(place) * self.npv(near) <= 0.0:
                far = place
            else:
                near = place
        return near, far

    def rows(self) -> list[dict[str, object]]:
        """Return every solve, from low to high."""
        return [
            {"cause": self.cause, "parameter": self.lead, "value": self.value(self.lead, at), "npv": npv}
            for at, npv in sorted(self.found.items())
        ]


def _cause(cause: str, parameter: str, unit: str) -> dict[str, object]:
    return {"cause": cause, "parameter": parameter, "unit": unit}


def _range(entry: Parameter) -> dict[str, object]:
    return {name: getattr(entry, name) for name in ("value", "low", "high")}


def _on_streams(study: _Study) -> list[dict[str, object]]:
    """Return the bars of parameters that act on streams, and of the discount rate."""
    found = []
    for name, cause in {**STREAMS, f"discount_rate.{study.rate}": "discount rate"}.items():
        entry = study.case.parameters.record(name)
        ends = {
            "npv_low_end": _with_parameter(study, name, entry.low),
            "npv_high_end": _with_parameter(study, name, entry.high),
        }
        found.append({**_cause(cause, name, entry.unit), **_range(entry), **ends, "how": "streams"})
    return found


def _with_parameter(study: _Study, name: str, value: float) -> float:
    parameters = study.case.parameters.with_values({name: value})
    rates = {rate: parameters[f"discount_rate.{rate}"] for rate in study.time.rates}
    time = replace(study.time, carbon_price=parameters["carbon_price"], rates=rates)
    gains = tuple(
        tuple(replace(part, growth=parameters["benefit_growth"]) for part in parts)
        for parts in study.venture.gains
    )
    acting = [p for p in study.scenario.projects if p.acts]
    assets = tuple(economic_asset(p, parameters) for p in acting)
    return study.npv(replace(study.venture, gains=gains, assets=assets), time)


def _on_plan(study: _Study) -> list[dict[str, object]]:
    """Return the bars of costs, benefits and delay."""
    tests = (
        ("costs", "share", Test("", cost=-0.2), Test("", cost=0.2), (-0.2, 0.2)),
        ("benefits", "share", Test("", benefit=-0.2), Test("", benefit=0.2), (-0.2, 0.2)),
        ("delay", "years", Test(""), Test("", delay=2), (0.0, 2.0)),
    )
    return [
        {
            **_cause(cause, cause, unit),
            "value": 0.0,
            "low": ends[0],
            "high": ends[1],
            "npv_low_end": study.npv(study.venture, study.time, low),
            "npv_high_end": study.npv(study.venture, study.time, high),
            "how": "streams",
        }
        for cause, unit, low, high, ends in tests
    ]


def _closed(study: _Study) -> list[dict[str, object]]:
    """Return the switching values of costs, benefits and delay, which need no solve."""
    found = switching_values(study.venture, study.time, study.time.rates[study.rate])
    rows = (
        ("costs", "share", found.cost),
        ("benefits", "share", found.benefit),
        ("delay", "years", found.delay),
    )
    nothing = dict.fromkeys(("low", "high", "bracket_low", "bracket_high"), float("nan"))
    return [
        {
            **_cause(cause, cause, unit),
            "value": 0.0,
            "switching_value": value,
            **nothing,
            "solves": 0,
            "verdict": "closed form" if value == value else "none",  # noqa: PLR0124 - not a number
        }
        for cause, unit, value in rows
    ]
