"""What buyers gain by the variety of what sites sell, apart from more of the same.

New producers lower the price index of their buyers beyond what prices do: with the share `lambda` of what a
region spends on the varieties that are there in both worlds, by `lambda^(1 / theta)` (Feenstra 1994,
American Economic Review 84, proposition 1). That is worth `-X log(lambda) / theta` a year to first order in
prices, about the sales of the new producers over theta.
"""

from __future__ import annotations

import numpy as np

from corridor.economy.economy import Economy
from corridor.economy.equilibrium import Equilibrium
from corridor.model.doors.changes import Sites
from corridor.types import Floats


def variety_gain(
    economy: Economy, sites: Sites, after: Equilibrium | None, *, one_buyer: bool = False
) -> Floats:
    """Return what the regions gain by variety of sites put in, less what they lose by those taken out.

    Parameters
    ----------
    economy
        The baseline.
    sites
        Sites put in (+1) and taken out (-1).
    after
        Equilibrium with them; none: today's.
    one_buyer
        Only sites whose product one buyer takes.

    Returns
    -------
    numpy.ndarray
        [region], US$ a year at baseline prices.

    """
    total = np.zeros(len(economy.value_added))
    for sign in (1.0, -1.0):
        capacity = np.zeros_like(economy.output)
        chosen = np.zeros_like(economy.output)
        for side, site in sites:
            if side == sign:
                capacity[site.region, site.sector] += site.capacity
                chosen[site.region, site.sector] += site.capacity if site.one_buyer or not one_buyer else 0.0
        if not chosen.any():
            continue
        whole = economy.output + capacity if sign > 0 else economy.output
        share = np.divide(chosen, whole, out=np.zeros_like(whole), where=whole > 0.0)
        stand = economy.trade_share if after is None or sign < 0 else after.trade_share_new
        total += sign * _worth(economy, stand, share)
    return total


def _worth(economy: Economy, trade_share: Floats, share: Floats) -> Floats:
    """Return what variety is worth where sites have a share of the sales of their sectors, [region]."""
    total = np.zeros(len(economy.value_added))
    for s in np.flatnonzero(share.any(axis=0)):
        new = share[:, s] @ trade_share[:, :, s]
        theta = economy.trade_elasticity[s]
        total -= economy.expenditure[:, s] * np.log1p(-np.minimum(new, MOST_NEW)) / theta
    return total


MOST_NEW = 0.99
"""Share of spending that new varieties may be."""
