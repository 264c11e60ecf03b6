"""What CONTRIBUTING promises under "Under a minute": whoever forgets the second step is told which it is.

Each test does the first step on a copy of the package's tables, leaves out the next, and holds what is said.
"""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pytest

import corridor
from corridor import facts, parameters, schema
from corridor.accounts import growth, indicators
from corridor.accounts.indicator import Indicator
from corridor.accounts.scorecard import LOSERS
from corridor.case.case import Case
from corridor.cli import results as terminal
from corridor.errors import InputError
from corridor.io import oc4ids
from corridor.io.case import check, read
from corridor.io.datapackage import write_datapackage
from corridor.model.outcome import Outcome
from corridor.money.incidence import payer
from corridor.money.overrun import reference_class
from corridor.money.prices import prices
from corridor.network.modes import CostRates, generalised_cost
from corridor.parameters import Parameters, default_parameters, parse_parameters
from corridor.projects.doors import DOORS, Door, Named
from corridor.projects.project import FACTORS, LinkEffect
from corridor.report.payload import payload
from corridor.run_tables import column_faults
from corridor.studies.appraise.appraisal import Appraisal
from corridor.studies.appraise.appraise import appraise
from scripts import reference, reference_tables
from scripts.markdown import escaped
from tests import test_docs
from tests.conftest import works
from tests.io.islands import copy_island
from tests.test_parameters_matter import test_every_parameter_moves_an_answer as it_moves_an_answer

ROOT = Path(__file__).parents[1]
DATA = ROOT / "src" / "corridor" / "data"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a copy of the package's own tables, which the program reads instead."""
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    for module in (facts, schema, parameters, oc4ids):
        monkeypatch.setattr(module, "folder", lambda: folder)
    facts.rows.cache_clear()
    yield folder
    facts.rows.cache_clear()


@pytest.fixture
def island_folder(tmp_path: Path) -> Path:
    return copy_island(tmp_path / "island")


def add(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text + "\n")


def parameter(name: str, value: float = 1.0) -> str:
    fields = 'low = 0.5\nhigh = 2.0\nunit = ""\nsource = "made up"\nstatus = "assumed"'
    return f"\n[{name}]\nvalue = {value}\n{fields}"


def told(folder: Path) -> str:
    return "\n".join(map(str, check(folder)))


# The table of CONTRIBUTING itself


