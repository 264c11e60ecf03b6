"""Names that become folders, and texts that become cells: neither leads out nor is computed."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from corridor.errors import InputError
from corridor.io.annex.sheet import Formula, Sheet
from corridor.io.case import check, read
from corridor.io.datapackage import write_datapackage
from corridor.io.folders import inside
from corridor.io.frames import write_frame
from corridor.io.settings import is_name
from corridor.io.template import new_case
from corridor.io.values import write_study
from tests.io.islands import copy_island, tree

TEXTS = ("=1+1", "+SUM(A1)", "-2+3+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "\r=1", "\n=1")
PLAIN = ("a = b", "M-6", "-5", "+1.5e-3", "", "–", "'quoted'")

GOOD = ("mine", "my case", "v1.2_b-3", "走廊", "دہلیز", "x" * 64)
BAD = (
    "../../x", "a/b", "a\\b", ".", "..", ".hidden", "a.", "a ", " a", "", "tunnel\n", 'a"b', "a'b", "a\tb",
    "a\x00b", "a\x1b[31m", "a:b", "a|b", "x" * 65, "漢" * 64, "\udcff", "=1", "-rf", "$(x)", "[/b]",
)  # fmt: skip


def test_texts_in_a_csv_are_texts_and_parquet_keeps_them(tmp_path: Path) -> None:
    texts = [*TEXTS, *PLAIN, None]
    frame = pd.DataFrame({"title": texts, "usd": range(len(texts)), "kind": pd.Categorical(texts)})
    write_frame(frame, frame, tmp_path / "t.parquet", tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for column in ("title", "kind"):
        assert [row[column] for row in rows] == [*(f"'{text}" for text in TEXTS), *PLAIN, ""]
    assert pq.read_table(tmp_path / "t.parquet")["title"].to_pylist() == texts


def test_texts_in_a_workbook_are_texts_and_formulas_are_formulas(tmp_path: Path) -> None:
    book = Workbook()
    sheet = Sheet(book.worksheets[0], "=title()", "@subtitle")
    sheet.row("sum", Formula("=1+1"), *TEXTS[:4])
    sheet.table(("=head()",), [("=cell()",), ("bell\x07",)])
    sheet.text("=paragraph()")
    book.save(tmp_path / "t.xlsx")
    cells = [c for row in openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0] for c in row if c.value]
    assert [c.value for c in cells if c.data_type == "f"] == ["=1+1"]
    texts = {c.value for c in cells if c.data_type == "s"}
    assert {"=title()", "@subtitle", "=head()", "=cell()", "=paragraph()", *TEXTS[:4]} <= texts
    assert all(c.quotePrefix for c in cells if c.data_type == "s" and str(c.value).startswith("="))


@pytest.mark.parametrize("name", BAD)
def test_a_name_that_is_no_folder_is_refused_at_every_door(name: str, tmp_path: Path) -> None:
    assert not is_name(name)
    before = tree(tmp_path)
    if "/" not in name and "\x00" not in name and name.strip("."):
        with pytest.raises(InputError):
            new_case(tmp_path / name)
    if not name.isprintable() or set(name) & set('/\\:"|') or name in ("", ".", ".."):
        with pytest.raises(InputError, match="cannot be the name of a folder"):
            inside(tmp_path, name)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("name", GOOD)
def test_a_new_case_of_any_good_name_is_sound(name: str, tmp_path: Path) -> None:
    folder = new_case(tmp_path / name)
    assert check(folder) == []
    assert tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))["name"] == name


def test_a_case_that_names_itself_out_of_its_folder_has_a_fault(tmp_path: Path) -> None:
    folder = copy_island(tmp_path / "case")
    for name in ("../../x", "a\\nb", "tunnel\\n"):
        text = (folder / "case.toml").read_text(encoding="utf-8")
        lines = [f'name = "{name}"' if line.startswith("name =") else line for line in text.splitlines()]
        (folder / "case.toml").write_text("\n".join(lines), encoding="utf-8")
        assert "name" in [fault.column for fault in check(folder)]


def test_results_stay_inside_their_folder(tmp_path: Path) -> None:
    assert inside(tmp_path, "cpec", "chosen-0123") == tmp_path / "cpec" / "chosen-0123"
    with pytest.raises(InputError) as told:
        inside(tmp_path, "..", "", "x" * 300)
    assert len(told.value.faults) == 3
    case = read("island")
    outside = replace(case, settings=replace(case.settings, name="../../x"))
    with pytest.raises(InputError, match="cannot be the name of a folder"):
        write_study("sensitivity", {"a": pd.DataFrame({"a": [1]})}, outside, {}, tmp_path / "deep" / "out")
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b'region_id,name\n"open', b""])
def test_a_package_keeps_every_table_or_says_why_not(tmp_path: Path, content: bytes) -> None:
    folder = copy_island(tmp_path / "case")
    (folder / "regions.csv").write_bytes(content)
    before = tree(folder)
    with pytest.raises(InputError, match=r"regions\.csv"):
        write_datapackage(folder, "case")
    assert tree(folder) == before


def test_a_package_that_cannot_be_read_stays_as_it_is(tmp_path: Path) -> None:
    folder = copy_island(tmp_path / "case")
    path = folder / "datapackage.json"
    path.write_text(path.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    before = tree(folder)
    with pytest.raises(InputError, match="say source and licence"):
        write_datapackage(folder, "case")
    assert tree(folder) == before
    assert any("say source and licence" in str(fault) for fault in check(folder))
