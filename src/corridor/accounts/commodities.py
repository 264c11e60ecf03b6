"""What a country moves: tonnes of every commodity group at home, bought abroad and sold abroad."""

from __future__ import annotations

import numpy as np
import pandas as pd

from corridor.case.commodities import OFF_NETWORK, commodity_classes
from corridor.model.cargo import mixes
from corridor.model.freight import at_gate
from corridor.model.solved import Solved
from corridor.network.states import along
from corridor.types import Flags, Floats

DOMESTIC, IMPORTS, EXPORTS = "domestic", "imports", "exports"
COLUMNS = (
    "country",
    "flow",
    "group",
    "label",
    "sector",
    "handling",
    "value_usd",
    "tonnes",
    "tonnes_between_regions",
    "tonnes_by_sea",
    "mean_haul_km",
)


def commodity_table(found: Solved, country: str) -> pd.DataFrame:
    """Return what a country moves in a world, one row per flow and commodity group with any.

    Returns
    -------
    pandas.DataFrame
        `flow` is domestic, imports or exports; `value_usd` at today's basic prices and `tonnes` a year,
        within regions included; `tonnes_between_regions` of them leave their region; `tonnes_by_sea` pass a
        port of the country; `mean_haul_km` by road and rail on its territory, over tonnes between regions.
        What links do not carry has no haul.

    """
    case, economy = found.baseline.case, found.baseline.economy
    home = (case.regions["country"] == country).to_numpy()
    goods = found.carried
    haul, by_sea = _ways(found, country)
    sectors = list(case.sectors["sector"])
    gate = {s: at_gate(economy, sectors.index(s), found.equilibrium) for s in case.freight_sectors}
    share = _shares(found)
    inside = np.eye(len(home), dtype=bool)
    records = []
    for flow, here in _flows(home).items():
        for q, group in enumerate(case.commodities.itertuples()):
            worth = gate[str(group.sector)][here] * share[q][here]
            tonnes = worth * goods.cargo.per_tonne(q)[here]
            between = np.where(inside[here], 0.0, tonnes)
            sea, km = np.nan, np.nan
            if group.handling != OFF_NETWORK:
                c = commodity_classes().index(group.handling)
                sea, moved = float(between @ by_sea[here][:, c]), float(between.sum())
                km = float(between @ haul[here][:, c]) / moved if moved > 0.0 else np.nan
            words = (country, flow, group.group, group.label, group.sector, group.handling)
            records.append((*words, worth.sum(), tonnes.sum(), between.sum(), sea, km))
    table = pd.DataFrame(records, columns=list(COLUMNS))
    return table[table["value_usd"] > 0.0].reset_index(drop=True)


def _shares(found: Solved) -> Floats:
    """Return shares of groups in the value of their sector's trade, [group, origin, destination]."""
    cargo, known = found.baseline.cargo, mixes(found.baseline.case)
    share = np.where(cargo.handling >= 0, 0.0, known.share).T[:, cargo.kind]
    for s in cargo.sectors:
        for q, _, part in found.carried.shares(s):
            share[q] = part
    return share


def by_handling(table: pd.DataFrame) -> pd.DataFrame:
    """Return tonnes and tonnes by sea of a table of commodities, one row per flow and handling class."""
    numbers = ["tonnes", "tonnes_between_regions", "tonnes_by_sea"]
    return table.groupby(["country", "flow", "handling"], sort=False)[numbers].sum().reset_index()


def _flows(home: Flags) -> dict[str, Flags]:
    """Return which pairs of regions are at home, bring goods in and take them out, [origin, destination]."""
    return {
        DOMESTIC: home[:, None] & home[None, :],
        IMPORTS: ~home[:, None] & home[None, :],
        EXPORTS: home[:, None] & ~home[None, :],
    }


def _ways(found: Solved, country: str) -> tuple[Floats, Floats]:
    """Return km on a country's land and passages of its ports, [origin, destination, class]."""
    links, where = found.baseline.case.network.links, found.baseline.places
    here = (links["country"] == country).to_numpy()
    land = here & (where.mode >= 0) & (links["mode"] != "sea").to_numpy()
    port = here & (links["facility_type"] == "port").to_numpy()
    return along(found.state, np.where(land, where.km, 0.0)), along(found.state, port.astype(float))
