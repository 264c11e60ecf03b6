"""Fixtures of the economy's tests."""

from __future__ import annotations

import pytest

from corridor.economy.economy import Economy
from tests.economy.worlds import make_world


@pytest.fixture(params=[1, 2, 3])
def world(request: pytest.FixtureRequest) -> Economy:
    return make_world(request.param)
