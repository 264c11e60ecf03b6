"""Well-being: access of people to cities, ports and higher-order services, by travel time."""

from __future__ import annotations

import numpy as np

from corridor.accounts.indicator import Indicator, Measure
from corridor.model.access import LIMITS, SERVICES
from corridor.model.outcome import Outcome
from corridor.types import Floats

CALLED = {"city": "a city", "port": "a port", "hospital": "a hospital town"}
"""Service to its name in a sentence."""

NOUN = {service: name.removeprefix("a ") for service, name in CALLED.items()}

ON_CARD = "hospital"
"""Service of which the scorecard tells the hours."""

NO_SLOPE = "it follows travel times, not freight costs"

SOURCE = "Weiss et al. (2018), Nature 553, travel time to cities; Dijkstra (1959); table `places`"


def within(service: int, limit: int) -> Measure:
    """Return the measure of people within a limit of a service, over people."""

    def measure(outcome: Outcome) -> tuple[Floats, Floats | None]:
        found = outcome.access
        if found is None:
            return np.zeros_like(outcome.population), np.zeros_like(outcome.population)
        people = outcome.population * found.known
        return people * found.within[:, service, limit], people

    return measure


def mean_hours(service: int) -> Measure:
    """Return the measure of hours to a service, over people who have a way there."""

    def measure(outcome: Outcome) -> tuple[Floats, Floats | None]:
        found = outcome.access
        if found is None:
            return np.zeros_like(outcome.population), np.zeros_like(outcome.population)
        people = outcome.population * found.reach[:, service]
        return people * found.hours[:, service], people

    return measure


INDICATORS = (
    *(
        Indicator(
            "well-being",
            f"people within {hours} hour{'s' * (hours > 1)} of {CALLED[service]}",
            "ratio",
            f"Share of people whose travel time by road to the nearest {NOUN[service]} of their country is "
            f"{hours} h or less, where it is known where people live.",
            SOURCE,
            within(k, t),
            wanted="more",
            no_slope=NO_SLOPE,
            on_card=False,
        )
        for k, service in enumerate(SERVICES)
        for t, hours in enumerate(LIMITS)
    ),
    *(
        Indicator(
            "well-being",
            f"hours to {CALLED[service]}",
            "h",
            f"Mean travel time by road to the nearest {NOUN[service]} of the country, of people who have a "
            "way there.",
            SOURCE,
            mean_hours(k),
            wanted="less",
            no_slope=NO_SLOPE,
            on_card=service == ON_CARD,
        )
        for k, service in enumerate(SERVICES)
    ),
)
