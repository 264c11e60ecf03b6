"""Copies of the example island with a register of their own, for tests that break or run a case."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

ISLAND = Path(__file__).parents[2] / "examples" / "island"


def project(name: str, section: str, portfolio: str, **effect: Any) -> dict[str, Any]:
    """Return an OC4IDS entry of a project that acts on one section."""
    return {
        "id": name,
        "title": name.title(),
        "status": "maintenance" if portfolio == "built" else "preparation",
        "locations": [{"geometry": {"type": "Point", "coordinates": [10.1, 50.5]}}],
        "corridor": {
            "type": "road",
            "portfolio": portfolio,
            "opening_year": 2027 if portfolio == "planned" else 2020,
            "life_years": 30,
            "capex": [{"year": 2025, "usd": 20e6}, {"year": 2026, "usd": 20e6}],
            "operation_share": 0.02,
            "effects": [{"door": "links", "section": section, "source": "made up", **effect}],
        },
    }


def register() -> dict[str, Any]:
    """Return a planned tunnel and a quay that was built."""
    return {
        "version": "0.9.5",
        "publishedDate": "2024-01-01T00:00:00Z",
        "publisher": {"name": "Ostra"},
        "projects": [
            project("tunnel", "tunnel", "planned", **{"with": {"status": "open"}}),
            project("quay", "port-harbour", "built", without={"hours_factor": 2.0}),
        ],
    }


def write_register(folder: Path, document: dict[str, Any]) -> None:
    """Write the projects of a case."""
    (folder / "projects.json").write_text(json.dumps(document), encoding="utf-8")


def copy_island(folder: Path) -> Path:
    """Copy the island to `folder`, with `register` as its projects."""
    shutil.copytree(ISLAND, folder)
    write_register(folder, register())
    return folder


def tree(folder: Path) -> dict[str, bytes | None]:
    """Return every path below a folder; the bytes of files, None of folders."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }
