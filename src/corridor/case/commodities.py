"""Commodity classes, as `data/commodity_classes.csv` has them."""

from __future__ import annotations

from corridor.facts import rows


def commodity_classes() -> tuple[str, ...]:
    """Return the commodity classes, in the order of every array with a class axis."""
    return tuple(row["class"] for row in rows("commodity_classes"))
