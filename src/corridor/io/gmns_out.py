"""The network of a case as GMNS, with what a run carries on it."""

from __future__ import annotations

import pandas as pd

from corridor.case.case import Case
from corridor.io.gmns import GmnsNetwork

DIGITS = 12
"""Digits of a number: more than any of the tables has, fewer than show how it is stored."""

VERSION = "0.96"


def gmns_network(case: Case, links: pd.DataFrame | None = None) -> GmnsNetwork:
    """Return nodes, links, zones and the configuration of a case; columns beyond GMNS stay.

    Parameters
    ----------
    case
        Whose network is meant.
    links
        Columns by `link_id` to stand beside the links, such as the table `links` of a run.

    """
    table = case.network.links
    if links is not None:
        table = table.merge(links, on="link_id", how="left", validate="one_to_one")
    config = pd.DataFrame(
        {
            "dataset_name": [case.settings.name],
            "short_length": ["meter"],
            "long_length": ["kilometer"],
            "speed": ["kph"],
            "crs": ["4326"],
            "geometry_field_format": ["wkt"],
            "currency": ["USD"],
            "version_number": [VERSION],
            "id_type": ["integer"],
        }
    )
    zones = case.regions[["region_id", "name"]].rename(columns={"region_id": "zone_id"})
    tables = {
        "node": _texts(case.network.nodes),
        "link": _texts(table),
        "zone": _texts(zones),
        "config": config,
    }
    return GmnsNetwork(tables)


def _texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Return every cell as text: truth as 1 or 0, nothing where there is no value."""
    return pd.DataFrame({str(name): _text(frame[name]) for name in frame.columns}, dtype=str)


def _text(column: pd.Series) -> list[str]:
    if pd.api.types.is_bool_dtype(column):
        return ["1" if value else "0" for value in column]
    if pd.api.types.is_float_dtype(column):
        return ["" if value != value else f"{value:.{DIGITS}g}" for value in column.tolist()]  # noqa: PLR0124
    return ["" if pd.isna(value) else str(value) for value in column]
