"""The parameters that modes, commodity classes and types of projects ask for, and which are not there."""

from __future__ import annotations

from collections.abc import Container, Iterator

from corridor.case.commodities import commodity_classes
from corridor.errors import Fault
from corridor.network.modes import moving
from corridor.projects.types import project_types

PARAMETERS = "parameters.toml"

BY_CLASS = ("value_of_time", "spoilage", "truck_load")
"""Parameters of which every commodity class has its own."""


def demand_faults(known: Container[str], *tables: str) -> list[Fault]:
    """Return a fault for every mode, class or type whose parameters are not all among the known ones.

    `tables` are the tables of facts to look at; none: all. A fault names the row and every name it lacks.
    """
    cure = f"add them to {PARAMETERS} with unit, range and source, or take the row out"
    return [
        Fault(
            file=PARAMETERS,
            message=f"`{name}` of data/{table}.csv lacks {', '.join(missing)}",
            allowed="a value each",
            cure=cure,
        )
        for table, name, names in _demands()
        if (not tables or table in tables) and (missing := [one for one in names if one not in known])
    ]


def _demands() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield table of facts, name of the row and the parameters that it asks for."""
    classes, modes = commodity_classes(), moving()
    for mode in modes:
        rates = (f"rate_per_tonne_km.{mode}.{one}" for one in classes)
        yield "modes", mode, (*rates, f"emission_factor.{mode}")
    for one in classes:
        rates = (f"rate_per_tonne_km.{mode}.{one}" for mode in modes)
        yield "commodity_classes", one, (*rates, *(f"{name}.{one}" for name in BY_CLASS))
    for kind in project_types().values():
        yield "project_types", kind.name, kind.cost_shares
