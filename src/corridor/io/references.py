"""Tables that follow others: a trend for every country, a road beside every place."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from corridor.errors import Fault


def trend_faults(frames: Mapping[str, pd.DataFrame], names: Mapping[str, str]) -> list[Fault]:
    """Return a fault for every country whose trend is missing while others have one."""
    if not {"trends", "countries"} <= set(frames):
        return []
    known = set(frames["trends"]["country"])
    cure = "add its growth, or leave the table out"
    return [
        Fault(
            file=names["trends"],
            message="no trend for this country",
            column="country",
            value=country,
            allowed="every country",
            cure=cure,
        )
        for country in frames["countries"]["country"]
        if country not in known
    ]


def place_faults(frames: Mapping[str, pd.DataFrame], names: Mapping[str, str]) -> list[Fault]:
    """Return a fault for every place beside a link that is no road of the place's country."""
    if not {"places", "link", "regions"} <= set(frames):
        return []
    places = frames["places"]
    links = frames["link"].drop_duplicates("link_id").set_index("link_id")[["mode", "country"]]
    country = frames["regions"].drop_duplicates("region_id").set_index("region_id")["country"]
    beside = links.reindex(places["link_id"])
    home = country.reindex(places["region_id"]).to_numpy(dtype=object)
    mode, where = (beside[name].to_numpy(dtype=object) for name in ("mode", "country"))
    known = (places["link_id"].isin(links.index) & places["region_id"].isin(country.index)).to_numpy()
    wrong = known & ((mode != "road") | (where != home))
    return [
        Fault(
            file=names["places"],
            message="the link is no road of the place's country",
            row=int(row) + 1,
            column="link_id",
            value=f"{places['link_id'].iloc[row]}: {mode[row]}, {where[row]}",
            allowed=f"a road of {home[row]}",
            cure="name the nearest road",
        )
        for row in np.flatnonzero(wrong)
    ]
