"""Bad input: every fault of the folder at once, with place, value, what is allowed and the cure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from corridor.cli import app
from corridor.errors import Fault, InputError
from corridor.io.case import check, read
from corridor.io.datapackage import write_datapackage
from tests.io.islands import copy_island, register, tree, write_register


@dataclass(frozen=True)
class Break:
    """One way to break the island, and the fault that tells of it."""

    name: str
    do: Callable[[Path], None]
    file: str
    row: int | None
    column: str | None
    value: str | None
    allowed: str | None
    message: str


def edit(file: str, old: str, new: str) -> Callable[[Path], None]:
    """Return what replaces a text that occurs once in a file of the case."""

    def do(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")

    return do


def without_column(folder: Path) -> None:
    path = folder / "regions.csv"
    pd.read_csv(path, dtype=str).drop(columns="population").to_csv(path, index=False)


def elsewhere(folder: Path) -> None:
    document = register()
    document["projects"][1]["corridor"]["effects"][0]["section"] = "bridge"
    write_register(folder, document)


def cut_parquet(folder: Path) -> None:
    table = folder / "inputs" / "value_added"
    pd.read_csv(table.with_suffix(".csv")).to_parquet(table.with_suffix(".parquet"))
    table.with_suffix(".csv").unlink()
    write_datapackage(folder, "island")
    content = table.with_suffix(".parquet").read_bytes()
    table.with_suffix(".parquet").write_bytes(content[: len(content) // 2])


def emptied(folder: Path) -> None:
    path = folder / "inputs" / "final_demand.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")


LINK = "network/link.csv"
BREAKS = (
    Break("missing column", without_column, "regions.csv", None, "population", None, None, "missing"),
    Break(
        "negative length",
        edit(LINK, "4,4,6,false,70,", "4,4,6,false,-70,"),
        LINK,
        4,
        "length",
        "-70",
        "0 to 25000 in km",
        "out of range",
    ),
    Break(
        "dangling node",
        edit(LINK, "11,10,11,", "11,10,99,"),
        LINK,
        11,
        "to_node_id",
        "99",
        "a node_id of network/node.csv",
        "no such node_id",
    ),
    Break(
        "unknown mode",
        edit(LINK, "sea lane,sea,", "sea lane,canoe,"),
        LINK,
        9,
        "mode",
        "canoe",
        "road, rail, sea, border, terminal, connector",
        "unknown mode",
    ),
    Break(
        "shares that do not sum",
        edit("inputs/final_demand.csv", "XVE,G,0.4825", "XVE,G,0.4725"),
        "inputs/final_demand.csv",
        4,
        "share",
        "0.99",
        "1 within 1e-9",
        "final demand shares of XVE",
    ),
    Break(
        "place beside a port",
        edit("inputs/places.csv", "100000,5,0.25", "100000,8,0.25"),
        "inputs/places.csv",
        4,
        "link_id",
        "8: terminal, XOS",
        "a road of XOS",
        "no road of the place's country",
    ),
    Break(
        "place beside no link",
        edit("inputs/places.csv", "100000,5,0.25", "100000,55,0.25"),
        "inputs/places.csv",
        4,
        "link_id",
        "55",
        "a link_id of network/link.csv",
        "no such link_id",
    ),
    Break(
        "project on no link",
        elsewhere,
        "projects.json",
        2,
        "section",
        "bridge",
        "pass-road, port-harbour, port-vestra, tunnel",
        "project quay: no link has this section",
    ),
    Break(
        "text for a number",
        edit("inputs/value_added.csv", "XVE,C,700000000", "XVE,C,700 million"),
        "inputs/value_added.csv",
        8,
        "value_added_usd",
        "700 million",
        "a finite number in US$/year",
        "not a number",
    ),
    Break(
        "broken JSON",
        edit("projects.json", '"projects": [', '"projects": [['),
        "projects.json",
        None,
        None,
        None,
        None,
        "not JSON",
    ),
    Break(
        "broken Parquet",
        cut_parquet,
        "inputs/value_added.parquet",
        None,
        None,
        None,
        None,
        "not a readable Parquet file",
    ),
    Break(
        "empty table",
        emptied,
        "inputs/final_demand.csv",
        None,
        None,
        None,
        "at least one row",
        "the table is empty",
    ),
    Break(
        "duplicate identifier",
        edit("network/sections.csv", "tunnel,Tunnel", "pass-road,Tunnel"),
        "network/sections.csv",
        2,
        "section",
        "pass-road",
        "each once",
        "the identifier occurs twice",
    ),
)


@pytest.fixture
def island(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return copy_island(tmp_path / "case")


def tells(fault: Fault, kind: Break) -> bool:
    found = (fault.file, fault.row, fault.column, fault.value, fault.allowed)
    return found == (kind.file, kind.row, kind.column, kind.value, kind.allowed) and kind.message in str(
        fault
    )


def test_the_island_is_sound(island: Path) -> None:
    assert check(island) == []
    assert len(read(island).projects) == 2


@pytest.mark.parametrize("kind", BREAKS, ids=lambda kind: kind.name)
def test_one_mistake_is_one_fault_with_its_place_and_cure(island: Path, kind: Break) -> None:
    kind.do(island)
    before = tree(island.parent)
    faults = check(island)
    assert len(faults) == 1, "\n".join(map(str, faults))
    assert tells(faults[0], kind), faults[0]
    assert faults[0].cure
    with pytest.raises(InputError) as raised:
        read(island)
    assert list(raised.value.faults) == faults
    assert tree(island.parent) == before


def test_a_node_twice_is_told_with_what_hangs_on_it(island: Path) -> None:
    edit("network/node.csv", "11,22.0,50.19", "10,22.0,50.19")(island)
    assert [(fault.file, fault.row, fault.value) for fault in check(island)] == [
        ("network/node.csv", 11, "10"),
        (LINK, 3, "11"),
        (LINK, 11, "11"),
    ]


@pytest.mark.parametrize("kind", BREAKS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("command", [["case", "check"], ["appraise", "--out", "results", "--quiet"]])
def test_the_command_line_ends_with_2_and_writes_nothing(
    island: Path, kind: Break, command: list[str]
) -> None:
    kind.do(island)
    before = tree(island.parent)
    result = CliRunner().invoke(app, [*command, str(island)])
    assert result.exit_code == 2
    expected = next(fault for fault in check(island) if tells(fault, kind))
    assert str(expected) in result.output
    assert tree(island.parent) == before


def test_five_faults_are_told_at_once(island: Path) -> None:
    names = (
        "negative length",
        "unknown mode",
        "shares that do not sum",
        "text for a number",
        "project on no link",
    )
    kinds = [kind for kind in BREAKS if kind.name in names]
    for kind in kinds:
        kind.do(island)
    faults = check(island)
    assert len(kinds) == len(faults) == 5
    assert all(any(tells(fault, kind) for fault in faults) for kind in kinds)
    result = CliRunner().invoke(app, ["appraise", str(island), "--out", "results", "--json"])
    assert result.exit_code == 2
    document = json.loads(result.stdout)
    assert [entry["file"] for entry in document["faults"]] == [fault.file for fault in faults]
    assert not (island.parent / "results").exists()


BETWEEN = {
    "zone without a node": (
        edit("network/node.csv", "centroid,XOS-highland", "centroid,"),
        "no node has this zone",
        "XOS-highland",
    ),
    "zone cut off": (edit(LINK, "3,3,11,false", "3,3,11,true"), "cut off", "XVE"),
    "no speed": (
        edit(LINK, "motorway,road,80,0,0,1,2,,,XVE", "motorway,road,,0,0,1,2,,,XVE"),
        "speed",
        "nan",
    ),
    "a port with a length and no speed": (
        edit(LINK, "8,7,8,false,0,port", "8,7,8,false,8,port"),
        "needs a speed",
        "nan",
    ),
    "year": (edit("case.toml", "last_year = 2054", "last_year = 2026"), "year is out of range", "2027"),
    "project twice": (edit("projects.json", '"id": "quay"', '"id": "tunnel"'), "used twice", "tunnel"),
    "factor": (edit("projects.json", '{"hours_factor": 2.0}', '{"hours_factor": 0}'), "minimum", "0"),
    "key twice": (
        edit("inputs/country_trade.csv", "XOS,XVE,G,20000000", "XOS,XVE,A,20000000"),
        "second row",
        "XOS, XVE, A",
    ),
    "shares of goods": (
        edit("inputs/commodities.csv", "perishable,0.5", "perishable,0.4"),
        "do not sum",
        "0.9",
    ),
    "shares of a mix": (edit("inputs/commodity_mix.csv", "fuel,0.1", "fuel,0.2"), "do not sum", "1.1"),
    "mix of nobody": (
        edit("inputs/commodity_mix.csv", "XVE,XOS,fuel", "XAA,XOS,fuel"),
        "no such origin",
        "XAA",
    ),
    "mix of any": (edit("inputs/commodity_mix.csv", "XVE,XOS,fuel", "*,*,fuel"), "any with any", "*, *"),
    "handling": (edit("inputs/commodities.csv", "C,liquid", "C,gas"), "unknown handling", "gas"),
    "goods of services": (edit("inputs/commodities.csv", "steel,C,", "steel,G,"), "without freight", "G"),
    "line of no link": (edit("network/geometry.csv", '9,"LINE', '12,"LINE'), "no such link_id", "12"),
    "coordinate": (edit("regions.csv", "23 49.4", "1e400 49.4"), "not a geometry", "POLYGON ((21"),
    "shape": (edit("regions.csv", '"POLYGON ((21 49.4,', '"POLYGON ((21'), "not a geometry", "POLYGON ((21"),
}


@pytest.mark.parametrize(("do", "message", "value"), BETWEEN.values(), ids=BETWEEN)
def test_faults_between_tables(island: Path, do: Callable[[Path], None], message: str, value: str) -> None:
    do(island)
    faults = check(island)
    told = [fault for fault in faults if message in fault.message and (fault.value or "").startswith(value)]
    assert told, "\n".join(map(str, faults))
    assert all(fault.row and fault.cure for fault in told)


SETTINGS = {
    "parameter out of range": (
        edit("parameters.toml", "value = 25", "value = 250"),
        "out of range",
        "15 to 60",
    ),
    "text for a parameter": (
        edit("parameters.toml", "value = 25", 'value = "25"'),
        "not a number",
        "a number",
    ),
    "parameter without source": (edit("parameters.toml", "source", "origin"), "do not fit", "source"),
    "broken TOML": (edit("parameters.toml", "value = 25", "value 25"), "not valid TOML", None),
    "unknown key": (edit("case.toml", "title =", "titel ="), "unknown key titel", "title"),
    "no such country": (edit("case.toml", '"XVE"]', '"XXX"]'), "no such country", "a country of"),
    "no list": (edit("case.toml", '["XOS", "XVE"]', '"XOS"'), "focus does not fit", "list"),
    "period backwards": (
        edit("case.toml", "first_year = 2024", "first_year = 2060"),
        "ends before",
        "first_year",
    ),
}


@pytest.mark.parametrize(("do", "message", "allowed"), SETTINGS.values(), ids=SETTINGS)
def test_faults_of_settings(
    island: Path, do: Callable[[Path], None], message: str, allowed: str | None
) -> None:
    do(island)
    told = [fault for fault in check(island) if message in fault.message]
    assert told
    assert all(fault.cure and (allowed is None or allowed in str(fault.allowed)) for fault in told)


def test_a_sector_needs_a_trade_elasticity(island: Path) -> None:
    for name in ("sectors", "value_added", "input_output", "final_demand", "country_trade", "emissions"):
        path = island / "inputs" / f"{name}.csv"
        path.write_text(re.sub(r"\bG\b(?!-)", "Z", path.read_text(encoding="utf-8")), encoding="utf-8")
    (fault,) = check(island)
    assert (fault.file, fault.row, fault.column, fault.value) == ("inputs/sectors.csv", 3, "sector", "Z")
    assert "[trade_elasticity.Z]" in str(fault.cure)


def test_goods_need_a_fall_of_trade_with_distance(island: Path) -> None:
    """Farm goods under the name of a service that has a trade elasticity."""
    for name in ("sectors", "value_added", "input_output", "final_demand", "country_trade", "emissions"):
        path = island / "inputs" / f"{name}.csv"
        path.write_text(re.sub(r"\bA\b(?!-)", "H", path.read_text(encoding="utf-8")), encoding="utf-8")
    told = [fault for fault in check(island) if fault.column == "sector"]
    assert [(fault.row, fault.value) for fault in told if "distance" in fault.message] == [(1, "H")]
    assert any("[distance_elasticity.H]" in str(fault.cure) for fault in told)


def test_an_unknown_case_names_the_known_ones() -> None:
    (fault,) = check("atlantis")
    assert "island" in str(fault.allowed)


def test_an_empty_folder_lists_all_that_is_missing(tmp_path: Path) -> None:
    files = {fault.file for fault in check(tmp_path)}
    assert {"case.toml", "datapackage.json", "SOURCES.md", "regions.csv", "network/link.csv"} <= files
