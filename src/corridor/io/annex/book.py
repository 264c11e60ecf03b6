"""The workbook: the same bytes every time, whatever the clock says."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from corridor.io.annex.analysis import write_analysis
from corridor.io.annex.pci import write_pci
from corridor.io.annex.sheet import Sheet
from corridor.projects.project import Project
from corridor.studies.appraise.appraisal import Appraisal

AT_MOST = 12
"""Scenarios up to which single projects have sheets, too; beyond, portfolios alone have."""

NAME_LENGTH, EPOCH = 22, (1980, 1, 1, 0, 0, 0)
STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def write_annex(appraisal: Appraisal, path: Path) -> None:
    """Write `annex.xlsx`: per scenario a PC-I sheet and an analysis; nothing where nothing is appraised."""
    names = shown(appraisal)
    if not names:
        return
    book = Workbook()
    book.remove(book.worksheets[0])
    settings = appraisal.case.settings
    said = f"{settings.title}; US$ of {settings.price_year} at constant prices unless it says otherwise"
    for number, name in enumerate(names, start=1):
        short = f"{number} {name}"[:NAME_LENGTH]
        pci_sheet = book.create_sheet(f"PC-I {short}")
        sheet = Sheet(book.create_sheet(f"Analysis {short}"), f"Economic analysis: {name}", said)
        projects = members(appraisal, name)
        cells = write_analysis(sheet, appraisal, name, projects)
        linked = {label: f"'Analysis {short}'!{cell}" for label, cell in cells.items()}
        pci = Sheet(pci_sheet, f"PC-I, item 11: {name}", said)
        write_pci(pci, appraisal, name, projects, linked)
    path.write_bytes(_timeless(book))


def shown(appraisal: Appraisal) -> list[str]:
    """Return the scenarios that have sheets: portfolios, and single projects where there are few."""
    portfolios = list(appraisal.portfolios["project_id"])
    single = [name for name in appraisal.scenarios if name not in portfolios]
    return [*portfolios, *single] if len(portfolios) + len(single) <= AT_MOST else portfolios


def members(appraisal: Appraisal, name: str) -> list[Project]:
    """Return the projects of a scenario, in the order of the register."""
    said = appraisal.scenarios[name]
    names = {*said.get("added", ()), *said.get("removed", ())}
    return [p for p in appraisal.case.projects if p.project_id in names]


def _timeless(book: Workbook) -> bytes:
    """Return a workbook without the time it was made, in its properties and in its archive."""
    made = BytesIO()
    book.save(made)
    stored = BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = STAMP.sub(rb"\g<1>1980-01-01T00:00:00Z", old.read(name))
            new.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return stored.getvalue()
