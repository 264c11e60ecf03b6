"""Closures of the island: every link by brute force, the first order, what cuts people off."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from corridor.case.case import Case
from corridor.economy.shock import Shock, equilibrium
from corridor.errors import InputError
from corridor.hazards.events import TABLES, Hazards
from corridor.io.tables import empty, typed
from corridor.ledger import Ledger
from corridor.model.baseline import Baseline, baseline
from corridor.model.closure import closure_of
from corridor.model.freight import tonnes
from corridor.model.trade_costs import carried_at
from corridor.network.graph import prepare
from corridor.network.modes import generalised_cost
from corridor.network.routes import least_cost
from corridor.network.skims import centroids
from corridor.studies.risk.criticality import FALLBACK, Closure, chosen, first_order, named, solved_closures
from corridor.studies.risk.risk import risk
from corridor.studies.risk.sets import closure_sets


@pytest.fixture(scope="module")
def found(island: Case) -> Baseline:
    return baseline(island)


def closures(**cells: object) -> Hazards:
    row = {
        "set": "pass",
        "name": "Pass road",
        "section": "pass-road",
        "part": "",
        **dict.fromkeys(("lon", "lat", "radius_km"), np.nan),
        "hazard": "snow",
        "first_month": 12,
        "last_month": 2,
        "per_year": 2.0,
        "per_year_low": 1.0,
        "per_year_high": 4.0,
        "days": 3.0,
        "days_low": 1.0,
        "days_high": 6.0,
        "status": "assumed",
        "source": "made up",
    }
    table = typed(pd.DataFrame([row | cells]), "closures")
    return Hazards(**{name: empty(name) for name in TABLES if name != "closures"}, closures=table)


def brute(found: Baseline, rows: np.ndarray) -> np.ndarray:
    """Costs with links closed, by a search of the network without them."""
    case = found.case
    cost = generalised_cost(case.network.links, found.rates)
    cost[rows] = np.inf
    graph = prepare(case.network, centroids(case.network, case.zones))
    return found.rates.shippers.mean([least_cost(graph, cost[:, x]) for x in range(cost.shape[1])])


def test_every_link_against_brute_force(found: Baseline) -> None:
    """Search without the link, economy solved with those costs: the fast path has the same figures."""
    links = found.case.network.links
    rows = np.flatnonzero((links["status"] == "open").to_numpy() & (links["mode"] != "connector").to_numpy())
    table = solved_closures(found, [Closure(str(row), np.array([row])) for row in rows])
    table = table.set_index("closure")
    home = (found.case.regions["country"] == found.case.settings.focus[0]).to_numpy()
    moved = tonnes(found.carried, found.economy, None)
    moved[np.arange(len(moved)), np.arange(len(moved))] = 0.0
    before, fallback = found.today.cost, found.case.parameters[FALLBACK]
    for row in rows:
        after = brute(found, np.array([row]))
        paid = np.where(np.isfinite(after), np.minimum(after, before + fallback), before + fallback)
        tau = carried_at(found.case, found.cargo, paid).tau
        solved = equilibrium(found.economy, Shock(tau / found.tau), closure_of(found.case))
        told = table.loc[str(row)]
        rerouted = (moved * (paid - before)).sum() / 365.0
        assert told["rerouted_usd_day"] + told["fallback_usd_day"] == pytest.approx(
            rerouted, rel=1e-9, abs=1e-6
        )
        lost = -solved.equivalent_variation
        scale = found.economy.spending.sum() * 1e-11
        assert told["loss_home_usd_day"] == pytest.approx(lost[home].sum() / 365.0, rel=1e-6, abs=scale)
        assert told["loss_world_usd_day"] == pytest.approx(lost.sum() / 365.0, rel=1e-6, abs=scale)


def test_the_first_order_is_above_what_rerouting_costs(found: Baseline) -> None:
    """On the island all take the same way around; where there is none, the fall-back is paid."""
    table = first_order(found)
    solved = solved_closures(found, [Closure(str(r), np.array([r])) for r in table["row"]])
    bound, exact = table["first_order_usd_day"].to_numpy(), solved["rerouted_usd_day"].to_numpy()
    whole = ~table["cut"].to_numpy()
    assert (bound[whole] >= exact[whole] * (1.0 - 1e-9)).all()
    assert (solved["fallback_usd_day"].to_numpy()[~whole] > 0.0).all()
    assert not solved["fallback_usd_day"].to_numpy()[whole].any()


def test_the_detour_of_the_pass_by_hand(found: Baseline) -> None:
    """Roads 4 and 5 lie in a row between two towns without another open way: closing either cuts."""
    table = first_order(found).set_index("link_id")
    assert table.loc[[4, 5], "cut"].all()
    assert table.loc[4, "tonnes_day"] == pytest.approx(table.loc[5, "tonnes_day"])


def test_a_link_in_no_use_and_no_link_cost_nothing(found: Baseline) -> None:
    planned = np.flatnonzero((found.case.network.links["status"] == "planned").to_numpy())
    table = solved_closures(found, [Closure("planned", planned[:1]), Closure("none", planned[:0])])
    assert list(table["closure"]) == ["planned"]
    numbers = table.drop(columns=["closure", "links"]).to_numpy(dtype=float)
    assert not numbers.any()


def test_a_run_goes_on_from_its_ledger(found: Baseline, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [Closure("a", np.array([3])), Closure("b", np.array([6]))]
    ledger = Ledger()
    whole = solved_closures(found, asked, ledger=ledger)
    monkeypatch.setattr("corridor.studies.risk.criticality.equilibrium", None)  # a solve would fail
    again = solved_closures(found, asked, ledger=ledger)
    pd.testing.assert_frame_equal(whole, again)


def test_blocks_of_closures_do_not_matter(found: Baseline, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each block opens the same closed network anew, in another process where there are several."""
    asked = [Closure(str(row), np.array([row])) for row in range(3, 9)]
    whole = solved_closures(found, asked)
    monkeypatch.setattr("corridor.studies.risk.criticality.BLOCK", 2)
    pd.testing.assert_frame_equal(whole, solved_closures(found, asked))


