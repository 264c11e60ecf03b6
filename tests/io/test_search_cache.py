"""A search read back from disk is the search; another network is another search; a broken file is none."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corridor.io.folders import beside
from corridor.io.search_cache import KEPT, digest, remembered
from corridor.network.modes import CostRates, generalised_cost
from corridor.network.states import Changeable, Quest, State, ceiling, loads, relaxed
from tests.network.worlds import grid

RATES = CostRates(
    ("bulk", "box"), {"road": (0.05, 0.07), "rail": (0.02, 0.03), "sea": (0.004, 0.005)}, (0.1, 0.9)
)


class Searched(Exception):  # noqa: N818 - it says what was done
    """The network was searched."""


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
    return Quest(
        network, places, len(zones), changeable, RATES.shippers, generalised_cost(network.links, RATES)
    )


def same(left: State, right: State, tonnes: np.ndarray) -> bool:
    """Return whether two states answer alike to the last bit: costs, loads, loads of a cheaper state."""
    lower = left.link_cost * 0.2
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


@pytest.fixture(scope="module")
def kept(quest: Quest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with what was found."""
    folder = tmp_path_factory.mktemp("kept")
    remembered(folder, worth_keeping=0)(quest)
    (file,) = folder.iterdir()
    return file


def test_any_flipped_bit_is_a_search_anew(
    quest: Quest, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def anew(*_: object, **__: object) -> None:
        raise Searched

    monkeypatch.setattr("corridor.io.search_cache.ceiling", anew)
    whole = kept.read_bytes()
    search = remembered(tmp_path, worth_keeping=0)
    file = tmp_path / kept.name
    file.write_bytes(whole)
    assert search(quest).zones == quest.zones
    draws = np.random.default_rng(11).integers(0, 8 * len(whole), 40)
    for place in (*draws.tolist(), 0, 8 * 20, 8 * len(whole) - 1):
        broken = bytearray(whole)
        broken[place // 8] ^= 1 << place % 8
        file.write_bytes(broken)
        with pytest.raises(Searched):
            search(quest)
    for broken_file in (b"", whole[:-1], whole[:1000], whole + b"x", b"\x80\x05.", b"\0" * len(whole)):
        file.write_bytes(broken_file)
        with pytest.raises(Searched):
            search(quest)


def test_a_file_under_the_name_of_another_quest_is_searched_anew(
    quest: Quest, kept: Path, tmp_path: Path
) -> None:
    other = replace(quest, link_cost=quest.link_cost * 2)
    (tmp_path / f"{digest(other)}.search").write_bytes(kept.read_bytes())
    found = remembered(tmp_path, worth_keeping=0)(other)
    assert np.array_equal(found.cost, ceiling(other).cost)


def test_nothing_is_unpickled(quest: Quest, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        pytest.fail("a cache is unpickled")

    monkeypatch.setattr("pickle.load", refused)
    monkeypatch.setattr("pickle.loads", refused)
    assert remembered(kept.parent, worth_keeping=0)(quest).zones == quest.zones
    assert b"pickle" not in kept.read_bytes()


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), MemoryError()])
def test_a_cache_that_cannot_be_written_costs_time_only(
    quest: Quest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def full(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr("numpy.savez", full)
    assert remembered(tmp_path, worth_keeping=0)(quest).zones == quest.zones
    assert not list(tmp_path.iterdir())
    monkeypatch.undo()
    (tmp_path / "file").write_text("in the place of the folder")
    assert remembered(tmp_path / "file" / "searches", worth_keeping=0)(quest).zones == quest.zones
    assert remembered(tmp_path / "file", worth_keeping=0)(quest).zones == quest.zones


def test_files_of_earlier_versions_and_of_dead_writers_are_cleared(quest: Quest, tmp_path: Path) -> None:
    (tmp_path / "0123.joblib").write_bytes(b"\x80\x05.")
    (tmp_path / "0123.partial").write_bytes(b"half")
    dead = beside(tmp_path / "0123.search").name.replace(f"-{os.getpid()}-", "-4194305-")
    (tmp_path / dead).write_bytes(b"half")
    remembered(tmp_path, worth_keeping=0)(quest)
    assert [path.name for path in tmp_path.iterdir()] == [f"{digest(quest)}.search"]


def test_old_searches_make_room_and_small_networks_are_not_kept(quest: Quest, tmp_path: Path) -> None:
    small = remembered(tmp_path)
    small(quest)
    assert not list(tmp_path.iterdir())
    search = remembered(tmp_path, worth_keeping=0)
    for factor in range(1, KEPT + 3):
        search(replace(quest, link_cost=quest.link_cost * factor))
    assert len(list(tmp_path.iterdir())) == KEPT
