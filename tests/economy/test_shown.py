"""What a notebook shows of an economy and an equilibrium."""

from __future__ import annotations

import numpy as np
from matplotlib import pyplot as plt

import corridor as co


def world() -> co.Economy:
    """Return three regions, of which the second has a name that would be markup."""
    return co.Economy.from_flows(
        trade=[[[60.0], [10.0], [5.0]], [[10.0], [30.0], [5.0]], [[5.0], [5.0], [20.0]]],
        trade_elasticity=[4.0],
        regions=("North", "<b>South</b>", "West"),
    )


def test_the_chart_has_those_who_gain_most_above_those_who_lose_most() -> None:
    found = co.solve(world(), productivity_hat=[[1.1], [0.9], [1.0]])
    axes = found.plot(top=1)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["North", "<b>South</b>"]
    assert [bar.get_width() for bar in axes.patches] == list(found.equivalent_variation[:2])
    own = plt.figure().add_subplot()
    assert found.plot(ax=own) is own
    assert len(own.patches) == 3
    plt.close("all")


def test_the_economy_charts_its_largest_regions() -> None:
    axes = world().plot(top=2)
    assert [bar.get_width() for bar in axes.patches] == [75.0, 45.0]
    plt.close("all")


def test_tables_say_the_sum_of_gains_and_let_no_markup_in() -> None:
    economy = world()
    found = co.solve(economy, productivity_hat=[[1.1], [0.9], [1.0]])
    shown = found._repr_html_()
    assert f"{found.equivalent_variation.sum():.4g} US$ a year" in shown
    assert "&lt;b&gt;South&lt;/b&gt;" in shown
    assert "<b>" not in shown
    assert "150 US$ a year" in economy._repr_html_()


def test_regions_without_names_have_numbers() -> None:
    economy = co.Economy.from_flows(trade=np.ones((2, 2, 1)), trade_elasticity=[4.0])
    assert co.solve(economy).regions == ("0", "1")
