"""Checks across the tables of a case: shares that sum to one, accounts that close.

Arrays are indexed country, sector; or origin, destination, sector; or country, input sector, using
sector. A cell that could not be read is NaN and silences the sums it enters: its own fault is listed
elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corridor.errors import Fault
from corridor.io.keys import KEYS, limited
from corridor.types import Floats

Frames = Mapping[str, pd.DataFrame]

TOLERANCE = 1e-9
"""Relative tolerance of every sum and balance."""

SMALL = 1e-12
"""Share of a country's total below which a difference is rounding."""

NEEDED = (
    "regions",
    "sectors",
    "countries",
    "value_added",
    "input_output",
    "final_demand",
    "country_trade",
)
"""Tables of the accounts; tariffs may be absent."""


@dataclass(frozen=True)
class Cube:
    """A long table as an array, with the first row of the table behind each cell (0: none)."""

    cells: Floats
    rows: NDArray[np.int64]


@dataclass(frozen=True)
class Sums:
    """The accounts of a case as arrays."""

    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    input_share: Cube
    demand_share: Cube
    trade: Cube
    tariff: Cube
    value_added: Cube


def account_faults(frames: Frames, names: Mapping[str, str]) -> list[Fault]:
    """Return every share that does not sum, and every balance that does not close.

    Checked, to 1e-9 relative: final demand shares sum to one by country; input shares leave a value
    added share above zero; the value added of a country's regions is `beta Y`; a country's purchases
    are `alpha I + gamma Y`, tariffs included in what it pays; every country has something left to spend.
    """
    if any(table not in frames or frames[table].empty for table in NEEDED):
        return []
    with np.errstate(over="ignore", invalid="ignore"):  # numbers out of range have faults of their own
        sums = _sums(frames)
        return [
            *limited(_demand(sums, names["final_demand"])),
            *limited(_inputs(sums, names["input_output"])),
            *limited(_value_added(sums, names["value_added"])),
            *limited(_clearing(sums, names["country_trade"])),
            *limited(_spent(sums, names["country_trade"])),
            *_weightless(frames, names["regions"]),
        ]


def _sums(frames: Frames) -> Sums:
    countries = tuple(dict.fromkeys(frames["countries"]["country"]))
    sectors = tuple(dict.fromkeys(frames["sectors"]["sector"]))
    home = dict(zip(frames["regions"]["region_id"], frames["regions"]["country"], strict=True))
    regional = frames["value_added"].assign(country=frames["value_added"]["region_id"].map(home))
    pairs = (countries, countries, sectors)
    tariffs = frames.get("tariffs")
    tariff = np.zeros((len(countries), len(countries), len(sectors)))
    return Sums(
        countries=countries,
        sectors=sectors,
        input_share=_cube(
            frames["input_output"], KEYS["input_output"], (countries, sectors, sectors), "share"
        ),
        demand_share=_cube(frames["final_demand"], KEYS["final_demand"], (countries, sectors), "share"),
        trade=_cube(frames["country_trade"], KEYS["country_trade"], pairs, "value_usd"),
        tariff=Cube(tariff, np.zeros(tariff.shape, dtype=np.int64))
        if tariffs is None
        else _cube(tariffs, KEYS["tariffs"], pairs, "rate"),
        value_added=_cube(regional, ("country", "sector"), (countries, sectors), "value_added_usd"),
    )


def _cube(frame: pd.DataFrame, key: Sequence[str], labels: Sequence[tuple[str, ...]], value: str) -> Cube:
    """Sum a long table into an array; rows with an unknown label are left out, absent cells are 0."""
    shape = tuple(len(axis) for axis in labels)
    places = [
        pd.Index(axis).get_indexer(pd.Index(frame[name])) for name, axis in zip(key, labels, strict=True)
    ]
    known = np.logical_and.reduce([place >= 0 for place in places])
    flat = np.ravel_multi_index([place[known] for place in places], shape)
    size = int(np.prod(shape))
    weights = frame[value].to_numpy(dtype=float)[known]
    cells: Floats = np.bincount(flat, weights=weights, minlength=size).astype(float)
    rows = np.zeros(size, dtype=np.int64)
    number = np.flatnonzero(known) + 1
    rows[flat[::-1]] = number[::-1]
    return Cube(cells.reshape(shape), rows.reshape(shape))


def _demand(sums: Sums, name: str) -> list[Fault]:
    totals = sums.demand_share.cells.sum(axis=1)
    return [
        _share_fault(
            name,
            f"final demand shares of {sums.countries[c]} do not sum to 1",
            _first(sums.demand_share.rows[c]),
            totals[c],
        )
        for c in np.flatnonzero(np.abs(totals - 1) > TOLERANCE)
    ]


