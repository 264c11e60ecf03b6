"""What a closed link costs: first order for all links of the home country, in full for the dearest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from corridor.economy.shock import Shock, equilibrium
from corridor.errors import SolveError
from corridor.ledger import Ledger
from corridor.model.baseline import Baseline
from corridor.model.closure import closure_of
from corridor.model.freight import tonnes
from corridor.model.solved import today
from corridor.model.trade_costs import carried_at
from corridor.network.closures import closable, each_closed
from corridor.network.contraction import customise
from corridor.network.graph import Graph, cheapest_links, prepare
from corridor.network.modes import generalised_cost, running_hours
from corridor.network.skims import centroids
from corridor.parallel import each
from corridor.types import Floats, Ints, Progress

DAYS = 365.0
FALLBACK = "risk.fallback_cost"
BLOCK, PROCESSES = 20, 4
"""Closures that one process solves at a time, and processes; each holds some hundred megabytes."""

NOTHING = 1e-9
"""US$/t below which a pair's cost has not changed."""

FIGURES = (
    "rerouted_usd_day",
    "fallback_usd_day",
    "loss_home_usd_day",
    "loss_world_usd_day",
    "people_cut_off",
    "trade_cut_off_usd_day",
    "tonnes_day",
    "residual",
)
"""What is kept of a closure, in this order; their columns say what they are."""


@dataclass(frozen=True, eq=False)
class Closure:
    """Links that close together."""

    name: str
    rows: Ints


MODEL_ONLY = ("connector",)
"""Modes that stand for access within a place and close with nothing."""


def home_links(baseline: Baseline) -> Ints:
    """Return rows of links of the home country, borders and ports too, without access links."""
    home, links = baseline.case.settings.focus[0], baseline.case.network.links
    return np.flatnonzero(((links["country"] == home) & ~links["mode"].isin(MODEL_ONLY)).to_numpy())


def first_order(baseline: Baseline) -> pd.DataFrame:
    """Return what closing each link of the home country costs to first order, one row per link in use.

    Every tonne on the link takes the least way from its one end to its other instead, at the cost of the mean
    tonne of all these links. If all were alike no re-routing could cost more; shippers whose hours are dearer
    may. A link without another way cuts off what it carries: no figure, `cut` is true.
    `detour_hours` and `detour_km` are those of the quickest and of the shortest other way.
    """
    case, rows = baseline.case, home_links(baseline)
    carried = today(baseline).on_links.sum(axis=1)
    rows = rows[carried[rows].sum(axis=1) > 0.0]
    links = case.network.links.iloc[rows]
    mix = carried[rows].sum(axis=0) / carried[rows].sum()
    cost = _mean_cost(baseline, mix)
    hours = np.where(np.isfinite(cost), running_hours(case.network.links), np.inf)
    km = np.where(np.isfinite(cost), case.network.links["length"].to_numpy(dtype=float), np.inf)
    ends = np.unique(np.concatenate([end[rows] for end in case.network.ends]))
    graph = prepare(case.network, np.union1d(ends, centroids(case.network, case.zones)))
    extra = {name: _detours(graph, value, baseline, rows) for name, value in _measures(cost, hours, km)}
    day = carried[rows].sum(axis=1) / DAYS
    cut = ~np.isfinite(extra["cost"])
    told = [name for name in ("link_id", "mode", "section", "name", "length") if name in links]
    found: pd.DataFrame = (
        links[told]
        .reset_index(drop=True)
        .assign(
            tonnes_day=day,
            detour_usd_t=np.where(cut, np.nan, extra["cost"]),
            detour_hours=np.where(cut, np.nan, extra["hours"]),
            detour_km=np.where(cut, np.nan, extra["km"]),
            first_order_usd_day=np.where(cut, np.nan, day * np.where(cut, 0.0, extra["cost"])),
            cut=cut,
            row=rows,
        )
    )
    return found


def _measures(cost: Floats, hours: Floats, km: Floats) -> Sequence[tuple[str, Floats]]:
    return (("cost", cost), ("hours", hours), ("km", km))


