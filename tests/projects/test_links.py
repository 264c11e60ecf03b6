"""The door of links: what `apply` makes of each field of an effect, counted by hand."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from corridor.errors import InputError
from corridor.projects.links import apply, links_of
from corridor.projects.project import FIELDS, LinkEffect, Project


def table() -> pd.DataFrame:
    """Two links of a pass, one of a port, a tunnel that is not built, and a street of no section."""
    return pd.DataFrame(
        {
            "link_id": [1, 2, 3, 4, 5],
            "length": [70.0, 80.0, 0.0, 55.0, 5.0],
            "free_speed": [40.0, 25.0, np.nan, 80.0, 50.0],
            "hours": [1.0, 3.0, 72.0, 0.0, 0.0],
            "fee_usd_t": [2.0, 0.0, 14.0, 0.0, 0.0],
            "lanes": [1.0, 2.0, np.nan, 2.0, 1.0],
            "cost_factor": [1.0, 1.4, 1.0, 1.0, 1.0],
            "section": ["pass", "pass", "port", "tunnel", ""],
            "status": ["open", "open", "open", "planned", "open"],
        }
    )


def works(name: str, *effects: tuple[str, Mapping[str, Any]], portfolio: str = "planned") -> Project:
    """Return a project with effects (section, state)."""
    nothing: Mapping[str, Any] = {}
    return Project(
        project_id=name,
        title=name,
        type="road",
        portfolio=portfolio,
        status="preparation",
        opening_year=2027,
        life_years=30,
        effects=tuple(
            LinkEffect(section, state, nothing)
            if portfolio == "planned"
            else LinkEffect(section, nothing, state)
            for section, state in effects
        ),
    )


def changed(**columns: list[Any]) -> pd.DataFrame:
    """Return the table with some columns replaced."""
    return table().assign(**columns)


NAN = np.nan
BY_FIELD = {
    "speed_factor": (2.0, {"free_speed": [80.0, 50.0, NAN, 80.0, 50.0]}),
    "running_cost_factor": (0.5, {"cost_factor": [0.5, 0.7, 1.0, 1.0, 1.0]}),
    "hours_factor": (0.25, {"hours": [0.25, 0.75, 72.0, 0.0, 0.0]}),
    "fee_factor": (3.0, {"fee_usd_t": [6.0, 0.0, 14.0, 0.0, 0.0]}),
    "length_factor": (0.9, {"length": [63.0, 72.0, 0.0, 55.0, 5.0]}),
    "lanes_factor": (2.0, {"lanes": [2.0, 4.0, NAN, 2.0, 1.0]}),
    # five hours on the way over the section, which has two links
    "hours_added": (5.0, {"hours": [3.5, 5.5, 72.0, 0.0, 0.0]}),
    "status": ("closed", {"status": ["closed", "closed", "open", "planned", "open"]}),
}


def test_every_field_of_an_effect_is_tried() -> None:
    assert set(BY_FIELD) == set(FIELDS)


@pytest.mark.parametrize("field", BY_FIELD)
@pytest.mark.parametrize("portfolio", ["planned", "built"])
def test_a_field_changes_its_column_on_its_section_only(field: str, portfolio: str) -> None:
    value, columns = BY_FIELD[field]
    project = works("a", ("pass", {field: value}), portfolio=portfolio)
    planned = portfolio == "planned"
    found = apply(table(), [project] if planned else [], [] if planned else [project])
    pd.testing.assert_frame_equal(found, changed(**columns), check_exact=False, rtol=1e-12)


def test_each_way_uses_its_own_side_of_an_effect() -> None:
    effect = LinkEffect("pass", {"hours_added": 1.0}, {"speed_factor": 0.5})
    project = Project("p", "P", "road", "planned", "preparation", 2027, 30, effects=(effect,))
    with_it, without_it = apply(table(), [project], []), apply(table(), [], [project])
    pd.testing.assert_frame_equal(with_it, changed(hours=[1.5, 3.5, 72.0, 0.0, 0.0]))
    pd.testing.assert_frame_equal(without_it, changed(free_speed=[20.0, 12.5, NAN, 80.0, 50.0]))


def test_a_tunnel_opens() -> None:
    found = apply(table(), [works("t", ("tunnel", {"status": "open"}))], [])
    assert list(found["status"]) == ["open"] * 5


def test_the_given_table_is_not_touched() -> None:
    links = table()
    everything = {"speed_factor": 2.0, "hours_added": 1.0, "status": "closed"}
    apply(links, [works("a", ("pass", everything), ("port", {"fee_factor": 0.1}))], [])
    pd.testing.assert_frame_equal(links, table())


def test_no_project_changes_nothing() -> None:
    found = apply(table(), [], [])
    pd.testing.assert_frame_equal(found, table())


def test_projects_that_act_on_one_field_multiply() -> None:
    """Two works that each halve the fee leave a quarter; hours are multiplied before hours are added."""
    first = works("a", ("pass", {"fee_factor": 0.5, "hours_added": 2.0}))
    second = works("b", ("pass", {"fee_factor": 0.5, "hours_factor": 0.5, "hours_added": 4.0}))
    found = apply(table(), [first, second], [])
    assert list(found["fee_usd_t"]) == [0.5, 0.0, 14.0, 0.0, 0.0]
    assert list(found["hours"]) == [0.5 + 3.0, 1.5 + 3.0, 72.0, 0.0, 0.0]


@pytest.mark.parametrize("names", list(itertools.permutations("xyz")))
def test_neither_the_order_nor_the_names_of_projects_matter(names: tuple[str, ...]) -> None:
    states: list[dict[str, Any]] = [
        {"hours_added": 3.0, "speed_factor": 1.1},
        {"hours_factor": 0.7, "speed_factor": 1.3},
        {"length_factor": 0.3, "hours_added": 0.1, "hours_factor": 1.9},
    ]
    projects = [works(name, ("pass", state)) for name, state in zip(names, states, strict=True)]
    expected = changed(
        length=[21.0, 24.0, 0.0, 55.0, 5.0],
        free_speed=[40.0 * 1.43, 25.0 * 1.43, NAN, 80.0, 50.0],
        hours=[1.33 + 1.55, 3.99 + 1.55, 72.0, 0.0, 0.0],
    )
    for order in itertools.permutations(projects):
        pd.testing.assert_frame_equal(apply(table(), order, []), expected, check_exact=False, rtol=1e-12)
    one_way, other_way = apply(table(), projects, []), apply(table(), projects[::-1], [])
    pd.testing.assert_frame_equal(one_way, other_way, check_exact=True)


def test_the_order_of_fields_within_an_effect_does_not_matter() -> None:
    state = {"hours_added": 2.0, "hours_factor": 0.5}
    found = [
        apply(table(), [works("a", ("pass", dict(items)))], [])
        for items in itertools.permutations(state.items())
    ]
    assert list(found[0]["hours"]) == list(found[1]["hours"]) == [1.5, 2.5, 72.0, 0.0, 0.0]


def test_added_and_removed_projects_act_together() -> None:
    road = works("road", ("pass", {"fee_factor": 0.5}))
    port = works("port", ("port", {"hours_factor": 2.0}), portfolio="built")
    found = apply(table(), [road], [port])
    expected = changed(fee_usd_t=[1.0, 0.0, 14.0, 0.0, 0.0], hours=[1.0, 3.0, 144.0, 0.0, 0.0])
    pd.testing.assert_frame_equal(found, expected)


def test_unknown_sections_are_listed_all_at_once() -> None:
    projects = [
        works("a", ("pass", {"fee_factor": 2.0}), ("bridge", {"fee_factor": 2.0})),
        works("b", ("ferry", {"fee_factor": 2.0})),
    ]
    with pytest.raises(InputError) as raised:
        apply(table(), projects, [])
    assert [fault.value for fault in raised.value.faults] == ["bridge", "ferry"]
    assert [fault.message.split(":")[0] for fault in raised.value.faults] == ["project a", "project b"]
    assert all(fault.cure for fault in raised.value.faults)


def test_projects_that_want_a_section_in_two_states_are_refused() -> None:
    opener, closer = (works(s, ("tunnel", {"status": s})) for s in ("open", "closed"))
    with pytest.raises(InputError, match="disagree on the status of tunnel"):
        apply(table(), [opener, closer], [])
    again = works("again", ("tunnel", {"status": "open"}))
    assert apply(table(), [opener, again], [])["status"][3] == "open"


def test_a_project_that_contradicts_itself_is_refused() -> None:
    torn = works("torn", ("tunnel", {"status": "open"}), ("tunnel", {"status": "closed"}))
    with pytest.raises(InputError, match="status of tunnel"):
        apply(table(), [torn], [])


def test_links_of_projects_are_the_rows_of_their_sections() -> None:
    projects = [works("a", ("tunnel", {"status": "open"})), works("b", ("pass", {"fee_factor": 2.0}))]
    assert list(links_of(projects, table())) == [0, 1, 3]
    assert list(links_of([], table())) == []
