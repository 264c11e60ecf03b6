"""Write the table of columns into docs/data.md from the data dictionary, so that the two cannot differ.

Run from the root of the checkout after a change of src/corridor/data/tables.csv:

    .venv/bin/python scripts/data_page.py
"""

from __future__ import annotations

from pathlib import Path

from corridor.energy.system import FOLDER, TABLES
from corridor.schema import Column, dictionary

PAGE = Path(__file__).parents[1] / "docs" / "data.md"
BEGIN = "<!-- columns: written by scripts/data_page.py -->"
END = "<!-- columns end -->"

PLACES = {
    "node": "network/node",
    "link": "network/link",
    "sections": "network/sections",
    "regions": "regions",
    "checks": "checks",
    **{table: f"{FOLDER}/{table}" for table in TABLES},
}
"""Table to its file, without the ending; all others lie in `inputs/`."""


def current(text: str) -> str:
    """Return the page with the tables of columns as the dictionary has them."""
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{tables()}\n{END}{after}"


def tables() -> str:
    """Return one section per table of the dictionary."""
    parts = []
    for table, columns in dictionary().items():
        file = PLACES.get(table, f"inputs/{table}")
        rows = "\n".join(_row(column) for column in columns)
        head = "| column | type | unit | needed | allowed | what it is |\n|---|---|---|---|---|---|"
        parts.append(f"### `{file}`\n\n{head}\n{rows}\n")
    return "\n".join(parts)


def _row(column: Column) -> str:
    needed = "yes" if column.required else "no"
    if column.required and column.nullable:
        needed = "yes; a value may be empty"
    cells = [f"`{column.name}`", column.type, column.unit, needed, _allowed(column), column.description]
    return "| " + " | ".join(cells) + " |"


def _allowed(column: Column) -> str:
    if column.references:
        return f"a `{column.references}`"
    if column.allowed:
        return ", ".join(f"`{word}`" for word in column.allowed)
    bounds = [
        f"{word} {bound:g}"
        for word, bound in (
            ("above" if column.above else "at least", column.minimum),
            ("at most", column.maximum),
        )
        if bound is not None
    ]
    return ", ".join([*bounds, *(["each once"] if column.unique else [])])


def main() -> None:
    """Write the page."""
    PAGE.write_text(current(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
