"""The register of the reference case against its raw tables, and the size of what is shipped."""

from __future__ import annotations

import csv
import json
import re
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from corridor.io.oc4ids import read_projects
from corridor.money.lending import service
from corridor.projects.doors import Electricity, Loss, Mine, Park, Productivity, Tariff
from corridor.projects.links import apply
from corridor.projects.project import FACTORS, Project

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "cases" / "cpec"
MILLION = 1e6
LARGEST_WHEEL = 15e6
NOT_SHIPPED = ("raw", "build")


@pytest.fixture(scope="module")
def projects() -> dict[str, Project]:
    return {p.project_id: p for p in read_projects(CASE / "projects.json")}


@pytest.fixture(scope="module")
def table() -> dict[str, dict[str, str]]:
    """Return the table that the register is built from, by identifier."""
    with (CASE / "build" / "tables" / "projects.csv").open(encoding="utf-8", newline="") as lines:
        return {row["id"]: row for row in csv.DictReader(lines)}


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    return pd.read_csv(CASE / "raw" / "econ" / "cpec_projects_published.csv").set_index("name")


def test_the_register_holds_the_projects_of_the_table(
    projects: dict[str, Project], table: dict[str, dict[str, str]]
) -> None:
    assert list(projects) == list(table)
    assert len(projects) >= 35
    assert {p.portfolio for p in projects.values()} == {"built", "planned"}
    assert sum(bool(p.effects) for p in projects.values()) >= 25


def test_every_project_has_a_source(projects: dict[str, Project]) -> None:
    for name, project in projects.items():
        assert project.sources, name
        assert all(source.strip() for _, source in project.sources), name
        figures = [figure for figure, _ in project.sources]
        assert any(figure.startswith("cost (") for figure in figures) == bool(project.capex), name
        assert figures.count("effect") == len(project.effects) + len(project.doors), name


def test_costs_are_those_of_the_table(projects: dict[str, Project], table: dict[str, dict[str, str]]) -> None:
    for name, row in table.items():
        project = projects[name]
        if not row["cost_musd"]:
            assert project.capex == (), name
            continue
        cost = sum(usd for _, usd in project.capex)
        assert cost == pytest.approx(float(row["cost_musd"]) * MILLION, abs=1.0), name
        assert (row["cost_status"] == "estimated") == ("cost" in project.estimated), name


def test_outlays_come_before_the_opening(projects: dict[str, Project]) -> None:
    for name, project in projects.items():
        years = [year for year, _ in project.capex]
        assert years == sorted(years), name
        assert all(year < project.opening_year or len(years) == 1 for year in years), name


def test_published_costs_are_those_of_the_raw_table(
    table: dict[str, dict[str, str]], published: pd.DataFrame
) -> None:
    """The middle where two figures are published, within the range that is kept."""
    tried = 0
    for name, row in table.items():
        entry = row["cost_source"].removeprefix("cpec_projects_published.csv: ")
        if row["cost_status"] != "published" or entry == row["cost_source"]:
            continue
        matches = [raw for raw in published.index if raw == entry or raw.startswith(f"{entry},")]
        assert len(matches) == 1, name
        low, high = published.loc[matches[0], ["cost_musd_low", "cost_musd_high"]]
        assert float(row["cost_musd"]) == pytest.approx((low + high) / 2), name
        assert not row["cost_low_musd"] or float(row["cost_low_musd"]) <= low, name
        assert not row["cost_high_musd"] or float(row["cost_high_musd"]) >= high, name
        tried += 1
    assert tried >= 15


def test_costs_in_rupees_are_converted_as_they_say(table: dict[str, dict[str, str]]) -> None:
    tried = 0
    for name, row in table.items():
        found = re.search(r"PKR ([\d.]+) billion.*PKR (\d+) to the dollar", row["cost_source"])
        if found:
            usd = 1000.0 * float(found[1]) / float(found[2])
            assert float(row["cost_musd"]) == pytest.approx(usd, rel=0.02), name
            tried += 1
    assert tried >= 4


def test_the_parts_of_the_railway_cost_what_was_approved(table: dict[str, dict[str, str]]) -> None:
    """US$ 6,806 million for Main Line 1, approved in August 2020."""
    parts = [float(row["cost_musd"]) for name, row in table.items() if name.startswith("ml-1-")]
    assert len(parts) == 6
    assert sum(parts) == pytest.approx(6806.0, abs=3.0)


def test_what_has_no_cost_stands_in_a_raw_table(table: dict[str, dict[str, str]]) -> None:
    econ = CASE / "raw" / "econ"
    for name, row in table.items():
        if row["cost_musd"]:
            continue
        file, entry = row["cost_source"].split(": ", 1)
        raw = pd.read_csv(econ / file).set_index("name")
        assert entry in raw.index, name
        if "cost_musd_low" in raw:
            assert pd.isna(raw.loc[entry, "cost_musd_low"]), f"{name} has a published cost"