def promises() -> list[list[str]]:
    """Return the rows of the table: what one wants, edits, is told, and by what that is held."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.split("## Under a minute")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


def defined(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("promise", promises(), ids=lambda promise: promise[0].replace(" ", "-")[:40])
def test_every_promise_is_held_by_a_test_or_a_target(promise: list[str]) -> None:
    assert len(promise) == 4, f"{promise[0]}: four cells"
    named = re.findall(r"`([^`]+)`", promise[3])
    assert named, f"{promise[0]}: no test holds it"
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    for name in named:
        if name.startswith("make "):
            assert name.removeprefix("make ") in targets
            continue
        file, _, test = name.rpartition("::")
        path = ROOT / "tests" / (file or "test_under_a_minute.py")
        assert test in defined(path), f"{promise[0]}: no test {name}"


def test_every_test_of_this_file_holds_a_promise() -> None:
    held = " ".join(promise[3] for promise in promises())
    tests = [name for name in sorted(defined(Path(__file__))) if name.startswith("test_")]
    assert [name for name in tests if f"`{name}`" not in held and not name.startswith("test_every_")] == []


def test_a_value_out_of_its_range_names_the_range() -> None:
    entry = default_parameters().record("trade_elasticity.C")
    with pytest.raises(InputError) as error:
        default_parameters().with_values({"trade_elasticity.C": entry.high + 1.0})
    assert f"{entry.low:g} to {entry.high:g}" in str(error.value)


def test_a_number_without_a_source_or_a_status_is_named() -> None:
    text = parameter("wish").replace("made up", "").replace("assumed", "hoped")
    with pytest.raises(InputError) as error:
        default_parameters().merged(parse_parameters(text, "parameters.toml"))
    assert "wish has no source" in str(error.value)
    assert "published, estimated, calibrated, assumed" in str(error.value)


def test_a_parameter_that_no_answer_needs_fails_its_contract(
    data: Path, fielded: Case, fielded_appraised: Appraisal
) -> None:
    add(data / "parameters.toml", parameter("idle"))
    case = replace(
        fielded, parameters=Parameters({**default_parameters().entries, **fielded.parameters.entries})
    )
    with pytest.raises(AssertionError, match="idle moves no answer"):
        it_moves_an_answer(case, fielded_appraised, "idle")


def test_a_column_that_a_case_lacks_is_told_and_the_page_is_stale(data: Path, island_folder: Path) -> None:
    add(data / "tables.csv", "regions,altitude,number,m,yes,no,0,9000,,no,,height above the sea")
    said = told(island_folder)
    assert (
        "regions.csv, column altitude: the column is missing; cure: add it: height above the sea [m]" in said
    )
    page = (ROOT / "docs" / "reference" / "case-format.md").read_text(encoding="utf-8")
    assert reference.with_columns(page) != page
    with pytest.raises(AssertionError, match="make reference"):
        test_docs.test_the_table_of_columns_is_that_of_the_dictionary()


# Modes


def test_a_mode_without_rates_and_emission_factor_is_told_all_it_lacks(
    data: Path, island_folder: Path
) -> None:
    add(data / "modes.csv", "air,air,moving,")
    said = told(island_folder)
    assert "`air` of data/modes.csv lacks" in said
    for goods in ("dry_bulk", "liquid", "general", "container", "perishable"):
        assert f"rate_per_tonne_km.air.{goods}" in said
    assert "emission_factor.air" in said
    assert "datapackage.json" in said  # its words for modes are those of before
    with pytest.raises(InputError, match=r"lacks .*emission_factor.air"):
        read(island_folder)


def test_a_mode_with_all_that_it_needs_can_be_used(data: Path, island_folder: Path) -> None:
    add(data / "modes.csv", "air,air,moving,")
    for goods in ("dry_bulk", "liquid", "general", "container", "perishable"):
        add(data / "parameters.toml", parameter(f"rate_per_tonne_km.air.{goods}"))
    add(data / "parameters.toml", parameter("emission_factor.air", 0.6))
    write_datapackage(island_folder, "island")
    flown = island_folder / "network" / "link.csv"
    links = pd.read_csv(flown)
    first = int(np.flatnonzero(links["mode"] == "sea")[0])
    links.loc[first, "mode"] = "air"
    links.to_csv(flown, index=False)
    found = appraise(read(island_folder))
    assert "air" in set(found.freight["mode"])
    assert column_faults(found.tables, found.case.settings.focus) == []


def test_a_mode_of_a_link_that_is_not_known_names_the_known_ones(island_folder: Path) -> None:
    path = island_folder / "network" / "link.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",sea,", ",canal,"), encoding="utf-8")
    assert "found canal; allowed: road, rail, sea, border, terminal, connector" in told(island_folder)


def test_links_of_a_mode_without_a_rate_name_it(island: Case) -> None:
    rates = CostRates(("all",), {"road": (0.1,), "rail": (0.05,)}, (0.0,))
    with pytest.raises(InputError, match="`sea` has links but no rate"):
        generalised_cost(island.network.links, rates)


def test_a_cell_of_a_table_of_facts_that_is_missing_is_named(data: Path, island_folder: Path) -> None:
    add(data / "modes.csv", "air,,moving,")
    with pytest.raises(InputError, match=r"data/modes.csv, row 7, column label: the value is missing.*`air`"):
        check(island_folder)


def test_a_class_of_goods_without_rates_is_told_all_it_lacks(data: Path, island_folder: Path) -> None:
    add(data / "commodity_classes.csv", "livestock,live animals")
    said = told(island_folder)
    assert "`livestock` of data/commodity_classes.csv lacks" in said
    names = [f"rate_per_tonne_km.{mode}.livestock" for mode in ("road", "rail", "sea")]
    for name in (*names, "value_of_time.livestock", "spoilage.livestock"):
        assert name in said
    column = next(one for one in schema.dictionary()["commodities"] if one.name == "handling")
    assert column.allowed[-2:] == ("livestock", "off_network")


# Types of projects


def test_a_type_of_project_without_prices_is_told_all_it_lacks(data: Path, island_folder: Path) -> None:
    add(data / "project_types.csv", "pipeline,pipeline,pipes,thermal,taxpayers,energy")
    said = told(island_folder)
    assert "`pipeline` of data/project_types.csv lacks" in said
    for part in ("tax", "traded", "unskilled"):
        assert f"cost_share.pipes.{part}" in said
    with pytest.raises(InputError, match=r"`pipeline`.*cost_share.pipes.tax"):
        prices(default_parameters(), "pipeline")
    assert "pipeline" in oc4ids.schema()["$defs"]["project_type"]["enum"]
    with pytest.raises(AssertionError, match="pipeline"):
        test_docs.test_the_page_of_data_names_every_field_and_type_of_a_project()


def test_a_type_of_an_unknown_class_or_payer_is_named(data: Path) -> None:
    add(data / "project_types.csv", "pipeline,pipeline,power,hyperloop,nobody,energy")
    pipe = replace(works("pipe", "tunnel", status="open"), type="pipeline")
    with pytest.raises(InputError, match=r"pipeline \(data/project_types.csv\).*found hyperloop.*thermal"):
        reference_class(pipe)
    with pytest.raises(InputError, match="found nobody; allowed: taxpayers"):
        payer("pipeline")
    with pytest.raises(InputError, match=r"unknown type; found canal; allowed: road, .*pipeline"):
        replace(pipe, type="canal")


def test_a_class_of_works_is_known_to_the_register_by_its_row(data: Path) -> None:
    row = (data / "reference_classes.csv").read_text(encoding="utf-8").splitlines()[-1]
    add(data / "reference_classes.csv", row.replace("farm,", "tunnel,", 1))
    assert "tunnel" in oc4ids.schema()["$defs"]["reference_class"]["enum"]
    bored = replace(works("bored", "tunnel", status="open"), reference_class="tunnel")
    assert reference_class(bored).name == "tunnel"
    add(data / "reference_classes.csv", row.replace("farm,0.25", "canal,", 1))
    facts.rows.cache_clear()
    with pytest.raises(InputError, match=r"column cost_mean: the value is missing.*`canal`"):
        reference_class(bored)


def test_a_factor_on_links_is_known_to_the_register_and_asks_for_its_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(FACTORS, "capacity_factor", "capacity")  # type: ignore[arg-type]
    assert "capacity_factor" in oc4ids.schema()["$defs"]["state"]["properties"]
    assert LinkEffect("pass", {"capacity_factor": 2.0}, {}).problems("f", "p")[0].allowed
    monkeypatch.setattr(test_docs, "FIELDS", (*FACTORS, "hours_added", "status"))
    with pytest.raises(AssertionError, match="capacity_factor"):
        test_docs.test_the_page_of_data_names_every_field_and_type_of_a_project()


# Doors


@dataclass(frozen=True, slots=True)
class Half(Door):
    """A door of which nobody has said what a part of it does."""

    door: ClassVar[str] = "toll"
    acts_on: ClassVar[str] = "tolls"

    def problems(self, file: str, place: str) -> list[Any]:  # noqa: ARG002
        return []

    def named(self) -> Named:
        return Named()


@dataclass(frozen=True, slots=True)
class Toll(Half):
    """The same, with its part."""

    def part(self, share: float) -> Toll:  # noqa: ARG002
        return self


def unread(doors: dict[str, type[Door]]) -> list[str]:
    """Return the doors whose record no module of the model imports."""
    read_there = {
        alias.name
        for path in (ROOT / "src" / "corridor" / "model").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "corridor.projects.doors"
        for alias in node.names
    }
    return [name for name, kind in doors.items() if kind.__name__ not in read_there]


def test_a_door_without_its_part_cannot_be_made() -> None:
    with pytest.raises(TypeError, match=r"abstract method '?part"):
        Half()
    assert Toll().part(0.5) == Toll()


def test_a_door_that_the_schema_does_not_describe_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DOORS, "toll", Toll)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"`toll` is not described; cure: .*oc4ids_corridor.json"):
        oc4ids.schema()


def test_a_door_that_the_model_does_not_read_is_named() -> None:
    assert unread(dict(DOORS)) == []
    assert unread({**DOORS, "toll": Toll}) == ["toll"]
    assert all(kind.acts_on and name == kind.door for name, kind in DOORS.items())


# Indicators


def joy(outcome: Outcome) -> tuple[Any, Any]:
    """Twice the value added, over people."""
    return 2.0 * outcome.value_added, outcome.population


JOY = Indicator("growth", "joy", "US$/person/year", "Made up.", "Nobody (2020)", joy, wanted="more")


def test_an_indicator_appears_everywhere_by_itself(
    island: Case, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(growth, "INDICATORS", (*growth.INDICATORS, JOY))
    found = appraise(island)
    assert "joy" in set(found.accounts["indicator"])
    assert "joy" in set(found.scorecard["indicator"])
    terminal.show(found, tmp_path)
    assert re.search(r"growth\s+│ joy\s+│", capsys.readouterr().out)
    names = {row["indicator"] for row in terminal.document(found, tmp_path)["accounts"]}
    assert "joy" in names
    page = payload(found)
    assert "growth/joy" in page["scorecard"]["lines"]
    assert "growth/joy" in page["accounts"]["lines"]
    assert "joy" in {one["label"] for one in page["indicators"]}
    with pytest.raises(AssertionError, match="joy"):
        test_docs.test_every_indicator_is_explained()


def test_an_indicator_that_is_in_no_list_is_found() -> None:
    """Whatever a file of accounts defines is among what is shown."""
    folder = Path(corridor.__file__).parent / "accounts"
    files = [path.stem for path in folder.glob("*.py") if path.stem != "__init__"]
    values = [value for stem in files for value in vars(import_module(f"corridor.accounts.{stem}")).values()]
    each = [one for value in values for one in (value if isinstance(value, tuple) else (value,))]
    written = [one for one in each if isinstance(one, Indicator)]
    known = [one.name for one in indicators()]
    assert sorted({one.name for one in written}) == sorted(known)
    assert set(terminal.HEADLINE) <= set(known)
    assert not set(LOSERS) & set(known)


# Tables of a run


def test_a_table_that_is_not_described_is_refused(appraised: Appraisal) -> None:
    with pytest.raises(InputError, match=r"`gossip` is not described; allowed: accounts, .*cure: add a row"):
        replace(appraised, tables={**appraised.tables, "gossip": pd.DataFrame()})
    fewer = {name: table for name, table in appraised.tables.items() if name != "debt"}
    with pytest.raises(InputError, match="`debt` was not made"):
        replace(appraised, tables=fewer)
    with pytest.raises(AttributeError, match="no `gossip`; its tables are accounts"):
        _ = appraised.gossip


def test_a_table_that_is_described_needs_its_columns_and_its_page(data: Path, appraised: Appraisal) -> None:
    add(data / "run_tables.csv", "gossip,gossip,no,rumour,who says what")
    facts.rows.cache_clear()
    with pytest.raises(InputError, match=r"run_columns.csv: `gossip` has no columns"):
        replace(appraised, tables={**appraised.tables, "gossip": pd.DataFrame()})
    page = (ROOT / "docs" / "reference" / "tables.md").read_text(encoding="utf-8")
    assert escaped(reference_tables.page()) != page
    with pytest.raises(AssertionError, match="make reference"):
        test_docs.test_the_page_of_the_tables_of_a_run_is_that_of_the_facts()


@pytest.mark.parametrize("world", ["appraised", "fielded_appraised", "busy_appraised"])
def test_every_column_of_a_run_is_described(request: pytest.FixtureRequest, world: str) -> None:
    found: Appraisal = request.getfixturevalue(world)
    focus = found.case.settings.focus
    assert list(map(str, column_faults(found.tables, focus))) == []
    more = {**found.tables, "regions": found.regions.assign(mood=1.0)}
    (fault,) = column_faults(more, focus)
    assert "column mood: a column of the table `regions` is not described" in str(fault)
