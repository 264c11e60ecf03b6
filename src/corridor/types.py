"""Names of types that every room uses."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Progress = Callable[[str, int, int], None]
"""Called with the stage, what is done of it, and its total."""