def _mean_cost(baseline: Baseline, mix: Floats) -> Floats:
    """Return the cost of each link for the mean tonne, [link] US$/t; `mix` is the share of each class."""
    cost = generalised_cost(baseline.case.network.links, baseline.rates)
    by_class = baseline.rates.shippers.mean(list(cost.T))
    mean: Floats = np.where(np.isfinite(by_class).all(axis=1), by_class @ mix, np.inf)
    return mean


def _detours(graph: Graph, value: Floats, baseline: Baseline, rows: Ints) -> Floats:
    """Return by how much the least other way between the ends of each link is longer than it, [link].

    Both ends stay in the contracted graph: a link is one arc of its own, and no other arc runs over it.
    """
    without = value.copy()
    without[rows] = np.inf
    open_arcs, shut_arcs = (
        customise(graph.contraction, cheapest_links(graph, v)[0])[0] for v in (value, without)
    )
    pairs, core = graph.contraction.core_pairs, graph.contraction.core
    low, high = (np.searchsorted(core, end[pairs]) for end in (graph.contraction.low, graph.contraction.high))
    tail, head = np.concatenate([low, high]), np.concatenate([high, low])
    arc = np.concatenate([2 * pairs, 2 * pairs + 1])
    order = np.lexsort((head, tail))
    keys = tail[order] * len(core) + head[order]
    matrix = csr_matrix((open_arcs[arc[order]], (tail[order], head[order])), shape=(len(core), len(core)))
    shut = shut_arcs[arc[order]]
    start, end = (np.searchsorted(core, side[rows]) for side in baseline.case.network.ends)
    parallel = _others(graph, value, rows)
    found = np.full(len(rows), np.inf)
    for k, (u, v) in enumerate(zip(start, end, strict=True)):
        entries = np.searchsorted(keys, [u * len(core) + v, v * len(core) + u])
        old = matrix.data[entries].copy()
        matrix.data[entries] = np.minimum(shut[entries], parallel[k])
        found[k] = dijkstra(matrix, indices=u)[v]
        matrix.data[entries] = old
    return np.maximum(found - value[rows], 0.0)


def _others(graph: Graph, value: Floats, rows: Ints) -> Floats:
    """Return the least value of another link in question between the same two nodes, [link]."""
    arc = np.full(graph.links, -1, dtype=np.int64)
    arc[graph.link[::-1]] = graph.arc[::-1] // 2
    found = np.full(len(rows), np.inf)
    together: dict[int, list[int]] = {}
    for k, pair in enumerate(arc[rows].tolist()):
        together.setdefault(pair, []).append(k)
    for same in together.values():
        for k in same:
            found[k] = min((value[rows[other]] for other in same if other != k), default=np.inf)
    return found


def chosen(table: pd.DataFrame, count: int) -> list[Closure]:
    """Return the closures of single links to solve in full: the largest of first order, cut ones first.

    Of links in a row that carry the same tonnes at the same detour one stands for all.
    """
    key = table.assign(
        tonnes=table["tonnes_day"].round(1), detour=(table["detour_usd_t"] + table["length"]).round(0)
    )
    kept = table[~key.duplicated(subset=["mode", "section", "tonnes"]) | (key["section"] == "")]
    big = kept["first_order_usd_day"].fillna(np.inf)
    ranked = (
        kept.assign(big=big).sort_values(["big", "tonnes_day"], ascending=False, kind="stable").head(count)
    )
    return [
        Closure(f"link {row.link_id}", np.array([row.row], dtype=np.int64)) for row in ranked.itertuples()
    ]


