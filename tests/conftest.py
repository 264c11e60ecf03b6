"""The island appraised once, and registers that tests of appraisals share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from corridor.case.case import Case
from corridor.case.commodities import commodity_classes
from corridor.io.case import read
from corridor.projects.doors import Door, Loss, Mine, Park, Productivity
from corridor.projects.project import LinkEffect, Project
from corridor.studies.appraise.appraisal import Appraisal
from corridor.studies.appraise.appraise import appraise
from tests.io.islands import ISLAND


def works(name: str, section: str, portfolio: str = "planned", **state: Any) -> Project:
    """Return a project that acts on one section, on the side its portfolio needs."""
    effect = LinkEffect(section, {}, state) if portfolio == "built" else LinkEffect(section, state, {})
    return Project(
        project_id=name,
        title=name.title(),
        type="road",
        portfolio=portfolio,
        status="maintenance" if portfolio == "built" else "preparation",
        opening_year=2020 if portfolio == "built" else 2027,
        life_years=30,
        capex=((2025, 10e6),),
        operation_share=0.02,
        effects=(effect,),
    )


@pytest.fixture(scope="session")
def island() -> Case:
    return read(ISLAND)


@pytest.fixture(scope="session")
def appraised(island: Case) -> Appraisal:
    """Return the island with its own register."""
    return appraise(island)


@pytest.fixture(scope="session")
def busy(island: Case) -> Case:
    """Return the island with five works, two of them on one section and one that hinders."""
    return replace(
        island,
        projects=(
            works("bend", "pass-road", speed_factor=1.5, running_cost_factor=0.8),
            works("crane", "port-vestra", hours_factor=0.5, fee_factor=0.75),
            works("quay", "port-harbour", "built", hours_factor=2.0, hours_added=6.0),
            works("ramp", "pass-road", speed_factor=1.2),
            works("toll", "port-harbour", fee_factor=1.5),
        ),
    )


def field(name: str, *doors: Door, portfolio: str = "planned", kind: str = "park") -> Project:
    """Return a project that acts through doors other than links."""
    base = works(name, "pass-road", portfolio, speed_factor=1.5)
    return replace(base, type=kind, effects=(), doors=doors, ramp_years=2)


def field_projects() -> tuple[Project, ...]:
    """Return a project of every door on the island."""
    regions = ("XOS-harbour", "XOS-highland")
    cooled = tuple(Loss(regions, commodity, 0.5) for commodity in commodity_classes())
    return (
        field("cooler", *cooled, kind="farm"),
        field("lode", Mine("XOS-highland", "A", 20e3, 500.0, 0.05, {"XVE": 0.5, "XOS": 0.5}), kind="mine"),
        field("seed", Productivity(("XVE",), "A", 1.01), kind="farm"),
        field("works", Park("XOS-harbour", "C", 20.0, {"XVE": 1.0})),
        field("yard", Park("XOS-harbour", "C", 10.0), portfolio="built"),
    )


@pytest.fixture(scope="session")
def fielded(island: Case) -> Case:
    """Return the island with a project of every door that it has a use for, and goods that pass hubs."""
    legs = island.commodities["group"].map({"fruit": 2.2, "goods": 1.6}).fillna(1.0)
    goods = island.commodities.assign(handling_factor=legs)
    return replace(island, projects=(*island.projects, *field_projects()), commodities=goods)


@pytest.fixture(scope="session")
def fielded_appraised(fielded: Case) -> Appraisal:
    return appraise(fielded)


@pytest.fixture(scope="session")
def busy_appraised(busy: Case) -> Appraisal:
    return appraise(busy)
