"""All link values of the reference case, over one solve and over differences link by link."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from benchmarks.timing import Figure, best_of
from corridor.io.case import read
from corridor.io.search_cache import cache_folder, remembered
from corridor.model.baseline import baseline
from corridor.model.solved import solved
from corridor.studies.link_values import chosen_world, valued

AIM = 2.0


def figures() -> Iterator[Figure]:
    """Yield the ratio to one solve of a project, its network included, and that to two solves per link."""
    case = read("cpec")
    kept = partial(baseline, search=remembered(cache_folder()))
    found, scenario = chosen_world(case, [], baseline_of=kept)
    planned = next(p for p in case.projects if p.portfolio == "planned" and p.effects)
    _, other = chosen_world(case, [planned.project_id], baseline_of=kept)
    alone = best_of(lambda: solved(found.baseline, other), 3)
    first = best_of(lambda: valued(found, scenario, "real income", "PAK"), 1)
    took = best_of(lambda: valued(found, scenario, "real income", "PAK"), 3)
    used = int((found.on_links.sum(axis=(1, 2)) > 0.0).sum())
    note = f"{took:.2f} s, a solve {alone:.2f} s; the first call {first:.2f} s, compilation included"
    yield Figure("values of all links of cpec, over one solve of a project", took / alone, "times", AIM, note)
    one_by_one = 2 * used * alone
    note = f"{used:,} links in use, two solves each: {one_by_one / 3600:.1f} h (reckoned, not run)"
    yield Figure("the same, over differences link by link", took / one_by_one, "times", None, note)
