"""Unit conversions. Inputs are converted in `corridor.io` and nowhere else."""

from __future__ import annotations

from typing import Final

MILLION: Final = 1e6
BILLION: Final = 1e9
HOURS_PER_DAY: Final = 24.0
KM_PER_MILE: Final = 1.609344
KG_PER_TONNE: Final = 1000.0
SQUARE_METRES_PER_SQUARE_KM: Final = 1e6
EARTH_RADIUS_KM: Final = 6371.0088
"""Mean radius of the earth (IUGG 1980), km."""
