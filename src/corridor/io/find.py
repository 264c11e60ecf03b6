"""Where cases lie: bundled with the package, in the source checkout, or in a folder of the user's."""

from __future__ import annotations

from pathlib import Path

from corridor.errors import Fault, InputError
from corridor.io.settings import FILE

PACKAGE = Path(__file__).parents[1]


def bundled_cases() -> dict[str, Path]:
    """Return the cases that come with the package, by name."""
    checkout = PACKAGE.parents[1]
    roots = (PACKAGE / "cases", checkout / "cases", checkout / "examples")
    found: dict[str, Path] = {}
    for root in roots:
        for folder in sorted(root.iterdir()) if root.is_dir() else ():
            if (folder / FILE).is_file():
                found.setdefault(folder.name, folder)
    return found


def find_case(name_or_path: str | Path) -> Path:
    """Return the folder of a bundled case, or the folder itself; an unknown name is an `InputError`."""
    known = bundled_cases()
    if str(name_or_path) in known:
        return known[str(name_or_path)]
    folder = Path(name_or_path)
    if folder.is_dir():
        return folder
    allowed = ", ".join([*known, "or the path of a case folder"])
    cure = "correct the name; `corridor case new DIR` begins a case"
    raise InputError([Fault(file=str(name_or_path), message="no such case", allowed=allowed, cure=cure)])
