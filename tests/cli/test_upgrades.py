"""`corridor upgrades` on the island: what it writes is what it prints, and what `co.upgrades` finds."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from corridor.cli import app
from corridor.cli.outcome import BAD_INPUT
from corridor.io.case import read
from corridor.studies.upgrades import upgrades
from tests.io.islands import ISLAND


def test_tables_and_picture(tmp_path: Path) -> None:
    arguments = ["upgrades", str(ISLAND), "--budget", "100", "--out", str(tmp_path), "--json"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    folder = Path(document["folder"])
    names = ("summary", "roads", "links", "rounds")
    assert {path.name for path in (folder / "tables").glob("*.parquet")} == {
        f"{name}.parquet" for name in names
    }
    assert (folder / "upgrades.png").read_bytes().startswith(b"\x89PNG")
    (summary,) = document["summary"]
    found = upgrades(read(ISLAND), 100.0, of="XOS")
    assert summary["gain"] == pytest.approx(found.gain)
    assert summary["spent_musd"] == pytest.approx(100.0, rel=1e-6)
    roads = pd.read_parquet(folder / "tables" / "roads.parquet")
    assert roads["cost_musd"].sum() == pytest.approx(100.0, rel=1e-6)
    assert roads["share_percent"].sum() == pytest.approx(100.0, rel=1e-6)
    one = roads.set_index("road").loc["pass-road"]
    links = found.links[found.links["section"] == "pass-road"]
    assert one["links"] == len(links) == 2
    assert one["more_percent"] == pytest.approx(
        100.0 * (links["length"] @ (links["factor"] - 1.0)) / links["length"].sum()
    )


def test_the_budget_and_the_bound_are_used(tmp_path: Path) -> None:
    arguments = ["upgrades", str(ISLAND), "--budget", "1e5", "--most", "1.5", "--out", str(tmp_path)]
    result = CliRunner().invoke(app, [*arguments, "--json", "--of", "world"])
    document = json.loads(result.stdout)
    assert max(row["factor"] for row in document["links"]) == pytest.approx(1.5)
    assert document["summary"][0]["spent_musd"] < 1e5
    text = CliRunner().invoke(app, [*arguments, "--of", "world"]).stdout
    assert "of which US$" in text
    assert "pass-road" in text


def test_a_budget_that_is_none_is_bad_input(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["upgrades", str(ISLAND), "--budget", "-1", "--out", str(tmp_path)])
    assert result.exit_code == BAD_INPUT
    assert not list(tmp_path.iterdir())
