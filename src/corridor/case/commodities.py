"""Commodity classes, as `data/commodity_classes.csv` has them: how goods are handled on the way."""

from __future__ import annotations

from corridor.facts import rows

OFF_NETWORK = "off_network"
"""Handling of goods that no link carries: by pipe or belt, or used where they are made."""

ANY = "*"
"""In the table of mixes: any other country."""


def commodity_classes() -> tuple[str, ...]:
    """Return the commodity classes, in the order of every array with a class axis."""
    return tuple(row["class"] for row in rows("commodity_classes"))
