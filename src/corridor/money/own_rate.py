"""The internal rate of a venture whose benefits depend on the discount rate.

What a plant is worth is what would be built instead, which is paid for at the rate of the appraisal. So the
net present value at a rate is that of the stream of that rate, and the internal rate is the one at which the
stream solved at it is worth nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from corridor.money.cashflow import Stream
from corridor.money.internal_rate import InternalRates, internal_rates
from corridor.money.venture import Venture

Flows = Callable[[Venture], Stream]

ROUNDS = 30
NO_REST = "none: no rate is that of its own stream"
SETTLED = 1e-6
"""Change of the rate between two rounds at which it is found."""


def own_rates(venture: Venture, flows: Flows) -> InternalRates:
    """Return the internal rates of the stream that `flows` makes of a venture at that very rate.

    A stream without a single rate says why in its note, that of the rate tried last. So do rates that no
    stream of their own meets.
    """
    found = _rates(flows(venture))
    for _ in range(ROUNDS if venture.knows_rates else 0):
        rate = found.single
        if math.isnan(rate):
            return found
        found = _rates(flows(venture.at(rate)))
        if abs(found.single - rate) <= SETTLED:
            return found
    return replace(found, note=NO_REST) if venture.knows_rates else found


def _rates(flows: Stream) -> InternalRates:
    return internal_rates(flows.net, flows.years)
