"""`corridor forecast` and `corridor score`: quantiles that can be sealed, graded when outcomes are known."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corridor.cli.options import CaseArgument, Json, Name, Out
from corridor.cli.outcome import ending
from corridor.cli.show import console, print_json, records, table

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from corridor.studies.compare.differences import KeptRun


def forecast(  # noqa: PLR0913 - one argument per option
    case: CaseArgument,
    *,
    first: Annotated[int, typer.Option("--from", metavar="YEAR", help="First year.")] = 2024,
    last: Annotated[int, typer.Option("--to", metavar="YEAR", help="Last year.")] = 2030,
    data_to: Annotated[int, typer.Option(metavar="YEAR", help="Last year whose data may be used.")] = 2023,
    run: Annotated[
        str, typer.Option(metavar="RUN", help="An appraisal whose gains districts have: a folder or a name.")
    ] = "",
    seal: Annotated[bool, typer.Option("--seal", help="Write it with its hash and the day.")] = False,
    out: Out = Path("out"),
    name: Name = "",
    json: Json = False,
) -> None:
    """Forecast real GDP by country, and by district of home, with quantiles.

    Uses data up to a year and nothing later. Sealed, it can be graded when outcomes are known (`corridor
    score`), and nobody can change it unseen.

    Writes `DIR/<case>/forecast-<hash>/`: the table `forecast`, `run.json` and, sealed, `forecast.json`.

    **Examples**

        corridor forecast cpec --seal

        corridor forecast cpec --data-to 2018 --from 2019 --to 2023 --seal --name known
    """
    with ending(as_json=json):
        from corridor.io.case import read
        from corridor.io.kept_runs import read_run, run_folder
        from corridor.io.runs import Run, write
        from corridor.io.seal import FILE, sealed, write_sealed
        from corridor.studies.forecast import forecast as made

        whole = read(case)
        place = run_folder(run, whole.settings.name, out)
        weighed = read_run(place, ("regions",), case=whole.settings.name) if run else None
        found = made(whole, data_to=data_to, years=(first, last), gains=_gains(weighed))
        asked: dict[str, Any] = {
            "data_to": data_to,
            "years": [first, last],
            "run": weighed.name if weighed else "",
        }
        files, hashed = {}, ""
        if seal:
            document = {
                "case": whole.settings.name,
                "sealed_on": dt.datetime.now(tz=dt.UTC).date().isoformat(),
                **asked,
                "inputs": dict(whole.digests),
                "forecast": found.to_dict("list"),
            }
            hashed = str(sealed(document)["seal"])
            files = {FILE: partial(write_sealed, document)}
        folder = write(Run(whole, "forecast", asked, {"forecast": found}, files=files), out, name=name)
    if json:
        print_json(
            {"case": whole.settings.name, "folder": str(folder), "seal": hashed, "forecast": records(found)}
        )
        return
    screen = console()
    screen.print(_ends(found))
    if hashed:
        screen.print(f"Sealed: {hashed}", soft_wrap=True)
    screen.print(f"Results: {folder}", soft_wrap=True)


def _gains(run: KeptRun | None) -> pd.DataFrame | None:
    """Return what the first scenario of a run brings to districts."""
    if run is None:
        return None
    table = run.tables["regions"]
    first: pd.DataFrame = table[table["scenario"] == table["scenario"].iloc[0]]
    return first


def _ends(found: pd.DataFrame) -> Table:
    """Return the last year of every country."""
    last = found["year"].max()
    end = found[(found["year"] == last) & (found["indicator"] == "real GDP")]
    headers = ("place", "year", "over the last known: median (1)", "90 % from (1)", "to (1)")
    rows = [
        (row["place"], str(last), *(row[q] / row["last"] for q in ("q0.5", "q0.05", "q0.95")))
        for row in records(end)
    ]
    return table("Real GDP", headers, rows)


def score(
    forecast: Annotated[
        Path, typer.Argument(metavar="FORECAST", help="Folder or file of a sealed forecast.")
    ],
    outcomes: Annotated[
        Path, typer.Argument(metavar="OUTCOMES", help="Table with place (or country), year, value (or gdp).")
    ],
    *,
    json: Json = False,
) -> None:
    """Grade a sealed forecast by what came: CRPS, coverage of its intervals, rank correlation.

    A forecast that was changed after it was sealed is refused. `naive` is the score of the forecast that
    nothing changes. Writes nothing.

    **Example**

        corridor score out/cpec/known cases/cpec/observed/activity.csv
    """
    with ending(as_json=json):
        import pandas as pd

        from corridor.io.seal import read_outcomes, read_sealed
        from corridor.studies.forecast import INDICATOR, scored

        document = read_sealed(forecast)
        found = pd.DataFrame(document["forecast"])
        scores, summary = scored(found, read_outcomes(outcomes, INDICATOR))
    if json:
        print_json({"seal": document["seal"], "summary": records(summary), "scores": records(scores)})
        return
    headers = (
        "indicator",
        "graded (1)",
        "CRPS %",
        "naive %",
        "in 50 % (1)",
        "in 90 % (1)",
        "rank correlation (1)",
    )
    rows = [tuple(row.values()) for row in records(summary)]
    console().print(table(f"Sealed {document['sealed_on']}, data to {document['data_to']}", headers, rows))
