"""Published figures beside the model's: each measure counted anew from the tables of an appraisal."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from corridor.accounts.facts import FAILS, HOLDS, Figure, growth, located, summary
from corridor.accounts.measures import MEASURES
from corridor.case.case import Case
from corridor.errors import InputError
from corridor.facts import rows as fact_rows
from corridor.io.tables import typed
from corridor.schema import dictionary
from corridor.studies.appraise.appraisal import Appraisal
from corridor.studies.appraise.appraise import appraise
from corridor.studies.check_facts import check_facts
from tests.conftest import works
from tests.energy.systems import small_system

DOCS = Path(__file__).parents[2] / "docs"
OVER_THE_RIDGE = "10 50|10.2 51"
"""From Harbour to Highland, whose nearest nodes of roads are 4 and 5."""

WORDS = ("subject", "direction", "cargo", "country", "likely_cause", "note")


def flow(measure: str, subject: str = "", **cells: Any) -> dict[str, Any]:
    """Return a row of the table `flows`, of the base year and for information."""
    said = f"{measure} {subject} {cells.get('direction', '')} {cells.get('cargo', '')}"
    row = {"id": " ".join(said.split()), "what": measure, "kind": "freight", "measure": measure}
    numbers = dict.fromkeys(("year", "central", "low", "high"), math.nan) | {"central": 1.0, "band": 1.0}
    rest = {"use": "information", "status": "recalled", "source": "made up"}
    return row | dict.fromkeys(WORDS, "") | numbers | rest | {"subject": subject} | cells


def asked(case: Case, *rows: dict[str, Any]) -> Case:
    """Return the case asking for these flows and no counts."""
    return replace(case, flows=pd.DataFrame(list(rows)), counts=case.counts.iloc[:0])


@pytest.fixture(scope="module")
def answered(island: Case) -> pd.Series:
    """Return every measure of the island with its own register, by name and what it is taken of."""
    case = asked(
        island,
        flow("mode_share", "road"),
        flow("mode_share", "rail"),
        flow("mode_tonne_km", "road"),
        flow("inland_freight"),
        flow("average_haul"),
        flow("import_freight_share"),
        flow("port_tonnes"),
        flow("port_share", "port-harbour"),
        flow("port_cargo", "port-harbour"),
        flow("port_cargo", "port-harbour", direction="in"),
        flow("port_cargo", "port-harbour", direction="out"),
        flow("port_cargo", "port-harbour", direction="in", cargo="container"),
        flow("tonnes_through", "port-harbour"),
        flow("tonnes_through", "pass-road"),
        flow("tonnes_through", "pass-road|port-harbour"),
        flow("transit_through", "port-harbour"),
        flow("rail_tonne_km"),
        flow("rail_tonne_km", "pass-road"),
        flow("border_trucks", "pass-road"),
        flow("trade_value", "XOS|XVE"),
        flow("trade_value", "|XOS"),
        flow("trade_value", "XVE|XOS|A"),
        flow("travel_hours", OVER_THE_RIDGE),
        flow("gain", "upgraded"),
        flow("gain", "first-decade"),
    )
    found = appraise(case)
    assert (found.facts["verdict"] == "information").all()
    return found.facts.set_index("id")["model"]


def test_every_measure_is_tried(answered: pd.Series) -> None:
    assert {name.split(" ")[0] for name in answered.index} == set(MEASURES)


def test_freight_on_land(answered: pd.Series, appraised: Appraisal) -> None:
    """Today is the do-minimum of the tunnel: freight by road in Ostra, which has no railway."""
    table = appraised.freight[appraised.freight["scenario"] == "tunnel"]
    road = table.set_index(["country", "mode"]).loc[("XOS", "road"), "tonne_km_do_minimum"]
    links = appraised.links.set_index("link_id")["tonnes_baseline"]
    assert answered["inland_freight"] == pytest.approx(road / 1e9, rel=1e-9)
    assert answered["mode_share road"] == pytest.approx(100.0)
    assert answered["mode_share rail"] == answered["rail_tonne_km"] == 0.0
    assert answered["average_haul"] == pytest.approx(road / ((links[1] + links[2]) / 2), rel=1e-9)
    assert answered["rail_tonne_km pass-road"] == pytest.approx((70 * links[4] + 80 * links[5]) / 1e9)


def test_tonnes_through_sections(answered: pd.Series, appraised: Appraisal) -> None:
    """The pass road is two links in a row: its tonnes count once."""
    links = appraised.links.set_index("link_id")["tonnes_baseline"] / 1e6
    assert links[4] == pytest.approx(links[5], rel=1e-12)
    assert answered["tonnes_through port-harbour"] == pytest.approx(links[8], rel=1e-12)
    assert answered["tonnes_through pass-road"] == pytest.approx(links[5], rel=1e-12)
    assert answered["tonnes_through pass-road|port-harbour"] == pytest.approx(links[5] + links[8])
    assert answered["port_tonnes"] == pytest.approx(links[8], rel=1e-12)
    assert answered["port_share port-harbour"] == pytest.approx(100.0)


def test_what_is_landed_and_shipped_is_all_of_a_port(answered: pd.Series, island: Case) -> None:
    """Ostra sells half of what it buys in goods from Vestra by value, and it is lighter."""
    landed, shipped = (answered[f"port_cargo port-harbour {way}"] for way in ("in", "out"))
    assert landed + shipped == pytest.approx(answered["port_cargo port-harbour"], rel=1e-12)
    swapped = asked(island, flow("port_cargo", "port-vestra", direction="in", country="XVE"))
    assert check_facts(swapped).facts["model"].iloc[0] == pytest.approx(shipped, rel=1e-9)
    assert 0.0 <= answered["port_cargo port-harbour in container"] <= landed


def test_trade_is_that_of_the_accounts(answered: pd.Series, island: Case) -> None:
    trade = island.country_trade.set_index(["origin", "destination", "sector"])["value_usd"]
    goods = list(island.freight_sectors)
    assert answered["trade_value XOS|XVE"] == pytest.approx(trade["XOS", "XVE"][goods].sum() / 1e9)
    assert answered["trade_value |XOS"] == pytest.approx(trade["XVE", "XOS"][goods].sum() / 1e9)
    assert answered["trade_value XVE|XOS|A"] == pytest.approx(trade["XVE", "XOS", "A"] / 1e9)


def test_people_drive_over_the_pass_by_hand(answered: pd.Series, island: Case) -> None:
    """70 km at 40 km/h and 80 km at 25 km/h, 1.3 times as fast as lorries; the tunnel from
    the pass is not open yet."""
    hours = (70 / 40 + 80 / 25) / 1.3
    assert answered[f"travel_hours {OVER_THE_RIDGE}"] == pytest.approx(hours, rel=1e-12)
    there_and_back = f"{OVER_THE_RIDGE}|10 50"
    links = island.network.links
    opened = replace(island.network, links=links.assign(status="open"))
    both = asked(island, flow("travel_hours", there_and_back))
    assert check_facts(both).facts["model"].iloc[0] == pytest.approx(2 * hours, rel=1e-12)
    tunnel = check_facts(replace(both, network=opened, projects=())).facts["model"].iloc[0]
    assert tunnel == pytest.approx(2 * (70 / 40 + 55 / 80) / 1.3, rel=1e-12)


def test_the_mix_of_power_is_that_of_the_merit_order(island: Case) -> None:
    """Coal at 20 US$/MWh serves 100 of 150 MW, gas at 50 the rest; 60 % of coal was published."""
    pytest.importorskip("pypsa")
    system = small_system({"west": 150.0, "east": 0.0}, line_mw=0.0)
    mix = {"coal": 0.6 * 1.314, "gas": 0.4 * 1.314, "total": 1.314}
    rows = [
        {"fuel": fuel, "year": 2030, "twh": twh, "use": "held-out", "band": 1.15, "likely_cause": "x"}
        for fuel, twh in mix.items()
    ]
    generation = typed(pd.DataFrame(rows).assign(source="made up"), "generation")
    wired = replace(island, energy=replace(system, generation=generation))
    told: list[tuple[str, int, int]] = []
    found = check_facts(wired, power=True, progress=lambda *said: told.append(said))
    power = found.facts[found.facts["kind"] == "power"].set_index("id")
    shares = power.loc[["power-2030-coal", "power-2030-gas"], ["observed", "model"]]
    assert shares.to_numpy().tolist() == [pytest.approx([60.0, 200 / 3]), pytest.approx([40.0, 100 / 3])]
    assert power["verdict"].tolist() == [HOLDS, FAILS]
    assert power["likely_cause"].tolist() == ["", "x"]
    assert list(found.facts.columns) == list(check_facts(island).facts.columns)
    assert found.summary.set_index("kind").loc["power", ["figures", "hold"]].tolist() == [2, 1]
    assert [said for said in told if said[0] == "power"] == [("power", 0, 1), ("power", 1, 1)]
    assert not found.left_out
    assert "--power" in check_facts(wired).left_out


def test_power_needs_a_power_system(island: Case) -> None:
    with pytest.raises(InputError, match="no power system"):
        check_facts(island, power=True)
    assert not check_facts(island).left_out


def test_trucks_of_a_border_leave_local_ones_out(
    answered: pd.Series, appraised: Appraisal, island: Case
) -> None:
    links = appraised.links.set_index("link_id")
    local = island.parameters["truck_local_share"]
    assert answered["border_trucks pass-road"] == pytest.approx(links["trucks_baseline"][5] * (1.0 - local))
    road = (island.network.links["mode"] == "road").to_numpy()
    assert links["trucks_baseline"].notna().tolist() == road.tolist()


def test_two_countries_have_no_transit(answered: pd.Series) -> None:
    assert answered["transit_through port-harbour"] == 0.0


def test_transit_is_what_others_send_through(island: Case) -> None:
    """Seen from a third country's side, all that crosses the sea between the other two is transit."""
    regions, countries = island.regions.copy(), island.countries.copy()
    regions.loc[regions["region_id"] == "XOS-highland", "country"] = "XHI"
    countries = pd.concat([countries, countries.iloc[[0]].assign(country="XHI")], ignore_index=True)
    shared = {"XOS": 5 / 9, "XHI": 4 / 9}
    value_added = island.value_added.copy()
    trade = _two(_two(island.country_trade, "origin", shared), "destination", shared)
    inputs, demand = (
        pd.concat([table, table[table["country"] == "XOS"].assign(country="XHI")], ignore_index=True)
        for table in (island.input_output, island.final_demand)
    )
    total = (
        value_added[value_added["region_id"].str.startswith("XOS")].groupby("sector")["value_added_usd"].sum()
    )
    for region, part in (("XOS-harbour", 5 / 9), ("XOS-highland", 4 / 9)):
        for sector, usd in total.items():
            rows = (value_added["region_id"] == region) & (value_added["sector"] == sector)
            value_added.loc[rows, "value_added_usd"] = part * usd
    case = replace(
        island,
        regions=regions,
        countries=countries,
        country_trade=trade,
        value_added=value_added,
        input_output=inputs,
        final_demand=demand,
    )
    both = (flow("transit_through", "port-harbour"), flow("tonnes_through", "port-harbour"))
    transit, through = check_facts(asked(case, *both)).facts["model"]
    assert 0.2 * through < transit < 0.7 * through
    other = asked(case, flow("transit_through", "port-harbour", country="XVE"))
    assert check_facts(other).facts["model"].iloc[0] == 0.0


