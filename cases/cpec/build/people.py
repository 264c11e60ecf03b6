"""Build what surveys and the census know of the people of districts: poverty, services, literacy, work."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from econ_regions import district_facts, surveyed
from econ_structure import CASE
from regions import GEO

SURVEY = "poverty headcount at the national line, latest of HIES/PSLM 2004-2018 (World Bank, district data)"
NEIGHBOURS = "mean of the surveyed districts of the province; " + SURVEY

CENSUS = "; water, toilets, literacy: census 2023; labour force: PSLM 2019-20"
WORKING = "Labor force participation rate (% of working age population, 15-64 years old)"
COUNTED = {
    "improved_water": "improved_water_share",
    "flush_toilet": "flush_toilet_share",
    "literacy": "literacy_rate_10plus",
}
"""Column of the case to that of the census table."""


def build(case: Path = CASE) -> None:
    """Write `inputs/people.csv`: one row per district of Pakistan."""
    regions = pd.read_parquet(
        case / "regions.parquet", columns=["region_id", "name", "country", "population", "area_km2"]
    )
    mine = regions[regions["country"] == "PAK"]
    facts = district_facts(mine)
    known = facts["surveyed"].to_numpy(dtype=bool)
    pd.DataFrame(
        {
            "region_id": mine["region_id"].to_numpy(),
            "poverty_rate": facts["poverty"].round(4).to_numpy(),
            **_counted(mine),
            "labour_force": (surveyed(mine["region_id"], WORKING) / 100.0).round(4).to_numpy(),
            "status": np.where(known, "observed", "estimated"),
            "source": np.where(known, SURVEY, NEIGHBOURS) + CENSUS,
        }
    ).to_csv(case / "inputs" / "people.csv", index=False, lineterminator="\n")


def _counted(mine: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return shares of the census by region; empty in the territories, which have none.

    Both tables have the people of the same census, which name districts alike where spellings differ.
    """
    table = pd.read_csv(GEO / "pak_districts_census2023.csv").dropna(subset=["population_2023"])
    table = table.set_index("population_2023")
    if not table.index.is_unique:
        raise ValueError("pak_districts_census2023.csv: two districts have the same number of people")
    missing = set(table.index) - set(mine["population"])
    if missing:
        raise ValueError(f"pak_districts_census2023.csv: no districts of {sorted(missing)} people")
    found = table.reindex(mine["population"])
    return {name: found[source].round(4).to_numpy() for name, source in COUNTED.items()}


if __name__ == "__main__":
    build()
