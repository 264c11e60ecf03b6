"""The command line: parse, call, show."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from corridor.cli.appraise import appraise
from corridor.cli.backcast import backcast
from corridor.cli.case import case_app
from corridor.cli.compare import compare
from corridor.cli.design import design
from corridor.cli.energy import energy
from corridor.cli.export import export
from corridor.cli.facts import check_facts
from corridor.cli.forecast import forecast, score
from corridor.cli.groups import groups
from corridor.cli.lists import parameters, projects
from corridor.cli.outcome import Street
from corridor.cli.path import path
from corridor.cli.plan import plan
from corridor.cli.pledges import pledges
from corridor.cli.register import register_app
from corridor.cli.risk import risk, safe_routes
from corridor.cli.sweep import sweep
from corridor.cli.tornado import tornado
from corridor.cli.traffic import congestion, select_link
from corridor.cli.travel import travel
from corridor.cli.upgrades import upgrades
from corridor.cli.values import links, sensitivity
from corridor.cli.vehicles import vehicles

HELP = """
Appraise economic corridors: real networks, the economies along them, a list of projects.

A case is a folder. `cpec`, the China-Pakistan Economic Corridor, comes with the program, and so does
`island`, a small made-up one that answers in a second.

**Begin with**

    corridor appraise island      a first result, in ./out

    corridor appraise cpec        the reference case

    corridor check-facts cpec     published figures beside the model's

    corridor compare RUN RUN      what differs between two appraisals, and why

    corridor links cpec           what every link is worth

    corridor sensitivity cpec     which parameters move the result

    corridor tornado cpec         which assumptions decide the net present value

    corridor sweep cpec           how sure: ranges, chances of failing, what to build, wait for or drop

    corridor path cpec            what projects change year by year

    corridor congestion cpec      what projects are worth where freight slows freight

    corridor select-link cpec 4   who uses a link

    corridor travel cpec          people on the move, and what projects save them

    corridor energy cpec          its power system, year by year
    corridor vehicles cpec        what vehicles cost on its roads

    corridor design cpec          the best roads for a budget, by a planner

    corridor upgrades cpec --budget 5000    which real roads to widen for US$ 5 billion

    corridor plan cpec --budget 1.5e9/yr   which projects, in which year

    corridor backcast cpec        what its first decade changed, beside what was observed

    corridor forecast cpec --seal   a forecast with its hash; `corridor score` grades it later

    corridor pledges cpec         what was promised, and what came of it

    corridor export RUN --to iati   a run in the formats of others

    corridor groups RUN           what a run brings to the SCO, CAREC and other groups

    corridor risk cpec            events expected, who is near, what closed links cost

    corridor safe-routes cpec PK-gwadar PK-quetta    cost against risk on the road

    corridor projects cpec        what --projects can name

    corridor parameters cpec      what --set can name

    corridor register diff OLD NEW   what changed in a register, since when

    corridor case new my-case     begin a case of your own

    corridor case check my-case   list its faults

**Exit status**: 0 done; 1 a solve failed, or the memory does not suffice; 2 bad input or a place that
cannot be used, all faults listed and nothing written; 130 stopped by Ctrl-C, earlier results left whole;
141 who read the output went away.
"""

app = typer.Typer(
    name="corridor",
    cls=Street,
    help=HELP,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(appraise)
app.command()(compare)
app.command()(links)
app.command()(sensitivity)
app.command()(tornado)
app.command()(sweep)
app.command()(path)
app.command()(congestion)
app.command(name="select-link")(select_link)
app.command()(energy)
app.command()(vehicles)
app.command(name="check-facts")(check_facts)
app.command()(design)
app.command()(plan)
app.command()(upgrades)
app.command()(backcast)
app.command()(forecast)
app.command()(score)
app.command()(pledges)
app.command()(export)
app.command()(groups)
app.command()(risk)
app.command(name="safe-routes")(safe_routes)
app.command()(travel)
app.command()(projects)
app.command()(parameters)
app.add_typer(case_app, name="case")
app.add_typer(register_app, name="register")


def _version(wanted: bool) -> None:
    if wanted:
        from corridor import __version__

        typer.echo(f"corridor {__version__}")
        raise typer.Exit


@app.callback()
def corridor(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Take the options that go before the command."""


def main() -> None:
    """Run the command line; a character that the terminal cannot show is a question mark there."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    app()