def _two(trade: pd.DataFrame, side: str, shared: dict[str, float]) -> pd.DataFrame:
    """Return trade with Ostra's side split between two countries."""
    mine = trade[side] == "XOS"
    parts = [
        trade[mine].assign(**{side: country, "value_usd": trade.loc[mine, "value_usd"] * share})
        for country, share in shared.items()
    ]
    return pd.concat([trade[~mine], *parts], ignore_index=True)


def test_gains_are_those_of_the_accounts(answered: pd.Series, appraised: Appraisal) -> None:
    """Ostra spends 1,000 million today, and the tunnel adds to it."""
    gains = appraised.regions.groupby(["scenario", "country"])["ev_usd"].sum()
    for name in ("upgraded", "first-decade"):
        assert answered[f"gain {name}"] == pytest.approx(100 * gains[(name, "XOS")] / 1e9, rel=1e-9)


def test_freight_in_the_value_of_imports_by_hand(answered: pd.Series, island: Case) -> None:
    """Imports of farm goods and manufactures, 50 and 320 million; freight is the part tau - 1 over tau."""
    assert 3.0 < answered["import_freight_share"] < 10.0
    free = {n: 0.0 for n in island.parameters if n.split(".")[0] in ("rate_per_tonne_km", "value_of_time")}
    entries = {n: replace(island.parameters.record(n), value=v, low=0.0) for n, v in free.items()}
    links = island.network.links.assign(fee_usd_t=0.0)
    cheap = replace(
        island,
        parameters=island.parameters.merged(entries),
        network=replace(island.network, links=links),
        projects=(),
    )
    found = check_facts(asked(cheap, flow("import_freight_share")))
    assert found.facts["model"].iloc[0] == 0.0


