"""Searches of a network kept on disk by the content they depend on."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import joblib
import numpy as np
from platformdirs import user_cache_dir

from corridor.network.contraction import MAX_DEGREE
from corridor.network.overlay import Layer
from corridor.network.routes import Routes
from corridor.network.states import Quest, State, ceiling

LAYOUT = "1"
"""Changes whenever what is stored, or how a search is made, changes."""

KEPT = 3
"""Searches kept; older ones make room."""

WORTH_KEEPING = 5_000
"""Nodes of a network whose search takes longer than reading it back."""


def cache_folder() -> Path:
    """Return the folder for searches: of the user's cache, or under `CORRIDOR_CACHE`; nothing is made."""
    return Path(os.environ.get("CORRIDOR_CACHE") or user_cache_dir("corridor")) / "searches"


def remembered(folder: Path, *, worth_keeping: int = WORTH_KEEPING) -> Callable[..., State]:
    """Return `dearest` with a memory in `folder`, keyed by the content of the quest.

    Networks of fewer nodes than `worth_keeping` are searched anew. A file that cannot be read is searched
    anew and replaced. Files are written under a temporary name first, so that a stop leaves no half of one.
    """

    def search(quest: Quest, *, progress: Callable[[str, int, int], None] | None = None) -> State:
        if len(quest.network.nodes) < worth_keeping:
            return ceiling(quest, progress=progress)
        path = folder / f"{digest(quest)}.joblib"
        found = _read(path)
        if found is None:
            found = ceiling(quest, progress=progress)
            _write(found, path)
        elif progress:
            progress("skim (cached)", 1, 1)
        return replace(found, link_cost=quest.link_cost, changeable=quest.changeable)

    return search


def digest(quest: Quest) -> str:
    """Return the SHA-256 of all that a search depends on."""
    total = hashlib.sha256(f"{LAYOUT} {MAX_DEGREE} {quest.zones} {len(quest.network.nodes)}".encode())
    start, end = quest.network.ends
    one_way = quest.network.links["directed"].to_numpy(dtype=bool)
    for array in (start, end, one_way, quest.places, quest.link_cost):
        total.update(np.ascontiguousarray(array).tobytes())
    return total.hexdigest()


def _read(path: Path) -> State | None:
    if not path.is_file():
        return None
    try:
        found: State = joblib.load(path)
    except (OSError, EOFError, ValueError, KeyError, AttributeError, ImportError):
        return None
    return found


def _write(state: State, path: Path) -> None:
    """Write a state without the parts of the contraction that only a new search needs; drop old files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    joblib.dump(replace(state, layers=tuple(_light(layer) for layer in state.layers)), partial)
    partial.replace(path)
    kept = sorted(path.parent.glob("*.joblib"), key=lambda file: file.stat().st_mtime, reverse=True)
    for old in kept[KEPT:]:
        old.unlink(missing_ok=True)


def _light(layer: Layer | Routes) -> Layer | Routes:
    if not isinstance(layer, Routes):
        return layer
    graph = layer.graph
    return replace(layer, graph=replace(graph, contraction=replace(graph.contraction, rounds=())))
