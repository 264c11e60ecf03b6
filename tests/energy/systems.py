"""Power systems for tests: that of the reference case, and one of two zones that can be followed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from corridor.energy.system import FOLDER, TABLES, PowerSystem, system_from
from corridor.io.tables import read_file, typed

CASE = Path(__file__).parents[2] / "cases" / "cpec"
DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def cpec_system() -> PowerSystem:
    folder = CASE / FOLDER
    return system_from({name: typed(read_file(folder / f"{name}.csv", name), name) for name in TABLES})


def small_system(load_mw: dict[str, float], line_mw: float, loss: float = 0.0) -> PowerSystem:
    """Return two zones with flat load: coal at 20 and gas at 50 in the west, oil at 90 in the east."""
    tables = {
        "zones": [{"zone": z, "name": z, "lon": 70.0, "lat": 30.0} for z in ("west", "east")],
        "zone_regions": [{"region_id": "PK-a", "zone": "west"}, {"region_id": "PK-b", "zone": "east"}],
        "carriers": [
            {"carrier": c, "name": c, "fuel": c, "emission_t_mwh": e, "source": "-", "status": "assumed"}
            for c, e in (("coal", 1.0), ("gas", 0.5), ("oil", 0.7))
        ],
        "plants": [
            _plant("a", "west", "coal"),
            _plant("b", "west", "gas"),
            _plant("c", "east", "oil"),
        ],
        "lines": [
            {
                "line": "w-e",
                "from_zone": "west",
                "to_zone": "east",
                "kind": "ac",
                "capacity_mw": line_mw,
                "length_km": 100.0,
                "loss_share": loss,
                "year_in": 1990.0,
                "project_id": "",
            }
        ],
        "demand": [{"zone": z, "year": 2030, "twh": mw * 8760 / 1e6} for z, mw in load_mw.items()],
        "profiles": [
            {"carrier": "demand", "zone": "", "month": m, "hour": h, "value": 1.0}
            for m in range(1, 13)
            for h in range(24)
        ],
        "days": [
            {"day": f"m{m}", "month": m, "days": float(days), "demand_factor": 1.0, "wind_factor": 1.0}
            for m, days in enumerate(DAYS, start=1)
        ],
        "costs": [
            *(_cost(c, "fuel_cost", v) for c, v in (("coal", 20.0), ("gas", 50.0), ("oil", 90.0))),
            *(_cost(c, "availability", 1.0) for c in ("coal", "gas", "oil")),
            _cost("all", "discount_rate", 0.1),
            _cost("all", "value_of_lost_load", 1000.0),
        ],
        "sites": [],
        "availability": [],
        "generation": [],
        "energy_references": [],
    }
    return system_from({name: typed(_frame(name, rows), name) for name, rows in tables.items()})


def built_system(
    base_mw: float, peak_mw: float, peak_hours: int, investment: Mapping[str, float]
) -> PowerSystem:
    """Return a zone in the west without plants where the carriers of `investment` (US$/kW) may be built.

    Its load is `peak_mw` in the first hours of every day and `base_mw` in the others. The east has no load.
    """
    mean = (base_mw * (24 - peak_hours) + peak_mw * peak_hours) / 24
    system = small_system(load_mw={"west": mean, "east": 0.0}, line_mw=0.0)
    hour = system.profiles["hour"].to_numpy()
    sites = [{"zone": "west", "carrier": c, "limit_mw": 1000.0} for c in investment]
    for carrier, usd in investment.items():
        system = costed(system, carrier, usd)
    return replace(
        system,
        profiles=system.profiles.assign(value=[peak_mw if h < peak_hours else base_mw for h in hour]),
        plants=system.plants[system.plants["zone"] == "east"],
        sites=typed(_frame("sites", sites), "sites"),
    )


def costed(system: PowerSystem, technology: str, usd_per_kw: float) -> PowerSystem:
    """Return the system with the costs of building something that lasts twenty years."""
    figures = (("investment", usd_per_kw), ("fixed_cost", 0.0), ("lifetime", 20.0))
    rows = typed(_frame("costs", [_cost(technology, name, value) for name, value in figures]), "costs")
    return replace(system, costs=pd.concat([system.costs, rows], ignore_index=True))


def _plant(name: str, zone: str, carrier: str) -> dict[str, object]:
    return {
        "plant": name,
        "zone": zone,
        "carrier": carrier,
        "capacity_mw": 100.0,
        "year_in": 1990.0,
        "year_out": None,
        "project_id": "",
    }


def _cost(technology: str, parameter: str, value: float) -> dict[str, object]:
    return {"technology": technology, "parameter": parameter, "year": None, "value": value}


def _frame(name: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    from corridor.io.tables import empty

    return pd.DataFrame(rows) if rows else empty(name)
