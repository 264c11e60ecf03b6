"""Write the tables of docs/method/vehicles.md that follow from data: coefficients, and cpec's prices.

python -m scripts.vehicles
"""

from __future__ import annotations

import csv
from pathlib import Path

from corridor.facts import rows
from corridor.travel.vehicles.fleet import COEFFICIENTS, TYPES

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "method" / "vehicles.md"
BEGIN, END = "<!-- {}: written by scripts/vehicles.py -->", "<!-- {} end -->"


def with_tables(text: str) -> str:
    """Return the page with its tables as the data have them."""
    with (ROOT / "cases" / "cpec" / "inputs" / "vehicles.csv").open(encoding="utf-8") as file:
        prices = [{**row, "coefficient": row["quantity"]} for row in csv.DictReader(file)]
    for name, found in (("coefficients", list(rows(COEFFICIENTS))), ("prices", prices)):
        begin, end = BEGIN.format(name), END.format(name)
        before, rest = text.split(begin)
        after = rest.split(end)[1]
        text = f"{before}{begin}\n\n{table(found)}\n{end}{after}"
    return text


def table(found: list[dict[str, str]]) -> str:
    """Return numbers by vehicle as a table of Markdown: one row each, with unit, status and source."""
    names = [row["vehicle"] for row in rows(TYPES)]
    lines = [
        f"| name | {' | '.join(names)} | unit | status | source |".replace("_", " "),
        f"|{'---|' * (len(names) + 4)}",
    ]
    for one in dict.fromkeys(row["coefficient"] for row in found):
        mine = {row["vehicle"]: row for row in found if row["coefficient"] == one}
        first = mine[names[0]]
        values = " | ".join(f"{float(mine[name]['value']):g}" for name in names)
        said = " | ".join(first[key].replace("US$", r"US\$") for key in ("unit", "status", "source"))
        lines.append(f"| `{one}` | {values} | {said} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
