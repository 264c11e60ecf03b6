"""Figures next to published ones: each measure counted anew from the tables of an appraisal."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from corridor.accounts.checks import MEASURES, verdict
from corridor.case.case import Case
from corridor.io.case import check, read
from corridor.schema import dictionary
from corridor.studies.appraise.appraisal import Appraisal
from corridor.studies.appraise.appraise import appraise
from tests.conftest import works
from tests.io.islands import copy_island

DOCS = Path(__file__).parents[2] / "docs"


def asked(case: Case, *rows: tuple[str, str]) -> Case:
    """Return the case asking for measures of subjects, without references."""
    table = pd.DataFrame(
        [(f"{m} {s}".strip(), m, s, math.nan, math.nan, "made up") for m, s in rows],
        columns=["name", "measure", "subject", "reference_low", "reference_high", "source"],
    )
    return replace(case, checks=table)


@pytest.fixture(scope="module")
def answered(island: Case) -> pd.Series:
    """Return every measure of the island with its own register, by name and subject."""
    case = asked(
        island,
        ("mode_share", "road"),
        ("mode_share", "rail"),
        ("inland_freight", ""),
        ("average_haul", ""),
        ("import_freight_share", ""),
        ("port_tonnes", ""),
        ("port_share", "port-harbour"),
        ("port_share", "port-vestra"),
        ("tonnes_through", "port-harbour"),
        ("tonnes_through", "pass-road"),
        ("tonnes_through", "pass-road|port-harbour"),
        ("transit_through", "port-harbour"),
        ("gain", "upgraded"),
        ("gain", "first-decade"),
    )
    found = appraise(case)
    assert (found.checks["verdict"] == "no reference").all()
    return found.checks.set_index("name")["value"]


def test_every_measure_is_tried(answered: pd.Series) -> None:
    assert {name.split(" ")[0] for name in answered.index} == set(MEASURES)


def test_freight_on_land(answered: pd.Series, appraised: Appraisal) -> None:
    """Today is the do-minimum of the tunnel: freight by road in Ostra, which has no railway."""
    table = appraised.freight[appraised.freight["scenario"] == "tunnel"]
    road = table.set_index(["country", "mode"]).loc[("XOS", "road"), "tonne_km_do_minimum"]
    links = appraised.links.set_index("link_id")["tonnes_baseline"]
    assert answered["inland_freight"] == pytest.approx(road / 1e9, rel=1e-9)
    assert answered["mode_share road"] == pytest.approx(100.0)
    assert answered["mode_share rail"] == 0.0
    assert answered["average_haul"] == pytest.approx(road / ((links[1] + links[2]) / 2), rel=1e-9)


def test_tonnes_through_sections(answered: pd.Series, appraised: Appraisal) -> None:
    """The pass road is two links in a row: its tonnes count once."""
    links = appraised.links.set_index("link_id")["tonnes_baseline"] / 1e6
    assert links[4] == pytest.approx(links[5], rel=1e-12)
    assert answered["tonnes_through port-harbour"] == pytest.approx(links[8], rel=1e-12)
    assert answered["tonnes_through pass-road"] == pytest.approx(links[5], rel=1e-12)
    assert answered["tonnes_through pass-road|port-harbour"] == pytest.approx(links[5] + links[8])
    assert answered["port_tonnes"] == pytest.approx(links[8], rel=1e-12)
    assert answered["port_share port-harbour"] == pytest.approx(100.0)


def test_two_countries_have_no_transit(answered: pd.Series) -> None:
    assert answered["transit_through port-harbour"] == 0.0


def test_transit_is_what_others_send_through(island: Case) -> None:
    """Seen from a third country's side, all that crosses the sea between the other two is transit."""
    regions, countries = island.regions.copy(), island.countries.copy()
    regions.loc[regions["region_id"] == "XOS-highland", "country"] = "XHI"
    countries = pd.concat([countries, countries.iloc[[0]].assign(country="XHI")], ignore_index=True)
    shared = {"XOS": 5 / 9, "XHI": 4 / 9}
    value_added = island.value_added.copy()
    split = pd.concat([_two(island.country_trade, "origin", shared)])
    trade = _two(split, "destination", shared)
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
        settings=replace(island.settings, focus=("XOS", "XVE")),
    )
    found = appraise(asked(case, ("transit_through", "port-harbour"), ("tonnes_through", "port-harbour")))
    transit, through = found.checks["value"]
    assert 0.2 * through < transit < 0.7 * through
    other = replace(case, settings=replace(island.settings, focus=("XVE", "XOS")))
    assert appraise(asked(other, ("transit_through", "port-harbour"))).checks["value"].iloc[0] == 0.0


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
    found = appraise(asked(cheap, ("import_freight_share", "")))
    assert found.checks["value"].iloc[0] == 0.0


