"""Each promise: its projects, what the model says they bring, what was observed, and the verdict on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import pandas as pd

from corridor.case.case import Case
from corridor.dates import ALLOWED, is_date, last_day
from corridor.errors import ARGUMENT, Fault, InputError
from corridor.pledges.pledge import Pledge, Pledges
from corridor.pledges.verdict import RULES, Judgement, judge, open_projects
from corridor.projects.project import FINISHED, Project
from corridor.projects.standing import StatusAt, by_date, status_on

Tables = Mapping[str, pd.DataFrame]
Statuses = Mapping[str, Sequence[StatusAt]]

DAYS_PER_YEAR = 365.25
WORLD = "world"


@dataclass(frozen=True, eq=False)
class PledgeRecord:
    """Verdicts on the pledges of a case on a day, with what they rest on."""

    day: date
    pledges: pd.DataFrame
    """One row per pledge: verdict, number of its rule, whether it is overdue, how its evidence is known, what
    its projects bring in a year (`gain_<country>_usd`), how much of that is finished, what is lost since its
    horizon (`delay_<country>_usd`). Without a run of the model, the last are not there."""
    tests: pd.DataFrame
    """One row per test: its state on the day, and why."""
    projects: pd.DataFrame
    """One row per pledge and linked project: status on the day, since when, source, gain."""
    observed: pd.DataFrame
    """Figures published by the day that a pledge watches."""
    model: pd.DataFrame
    """What the run says of the indicators that a pledge names; empty without a run."""
    by_verdict: pd.DataFrame
    """Verdicts by count and by value side by side; a project that serves several pledges is shared evenly."""
    history: pd.DataFrame
    """Every verdict since each pledge was made, with the day from which it holds."""

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        return {
            "pledges": self.pledges,
            "pledge_tests": self.tests,
            "pledge_projects": self.projects,
            "pledge_observed": self.observed,
            "pledge_model": self.model,
            "pledges_by_verdict": self.by_verdict,
            "pledge_history": self.history,
        }


def pledge_record(case: Case, at: str = "", *, run: Tables | None = None) -> PledgeRecord:
    """Return the verdicts on the pledges of a case on a day, with what they rest on.

    Parameters
    ----------
    case
        A case with `pledges.json`.
    at
        The day: evidence dated later does not count, and pledges made later are left out. Empty: the last
        day on which anything was published.
    run
        Tables of an appraisal of the case: `projects`, and `accounts` where there are any.

    Raises
    ------
    InputError
        The case has no pledges, or `at` is no date.

    """
    book = _book(case)
    statuses = {project.project_id: project.statuses for project in case.projects}
    days = _evidence_days(book, statuses)
    day = _day(at) if at else days[-1]
    made = [pledge for pledge in book.pledges if pledge.made <= day]
    found = [judge(pledge, statuses, book.observations, day) for pledge in made]
    gains = _gains(case, run)
    projects = _projects(case, found, gains)
    pledges = _pledges(found, projects, list(gains.columns))
    return PledgeRecord(
        day=day,
        pledges=pledges,
        tests=_tests(found),
        projects=projects,
        observed=_observed(book, made, day),
        model=_model(case, made, run),
        by_verdict=_by_verdict(pledges, projects, list(gains.columns)),
        history=_history(book, made, statuses, [one for one in days if one <= day]),
    )


def _book(case: Case) -> Pledges:
    if case.pledges is not None and case.pledges.pledges:
        return case.pledges
    cure = "add pledges.json (docs/reference/case-format.md)"
    raise InputError([Fault(file="pledges.json", message="the case has no pledges", cure=cure)])


def _day(text: str) -> date:
    if is_date(text):
        return last_day(text)
    said = {"column": "at", "value": text, "allowed": ALLOWED, "cure": "give a day"}
    raise InputError([Fault(file=ARGUMENT, message="no such date", **said)])  # type: ignore[arg-type]


def _evidence_days(book: Pledges, statuses: Statuses) -> list[date]:
    """Return every day on which something that counts was published, happened or fell due."""
    days = {pledge.made for pledge in book.pledges}
    days |= {last_day(one.published) for one in book.observations}
    linked = {name for pledge in book.pledges for name in pledge.projects}
    days |= {last_day(one.date) for name in linked for one in by_date(statuses.get(name, ()))}
    return sorted(days)


def _gains(case: Case, run: Tables | None) -> pd.DataFrame:
    """Return what projects bring in a year, US$, by country in focus and in the world; empty: no run."""
    columns = {f"ev_{country}_usd": country for country in [*case.settings.focus, WORLD]}
    if run is None:
        return pd.DataFrame()
    table = run["projects"].set_index("project_id")
    return table[list(columns)].rename(columns=columns).astype(float)


def _projects(case: Case, found: Iterable[Judgement], gains: pd.DataFrame) -> pd.DataFrame:
    """Return the linked projects of every pledge with their status on the day."""
    known = {project.project_id: project for project in case.projects}
    served = Counter(name for one in found for name in one.pledge.projects)
    rows = [
        {
            "pledge_id": one.pledge.pledge_id,
            **_standing(known[name], one.day),
            "finished_before": name not in open_projects(one.pledge, {name: known[name].statuses}),
            "serves": served[name],
            "years_late": _years_late(known[name], one),
            **{f"gain_{who}_usd": _gain(gains, name, who) for who in gains.columns},
        }
        for one in found
        for name in one.pledge.projects
    ]
    front = ["pledge_id", "project_id", "title", "status", "since", "known", "source"]
    return pd.DataFrame(rows, columns=None if rows else [*front, "finished_before", "serves", "years_late"])


def _standing(project: Project, day: date) -> dict[str, object]:
    at = status_on(project.statuses, day)
    unknown = next((s.reason for s in project.statuses if s.reason), "no dated source")
    return {
        "project_id": project.project_id,
        "title": project.title,
        "status": at.status if at else "",
        "since": at.date if at else "",
        "known": at.known if at else "unknown",
        "source": at.source if at else unknown,
    }


def _gain(gains: pd.DataFrame, name: str, who: str) -> float:
    return float(gains[who][name]) if name in gains.index else float("nan")


def _years_late(project: Project, one: Judgement) -> float:
    """Return the years from the horizon to the day it was finished, or to the day that is judged."""
    ends = [last_day(s.date) for s in by_date(project.statuses) if s.status in FINISHED]
    until = min([one.day, *ends])
    return max(0.0, (until - one.pledge.horizon).days / DAYS_PER_YEAR)


def _pledges(found: Iterable[Judgement], projects: pd.DataFrame, whose: Sequence[str]) -> pd.DataFrame:
    rows = []
    for one in found:
        pledge = one.pledge
        mine = projects[projects["pledge_id"] == pledge.pledge_id]
        pending = mine[~mine["finished_before"].astype(bool)]
        done = pending[pending["status"].isin(FINISHED)]
        row: dict[str, object] = {
            "pledge_id": pledge.pledge_id,
            "date": pledge.date,
            "who": pledge.who,
            "source": pledge.source,
            "quotation": pledge.quotation,
            "quotation_known": pledge.quotation_known,
            "field": pledge.field,
            "by": pledge.by,
            "by_source": pledge.by_source,
            "verdict": one.verdict,
            "rule": one.rule,
            "overdue": one.overdue,
            "evidence_known": one.known,
            "projects": len(mine),
            "finished_before": len(mine) - len(pending),
            "finished_since": len(done),
        }
        for who in whose:
            column = f"gain_{who}_usd"
            row[column] = pending[column].sum(min_count=1)
            row[f"finished_{who}_usd"] = done[column].sum() if len(pending) else float("nan")
            row[f"delay_{who}_usd"] = (pending[column] * pending["years_late"]).sum(min_count=1)
        rows.append(row)
    return pd.DataFrame(rows)


def _tests(found: Iterable[Judgement]) -> pd.DataFrame:
    columns = ["pledge_id", "test", "kind", "kept_if", "state", "finding", "known"]
    rows = [
        (one.pledge.pledge_id, number, f.test.kind, f.test.says, f.state, f.says, f.known)
        for one in found
        for number, f in enumerate(one.findings, start=1)
    ]
    return pd.DataFrame(rows, columns=columns)


def _observed(book: Pledges, made: Iterable[Pledge], day: date) -> pd.DataFrame:
    columns = ["pledge_id", "indicator", "period", "published", "value", "unit", "known", "source", "note"]
    rows = [
        (p.pledge_id, o.indicator, o.period, o.published, o.value, o.unit, o.known, o.source, o.note)
        for p in made
        for o in book.observations
        if o.indicator in p.watched and last_day(o.published) <= day
    ]
    return pd.DataFrame(rows, columns=columns)


def _model(case: Case, made: Iterable[Pledge], run: Tables | None) -> pd.DataFrame:
    """Return what the first scenario of a run says of the indicators that pledges name."""
    columns = ["pledge_id", "scenario", "account", "indicator", "region", "baseline", "change", "unit"]
    if run is None or "accounts" not in run or run["accounts"].empty:
        return pd.DataFrame(columns=columns)
    accounts = run["accounts"]
    near = accounts["region"].isin([*case.settings.focus, WORLD]) & (accounts["level"] != "region")
    first = accounts[near & (accounts["scenario"] == accounts["scenario"].iloc[0])]
    parts = []
    for pledge in made:
        names = [tuple(name.split(": ", 1)) for name in pledge.indicators]
        mine = first[[pair in names for pair in zip(first["account"], first["indicator"], strict=True)]]
        parts.append(mine.assign(pledge_id=pledge.pledge_id)[columns])
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _by_verdict(pledges: pd.DataFrame, projects: pd.DataFrame, whose: Sequence[str]) -> pd.DataFrame:
    """Return verdicts by count, and by the gain of the projects that were open, shared among pledges."""
    counts = pledges["verdict"].value_counts() if len(pledges) else pd.Series(dtype=int)
    verdict = dict(zip(pledges["pledge_id"], pledges["verdict"], strict=True)) if len(pledges) else {}
    pending = projects[~projects["finished_before"].astype(bool)]
    given = pending["pledge_id"].map(verdict)
    rows = []
    for number, name in enumerate(RULES, start=1):
        count = int(counts.get(name, 0))
        row: dict[str, object] = {"verdict": name, "rule": number, "pledges": count}
        row["share_of_pledges"] = count / len(pledges) if len(pledges) else float("nan")
        for who in whose:
            worth = pending[f"gain_{who}_usd"].fillna(0.0) / pending["serves"]
            mine, total = float(worth[given == name].sum()), float(worth.sum())
            row[f"gain_{who}_usd"] = mine
            row[f"share_of_gain_{who}"] = mine / total if total > 0.0 else float("nan")
        rows.append(row)
    return pd.DataFrame(rows)


def _history(book: Pledges, made: Iterable[Pledge], statuses: Statuses, days: Sequence[date]) -> pd.DataFrame:
    """Return every verdict of every pledge with the day from which it holds."""
    rows = []
    for pledge in made:
        of = partial(judge, pledge, statuses, book.observations)
        last = ""
        after = date.fromordinal(pledge.horizon.toordinal() + 1)
        for day in sorted({*days, *([after] if days and after <= days[-1] else [])}):
            if day < pledge.made:
                continue
            found = of(day)
            if found.verdict != last:
                rows.append((pledge.pledge_id, day.isoformat(), found.verdict, found.rule))
                last = found.verdict
    return pd.DataFrame(rows, columns=["pledge_id", "from", "verdict", "rule"])