def solved_closures(
    baseline: Baseline,
    closures: Sequence[Closure],
    *,
    ledger: Ledger | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return the full answer of every closure: traffic re-routed, the economy solved again.

    Pairs of regions that no way joins pay what the cheapest way cost before plus the fall-back (air). A
    day's loss is a 365th of that of a year in which the closure lasts: what a long closure costs a day. In a
    short one trade has no time to change, and the loss lies between it and `rerouted_usd_day`. Where the
    economy has no equilibrium with the links closed, losses are not a number, and re-routing is still told.
    """
    known = ledger or Ledger()
    waiting = [one for one in closures if known.get([one.name]) is None and len(one.rows)]
    if waiting:
        _solve(baseline, waiting, known, progress)
    rows = []
    for one in closures:
        figures = known.get([one.name])
        if figures is not None:
            rows.append(
                {"closure": one.name, "links": len(one.rows), **dict(zip(FIGURES, figures, strict=True))}
            )
    return pd.DataFrame(rows)


def _solve(baseline: Baseline, waiting: Sequence[Closure], known: Ledger, progress: Progress | None) -> None:
    case = baseline.case
    cost = generalised_cost(case.network.links, baseline.rates)
    rows = np.unique(np.concatenate([one.rows for one in waiting]))
    zones = centroids(case.network, case.zones)
    base = closable(case.network, zones, rows, (cost, baseline.rates.shippers), progress)
    moved = tonnes(baseline.carried, baseline.economy, None)
    blocks = [waiting[begin : begin + BLOCK] for begin in range(0, len(waiting), BLOCK)]
    _ = baseline.linearised  # made once, before the work is shared

    def figures(block: int) -> list[tuple[int, Floats]]:
        closed = each_closed(base, [one.rows for one in blocks[block]])
        return [(number, figures_of(baseline, after, moved)) for number, after in closed]

    done = 0
    for block, found in enumerate(each(figures, len(blocks), at_a_time=PROCESSES)):
        for number, value in found:
            known.put([blocks[block][number].name], value)
        done += len(found)
        if progress:
            progress("closures: solve", done, len(waiting))


def figures_of(baseline: Baseline, after: Floats, moved: Floats) -> Floats:
    """Return the figures of a closure, from costs while it lasts and tonnes before, both [o, d, class]."""
    case, before = baseline.case, baseline.today.cost
    n = len(before)
    nowhere = np.asarray(~np.isfinite(after).all(axis=2))
    fallback = case.parameters[FALLBACK]
    paid = np.where(nowhere[:, :, None], before + fallback, np.minimum(after, before + fallback))
    between = moved.copy()
    between[np.arange(n), np.arange(n)] = 0.0
    extra = np.where(paid - before > NOTHING, paid - before, 0.0)
    by_air = paid >= before + fallback
    cost = between * extra
    home = (case.regions["country"] == case.settings.focus[0]).to_numpy()
    loss, residual = np.zeros(n), 0.0
    if extra.any():
        loss, residual = _loss(baseline, paid)
    trade = baseline.economy.trade_share * baseline.economy.expenditure[None]
    people = case.regions["population"].to_numpy(dtype=float)
    lost = np.asarray(np.maximum(nowhere.mean(axis=0), nowhere.mean(axis=1)) >= 0.5)
    return np.array(
        [
            cost[~by_air].sum() / DAYS,
            cost[by_air].sum() / DAYS,
            loss[home].sum() / DAYS,
            loss.sum() / DAYS,
            people[lost & home].sum(),
            trade[nowhere].sum() / DAYS,
            between[extra > 0.0].sum() / DAYS,
            residual,
        ]
    )


def _loss(baseline: Baseline, paid: Floats) -> tuple[Floats, float]:
    """Return what regions lose in a year, US$, and the residual of the solve.

    Not a number where there is no equilibrium: a region that lends and is cut off cannot earn what it lends.
    """
    goods = carried_at(baseline.case, baseline.cargo, paid)
    shock = Shock(goods.tau / baseline.tau)
    try:
        solved = equilibrium(
            baseline.economy, shock, closure_of(baseline.case), linearised=baseline.linearised
        )
    except SolveError:
        return np.full(len(paid), np.nan), np.nan
    return -solved.equivalent_variation, solved.certificate.worst


def named(closures: Mapping[str, Ints]) -> list[Closure]:
    """Return named sets of links as closures."""
    return [Closure(name, rows) for name, rows in closures.items()]
