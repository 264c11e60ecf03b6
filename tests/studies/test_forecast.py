"""Forecasts use nothing later than they say, are sealed, and are graded."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student
from typer.testing import CliRunner

from corridor.case.case import Case
from corridor.cli import app
from corridor.cli.outcome import BAD_INPUT
from corridor.errors import InputError
from corridor.io.seal import read_sealed, sealed
from corridor.studies.forecast import forecast, scored
from tests.io.islands import ISLAND

GROWTH = np.array([0.01, 0.05, 0.03, 0.04, 0.02, 0.06, 0.00, 0.03])


def with_activity(case: Case, later: float = 0.0) -> Case:
    years = np.arange(2010, 2019)
    gdp = 100.0 * np.exp(np.concatenate([[0.0], np.cumsum(GROWTH)]))
    more = pd.DataFrame(
        {"country": "XOS", "year": [2019, 2020], "gdp": [gdp[-1] * 1.03, gdp[-1] * (1.0 + later)]}
    )
    frame = pd.concat([pd.DataFrame({"country": "XOS", "year": years, "gdp": gdp}), more])
    return replace(case, activity=frame.assign(status="published", source="made up"))


def test_quantiles_are_those_of_a_walk_with_drift(island: Case) -> None:
    found = forecast(with_activity(island), data_to=2018, years=(2019, 2020))
    row = found[(found["place"] == "XOS") & (found["year"] == 2020)].iloc[0]
    mean, spread = 2 * GROWTH.mean(), GROWTH.std(ddof=1) * np.sqrt(2 + 4 / 8)
    assert np.log(row["q0.5"] / row["last"]) == pytest.approx(mean)
    assert np.log(row["q0.95"] / row["last"]) == pytest.approx(mean + spread * student.ppf(0.95, 7))


def test_nothing_later_than_the_data_counts(island: Case) -> None:
    boom, bust = (
        forecast(with_activity(island, later), data_to=2018, years=(2019, 2022)) for later in (1.0, -0.5)
    )
    pd.testing.assert_frame_equal(boom, bust)


def test_districts_grow_with_their_country_and_add_up(island: Case) -> None:
    found = forecast(with_activity(island), data_to=2018, years=(2019, 2019))
    districts = found[found["indicator"] != "real GDP"]
    assert set(districts["place"]) == {"XOS-harbour", "XOS-highland"}
    country = found[found["indicator"] == "real GDP"].iloc[0]
    growth = districts["q0.5"] / districts["last"]
    assert growth.to_numpy() == pytest.approx(country["q0.5"] / country["last"])
    hats = pd.DataFrame({"region_id": ["XOS-harbour"], "real_income_hat": [1.1]})
    more = forecast(with_activity(island), data_to=2018, years=(2019, 2019), gains=hats).set_index("place")
    plain = found.set_index("place")
    assert more.loc["XOS-harbour", "q0.5"] == pytest.approx(1.1 * plain.loc["XOS-harbour", "q0.5"])
    assert more.loc["XOS-highland", "q0.5"] == pytest.approx(plain.loc["XOS-highland", "q0.5"])


def test_the_median_come_true_scores_better_than_a_miss(island: Case) -> None:
    found = forecast(with_activity(island), data_to=2018, years=(2019, 2021))
    keys = found[["place", "indicator", "year"]]
    for share, inside in ((1.0, 1.0), (2.0, 0.0)):
        _, summary = scored(found, keys.assign(value=share * found["q0.5"]))
        assert (summary["coverage_90"] == inside).all()
    scores, summary = scored(found, keys.assign(value=found["q0.5"]))
    assert (scores["crps"] < scores["crps_naive"]).all()
    assert summary["rank_correlation"].iloc[0] == pytest.approx(1.0)
    assert len(scored(found, keys.iloc[:0].assign(value=[]))[1]) == 0


def test_what_cannot_be_forecast_is_told(island: Case) -> None:
    with pytest.raises(InputError, match="years cannot be"):
        forecast(with_activity(island), data_to=2020, years=(2020, 2022))
    with pytest.raises(InputError, match="no country has 5 years"):
        forecast(island, data_to=2021, years=(2022, 2023))


def test_a_seal_breaks_with_one_digit(tmp_path: Path) -> None:
    path = tmp_path / "forecast.json"
    document = sealed({"forecast": {"q0.5": [1.25, 2.5]}, "data_to": 2018})
    path.write_text(json.dumps(document), encoding="utf-8")
    assert read_sealed(path) == document
    document["forecast"]["q0.5"][0] = 1.26
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(InputError, match="not what was sealed"):
        read_sealed(path)
    del document["seal"]
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(InputError, match="no seal"):
        read_sealed(path)


def test_the_commands_seal_and_grade(tmp_path: Path, island: Case) -> None:
    case = tmp_path / "case"
    case.mkdir()
    for path in ISLAND.rglob("*"):
        if path.is_file():
            (case / path.relative_to(ISLAND)).parent.mkdir(parents=True, exist_ok=True)
            (case / path.relative_to(ISLAND)).write_bytes(path.read_bytes())
    activity = with_activity(island).activity
    later = pd.DataFrame(
        {"country": "XOS", "year": [2021], "gdp": [130.0], "status": "published", "source": "made up"}
    )
    activity = pd.concat([activity, later])
    activity.to_csv(case / "observed" / "activity.csv", index=False)
    asked = ["forecast", str(case), "--data-to", "2018", "--from", "2019", "--to", "2020", "--seal", "--json"]
    done = CliRunner().invoke(app, [*asked, "--out", str(tmp_path / "out"), "--name", "f"])
    assert done.exit_code == 0, done.stderr
    folder = json.loads(done.stdout)["folder"]
    graded = CliRunner().invoke(app, ["score", folder, str(case / "observed" / "activity.csv"), "--json"])
    summary = json.loads(graded.stdout)["summary"]
    assert summary[0]["forecasts"] == 2
    (tmp_path / "bad.csv").write_text("country,gdp\nXOS,many\n")
    refused = CliRunner().invoke(app, ["score", folder, str(tmp_path / "bad.csv")])
    assert refused.exit_code == BAD_INPUT
    assert "column year" in refused.stderr
