"""Put deliberate bugs into the package, one at a time, and see that the tests catch each.

Every bug of `mutants.toml` is made in a copy of the sources and the tests named beside it are run there; a
bug that they do not notice is reported, and the exit status is one. Run from the root of the checkout (some
minutes), or for the bugs whose names hold a word:

    make mutants
    .venv/bin/python scripts/mutants.py elasticity
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIST = ROOT / "scripts" / "mutants.toml"
LINKED = (
    "tests",
    "cases",
    "examples",
    "docs",
    "scripts",
    "pyproject.toml",
    "README.md",
    "CONTRIBUTING.md",
    "Makefile",
)
"""What the tests need beside the sources."""


@dataclass(frozen=True)
class Mutant:
    """One deliberate bug."""

    name: str
    file: str
    """Below `src/corridor`."""
    old: str
    new: str
    tests: str

    def problem(self) -> str | None:
        """Return why the bug cannot be made: its text does not stand once in the file."""
        path = ROOT / "src" / "corridor" / self.file
        count = path.read_text(encoding="utf-8").count(self.old) if path.is_file() else 0
        if self.old == self.new:
            return f"{self.name}: changes nothing"
        return None if count == 1 else f"{self.name}: its text stands {count} times in {self.file}"


def mutants() -> list[Mutant]:
    """Return the list."""
    with LIST.open("rb") as file:
        return [Mutant(**entry) for entry in tomllib.load(file)["mutant"]]


def caught(mutant: Mutant, folder: Path) -> bool:
    """Return whether the tests fail with the bug in."""
    path = folder / "src" / "corridor" / mutant.file
    right = path.read_text(encoding="utf-8")
    path.write_text(right.replace(mutant.old, mutant.new), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *mutant.tests.split()]
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)  # noqa: S603
    finally:
        path.write_text(right, encoding="utf-8")
    return done.returncode == 1


def main() -> int:
    """Try the bugs and say which were caught."""
    words = sys.argv[1:]
    chosen = [m for m in mutants() if all(word in m.name for word in words)]
    wrong = [problem for m in chosen if (problem := m.problem())]
    if wrong or not chosen:
        print("\n".join(wrong) or "no such bug", file=sys.stderr)
        return 2
    missed = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
        for part in LINKED:
            (folder / part).symlink_to(ROOT / part)
        for mutant in chosen:
            found = caught(mutant, folder)
            print(f"{'caught' if found else 'MISSED'}  {mutant.name}", flush=True)
            missed += [] if found else [mutant.name]
    print(f"{len(chosen) - len(missed)} of {len(chosen)} bugs caught")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