def test_a_portfolio_that_was_not_run_is_left_out(island: Case) -> None:
    case = asked(island, flow("gain", "first-decade"), flow("inland_freight"))
    planned = replace(case, projects=(works("a", "tunnel", status="open"),))
    assert list(appraise(planned).facts["id"]) == ["inland_freight"]
    assert list(check_facts(case).facts["id"]) == ["inland_freight"]


def test_an_appraisal_of_a_case_that_asks_for_nothing_has_no_figures(
    island: Case, appraised: Appraisal
) -> None:
    found = appraise(replace(island, counts=island.counts.iloc[:0], flows=island.flows.iloc[:0]))
    assert len(found.facts) == len(found.facts_summary) == 0
    assert list(found.facts.columns) == list(appraised.facts.columns)


def test_a_check_and_an_appraisal_say_the_same(island: Case, appraised: Appraisal) -> None:
    found = check_facts(island)
    shown = appraised.facts[appraised.facts["id"] != "gain-upgraded"].reset_index(drop=True)
    pd.testing.assert_frame_equal(found.facts, shown, check_exact=False, rtol=1e-9)
    pd.testing.assert_frame_equal(found.summary, appraised.facts_summary)


@pytest.mark.parametrize(
    ("figure", "model", "word"),
    [
        (Figure(100.0, math.nan, math.nan, 1.5), 66.7, HOLDS),
        (Figure(100.0, math.nan, math.nan, 1.5), 66.6, FAILS),
        (Figure(100.0, math.nan, math.nan, 1.5), 150.0, HOLDS),
        (Figure(100.0, 80.0, 120.0, 1.0), 120.1, FAILS),
        (Figure(math.nan, 80.0, 120.0, 1.5), 54.0, HOLDS),
        (Figure(math.nan, 0.0, 120.0, 1.0), 0.0, HOLDS),
        (Figure(100.0, math.nan, math.nan, 1.0), math.nan, FAILS),
        (Figure(100.0, math.nan, math.nan, 1.0), 100.0 * (1.0 + 1e-12), HOLDS),
        (Figure(100.0, math.nan, math.nan, 1.0), 100.0001, FAILS),
    ],
)
def test_verdicts(figure: Figure, model: float, word: str) -> None:
    assert figure.verdict(model) == word


