"""What was found by solving, by the names of what was solved, so that nothing is solved twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from corridor.types import Floats


class Ledger:
    """Figures of sets of names, such as projects, in memory; `corridor.io.ledger` keeps one on disk."""

    def __init__(self, known: Mapping[str, Floats] | None = None) -> None:
        self._known = dict(known or {})

    def get(self, names: Sequence[str]) -> Floats | None:
        """Return the figures of a set, [component]; None where it was never solved."""
        found = self._known.get(set_key(names))
        return None if found is None else np.array(found)

    def put(self, names: Sequence[str], worth: Floats) -> None:
        """Keep the figures of a set."""
        self._known[set_key(names)] = np.array(worth)


def set_key(names: Sequence[str]) -> str:
    """Return one text for a set of names, whatever their order."""
    return " ".join(sorted(names))
