"""How far a project is in use in a year: it opens, grows evenly into full use, and ends with its life."""

from __future__ import annotations

import numpy as np

from corridor.types import Flags, Floats, Ints


def is_open(years: Ints | Floats, opening_year: int, life_years: int) -> Flags:
    """Return whether a project is in service, [year]."""
    found: Flags = (years >= opening_year) & (years < opening_year + life_years)
    return found


def share_in_use(years: Ints | Floats, opening_year: int, life_years: int, ramp_years: int) -> Floats:
    """Return the share of full use, [year]; it grows evenly over `ramp_years`."""
    grown = (years - opening_year + 1.0) / max(ramp_years, 1)
    found: Floats = np.where(is_open(years, opening_year, life_years), np.clip(grown, 0.0, 1.0), 0.0)
    return found
