"""How much more than its income a region spends, after a change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.types import Floats

DEFICITS = ("fixed", "proportional", "multiplicative", "closed")
"""Rules for deficits: world value added's worth; a share of the region's own value added; spending in a fixed
ratio to income; none."""


@dataclass(frozen=True, eq=False)
class Deficits:
    """A rule and its numbers; made by `deficits_of`."""

    rule: str
    fixed: Floats
    """[region] US$ per year; where deficits follow income, only those of regions that have none."""
    rate: Floats
    """Of value added (`proportional`) or of value added and tariff revenue (`multiplicative`), [region]."""

    def at(self, earned: Floats, revenue: Floats) -> Floats:
        """Return deficits where regions earn this much value added and tariff revenue, [region].

        They sum to zero.
        """
        if self.rule == "proportional":
            return lent(self.fixed + self.rate * earned)
        if self.rule == "multiplicative":
            return _scaled(self.fixed, 1.0 + self.rate, earned + revenue)
        return self.fixed


def deficits_of(deficit: Floats, value_added: Floats, revenue: Floats, rule: str) -> Deficits:
    """Return the rule with the numbers of a baseline, each [region]; who has no income keeps the deficit."""
    if rule not in ("proportional", "multiplicative"):
        return Deficits("fixed", deficit, np.zeros_like(deficit))
    income = value_added if rule == "proportional" else value_added + revenue
    earns = income > 0.0
    rate = np.divide(deficit, income, out=np.zeros_like(deficit), where=earns)
    return Deficits(rule, np.where(earns, 0.0, deficit), rate)


def lent(wanted: Floats) -> Floats:
    """Return deficits that sum to zero.

    Who lends goes on lending the same share of value added; what is lent is spread over those who borrow in
    proportion to what the same share of their value added would be. Who does neither goes on doing neither.
    """
    borrowed = np.maximum(wanted, 0.0)
    lent = wanted.sum() - borrowed.sum()
    if not borrowed.any():
        return wanted
    balanced: Floats = np.minimum(wanted, 0.0) - borrowed * (lent / borrowed.sum())
    return balanced


def _scaled(fixed: Floats, ratio: Floats, income: Floats) -> Floats:
    """Return deficits of `E = phi Y`, the multiplicative imbalances of structural gravity.

    Yotov, Piermartini, Monteiro & Larch (2016), chapter 2. With `phi` as it was, what the world spends would
    differ from what it earns, so all `phi` move by one factor that makes both equal.
    """
    wanted = ratio * income
    total = wanted.sum()
    scale = (income.sum() - fixed.sum()) / total if total > 0.0 else 1.0
    spare: Floats = fixed + wanted * scale - income
    return spare
