"""The data package lists every table with schema, units, source and licence, and is held to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corridor.errors import InputError
from corridor.io.datapackage import Origin, check_datapackage, write_datapackage
from corridor.io.tables import empty, read_file, read_raw, typed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "commodities.csv").write_text(
        "group,label,sector,handling,share,value_usd_per_tonne,value_low,status,source\n"
        "grain,grain,A,dry_bulk,0.4,500,300,estimated,guess\n"
        "fruit,fruit,A,perishable,0.6,900,,estimated,guess\n"
    )
    write_datapackage(tmp_path, "tiny", {"commodities": Origin("our own guess", "CC0-1.0")})
    return tmp_path


def faults(folder: Path) -> list[str]:
    raw = read_raw(folder)
    return [str(fault) for fault in check_datapackage(folder, raw.frames, raw.names)]


def test_states_units_source_and_licence(folder: Path) -> None:
    entry = json.loads((folder / "datapackage.json").read_text())["resources"][0]
    assert entry["path"] == "inputs/commodities.csv"
    assert entry["sources"] == [{"title": "our own guess"}]
    assert entry["licenses"] == [{"name": "CC0-1.0"}]
    units = {field["name"]: field.get("unit") for field in entry["schema"]["fields"]}
    assert units["value_usd_per_tonne"] == "US$/t"
    assert faults(folder) == []


def test_writing_again_changes_no_byte(folder: Path) -> None:
    before = (folder / "datapackage.json").read_bytes()
    write_datapackage(folder, "tiny")
    assert (folder / "datapackage.json").read_bytes() == before


def test_tells_every_difference(folder: Path) -> None:
    (folder / "inputs" / "countries.csv").write_text("country,name,status\nAAA,Aland,observed\n")
    tree = json.loads((folder / "datapackage.json").read_text())
    tree["resources"][0]["schema"]["fields"][5]["unit"] = "US$/kg"
    tree["resources"][0]["licenses"] = []
    tree["resources"].append({"path": "inputs/gone.csv"})
    (folder / "datapackage.json").write_text(json.dumps(tree))
    text = "\n".join(faults(folder))
    assert "inputs/countries.csv is not listed" in text
    assert "value_usd_per_tonne" in text
    assert "has no licence" in text
    assert "inputs/gone.csv" in text


def test_broken_json_is_a_fault(folder: Path) -> None:
    (folder / "datapackage.json").write_text('{"resources": [')
    assert "not JSON" in faults(folder)[0]


def test_columns_take_their_types(folder: Path) -> None:
    frame = typed(read_file(folder / "inputs" / "commodities.csv", "commodities"), "commodities")
    assert frame["value_usd_per_tonne"].iloc[0] == 500.0
    assert frame["value_low"].isna().tolist() == [False, True]
    (folder / "inputs" / "sectors.csv").write_text("sector,name,freight\nA,Farming,true\nS,Services,false\n")
    frame = typed(read_file(folder / "inputs" / "sectors.csv", "sectors"), "sectors")
    assert frame["freight"].tolist() == [True, False]
    assert frame["isic_sections"].tolist() == ["", ""]  # optional, absent
    assert list(empty("tariffs").columns) == ["origin", "destination", "sector", "rate", "source"]


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2,3\n", b"a\n\xff\xfe\n"])
def test_a_broken_csv_is_a_fault(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"file|CSV|cells"):
        read_file(path, "x.csv")


@pytest.mark.parametrize(
    "content", [b"", b"PAR1", b"no parquet at all, only text", b"PAR1" + b"\0" * 64 + b"PAR1"]
)
def test_a_broken_parquet_is_a_fault(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(content)
    with pytest.raises(InputError, match="Parquet"):
        read_file(path, "x.parquet")
