"""A search read back from disk is the search; another network is another search; a broken file is none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corridor.io.search_cache import KEPT, digest, remembered
from corridor.network.modes import CostRates, generalised_cost
from corridor.network.states import Changeable, Quest, State, ceiling, loads, relaxed
from tests.network.worlds import grid

RATES = CostRates(
    ("bulk", "box"), {"road": (0.05, 0.07), "rail": (0.02, 0.03), "sea": (0.004, 0.005)}, (0.1, 0.9)
)


@pytest.fixture(scope="module")
def quest() -> Quest:
    network = grid(16, 3)
    zones = np.array(list(network.centroids.values()))
    start, end = network.ends
    rows = np.array([5, 77])
    others = np.setdiff1d(np.concatenate([start[rows], end[rows]]), zones)
    places = np.concatenate([zones, others])
    position = {node: i for i, node in enumerate(places)}
    changeable = Changeable(
        rows,
        np.array([position[n] for n in start[rows]]),
        np.array([position[n] for n in end[rows]]),
        ~network.links["directed"].to_numpy()[rows],
    )
    return Quest(network, places, len(zones), changeable, generalised_cost(network.links, RATES))


def same(left: State, right: State, tonnes: np.ndarray) -> bool:
    """Return whether two states answer alike to the last bit: costs, loads, loads of a cheaper state."""
    lower = left.link_cost.copy()
    lower[left.changeable.link] *= 0.2
    return (
        np.array_equal(left.cost, right.cost)
        and np.array_equal(loads(left, tonnes), loads(right, tonnes))
        and np.array_equal(loads(relaxed(left, lower), tonnes), loads(relaxed(right, lower), tonnes))
    )


def test_what_is_read_back_is_what_was_found(quest: Quest, tmp_path: Path) -> None:
    search = remembered(tmp_path, worth_keeping=0)
    stages: list[str] = []
    tonnes = np.random.default_rng(4).random((quest.zones, quest.zones, 2))
    found = search(quest)
    again = search(quest, progress=lambda stage, _done, _total: stages.append(stage))
    assert stages == ["skim (cached)"]
    assert same(found, again, tonnes)
    assert same(ceiling(quest), again, tonnes)


def test_every_part_of_the_quest_is_in_the_key(quest: Quest) -> None:
    links = quest.network.links.copy()
    links.loc[3, "directed"] = not links.loc[3, "directed"]
    dearer = quest.link_cost.copy()
    dearer[0, 1] *= 1 + 1e-15 * 8
    variants = [
        replace(quest, link_cost=dearer),
        replace(quest, zones=quest.zones - 1),
        replace(quest, places=quest.places[::-1]),
        replace(quest, network=type(quest.network)(quest.network.nodes, links)),
    ]
    assert len({digest(q) for q in (quest, *variants)}) == 5


def test_a_broken_file_is_searched_anew(quest: Quest, tmp_path: Path) -> None:
    search = remembered(tmp_path, worth_keeping=0)
    found = search(quest)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:1000])
    assert np.array_equal(search(quest).cost, found.cost)
    assert file.stat().st_size > 1000


def test_old_searches_make_room_and_small_networks_are_not_kept(quest: Quest, tmp_path: Path) -> None:
    small = remembered(tmp_path)
    small(quest)
    assert not list(tmp_path.iterdir())
    search = remembered(tmp_path, worth_keeping=0)
    for factor in range(1, KEPT + 3):
        search(replace(quest, link_cost=quest.link_cost * factor))
    assert len(list(tmp_path.iterdir())) == KEPT
