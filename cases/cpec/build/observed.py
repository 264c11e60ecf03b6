"""Published figures that the model is compared with, and which of them may calibrate it.

The halves are drawn before anything is fitted, by a rule that looks at no fit: within each kind of figure
(counts, ports, rail, borders, ...) places are put in the order of the SHA-256 of their names; the first,
third, ... calibrate, the second, fourth, ... are held out. All figures of one place go together. A figure to
which the case was fitted before the halves were drawn says so in its table and calibrates, whatever its turn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

BUILD = Path(__file__).resolve().parent
HOME, FIRST = "PAK", 2003
COUNTS = "counts"
HALVES = ("calibrate", "held-out")


def build(case: Path = BUILD.parent) -> None:
    """Write `observed/counts.csv`, `flows.csv` and `activity.csv`."""
    folder = case / "observed"
    folder.mkdir(exist_ok=True)
    counts = pd.read_csv(BUILD / "tables" / "counts.csv", dtype=str, keep_default_na=False)
    flows = pd.read_csv(BUILD / "tables" / "flows.csv", dtype=str, keep_default_na=False)
    halves = halves_of(places_of(counts, flows))
    for table, frame in (("counts", counts), ("flows", flows)):
        given = frame["use"] != ""
        used = [halves[kind, place] for kind, place in keys(frame, table)]
        frame["use"] = frame["use"].where(given, used)
        frame.to_csv(folder / f"{table}.csv", index=False, lineterminator="\n")
    activity().to_csv(folder / "activity.csv", index=False, lineterminator="\n")


def keys(frame: pd.DataFrame, table: str) -> list[tuple[str, str]]:
    """Return kind and place of every row."""
    if table == "counts":
        return [(COUNTS, f"{r.road} {r.place_from} {r.place_to}") for r in frame.itertuples()]
    return [(r.kind, r.subject or r.country or HOME) for r in frame.itertuples()]


def places_of(counts: pd.DataFrame, flows: pd.DataFrame) -> list[tuple[str, str]]:
    """Return every kind and place once."""
    return sorted({*keys(counts, "counts"), *keys(flows, "flows")})


def halves_of(places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return which half each kind and place is in."""
    halves: dict[tuple[str, str], str] = {}
    seen: dict[str, int] = {}
    for kind, place in sorted(places, key=lambda at: hashlib.sha256(at[1].encode()).hexdigest()):
        halves[kind, place] = HALVES[seen.setdefault(kind, 0) % 2]
        seen[kind] += 1
    return halves


def activity() -> pd.DataFrame:
    """Return real gross domestic product by year: the World Bank's, carried on by published growth."""
    known = pd.read_parquet(BUILD.parent / "raw" / "econ" / "wb_national_gdp_population.parquet")
    known = known[(known["iso3"] == HOME) & (known["year"] >= FIRST)].sort_values("year")
    rows = [
        (
            HOME,
            int(r.year),
            round(r.gdp_ppp_const2021_intl_usd / 1e9, 1),
            "published",
            "World Bank WDI NY.GDP.MKTP.PP.KD",
        )
        for r in known.itertuples()
    ]
    for r in pd.read_csv(BUILD / "tables" / "activity_published.csv").itertuples():
        rows.append((HOME, int(r.year), round(rows[-1][2] * (1.0 + r.growth), 1), "estimated", r.source))
    return pd.DataFrame(rows, columns=["country", "year", "gdp", "status", "source"])


if __name__ == "__main__":
    build()
