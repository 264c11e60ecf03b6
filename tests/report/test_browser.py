"""The report in a real browser: the map has the colours it should, and nothing is asked of the network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from corridor.palette import scale
from corridor.report.page import write_report
from corridor.report.payload import payload
from tests.report.conftest import MAIN

WEB = Path(__file__).parents[2] / "web"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
LOSSES, GAINS = scale("diverging")[:3], scale("diverging")[4:]
"""The two sides of the diverging scale (ColorBrewer PuOr)."""

NEUTRAL = (*scale("neutral")[:3], *scale("neutral")[4:])
"""Less and more of what is neither good nor bad in itself."""

SEQUENTIAL = scale("sequential")
MANY, FEW = 2000, 200
"""Pixels that regions cover at least, and that the points of projects cover at most."""

SECTIONS = [
    "map",
    "scorecard",
    "people",
    "projects",
    "sites",
    "streams",
    "money",
    "pci",
    "accounts",
    "freight",
    "facts",
    "uncertainty",
    "method",
    "certificates",
    "sources",
    "licences",
]

pytestmark = pytest.mark.browser


def missing() -> str | None:
    """Return what the test lacks on this machine."""
    if not Path(CHROMIUM).exists():
        return "no Chromium"
    if shutil.which("node") is None or not (WEB / "node_modules" / "playwright-core").is_dir():
        return "no Node or no packages in web/: run `make web`"
    return None


@pytest.fixture(scope="module")
def look() -> Any:
    reason = missing()
    if reason and not os.environ.get("CI"):
        pytest.skip(reason)

    def run(report: Path, **environment: str) -> dict[str, Any]:
        done = subprocess.run(  # noqa: S603
            ["node", "test/page.mjs", str(report)],  # noqa: S607
            cwd=WEB,
            env={**os.environ, "CHROMIUM": CHROMIUM, **environment},
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        seen: dict[str, Any] = json.loads(done.stdout)
        return seen

    return run


def make_money() -> dict[str, Any]:
    """A portfolio that costs 900; lenders give 500 and get 450 back; two years of debt service."""
    tests = {
        "test": ["as expected", "two years late"],
        "npv_low_musd": [1800, 1500],
        "npv_high_musd": [-400, -600],
    }
    debt = {
        "year": [2030, 2031],
        "service_real_musd": [50, 40],
        "export_gain_musd": [30, 60],
        "export_gain_less_service_musd": [-20, 20],
        "service_to_exports_pct": [2.5, 2],
    }
    nominal = ("drawn", "interest", "principal", "service", "outstanding", "dividends")
    flows = {
        "country": ["AAA", "AAA", "BBB", "BBB"],
        "group": ["consumers and firms", "taxpayers", "lenders", "lenders"],
        "flow": ["real consumption", "cost of works", "money given", "money received"],
        "musd": [2750, -900, -500, 450],
    }
    perspectives = {
        "whose": ["AAA", "world"],
        "carbon": ["counted", "counted"],
        "npv_low_musd": [1340, 1800],
        "npv_high_musd": [-500, -400],
        "bcr_low": [1.5, 2],
        "bcr_high": [0.8, 0.9],
        "eirr_pct": [6.9, 7.1],
    }
    return {
        "perspectives": {MAIN: perspectives},
        "site_gains": {},
        "sensitivity": {MAIN: {**tests, "eirr_pct": [7.1, 6.8]}},
        "switching": {MAIN: [{"variable": "costs", "discount_rate": "low", "value": 41, "unit": "%"}]},
        "ratios": {MAIN: {"mirr_low_pct": 6.4}},
        "risk": {},
        "debt": {MAIN: {**debt, **{f"{name}_musd": [1, 2] for name in nominal}}},
        "incidence": {MAIN: {"low": flows}},
        "loans": [],
        "overruns": [],
        "financial": [],
    }


@pytest.fixture
def report(appraisal: Any, tmp_path: Path) -> Path:
    path = tmp_path / "report.html"
    write_report({**payload(appraisal), "money": make_money()}, path)
    return path


def check_money(text: dict[str, str]) -> None:
    """2,750 - 900 - 500 + 450 = 1,800; in the first year service is more than exports gain."""
    assert "together they are the net present value, US$ +1,800 million" in text["money"]
    assert "Service is at most 2.5 % of exports; in 1 of 2 years" in text["money"]
    assert "costs rise by 41 %" in text["money"]
    assert "Four perspectives" in text["money"]
    assert "+1,340" in text["money"]
    assert "net present value US$ +1,500 and −600 million; rate of return 6.8 %" in text["pci"]


def pixels(seen: dict[str, Any], view: str, colours: tuple[str, ...]) -> int:
    return sum(seen["views"][view].get(colour, 0) for colour in colours)


POVERTY, INDUSTRY = "well-being/poverty rate", "well-being/work in industry"


def check_indicators(seen: dict[str, Any]) -> None:
    """In the west poverty falls, which is better, and work in industry rises, which is neither."""
    found = {
        name: {
            tuple(group): sum(seen["indicators"][name]["west"].get(colour, 0) for colour in group)
            for group in (LOSSES, GAINS, NEUTRAL)
        }
        for name in (POVERTY, INDUSTRY)
    }
    assert found[POVERTY][GAINS] > MANY
    assert found[POVERTY][LOSSES] < FEW
    assert found[POVERTY][NEUTRAL] < FEW
    assert found[INDUSTRY][NEUTRAL] > MANY
    assert found[INDUSTRY][GAINS] + found[INDUSTRY][LOSSES] < FEW
    assert "Purple is better, orange worse: less is wanted." in seen["indicators"][POVERTY]["legend"]
    assert "percentage points" in seen["indicators"][POVERTY]["legend"]


def check(seen: dict[str, Any]) -> None:
    assert seen["requests"] == []
    assert seen["errors"] == []
    assert seen["overflow"] == 0
    assert pixels(seen, "change", LOSSES) > MANY
    assert pixels(seen, "change", GAINS) > MANY
    assert pixels(seen, "before", SEQUENTIAL) > MANY
    assert pixels(seen, "before", LOSSES + GAINS) < FEW
    assert seen["views"]["before"] != seen["views"]["after"]
    assert seen["alone"] == {"scorecard": 1, "pci": 1}
    check_money(seen["text"])
    assert "Changed assumptions: discount_rate.low 0.04 (0.06 in the case)" in seen["head"]
    assert "8 of 16 regions, with 76 million people, lose real income." in seen["text"]["scorecard"]
    assert "mine, Region 0, Westland; 1 million t a year" in seen["text"]["sites"]
    assert "Region 15, Eastland: −1.6 %, US$ −256 million a year" in seen["text"]["scorecard"]


def test_map_in_webgl(look: Any, report: Path):
    seen = look(report, INDICATORS=f"{POVERTY};{INDUSTRY}", SCENARIO="pass")
    assert seen["kind"] == "webgl"
    check(seen)
    assert seen["sections"] == SECTIONS
    check_indicators(seen)
    assert seen["followed"] == ["pass", INDUSTRY, "pass"]


def test_map_without_webgl_on_a_narrow_screen(look: Any, report: Path):
    seen = look(report, NOGL="1", WIDTH="420", PAUSE="300", INDICATORS=f"{POVERTY};{INDUSTRY}")
    assert seen["kind"] == "svg"
    check(seen)
    check_indicators(seen)
    assert "This browser has no WebGL" in seen["text"]["map"]
