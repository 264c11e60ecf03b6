"""What moving a tonne costs in a case: rates, tolls and loads by kind of road, and how shippers differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from corridor.case.case import Case
from corridor.case.commodities import commodity_classes
from corridor.network.modes import Constant, CostRates, RoadCharge, Tastes, moving
from corridor.network.shippers import lognormal, lognormal_slope, shippers, simplex
from corridor.parameters import Parameters
from corridor.types import Floats

DISPERSION, RAIL, RAIL_DISPERSION = "value_of_time_dispersion", "rail_constant", "rail_fee_dispersion"
RAIL_TERMINAL, PORT = "rail_terminal", "port"
"""Facility types of the links that constants of choice are of."""


def cost_rates(case: Case) -> CostRates:
    """Return the freight rates, values of time and tastes that price a link (DESIGN 3.1)."""
    charges = tuple(_road_charges(case.road_charges))
    return replace(mean_rates(case.parameters), tastes=_tastes(case), charges=charges)


def mean_rates(values: Parameters) -> CostRates:
    """Return freight rates and mean values of time alone, without tastes and tolls."""
    classes = commodity_classes()
    per_km = {
        mode: [values[f"rate_per_tonne_km.{mode}.{commodity}"] for commodity in classes] for mode in moving()
    }
    return CostRates(classes, per_km, mean_hour(values))


def mean_hour(values: Parameters) -> tuple[float, ...]:
    """Return the mean value of an hour by class, US$/t-h."""
    return tuple(values[f"value_of_time.{commodity}"] for commodity in commodity_classes())


def standard_tastes(case: Case) -> tuple[Floats, Floats, Floats]:
    """Return standard tastes for time, railways and ports, each [class, node]; zeros where none differ."""
    values, ports = case.parameters, case.port_constants
    differ = (values[DISPERSION] > 0.0, values[RAIL_DISPERSION] > 0.0, bool(ports["spread_usd_t"].any()))
    nodes = np.stack([simplex(sum(differ), turn=c) for c in range(len(commodity_classes()))])
    columns = iter(np.moveaxis(nodes, 2, 0))
    time, rail, port = (next(columns) if one else np.zeros(nodes.shape[:2]) for one in differ)
    return time, rail, port


def relative_hour(case: Case) -> Floats:
    """Return shippers' values of time over the mean of their class, [shipper]."""
    return _relative(standard_tastes(case)[0], case.parameters[DISPERSION])


def hour_by_dispersion(case: Case) -> Floats:
    """Return the derivative of shippers' values of time by their dispersion, [shipper] US$/t-h."""
    dispersion = case.parameters[DISPERSION]
    pairs = zip(mean_hour(case.parameters), standard_tastes(case)[0], strict=True)
    return np.concatenate([lognormal_slope(mean, dispersion, taste) for mean, taste in pairs])


def rail_fee_by_dispersion(case: Case) -> Floats:
    """Return the derivative of shippers' factors on rail terminals' fees by their dispersion, [shipper]."""
    dispersion = case.parameters[RAIL_DISPERSION]
    return np.concatenate([lognormal_slope(1.0, dispersion, taste) for taste in standard_tastes(case)[1]])


def _relative(tastes: Floats, dispersion: float) -> Floats:
    """Return lognormal factors with mean one in every class, [shipper], from tastes [class, node]."""
    return np.concatenate([lognormal(1.0, dispersion, taste) for taste in tastes])


def _tastes(case: Case) -> Tastes:
    values = case.parameters
    time, rail, port = standard_tastes(case)
    mix = shippers(*time.shape)
    constants = [
        Constant(RAIL_TERMINAL, 0.0, _relative(rail, values[RAIL_DISPERSION])),
        Constant(RAIL_TERMINAL, values[RAIL], country=case.settings.focus[0]),
    ]
    links = case.network.links[["section", "facility_type"]]
    links = links[links["section"].isin(case.port_constants["section"])]
    kind = dict(zip(links["section"], links["facility_type"], strict=True))
    for row in case.port_constants.to_dict("records"):
        of = np.array([row["commodity_class"] in ("", one) for one in commodity_classes()])
        paid = np.where(of[:, None], row["usd_t"] + row["spread_usd_t"] * port, 0.0)
        constants.append(Constant(kind.get(row["section"], PORT), paid.ravel(), section=row["section"]))
    hour = np.asarray(mean_hour(values))[mix.commodity] * _relative(time, values[DISPERSION])
    return Tastes(mix, hour, tuple(constants))


def _road_charges(table: pd.DataFrame) -> Sequence[RoadCharge]:
    """Return tolls and factors on the rate by kind of road; a row without class is of those without a row."""
    found = []
    for (kind, country), rows in table.groupby(["facility_type", "country"], sort=True):
        by_class = rows.set_index("commodity_class")[["toll_usd_t_km", "rate_factor"]]
        other = (
            by_class.loc[""]
            if "" in by_class.index
            else pd.Series({"toll_usd_t_km": 0.0, "rate_factor": 1.0})
        )
        whole = by_class.reindex(commodity_classes()).fillna(other)
        toll, factor = (whole[name].to_numpy(dtype=float) for name in ("toll_usd_t_km", "rate_factor"))
        found.append(RoadCharge(str(kind), str(country), toll, factor))
    return found


def trade_elasticity(case: Case) -> Floats:
    """Return `theta` by sector."""
    return np.array([case.parameters[f"trade_elasticity.{sector}"] for sector in case.sectors["sector"]])
