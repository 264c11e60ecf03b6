"""How much more than its income a region spends, after a change."""

from __future__ import annotations

import numpy as np

from corridor.types import Floats

DEFICITS = ("fixed", "proportional", "closed")
"""Rules for deficits: world value added's worth; a share of the region's own value added; none."""


def deficit_rule(deficit: Floats, value_added: Floats, rule: str) -> tuple[Floats, Floats | None]:
    """Return what of deficits is fixed, and rates of value added where the rule is proportional.

    A region without value added keeps its deficit.
    """
    if rule != "proportional":
        return deficit, None
    earns = value_added > 0.0
    rate = np.divide(deficit, value_added, out=np.zeros_like(deficit), where=earns)
    return np.where(earns, 0.0, deficit), rate


def deficits_at(fixed: Floats, rate: Floats | None, earned: Floats) -> Floats:
    """Return deficits at these value added, [region]; they sum to zero.

    Who lends goes on lending the same share of value added; what is lent is spread over those who borrow in
    proportion to what the same share of their value added would be. Who does neither goes on doing neither.
    """
    if rate is None:
        return fixed
    wanted = fixed + rate * earned
    borrowed = np.maximum(wanted, 0.0)
    lent = wanted.sum() - borrowed.sum()
    if not borrowed.any():
        return wanted
    balanced: Floats = np.minimum(wanted, 0.0) - borrowed * (lent / borrowed.sum())
    return balanced
