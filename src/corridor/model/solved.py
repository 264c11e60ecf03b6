"""A solved scenario: its network, its equilibrium, its freight, and its description as an outcome."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from corridor.economy.equilibrium import Equilibrium
from corridor.economy.shock import Shock, equilibrium
from corridor.model.access import Access
from corridor.model.baseline import Baseline
from corridor.model.closure import closure_of
from corridor.model.composition import Carried
from corridor.model.doors.changes import FieldChanges
from corridor.model.doors.losses import door_to_door
from corridor.model.doors.variety import variety_gain
from corridor.model.freight import tonne_km, tonnes
from corridor.model.outcome import Outcome, basic_trade
from corridor.model.selection import Scenario, Standing
from corridor.model.shock import Change, Costs, change_of
from corridor.network.modes import moving
from corridor.network.states import State, loads
from corridor.types import Floats
from corridor.units import KG_PER_TONNE


@dataclass(frozen=True)
class Solved:
    """One world: `equilibrium` is None for today's."""

    baseline: Baseline
    state: State
    carried: Carried
    """Goods at the costs of the state."""
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

    @property
    def tau(self) -> Floats:
        """Return iceberg costs of freight, [origin, destination, sector]."""
        return self.carried.tau


@dataclass(frozen=True)
class Impact:
    """What is kept of a scenario once its tables are made; the rest is large."""

    gain: Floats
    """Equivalent variation at today's prices, positive = gain, [region] US$/year; variety of what one buyer
    takes is left out."""
    freight: Floats
    """Change of tonne-kilometres, [country, mode]; the last row is the high seas."""
    power_co2: float
    """Change of emissions of the power system that projects state, t CO2 a year."""
    production_co2: float = 0.0
    """Change of emissions of production, power by the output of its sector among it, t CO2 a year."""
    variety: Floats = field(default_factory=lambda: np.zeros(0))
    """What of the gain is by variety of what sites sell, [region] US$/year; empty: nothing."""
    parts: tuple[Impact, ...] = ()
    """Of one project with effects of several laws of growth, each law's alone (`Scenario.parts`)."""


def impact(minimum: Solved, something: Solved) -> Impact:
    """Return what is kept of a scenario: the do-something less the do-minimum."""
    gain = credited(something) - credited(minimum)
    power = something.fields.power_co2 - minimum.fields.power_co2
    made = produced_co2(something.baseline, something.equilibrium)
    made -= produced_co2(minimum.baseline, minimum.equilibrium)
    variety = variety_of(something) - variety_of(minimum)
    return Impact(gain, something.freight - minimum.freight, power, made, variety)


def credited(found: Solved) -> Floats:
    """Return the gain of a world over today's, without variety of what one buyer takes, [region] US$/year."""
    return equivalent_variation(found) - variety_of(found, one_buyer=True)


def variety_of(found: Solved, *, one_buyer: bool = False) -> Floats:
    """Return what regions gain by the variety of the sites of a world, [region] US$/year."""
    economy, sites = found.baseline.economy, found.fields.sites
    every = variety_gain(economy, sites, found.equilibrium)
    kept = variety_gain(economy, sites, found.equilibrium, one_buyer=True)
    return kept if one_buyer else every - kept


def impact_of(baseline: Baseline, scenario: Scenario) -> Impact:
    """Return the impact of a scenario, solved, by law of growth where one project has several."""
    return with_parts(baseline, scenario, _between(baseline, scenario))


def with_parts(baseline: Baseline, scenario: Scenario, whole: Impact) -> Impact:
    """Return an impact with its parts by law of growth, each solved."""
    if len(scenario.parts) < 2:
        return whole
    return replace(whole, parts=tuple(_between(baseline, part) for part in scenario.parts))


def _between(baseline: Baseline, scenario: Scenario) -> Impact:
    return impact(world_of(baseline, scenario.minimum), world_of(baseline, scenario.something))


