"""Files as other programs write them, and as nobody should: one fault for one mistake, never a traceback."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corridor.errors import Fault, InputError
from corridor.io.case import check
from corridor.io.datapackage import write_datapackage
from corridor.io.documents import read_json, read_toml
from corridor.io.tables import read_file
from tests.io.islands import copy_island, register, write_register

TEXTS = ("case.toml", "parameters.toml", "projects.json", "datapackage.json", "SOURCES.md", "regions.csv")
TABLE = "inputs/final_demand.csv"
DIGITS = 401


@pytest.fixture
def island(tmp_path: Path) -> Path:
    return copy_island(tmp_path / "case")


def one(folder: Path) -> Fault:
    found = check(folder)
    assert len(found) == 1, "\n".join(map(str, found))
    assert found[0].cure
    return found[0]


def to_text(path: Path, change: Callable[[str], str]) -> None:
    path.write_bytes(change(path.read_text(encoding="utf-8")).encode())


def as_parquet(folder: Path, table: pa.Table) -> None:
    """Put a Parquet file in place of the final demand, and describe it if it can be read."""
    path = folder / "inputs" / "final_demand"
    path.with_suffix(".csv").unlink()
    pq.write_table(table, path.with_suffix(".parquet"))
    with suppress(InputError):  # it says what `check` is to say
        write_datapackage(folder, "island")


def demand(folder: Path) -> dict[str, list[object]]:
    frame = pd.read_csv(folder / TABLE)
    return {str(name): list(values) for name, values in frame.items()}


@pytest.mark.parametrize("name", TEXTS)
def test_a_byte_order_mark_is_passed_over(island: Path, name: str) -> None:
    """Spreadsheets and editors of Windows write one."""
    path = island / name
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert check(island) == []


@pytest.mark.parametrize("name", TEXTS)
def test_text_in_another_encoding_is_one_fault(island: Path, name: str) -> None:
    path = island / name
    path.write_bytes(("ü" + path.read_text(encoding="utf-8")).encode("utf-16"))
    found = [fault for fault in check(island) if fault.file == name]
    assert [fault.message for fault in found] == ["not UTF-8 text: UTF-16"]


@pytest.mark.parametrize(("mark", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_cells_separated_otherwise_are_one_fault(island: Path, mark: str, word: str) -> None:
    """Half of Europe's spreadsheets write semicolons and decimal commas."""
    to_text(island / TABLE, lambda text: text.replace(",", mark).replace(".", ","))
    fault = one(island)
    assert (fault.file, fault.row) == (TABLE, None)
    assert word in fault.message


@pytest.mark.parametrize(
    ("old", "new", "said", "shown"),
    [
        ("XOS,A,0.15\nXOS,C,0.45", 'XOS,A,"0,15"\nXOS,C,"0,45"', "decimal commas", "0,15"),
        ("XOS,A,0.15", 'XOS,A,"1.000,15"', "decimal commas", "1.000,15"),
        ("XOS,A,0.15", 'XOS,A,"1,000,000.15"', "commas between thousands", "1,000,000.15"),
    ],
)
def test_numbers_written_with_commas_are_one_fault(
    island: Path, old: str, new: str, said: str, shown: str
) -> None:
    to_text(island / TABLE, lambda text: text.replace(old, new))
    fault = one(island)
    assert (fault.file, fault.row, fault.column, fault.value) == (TABLE, 1, "share", shown)
    assert said in fault.message


def test_two_columns_of_one_name_are_told(island: Path) -> None:
    to_text(island / TABLE, lambda text: "\n".join(f"{line},{line[-1]}" for line in text.splitlines()) + "\n")
    to_text(island / TABLE, lambda text: text.replace("share,e", "share,share", 1))
    fault = one(island)
    assert (fault.file, fault.column) == (TABLE, "share")
    assert "two columns" in fault.message


def test_a_key_twice_in_one_object_is_told(island: Path) -> None:
    to_text(
        island / "projects.json", lambda text: text.replace('"version"', '"version": "0.9.5", "version"', 1)
    )
    fault = one(island)
    assert (fault.file, fault.message) == ("projects.json", 'the key "version" stands twice in one object')


@pytest.mark.parametrize("levels", [40, 900, 100_000])
@pytest.mark.parametrize("name", ["projects.json", "case.toml", "parameters.toml"])
def test_deep_nesting_is_one_fault(island: Path, levels: int, name: str) -> None:
    nest = "[" * levels + "]" * levels
    text = f'{{"projects": {nest}}}' if name.endswith("json") else f"name = {nest}\n"
    (island / name).write_text(text, encoding="utf-8")
    fault = one(island)
    assert fault.file == name
    assert "deep" in fault.message


@pytest.mark.parametrize("name", ["projects.json", "case.toml", "parameters.toml"])
def test_a_number_of_hundreds_of_digits_is_one_fault(island: Path, name: str) -> None:
    digits = "7" * DIGITS
    document = {
        "projects.json": '{"x": DIGITS}',
        "case.toml": "name = DIGITS\n",
        "parameters.toml": "x = DIGITS\n",
    }
    (island / name).write_text(document[name].replace("DIGITS", digits), encoding="utf-8")
    fault = one(island)
    assert fault.file == name
    assert "digits" in str(fault)
    assert digits not in str(fault)


@pytest.mark.parametrize(
    ("cell", "told"), [("7" * DIGITS, "not a number"), ("9" * 17, "not a number"), ("8.5", "not a number")]
)
def test_an_identifier_that_is_no_whole_number_of_the_machine_is_told(
    island: Path, cell: str, told: str
) -> None:
    to_text(island / "network/node.csv", lambda text: text.replace("\n7,10.05", f"\n{cell},10.05"))
    found = [fault for fault in check(island) if fault.file == "network/node.csv"]
    assert [(fault.row, fault.column, fault.message) for fault in found] == [(7, "node_id", told)]


