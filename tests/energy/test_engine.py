"""The doors to PyPSA and HiGHS: silent when they work, and clear when they are not there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from corridor.energy.engine import modern, pypsa
from corridor.errors import InputError

ROOT = Path(__file__).parents[2]

PROGRAM = """
from corridor.energy.expansion import expand
from tests.energy.systems import small_system
expand(small_system(load_mw={"west": 1.0, "east": 0.0}, line_mw=0.0), [2030])
print("done")
"""


def test_a_solve_prints_nothing() -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "done\n"


def test_the_standard_output_is_given_back(capfd: pytest.CaptureFixture[str]) -> None:
    with modern():
        print("inside")
    assert "inside" in capfd.readouterr().out


@pytest.mark.parametrize("name", ["pypsa", "highspy"])
def test_a_missing_library_says_how_to_install_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(InputError, match=rf"{name} is not installed.*pip install 'corridor\[energy\]'"):
        pypsa()
