"""Select link: who uses one link of a case."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from corridor.case.case import Case
from corridor.case.commodities import commodity_classes
from corridor.errors import ARGUMENT, Fault, InputError
from corridor.model.baseline import BaselineOf, baseline
from corridor.model.freight import tonnes
from corridor.model.selection import standing
from corridor.model.solved import world_of
from corridor.network.assignment.select import select_link
from corridor.types import Progress

ALONG, AGAINST = "along", "against"


def link_users(
    case: Case,
    link_id: int,
    *,
    projects: Iterable[str] = (),
    without: Iterable[str] = (),
    progress: Progress | None = None,
    baseline_of: BaselineOf = baseline,
) -> pd.DataFrame:
    """Return who uses a link: `origin, destination, commodity_class, direction, tonnes` a year.

    One row per pair, class and direction with traffic, the largest first. `along` goes from the link's
    first node to its second. `projects` as in `corridor.link_values`.

    Raises
    ------
    InputError
        The network has no such link, or the register no such project.

    """
    rows = np.flatnonzero((case.network.links["link_id"] == link_id).to_numpy())
    if not len(rows):
        cure = "`corridor links CASE` shows identifiers; link_id of the network's table of links has all"
        raise InputError(
            [Fault(file=ARGUMENT, message="no such link", column="link_id", value=str(link_id), cure=cure)]
        )
    stands = standing(case.projects, projects, without)
    found = world_of(baseline_of(case, progress=progress), stands)
    moved = tonnes(found.carried, found.baseline.economy, found.equilibrium)
    index = np.arange(len(moved))
    moved[index, index] = 0.0
    names = np.array(case.zones, dtype=object)
    parts = []
    for direction, word in enumerate((ALONG, AGAINST)):
        passing = select_link(found.state, moved, int(rows[0]), direction)
        o, d, c = np.nonzero(passing)
        parts.append(
            pd.DataFrame(
                {
                    "origin": names[o],
                    "destination": names[d],
                    "commodity_class": np.array(commodity_classes(), dtype=object)[c],
                    "direction": word,
                    "tonnes": passing[o, d, c],
                }
            )
        )
    users = pd.concat(parts, ignore_index=True)
    return users.sort_values("tonnes", ascending=False, kind="stable", ignore_index=True)