@pytest.mark.parametrize("cell", ["1_000", "0x10", "१", "1e400", "nan", "inf", "--1", "1 000", "="])
def test_only_digits_are_a_number(island: Path, cell: str) -> None:
    """Python reads underscores and the digits of every script; a spreadsheet does not."""
    to_text(island / TABLE, lambda text: text.replace("XOS,A,0.15", f"XOS,A,{cell}"))
    fault = one(island)
    assert (fault.row, fault.column, fault.value) == (1, "share", cell)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("projects.json", '"title": "Tunnel"', '"title": "\\ud800"'),
        ("projects.json", '"title": "Tunnel"', '"title": "\\u0007"'),
        ("case.toml", 'title = "', 'title = "\\u0007'),
        ("case.toml", 'title = "', 'title = "\\uFFFF'),
        ("regions.csv", "Ostra Harbour", "Ostra\x00Harbour"),
        ("regions.csv", "Ostra Harbour", "Ostra\x1bHarbour"),
        ("SOURCES.md", "# ", "# \x07"),
    ],
)
def test_characters_that_cannot_be_shown_are_one_fault(island: Path, name: str, old: str, new: str) -> None:
    assert old in (island / name).read_text(encoding="utf-8")
    to_text(island / name, lambda text: text.replace(old, new, 1))
    fault = one(island)
    assert fault.file == name
    assert fault.message == "a character that cannot be shown"
    str(fault).encode("ascii")


def test_a_parquet_file_reads_as_its_csv(island: Path) -> None:
    columns = demand(island)
    as_parquet(island, pa.table({**columns, "country": pa.array(columns["country"]).dictionary_encode()}))
    assert check(island) == []


def test_nested_columns_are_one_fault(island: Path) -> None:
    columns = demand(island)
    as_parquet(island, pa.table({**columns, "share": [[share] for share in columns["share"]]}))
    found = [fault for fault in check(island) if fault.file != "datapackage.json"]
    assert [(fault.file, fault.column) for fault in found] == [("inputs/final_demand.parquet", "share")]
    assert "list" in str(found[0].value)


@pytest.mark.parametrize("kind", [pa.date32(), pa.timestamp("s"), pa.duration("s")])
def test_dates_are_no_numbers(island: Path, kind: pa.DataType) -> None:
    columns = demand(island)
    shares = pa.array([1] * len(columns["share"]), type=pa.int32() if kind == pa.date32() else pa.int64())
    as_parquet(island, pa.table({**columns, "share": shares.cast(kind)}))
    found = [fault for fault in check(island) if fault.file != "datapackage.json"]
    assert [fault.column for fault in found] == ["share"]


def test_text_of_a_parquet_file_is_text(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    for cell in ("a\x07b", "a\x00b"):
        pq.write_table(pa.table({"name": ["fine", cell]}), path)
        with pytest.raises(InputError) as raised:
            read_file(path, "x.parquet")
        assert [(fault.row, fault.column) for fault in raised.value.faults] == [(2, "name")]
    broken = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"\xff\xfe")]
    )
    pq.write_table(pa.table({"name": broken}), path)
    with pytest.raises(InputError, match="not a readable Parquet file"):
        read_file(path, "x.parquet")


PLACES = (
    "parameters.toml",
    "projects.json",
    "case.toml",
    "datapackage.json",
    "SOURCES.md",
    "regions.csv",
    "observed/flows.csv",
)


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("kind", ["folder", "dangling link", "pipe", "loop"])
def test_what_is_no_file_is_a_fault_and_not_an_absent_file(island: Path, name: str, kind: str) -> None:
    """An optional file that is a dangling link is not left out: somebody meant it to be there."""
    path = island / name
    path.unlink()
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(path.name if kind == "loop" else "nowhere")
    found = [fault for fault in check(island) if fault.file == name]
    words = {"folder": "a folder", "pipe": "neither a file nor a folder"}
    assert len(found) == 1
    assert words.get(kind, "leads nowhere") in found[0].message


def test_a_link_to_a_file_is_read(island: Path) -> None:
    (island / "observed" / "flows.csv").rename(island / "elsewhere.csv")
    (island / "observed" / "flows.csv").symlink_to("../elsewhere.csv")
    assert check(island) == []


def test_a_column_that_is_wrong_throughout_is_one_fault(island: Path) -> None:
    to_text(
        island / "network/link.csv",
        lambda text: text.replace(",open,", ",OPEN,").replace(",planned,", ",OPEN,"),
    )
    fault = one(island)
    assert (fault.row, fault.column) == (1, "status")
    assert "in every row" in fault.message


@pytest.mark.parametrize("content", ["", "{", "[1", '{"a": NaN}', '{"a": 1e999}', '{"a": tru}', "\ufeff"])
def test_broken_json_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="not JSON"):
        read_json(path, "x.json")


def test_toml_of_another_kind_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    for content in ("a = 1\na = 2\n", "a = 2020-13-45\n", "a = \n"):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(InputError, match="not valid TOML"):
            read_toml(path, "x.toml")


def test_long_texts_do_not_fill_the_screen(island: Path) -> None:
    document = register()
    document["projects"][0]["corridor"]["type"] = "x" * 5000
    write_register(island, document)
    assert all(len(str(fault)) < 1000 for fault in check(island))
    assert json.loads((island / "projects.json").read_text())["projects"]