def test_a_portfolio_that_was_not_run_is_left_out(island: Case) -> None:
    case = asked(island, ("gain", "first-decade"), ("inland_freight", ""))
    planned = replace(case, projects=(works("a", "tunnel", status="open"),))
    assert list(appraise(planned).checks["name"]) == ["inland_freight"]


def test_a_case_that_asks_for_nothing_gets_nothing(island: Case, appraised: Appraisal) -> None:
    found = appraise(replace(island, checks=island.checks.iloc[:0]))
    assert len(found.checks) == 0
    assert list(found.checks.columns) == list(appraised.checks.columns)


def test_the_island_shows_its_own_references_only(appraised: Appraisal, island: Case) -> None:
    assert list(appraised.checks["name"]) == list(island.checks["name"])
    assert appraised.checks["source"].str.startswith("made up").all()


@pytest.mark.parametrize(
    ("value", "low", "high", "word"),
    [
        (1.0, 1.0, 2.0, "within"),
        (0.9, 1.0, 2.0, "below"),
        (2.1, 1.0, 2.0, "above"),
        (2.1, 1.0, math.nan, "within"),
        (0.1, 1.0, math.nan, "below"),
        (2.1, math.nan, 2.0, "above"),
        (5.0, math.nan, math.nan, "no reference"),
        (math.nan, 1.0, 2.0, "no value"),
    ],
)
def test_verdicts(value: float, low: float, high: float, word: str) -> None:
    assert verdict(value, low, high) == word


def test_the_dictionary_and_the_page_know_every_measure() -> None:
    (column,) = (c for c in dictionary()["checks"] if c.name == "measure")
    assert set(column.allowed) == set(MEASURES)
    text = (DOCS / "reference" / "case-format.md").read_text(encoding="utf-8")
    for name, measure in MEASURES.items():
        assert f"| `{name}` | {measure.unit} | " in text
        assert f"| {measure.definition} |" in text


def edited(old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / "checks.csv"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


WRONG = {
    "measure": (edited("mode_share", "modal_share"), 1, "measure", "modal_share"),
    "mode": (edited("mode_share,road", "mode_share,canoe"), 1, "subject", "canoe"),
    "needless": (edited("import_freight_share,,", "import_freight_share,road,"), 2, "subject", "road"),
    "section": (
        edited("tonnes_through,port-harbour", "tonnes_through,bridge|tunnel"),
        3,
        "subject",
        "bridge",
    ),
    "portfolio": (edited("gain,upgraded", "gain,tunnel"), 4, "subject", "tunnel"),
    "range": (edited("0.3,0.6", "0.6,0.3"), 3, "reference_high", "0.6 to 0.3"),
    "number": (edited("0.3,0.6", "some,0.6"), 3, "reference_low", "some"),
    "source": (edited("made up: no study yet", ""), 4, "source", None),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_fault_of_the_table_is_told_with_its_row(tmp_path: Path, kind: str) -> None:
    change, row, column, value = WRONG[kind]
    folder = copy_island(tmp_path / "case")
    change(folder)
    (fault,) = check(folder)
    assert (fault.file, fault.row, fault.column) == ("checks.csv", row, column)
    assert value is None or fault.value == value
    assert fault.cure


def test_a_case_may_lack_the_table(tmp_path: Path) -> None:
    folder = copy_island(tmp_path / "case")
    (folder / "checks.csv").unlink()
    (fault,) = check(folder)
    assert fault.file == "datapackage.json"
    (folder / "datapackage.json").write_text(_without(folder), encoding="utf-8")
    assert check(folder) == []
    assert len(read(folder).checks) == 0


def _without(folder: Path) -> str:
    tree = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    tree["resources"] = [entry for entry in tree["resources"] if entry["path"] != "checks.csv"]
    return json.dumps(tree)
