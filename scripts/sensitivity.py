"""Write docs/sensitivity.md: what the headline of CPEC does when one assumption moves.

Every row is a whole appraisal with one assumption at the low and then at the high end of its range, all
others at their values. Run from the root of the checkout (some 40 minutes):

    .venv/bin/python scripts/sensitivity.py
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import corridor as co
from corridor.model.baseline import baseline
from corridor.network.states import Quest, State, ceiling

PAGE = Path(__file__).parents[1] / "docs" / "sensitivity.md"
PORTFOLIOS = ("upgraded", "first-decade")

ROWS = (
    ("trade_elasticity.C", "trade elasticity of manufactures"),
    ("trade_elasticity.A", "trade elasticity of farm goods"),
    ("trade_elasticity.B", "trade elasticity of mining goods"),
    ("services_distance_elasticity", "fall of services trade with distance"),
    ("internal.speed", "speed of haulage within a region"),
    ("benefit_growth", "growth of benefits"),
    ("carbon_price", "carbon price"),
    ("rate_per_tonne_km.road", "road rates, all classes"),
    ("rate_per_tonne_km.rail", "rail rates, all classes"),
    ("rate_per_tonne_km.sea", "sea rates, all classes"),
    ("value_of_time.container", "value of time, containers"),
    ("value_of_time", "value of time, all classes"),
    ("park.productivity", "firms of parks over others"),
    ("park.occupancy", "land of parks in use"),
)
"""Parameter, or beginning of the names of several that move together, and what it is."""

HEAD = """# What moves the headline

Each row moves one assumption to the low and to the high end of its quoted range, with everything else at its
value, and appraises CPEC again: the network searched, the baseline calibrated and every scenario solved anew.
Shown is the change of Pakistan's real income, in per cent, and the economic rate of return of the portfolio.
The ranges and their sources are those of `corridor parameters cpec`; the value of a tonne is a column of
`inputs/sectors.csv`, here halved and doubled in every freight sector.

The command that makes this page:

```sh
.venv/bin/python scripts/sensitivity.py
```

One cell at a time, the command line gives the same figures:

```sh
corridor appraise cpec --set trade_elasticity.C=2.5 --json --quiet
```

| assumption | taken as | planned: income, % | planned: EIRR, % | built: income, % | built: EIRR, % |
|---|---|---:|---:|---:|---:|
"""


@dataclass(frozen=True)
class Variant:
    """One row: what is moved, to what, and the case with it moved."""

    assumption: str
    setting: str
    case: co.Case


def variants(case: co.Case) -> Iterator[Variant]:
    """Return the case as it is, then every assumption at its low and its high end."""
    yield Variant("none: as published", "", case)
    for prefix, label in ROWS:
        names = [n for n in case.parameters if n == prefix or n.startswith(prefix + ".")]
        for end in ("low", "high"):
            values = {name: getattr(case.parameters.record(name), end) for name in names}
            moved = replace(case, parameters=case.parameters.with_values(values))
            setting = f"{values[names[0]]:g}" if len(names) == 1 else f"each at its {end} end"
            yield Variant(f"{label} (`{prefix}`)", setting, moved)
    for factor, word in ((0.5, "halved"), (2.0, "doubled")):
        value = case.sectors["value_usd_per_tonne"] * factor
        moved = replace(case, sectors=case.sectors.assign(value_usd_per_tonne=value))
        yield Variant("value of a tonne (`value_usd_per_tonne`)", word, moved)


def remembered() -> Callable[..., State]:
    """Return a search of the network that keeps its last result, for runs at the same link costs."""
    last: list[tuple[bytes, State]] = []

    def search(quest: Quest, *, progress: object = None) -> State:  # noqa: ARG001 - the signature of `dearest`
        key = quest.link_cost.tobytes()
        if not last or last[0][0] != key:
            last.clear()
            last.append((key, ceiling(quest)))
        return last[0][1]

    return search


def row(variant: Variant, baseline_of: Callable[..., object]) -> str:
    """Return the line of the table for one variant."""
    result = co.appraise(variant.case, baseline_of=baseline_of)
    accounts = result.accounts.set_index(["scenario", "indicator", "region"])
    rate = result.portfolios.set_index("project_id")["eirr"]
    cells = []
    for name in PORTFOLIOS:
        income = accounts.loc[(name, "real income", "PAK")]
        cells += [f"{100 * income['change'] / income['baseline']:.3f}", f"{100 * rate[name]:.1f}"]
    return "| " + " | ".join([variant.assumption, variant.setting, *cells]) + " |"


def table(listed: Iterable[Variant]) -> str:
    """Return all lines, with a word on the terminal after each."""
    baseline_of = partial(baseline, search=remembered())
    lines = []
    for variant in listed:
        lines.append(row(variant, baseline_of))
        print(lines[-1], file=sys.stderr, flush=True)
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    reading = text[text.index("\n## ") :] if "\n## " in text else ""
    PAGE.write_text(HEAD + table(variants(co.read("cpec"))) + reading, encoding="utf-8")


if __name__ == "__main__":
    main()
