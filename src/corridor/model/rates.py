"""What moving a tonne costs in a case: rates, tolls and loads by kind of road, and how shippers differ."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from corridor.case.case import Case
from corridor.case.commodities import commodity_classes
from corridor.network.modes import Constant, CostRates, RoadCharge, Tastes, moving
from corridor.network.shippers import lognormal, lognormal_slope, shippers, simplex
from corridor.parameters import Parameters
from corridor.types import Floats

DISPERSION, RAIL, RAIL_SPREAD = "value_of_time_dispersion", "rail_constant.mean", "rail_constant.spread"
RAIL_TERMINAL, PORT = "rail_terminal", "port"
"""Facility types of the links that constants of choice are of."""


def cost_rates(case: Case) -> CostRates:
    """Return the freight rates, values of time and tastes that price a link (DESIGN 3.1)."""
    values, classes = case.parameters, commodity_classes()
    per_km = {
        mode: [values[f"rate_per_tonne_km.{mode}.{commodity}"] for commodity in classes] for mode in moving()
    }
    return CostRates(
        classes,
        per_km,
        mean_hour(values),
        _tastes(values, case.port_constants),
        tuple(road_charges(case.road_charges)),
    )


def mean_hour(values: Parameters) -> tuple[float, ...]:
    """Return the mean value of an hour by class, US$/t-h."""
    return tuple(values[f"value_of_time.{commodity}"] for commodity in commodity_classes())


def spreads(values: Parameters, ports: pd.DataFrame) -> tuple[float, float, float]:
    """Return how much shippers differ in the value of time (log), in railways and in ports (US$/t)."""
    port = float(ports["spread_usd_t"].abs().max()) if len(ports) else 0.0
    return values[DISPERSION], values[RAIL_SPREAD], port


def standard_tastes(values: Parameters, ports: pd.DataFrame) -> tuple[Floats, Floats, Floats]:
    """Return standard tastes for time, railways and ports, each [class, node]; zeros where none differ."""
    differ = [spread != 0.0 for spread in spreads(values, ports)]
    nodes = np.stack([simplex(sum(differ), turn=c) for c in range(len(commodity_classes()))])
    columns = iter(np.moveaxis(nodes, 2, 0))
    flat = np.zeros(nodes.shape[:2])
    time, rail, port = (next(columns) if one else flat for one in differ)
    return time, rail, port


def relative_hour(case: Case) -> Floats:
    """Return shippers' values of time over the mean of their class, [shipper]."""
    time, _, _ = standard_tastes(case.parameters, case.port_constants)
    return np.concatenate([lognormal(1.0, case.parameters[DISPERSION], taste) for taste in time])


def hour_by_dispersion(case: Case) -> Floats:
    """Return the derivative of shippers' values of time by their dispersion, [shipper] US$/t-h."""
    values = case.parameters
    time, _, _ = standard_tastes(values, case.port_constants)
    pairs = zip(mean_hour(values), time, strict=True)
    return np.concatenate([lognormal_slope(mean, values[DISPERSION], taste) for mean, taste in pairs])


def rail_taste(case: Case) -> Floats:
    """Return the standard taste of shippers for railways, [shipper]."""
    return standard_tastes(case.parameters, case.port_constants)[1].ravel()


def _tastes(values: Parameters, ports: pd.DataFrame) -> Tastes:
    time, rail, port = standard_tastes(values, ports)
    pairs = zip(mean_hour(values), time, strict=True)
    hour = np.concatenate([lognormal(mean, values[DISPERSION], taste) for mean, taste in pairs])
    constants = [Constant(RAIL_TERMINAL, "", values[RAIL] + values[RAIL_SPREAD] * rail.ravel())]
    for row in ports.itertuples():
        at = float(row.usd_t) + float(row.spread_usd_t) * port
        of = np.array([row.commodity_class in ("", one) for one in commodity_classes()])
        constants.append(Constant(PORT, str(row.section), np.where(of[:, None], at, 0.0).ravel()))
    return Tastes(shippers(*time.shape), hour, tuple(constants))


def road_charges(table: pd.DataFrame) -> Sequence[RoadCharge]:
    """Return tolls and factors on the rate by kind of road; classes that a kind does not name pay neither."""
    found = []
    for (kind, country), rows in table.groupby(["facility_type", "country"], sort=True):
        by_class = rows.set_index("commodity_class").reindex(commodity_classes())
        toll = by_class["toll_usd_t_km"].fillna(0.0).to_numpy(dtype=float)
        factor = by_class["rate_factor"].fillna(1.0).to_numpy(dtype=float)
        found.append(RoadCharge(str(kind), str(country), toll, factor))
    return found
