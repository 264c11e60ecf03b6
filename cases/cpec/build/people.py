"""Build what surveys know of the people of districts: the poverty rate."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from econ_regions import district_facts
from econ_structure import CASE

SURVEY = "poverty headcount at the national line, latest of HIES/PSLM 2004-2018 (World Bank, district data)"
NEIGHBOURS = "mean of the surveyed districts of the province; " + SURVEY


def build(case: Path = CASE) -> None:
    """Write `inputs/people.csv`: one row per district of Pakistan."""
    regions = pd.read_parquet(
        case / "regions.parquet", columns=["region_id", "name", "country", "population", "area_km2"]
    )
    mine = regions[regions["country"] == "PAK"]
    facts = district_facts(mine)
    surveyed = facts["surveyed"].to_numpy(dtype=bool)
    pd.DataFrame(
        {
            "region_id": mine["region_id"].to_numpy(),
            "poverty_rate": facts["poverty"].round(4).to_numpy(),
            "status": np.where(surveyed, "observed", "estimated"),
            "source": np.where(surveyed, SURVEY, NEIGHBOURS),
        }
    ).to_csv(case / "inputs" / "people.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    build()
