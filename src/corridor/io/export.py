"""A run in the formats of others: OC4IDS, IATI, GMNS."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from corridor.case.case import Case
from corridor.errors import ARGUMENT, Fault, InputError
from corridor.io.documents import dumps, read_object
from corridor.io.folders import inside, whole_folder
from corridor.io.gmns import write_gmns
from corridor.io.gmns_out import gmns_network
from corridor.io.iati import Reporter, iati_activities
from corridor.io.oc4ids import FILE, schema
from corridor.io.oc4ids_out import oc4ids_package
from corridor.studies.compare.differences import KeptRun

NEEDS: Mapping[str, tuple[str, ...]] = {
    "oc4ids": ("projects", "accounts"),
    "iati": ("projects", "accounts"),
    "gmns": ("links",),
}
"""Format to the tables of a run that it needs."""


def export_run(run: KeptRun, case: Case, case_folder: Path, to: str, out: Path) -> Path:
    """Write a run in a format of others to `out/<case>/<run>-<format>/` and return that folder.

    Raises
    ------
    InputError
        The format is not known.

    """
    if to not in NEEDS:
        said, allowed = "no such format", ", ".join(NEEDS)
        fault = Fault(
            file=ARGUMENT, message=said, column="to", value=to, allowed=allowed, cure="name one of them"
        )
        raise InputError([fault])
    writers: Mapping[str, Callable[[Path], object]] = {
        "oc4ids": partial(_oc4ids, run, case, case_folder),
        "iati": partial(_iati, run, case, case_folder),
        "gmns": partial(_gmns, run, case),
    }
    target = inside(out, case.settings.name, f"{run.name}-{to}")
    with whole_folder(target) as folder:
        writers[to](folder)
    return target


def _oc4ids(run: KeptRun, case: Case, case_folder: Path, folder: Path) -> None:
    register = read_object(case_folder / FILE, FILE)
    package = oc4ids_package(register, case.projects, run.tables, case.settings.focus)
    (folder / FILE).write_text(dumps(package), encoding="utf-8")
    (folder / "corridor-extension.json").write_text(json.dumps(schema(), indent=1) + "\n", encoding="utf-8")


def _iati(run: KeptRun, case: Case, case_folder: Path, folder: Path) -> None:
    register = read_object(case_folder / FILE, FILE)
    reporter = Reporter(
        ref=f"XI-CORRIDOR-{case.settings.name}",
        name=str(register["publisher"]["name"]),
        home=case.settings.focus[0],
        day=str(register["publishedDate"])[:10],
        last_year=case.settings.last_year,
    )
    (folder / "activities.xml").write_bytes(iati_activities(case.projects, run.tables, reporter))


def _gmns(run: KeptRun, case: Case, folder: Path) -> None:
    write_gmns(gmns_network(case, run.tables["links"]), folder)
