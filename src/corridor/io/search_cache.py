"""Searches of a network kept on disk by the content they depend on; a fault in one only costs time."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import numpy as np
import scipy
from platformdirs import user_cache_dir
from scipy.sparse import csc_array

from corridor.io.folders import whole_file
from corridor.network.contraction import MAX_DEGREE
from corridor.network.routes import Routes
from corridor.network.states import Quest, State, ceiling

FORM = b"corridor search 3\n"
"""First bytes of a file; then come the SHA-256 of the rest, and the arrays (npz)."""

SUFFIX, OLD_SUFFIXES = ".search", (".joblib", ".partial")
"""Of files, and of those that earlier versions kept."""

HEAD = len(FORM) + hashlib.sha256().digest_size

KEPT = 3
"""Searches kept; older ones make room."""

WORTH_KEEPING = 5_000
"""Nodes of a network whose search takes longer than reading it back."""

PROGRAM = ("contraction", "graph", "routes", "states")
"""Files of `network/` that decide what a search finds."""

ROUTES = ("cost", "before", "arc", "stage", "last")
CROSSES = ("indices", "indptr")

FAULTS = (OSError, MemoryError, ValueError, KeyError, EOFError, zipfile.BadZipFile)


def cache_folder() -> Path:
    """Return the folder for searches: of the user's cache, or under `CORRIDOR_CACHE`; nothing is made."""
    return Path(os.environ.get("CORRIDOR_CACHE") or user_cache_dir("corridor")) / "searches"


def remembered(folder: Path, *, worth_keeping: int = WORTH_KEEPING) -> Callable[..., State]:
    """Return `ceiling` with a memory in `folder`, keyed by the content of the quest.

    Networks of fewer nodes than `worth_keeping` are searched anew. A file is used where its checksum, which
    covers the key, is right; else the network is searched anew and the file replaced. Nothing is unpickled. A
    folder that cannot be written, or a full disk, costs a search the next time.
    """

    def search(quest: Quest, *, progress: Callable[[str, int, int], None] | None = None) -> State:
        if len(quest.network.nodes) < worth_keeping:
            return ceiling(quest, progress=progress)
        key = digest(quest)
        path = folder / f"{key}{SUFFIX}"
        layers = _read(path, key)
        if layers is None:
            found = ceiling(quest, progress=progress)
            with suppress(*FAULTS):
                _write(found, path, key)
            return found
        if progress:
            progress("skim (cached)", 1, 1)
        return quest.found(layers)

    return search


def digest(quest: Quest) -> str:
    """Return the SHA-256 of all that a search depends on: network, costs, and the program that searches."""
    said = f"{scipy.__version__} {MAX_DEGREE} {quest.zones} {len(quest.network.nodes)}"
    total = hashlib.sha256(FORM + said.encode())
    for name in PROGRAM:
        total.update((Path(__file__).parents[1] / "network" / f"{name}.py").read_bytes())
    start, end = quest.network.ends
    one_way = quest.network.links["directed"].to_numpy(dtype=bool)
    for array in (start, end, one_way, quest.places, quest.link_cost):
        total.update(np.ascontiguousarray(array).tobytes())
    return total.hexdigest()


def _read(path: Path, key: str) -> tuple[Routes, ...] | None:
    """Return the layers of a file that is whole and of this key; else None."""
    try:
        content = path.read_bytes()
        if content[:HEAD] != FORM + _checksum(memoryview(content)[HEAD:], key):
            return None
        stored = BytesIO(content)
        stored.seek(HEAD)
        with np.load(stored, allow_pickle=False) as arrays:
            return _layers(arrays)
    except FAULTS:
        return None


def _write(state: State, path: Path, key: str) -> None:
    """Write the layers of a state; drop old files."""
    stored = BytesIO()
    np.savez(stored, allow_pickle=False, **_arrays(state))
    with whole_file(path) as partial, partial.open("wb") as file:
        file.write(FORM + _checksum(stored.getbuffer(), key))
        file.write(stored.getbuffer())
    for old in path.parent.iterdir():
        if old.suffix in OLD_SUFFIXES:
            old.unlink(missing_ok=True)
    kept = sorted(path.parent.glob(f"*{SUFFIX}"), key=lambda file: file.stat().st_mtime, reverse=True)
    for old in kept[KEPT:]:
        old.unlink(missing_ok=True)


def _checksum(content: memoryview, key: str) -> bytes:
    total = hashlib.sha256(key.encode())
    total.update(content)
    return total.digest()


def _arrays(state: State) -> dict[str, np.ndarray]:
    """Return what was found of a state as arrays."""
    layers = [layer for layer in state.layers if isinstance(layer, Routes)]
    if len(layers) < len(state.layers) or not layers:
        raise ValueError("only what a search finds is kept, layers of routes")
    found = {"sizes": np.array([len(layers), layers[0].links])}
    for x, layer in enumerate(layers):
        found |= {f"{x}.{name}": getattr(layer, name) for name in ROUTES}
        found |= {f"{x}.{name}": getattr(layer.crosses, name) for name in CROSSES}
    return found


def _layers(arrays: np.lib.npyio.NpzFile) -> tuple[Routes, ...]:
    """Return the layers that `_arrays` took apart."""
    count, links = arrays["sizes"].tolist()
    layers = []
    for x in range(count):
        indices, indptr = (arrays[f"{x}.{name}"] for name in CROSSES)
        shape = (2 * links, len(indptr) - 1)
        crosses = csc_array((np.ones(len(indices)), indices, indptr), shape=shape)
        layers.append(Routes(crosses=crosses, **{name: arrays[f"{x}.{name}"] for name in ROUTES}))
    return tuple(layers)
