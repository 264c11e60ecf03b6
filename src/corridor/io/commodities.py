"""Checks of commodity groups: shares of a sector that sum to one, in every mix; countries that exist."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from corridor.case.commodities import ANY
from corridor.errors import Fault
from corridor.io.keys import limited

Frames = Mapping[str, pd.DataFrame]
Names = Mapping[str, str]

TOLERANCE = 1e-6
"""Of a sum of shares, which are written with few digits."""


def commodity_faults(frames: Frames, names: Names) -> list[Fault]:
    """Return every sector without goods, goods of services, mix that does not sum and unknown country."""
    if not {"commodities", "sectors"} <= set(frames):
        return []
    faults = [*_sectors(frames, names), *_stray(frames, names)]
    if "commodity_mix" in frames:
        faults += [*limited(_sums(frames, names)), *_pairs(frames, names)]
    return faults


def _sectors(frames: Frames, names: Names) -> list[Fault]:
    """Return a fault for every freight sector whose groups do not make up its value."""
    goods = frames["commodities"].reset_index(drop=True)
    total = goods.groupby("sector")["share"].sum()
    faults = []
    for row, (sector, freight) in enumerate(
        zip(frames["sectors"]["sector"], frames["sectors"]["freight"], strict=True), start=1
    ):
        if freight and sector not in total.index:
            cure = f"give its goods in {names['commodities']}, or set freight to false"
            message = "a freight sector has no commodity group"
            faults.append(
                Fault(
                    file=names["sectors"], message=message, row=row, column="freight", value=sector, cure=cure
                )
            )
        elif freight and abs(total[sector] - 1.0) > TOLERANCE:
            first = int(goods.index[goods["sector"] == sector][0]) + 1
            faults.append(_unsummed(names["commodities"], f"sector {sector}", first, float(total[sector])))
    return faults


def _stray(frames: Frames, names: Names) -> list[Fault]:
    """Return a fault for every group of a sector whose goods do not move."""
    sectors = frames["sectors"].drop_duplicates("sector").set_index("sector")["freight"]
    found = frames["commodities"]["sector"]
    still = found.isin(sectors.index[~sectors.to_numpy(dtype=bool)]).to_numpy()
    cure = "name a sector with freight, or set its freight to true"
    return [
        Fault(
            file=names["commodities"],
            message="goods of a sector without freight",
            row=int(row) + 1,
            column="sector",
            value=str(found.iloc[row]),
            cure=cure,
        )
        for row in np.flatnonzero(still)
    ]


def _sums(frames: Frames, names: Names) -> list[Fault]:
    """Return a fault for every mix whose shares of a sector do not sum to one."""
    home = frames["commodities"].drop_duplicates("group").set_index("group")["sector"]
    mix = frames["commodity_mix"].reset_index(drop=True)
    keys = ["origin", "destination", "sector"]
    own = mix.assign(sector=mix["group"].map(home), row=mix.index + 1).dropna(subset=["sector"])
    blocks = own.groupby(keys, as_index=False).agg(total=("share", "sum"), row=("row", "min"))
    columns = (blocks[name] for name in (*keys, "total", "row"))
    return [
        _unsummed(names["commodity_mix"], f"{o} to {d}, sector {s}", int(row), float(total))
        for o, d, s, total, row in zip(*columns, strict=True)
        if abs(float(total) - 1.0) > TOLERANCE
    ]


def _pairs(frames: Frames, names: Names) -> list[Fault]:
    """Return a fault for every name that is no country, and for mixes of any with any."""
    mix, file = frames["commodity_mix"], names["commodity_mix"]
    faults = []
    if "countries" in frames:
        known = {*frames["countries"]["country"], ANY}
        for column in ("origin", "destination"):
            unknown = np.flatnonzero(~mix[column].isin(list(known)).to_numpy())
            faults += limited(
                [
                    Fault(
                        file=file,
                        message=f"no such {column}",
                        row=int(row) + 1,
                        column=column,
                        value=str(mix[column].iloc[row]),
                        allowed=f"a country of the case, or {ANY}",
                        cure="correct the code",
                    )
                    for row in unknown
                ]
            )
    both = np.flatnonzero(((mix["origin"] == ANY) & (mix["destination"] == ANY)).to_numpy())
    cure = f"put what holds for all pairs in {names['commodities']}"
    return faults + limited(
        [
            Fault(
                file=file,
                message="a mix of any with any country",
                row=int(row) + 1,
                column="origin, destination",
                value=f"{ANY}, {ANY}",
                cure=cure,
            )
            for row in both
        ]
    )


def _unsummed(file: str, what: str, row: int, total: float) -> Fault:
    return Fault(
        file=file,
        message=f"the shares of {what} do not sum to 1",
        row=row,
        column="share",
        value=f"{total:.9g}",
        allowed="1 within 1e-6",
        cure="correct the shares, or divide each by their sum",
    )
