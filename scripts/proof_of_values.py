"""Write docs/results/proof.md: values of links and parameters of CPEC against differences of all its parts.

Every figure of the adjoint is held against a central difference: costs moved both ways, the network searched,
the baseline calibrated where a parameter moves it, and the equilibrium solved anew. Run from the root of the
checkout (some 20 minutes):

    .venv/bin/python -m scripts.proof_of_values
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

import corridor as co
from corridor.economy.equilibrium import solve
from corridor.io.search_cache import cache_folder, remembered
from corridor.model.baseline import Baseline, Search, baseline
from corridor.model.selection import Scenario
from corridor.model.solved import Solved, equivalent_variation, today
from corridor.network.states import Changeable, Quest, State, ceiling, relaxed
from corridor.solvers import FixedPointSettings
from corridor.studies.link_values import LinkValues, valued
from corridor.studies.sensitivity import parameter_values
from scripts.measured import measured

PAGE = Path(__file__).parents[1] / "docs" / "results" / "proof.md"
PLACE = "PAK"
LINKS = 50
SEARCHED = 5
"""Links whose differences are made with a new search of the network, too."""
SHOWN = 5
"""Of the links, one in how many the page shows."""
LEAST_TONNES = 10_000.0
SEED = 20_231_018
MOVED = (5_000.0, 1_000.0, 200.0, 40.0)
"""US$ a year that the step of a link moves, from the largest on until no route changes within it."""
LARGEST = 0.5
"""Largest step as a part of the cost of the link."""
STRAIGHT = 1e-6
"""Bend of a least cost over the step above which its route has changed."""
ROUNDING = 2e-3
"""US$ a year: what is lost in the last digit of the country's income (3e11 in 64 bits), doubled twice."""
AGREEMENT = 1e-5
ROUTED = ("rate_per_tonne_km", "value_of_time")
"""Parameters that move routes."""
STEP, STEP_ROUTED = 2e-4, 2e-6
"""Of the log of a parameter."""
BENT = 1e-4
"""Relative distance of the differences to both sides above which a route has changed between them."""
Routes = Callable[[np.ndarray], State]
TIGHT = FixedPointSettings(tolerance=1e-14)


@dataclass(frozen=True)
class Compared:
    """One derivative, and the differences to both sides of it."""

    name: str
    adjoint: float
    down: float
    """Gain per unit less, by a step down."""
    up: float
    """Loss per unit more, by a step up."""
    step: float
    smooth: bool
    """Whether no route changes within the step."""

    @property
    def difference(self) -> float:
        """Return the central difference."""
        return 0.5 * (self.down + self.up)

    @property
    def apart(self) -> float:
        """Relative distance of the adjoint and the central difference."""
        return abs(self.adjoint - self.difference) / max(abs(self.difference), np.finfo(float).tiny)

    @property
    def doubt(self) -> float:
        """Relative error of the difference by rounding."""
        if self.difference == 0.0:
            return 0.0
        return ROUNDING / self.step / abs(self.difference)

    @property
    def agrees(self) -> bool:
        """Whether both agree; where two routes cost the same, whether the adjoint lies between the sides."""
        if self.smooth:
            return self.apart <= AGREEMENT + self.doubt
        low, high = sorted((self.down, self.up))
        margin = 2.0 * ROUNDING / self.step + 1e-3 * max(abs(low), abs(high))
        return low - margin <= self.adjoint <= high + margin


def chosen_links(values: LinkValues) -> np.ndarray:
    """Return rows of links drawn at random among those in use."""
    used = np.flatnonzero(values.table["tonnes"] >= LEAST_TONNES)
    return np.sort(np.random.default_rng(SEED).choice(used, LINKS, replace=False))


def gain(world: Baseline, state: State) -> float:
    """Return the equivalent variation of the country with these routes, US$ a year."""
    goods = world.carried_in(state)
    solved = solve(world.economy, iceberg_hat=goods.tau / world.tau, settings=TIGHT)
    found = Solved(world, state, goods, solved, np.zeros(0), np.zeros(0))
    home = [c == PLACE for c in world.case.regions["country"]]
    return float(equivalent_variation(found)[home].sum())


