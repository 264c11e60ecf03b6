"""Whatever public functions are given, they answer with finite numbers, `InputError` or `SolveError`."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corridor as co
from tests.economy.worlds import make_world

WORLD = make_world(1, 3, 2)
QUICK = co.FixedPointSettings(max_iterations=200)

SHARES: dict[str, Any] = {
    name: getattr(WORLD, name)
    for name in (
        "trade_share",
        "consumption_share",
        "value_added_share",
        "input_share",
        "trade_elasticity",
        "tariff",
    )
}
FLOWS = WORLD.trade_share * WORLD.expenditure / (1.0 + WORLD.tariff)

CALLS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "from_shares": (co.Economy.from_shares, {**SHARES, "value_added": WORLD.value_added}),
    "from_spending": (co.Economy.from_spending, {**SHARES, "spending": WORLD.spending}),
    "from_flows": (
        co.Economy.from_flows,
        {
            "trade": FLOWS,
            "trade_elasticity": WORLD.trade_elasticity,
            "input_share": WORLD.input_share,
            "tariff": WORLD.tariff,
        },
    ),
    "solve": (
        lambda **shock: co.solve(WORLD, **shock, settings=QUICK),
        {
            "iceberg_hat": np.full((3, 3, 2), 0.9),
            "productivity_hat": np.full((3, 2), 1.1),
            "tariff_new": WORLD.tariff,
            "deficit_hat": np.ones(3),
            "endowment_hat": np.full(3, 1.1),
            "transfer": np.zeros(3),
        },
    ),
    "solve_many": (
        lambda **shock: co.solve_many(WORLD, [{}, shock], settings=QUICK),
        {"iceberg_hat": np.full((3, 3, 2), 0.9), "productivity_hat": np.full((3, 2), 1.1)},
    ),
    "labour": (
        lambda **how: co.solve(
            WORLD, np.full((3, 3, 2), 0.9), labour=co.Labour(**how), deficits="closed", settings=QUICK
        ),
        {
            "pool": np.zeros(3, dtype=np.int64),
            "workers": np.ones(3),
            "elasticity": 1.5,
            "congestion": 0.2,
            "agglomeration": 0.01,
            "mobile_share": 1.0,
            "hours_elasticity": 0.1,
        },
    ),
    "levels": (
        lambda **world: co.solve_levels(co.Primitives(**world), settings=QUICK),
        {
            "productivity": np.ones((3, 2)),
            "iceberg_cost": np.full((3, 3, 2), 1.5),
            "labour": np.ones(3),
            "trade_elasticity": np.array([4.0, 5.0]),
            "consumption_share": np.full((3, 2), 0.5),
            "input_share": np.full((3, 2, 2), 0.2),
            "tariff": np.zeros((3, 3, 2)),
            "deficit": np.zeros(3),
        },
    ),
}

ODD = st.sampled_from([0.0, -1.0, 500.0, 1e-300, 1e-30, 1e30, 1e99, 1e300, np.inf, -np.inf, np.nan])


@st.composite
def spoilt(draw: st.DrawFn, call: str) -> dict[str, Any]:
    """Return arguments of which one or two are of a wrong rank or length, text, nothing, or odd."""
    arguments = dict(CALLS[call][1])
    for name in draw(st.lists(st.sampled_from(sorted(arguments)), min_size=1, max_size=2, unique=True)):
        array = np.asarray(arguments[name], dtype=float)
        how = draw(st.sampled_from(["rank", "short", "text", "ragged", "empty", "complex", "cell", "all"]))
        if how == "rank":
            arguments[name] = array[None] if draw(st.booleans()) else float(array.mean())
        elif how == "short":
            arguments[name] = array[:1] if array.ndim else array
        elif how == "text":
            arguments[name] = "many"
        elif how == "ragged":
            arguments[name] = [[1.0], [1.0, 2.0]]
        elif how == "empty":
            arguments[name] = np.zeros((0,) * array.ndim) if array.ndim else []
        elif how == "complex":
            arguments[name] = array * 1j
        else:
            array = array.copy()
            where = (
                ()
                if how == "all" or not array.ndim
                else tuple(draw(st.integers(0, k - 1)) for k in array.shape)
            )
            array[where] = draw(ODD)
            arguments[name] = array if array.ndim else float(array)
    return arguments


@pytest.mark.parametrize("call", sorted(CALLS))
def test_what_is_right_is_answered(call: str) -> None:
    function, arguments = CALLS[call]
    assert function(**arguments) is not None


@pytest.mark.parametrize("call", sorted(CALLS))
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_what_is_spoilt_is_answered_in_finite_numbers_or_refused(call: str, data: st.DataObject) -> None:
    function, _ = CALLS[call]
    arguments = data.draw(spoilt(call))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = function(**arguments)
    except (co.InputError, co.SolveError):
        return
    for one in found if isinstance(found, list) else [found]:
        for name, value in vars(one).items():
            if isinstance(value, np.ndarray):
                assert np.isfinite(value).all() or name == "iceberg_cost", name


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            name: st.one_of(st.none(), st.text(max_size=3), st.floats(), st.integers(-2, 10))
            for name in ("tolerance", "max_iterations", "memory", "newton_after", "method")
        },
    )
)
def test_settings_are_right_or_refused(chosen: dict[str, Any]) -> None:
    try:
        made = co.FixedPointSettings(**chosen)
    except co.InputError:
        return
    assert made.tolerance > 0.0
    assert made.memory >= 1


def test_a_trade_elasticity_of_500_is_solved_or_refused_in_a_sentence() -> None:
    with pytest.raises((co.SolveError, co.InputError)):
        co.solve(
            co.Economy.from_spending(
                trade_share=[[[0.7], [0.3]], [[0.3], [0.7]]],
                consumption_share=[[1.0], [1.0]],
                value_added_share=[[1.0], [1.0]],
                input_share=[[[0.0]], [[0.0]]],
                spending=[1.0, 1.0],
                trade_elasticity=[500.0],
            ),
            iceberg_hat=[[[1.0], [0.1]], [[0.1], [1.0]]],
        )
