"""Write the pages of docs/reference that follow from the code, so that the two cannot differ.

The command line, parameters, indicators, tables of results and public names are whole pages; the columns of a
case's tables are a part of `case-format.md`. Run from the root of the checkout (some seconds):

    make reference
"""

from __future__ import annotations

from pathlib import Path

from corridor.accounts import indicators
from corridor.energy.system import FOLDER, TABLES
from corridor.io.tables import OBSERVED
from corridor.parameters import Parameter, default_parameters
from corridor.schema import Column, dictionary
from scripts import reference_commands, reference_python, reference_tables
from scripts.markdown import escaped

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
BEGIN = "<!-- columns: written by scripts/reference.py -->"
END = "<!-- columns end -->"

INDICATORS = """# Indicators

Written by `scripts/reference.py` from `corridor.accounts`. Each indicator is a numerator and, for ratios,
a denominator by region or country. A group of regions has the ratio of the sums, never a mean of means.
*Better* says which way the account wants it to move; where it is empty, the account does not say.
[Accounts](../method/accounts.md) explains them.
"""

PARAMETERS = """# Parameters

Written by `scripts/reference.py` from `src/corridor/data/parameters.toml`. These are the defaults. A case
changes them in its `parameters.toml`, a run with `--set NAME=VALUE`; `corridor parameters CASE` prints what a
case uses. A value outside its range is an error. *Published*: the number stands in the source; *estimated*:
derived from it; *assumed*: neither.
"""

PLACES = {
    "node": "network/node",
    "link": "network/link",
    "sections": "network/sections",
    "terrain": "network/terrain",
    "regions": "regions",
    **{table: f"observed/{table}" for table in OBSERVED},
    **{table: f"{FOLDER}/{table}" for table in TABLES},
}
"""Table to its file, without the ending; all others lie in `inputs/`."""


def pages() -> dict[str, str]:
    """Return every page that is written here, by file name, as the code wants it."""
    case_format = (REFERENCE / "case-format.md").read_text(encoding="utf-8")
    return {
        "case-format.md": with_columns(case_format),
        "commands.md": escaped(reference_commands.page()),
        "indicators.md": escaped(indicator_page()),
        "parameters.md": escaped(parameter_page()),
        "python.md": escaped(reference_python.page()),
        "tables.md": escaped(reference_tables.page()),
    }


def with_columns(text: str) -> str:
    """Return the page of the case format with the tables of columns as the dictionary has them."""
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{escaped(tables())}\n{END}{after}"


def indicator_page() -> str:
    """Return the page of indicators, one table per account."""
    parts = [INDICATORS]
    accounts = dict.fromkeys(indicator.account for indicator in indicators())
    for account in accounts:
        rows = [
            f"| {i.name} | {i.unit} | {i.definition} | {i.source} | {i.wanted} |"
            for i in indicators()
            if i.account == account
        ]
        head = "| indicator | unit | definition | source | better |\n|---|---|---|---|---|"
        parts.append("\n".join([f"## {account.capitalize()}\n", head, *rows]) + "\n")
    return "\n".join(parts)


def parameter_page() -> str:
    """Return the page of parameters, one table per group."""
    parts, entries = [PARAMETERS], default_parameters().entries
    for group in dict.fromkeys(name.split(".")[0] for name in entries):
        rows = [_parameter(entry) for name, entry in entries.items() if name.split(".")[0] == group]
        head = "| name | value | unit | range | status | source |\n|---|---:|---|---|---|---|"
        parts.append("\n".join([f"## {group.replace('_', ' ')}\n", head, *rows]) + "\n")
    return "\n".join(parts)


def _parameter(entry: Parameter) -> str:
    span = f"{entry.low:g} to {entry.high:g}"
    source = entry.source.replace("|", "\\|")
    return f"| `{entry.name}` | {entry.value:g} | {entry.unit} | {span} | {entry.status} | {source} |"


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
    """Write all pages."""
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
