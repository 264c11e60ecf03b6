"""Describe the tables of the case: schema and units from the dictionary, source and licence from a table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from corridor.io.datapackage import Origin, write_datapackage

BUILD = Path(__file__).resolve().parent


def build(case: Path = BUILD.parent) -> None:
    """Write `datapackage.json` of the case."""
    table = pd.read_csv(BUILD / "tables" / "origins.csv")
    origins = {row.table: Origin(row.source, row.licence) for row in table.itertuples()}
    write_datapackage(case, "cpec", origins)


if __name__ == "__main__":
    build()
