"""The page of the tables of a run, from the tables that the program follows."""

from __future__ import annotations

from corridor.run_tables import RunTable, run_tables

HEAD = """# Tables of a run

Written by `scripts/reference.py` from `src/corridor/data/run_tables.csv` and `run_columns.csv`. An
`Appraisal` holds these tables; a run writes each as `tables/<name>.parquet` and `csv/<name>.csv`. Money is
US$ of the price year. A column without a unit is a word or a plain ratio; a hat is with over without.
`{country}` stands for each country in focus, `{home}` for the first of them, `{rate}` for `low` and `high`.
"""


def page() -> str:
    """Return the page: the tables, then the columns of each."""
    tables = run_tables()
    rows = [f"| [`{t.name}`](#{t.name}) | {t.row} | {t.what_it_says} |" for t in tables.values()]
    head = "| table | one row per | what it says |\n|---|---|---|"
    parts = [HEAD, "\n".join([head, *rows]), *map(_columns, tables.values())]
    return "\n".join(parts) + "\n"


def _columns(table: RunTable) -> str:
    rows = [f"| `{one.name}` | {one.unit} | {one.description} |" for one in table.columns]
    return "\n".join([f"\n## {table.name}\n", "| column | unit | what it is |\n|---|---|---|", *rows])
