from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from corridor.report import layers
from corridor.report.page import script_text
from corridor.report.payload import basemap, payload
from corridor.report.shapes import encoded, lines

KEYS = [
    "format",
    "title",
    "case",
    "scenario",
    "base_year",
    "price_year",
    "first_year",
    "last_year",
    "places",
    "headline",
    "scenarios",
    "regions",
    "effects",
    "indicators",
    "links",
    "scorecard",
    "sites",
    "projects",
    "streams",
    "money",
    "accounts",
    "freight",
    "facts",
    "facts_summary",
    "certificates",
    "parameters",
    "texts",
    "attribution",
    "countries",
    "basemap",
]


@pytest.fixture
def document(appraisal: Any) -> dict[str, Any]:
    return payload(appraisal)


def decoded(line: list[int]) -> np.ndarray:
    return np.cumsum(np.array(line).reshape(-1, 2), axis=0) / 10_000


def test_keys(document: dict[str, Any]):
    assert list(document) == KEYS


def test_it_is_plain_json_and_repeats(appraisal: Any, document: dict[str, Any]):
    text = script_text(document)
    assert text == script_text(payload(appraisal))
    assert json.loads(text)["title"] == "A board of two countries"


def test_headline_by_hand(document: dict[str, Any]):
    """The west has regions with income 1 2 5 6 9 10 13 14 (US$ bn): their sum is 60, that of squares 612."""
    assert [place["id"] for place in document["places"]] == ["AAA", "BBB", "corridor", "world"]
    rows = {row["label"]: row for row in document["headline"]}
    assert rows["Real income"]["cells"][0]["value"] == pytest.approx(100 * 612e-3 / 60, rel=1e-5)
    assert rows["Equivalent variation"]["cells"][0]["value"] == pytest.approx(612.0)
    assert rows["Trade to GDP"]["cells"][0]["value"] == pytest.approx(2.0)
    assert rows["Trade to GDP"]["unit"] == "percentage points"
    assert rows["Freight CO2"]["cells"][3]["value"] == pytest.approx(5.0)


def test_losers_are_counted_like_winners(document: dict[str, Any]):
    balance = document["effects"]["upgraded"]["balance"]
    assert balance["gaining"]["regions"] == balance["losing"]["regions"] == 8
    assert balance["gaining"]["ev_musd"] == pytest.approx(612.0)
    assert balance["losing"]["ev_musd"] == pytest.approx(-(16 * 17 * 33 / 6 - 612.0))
    assert balance["gaining"]["population"] == 60e6
    countries = document["effects"]["upgraded"]["countries"]
    assert countries["id"] == ["AAA", "BBB"]
    assert countries["ev_musd"] == [balance["gaining"]["ev_musd"], balance["losing"]["ev_musd"]]


def test_scenarios_begin_with_the_main_one(document: dict[str, Any]):
    assert [(row["id"], row["kind"]) for row in document["scenarios"]] == [
        ("upgraded", "portfolio"),
        ("pass", "project"),
    ]
    assert document["scenarios"][0]["label"] == "All planned projects"
    assert document["scenarios"][0]["projects"] == ["pass"]
    assert document["scenarios"][0]["text"] == "1 project on top of today’s world"


def test_negligible_links_are_left_out_and_counted(document: dict[str, Any]):
    links = document["links"]
    assert links["name"] == ["Main road", "Old </script> railway"]
    assert (links["before"], links["after"]) == ([1e6, 9e6], [8e6, 2e6])
    assert (links["threshold_t"], links["left_out"]) == (1000, 1)
    assert links["left_out_share"] == pytest.approx(12 / 17_000_012, rel=1e-2)
    assert decoded(links["lines"][1][0])[-1] == pytest.approx([73.0, 25.0])


def test_thin_links_stay_in_the_home_country(appraisal: Any, monkeypatch: pytest.MonkeyPatch):
    """With room for one link, the other country's goes, however large; the home country's stays."""
    monkeypatch.setattr(layers, "MAX_LINKS", 1)
    links = payload(appraisal)["links"]
    assert links["name"] == ["Main road"]
    assert links["threshold_t"] > 9e6 > links["threshold_home_t"]


