"""Vehicles of a case: what is refused, what study and command tell, the page."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from corridor.cli import app
from corridor.errors import InputError
from corridor.io.vehicles import vehicle_faults
from corridor.studies.vehicles import VehicleStudy, vehicle_study
from corridor.travel.vehicles.cost import COMPONENTS
from corridor.travel.vehicles.fleet import standard_vehicles

INPUTS = Path(__file__).parents[3] / "cases" / "cpec"
NAMES = {"vehicles": "inputs/vehicles.csv", "road_condition": "inputs/road_condition.csv"}


def frames() -> dict[str, pd.DataFrame]:
    tables = {name: pd.read_csv(INPUTS / file) for name, file in NAMES.items()}
    kinds = tables["road_condition"]
    links = pd.DataFrame(
        {
            "link_id": range(len(kinds)),
            "mode": "road",
            "country": "PAK",
            "facility_type": kinds["facility_type"],
        }
    )
    terrain = pd.DataFrame({"link_id": range(len(kinds)), "terrain": kinds["terrain"]})
    return {**tables, "link": links, "terrain": terrain[terrain["terrain"] != "plain"]}


def test_the_tables_of_the_case_agree() -> None:
    assert vehicle_faults(frames(), NAMES) == []
    assert vehicle_faults({}, NAMES) == []


def test_every_fault_at_once() -> None:
    tables = frames()
    vehicles, roads = tables["vehicles"].copy(), tables["road_condition"].copy()
    lost = (vehicles["vehicle"] == "car") & (vehicles["quantity"] == "price")
    vehicles = vehicles[~lost].reset_index(drop=True)
    life = (vehicles["vehicle"] == "car") & (vehicles["quantity"] == "life")
    vehicles.loc[life, ["value", "low"]] = 0.0
    goods = (vehicles["vehicle"] == "truck_two") & (vehicles["quantity"] == "goods_share")
    vehicles.loc[goods, "value"] = 0.3
    roads.loc[0, "iri"] = 20.0
    tables |= {"vehicles": vehicles, "road_condition": roads.drop(index=1)}
    told = [str(fault) for fault in vehicle_faults(tables, NAMES)]
    assert len(told) == 5
    for word in (
        "lacks price",
        "life of `car` is nothing",
        "do not sum to one",
        "outside its range",
        "no row",
    ):
        assert any(word in one for one in told), word


def test_half_of_the_tables_is_told() -> None:
    half = {name: table for name, table in frames().items() if name != "road_condition"}
    (fault,) = vehicle_faults(half, NAMES)
    assert "missing beside" in str(fault)


@pytest.fixture(scope="module")
def study() -> VehicleStudy:
    from corridor.io.case import read

    return vehicle_study(read("cpec"), years=25)


def test_components_are_the_total(study: VehicleStudy) -> None:
    parts = study.costs[[f"{one}_usd_km" for one in COMPONENTS]].sum(axis=1)
    assert parts.to_numpy() == pytest.approx(study.costs["total_usd_km"].to_numpy())


def test_trucking_costs_what_is_published(study: VehicleStudy) -> None:
    """2 to 5.5 US cents a tonne-km: tankers 2.0 (OGRA 2020), a truckload 5.5 (CAREC CPMM 2022)."""
    plain = study.roads[
        (study.roads["terrain"] == "plain") & (study.roads["facility_type"] != "national_highway_poor")
    ]
    assert plain["usual_usd_t_km"].between(0.02, 0.055).all()
    assert plain["legal_usd_t_km"].between(0.02, 0.055).all()


def test_steep_and_rough_roads_cost_more(study: VehicleStudy) -> None:
    cost = study.roads.set_index(["facility_type", "terrain"])["usual_usd_t_km"]
    for kind in ("motorway", "national_highway", "untagged_PAK"):
        assert cost[kind, "plain"] < cost[kind, "hill"] < cost[kind, "mountain"]
    assert cost["national_highway", "mountain"] < cost["national_highway_poor", "mountain"]


def test_a_road_that_is_not_kept_ends_rougher_and_dearer(study: VehicleStudy) -> None:
    last = study.roughness[study.roughness["year"] == study.roughness["year"].max()]
    wide = last.pivot_table(
        index=["facility_type", "terrain"], columns="upkeep", values=["iri", "freight_usd_t_km"]
    )
    for what in ("iri", "freight_usd_t_km"):
        assert (wide[what]["not kept"] >= wide[what]["kept"]).all()
        assert (wide[what]["not kept"] > wide[what]["kept"]).any()


def test_overloading_wears_more_than_it_carries(study: VehicleStudy) -> None:
    over = study.overloading
    assert (over["extra_wear_usd_t_km"] > 0.0).all()
    highway, motorway = (
        over[over["facility_type"] == kind]["axles"].sum() for kind in ("national_highway", "motorway")
    )
    assert highway > motorway


def test_a_case_without_vehicles_says_so() -> None:
    from corridor.io.case import read

    with pytest.raises(InputError, match="no vehicles"):
        vehicle_study(read("island"))


def test_the_command_prints_and_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["vehicles", "cpec", "--years", "5", "--json", "--quiet", "--name", "one"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    written = pd.read_csv(tmp_path / "out" / "cpec" / "one" / "csv" / "costs.csv")
    assert len(written) == len(told["costs"]) == len(told["roads"]) * len(standard_vehicles().names)
    assert np.isfinite(written["total_usd_km"]).all()


def test_the_page_has_every_coefficient() -> None:
    """The method page is written from the tables (`scripts/vehicles.py`)."""
    from scripts.vehicles import PAGE, with_tables

    text = PAGE.read_text(encoding="utf-8")
    assert with_tables(text) == text