def test_every_published_plant_and_road_is_in_the_register(
    table: dict[str, dict[str, str]], published: pd.DataFrame
) -> None:
    listed = published[(published["sector"] == "energy") | published["cost_musd_low"].notna()]
    words = " ".join(row["cost_source"] for row in table.values())
    for name in listed.index[listed["sector"] != "portfolio"]:
        assert str(name).split(",")[0] in words, name


def test_effects_act_on_links_that_exist(projects: dict[str, Project]) -> None:
    sections = set(pd.read_parquet(CASE / "network" / "link.parquet", columns=["section"])["section"])
    known = set(pd.read_csv(CASE / "network" / "sections.csv")["section"])
    for name, project in projects.items():
        for effect in project.effects:
            assert effect.section in sections, name
            assert effect.source.strip(), name
            if project.type in ("road", "rail"):
                assert effect.section in known, name


def test_every_project_acts_or_says_why_not(projects: dict[str, Project]) -> None:
    for name, project in projects.items():
        assert project.acts != project.effect_note.startswith("no effect: "), name


def test_what_a_project_says_it_changes_is_a_change(projects: dict[str, Project]) -> None:
    """Links become others; doors act where there is production, on what there is, and are not neutral."""
    links = pd.read_parquet(CASE / "network" / "link.parquet")
    changed = [*FACTORS.values(), "status"]
    made = pd.read_parquet(CASE / "inputs" / "value_added.parquet").set_index(["region_id", "sector"])
    usd = made["value_added_usd"].to_dict()
    for name, project in projects.items():
        if project.effects:
            built = project.portfolio == "built"
            after = apply(links, () if built else (project,), (project,) if built else ())
            assert not after[changed].equals(links[changed]), name
        for door in project.doors:
            match door:
                case Park(region=region, sector=sector) | Mine(region=region, sector=sector):
                    assert usd[region, sector] > 0.0, name
                case Productivity(regions=regions, sector=sector, factor=factor):
                    assert factor != 1.0, name
                    assert all(usd[region, sector] > 0.0 for region in regions), name
                case Loss(factor=factor) | Tariff(factor=factor):
                    assert factor != 1.0, name
                case Electricity(usd_per_mwh=cost):
                    assert cost != 0.0, name


def test_the_nine_zones_have_area_and_place(
    projects: dict[str, Project], table: dict[str, dict[str, str]]
) -> None:
    """Industrial land is what is published, or seven tenths of the zone as at Rashakai."""
    zones = pd.read_csv(CASE / "raw" / "econ" / "cpec_sez.csv").set_index("name")
    regions = pd.read_parquet(CASE / "regions.parquet", columns=["region_id", "name"]).set_index("region_id")
    found = {}
    for name, row in table.items():
        entry = row["cost_source"].removeprefix("cpec_sez.csv: ").split("; no cost")[0].split("; US$")[0]
        if row["cost_source"].startswith("cpec_sez.csv: "):
            (zone,) = (z for z in zones.index if z.startswith(entry))
            found[zone] = projects[name]
    assert set(found) == set(zones.index)
    assert len(found) == 9
    for zone, project in found.items():
        (park,) = project.doors
        assert isinstance(park, Park)
        said = zones.loc[zone]
        area = 1000.0 if pd.isna(said["area_acres"]) else said["area_acres"]  # Islamabad: the press of 2023
        land = 0.7 * area if pd.isna(said["industrial_acres"]) else said["industrial_acres"]
        assert park.acres == pytest.approx(land, abs=1.0), zone
        place = str(regions.loc[park.region, "name"])
        assert place.replace("ICT", "Islamabad") in (said["district"], said["province"]), zone
        assert project.ramp_years == 10


def test_projects_lie_where_the_corridor_is(projects: dict[str, Project]) -> None:
    for name, project in projects.items():
        assert project.lon is not None, name
        assert project.lat is not None, name
        assert 60.0 < project.lon < 78.0, name
        assert 23.0 < project.lat < 38.0, name


def test_the_register_is_an_oc4ids_package() -> None:
    """Fields OC4IDS asks for, and codes of its closed code lists."""
    document = json.loads((CASE / "projects.json").read_text(encoding="utf-8"))
    assert {"version", "uri", "publishedDate", "publisher", "projects"} <= set(document)
    for entry in document["projects"]:
        assert entry["period"]["startDate"] <= entry["period"]["endDate"], entry["id"]
        parents = {sector.split(".")[0] for sector in entry["sector"]}
        assert parents <= set(entry["sector"]), entry["id"]
        if "budget" in entry:
            usd = sum(item["usd"] for item in entry["corridor"]["capex"])
            assert entry["budget"]["amount"]["amount"] == pytest.approx(usd, abs=1.0), entry["id"]


# What is shipped


