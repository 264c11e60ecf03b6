from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from corridor.run_tables import run_tables

SIDE = 4
"""The synthetic world is a chequerboard of 4 x 4 regions, the western half one country."""

WEST, SOUTH, STEP = 64.0, 24.0, 2.5
MAIN = "upgraded"
MONEY = (
    "portfolios",
    "perspectives",
    "site_gains",
    "sensitivity",
    "switching",
    "financial",
    "overruns",
    "risk",
    "loans",
    "debt",
    "capacity",
    "incidence",
)
"""Tables of money that the board does without."""


def make_regions() -> pd.DataFrame:
    rows = []
    for place in range(SIDE * SIDE):
        column, row = place % SIDE, place // SIDE
        x, y = WEST + column * STEP, SOUTH + row * STEP
        country = "AAA" if column < SIDE // 2 else "BBB"
        rows.append(
            {
                "region_id": f"{country}-{place}",
                "name": f"Region {place}",
                "country": country,
                "population": 1e6 * (place + 1),
                "lon": x + STEP / 2,
                "lat": y + STEP / 2,
                "disputed_note": "Claimed by both" if place == 5 else None,
                "geometry": shapely.to_wkb(shapely.box(x, y, x + STEP, y + STEP)),
            }
        )
    return pd.DataFrame(rows)


def make_results(regions: pd.DataFrame, scenario: str, size: float) -> pd.DataFrame:
    """The west gains and the east loses, by 0.1 to 1.6 % of income times `size`."""
    rank = np.arange(1, len(regions) + 1)
    change = size * np.where(regions["country"] == "AAA", 1.0, -1.0) * rank / 1000.0
    income = 1e9 * rank
    return regions[["region_id", "name", "country", "population"]].assign(
        scenario=scenario,
        value_added_usd=income,
        real_income_hat=1.0 + change,
        ev_usd=income * change,
        first_order=0.9 * change,
    )


def make_accounts(results: pd.DataFrame, scenario: str) -> pd.DataFrame:
    places = [("world", "world", results), ("corridor", "corridor", results)]
    places += [("country", code, part) for code, part in results.groupby("country")]
    places += [("region", code, part) for code, part in results.groupby("region_id")]
    rows = []
    for level, name, part in places:
        before = float(part["value_added_usd"].sum())
        after = before + float(part["ev_usd"].sum())
        people = float(part["population"].sum())
        values = [
            ("growth", "real income", "US$/year", before, after),
            ("well-being", "real consumption per person", "US$/person/year", before / people, after / people),
            ("well-being", "poverty rate", "ratio", 0.3, 0.3 * before / after),
            ("well-being", "work in industry", "ratio", 0.2, 0.2 * after / before),
            ("openness", "trade to GDP", "ratio", 0.40, 0.42),
            ("green", "freight CO2", "t CO2e/year", 2e6, 2.1e6),
        ]
        shown = values[:-1] if level == "region" else values
        rows += [(scenario, *one[:2], level, name, *one[3:], one[4] - one[3], one[2]) for one in shown]
    columns = [
        "scenario",
        "account",
        "indicator",
        "level",
        "region",
        "baseline",
        "counterfactual",
        "change",
        "unit",
    ]
    return pd.DataFrame(rows, columns=columns)


