"""Build what vehicles cost and what roads they run on: two tables as they stand, and terrain of the links.

The terrain of a link is the one that `network.py` gave it, the second word of `class_source`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd

BUILD = Path(__file__).resolve().parent

COUNTRY = "PAK"
PLAIN = "plain"


def build(case: Path = BUILD.parent) -> None:
    """Write `inputs/vehicles.csv`, `inputs/road_condition.csv` and `network/terrain.csv`."""
    for table in ("vehicles", "road_condition"):
        shutil.copyfile(BUILD / "tables" / f"{table}.csv", case / "inputs" / f"{table}.csv")
    links = pd.read_parquet(
        case / "network" / "link.parquet", columns=["link_id", "mode", "country", "class_source"]
    )
    roads = links[(links["mode"] == "road") & (links["country"] == COUNTRY)]
    terrain = roads["class_source"].str.extract(r", (\w+)")[0].fillna(PLAIN)
    found = pd.DataFrame({"link_id": roads["link_id"], "terrain": terrain})
    found = found[found["terrain"] != PLAIN].sort_values("link_id")
    found.to_csv(case / "network" / "terrain.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    build()
