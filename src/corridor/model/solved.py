"""A solved scenario: its network, its equilibrium, its freight, and its description as an outcome."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from corridor.case.case import Case
from corridor.economy.equilibrium import Equilibrium, solve
from corridor.model.access import Access
from corridor.model.baseline import Baseline, BaselineOf, baseline
from corridor.model.closure import labour
from corridor.model.doors.changes import FieldChanges, field_changes
from corridor.model.doors.losses import door_to_door, loss_factors, spared
from corridor.model.freight import tonne_km, tonnes
from corridor.model.outcome import Outcome, basic_trade
from corridor.model.selection import Scenario, picked
from corridor.network.modes import MOVING
from corridor.network.states import State, loads
from corridor.types import Floats, Progress
from corridor.units import KG_PER_TONNE


@dataclass(frozen=True)
class Solved:
    """One world: `equilibrium` is None for today's."""

    baseline: Baseline
    state: State
    tau: Floats
    equilibrium: Equilibrium | None
    on_links: Floats
    """Tonnes on links, [link, direction, class]."""
    freight: Floats
    """Tonne-kilometres, [country, mode]; the last row is the high seas."""
    fields: FieldChanges
    """What projects change besides links."""
    losses: Floats | None
    """Loss per hour on the way over today's of goods from each region, [region, class]; None: as today."""
    access: Access | None = None
    """Access of people; None where the case has no places, or the state is of no scenario."""


@dataclass(frozen=True)
class Effect:
    """What is kept of a scenario once its tables are made; the rest is large."""

    gain: Floats
    """Equivalent variation at today's prices, positive = gain, [region] US$/year."""
    freight: Floats
    """Change of tonne-kilometres, [country, mode]; the last row is the high seas."""
    power_co2: float
    """Change of emissions of the power system, t CO2 a year."""


def effect(minimum: Solved, something: Solved) -> Effect:
    """Return what is kept of a scenario: what the do-something is above the do-minimum."""
    gain = equivalent_variation(something) - equivalent_variation(minimum)
    power = something.fields.power_co2 - minimum.fields.power_co2
    return Effect(gain, something.freight - minimum.freight, power)


def equivalent_variation(found: Solved) -> Floats:
    """Return the gain of a world over today's at today's prices, [region] US$/year."""
    after = found.equilibrium
    return np.zeros(len(found.baseline.economy.spending)) if after is None else after.equivalent_variation


def counterfactual(found: Solved) -> Equilibrium:
    """Return the equilibrium of a scenario; today's world has none, which is a `ValueError`."""
    if found.equilibrium is None:
        raise ValueError("today's world is not a scenario")
    return found.equilibrium


def today(baseline: Baseline) -> Solved:
    """Return today's world with its freight."""
    found = _with_freight(baseline, (baseline.today, baseline.tau), None, (FieldChanges(), None))
    return replace(found, access=baseline.access)


def solved(baseline: Baseline, scenario: Scenario) -> Solved:
    """Return the world of a scenario, solved; `SolveError` where the equilibrium is missed."""
    found = solved_at(baseline, baseline.state(scenario), scenario)
    return replace(found, access=baseline.access_in(scenario))


def solved_at(baseline: Baseline, state: State, scenario: Scenario | None = None) -> Solved:
    """Return the world of a state of the network, solved; `SolveError` where the equilibrium is missed.

    `scenario` gives what projects change besides links; none: nothing.
    """
    scenario = scenario or Scenario("links alone")
    tau = baseline.iceberg(state)
    losses = loss_factors(baseline.case, scenario)
    if losses is not None:
        tau = tau - spared(baseline.case, losses, door_to_door(baseline.case, scenario, state))
    fields = field_changes(baseline.case, baseline.economy, scenario)
    equilibrium = solve(
        baseline.economy,
        iceberg_hat=tau / baseline.tau,
        productivity_hat=fields.productivity_hat,
        tariff_new=fields.tariff_new,
        labour=labour(baseline.case),
        endowment_hat=fields.endowment_hat,
        transfer=fields.transfer,
        deficits="proportional" if baseline.case.settings.deficits == "proportional" else "fixed",
    )
    return _with_freight(baseline, (state, tau), equilibrium, (fields, losses))