def test_lines_break_at_the_date_line():
    line = shapely.LineString([(178.0, 10.0), (179.5, 11.0), (-179.0, 12.0), (-178.0, 12.5)])
    (parts,) = lines([shapely.to_wkb(line)])
    assert [decoded(part)[:, 0].tolist() for part in parts] == [[178.0, 179.5], [-179.0, -178.0]]


def test_regions_keep_their_place_and_their_notes(document: dict[str, Any]):
    regions = document["regions"]
    ring = shapely.Polygon(decoded(regions["shapes"][0][0][0]))
    assert ring.equals(shapely.box(64.0, 24.0, 66.5, 26.5))
    assert regions["note"][5] == "Claimed by both"


def test_neighbours_keep_their_common_border(appraisal: Any):
    """Two regions along a crooked border: simplified together they leave no gap and no overlap."""
    steps = np.linspace(24.0, 34.0, 400)
    border = [(69.0 + 0.03 * np.sin(7 * y), y) for y in steps]
    west = shapely.Polygon([(64.0, 24.0), *border, (64.0, 34.0)])
    east = shapely.Polygon([(74.0, 24.0), *border, (74.0, 34.0)])
    halves = [shapely.to_wkb(west), shapely.to_wkb(east)]
    appraisal.case.regions = appraisal.case.regions.iloc[:2].assign(geometry=halves)
    rings = [shapely.Polygon(decoded(shape[0][0])) for shape in payload(appraisal)["regions"]["shapes"]]
    assert len(rings[0].exterior.coords) < 300
    assert rings[0].intersection(rings[1]).area == pytest.approx(0.0, abs=1e-9)
    assert rings[0].union(rings[1]).area == pytest.approx(100.0, abs=1e-6)


def test_projects_in_millions_and_percent(document: dict[str, Any]):
    whole, first, second = document["projects"]
    assert first["cost_musd"] == 2500
    assert first["gain"] == {"AAA": 150, "BBB": -30}
    assert first["eirr_pct"] == pytest.approx(7.12)
    assert (first["lon"], first["lat"]) == (70.5, 30.5)
    assert second["npv_low_musd"] is None
    assert second["lon"] is None
    assert second["model_effect"] == "none yet"
    assert first["sources"] == [["capex", "The ministry (2020)"]]
    assert [row["portfolio"] for row in (first, second, whole)] == [False, False, True]


def test_a_mine_by_hand(document: dict[str, Any]):
    """84 million stay in the country, 4 of them in the region: 80 elsewhere, 40 of 100 dollars produced."""
    (mine,) = document["sites"]
    assert (mine["name"], mine["region"], mine["sector"]) == ("mine", "Region 0", "Mining")
    assert mine["musd"]["gain_elsewhere"] == 80
    assert mine["per_100"] == {
        "displaced_region": 5,
        "displaced_country": 25,
        "gain_region": 2,
        "gain_elsewhere": 40,
        "gain_abroad": 15,
        "paid_abroad": 30,
    }
    assert (mine["jobs"], mine["tonnes"], mine["kept_in_region_pct"]) == (None, 1e6, 2.5)
    workers = [(row["sector"], row["change"]) for row in mine["workers"]]
    assert workers[0] == ("Mining", 900)
    assert [change for _, change in workers] == [900, -900]
    (haul,) = mine["hauls"]
    assert (haul["to"], haul["mode"], haul["road_km"], haul["share_pct"]) == ("Region 1", "road", 120, 4.5)


def test_the_card_has_a_line_once_and_cells_by_scenario_and_place(document: dict[str, Any]):
    card = document["scorecard"]
    assert card["lines"] == ["growth/real income", "green/freight CO2", "losers/regions that lose"]
    assert card["places"] == ["AAA", "world"]
    assert card["scenarios"]["upgraded"]["AAA"] == {
        "before": [6e10, 2e6, 0],
        "after": [6.06e10, 2.1e6, 0],
        "change": [6e8, 1e5, 0],
        "percent": [1, 5, None],
        "verdict": ["better", "worse", "no change"],
    }
    # what a scenario does not say is empty, not zero
    assert card["scenarios"]["pass"]["AAA"]["change"] == [0, 0, None]
    assert card["scenarios"]["pass"]["AAA"]["verdict"][2] == ""


