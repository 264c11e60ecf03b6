"""What sets of projects were found to be worth, so that none is valued twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from corridor.types import Floats


class Ledger:
    """Worth of sets of projects by their names, in memory; `corridor.io.ledger` keeps one on disk."""

    def __init__(self, known: Mapping[str, Floats] | None = None) -> None:
        self._known = dict(known or {})

    def get(self, names: Sequence[str]) -> Floats | None:
        """Return the worth of a set, [component]; None where it was never valued."""
        found = self._known.get(set_key(names))
        return None if found is None else np.array(found)

    def put(self, names: Sequence[str], worth: Floats) -> None:
        """Keep the worth of a set."""
        self._known[set_key(names)] = np.array(worth)


def set_key(names: Sequence[str]) -> str:
    """Return one text for a set of projects, whatever their order."""
    return " ".join(sorted(names))