def _with_freight(
    baseline: Baseline,
    costs: tuple[State, Floats],
    equilibrium: Equilibrium | None,
    doors: tuple[FieldChanges, Floats | None],
) -> Solved:
    state, tau = costs
    moved = tonnes(baseline.case, baseline.economy, tau, equilibrium)
    between = moved.copy()
    index = np.arange(len(moved))
    between[index, index] = 0.0
    on_links = loads(state, between)
    work = tonne_km(baseline.places, moved, on_links)
    return Solved(baseline, state, tau, equilibrium, on_links, work, *doors)


def chosen_world(
    case: Case,
    projects: Iterable[str],
    *,
    progress: Progress | None = None,
    baseline_of: BaselineOf = baseline,
) -> tuple[Solved, Scenario]:
    """Return the world with planned projects standing and built ones gone, today's for none; its scenario."""
    world = baseline_of(case, progress=progress)
    selected = picked(case.projects, projects)
    added = tuple(p for p in selected if p.portfolio == "planned")
    removed = tuple(p for p in selected if p.portfolio == "built")
    scenario = Scenario("chosen", added, removed)
    return (solved(world, scenario) if selected else today(world)), scenario


def emissions(baseline: Baseline, freight: Floats) -> Floats:
    """Return CO2e of freight [country, mode] by country, the high seas last, [country] t/year."""
    emitted: Floats = freight @ emission_factors(baseline)
    return emitted


def emission_factors(baseline: Baseline) -> Floats:
    """Return tonnes of CO2e per tonne-kilometre, [mode]."""
    parameters = baseline.case.parameters
    return np.array([parameters[f"emission_factor.{mode}"] for mode in MOVING]) / KG_PER_TONNE


def outcome(found: Solved) -> Outcome:
    """Return what the accounts measure of a world."""
    baseline, after, economy = found.baseline, found.equilibrium, found.baseline.economy
    n, s = economy.expenditure.shape
    trade = basic_trade(economy, after)
    import_price = np.ones(n) if after is None else _import_price(baseline, after, trade)
    return Outcome(
        sectors=tuple(baseline.case.sectors["sector"]),
        country=baseline.places.region_country,
        population=baseline.case.regions["population"].to_numpy(dtype=float)
        * (1.0 if after is None else after.labour_hat),
        value_added=economy.value_added if after is None else after.value_added_new,
        output=economy.output if after is None else after.output_new,
        output_price_hat=np.ones((n, s)) if after is None else after.cost_hat,
        spending=economy.spending if after is None else after.spending_new / after.consumer_price_hat,
        price_hat=np.ones(n) if after is None else after.consumer_price_hat,
        import_price_hat=import_price,
        trade=trade,
        freight=found.freight,
        modes=MOVING,
        emission_factor=emission_factors(baseline),
        sector_price_hat=np.ones((n, s)) if after is None else after.price_hat,
        power_co2=_power_co2(found),
        facts=baseline.facts,
        access=found.access,
        trucks_nearby=_trucks_nearby(found),
    )


def _power_co2(found: Solved) -> Floats:
    """Return what plants and lines add to emissions of the corridor's home, [country] t/year."""
    countries = list(found.baseline.case.countries["country"])
    added = np.zeros(len(countries) + 1)
    added[countries.index(found.baseline.case.settings.focus[0])] = found.fields.power_co2
    return added


def _trucks_nearby(found: Solved) -> Floats:
    """Return tonne-km on roads near people, mean over a region's people, [region]; NaN where not known."""
    travel = found.baseline.travel
    if travel is None:
        return np.full(len(found.baseline.case.zones), np.nan)
    passed = np.asarray(travel.near @ found.on_links.sum(axis=(1, 2)))
    known = np.bincount(travel.region, travel.people, minlength=travel.regions) > 0.0
    return np.where(known, passed, np.nan)


def _import_price(baseline: Baseline, after: Equilibrium, trade: Floats) -> Floats:
    """Return the Paasche index of delivered prices of purchases abroad, [region]; one where none are made."""
    country = baseline.places.region_country
    abroad = country[:, None] != country[None, :]
    value = np.zeros(len(country))
    at_old_prices = np.zeros(len(country))
    for s in range(trade.shape[2]):
        bought = np.where(abroad, trade[:, :, s], 0.0)
        delivered = after.cost_hat[:, s, None] * after.iceberg_hat[:, :, s]
        value += bought.sum(axis=0)
        at_old_prices += (bought / delivered).sum(axis=0)
    return np.divide(value, at_old_prices, out=np.ones(len(country)), where=at_old_prices > 0.0)
