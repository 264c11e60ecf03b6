"""The workbook: its formulas, evaluated here from its cells, give the figures of the program."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook

from corridor.case.case import Case
from corridor.io.annex.book import AT_MOST, shown, write_annex
from corridor.io.case import read
from corridor.studies.appraise.appraise import appraise
from tests.io.islands import ISLAND


@pytest.fixture(scope="module")
def case() -> Case:
    return read(ISLAND)


@pytest.fixture(scope="module")
def annex(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("annex") / "annex.xlsx"
    write_annex(appraise(case), path)
    return path


class Calculator:
    """Evaluate the few functions that the annex uses, from cells alone; sheets by name."""

    def __init__(self, path: Path) -> None:
        self.book = load_workbook(path)

    def cell(self, sheet: str, name: str) -> Any:
        value = self.book[sheet][name.replace("$", "")].value
        return self.formula(sheet, value[1:]) if isinstance(value, str) and value.startswith("=") else value

    def span(self, sheet: str, name: str) -> np.ndarray:
        rows = self.book[sheet][name.replace("$", "")]
        return np.array([float(self.cell(sheet, cell.coordinate)) for (cell,) in rows])

    def formula(self, sheet: str, text: str) -> Any:
        names: dict[str, Any] = {"SUMPRODUCT": self.sumproduct, "SUM": np.sum, "MIRR": mirr, "IRR": irr}
        text = text.replace("^", "**")

        def put(value: Any) -> str:
            names[f"v{len(names)}"] = value
            return f"v{len(names) - 1}"

        away = re.compile(r"'([^']+)'!(\$?[A-Z]+\$?\d+)")
        text = away.sub(lambda m: put(self.cell(m[1], m[2])), text)
        spans = re.compile(r"\$?[A-Z]+\$?\d+:\$?[A-Z]+\$?\d+")
        text = spans.sub(lambda m: put(self.span(sheet, m[0])), text)
        text = re.sub(r"\$?\b[A-Z]+\$?\d+\b", lambda m: put(self.cell(sheet, m[0])), text)
        return eval(text, {"__builtins__": {}}, names)  # noqa: S307 - the formulas are ours

    @staticmethod
    def sumproduct(one: np.ndarray, other: np.ndarray) -> float:
        return float((one * other).sum())


def irr(flow: np.ndarray, guess: float) -> float:
    """Newton from the guess, as spreadsheets do."""
    years = np.arange(len(flow))
    for _ in range(50):
        worth = (flow * (1 + guess) ** -years).sum()
        guess -= worth / (-years * flow * (1 + guess) ** (-years - 1.0)).sum()
    return float(guess)


def mirr(flow: np.ndarray, finance: float, reinvest: float) -> float:
    """The definition in the manual of Microsoft Excel, with present values of both signs."""
    n = len(flow)

    def npv(rate: float, values: np.ndarray) -> float:
        return float((values / (1 + rate) ** np.arange(1, n + 1)).sum())

    gain, pain = npv(reinvest, np.maximum(flow, 0)), npv(finance, np.minimum(flow, 0))
    return float((-gain * (1 + reinvest) ** n / (pain * (1 + finance))) ** (1 / (n - 1)) - 1)


def rows_with_both(path: Path, sheet: str) -> list[tuple[str, float, float]]:
    """Return label, evaluated formula and the program's figure beside it."""
    calculator, found = Calculator(path), []
    for label, formula, figure, *_ in calculator.book[sheet].iter_rows(min_col=1, max_col=4):
        text = formula.value
        if isinstance(text, str) and text.startswith("=") and isinstance(figure.value, int | float):
            found.append((str(label.value), calculator.formula(sheet, text[1:]), float(figure.value)))
    return found


def test_formulas_give_the_figures_of_the_program(annex: Path) -> None:
    sheets = [name for name in load_workbook(annex).sheetnames if name.startswith("Analysis")]
    assert len(sheets) == 4
    for sheet in sheets:
        both = rows_with_both(annex, sheet)
        labels = [label for label, *_ in both]
        for wanted in ("NPV, low", "NPV, high", "BCR, low", "MIRR, high", "EIRR", "costs +20 %", "costs low"):
            assert wanted in labels, (sheet, wanted)
        for label, ours, theirs in both:
            assert ours == pytest.approx(theirs, rel=1e-7), (sheet, label)


def test_perspectives_by_formula_are_those_of_the_program(annex: Path) -> None:
    calculator = Calculator(annex)
    sheet = next(name for name in calculator.book.sheetnames if name.startswith("Analysis"))
    rows = [row for row in calculator.book[sheet].iter_rows(max_col=8) if ", carbon " in str(row[0].value)]
    assert [str(row[0].value) for row in rows] == [
        f"{whose}, carbon {counted}" for whose in ("XOS", "world") for counted in ("left out", "counted")
    ]
    for _, low, high, npv_low, npv_high, *_ in rows:
        assert calculator.cell(sheet, low.coordinate) == pytest.approx(npv_low.value, rel=1e-9)
        assert calculator.cell(sheet, high.coordinate) == pytest.approx(npv_high.value, rel=1e-9)


def test_groups_sum_to_the_formula_of_net_present_value(annex: Path) -> None:
    calculator = Calculator(annex)
    sheet = next(name for name in calculator.book.sheetnames if name.startswith("Analysis"))
    for label, _, _, cell in calculator.book[sheet].iter_rows(min_col=1, max_col=4):
        if str(label.value).startswith("Sum less NPV"):
            assert calculator.cell(sheet, cell.coordinate) == pytest.approx(0.0, abs=1e-6)
            break
    else:
        pytest.fail("no check of the sum")


def test_the_pc_i_sheet_has_its_order_and_links(annex: Path) -> None:
    calculator = Calculator(annex)
    sheet = next(name for name in calculator.book.sheetnames if name.startswith("PC-I"))
    first = [str(row[0].value) for row in calculator.book[sheet].iter_rows()]
    order = [text.split(")")[0] for text in first if text.startswith("11 (")]
    assert order == [f"11 ({letter}" for letter in "abcdef"]
    at = first.index("NPV, low") + 1
    analysis = sheet.replace("PC-I", "Analysis")
    figure = next(theirs for label, _, theirs in rows_with_both(annex, analysis) if label == "NPV, low")
    assert calculator.cell(sheet, f"B{at}") == pytest.approx(figure)
    assert calculator.cell(sheet, f"B{first.index('Price of a year') + 1}") is not None


def test_the_same_bytes_twice(case: Case, annex: Path, tmp_path: Path) -> None:
    write_annex(appraise(case), tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == annex.read_bytes()


def test_many_projects_have_sheets_of_portfolios_alone(case: Case) -> None:
    tunnel, quay = case.projects
    many = tuple(replace(tunnel, project_id=f"t-{i}") for i in range(AT_MOST))
    found = appraise(replace(case, projects=(*many, quay)))
    assert shown(found) == ["upgraded", "first-decade"]


def test_a_cost_that_is_not_known_leaves_empty_cells(case: Case, tmp_path: Path) -> None:
    tunnel, _ = case.projects
    write_annex(appraise(replace(case, projects=(replace(tunnel, capex=()),))), tmp_path / "annex.xlsx")
    book = load_workbook(tmp_path / "annex.xlsx")
    text = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "nan" not in text