def make_links() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Network links, their geometry and their flows: one grows, one shrinks, one is negligible."""
    lines = {
        1: [(65, 25), (69, 29), (73, 33)],
        2: [(65, 33), (69, 28.5), (73, 25)],
        3: [(64, 24), (64, 34)],
    }
    links = pd.DataFrame(
        {
            "link_id": [1, 2, 3],
            "name": ["Main road", "Old </script> railway", "Track"],
            "mode": ["road", "rail", "road"],
            "country": ["AAA", "BBB", "AAA"],
            "section": ["m-1", "", ""],
        }
    )
    shapes = [shapely.to_wkb(shapely.LineString(points)) for points in lines.values()]
    geometry = pd.DataFrame({"link_id": list(lines), "geometry": shapes})
    flows = pd.DataFrame(
        {
            "link_id": [1, 2, 3],
            "tonnes_baseline": [1e6, 9e6, 10.0],
            "tonnes_counterfactual": [8e6, 2e6, 12.0],
        }
    )
    return links, geometry, flows


def make_projects() -> tuple[pd.DataFrame, tuple[SimpleNamespace, ...]]:
    """Two projects, of which one has no effect in the model, and the portfolio as the last row."""
    nothing = np.nan
    table = pd.DataFrame(
        {
            "project_id": ["pass", "plant", MAIN],
            "name": ["Pass & tunnel", "Power plant", "Portfolio: upgraded"],
            "type": ["road", "plant", "portfolio"],
            "status": ["planned", "built", "portfolio"],
            "capex_usd": [2.5e9, 1.1e9, 2.5e9],
            "opening_year": [2028, 2017, 2028],
            "ev_world_usd": [1.2e8, nothing, 2.4e8],
            "ev_AAA_usd": [1.5e8, nothing, 3.0e8],
            "ev_BBB_usd": [-3.0e7, nothing, -6.0e7],
            "npv_low": [9.0e8, nothing, 1.8e9],
            "npv_high": [-2.0e8, nothing, -4.0e8],
            "bcr_low": [1.41, nothing, 1.41],
            "bcr_high": [0.91, nothing, 0.91],
            "eirr": [0.0712, nothing, 0.0712],
            "payback_year": [2041, nothing, 2041],
            "model_effect": ["on the network", "none yet", "on the network"],
            "effect_note": ["Shorter by a third", "", "1 projects together"],
        }
    )
    sources = (("capex", "The ministry (2020)"),)
    places = (
        SimpleNamespace(
            project_id="pass",
            title="Pass & tunnel",
            lon=70.5,
            lat=30.5,
            sources=sources,
            estimated=("opening_year",),
        ),
        SimpleNamespace(
            project_id="plant", title="Power plant", lon=None, lat=None, sources=(), estimated=()
        ),
    )
    return table, places


def make_streams() -> pd.DataFrame:
    rows = []
    for scenario, size in ((MAIN, 2.0), ("pass", 1.0)):
        for year in range(2025, 2045):
            for country, benefit in (("AAA", 150.0), ("BBB", -30.0), ("CCC", 4.0)):
                cost = 800.0 if year < 2028 and country == "AAA" else 0.0
                later = benefit if year >= 2028 else 0.0
                money = {"cost_usd": 1e6 * size * cost, "benefit_usd": 1e6 * size * later, "carbon_usd": -5e4}
                place = {"scenario": scenario, "project_id": "pass", "country": country}
                rows.append({**place, "year": year, **money})
    return pd.DataFrame(rows)


def make_case(regions: pd.DataFrame, links: pd.DataFrame, geometry: pd.DataFrame, known: Any) -> Any:
    settings = SimpleNamespace(
        name="board",
        title="A board of two countries",
        base_year=2019,
        price_year=2019,
        currency="USD",
        focus=("AAA", "BBB"),
        first_year=2025,
        last_year=2044,
        notes={
            "uncertainty": "The **trade elasticity** moves it most.",
            "attribution": "© OpenStreetMap contributors (ODbL 1.0)",
        },
    )
    return SimpleNamespace(
        settings=settings,
        sectors=pd.DataFrame({"sector": ["B"], "name": ["Mining"]}),
        regions=regions,
        network=SimpleNamespace(links=links),
        geometry=geometry,
        projects=known,
        countries=pd.DataFrame({"country": ["AAA", "BBB"], "name": ["Westland", "Eastland"]}),
        sources="# Sources\n\nMade up.\n",
    )


def make_freight() -> pd.DataFrame:
    rows = [(MAIN, "AAA", "road", 1e11, 1.2e11, 6e6, 7.2e6), (MAIN, "BBB", "rail", 5e10, 4e10, 1.1e6, 9e5)]
    numbers = ["tonne_km_do_minimum", "tonne_km", "co2_t_do_minimum", "co2_t"]
    return pd.DataFrame(rows, columns=["scenario", "country", "mode", *numbers])


def make_facts() -> pd.DataFrame:
    """Two counts, one of them held out and failing, and a range for information."""
    columns = [column.name for column in run_tables()["facts"].columns]
    trucks = ("counts", "trucks on high-road", "Low - High", "2019", "trucks/day")
    nothing = np.nan
    seen = ("seen", "A book")
    rows = [
        ("a", *trucks, 100.0, nothing, nothing, 110.0, 1.1, 0.2, 1.5, "calibrate", "holds", "", *seen),
        ("b", *trucks, 100.0, 90.0, 120.0, 400.0, 4.0, 3.9, 1.5, "held-out", "fails", "tolls", *seen),
        (
            *("c", "gain", "gain of A", MAIN, "", "%", 1.8, 0.3, 10.5, 0.4, 0.2, nothing, 1.0),
            *("information", "information", "", "recalled", "A paper"),
        ),
    ]
    return pd.DataFrame(rows, columns=columns)


def make_facts_summary() -> pd.DataFrame:
    columns = [column.name for column in run_tables()["facts_summary"].columns]
    rows = [("counts", "calibrate", 1, 1, 1.5, 1), ("counts", "held-out", 1, 0, 1.5, 0)]
    return pd.DataFrame(rows, columns=columns)


def make_certificates() -> pd.DataFrame:
    columns = ["scenario", "block", "residual", "iterations", "method"]
    return pd.DataFrame([(MAIN, "prices", 3.2e-11, 17, "anderson")], columns=columns)


def make_scorecard() -> pd.DataFrame:
    """One gain, one loss and the losers, for a country and the world; the other scenario no change."""
    levels = ["before", "after", "change", "change_percent"]
    columns = ["account", "indicator", "region", *levels, "unit", "verdict"]
    rows = [
        ("growth", "real income", "AAA", 6e10, 6.06e10, 6e8, 1.0, "US$/year", "better"),
        ("green", "freight CO2", "AAA", 2e6, 2.1e6, 1e5, 5.0, "t CO2e/year", "worse"),
        ("losers", "regions that lose", "AAA", 0.0, 0.0, 0.0, np.nan, "regions", "no change"),
        ("growth", "real income", "world", 1.36e11, 1.358e11, -2e8, -0.147, "US$/year", "worse"),
        ("green", "freight CO2", "world", 2e6, 2.1e6, 1e5, 5.0, "t CO2e/year", "worse"),
        ("losers", "regions that lose", "world", 0.0, 8.0, 8.0, np.nan, "regions", "worse"),
    ]
    table = pd.DataFrame(rows, columns=columns)
    same = table.assign(after=table["before"], change=0.0, change_percent=0.0, verdict="no change")
    return pd.concat([table.assign(scenario=MAIN), same.iloc[:2].assign(scenario="pass")], ignore_index=True)


def make_sites() -> pd.DataFrame:
    """One mine that sells 200 million, of which 10 and 50 displace others, and gains 4, 84 and 30 million."""
    money = {
        "capacity": 1.9e8,
        "produced": 2e8,
        "displaced_region": 1e7,
        "displaced_country": 5e7,
        "gain_region": 4e6,
        "gain_country": 8.4e7,
        "gain_abroad": 3e7,
        "brought": 1.2e8,
        "paid_abroad": 6e7,
        "royalty": 2e7,
        "forgone_tax": 0.0,
        "forgone_tax_displaced": 0.0,
        "forgone_tax_pv": 0.0,
    }
    place = {"scenario": "mine", "project_id": "mine", "kind": "mine", "region_id": "AAA-0", "sector": "B"}
    size = {"jobs": np.nan, "tonnes": 1e6, "kept_in_region": 0.025}
    return pd.DataFrame([{**place, **{f"{name}_usd": usd for name, usd in money.items()}, **size}])


class Told(dict[str, float]):
    """Parameters: entries that the report lists, and values that it uses."""

    def __init__(self, entries: dict[str, Any], **values: float) -> None:
        super().__init__(**values)
        self.entries = entries


class Made(SimpleNamespace):
    """An appraisal whose tables a test may replace."""

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        return {name: getattr(self, name) for name in run_tables()}


def make_appraisal() -> Any:
    regions = make_regions()
    scenarios = [make_results(regions, MAIN, 1.0), make_results(regions, "pass", 0.4)]
    links, geometry, flows = make_links()
    projects, known = make_projects()
    low = SimpleNamespace(
        name="discount_rate.low",
        value=0.04,
        was=0.06,
        unit="1/year",
        low=0.0,
        high=0.2,
        status="assumed",
        source="None",
    )
    main = {"added": ["pass"], "removed": []}
    shown = Made(
        case=make_case(regions, links, geometry, known),
        name=MAIN,
        parameters=Told({low.name: low}, material_loss=0.00005),
        scenarios={MAIN: main, "pass": {"added": ["pass"], "removed": []}},
        accounts=make_accounts(scenarios[0], MAIN),
        regions=pd.concat(scenarios, ignore_index=True),
        projects=projects.iloc[:-1],
        scorecard=make_scorecard(),
        sites=make_sites(),
        labour=pd.DataFrame(
            [("mine", "AAA-0", "B", 900.0), ("mine", "AAA-0", "A", -900.0), ("mine", "AAA-1", "B", 5.0)],
            columns=["project_id", "region_id", "sector", "change"],
        ),
        haul=pd.DataFrame(
            [("mine", "AAA-1", "road", 120.0, 0.0, 4.0, 9.0, 0.045)],
            columns=[
                "project_id",
                "to",
                "mode",
                "road_km",
                "rail_km",
                "hours",
                "usd_per_tonne",
                "share_of_price",
            ],
        ),
        streams=make_streams(),
        freight=make_freight(),
        commodities=pd.DataFrame(columns=["flow", "group"]),
        links=flows,
        facts=make_facts(),
        facts_summary=make_facts_summary(),
        certificates=make_certificates(),
        **dict.fromkeys(MONEY, pd.DataFrame()),
    )
    shown.portfolios = projects.iloc[-1:]
    return shown


@pytest.fixture
def appraisal() -> Any:
    return make_appraisal()