def _inputs(sums: Sums, name: str) -> list[Fault]:
    totals = sums.input_share.cells.sum(axis=1)
    cure = "input shares plus the value added share are 1; correct the shares of this using sector"
    return [
        Fault(
            file=name,
            message=f"input shares of {sums.countries[c]}, sector {sums.sectors[k]} leave no value added",
            row=_first(sums.input_share.rows[c, :, k]),
            column="share",
            value=f"{totals[c, k]:.12g}",
            allowed="a sum below 1",
            cure=cure,
        )
        for c, k in zip(*np.nonzero(totals >= 1), strict=True)
    ]


def _value_added(sums: Sums, name: str) -> list[Fault]:
    output = sums.trade.cells.sum(axis=1)
    expected = (1 - sums.input_share.cells.sum(axis=1)) * output
    found = sums.value_added.cells
    cure = "scale the regions to the country's total, or correct its trade or input shares"
    return [
        Fault(
            file=name,
            message=f"value added of {sums.countries[c]}, {sums.sectors[s]} is not its share of output",
            row=_first(sums.value_added.rows[c, s]),
            column="value_added_usd",
            value=f"{found[c, s]:.12g}",
            allowed=f"{expected[c, s]:.12g} US$/year",
            cure=cure,
        )
        for c, s in zip(*np.nonzero(_differs(found, expected)), strict=True)
    ]


def _clearing(sums: Sums, name: str) -> list[Fault]:
    output = sums.trade.cells.sum(axis=1)
    paid = (sums.trade.cells * (1 + sums.tariff.cells)).sum(axis=0)
    inputs = np.einsum("cks,cs->ck", sums.input_share.cells, output)
    final = (paid - inputs).sum(axis=1)
    expected = inputs + sums.demand_share.cells * final[:, None]
    summed = np.abs(sums.demand_share.cells.sum(axis=1) - 1) <= TOLERANCE
    cure = "balance trade against final demand and inputs; purchases are alpha I + gamma Y"
    return [
        Fault(
            file=name,
            message=f"the market for {sums.sectors[s]} in {sums.countries[c]} does not clear",
            row=_first(sums.trade.rows[:, c, s]),
            column="value_usd",
            value=f"{paid[c, s]:.12g}",
            allowed=f"{expected[c, s]:.12g} US$/year",
            cure=cure,
        )
        for c, s in zip(*np.nonzero(_differs(paid, expected) & summed[:, None]), strict=True)
    ]


def _spent(sums: Sums, name: str) -> list[Fault]:
    """Return a fault for every country that sells more to others than its output leaves after inputs."""
    output = sums.trade.cells.sum(axis=1)
    paid = (sums.trade.cells * (1 + sums.tariff.cells)).sum(axis=(0, 2))
    inputs = np.einsum("cks,cs->c", sums.input_share.cells, output)
    final = paid - inputs
    cure = (
        "exports are more than output less inputs and imports: raise its output or imports, or lower exports"
    )
    return [
        Fault(
            file=name,
            message=f"{sums.countries[c]} has nothing left to spend once its inputs are bought",
            row=_first(sums.trade.rows[:, c]),
            column="value_usd",
            value=f"{final[c]:.12g} US$/year of final expenditure",
            allowed="above 0",
            cure=cure,
        )
        for c in np.flatnonzero(final <= SMALL * paid)
    ]


def _weightless(frames: Frames, name: str) -> list[Fault]:
    """Return a fault for every country whose spending no region has a weight in."""
    regions = frames["regions"]
    earned = frames["value_added"].groupby("region_id")["value_added_usd"].sum()
    weight = regions["disposable_weight"].fillna(regions["region_id"].map(earned).fillna(0.0))
    cure = "leave `disposable_weight` empty to share by value added"
    return [
        Fault(
            file=name, message=f"no region of {country} has a weight", column="disposable_weight", cure=cure
        )
        for country, total in weight.groupby(regions["country"]).sum().items()
        if not total > 0.0
    ]


def _differs(found: Floats, expected: Floats) -> NDArray[np.bool_]:
    size = np.maximum(np.abs(found), np.abs(expected))
    total = np.nansum(size, axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        differs: NDArray[np.bool_] = np.abs(found - expected) > TOLERANCE * size + SMALL * total
    return differs


def _first(rows: NDArray[np.int64] | np.int64) -> int | None:
    """Return the first row of the file behind some cells; None where there is none."""
    some = np.atleast_1d(rows)
    some = some[some > 0]
    return int(some.min()) if some.size else None


def _share_fault(name: str, message: str, row: int | None, total: float) -> Fault:
    cure = "correct the shares, or divide each by their sum"
    return Fault(
        file=name,
        message=message,
        row=row,
        column="share",
        value=f"{total:.12g}",
        allowed="1 within 1e-9",
        cure=cure,
    )