def test_all_lines_are_of_indicators_that_are_explained_once(document: dict[str, Any]):
    known = [one["id"] for one in document["indicators"]]
    assert len(known) == len(set(known))
    lines = [*document["accounts"]["lines"], *document["scorecard"]["lines"]]
    lines += [row["id"] for row in document["headline"] if row["id"]]
    assert set(lines) == set(known)
    about = {one["id"]: one for one in document["indicators"]}
    assert about["losers/regions that lose"]["unit"] == "regions"
    assert about["green/freight CO2"]["scenarios"] == {}
    assert about["well-being/poverty rate"]["scenarios"]["upgraded"]["before"] == [0.3] * 16


def test_accounts_have_a_line_once_and_no_regions(document: dict[str, Any]):
    accounts = document["accounts"]
    assert accounts["places"] == ["world", "corridor", "AAA", "BBB"]
    place = accounts["lines"].index("growth/real income")
    assert accounts["scenarios"]["upgraded"]["AAA"]["before"][place] == 60e9
    assert accounts["scenarios"]["upgraded"]["AAA"]["change"][place] == pytest.approx(612e6)


def test_streams_add_countries_out_of_focus_together(document: dict[str, Any]):
    stream = document["streams"][0]
    assert stream["id"] == "upgraded"
    assert stream["years"] == list(range(2025, 2045))
    assert stream["cost_musd"][:4] == [1600, 1600, 1600, 0]
    assert stream["benefit_musd"]["BBB"][3] == -60
    assert stream["benefit_musd"]["others"][3] == 8
    assert stream["benefit_musd"]["carbon"][0] == pytest.approx(-0.15)


def test_freight_before_and_after(document: dict[str, Any]):
    assert document["freight"][0] == {
        "scenario": "upgraded",
        "country": "AAA",
        "mode": "road",
        "tonne_km_before_bn": 100,
        "tonne_km_bn": 120,
        "co2_before_kt": 6000,
        "co2_kt": 7200,
    }


def test_texts_and_attribution_come_from_the_case(appraisal: Any, document: dict[str, Any]):
    assert "trade elasticity" in document["texts"]["uncertainty"]
    assert document["texts"]["sources"].startswith("# Sources")
    assert document["attribution"] == [
        "© OpenStreetMap contributors (ODbL 1.0)",
        "Natural Earth (public domain)",
    ]
    assert payload(appraisal, {"uncertainty": "Nothing."})["texts"]["uncertainty"] == "Nothing."


def test_empty_tables_give_an_empty_report(appraisal: Any):
    for name in ("links", "streams", "sites", "freight", "facts", "facts_summary", "certificates"):
        setattr(appraisal, name, getattr(appraisal, name).iloc[:0])
    document = payload(appraisal)
    assert document["streams"] == document["sites"] == document["facts"] == document["freight"] == []
    assert document["links"]["lines"] == []


def test_a_run_without_scenarios_shows_today(appraisal: Any):
    names = "accounts scorecard regions projects portfolios streams sites freight facts certificates"
    for name in [*names.split(), "facts_summary"]:
        setattr(appraisal, name, pd.DataFrame())
    appraisal.name = "today"
    document = payload(appraisal)
    assert [row["label"] for row in document["scenarios"]] == ["Today"]
    assert document["headline"] == document["projects"] == document["indicators"] == []
    assert len(document["links"]["lines"]) == 2


def test_encoding_drops_points_that_do_not_move():
    assert encoded([(1.0, 2.0), (1.00001, 2.0), (1.5, 1.0)]) == [10_000, 20_000, 5_000, -10_000]
    assert encoded([(1.0, 2.0), (1.0, 2.0)]) == [10_000, 20_000, 0, 0]


def test_base_map_marks_what_is_disputed():
    borders = basemap()["borders"]
    assert {row["class"] for row in borders} == {"international", "disputed", "line of control", "claim"}
    control = [
        shapely.LineString(decoded(row["line"])) for row in borders if row["class"] == "line of control"
    ]
    assert shapely.union_all(control).distance(shapely.Point(74.0, 34.0)) < 0.7