def test_the_fallback_limits_what_a_pair_pays(island: Case) -> None:
    dear = baseline(replace(island, parameters=island.parameters.with_values({FALLBACK: 1000.0})))
    cheap = baseline(replace(island, parameters=island.parameters.with_values({FALLBACK: 500.0})))
    cut = first_order(dear).query("cut")["row"].to_numpy()[:1]
    one, other = (solved_closures(b, [Closure("cut", cut)]) for b in (dear, cheap))
    assert one.loc[0, "fallback_usd_day"] == pytest.approx(2.0 * other.loc[0, "fallback_usd_day"])
    assert one.loc[0, "loss_home_usd_day"] > other.loc[0, "loss_home_usd_day"] > 0.0


def test_sets_are_found_by_section_and_by_place(island: Case) -> None:
    """Links 4 and 5 are the pass road; nearest to the end of 5 is 5, and a radius of nothing takes one."""
    case = replace(island, hazards=closures())
    links = island.network.links
    assert sorted(links["link_id"].to_numpy()[closure_sets(case)["pass"]]) == [4, 5]
    node = island.network.nodes.set_index("node_id")
    at = node.loc[5]
    near = closures(lon=float(at["x_coord"]), lat=float(at["y_coord"]), radius_km=0.0)
    rows = closure_sets(replace(island, hazards=near))["pass"]
    assert links["link_id"].to_numpy()[rows].tolist() == [5]


def test_a_set_that_closes_nothing_is_told(island: Case) -> None:
    with pytest.raises(InputError, match="closes no open link"):
        closure_sets(replace(island, hazards=closures(section="tunnel")))


def test_the_whole_study(island: Case) -> None:
    case = replace(island, hazards=closures())
    tables = risk(case, links=3).tables
    assert set(tables) == {"links", "closures", "losses"}
    assert len(tables["closures"]) == 4
    loss = tables["losses"].set_index("set")
    day = tables["closures"].iloc[0][["rerouted_usd_day", "fallback_usd_day"]].sum()
    assert loss.loc["pass", "eael"] == pytest.approx(2.0 * 3.0 * day)
    assert loss.loc["pass", "eael_low"] == pytest.approx(day)
    assert loss.loc["all", "eael_high"] == pytest.approx(24.0 * day)
    assert loss.loc["pass", "p50"] <= loss.loc["pass", "p90"] <= loss.loc["pass", "p99"]


def test_a_case_without_hazards_says_so(island: Case) -> None:
    with pytest.raises(InputError, match="no hazards"):
        risk(island)


def test_the_dearest_links_are_chosen(found: Baseline) -> None:
    table = first_order(found)
    names = [one.name for one in chosen(table, 2)]
    assert len(names) == 2
    assert named({"x": np.array([1])})[0].name == "x"
