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
from network_times import BAND

BUILD = Path(__file__).resolve().parent
HOME, FIRST = "PAK", 2003
COUNTS = "counts"
HALVES = ("calibrate", "held-out")
TRADE_BAND = 1.02
"""Published trade is to be met within two percent."""

SCALED = ("ARE", "USA")
"""Main partners of Pakistan without a published figure of 2019."""

GOODS = {"A": "farm goods", "B": "minerals", "C": "manufactures"}


def build(case: Path = BUILD.parent) -> None:
    """Write `observed/counts.csv`, `flows.csv`, `activity.csv` and `outcomes.csv`."""
    folder = case / "observed"
    folder.mkdir(exist_ok=True)
    counts = pd.read_csv(BUILD / "tables" / "counts.csv", dtype=str, keep_default_na=False)
    given = pd.read_csv(BUILD / "tables" / "flows.csv", dtype=str, keep_default_na=False)
    parts = [given, *(rows.reindex(columns=given.columns) for rows in (travel(), trade(case)))]
    flows = pd.concat(parts, ignore_index=True).fillna("")
    halves = halves_of(places_of(counts, flows))
    for table, frame in (("counts", counts), ("flows", flows)):
        given = frame["use"] != ""
        used = [halves[kind, place] for kind, place in keys(frame, table)]
        frame["use"] = frame["use"].where(given, used)
        frame.to_csv(folder / f"{table}.csv", index=False, lineterminator="\n")
    activity().to_csv(folder / "activity.csv", index=False, lineterminator="\n")
    outcomes = pd.read_csv(BUILD / "tables" / "outcomes.csv", dtype=str, keep_default_na=False)
    outcomes.to_csv(folder / "outcomes.csv", index=False, lineterminator="\n")


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


def travel() -> pd.DataFrame:
    """Return published travel times on today's roads; those before roads opened are left out."""
    table = pd.read_csv(BUILD / "tables" / "network_times.csv", dtype=str, keep_default_na=False)
    at = pd.read_csv(BUILD / "tables" / "network_check_places.csv", dtype=str).set_index("place")
    told = {"used": HALVES[0], "held out": HALVES[1]}
    rows = []
    for r in table[(table["measure"] == "hours") & (table["without"] == "")].to_dict("records"):
        stops = [r["from"], *filter(None, r["via"].split(";")), r["to"]]
        row = {name: r[name] for name in ("central", "low", "high", "source", "note")}
        row |= {"id": f"h-{r['from']}-{r['to']}".lower(), "what": f"{r['from']} to {r['to']} by road"}
        row |= {"kind": "travel", "measure": "travel_hours", "status": "seen", "use": told[r["use"]]}
        rows.append(row | {"subject": "|".join(" ".join(at.loc[s, ["lon", "lat"]]) for s in stops)})
    return pd.DataFrame(rows).assign(band=f"{BAND:.6f}")


def trade(case: Path) -> pd.DataFrame:
    """Return published trade of Pakistan by sector and partner, and what is known of its neighbours'."""
    rows = [*_by_sector(case), *_by_partner(case)]
    same = {"kind": "trade", "measure": "trade_value", "year": "2019", "band": f"{TRADE_BAND:g}"}
    return pd.DataFrame(rows).assign(use=HALVES[0], **same)


def _by_sector(case: Path) -> Iterable[dict[str, str]]:
    """Yield customs of 2019 by chapter, brought to sectors."""
    table = pd.read_csv(case / "raw" / "econ" / "trade_by_sector_2019.csv").set_index(["iso3", "flow"])
    asked = [(HOME, flow, sector) for flow in ("export", "import") for sector in GOODS]
    for country, flow, sector in [*asked, ("AFG", "export", "A")]:
        yield {
            "id": f"v-{country}-{flow}s-{sector}".lower(),
            "what": f"{flow}s of {GOODS[sector]}, {country}",
            "subject": f"{country}||{sector}" if flow == "export" else f"|{country}|{sector}",
            "central": f"{table.loc[(country, flow), f'{sector}_musd'] / 1e3:.6g}",
            "status": "seen",
            "source": "BACI 2019 by chapter of the Harmonized System (CEPII), chapters brought to sectors",
            "note": "mirror data: what partners say counts too",
        }


def _by_partner(case: Path) -> Iterable[dict[str, str]]:
    """Yield trade in goods with partners: published figures of 2019, else those of 2023 brought to 2019."""
    known = pd.read_csv(BUILD / "tables" / "trade_known.csv").rename(columns={"value_musd": "musd"})
    pairs = pd.read_csv(case / "sources" / "trade_pairs_pakistan.csv").rename(columns={"target_musd": "musd"})
    scaled = pairs[pairs["origin"].isin(SCALED) | pairs["destination"].isin(SCALED)]
    for table, status in ((known, "seen"), (scaled, "estimated")):
        for r in table.itertuples():
            yield {
                "id": f"v-{r.origin}-{r.destination}".lower(),
                "what": f"goods of {r.origin} to {r.destination}",
                "subject": f"{r.origin}|{r.destination}",
                "central": f"{r.musd / 1e3:.6g}",
                "status": "estimated" if "estimated" in r.source else status,
                "source": r.source,
                "note": "",
            }


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
