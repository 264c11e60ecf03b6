"""What a case knows of people who travel: tables that stand or fall together."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

ROAD, RAIL = "road", "rail"
"""Ways of a mode."""

NOTHING, CAR, MOTORCYCLE = "none", "car", "motorcycle"
"""What a person can have the use of; whoever has a car may take a motorcycle's place in it but rides none."""

HOLDINGS = (NOTHING, MOTORCYCLE, CAR)

POPULATION, VALUE_ADDED = "population", "value_added"
"""What draws trips."""


@dataclass(frozen=True, eq=False)
class TravelTables:
    """Tables of people on the move, with the columns of the data dictionary."""

    places: pd.DataFrame
    """Where people live, finer than the table `places`."""
    modes: pd.DataFrame
    """What a trip takes and costs."""
    purposes: pd.DataFrame
    """How many trips are made, for what, how far they reach."""
    groups: pd.DataFrame
    """Groups of income: their share of people and what they own."""
    tolls: pd.DataFrame
    """What vehicles pay by kind of road; may be empty."""
    stations: pd.DataFrame
    """Where trains stop; may be empty."""
    facts: pd.DataFrame
    """Published figures of people's travel; may be empty."""
