"""Sealed forecasts: a document that carries the hash of its content, so that nobody can change it unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from corridor.errors import Fault, InputError
from corridor.io.documents import dumps, read_object
from corridor.io.tables import read_file

SEAL = "seal"
FILE = "forecast.json"
NAMES: Mapping[str, tuple[str, ...]] = {"place": ("place", "country"), "value": ("value", "gdp")}


def sealed(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document with the SHA-256 of its content under `seal`."""
    content = {name: value for name, value in document.items() if name != SEAL}
    return {**content, SEAL: _hash(content)}


def _hash(content: Mapping[str, Any]) -> str:
    plain = json.loads(dumps(content))
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def write_sealed(document: Mapping[str, Any], path: Path) -> None:
    """Write a document with its seal."""
    path.write_text(dumps(sealed(document)), encoding="utf-8")


def read_sealed(path: Path) -> dict[str, Any]:
    """Return a sealed document; `InputError` where it has no seal, or its content is not what was sealed."""
    place = path / FILE if path.is_dir() else path
    document = read_object(place, str(place))
    seal = document.get(SEAL)
    if seal is None:
        message, cure = "there is no seal", "seal it with `corridor forecast --seal`"
        raise InputError([Fault(file=str(place), message=message, column=SEAL, cure=cure)])
    if seal != sealed(document)[SEAL]:
        message, cure = "the content is not what was sealed", "take the file as it was sealed"
        said = {"column": SEAL, "value": str(seal), "allowed": str(sealed(document)[SEAL])}
        raise InputError([Fault(file=str(place), message=message, cure=cure, **said)])  # type: ignore[arg-type]
    return document


def read_outcomes(path: Path, indicator: str) -> pd.DataFrame:
    """Return outcomes `place, indicator, year, value`; a table `activity` is one too.

    `indicator` is that of a table that has none. `InputError` where a column or a number is missing.
    """
    frame = read_file(path, path.name)
    faults = []
    for name, known in NAMES.items():
        there = [column for column in known if column in frame]
        if there:
            frame = frame.rename(columns={there[0]: name})
        else:
            cure = "add the column"
            faults.append(
                Fault(file=path.name, message="a column is missing", column=" or ".join(known), cure=cure)
            )
    if "year" not in frame:
        faults.append(
            Fault(file=path.name, message="a column is missing", column="year", cure="add the column")
        )
    if faults:
        raise InputError(faults)
    frame = frame.assign(
        indicator=frame.get("indicator", indicator),
        year=pd.to_numeric(frame["year"], errors="coerce"),
        value=pd.to_numeric(frame["value"], errors="coerce"),
    )
    wrong = frame.index[frame["year"].isna() | frame["value"].isna()]
    cure = "give a year and a number"
    faults = [Fault(file=path.name, message="no number", row=int(k) + 1, cure=cure) for k in wrong[:20]]
    if faults:
        raise InputError(faults)
    return frame[["place", "indicator", "year", "value"]].astype({"year": int})
