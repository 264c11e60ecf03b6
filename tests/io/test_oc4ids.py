"""The register of projects: read as it was written, every fault with its project and field."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from corridor.case.commodities import commodity_classes
from corridor.errors import Fault, InputError
from corridor.io.oc4ids import read_projects, schema
from corridor.projects.doors import DOORS
from corridor.projects.growth import Growth
from corridor.projects.project import FIELDS, LINKS, PORTFOLIOS, STATUSES
from corridor.projects.types import project_types
from tests.io.islands import ISLAND, register

CPEC = Path(__file__).parents[2] / "cases" / "cpec"


def written(folder: Path, document: Any) -> Path:
    path = folder / "projects.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


def faults(folder: Path, document: Any) -> list[Fault]:
    with pytest.raises(InputError) as raised:
        read_projects(written(folder, document))
    found = list(raised.value.faults)
    assert all(fault.file == "projects.json" and fault.cure for fault in found)
    return found


def full() -> dict[str, Any]:
    """Return a register of one project with every field that is read."""
    return {
        "version": "0.9.5",
        "publishedDate": "2024-01-01T00:00:00Z",
        "publisher": {"name": "Ostra"},
        "projects": [
            {
                "id": "tunnel",
                "title": "Tunnel under the pass",
                "status": "implementation",
                "locations": [
                    {"description": "somewhere"},
                    {"geometry": {"type": "Point", "coordinates": [10.1, 50.5]}},
                ],
                "corridor": {
                    "type": "road",
                    "portfolio": "planned",
                    "opening_year": 2027,
                    "life_years": 40,
                    "capex": [{"year": 2025, "usd": 2e7}, {"year": 2026, "usd": 1}],
                    "capex_low_usd": 1e7,
                    "capex_high_usd": None,
                    "operation_share": 0.02,
                    "effects": [
                        {
                            "door": "links",
                            "section": "tunnel",
                            "source": "a study",
                            "with": {"status": "open", "speed_factor": 1.5},
                            "without": {"hours_added": 3},
                        }
                    ],
                    "effect_note": "a motorway",
                    "financing": {"lender": "a bank"},
                    "sources": [{"figure": "cost", "source": "a ministry"}],
                    "estimated": ["effect", "life"],
                },
            }
        ],
    }


def test_every_field_is_read(tmp_path: Path) -> None:
    (project,) = read_projects(written(tmp_path, full()))
    assert (project.project_id, project.title, project.status) == (
        "tunnel",
        "Tunnel under the pass",
        "implementation",
    )
    assert (project.type, project.portfolio) == ("road", "planned")
    assert (project.opening_year, project.life_years) == (2027, 40)
    assert project.capex == ((2025, 2e7), (2026, 1.0))
    assert (project.capex_low, project.capex_high, project.operation_share) == (1e7, None, 0.02)
    assert (project.lon, project.lat) == (10.1, 50.5)
    (effect,) = project.effects
    assert (effect.section, effect.source) == ("tunnel", "a study")
    assert effect.with_project == {"status": "open", "speed_factor": 1.5}
    assert effect.without_project == {"hours_added": 3}
    assert project.effect_note == "a motorway"
    assert project.financing == {"lender": "a bank"}
    assert project.sources == (("cost", "a ministry"),)
    assert project.estimated == ("effect", "life")


def door_as_entry(door: Any) -> dict[str, Any]:
    """Return a door as the register writes it; its name is that of its record in lower case."""
    fields = {name: getattr(door, name) for name in door.__slots__ if name != "growth"}
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}
    return {"door": type(door).__name__.lower(), **plain, **growth_as_entry(door.growth)}


def growth_as_entry(growth: Growth | None) -> dict[str, Any]:
    """Return a law of growth as the register writes it; only what is stated."""
    if growth is None:
        return {}
    paths = [{"rate": one.rate, "path": points_as_entry(one.path)} for one in growth.paths]
    stated = {
        "grows": growth.grows,
        "year": growth.year,
        "path": points_as_entry(growth.path),
        "paths": paths,
    }
    return {name: value for name, value in stated.items() if value}


def points_as_entry(points: tuple[Any, ...]) -> list[dict[str, Any]]:
    """Return the points of a path as the register writes them; only what is stated."""
    return [{k: v for k, v in asdict(point).items() if v is not None} for point in points]


def as_document(projects: tuple[Any, ...]) -> dict[str, Any]:
    """Return projects as a register again, from what the program knows of them."""
    entries = []
    for p in projects:
        extra = {
            "type": p.type,
            "portfolio": p.portfolio,
            "opening_year": p.opening_year,
            "life_years": p.life_years,
            "capex": [{"year": year, "usd": usd} for year, usd in p.capex],
            "capex_low_usd": p.capex_low,
            "capex_high_usd": p.capex_high,
            "operation_share": p.operation_share,
            "effects": [
                {"door": "links", "section": e.section, "source": e.source}
                | {"with": dict(e.with_project), "without": dict(e.without_project)}
                | growth_as_entry(e.growth)
                for e in p.effects
            ]
            + [door_as_entry(door) for door in p.doors],
            "ramp_years": p.ramp_years,
            "listed": p.listed,
            "revenue_usd": p.revenue,
            "reference_class": p.reference_class,
            "effect_note": p.effect_note,
            "financing": dict(p.financing),
            "requires": list(p.requires),
            "excludes": list(p.excludes),
            "loans": [asdict(loan) for loan in p.loans],
            "statuses": [asdict(one) for one in p.statuses],
            "capacity_payments": [asdict(one) for one in p.capacity],
            "sources": [{"figure": figure, "source": source} for figure, source in p.sources],
            "estimated": list(p.estimated),
        }
        place = [] if p.lon is None else [{"geometry": {"type": "Point", "coordinates": [p.lon, p.lat]}}]
        entries.append(
            {"id": p.project_id, "title": p.title, "status": p.status, "locations": place, "corridor": extra}
        )
    return {**full(), "projects": entries}


def test_a_project_requires_and_excludes_others_of_the_register(tmp_path: Path) -> None:
    """A name that is not there, and the project itself, are faults; both are told."""
    document = full()
    entry = document["projects"][0]
    entry["corridor"] |= {"requires": ["ghost"], "excludes": [entry["id"]]}
    with pytest.raises(InputError) as told:
        read_projects(written(tmp_path, document))
    assert [(fault.column, fault.value) for fault in told.value.faults] == [
        ("requires", "ghost"),
        ("excludes", entry["id"]),
    ]


@pytest.mark.parametrize("folder", [ISLAND, CPEC], ids=["island", "cpec"])
def test_a_register_written_again_reads_the_same(folder: Path, tmp_path: Path) -> None:
    projects = read_projects(folder / "projects.json")
    assert len(projects) > 1
    assert read_projects(written(tmp_path, as_document(projects))) == projects


@pytest.mark.parametrize("folder", [ISLAND, CPEC], ids=["island", "cpec"])
def test_the_committed_registers_fit_the_schema(folder: Path) -> None:
    document = json.loads((folder / "projects.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema())
    assert list(Draft202012Validator(schema()).iter_errors(document)) == []


def test_the_schema_knows_the_words_of_the_program() -> None:
    definitions = schema()["$defs"]
    corridor = definitions["corridor"]["properties"]
    assert definitions["project_type"]["enum"] == list(project_types())
    assert definitions["commodity"]["enum"] == list(commodity_classes())
    assert definitions["door"]["enum"] == [LINKS, *DOORS]
    assert tuple(corridor["portfolio"]["enum"]) == PORTFOLIOS
    assert set(definitions["state"]["properties"]) == set(FIELDS)
    assert tuple(definitions["state"]["properties"]["status"]["enum"]) == STATUSES


def test_a_case_without_a_register_has_no_projects(tmp_path: Path) -> None:
    assert read_projects(tmp_path / "projects.json") == ()
    assert read_projects(written(tmp_path, {**full(), "projects": []})) == ()


def at(*path: str | int, value: Any = None, drop: bool = False) -> Callable[[dict[str, Any]], None]:
    """Return what sets or drops a field of the first project."""

    def change(document: dict[str, Any]) -> None:
        place: Any = document["projects"][0]
        for key in path[:-1]:
            place = place[key]
        if drop:
            del place[path[-1]]
        else:
            place[path[-1]] = value

    return change


EFFECT = ("corridor", "effects", 0)
WRONG = {
    "no title": (at("title", drop=True), "the whole entry", "'title'"),
    "empty title": (at("title", value=""), "title", ""),
    "status": (at("status", value="finished"), "status", "finished"),
    "type": (at("corridor", "type", value="canal"), "corridor.type", "canal"),
    "portfolio": (at("corridor", "portfolio", value="dream"), "corridor.portfolio", "dream"),
    "year as text": (at("corridor", "opening_year", value="2027"), "corridor.opening_year", "2027"),
    "no life": (at("corridor", "life_years", value=0), "corridor.life_years", "0"),
    "negative cost": (at("corridor", "capex", 0, "usd", value=-1), "corridor.capex.0.usd", "-1"),
    "cost without year": (at("corridor", "capex", 0, "year", drop=True), "corridor.capex.0", "'year'"),
    "operation": (at("corridor", "operation_share", value=1), "corridor.operation_share", "1"),
    "door": (at(*EFFECT, "door", value="window"), "corridor.effects.0.door", "window"),
    "factor": (at(*EFFECT, "with", "speed_factor", value=0), "effects.0.with.speed_factor", "0"),
    "field": (at(*EFFECT, "with", "speeed", value=2), "effects.0.with", "speeed"),
    "link status": (at(*EFFECT, "with", "status", value="shut"), "effects.0.with.status", "shut"),
    "coordinate": (
        at("locations", 1, "geometry", "coordinates", value=[1]),
        "locations.1.geometry.coordinates",
        "[1]",
    ),
    "latitude": (
        at("locations", 1, "geometry", "coordinates", value=[50.5, 110.1]),
        "locations.1.geometry.coordinates",
        "110.1",
    ),
    "speed beyond": (
        at(*EFFECT, "with", "speed_factor", value=1e308),
        "effects.0.with.speed_factor",
        "1e+308",
    ),
    "hours beyond": (at(*EFFECT, "without", "hours_added", value=1e5), "without.hours_added", "100000"),
    "cost beyond": (at("corridor", "capex", 0, "usd", value=1e308), "corridor.capex.0.usd", "1e+308"),
    "source": (at("corridor", "sources", 0, "source", value=""), "corridor.sources.0.source", ""),
    "financing": (at("corridor", "financing", "lender", value=3), "corridor.financing.lender", "3"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_fault_names_project_field_and_value(tmp_path: Path, kind: str) -> None:
    change, field, value = WRONG[kind]
    document = full()
    change(document)
    (fault,) = faults(tmp_path, document)
    name = document["projects"][0]["id"]
    assert fault.message.startswith(f"project {name}, ")
    assert field in fault.message
    assert value in str(fault)
    assert fault.row == 1


def test_all_faults_of_all_projects_come_at_once(tmp_path: Path) -> None:
    document = register()
    del document["publisher"]
    document["projects"][0]["corridor"]["life_years"] = 0
    document["projects"][0]["status"] = "finished"
    document["projects"][1]["corridor"]["type"] = "canal"
    document["projects"].append("a road")
    told = [(fault.row, fault.message.split(":")[0]) for fault in faults(tmp_path, document)]
    assert sorted(told, key=str) == [
        (1, "project tunnel, corridor.life_years"),
        (1, "project tunnel, status"),
        (2, "project quay, corridor.type"),
        (3, "project number 3, the whole entry"),
        (None, "the whole file"),
    ]


def test_what_only_the_project_knows_comes_at_once_too(tmp_path: Path) -> None:
    document = register()
    document["projects"][0]["corridor"]["effects"][0]["with"] = {}
    document["projects"][1]["corridor"]["effects"][0]["without"] = {}
    document["projects"].append(document["projects"][0])
    told = [fault.message for fault in faults(tmp_path, document)]
    assert sum("changes nothing" in message for message in told) == 3
    assert "identifier is used twice" in told


@pytest.mark.parametrize("name", ["upgraded", "first-decade", "chosen", "today", "planned", "built"])
def test_names_of_portfolios_are_not_free(tmp_path: Path, name: str) -> None:
    document = register()
    document["projects"][1]["id"] = name
    (fault,) = faults(tmp_path, document)
    assert (fault.row, fault.column, fault.value) == (2, "id", name)


BROKEN = {
    "cut off": '{"version": "0.9.5", "projects": [',
    "not a number": json.dumps(full()).replace("20000000.0", "NaN"),
    "infinite": json.dumps(full()).replace("20000000.0", "Infinity"),
    "empty": "",
    "a comma too many": '{"version": "0.9.5",}',
}


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_json_is_one_fault(tmp_path: Path, kind: str) -> None:
    (fault,) = faults(tmp_path, BROKEN[kind])
    assert fault.message.startswith("not JSON")


def test_what_is_not_text_is_one_fault(tmp_path: Path) -> None:
    path = tmp_path / "projects.json"
    path.write_bytes(json.dumps(full()).replace("a study", "Ü").encode("utf-16"))
    with pytest.raises(InputError, match="UTF-16"):
        read_projects(path)


@pytest.mark.parametrize("document", [[], 7, None, {"projects": {}}, {**full(), "version": "1.0"}])
def test_another_document_is_told(tmp_path: Path, document: Any) -> None:
    assert faults(tmp_path, json.dumps(document))


def test_a_register_is_read_without_regard_to_unknown_fields(tmp_path: Path) -> None:
    document = full()
    document["projects"][0]["parties"] = [{"id": "x"}]
    (one,), (other,) = read_projects(written(tmp_path, document)), read_projects(written(tmp_path, full()))
    assert replace(one, title=other.title) == other


def test_faults_of_loans_are_told_for_all_projects_at_once(tmp_path: Path) -> None:
    def lent(project_id: str, **terms: Any) -> dict[str, Any]:
        loan = {"lender": "Bank", "country": "XVE", "kind": "commercial", "currency": "USD", "share": 0.8}
        loan |= {"rate": 0.02, "maturity_years": 20, "grace_years": 5, "rate_low": 0.01, "rate_high": 0.03}
        loan |= {"status": "assumed", "source": "made up", **terms}
        entry = full()["projects"][0]
        return {**entry, "id": project_id, "corridor": {**entry["corridor"], "loans": [loan, loan]}}

    document = {**full(), "projects": [lent("one", grace_years=20), lent("two", rate=0.9)]}
    text = "\n".join(str(fault) for fault in faults(tmp_path, document))
    assert text.count("1.6 together") == 2
    assert text.count("grace; found 20") == 2
    assert text.count("rate cannot be") == 2