def test_a_failing_figure_shows_its_likely_cause_and_a_holding_one_none(island: Case) -> None:
    rows = [
        flow("inland_freight", central=central, use="held-out", likely_cause="x") for central in (1e9, 1e-9)
    ]
    model = check_facts(asked(island, flow("inland_freight"))).facts["model"].iloc[0]
    held = flow("inland_freight", central=model, use="calibrate", likely_cause="x")
    found = check_facts(asked(island, *rows, held))
    assert list(found.facts["verdict"]) == [FAILS, FAILS, HOLDS]
    assert list(found.facts["likely_cause"]) == ["x", "x", ""]
    assert (found.failing, found.judged) == (2, 3)
    counted = found.summary.set_index("use")[["figures", "hold", "within_aim"]]
    assert counted.loc["held-out"].tolist() == [2, 0, 0]
    assert counted.loc["calibrate"].tolist() == [1, 1, 1]


def test_an_aim_does_not_make_room_for_what_is_not_known() -> None:
    """A model at twice the figure holds within its wide range, and misses the aim of a factor of 1.5."""
    table = pd.DataFrame({"kind": ["counts"], "use": ["held-out"], "verdict": [HOLDS], "ratio": [2.0]})
    assert summary(table)[["figures", "hold", "within_aim"]].iloc[0].tolist() == [1, 1, 0]


def test_traffic_grows_with_the_economy_to_the_year_of_the_figure(island: Case) -> None:
    """Ostra's product grows by a twentieth to 2021; shares of freight do not grow."""
    elastic = replace(island, parameters=island.parameters.with_values({"traffic_elasticity": 1.2}))
    assert growth(island, "XOS", 2021) == pytest.approx(1.05)
    assert growth(elastic, "XOS", 2021) == pytest.approx(1.05**1.2)
    assert math.isnan(growth(island, "XOS", 1999))
    years = [
        flow("inland_freight"),
        flow("inland_freight", year=2021.0),
        flow("mode_share", "road", year=2021.0),
    ]
    now, later, share = check_facts(asked(island, *years)).facts["model"]
    assert (later / now, share) == (pytest.approx(1.05), pytest.approx(100.0))


