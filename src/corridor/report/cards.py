"""The scorecard of every scenario, and what parks and mines do where, for the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corridor.report.figures import figures

if TYPE_CHECKING:
    from corridor.report.results import Results


def scorecard(appraisal: Results) -> dict[str, Any]:
    """Return the card's lines once, and per scenario and place what they say, in the order of the lines."""
    table = appraisal.scorecard
    lines = table[["account", "indicator", "unit"]].drop_duplicates("indicator")
    order = list(lines["indicator"])
    found: dict[str, dict[str, Any]] = {}
    for (scenario, place), part in table.groupby(["scenario", "region"], sort=False):
        rows = part.set_index("indicator").reindex(order)
        found.setdefault(str(scenario), {})[str(place)] = {
            "before": figures(rows["before"], 5),
            "after": figures(rows["after"], 5),
            "change": figures(rows["change"], 4),
            "percent": figures(rows["change_percent"], 4),
            "verdict": [text if isinstance(text, str) else "" for text in rows["verdict"]],
        }
    return {
        "lines": lines.to_dict("records"),
        "places": [str(place) for place in dict.fromkeys(table["region"])],
        "scenarios": found,
    }