def produced_co2(baseline: Baseline, found: Equilibrium | None) -> float:
    """Return emissions of production at baseline prices, t CO2 a year; None: of today's world.

    Where an intensity is not known nothing is counted.
    """
    output = baseline.economy.output if found is None else found.output_new / found.cost_hat
    return float(np.nansum(baseline.facts.emission_intensity * output))


def equivalent_variation(found: Solved) -> Floats:
    """Return the gain of a world over today's at today's prices, [region] US$/year."""
    after = found.equilibrium
    return np.zeros(len(found.baseline.economy.spending)) if after is None else after.equivalent_variation


def today(baseline: Baseline) -> Solved:
    """Return today's world with its freight."""
    nothing = Change(Shock(), baseline.carried, FieldChanges(), None)
    return replace(_with_freight(baseline, baseline.today, nothing, None), access=baseline.access)


def world_of(baseline: Baseline, standing: Standing) -> Solved:
    """Return the world in which projects stand: today's as it is, any other solved."""
    return today(baseline) if standing.is_today else solved(baseline, standing)


def solved(baseline: Baseline, standing: Standing) -> Solved:
    """Return the world in which projects stand, solved; `SolveError` where the equilibrium is missed."""
    found = solved_at(baseline, baseline.state(standing), standing)
    return replace(found, access=baseline.access_in(standing))


def solved_at(baseline: Baseline, state: State, standing: Standing | None = None) -> Solved:
    """Return the world of a state of the network, solved; `SolveError` where the equilibrium is missed.

    `standing` gives what projects change besides links; none: nothing.
    """
    change, found = answered(baseline, state, standing or Standing())
    return _with_freight(baseline, state, change, found)


def answered(baseline: Baseline, state: State, standing: Standing) -> tuple[Change, Equilibrium]:
    """Return what is different in a state of the network, and its equilibrium before freight is counted.

    `SolveError` where the equilibrium is missed.
    """
    case = baseline.case
    costs = Costs(baseline.tau, baseline.carried_in(state), lambda: door_to_door(case, standing, state))
    change = change_of(case, baseline.economy, standing, costs)
    return change, _found(baseline, change)


def _found(baseline: Baseline, change: Change) -> Equilibrium:
    closure = closure_of(baseline.case)
    return equilibrium(baseline.economy, change.shock, closure, linearised=baseline.linearised)


def _with_freight(baseline: Baseline, state: State, change: Change, found: Equilibrium | None) -> Solved:
    moved = tonnes(change.carried, baseline.economy, found)
    between = moved.copy()
    index = np.arange(len(moved))
    between[index, index] = 0.0
    on_links = loads(state, between)
    work = tonne_km(baseline.places, moved, on_links)
    return Solved(baseline, state, change.carried, found, on_links, work, change.fields, change.losses)


def emissions(baseline: Baseline, freight: Floats) -> Floats:
    """Return CO2e of freight [country, mode] by country, the high seas last, [country] t/year."""
    emitted: Floats = freight @ emission_factors(baseline)
    return emitted


def emission_factors(baseline: Baseline) -> Floats:
    """Return tonnes of CO2e per tonne-kilometre, [mode]."""
    parameters = baseline.case.parameters
    return np.array([parameters[f"emission_factor.{mode}"] for mode in moving()]) / KG_PER_TONNE


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
        modes=moving(),
        emission_factor=emission_factors(baseline),
        sector_price_hat=np.ones((n, s)) if after is None else after.price_hat,
        power_co2=_at_home(found, found.fields.power_co2),
        unserved_gwh=_at_home(found, found.fields.unserved_gwh),
        facts=baseline.facts,
        access=found.access,
        trucks_nearby=_trucks_nearby(found),
    )


def _at_home(found: Solved, amount: float) -> Floats:
    """Return what plants and lines change in the corridor's home, [country]; high seas last."""
    countries = list(found.baseline.case.countries["country"])
    added = np.zeros(len(countries) + 1)
    added[countries.index(found.baseline.case.settings.focus[0])] = amount
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
