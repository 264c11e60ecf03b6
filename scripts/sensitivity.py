"""Write docs/results/sensitivity.md: what the headline of CPEC does when one assumption moves.

Every row is a whole appraisal with one assumption at the low and then at the high end of its range, all
others at their values. Run from the root of the checkout (some 40 minutes):

    .venv/bin/python -m scripts.sensitivity
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
from scripts.measured import measured

PAGE = Path(__file__).parents[1] / "docs" / "results" / "sensitivity.md"
PORTFOLIOS = ("upgraded", "first-decade")

ROWS = (
    ("trade_elasticity.C", "trade elasticity of manufactures"),
    ("trade_elasticity.A", "trade elasticity of farm goods"),
    ("trade_elasticity.B", "trade elasticity of mining goods"),
    ("distance_elasticity", "fall of trade in goods with distance, besides freight"),
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

Each row moves one assumption to the low and to the high end of its quoted range, everything else at its
value, and appraises CPEC again: the network searched, the baseline calibrated and every scenario solved anew.
The columns are *differences from the headline*: percentage points of Pakistan's real income, and points of
the economic rate of return. [](../reference/parameters.md) has the ranges and their sources; the value of a
tonne is a column of `inputs/commodities`, here halved and doubled in every freight sector.

`scripts/sensitivity.py` writes the table (some 40 minutes).
{measured}

| assumption | taken as | planned: income | planned: EIRR | built: income | built: EIRR |
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
        tables = (case.commodities, case.commodity_mix)
        goods, mix = (
            frame.assign(value_usd_per_tonne=frame["value_usd_per_tonne"] * factor) for frame in tables
        )
        moved = replace(case, commodities=goods, commodity_mix=mix)
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


def headline(variant: Variant, baseline_of: Callable[..., object]) -> tuple[float, ...]:
    """Return real income and rate of return of both portfolios, in per cent."""
    result = co.appraise(variant.case, baseline_of=baseline_of)
    accounts = result.accounts.set_index(["scenario", "indicator", "region"])
    rate = result.portfolios.set_index("project_id")["eirr"]
    cells: list[float] = []
    for name in PORTFOLIOS:
        income = accounts.loc[(name, "real income", "PAK")]
        cells += [100 * income["change"] / income["baseline"], 100 * rate[name]]
    return tuple(cells)


def table(listed: Iterable[Variant]) -> str:
    """Return all lines as differences from the first variant, with a word on the terminal after each."""
    baseline_of = partial(baseline, search=remembered())
    variants_left = iter(listed)
    usual = headline(next(variants_left), baseline_of)
    lines = []
    for variant in variants_left:
        moved = [a - b for a, b in zip(headline(variant, baseline_of), usual, strict=True)]
        cells = [f"{value:+.{places}f}" for value, places in zip(moved, (3, 1, 3, 1), strict=True)]
        lines.append("| " + " | ".join([variant.assumption, variant.setting, *cells]) + " |")
        print(lines[-1], file=sys.stderr, flush=True)
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    reading = text[text.index("\n## ") :] if "\n## " in text else ""
    found = table(variants(co.read("cpec")))
    PAGE.write_text(HEAD.replace("{measured}", measured()) + found + reading, encoding="utf-8")


if __name__ == "__main__":
    main()
