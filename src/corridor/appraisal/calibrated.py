"""The baseline economy of a case, by one call."""

from __future__ import annotations

from corridor.appraisal.case import Case
from corridor.appraisal.worlds import Progress, Search, worlds
from corridor.economy.economy import Economy
from corridor.network.states import dearest


def calibrate(case: Case, *, progress: Progress | None = None, search: Search = dearest) -> Economy:
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
    return worlds(case, progress=progress, search=search).economy