def count(**cells: Any) -> dict[str, Any]:
    nothing = dict.fromkeys(("lon", "lat", "vehicles_per_day", "truck_share", "low", "high"), math.nan)
    words = {"id": "a", "road": "pass-road", "place_from": "", "place_to": "", "use": "held-out", "band": 1.5}
    rest = {"year": 2019, "trucks_per_day": 100.0, "status": "seen", "likely_cause": "", "source": "made up"}
    return nothing | words | rest | cells


@pytest.mark.parametrize(
    ("cells", "links"),
    [
        ({}, [4, 5]),  # all of the road
        ({"lon": 10.05, "lat": 50.25}, [4]),  # between Harbour and the pass
        ({"lon": 10.16, "lat": 50.8}, [5]),  # between the pass and Highland
        ({"road": "pass"}, [4, 5]),  # what the section begins with
        ({"road": "pass-roa"}, []),  # not a whole word
        ({"road": "port-harbour"}, []),  # no road
    ],
)
def test_a_count_is_found_on_its_road(island: Case, cells: dict[str, Any], links: list[int]) -> None:
    found = located(count(**cells), island.network)
    assert list(island.network.links["link_id"].to_numpy()[found.rows]) == links


def test_the_distance_of_a_point_is_that_to_the_straight_link(island: Case) -> None:
    """Half a degree of longitude east of the middle of a link that runs north."""
    found = located(count(lon=10.65, lat=50.75), island.network)
    assert found.km == pytest.approx(0.5 * 111.2 * math.cos(math.radians(50.75)), rel=0.05)


def test_a_count_of_vehicles_is_of_the_trucks_in_them(island: Case, appraised: Appraisal) -> None:
    """Without a point the mean over the road by length: 70 and 80 km."""
    rows = [count(), count(id="b", trucks_per_day=math.nan, vehicles_per_day=400.0, truck_share=0.25)]
    found = check_facts(replace(island, counts=pd.DataFrame(rows), flows=island.flows.iloc[:0])).facts
    trucks = appraised.links.set_index("link_id")["trucks_baseline"]
    assert found["model"].to_numpy() == pytest.approx((70 * trucks[4] + 80 * trucks[5]) / 150)
    assert list(found["observed"]) == [100.0, 100.0]
    assert np.isfinite(found["geh"]).all()


@pytest.mark.parametrize(("opened", "through"), [(-1, True), (0, False), (3, False)])
def test_a_count_meets_the_roads_of_its_year(island: Case, opened: int, through: bool) -> None:
    """A built tunnel that opened in the year of a count or later has no traffic in it."""
    year = island.settings.base_year
    links = island.network.links.copy()
    links.loc[links["section"] == "tunnel", "status"] = "open"
    (tunnel,) = (one for one in island.projects if one.project_id == "tunnel")
    (effect,) = tunnel.effects
    shut = replace(effect, with_project={}, without_project={"status": "closed"})
    built = replace(tunnel, portfolio="built", opening_year=year + opened, effects=(shut,))
    rows = [count(year=year), count(id="b", road="tunnel", year=year)]
    case = replace(
        island,
        network=replace(island.network, links=links),
        projects=(built,),
        counts=pd.DataFrame(rows),
        flows=island.flows.iloc[:0],
    )
    over, below = check_facts(case).facts["model"]
    assert (below > 0.0) == through
    assert (over > below) == (not through)


def test_the_dictionary_and_the_page_know_every_measure() -> None:
    (column,) = (c for c in dictionary()["flows"] if c.name == "measure")
    assert set(column.allowed) == set(MEASURES)
    text = (DOCS / "reference" / "case-format.md").read_text(encoding="utf-8")
    for name, measure in MEASURES.items():
        assert f"| `{name}` | {measure.unit.replace('$', chr(92) + '$')} | " in text
        assert f"| {measure.definition} |" in text


def test_every_kind_of_figure_has_an_aim_above_one() -> None:
    assert all(float(row["aim"]) > 1.0 for row in fact_rows("fact_kinds"))
