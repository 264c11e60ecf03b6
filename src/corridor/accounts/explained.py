"""What a model explains of a change that was observed, by numbered rules.

A change is nothing where it lies within the margin that the observation states. The first rule that holds
decides:

1. *no figure*: the observation, or what the model says of it, is not known.
2. *explained*: both are nothing; or the model has at least half and at most twice what was observed, of its
   sign.
3. *contradicted*: the model has a change of the other sign; or a change where none was seen.
4. *more than was seen*: more than twice, of the same sign.
5. *explained in part*: at least a tenth, of the same sign.
6. *not explained*: less.
"""

from __future__ import annotations

import math
from typing import Literal

Explained = Literal[
    "no figure", "explained", "contradicted", "more than was seen", "explained in part", "not explained"
]

RULES: tuple[Explained, ...] = (
    *("no figure", "explained", "contradicted"),
    *("more than was seen", "explained in part", "not explained"),
)
"""Word by the number of its rule, which is its place, counted from 1."""

FACTOR = 2.0
"""Within this factor a change is explained: that of the model's own uncertainty."""
PART = 0.1
"""Share below which a change is not explained."""


def explained(observed: float, model: float, margin: float = 0.0) -> int:
    """Return the number of the rule that decides.

    Parameters
    ----------
    observed, model
        Changes in one unit.
    margin
        Size below which a change is nothing.

    """
    if math.isnan(observed) or math.isnan(model):
        return 1
    seen, said = abs(observed) > margin, abs(model) > margin
    if not seen:
        return 3 if said else 2
    if model * observed < 0.0:
        return 3 if said else 6
    share = model / observed
    if 1.0 / FACTOR <= share <= FACTOR:
        return 2
    if share > FACTOR:
        return 4
    return 5 if share >= PART else 6
