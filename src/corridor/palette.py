"""Colours and the look of borders: facts of `data/palette.csv` and `data/borders.csv`, on light paper.

The page of the report reads the same tables, and colours of modes from `data/mode_colours.csv`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from corridor.facts import rows


@cache
def tints(group: str) -> Mapping[str, str]:
    """Return the colours of a group by name, as #rrggbb, in the order of the table.

    A `KeyError` says that there is no such group.
    """
    found = {row["name"]: row["light"] for row in rows("palette") if row["group"] == group}
    if not found:
        raise KeyError(group)
    return found


def scale(group: str) -> tuple[str, ...]:
    """Return the colours of a group from its lowest class to its highest."""
    return tuple(tints(group).values())


@cache
def dashes() -> Mapping[str, tuple[float, ...]]:
    """Return by class of border the lengths of dash and gap; none where its line is solid."""
    return {row["class"]: tuple(map(float, row["dash"].split())) for row in rows("borders")}
