"""Words and numbers that break things, and the kinds of what a change may do to the answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

Random = np.random.Generator
Change = Callable[[Path, Random], str]
"""Changes a file and returns its kind."""

SAME, WRONG, ANY = "same", "wrong", "any"

GARBAGE = (
    "", " ", "nan", "inf", "-inf", "NULL", "-1", "0", "-0.0", "1", "2", "0.5", "1e308", "1e-308",
    "-1e308", "1e15", "1e400", "7"*401, "08", "2027.0", "1_000", "0x10", "true", "TRUE", "=1+1",
    "../../x", "a/b", "a,b", "a;b", '"', "'", "\n", "\t", "\x00", "\x07", "\ufeff", "\u202e", "😀", "XOS",
    "XVE", "XXX", "A", "road", "open", "closed", "planned", "POINT (1 2)", "POLYGON ((0 0, 1 1))",
    "LINESTRING EMPTY", "x"*20_000, "1,5", "1.000,5", "1,000,000.5", "２", "१",
)  # fmt: skip
FACTORS = (0.0, -1.0, 1e-6, 1e-3, 0.3048, 0.5, 0.9, 1.1, 2.0, 3.28084, 100.0, 1e3, 1e6, 1e12, 1e300)


def garbage(draw: Random) -> str:
    """Return one of the words."""
    return GARBAGE[draw.integers(len(GARBAGE))]
