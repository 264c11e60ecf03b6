"""Every parameter and setting of a case moves some answer, or is listed with the reason why not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corridor.case.case import Case
from corridor.case.commodities import commodity_classes
from corridor.parameters import default_parameters
from corridor.run_tables import run_tables
from corridor.studies.appraise.appraisal import Appraisal
from corridor.studies.appraise.appraise import appraise

NO_SUCH_SECTOR = "the island has no such sector"
NO_RAILWAY = "the island has no railway"
NO_CHOICE = "on the island one way is best whatever an hour is worth"
FREE_FLOW = "an appraisal runs without congestion"
NO_FLEET = "the island has no vehicles"
NO_CONTRACTS = "no plant of the island is paid for standing ready"
NOBODY_MOVES = "acts where migration_elasticity is not zero"

GROWTH = ("frontier_growth", "growth_half_life", "diffusion_strength")
ONE_YEAR = "acts in paths over years only"
DESIGNS = "acts in optimal networks only"
CLOSED = "acts where links are closed, in `corridor risk` only"
TRAVELS = "acts in `corridor travel` only"

STILL = {
    "distance_elasticity.B": NO_SUCH_SECTOR,
    **{
        f"trade_elasticity.{sector}": NO_SUCH_SECTOR
        for sector in ("B", "D", "E", "F", "H", "I", "J", "K", "L", "MN", "OPQ", "RST")
    },
    **{f"rate_per_tonne_km.rail.{goods}": NO_RAILWAY for goods in commodity_classes()},
    **dict.fromkeys(("emission_factor.rail", "rail_constant", "rail_fee_dispersion"), NO_RAILWAY),
    "capacity.subsidy": NO_CONTRACTS,
    "material_loss": "no region of the island loses so little",
    **{f"cost_share.rail.{part}": NO_RAILWAY for part in ("tax", "traded", "unskilled")},
    "value_of_time_dispersion": NO_CHOICE,
    **dict.fromkeys(GROWTH, ONE_YEAR),
    **dict.fromkeys(("migration_share", "migration_crowding", "agglomeration_elasticity"), NOBODY_MOVES),
    **{name: NO_FLEET for name in default_parameters() if name.startswith("vehicle.")},
    **{name: DESIGNS for name in default_parameters() if name.startswith("design.")},
    **{name: CLOSED for name in default_parameters() if name.startswith("risk.")},
    **{name: TRAVELS for name in default_parameters() if name.startswith("people.")},
    **{
        name: FREE_FLOW
        for name in default_parameters()
        if name.split(".")[0]
        in (
            "lane_capacity",
            "lanes",
            "full_hours",
            "truck_pcu",
            "freight_share",
            "payload",
            "train_capacity",
            "operating_days",
            "delay",
        )
    },
}
MOVING = sorted(set(default_parameters()) - set(STILL))


MONEY = {
    "perspectives",
    "streams",
    "projects",
    "portfolios",
    "sensitivity",
    "switching",
    "risk",
    "debt",
    "incidence",
}
"""Tables of money."""


def moved(one: Appraisal, other: Appraisal) -> set[str]:
    """Return the tables of which a number differs by more than rounding."""
    found = set()
    for name in set(run_tables()) - {"certificates"}:
        left, right = (f.tables[name].select_dtypes("number").to_numpy(float) for f in (one, other))
        if left.shape != right.shape or not np.allclose(left, right, rtol=1e-9, atol=1e-9, equal_nan=True):
            found.add(name)
    return found


def elsewhere(case: Case, name: str) -> float:
    """Return a value within the range of a parameter that is not its own."""
    entry = case.parameters.record(name)
    return entry.low if entry.high - entry.value < entry.value - entry.low else entry.high


@pytest.mark.parametrize("name", MOVING)
def test_every_parameter_moves_an_answer(fielded: Case, fielded_appraised: Appraisal, name: str) -> None:
    changed = fielded.parameters.with_values({name: elsewhere(fielded, name)})
    found = moved(fielded_appraised, appraise(replace(fielded, parameters=changed)))
    assert found, f"{name} moves no answer: use it, or say why not in STILL"


def test_the_listed_parameters_move_nothing(fielded: Case, fielded_appraised: Appraisal) -> None:
    """A parameter that begins to matter must leave the list."""
    values = {name: elsewhere(fielded, name) for name in STILL}
    changed = fielded.parameters.with_values(values)
    assert moved(fielded_appraised, appraise(replace(fielded, parameters=changed))) == set()


@pytest.mark.parametrize(
    ("change", "tables"),
    [
        ({"base_year": 2021}, MONEY | {"facts"}),
        ({"price_year": 2024}, MONEY | {"financial", "loans"}),
        ({"last_year": 2050}, MONEY - {"debt"} | {"financial"}),
        (
            {"focus": ("XVE", "XOS")},
            MONEY - {"sensitivity", "switching", "risk"}
            | {"scorecard", "facts", "facts_summary", "commodities"},
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_settings_move_what_they_should(
    island: Case, appraised: Appraisal, change: dict[str, object], tables: set[str]
) -> None:
    other = appraise(replace(island, settings=replace(island.settings, **change)))
    assert moved(appraised, other) <= tables | {"accounts"}
    assert moved(appraised, other) >= tables - {"facts", "facts_summary"}


def test_rates_of_discount_and_carbon_leave_the_model_alone(island: Case, appraised: Appraisal) -> None:
    for name in ("discount_rate.low", "discount_rate.high", "carbon_price", "benefit_growth"):
        changed = island.parameters.with_values({name: elsewhere(island, name)})
        found = moved(appraised, appraise(replace(island, parameters=changed)))
        assert found <= MONEY | {"financial"}, name


def test_the_first_year_and_the_currency_are_words_for_the_reader(island: Case, appraised: Appraisal) -> None:
    """Streams begin with the first outlay, and nothing is converted."""
    settings = replace(island.settings, first_year=2020, currency="guilders")
    assert moved(appraised, appraise(replace(island, settings=settings))) == set()
