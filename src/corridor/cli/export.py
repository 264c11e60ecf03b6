"""`corridor export`: a run in the formats of others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corridor.cli.options import Json, Out
from corridor.cli.outcome import ending
from corridor.cli.show import console, print_json


def export(
    run: Annotated[str, typer.Argument(metavar="RUN", help="Folder of a run of `corridor appraise`.")],
    *,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="`oc4ids`, `iati` or `gmns`.")],
    case: Annotated[
        str, typer.Option("--case", metavar="CASE", help="Its case, where that is not bundled.")
    ] = "",
    out: Out = Path("out"),
    json: Json = False,
) -> None:
    """Write a run as OC4IDS 0.9.5, as IATI 2.03 activities, or its network as GMNS 0.96.

    OC4IDS: the register of the case with forecasts, benefits, milestones and environmental goals of every
    project. IATI: an activity for each project, with money, dates and results. GMNS: nodes, links and zones,
    with the tonnes and trucks of the run beside the links.

    Writes `DIR/<case>/<run>-<format>/`.

    **Examples**

        corridor export out/island/all --to oc4ids

        corridor export out/island/all --to gmns
    """
    with ending(as_json=json):
        from corridor.io.case import read
        from corridor.io.export import NEEDS, export_run
        from corridor.io.find import find_case
        from corridor.io.kept_runs import read_run

        written = read_run(Path(run), NEEDS.get(to, ()))
        place = find_case(case or str(written.record["case"]))
        folder = export_run(written, read(place), place, to, out)
    if json:
        print_json({"run": written.name, "to": to, "folder": str(folder)})
    else:
        console().print(f"Written: {folder}", soft_wrap=True)
