"""Tables of published figures: every fault is told with its row, all at once; a case may lack them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from corridor.errors import InputError
from corridor.io.case import check, read
from corridor.io.datapackage import write_datapackage
from corridor.studies.check_facts import check_facts
from tests.io.islands import copy_island

COUNTS, FLOWS, ACTIVITY = (f"observed/{table}.csv" for table in ("counts", "flows", "activity"))


def cell(file: str, row: int, **cells: object) -> Callable[[Path], None]:
    """Return what writes cells into a row, counted from 1."""

    def change(folder: Path) -> None:
        table = pd.read_csv(folder / file, dtype=str, keep_default_na=False)
        for column, value in cells.items():
            table.loc[row - 1, column] = str(value)
        table.to_csv(folder / file, index=False)

    return change


def travel(subject: str, **cells: object) -> Callable[[Path], None]:
    """Return what asks for hours by road in the first row of the flows."""
    return cell(FLOWS, 1, measure="travel_hours", subject=subject, **cells)


WRONG = {
    "measure": (cell(FLOWS, 1, measure="modal_share"), FLOWS, 1, "measure", "modal_share"),
    "mode": (cell(FLOWS, 1, subject="canoe"), FLOWS, 1, "subject", "canoe"),
    "needless": (cell(FLOWS, 2, subject="road"), FLOWS, 2, "subject", "road"),
    "section": (cell(FLOWS, 3, subject="bridge"), FLOWS, 3, "subject", "bridge"),
    "not a border": (cell(FLOWS, 3, subject="pass-road"), FLOWS, 3, "direction", "in"),
    "direction": (cell(FLOWS, 3, direction="up"), FLOWS, 3, "direction", "up"),
    "no direction": (cell(FLOWS, 1, direction="in"), FLOWS, 1, "direction", "in"),
    "cargo": (cell(FLOWS, 3, cargo="parcels"), FLOWS, 3, "cargo", "parcels"),
    "no cargo": (cell(FLOWS, 1, cargo="general"), FLOWS, 1, "cargo", "general"),
    "portfolio": (cell(FLOWS, 4, subject="tunnel"), FLOWS, 4, "subject", "tunnel"),
    "no point": (travel("10 50|10.2"), FLOWS, 1, "subject", "10.2"),
    "no number": (travel("10 50|10.2 north"), FLOWS, 1, "subject", "10.2 north"),
    "no degrees": (travel("10 50|10.2 91"), FLOWS, 1, "subject", "10.2 91"),
    "one end": (travel("10 50"), FLOWS, 1, "subject", "10 50"),
    "no road near": (travel("10 50|10 55"), FLOWS, 1, "subject", "10 55: 446 km"),
    "over the sea": (travel("10 50|22 50.2"), FLOWS, 1, "subject", "10 50|22 50.2"),
    "way of travel": (travel("10 50|10.2 51", direction="in"), FLOWS, 1, "direction", "in"),
    "upside down": (cell(FLOWS, 3, low=0.3, high=0.1), FLOWS, 3, "high", "0.3 to 0.1"),
    "outside": (cell(FLOWS, 3, central=0.4), FLOWS, 3, "high", "0.1 to 0.3"),
    "no figure": (cell(FLOWS, 1, central=""), FLOWS, 1, "low", None),
    "cannot fail": (cell(FLOWS, 3, low=0.02), FLOWS, 3, "band", "0.02 to 0.3 holds"),
    "kind": (cell(FLOWS, 3, kind="harbours"), FLOWS, 3, "kind", "harbours"),
    "use": (cell(FLOWS, 3, use="held"), FLOWS, 3, "use", "held"),
    "no source": (cell(FLOWS, 4, source=""), FLOWS, 4, "source", None),
    "country": (cell(FLOWS, 2, country="XXX", year=""), FLOWS, 2, "country", "XXX"),
    "year of a flow": (cell(FLOWS, 3, year=2020), FLOWS, 3, "year", "2020"),
    "year of another country": (
        cell(FLOWS, 3, country="XVE", subject="port-vestra", year=2021),
        FLOWS,
        3,
        "year",
        "2021",
    ),
    "year of a count": (cell(COUNTS, 1, year=2031), COUNTS, 1, "year", "2031"),
    "road": (cell(COUNTS, 1, road="pass-roa"), COUNTS, 1, "road", "pass-roa"),
    "far": (cell(COUNTS, 1, lon=11.1), COUNTS, 1, "lon", "11.1, 50.4: 72 km"),
    "half a place": (cell(COUNTS, 1, lat=""), COUNTS, 1, "lat", None),
    "no vehicles": (cell(COUNTS, 1, truck_share=""), COUNTS, 1, "vehicles_per_day", None),
    "share": (cell(COUNTS, 1, truck_share=25), COUNTS, 1, "truck_share", "25"),
    "band": (cell(COUNTS, 2, band=0.5), COUNTS, 2, "band", "0.5"),
    "count upside down": (cell(COUNTS, 2, low=130, high=80), COUNTS, 2, "high", "130 to 80"),
    "twice": (cell(COUNTS, 2, id="top"), COUNTS, 2, "id", "top"),
    "product": (cell(ACTIVITY, 2, gdp=0), ACTIVITY, 2, "gdp", "0"),
    "year twice": (cell(ACTIVITY, 2, year=2019), ACTIVITY, 2, "country, year", "XOS, 2019"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_fault_of_a_table_is_told_with_its_row(tmp_path: Path, kind: str) -> None:
    change, file, row, column, value = WRONG[kind]
    folder = copy_island(tmp_path / "case")
    change(folder)
    found = [fault for fault in check(folder) if (fault.file, fault.column) == (file, column)]
    assert [fault.row for fault in found] == [row]
    assert value is None or found[0].value == value
    assert found[0].cure
    with pytest.raises(InputError):
        read(folder)


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    folder = copy_island(tmp_path / "case")
    kinds = ("mode", "upside down", "portfolio", "road", "band")
    for kind in kinds:
        WRONG[kind][0](folder)
    told = {(fault.file, fault.row, fault.column) for fault in check(folder)}
    assert told >= {(file, row, column) for _, file, row, column, _ in map(WRONG.__getitem__, kinds)}


def test_all_faults_of_a_trip_come_at_once(tmp_path: Path) -> None:
    folder = copy_island(tmp_path / "case")
    travel("10 50|x|10.2 91", direction="in", cargo="general")(folder)
    found = [fault for fault in check(folder) if (fault.file, fault.row) == (FLOWS, 1)]
    assert [fault.value for fault in found] == ["in", "general", "x", "10.2 91"]


@pytest.mark.parametrize("gone", [(COUNTS,), (FLOWS,), (COUNTS, FLOWS, ACTIVITY)])
def test_a_case_may_lack_the_tables(tmp_path: Path, gone: tuple[str, ...]) -> None:
    folder = copy_island(tmp_path / "case")
    for file in gone:
        (folder / file).unlink()
    assert {fault.file for fault in check(folder)} == {"datapackage.json"}
    write_datapackage(folder, "island")
    assert check(folder) == []
    assert not set(gone) & {
        r["path"] for r in json.loads((folder / "datapackage.json").read_text())["resources"]
    }
    if ACTIVITY in gone:
        with pytest.raises(InputError, match="no published figures"):
            check_facts(read(folder))
