"""What every parameter is worth: derivatives of a scenario's change by all of them, calibration included."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from corridor.accounts.derivatives import (
    Response,
    felt_by_cost,
    felt_by_way,
    freight_cost,
    on_links,
    response,
    target,
    way_cost,
)
from corridor.case.case import Case
from corridor.case.commodities import commodity_classes
from corridor.economy.calibrate import Frame
from corridor.economy.calibration_adjoint import by_log_kernel
from corridor.economy.economy import Economy
from corridor.model.baseline import Baseline, BaselineOf, accounts, baseline
from corridor.model.closure import NOT_DIFFERENTIABLE
from corridor.model.distance import internal_distance, relative_distance
from corridor.model.doors.changes import FieldChanges, field_changes, producers_hat
from corridor.model.doors.losses import door_to_door, spared_per_hour
from corridor.model.freight import sent
from corridor.model.hubs import REACH, hubs_of
from corridor.model.rates import (
    DISPERSION,
    RAIL,
    RAIL_DISPERSION,
    RAIL_TERMINAL,
    hour_by_dispersion,
    rail_fee_by_dispersion,
    relative_hour,
)
from corridor.model.selection import Standing, selection
from corridor.model.solved import Solved, today, world_of
from corridor.model.trade_costs import distance_parameters
from corridor.network.modes import moving, priced_as, running_cost, running_hours
from corridor.projects.links import apply
from corridor.types import Floats, Progress
from corridor.units import KG_PER_TONNE

STEP = 1e-5
"""Of central differences of closed forms, which are exact to ten digits; relative."""


OF_TRUCKS = ("vehicle.", "truck_empty_share")
"""Parameters that act through what trucks cost by road, where a case has vehicles."""


@dataclass(frozen=True, eq=False)
class Chain:
    """Derivatives of a target on their way to parameters."""

    log_tau_today: Floats
    """By log iceberg costs of today, through calibration and as the base of changes, [o, d, sector]."""
    trade_elasticity: Floats
    """[sector], costs of freight and the fall with distance held."""
    distance_elasticity: Floats
    """By how much more trade falls with distance than freight makes it, through calibration, [sector]."""
    emission_factor: Floats
    """[mode]"""


def parameter_values(  # noqa: PLR0913 - with the options that every study has
    case: Case,
    projects: Iterable[str] | None = None,
    outcome: str = "real income",
    of: str = "world",
    *,
    without: Iterable[str] = (),
    progress: Progress | None = None,
    baseline_of: BaselineOf = baseline,
) -> pd.DataFrame:
    """Return how the change that projects make to an outcome moves with every parameter.

    The whole pipeline is followed: routes, trade costs, the calibrated baseline, both worlds; tastes for
    groups of commodities are held at those of the baseline. `projects`
    and `without` are those of `corridor.appraise`. Parameters of money alone (discount rates, growth of
    benefits, the carbon price) move no outcome of the accounts: their derivative is zero.

    Returns
    -------
    pandas.DataFrame
        `parameter`, `value`, `unit`, `derivative` of the change by the parameter, in the outcome's unit
        per unit of the parameter (missing where it switches a block on, or acts through what trucks
        cost), and `elasticity`: per cent of
        the change for one per cent of the parameter.

    Raises
    ------
    InputError
        An unknown indicator, place or project.
    SolveError
        The equilibrium or the adjoint equations miss their tolerance.

    """
    scenario = selection(case.projects, projects, without)
    world = baseline_of(case, progress=progress)
    asked = target(world, outcome, of)
    change, slopes = 0.0, dict.fromkeys(case.parameters, 0.0)
    for standing, sign in ((scenario.something, 1.0), (scenario.minimum, -1.0)):
        found = world_of(world, standing)
        felt = response(found, asked)
        change += sign * felt.value
        for parts in (_slopes(found, standing, felt), _by_sites(found, standing, felt)):
            for name, slope in parts.items():
                slopes[name] += sign * slope
    slopes.update(dict.fromkeys(NOT_DIFFERENTIABLE, float("nan")))
    if not case.vehicles.empty:  # cost of trucks by road has no derivative here
        slopes.update({name: float("nan") for name in slopes if name.startswith(OF_TRUCKS)})
    return _table(case, slopes, change)


def _table(case: Case, slopes: dict[str, float], change: float) -> pd.DataFrame:
    records = [case.parameters.record(name) for name in slopes]
    slope = np.array(list(slopes.values()))
    value = np.array([record.value for record in records])
    return pd.DataFrame(
        {
            "parameter": list(slopes),
            "value": value,
            "unit": [record.unit for record in records],
            "derivative": slope,
            "elasticity": slope * value / change if change else np.nan,
        }
    )


def _chain(found: Solved, felt: Response) -> Chain:
    """Return derivatives by iceberg costs and elasticities, calibration followed back."""
    world, economy = found.baseline, found.baseline.economy
    books, theta = accounts(world.case), economy.trade_elasticity
    direct = felt.economy.log_iceberg_hat
    base = -direct
    by_theta, by_eta = felt.economy.trade_elasticity.copy(), np.zeros(len(theta))
    log_distance = np.log(relative_distance(world.case.regions))
    for s in range(len(theta)):
        wedge = 1.0 + books.tariff[:, :, s]
        paid = economy.trade_share[:, :, s] * economy.expenditure[None, :, s]
        taxed = wedge[np.ix_(books.country, books.country)]
        frame = Frame(paid.sum(axis=1), paid.sum(axis=0), books.country_trade[:, :, s], wedge, books.country)
        spent = economy.expenditure[None, :, s]
        # spending is given: duties that calibrated shares bring in are so much less of a deficit
        duty = (1.0 - 1.0 / taxed) * spent * felt.economy.deficit[None, :]
        by_flow = (felt.economy.trade_share[:, :, s] - duty) * taxed
        by_flow = np.divide(by_flow, spent, out=np.zeros_like(by_flow), where=spent > 0.0)
        kernel = by_log_kernel(paid / taxed, frame, by_flow)
        base[:, :, s] -= theta[s] * kernel
        by_theta[s] += _by_groups(found, s, kernel, direct[:, :, s])
        by_eta[s] = -float((kernel * log_distance).sum())  # `factor ** -theta` is `distance ** -eta`
    if felt.composition is not None:
        by_theta += felt.composition.trade_elasticity
    return Chain(base, by_theta, by_eta, felt.emission_factor)


def _by_groups(found: Solved, sector: int, kernel: Floats, direct: Floats) -> float:
    """Return the response to `theta` of a sector with costs of its groups held.

    `dlog tau^-theta = -mean log tau_q` for today's trade, by `kernel`; and for the change of `tau`, by
    `direct`, `dlog tau = (mean log tau_q - log tau) / theta` after it less the same before.
    """
    world = found.baseline
    if not world.cargo.moves(sector):
        return 0.0
    before, after = (goods.mean_log(sector) for goods in (world.carried, found.carried))
    moved = (after - np.log(found.tau[:, :, sector])) - (before - np.log(world.tau[:, :, sector]))
    return float((direct * moved).sum()) / float(world.economy.trade_elasticity[sector]) - float(
        (kernel * before).sum()
    )


def _slopes(found: Solved, standing: Standing, felt: Response) -> dict[str, float]:
    """Return derivatives by parameter, by name; those that move nothing are left out."""
    world, chain = found.baseline, _chain(found, felt)
    slopes = _elasticities(world, chain)
    for k, mode in enumerate(moving()):
        slopes[f"emission_factor.{mode}"] = float(chain.emission_factor[k]) / KG_PER_TONNE
    before = today(world)
    pairs = (
        (found, standing, felt_by_cost(found, felt)),
        (before, Standing(), freight_cost(before.carried, chain.log_tau_today)),
    )
    for there, stands, by_cost in pairs:
        for parts in (part(there, stands, by_cost) for part in (_prices, _tastes, _losses)):
            for name, slope in parts.items():
                slopes[name] = slopes.get(name, 0.0) + slope
    if world.cargo.hubs is not None:
        slopes[REACH] = _reach(found, felt, chain)
    return slopes


def _reach(found: Solved, felt: Response, chain: Chain) -> float:
    """Return the derivative by the reach of wholesale, by what going through hubs costs and lifts.

    Shares of hubs are a closed form of it, which is differenced.
    """
    world, classes = found.baseline, len(found.carried.cost)
    value = world.case.parameters[REACH]
    step = STEP * value
    more, less = (hubs_of(world.case, value + by) for by in (step, -step))

    def slope(of_leg: Floats, by_way: Floats) -> float:
        by = by_way[:, :, classes:]
        changes = [(more.through(one) - less.through(one)) * by[:, :, c] for c, one in enumerate(of_leg)]
        return float(np.sum(changes)) / (2.0 * step)

    total = slope(found.carried.cost, felt_by_way(found, felt))
    total += slope(world.carried.cost, way_cost(world.carried, chain.log_tau_today))
    if felt.composition is not None:
        lifted = np.moveaxis(felt.composition.per_tonne, 2, 0)
        total += slope(lifted, sent(found.carried, world.economy, found.equilibrium))
    return total


def _elasticities(world: Baseline, chain: Chain) -> dict[str, float]:
    """Return derivatives by trade elasticities and by the fall of trade with distance."""
    sectors = world.case.sectors["sector"]
    slopes = {f"trade_elasticity.{k}": float(v) for k, v in zip(sectors, chain.trade_elasticity, strict=True)}
    for name, slope in zip(distance_parameters(world.case), chain.distance_elasticity, strict=True):
        slopes[name] = slopes.get(name, 0.0) + float(slope)
    return slopes


def _prices(found: Solved, standing: Standing, by_cost: Floats) -> dict[str, float]:
    """Return derivatives by freight rates, values of time and the speed within regions."""
    case = found.baseline.case
    links = apply(case.network.links, standing.added, standing.gone)
    gain, timely = on_links(found, by_cost), on_links(found, by_cost, relative_hour(case))
    mode = links["mode"].replace(priced_as()).to_numpy()
    hours = running_hours(links)
    ones = {name: (1.0,) * len(commodity_classes()) for name in moving()}
    distances = running_cost(links, ones, found.baseline.rates.charges)
    inside = np.einsum("iic->ic", by_cost)
    km = internal_distance(case.regions["area_km2"].to_numpy(dtype=float))
    speed = case.parameters["internal.speed"]
    slopes = {}
    for c, commodity in enumerate(commodity_classes()):
        within = float(inside[:, c] @ km)
        value_of_time = case.parameters[f"value_of_time.{commodity}"]
        slopes[f"value_of_time.{commodity}"] = float(timely[:, c] @ hours) + within / speed
        slopes["internal.speed"] = slopes.get("internal.speed", 0.0) - within * value_of_time / speed**2
        for name in moving():
            moved = float(gain[mode == name, c] @ distances[mode == name, c])
            slopes[f"rate_per_tonne_km.{name}.{commodity}"] = moved + (within if name == "road" else 0.0)
    return slopes


def _tastes(found: Solved, standing: Standing, by_cost: Floats) -> dict[str, float]:
    """Return derivatives by how shippers differ: in the value of time, in what a railway is worth."""
    case = found.baseline.case
    links = apply(case.network.links, standing.added, standing.gone)
    terminal = (links["facility_type"] == RAIL_TERMINAL).to_numpy()
    home = terminal & (links["country"] == case.settings.focus[0]).to_numpy()
    fee = np.where(terminal, links["fee_usd_t"].to_numpy(dtype=float), 0.0)
    by_fee, by_hour = (
        on_links(found, by_cost, each).sum(axis=1)
        for each in (rail_fee_by_dispersion(case), hour_by_dispersion(case))
    )
    return {
        RAIL: float(on_links(found, by_cost)[home].sum()),
        RAIL_DISPERSION: float(by_fee @ fee),
        DISPERSION: float(by_hour @ running_hours(links)),
    }


def _losses(found: Solved, standing: Standing, by_cost: Floats) -> dict[str, float]:
    """Return derivatives by way of what cold chains spare an hour: time, its value, the share of it lost."""
    if found.losses is None:
        return {}
    case, values = found.baseline.case, found.baseline.case.parameters
    speed, inside = values["internal.speed"], np.arange(len(by_cost))
    spared = spared_per_hour(case, found.losses)
    lost = -(by_cost * door_to_door(case, standing, found.state) * spared[:, None, :])
    slopes = {"internal.speed": -float(lost[inside, inside].sum()) / speed}
    for c, commodity in enumerate(commodity_classes()):
        for name in (f"value_of_time.{commodity}", f"spoilage.{commodity}"):
            slopes[name] = float(lost[:, :, c].sum()) / values[name] if values[name] else float("nan")
    return slopes


def _by_sites(found: Solved, standing: Standing, felt: Response) -> dict[str, float]:
    """Return derivatives by what parks and mines are assumed to be, and by elasticities through their size.

    How many producers a site adds is a closed form of the parameters; it is differenced. The equilibrium is
    not: its response to productivity, factors and income from elsewhere is that of the adjoint.
    """
    if found.fields.productivity_hat is None:
        return {}
    case, economy = found.baseline.case, found.baseline.economy

    def seen(name: str, value: float) -> float:
        record = case.parameters.record(name)
        moved = replace(record, value=value, low=min(record.low, value), high=max(record.high, value))
        there = replace(case, parameters=case.parameters.merged({name: moved}))
        return _felt_by(field_changes(there, economy, standing), felt, economy)

    slopes = {}
    for name in (name for name in case.parameters if name.split(".")[0] in ("park", "mine")):
        record = case.parameters.record(name)
        step = STEP * max(abs(record.value), record.high - record.low)
        slopes[name] = (seen(name, record.value + step) - seen(name, record.value - step)) / (2.0 * step)
    grown = felt.economy.log_productivity * np.log(producers_hat(case, economy, standing))
    for sector, slope in zip(
        case.sectors["sector"], -grown.sum(axis=0) / economy.trade_elasticity**2, strict=True
    ):
        slopes[f"trade_elasticity.{sector}"] = float(slope)
    return slopes


def _felt_by(change: FieldChanges, felt: Response, economy: Economy) -> float:
    """Return a target's response to changes, to first order, in its unit."""
    total = 0.0
    if change.productivity_hat is not None:
        total += float((felt.economy.log_productivity * np.log(change.productivity_hat)).sum())
    if change.endowment_hat is not None:
        total += float(felt.economy.factors @ (economy.value_added * change.endowment_hat))
    if change.transfer is not None:
        total += float(felt.economy.deficit @ change.transfer)
    return total
