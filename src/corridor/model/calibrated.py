"""The baseline economy of a case, by one call."""

from __future__ import annotations

from corridor.case.case import Case
from corridor.economy.economy import Economy
from corridor.model.baseline import Search, baseline
from corridor.network.states import ceiling
from corridor.types import Progress


def calibrate(case: Case, *, progress: Progress | None = None, search: Search = ceiling) -> Economy:
    """Return the baseline economy of a case: its network searched, its trade balanced (DESIGN 3.2).

    Parameters
    ----------
    case
        As `corridor.read` gives it.
    progress
        Called with (stage, done, total).
    search
        Finds the routes of the network; a cache may stand in for it.

    Raises
    ------
    InputError
        The accounts of the case do not close, or a region is not joined to the network.
    SolveError
        A trade matrix did not balance under the observed totals.

    """
    return baseline(case, progress=progress, search=search).economy
