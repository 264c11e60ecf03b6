"""`run.json`: all that is needed to obtain a run again, and the name that follows from it."""

from __future__ import annotations

import hashlib
import platform
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from corridor.io.documents import dumps
from corridor.studies.appraise.appraisal import Appraisal

PACKAGES = ("corridor", "geopandas", "jax", "numpy", "pandas", "pyarrow", "pyogrio", "scipy", "shapely")
"""Packages whose versions can move a result or a byte of a file."""

DIGITS = 10
"""Length of the content hash in a run's name."""


def run_record(appraisal: Appraisal) -> dict[str, Any]:
    """Return what determines a run: inputs, parameters, scenarios, settings, seeds and versions."""
    return {
        "case": appraisal.case.settings.name,
        "scenario_set": appraisal.name,
        "scenarios": dict(appraisal.scenarios),
        "inputs": dict(sorted(appraisal.digests.items())),
        "parameters": {
            name: {key: value for key, value in asdict(entry).items() if key != "name"}
            for name, entry in sorted(appraisal.parameters.entries.items())
        },
        "settings": dict(appraisal.settings),
        "seeds": dict(appraisal.seeds),
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that results depend on."""
    return {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}}


def run_name(appraisal: Appraisal) -> str:
    """Return `<scenario set>-<content hash>`: the same inputs give the same name."""
    digest = hashlib.sha256(dumps(run_record(appraisal)).encode()).hexdigest()
    return f"{appraisal.name}-{digest[:DIGITS]}"