def shipped() -> dict[str, Path]:
    """Return what pyproject.toml puts into the wheel from the case: name in the wheel to file."""
    document: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    forced = document["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    found: dict[str, Path] = {}
    for source, target in forced.items():
        place = ROOT / source
        assert place.exists(), source
        files = [place] if place.is_file() else [p for p in sorted(place.rglob("*")) if p.is_file()]
        for file in files:
            inside = target if place.is_file() else f"{target}/{file.relative_to(place).as_posix()}"
            if file.is_relative_to(CASE) and "__pycache__" not in file.parts:
                found[inside] = file
    return found


def test_the_wheel_holds_the_whole_case_and_nothing_it_is_built_from() -> None:
    wanted = {
        f"corridor/cases/cpec/{path.relative_to(CASE).as_posix()}"
        for path in CASE.rglob("*")
        if path.is_file() and path.relative_to(CASE).parts[0] not in NOT_SHIPPED
    }
    assert set(shipped()) == wanted


def test_the_case_in_the_wheel_is_small(tmp_path: Path) -> None:
    archive = tmp_path / "case.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, file in shipped().items():
            wheel.write(file, name)
    assert archive.stat().st_size <= LARGEST_WHEEL


def test_loans_are_the_amounts_that_their_sources_name(projects: dict[str, Project]) -> None:
    named = re.compile(r"AidData [\d, to]+: (?:[a-z' ]*of )?US\$ ([\d,.]+) million")
    found = 0
    for project in projects.values():
        cost = sum(usd for _, usd in project.capex)
        for loan in project.loans:
            match = named.match(loan.source)
            if not match or "more than the cost" in loan.source:
                continue
            found += 1
            assert loan.share * cost == pytest.approx(float(match[1].replace(",", "")) * MILLION, rel=0.02)
    assert found >= 15


def test_concessional_loans_cost_what_the_ministry_of_finance_expected(projects: dict[str, Project]) -> None:
    """December 2018: US$ 6.035 billion of principal and 1.422 billion of interest, 350 million a year."""
    names = ("m-5-sukkur-multan", "kkh-havelian-thakot", "lahore-orange-line")
    flows = [
        service(loan, projects[name].capex, projects[name].opening_year)
        for name in names
        for loan in projects[name].loans
    ]
    drawn, interest = (sum(float(getattr(f, part).sum()) for f in flows) for part in ("drawn", "interest"))
    assert drawn == pytest.approx(6.035e9, rel=0.06)
    assert interest / drawn == pytest.approx(1.422 / 6.035, rel=0.05)
    paid = dict.fromkeys(range(2023, 2033), 0.0)
    for f in flows:
        for year, usd in zip(f.years.tolist(), f.paid, strict=True):
            if year in paid:
                paid[year] += usd
    assert sum(paid.values()) / len(paid) == pytest.approx(350e6, rel=0.4)


def effects_of_power() -> pd.DataFrame:
    return pd.read_csv(
        Path(__file__).parents[2] / "cases" / "cpec" / "build" / "tables" / "power_effects.csv"
    )


def test_like_plants_have_like_effects() -> None:
    """Per MWh a plant saves and emits what its kind does; three equal coal plants are equal in all."""
    table = effects_of_power()
    coal = table[(table["kind"] == "coal") & (table["year"] >= 2020)]
    for _, group in coal.groupby(["year", "discount_rate"]):
        assert set(group["project"]) == {"sahiwal-coal", "port-qasim-coal", "hub-coal"}
        assert np.ptp(group["co2_t"]) <= 1.0
        assert np.ptp(group["usd_per_mwh"]) <= 2e-5
    wind = table[(table["kind"] == "wind") & (table["co2_t"].abs() > 1e4)]
    for _, group in wind.groupby(["year", "discount_rate"]):
        per_gwh = group["co2_t"] / group["energy_gwh"]
        assert per_gwh.to_numpy() == pytest.approx(np.full(len(group), per_gwh.mean()), rel=2e-3)


def test_a_dearer_dollar_of_capital_makes_standing_plants_worth_more() -> None:
    """Without them more is built, so the saving rises with the rate (envelope theorem); else it stays."""
    table = effects_of_power()
    built = table[table["year"] <= 2030]
    saved = -built.pivot_table("usd_per_mwh_fixed_load", "year", "discount_rate", aggfunc="sum")
    assert (saved > 0.0).all(axis=None)
    begun = saved.index > 2022  # before, nothing may be built
    later, earlier = saved[begun], saved[~begun]
    assert (later[0.06] < later[0.10]).all()
    assert (later[0.10] < later[0.12]).all()
    assert earlier[0.06].to_numpy() == pytest.approx(earlier[0.12].to_numpy(), rel=1e-6)


def test_load_that_answers_makes_plants_worth_less() -> None:
    """Without built plants less is bought, and what is not bought was the dearest."""
    table = effects_of_power()
    sums = table.groupby(["year", "discount_rate"])[["usd_per_mwh", "usd_per_mwh_fixed_load"]].sum()
    ratio = sums["usd_per_mwh"] / sums["usd_per_mwh_fixed_load"]
    assert ((ratio > 0.5) & (ratio < 1.0 + 1e-9)).all(), ratio.to_dict()
    # in 2017 what is shed without them is not paid for, so nothing paid is spared and load stays
    assert (ratio.drop(2017, level="year") < 1.0).all()