@dataclass(frozen=True)
class Bench:
    """The network with the drawn links a little dearer, from which both sides of any of them follow."""

    world: Baseline
    rows: np.ndarray
    above: State

    @classmethod
    def of(cls, world: Baseline, rows: np.ndarray) -> Bench:
        """Return the routes with all drawn links at their dearest step."""
        network, base = world.case.network, world.today.link_cost
        high = base.copy()
        high[rows] *= 1.0 + LARGEST
        start, end = (ends[rows] for ends in network.ends)
        zones = np.array([network.centroids[zone] for zone in world.case.zones])
        places = np.concatenate([zones, np.setdiff1d(np.concatenate([start, end]), zones)])
        position = np.full(len(network.nodes), -1)
        position[places] = np.arange(len(places))
        two_way = ~network.links["directed"].to_numpy(dtype=bool)[rows]
        changeable = Changeable(rows, position[start], position[end], two_way)
        return cls(world, rows, ceiling(Quest(network, places, len(zones), changeable, high)))

    def laid(self, cost: np.ndarray) -> State:
        """Return routes at these link costs over those already found."""
        return relaxed(self.above, cost)

    def searched(self, cost: np.ndarray) -> State:
        """Return routes at these link costs by a search of the whole network."""
        network, none = self.world.case.network, np.zeros(0, dtype=np.int64)
        zones = np.array([network.centroids[zone] for zone in self.world.case.zones])
        fixed = Changeable(none, none, none, none.astype(bool))
        return ceiling(Quest(network, zones, len(zones), fixed, cost))


def link_compared(bench: Bench, row: int, values: LinkValues, routes: Routes) -> Compared:
    """Return the derivative by a fee on one link beside the differences of the largest smooth step."""
    table, base = values.table, bench.world.today.link_cost
    slope = float(table["value_fee"].iloc[row])
    still = routes(base)
    middle = gain(bench.world, still)
    for moved in MOVED:
        step = min(moved / max(abs(slope), 1.0), LARGEST * float(base[row].min()))
        sides = [base.copy(), base.copy()]
        sides[0][row] -= step
        sides[1][row] += step
        less, more = (routes(cost) for cost in sides)
        bend = float(np.nanmax(np.abs(less.cost + more.cost - 2.0 * still.cost)))
        smooth = bend <= STRAIGHT * step + 1e-10
        if smooth or moved == MOVED[-1]:
            down, up = (gain(bench.world, less) - middle) / step, (middle - gain(bench.world, more)) / step
            return Compared(str(table["link_id"].iloc[row]), slope, down, up, step, smooth)
    raise ValueError("no step to take")


def brought(case: co.Case, search: Search) -> float:
    """Return what the planned projects bring the country, US$ a year, by a whole run."""
    world = baseline(case, search=search)
    planned = tuple(p for p in case.projects if p.portfolio == "planned")
    return gain(world, world.state(Scenario("planned", planned, ())))


def parameter_compared(case: co.Case, name: str, by_log: float, middle: float, search: Search) -> Compared:
    """Return the derivative by the log of a parameter beside its differences."""
    record, sides = case.parameters.record(name), []
    routed = name.startswith(ROUTED)
    step = STEP_ROUTED if routed else STEP
    for sign in (1.0, -1.0):
        value = record.value * (1.0 + sign * step)
        moved = replace(record, value=value, low=min(record.low, value), high=max(record.high, value))
        sides.append(brought(replace(case, parameters=case.parameters.merged({name: moved})), search))
    up, down = (sides[0] - middle) / step, (middle - sides[1]) / step
    smooth = not routed or abs(up - down) <= BENT * max(abs(up), abs(down)) + 2.0 * ROUNDING / step
    return Compared(name, by_log, down, up, step, smooth)


def say(compared: Compared) -> Compared:
    """Say a comparison on the terminal, and pass it on."""
    c = compared
    line = f"{c.name} {c.adjoint:.8g} {c.down:.8g} {c.up:.8g} {c.apart:.1e} {c.doubt:.0e}"
    print(line, c.smooth, c.agrees, file=sys.stderr, flush=True)
    return compared


