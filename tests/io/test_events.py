"""Readers of event files: what they make of a sound row, and every fault of a bad file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from corridor.errors import InputError
from corridor.hazards.events import monthly
from corridor.io.events import NASA_GLC, PLAIN, UCDP_GED, USGS, events_from, read_events
from corridor.io.hazards import hazard_faults

GED = {
    "relid": "PAK-1",
    "date_start": "2019-03-04",
    "longitude": "70.5",
    "latitude": "33.1",
    "where_prec": "3.0",
    "best": "4",
    "low": "3",
    "high": "6",
    "type_of_violence": "1",
}


def ged(**other: str) -> pd.DataFrame:
    return pd.DataFrame([GED | {"relid": f"PAK-{n}"} | (other if n == 2 else {}) for n in range(4)])


def test_a_sound_file_of_each_publisher(tmp_path: Path) -> None:
    path = tmp_path / "ged.csv"
    ged().to_csv(path, index=False)
    found = read_events(path, UCDP_GED)
    assert list(found["precision_km"]) == [50.0] * 4
    assert found.loc[0, ["kind", "deaths", "deaths_low", "deaths_high"]].tolist() == ["attack", 4, 3, 6]
    quake = {"event_id": "a", "date": "02/13/1965", "longitude": "70", "latitude": "35", "magnitude": "6.1"}
    assert events_from(pd.DataFrame([quake]), USGS, "q.csv").loc[0, "date"] == "1965-02-13"
    slide = {"id": "1", "date": "1/5/2007", "longitude": "70", "latitude": "35", "fatalities": "", "km": "5"}
    assert events_from(pd.DataFrame([slide]), NASA_GLC, "s.csv").loc[0, "date"] == "2007-01-05"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("date_start", "2019-13-04"),
        ("date_start", "04/03/2019"),
        ("date_start", ""),
        ("longitude", "700"),
        ("latitude", "north"),
        ("where_prec", "9"),
        ("best", "-4"),
        ("best", "1,200"),
        ("relid", "PAK-1"),
        ("relid", ""),
    ],
)
def test_a_mutated_row_gives_a_fault_and_no_numbers(column: str, value: str) -> None:
    with pytest.raises(InputError) as error:
        events_from(ged(**{column: value}), UCDP_GED, "ged.csv")
    fault = error.value.faults[0]
    assert (fault.file, fault.row, fault.column) == ("ged.csv", 3, column)
    assert fault.cure


def test_all_faults_come_at_once() -> None:
    with pytest.raises(InputError) as error:
        events_from(ged(date_start="x", longitude="x", latitude="x", best="x"), UCDP_GED, "ged.csv")
    assert {fault.column for fault in error.value.faults} == {"date_start", "longitude", "latitude", "best"}


def test_a_missing_column_is_named() -> None:
    with pytest.raises(InputError, match="where_prec"):
        events_from(ged().drop(columns="where_prec"), UCDP_GED, "ged.csv")


def test_events_are_counted_by_hand() -> None:
    rows = [
        ("a", "2019-01-31", "r1"),
        ("b", "2019-02-01", "r1"),
        ("c", "2020-12-31", "r2"),
        ("d", "2021-01-01", "r1"),
    ]
    table = pd.DataFrame(
        [
            {"event_id": e, "kind": "attack", "date": d, "lon": 1.0, "lat": 1.0, "source": "s"}
            for e, d, _ in rows
        ]
    )
    found = events_from(table, PLAIN, "e.csv").assign(region_id=[r for _, _, r in rows])
    counts = monthly(found, ["r2", "r1"], (2019, 2020))
    assert counts.shape == (2, 24)
    assert counts[1, :2].tolist() == [1.0, 1.0]
    assert counts.sum() == 3.0  # the last is of another year
    assert counts[0, 23] == 1.0


def test_faults_of_the_tables_of_a_case() -> None:
    closure = {
        "section": "m-1",
        "part": "",
        "lon": 70.0,
        "lat": 30.0,
        "radius_km": float("nan"),
        "per_year": 2.0,
        "per_year_low": 3.0,
        "per_year_high": 4.0,
        "days": 1.0,
        "days_low": 1.0,
        "days_high": 1.0,
    }
    empty = closure | {"section": "", "lon": float("nan"), "lat": float("nan"), "per_year_low": 1.0}
    frames = {
        "events": pd.DataFrame(
            {"date": ["2019-02-30"], "deaths_low": [2.0], "deaths": [1.0], "deaths_high": [3.0]}
        ),
        "flooded": pd.DataFrame({"area_km2": [10.0], "flooded_km2": [11.0]}),
        "closures": pd.DataFrame([closure, empty]),
        "link": pd.DataFrame({"section": ["m-2"]}),
    }
    found = hazard_faults(frames, {name: f"{name}.csv" for name in frames})
    told = {(fault.file, fault.row, fault.column) for fault in found}
    assert told == {
        ("events.csv", 1, "date"),
        ("events.csv", 1, "deaths"),
        ("flooded.csv", 1, "flooded_km2"),
        ("closures.csv", 1, "radius_km"),
        ("closures.csv", 1, "section"),
        ("closures.csv", 1, "per_year"),
        ("closures.csv", 2, "section"),
    }
