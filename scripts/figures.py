"""The figures of README.md and docs/results: from runs to docs/results/figures.json to the prose.

A figure in prose stands before a mark, an HTML comment with its name:

    +0.42<!--planned.real_income.PAK.percent--> %     12.3<!--planned.money.npv_low/1e9-->

The file keeps what the prose marks, and of the island what a test compares.
Run from the root of the checkout, for all studies or for some:

    make figures
    make figures PART="appraise path"

The prose sets the decimals and the sign; the script writes the number. `make figures PART=prose` only writes
the numbers of the file into the prose again.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from corridor import __version__
from corridor.parameters import default_parameters
from scripts.figures_of_studies import STUDIES, Study

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docs" / "results" / "figures.json"
PAGES = (
    ROOT / "README.md",
    ROOT / "docs" / "reference" / "cpec.md",
    *sorted((ROOT / "docs" / "results").glob("*.md")),
)
"""Pages with marked figures."""
MARK = re.compile(
    r"(?P<shown>\d{4}-\d\d-\d\d|[+-]?\d[\d,]*(?:\.\d+)?|\w+)<!--(?P<name>[\w.-]+?)(?:(?P<do>[*/])(?P<by>[\de.]+))?-->"
)
"""A number, a word or a date, and the mark after it: a name, and a factor where the unit is another."""
WHOLE = ROOT / "out" / "figures"
"""Everything that studies gave when they last ran here, so that a new mark needs no new run."""
DIGITS = 6
"""Significant digits that the file keeps."""
READ = {".csv", ".parquet", ".json", ".toml"}
UNREAD = {"build", "raw", "sources"}
"""Folders of a case that a run does not read."""

Value = float | str


def inputs_digest(folder: Path) -> str:
    """Return the SHA-256 of what a run reads: tables of the case, defaults of parameters, the version."""
    entries = default_parameters().entries.values()
    defaults = sorted((entry.name, entry.value, entry.low, entry.high) for entry in entries)
    total = hashlib.sha256(repr([__version__, defaults]).encode())
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        read = path.suffix in READ and path.name != "datapackage.json" and not UNREAD & set(inside.parts)
        if path.is_file() and read:
            total.update(inside.as_posix().encode() + path.read_bytes())
    return total.hexdigest()


def recorded() -> dict[str, dict[str, Any]]:
    """Return the file: study to its record."""
    found: dict[str, dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return found


def figures() -> dict[str, Value]:
    """Return every figure of the file by name, and `recorded.STUDY`, the day of each run."""
    found: dict[str, Value] = {f"recorded.{name}": study["date"] for name, study in recorded().items()}
    for study in recorded().values():
        found |= study["figures"]
    return found


def marked(text: str) -> list[re.Match[str]]:
    """Return every marked figure of a page."""
    return list(MARK.finditer(text))


def run(name: str, study: Study) -> None:
    """Run a study and keep all that it gives in `out/figures`, whatever the prose marks today."""
    whole = {
        "command": study.command,
        "case": study.folder.relative_to(ROOT).as_posix(),
        "inputs": inputs_digest(study.folder),
        "version": __version__,
        "date": datetime.now(tz=UTC).date().isoformat(),
        "figures": {key: rounded(value) for key, value in study.run().items()},
    }
    WHOLE.mkdir(parents=True, exist_ok=True)
    (WHOLE / f"{name}.json").write_text(json.dumps(whole, indent=1), encoding="utf-8")


def keep(wanted: set[str]) -> None:
    """Write the file: of every study that ran here the figures marked, of the others what it had."""
    records = recorded()
    for name, study in STUDIES.items():
        path = WHOLE / f"{name}.json"
        if path.exists():
            whole = json.loads(path.read_text(encoding="utf-8"))
            kept = {k: v for k, v in sorted(whole["figures"].items()) if study.keeps_all or k in wanted}
            records[name] = {**whole, "figures": kept}
    ordered = {name: records[name] for name in STUDIES if name in records}
    FILE.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")


def rounded(value: Value) -> Value:
    """Return a number with the digits that the file keeps."""
    if isinstance(value, str):
        return value
    return "none" if math.isnan(value) else float(f"{value:.{DIGITS}g}")


def written(match: re.Match[str], known: Mapping[str, Value]) -> str:
    """Return a marked figure with its number anew; an unknown name stays, for the check to tell."""
    if match["name"] not in known:
        return match[0]
    shown = shape(known[match["name"]], match)
    return shown + match[0][len(match["shown"]) :]


def shape(value: Value, match: re.Match[str]) -> str:
    """Return a value with the decimals and the sign that the prose has."""
    if isinstance(value, str):
        return value
    if match["do"]:
        value = value * float(match["by"]) if match["do"] == "*" else value / float(match["by"])
    like = match["shown"]
    places = len(like.partition(".")[2]) if any(c.isdigit() for c in like) else 0
    sign = "+" if like[0] in "+-" else ""
    comma = "" if "year" in match["name"] else ","
    text = f"{value:{sign}{comma}.{places}f}"
    return text[1:] if text.startswith("-") and not float(text.replace(",", "")) and not sign else text


def differing(page: Path, known: Mapping[str, Value]) -> list[str]:
    """Return what is wrong with the marked figures of a page."""
    wrong = []
    for match in marked(page.read_text(encoding="utf-8")):
        if match["name"] not in known:
            wrong.append(f"{page.name}: no figure is called {match['name']}")
        elif (shown := shape(known[match["name"]], match)) != match["shown"]:
            wrong.append(f"{page.name}: {match['name']} is {shown}, the page says {match['shown']}")
    return wrong


def write_prose() -> None:
    """Write the numbers of the file into the pages."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        page.write_text(MARK.sub(partial(written, known=figures()), text), encoding="utf-8")


def main(parts: list[str]) -> None:
    """Run the studies named (all where none is), keep their figures, and write the prose."""
    if unknown := set(parts) - {*STUDIES, "prose"}:
        sys.exit(f"no study is called {', '.join(sorted(unknown))}; there are {', '.join(STUDIES)}")
    for name, study in STUDIES.items():
        if not parts or name in parts:
            print(f"{name}: {study.command}", flush=True)
            run(name, study)
    keep({match["name"] for page in PAGES for match in marked(page.read_text(encoding="utf-8"))})
    write_prose()
    wrong = [line for page in PAGES for line in differing(page, figures())]
    sys.exit("\n".join(wrong) if wrong else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
