"""Trucks: tonnes in are tonnes out, by hand and class by class; GEH by the published formula."""

from __future__ import annotations

import numpy as np
import pytest

from corridor.accounts.vehicles import DAYS, Fleet, fleet, geh, trucks_between, trucks_counted
from corridor.case.case import Case
from corridor.case.commodities import commodity_classes

FLEET = Fleet(np.array([30.0, 10.0]), 0.25, 0.2)


def test_a_link_by_hand() -> None:
    """3,650 t in trucks of 10 t a year are one loaded truck a day; a quarter and then a fifth are others."""
    assert trucks_between(np.array([0.0, 3650.0]), FLEET) == pytest.approx(1.0 / 0.75)
    assert trucks_counted(np.array([0.0, 3650.0]), FLEET) == pytest.approx(1.0 / 0.75 / 0.8)


def test_trucks_times_payload_are_tonnes() -> None:
    """Count trucks of each class alone, take local and empty ones out, and weigh what is left."""
    tonnes = np.random.default_rng(7).uniform(0.0, 1e6, size=(50, 2))
    weighed = np.zeros(50)
    for one, load in enumerate(FLEET.load):
        alone = np.where(np.arange(2) == one, tonnes, 0.0)
        seen = trucks_counted(alone, FLEET)
        between = seen - seen * FLEET.local_share
        loaded = between - between * FLEET.empty_share
        weighed += loaded * load * DAYS
    assert weighed == pytest.approx(tonnes.sum(axis=1), rel=1e-12)
    both = sum(trucks_counted(np.where(np.arange(2) == one, tonnes, 0.0), FLEET) for one in range(2))
    assert trucks_counted(tonnes, FLEET) == pytest.approx(both, rel=1e-12)


def test_the_fleet_of_a_case_has_a_load_for_every_class(island: Case) -> None:
    found = fleet(island.parameters)
    assert found.load.shape == (len(commodity_classes()),)
    mean = found.load.mean() * (1.0 - found.empty_share)
    assert island.parameters.record("payload.road").low < mean < island.parameters.record("payload.road").high


@pytest.mark.parametrize(
    ("model", "counted", "value"),
    [
        (24 * 1100.0, 24 * 1000.0, 3.086),  # DMRB: 1,100 against 1,000 vehicles an hour
        (24 * 120.0, 24 * 100.0, 1.907),
        (2400.0, 2400.0, 0.0),
        (0.0, 0.0, 0.0),
    ],
)
def test_geh_is_that_of_hourly_volumes(model: float, counted: float, value: float) -> None:
    assert geh(model, counted) == pytest.approx(value, abs=5e-4)
