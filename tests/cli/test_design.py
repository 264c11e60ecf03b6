"""`corridor design` on the island: what it writes is what it prints."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from corridor.cli import app
from corridor.cli.outcome import BAD_INPUT
from tests.io.islands import ISLAND


def test_tables_and_picture(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["design", str(ISLAND), "--out", str(tmp_path), "--json"])
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    folder = Path(document["folder"])
    names = ("summary", "edges", "districts", "certificates", "calibration")
    assert {path.name for path in (folder / "tables").glob("*.parquet")} == {
        f"{name}.parquet" for name in names
    }
    assert (folder / "network.png").read_bytes().startswith(b"\x89PNG")
    edges = pd.read_parquet(folder / "tables" / "edges.parquet")
    assert [row["edge"] for row in document["edges"]] == list(edges["edge"])
    gains = {row["counterfactual"]: row["gain_percent"] for row in document["summary"]}
    # one road for all there is: nothing to move, something to widen
    assert len(edges) == 1
    assert gains["reallocation"] == pytest.approx(0.0, abs=1e-6)
    assert gains["expansion"] > 0.0


def test_an_unknown_country_is_bad_input(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["design", str(ISLAND), "--countries", "ZZZ", "--out", str(tmp_path)])
    assert result.exit_code == BAD_INPUT
    assert not list(tmp_path.iterdir())