def table(found: list[Compared], what: str, unit: float, digits: int) -> str:
    """Return the lines of a table."""
    head = f"| {what} | adjoint | a step down | a step up | apart | of it rounding | |"
    rows = [
        f"| `{c.name}` | {c.adjoint / unit:,.{digits}f} | {c.down / unit:,.{digits}f} "
        f"| {c.up / unit:,.{digits}f} | {c.apart:.0e} | {c.doubt:.0e} | {'' if c.smooth else 'kink'} |"
        for c in found
    ]
    return "\n".join([head, "|---|---:|---:|---:|---:|---:|---|", *rows, ""])


def summary(found: list[Compared]) -> str:
    """Return what a table shows, in a sentence."""
    apart = [c.apart for c in found if c.smooth]
    kinks = len(found) - len(apart)
    words = (
        f"{len(apart)} of {len(found)} are smooth there: the adjoint and the central difference are "
        f"{np.median(apart):.0e} apart in the median, and nowhere by more than {AGREEMENT:.0e} and rounding"
    )
    if kinks:
        words += f"; at {kinks} two routes cost the same, and the adjoint lies between both sides"
    odd = [c.name for c in found if not c.agrees]
    return words + ("." if not odd else f". **These do not agree: {', '.join(odd)}.**")


TEXT = """# Proof of values

What a link or a parameter is worth (`corridor links`, `corridor sensitivity`) comes from one adjoint solve
through equilibrium, trade costs and routes. This page holds it against differences of the whole pipeline on
the reference case: a cost or a parameter moved both ways, routes found anew, the baseline calibrated anew
where a parameter moves it, the equilibrium solved to 1e-14. `scripts/proof_of_values.py` writes it.
{measured}

*Apart* is the relative distance of the adjoint from the central difference; *of it rounding* is what the
difference itself cannot know, since income of US\\$ 3e11 is held in 64 bits. The value of a link has kinks
where two routes cost the same: there a derivative exists to each side only, and the adjoint is that of the
route taken.

## {links} links drawn at random

Links that carry at least {tonnes:,.0f} t a year, drawn with seed {seed}; real income of {place}, US\\$ a year
for a fee less by US\\$ 1 a tonne. {link_summary}
Every fifth of them:

{link_table}

{again} of them once more, each step with a new search of the whole network instead of routes laid over those
already found. {again_summary}

{again_table}

## All parameters

What the planned projects bring {place}, by the logarithm of each parameter: US\\$ million a year for one per
cent. {parameter_summary} The other {idle} parameters (they price time, money or carbon after the solve) move
it neither way.

{parameter_table}"""


def page(links: list[Compared], anew: list[Compared], parameters: list[Compared]) -> str:
    """Return the page."""
    moving = [c for c in parameters if c.adjoint or c.difference]
    return TEXT.format(
        measured=measured(),
        links=LINKS,
        tonnes=LEAST_TONNES,
        seed=SEED,
        place=PLACE,
        link_summary=summary(links),
        link_table=table(links[::SHOWN], "link", 1.0, 2),
        again=len(anew),
        again_summary=summary(anew),
        again_table=table(anew, "link", 1.0, 2),
        parameter_summary=summary(moving),
        idle=len(parameters) - len(moving),
        parameter_table=table(moving, "parameter", 1e8, 6),
    )


def main() -> None:
    """Compare and write the page."""
    case, search = co.read("cpec"), remembered(cache_folder())
    world = baseline(case, search=search)
    values = valued(today(world), Scenario("today"), "real income", PLACE)
    rows = chosen_links(values)
    bench = Bench.of(world, rows)
    links = [say(link_compared(bench, int(row), values, bench.laid)) for row in rows]
    anew = [say(link_compared(bench, int(row), values, bench.searched)) for row in rows[:: LINKS // SEARCHED]]
    planned = [p.project_id for p in case.projects if p.portfolio == "planned"]
    slopes = parameter_values(
        case, planned, "real income", PLACE, baseline_of=partial(baseline, search=search)
    )
    middle = brought(case, search)
    parameters = [
        say(parameter_compared(case, row.parameter, row.derivative * row.value, middle, search))
        for row in slopes.itertuples()
    ]
    PAGE.write_text(page(links, anew, parameters), encoding="utf-8")


if __name__ == "__main__":
    main()
