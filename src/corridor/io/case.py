"""Reading and checking a case: every fault of the whole folder at once, offline."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import pandas as pd

from corridor.case.case import Case, Settings
from corridor.case.demands import demand_faults
from corridor.dollar import Dollar
from corridor.energy.system import PowerSystem
from corridor.errors import Fault, InputError, raise_if
from corridor.io.balance import account_faults
from corridor.io.commodities import commodity_faults
from corridor.io.datapackage import FILE as DATAPACKAGE
from corridor.io.datapackage import check_datapackage
from corridor.io.documents import present, read_text, read_toml
from corridor.io.effects import idle_faults
from corridor.io.energy import power_system, unknown_projects
from corridor.io.find import find_case
from corridor.io.geometry import geometry_faults, shaped, with_shapes
from corridor.io.hazards import hazard_faults, hazards_of
from corridor.io.keys import key_faults, missing_row_faults, name_faults
from corridor.io.observed import home_faults, observed_faults
from corridor.io.oc4ids import door_faults, left_out, project_faults, read_projects
from corridor.io.plausible import network_faults, shape_faults
from corridor.io.pledges import link_faults, read_pledges
from corridor.io.references import place_faults, trend_faults
from corridor.io.settings import FILE as SETTINGS
from corridor.io.settings import FIRST_YEAR, read_settings
from corridor.io.tables import Raw, empty, read_raw, typed
from corridor.io.travel import travel_faults, travel_tables
from corridor.io.vehicles import vehicle_faults
from corridor.network.network import LINKS, NODES, Network
from corridor.parameters import Parameters, default_parameters, parameters_from
from corridor.pledges.pledge import FILE as PLEDGES
from corridor.pledges.pledge import Pledges
from corridor.projects.project import Project
from corridor.schema import check_references, check_table, dictionary

PARAMETERS = "parameters.toml"
PROJECTS = "projects.json"
SOURCES = "SOURCES.md"

MAX_NAMED = 20
"""Sections named in a message."""

T = TypeVar("T")


def read(name_or_path: str | Path) -> Case:
    """Return the case of that name or in that folder.

    Raises
    ------
    InputError
        There is no such case, or it has faults; all of them are listed.

    """
    folder = find_case(name_or_path)
    parts, faults = _load(folder)
    raise_if(faults)
    return _case(folder, parts)


def check(name_or_path: str | Path) -> list[Fault]:
    """Return every fault of the case; none means that it can be appraised."""
    try:
        folder = find_case(name_or_path)
    except InputError as error:
        return list(error.faults)
    return _load(folder)[1]


def notes_on(name_or_path: str | Path) -> list[str]:
    """Return what a reader of a sound case should know of it: projects that no portfolio has."""
    return left_out(read_projects(find_case(name_or_path) / PROJECTS))


@dataclass(frozen=True)
class Parts:
    """What could be read of a case; None for what could not."""

    frames: Mapping[str, pd.DataFrame]
    raw: Raw
    settings: Settings | None
    parameters: Parameters | None
    network: Network | None
    projects: tuple[Project, ...] | None
    sources: str | None
    energy: PowerSystem | None
    pledges: Pledges | None


class Collector:
    """Runs readers one after the other and keeps the faults of those that fail."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def attempt(self, reader: Callable[[], T]) -> T | None:
        """Return what `reader` returns, or None where it raises `InputError`."""
        try:
            return reader()
        except InputError as error:
            self.faults += error.faults
            return None


def _load(folder: Path) -> tuple[Parts, list[Fault]]:
    collector = Collector()
    settings = collector.attempt(lambda: read_settings(folder / SETTINGS))
    parameters = collector.attempt(lambda: _parameters(folder / PARAMETERS))
    if parameters:
        collector.faults += demand_faults(parameters)
    raw = read_raw(folder)
    collector.faults += raw.faults
    clean, faults = _check_tables(raw)
    collector.faults += faults
    frames = {table: typed(frame, table) for table, frame in raw.frames.items() if _whole(frame, table)}
    collector.faults += check_datapackage(folder, {table: raw.frames[table] for table in frames}, raw.names)
    frames = with_shapes(frames)
    collector.faults += _between(frames, raw.names)
    network = None
    if {"node", "link"} <= clean:
        network = collector.attempt(lambda: _network(frames, raw.names))
    collector.faults += observed_faults(frames, raw.names, network)
    dollar = Dollar(settings.price_year, parameters["dollar_inflation"]) if settings and parameters else None
    projects = collector.attempt(lambda: read_projects(folder / PROJECTS, dollar))
    collector.faults += _of_projects(projects or (), frames, settings)
    if settings and "countries" in frames:
        collector.faults += _unknown_focus(settings, frames["countries"], raw.names["countries"])
    if settings:
        collector.faults += home_faults(frames, raw.names, settings, network)
    if parameters and "sectors" in frames:
        collector.faults += _without_elasticity(parameters, frames["sectors"], raw.names["sectors"])
    sources = collector.attempt(lambda: read_text(folder / SOURCES, SOURCES))
    energy = collector.attempt(lambda: power_system(frames, raw.names, clean))
    collector.faults += unknown_projects(frames, raw.names, projects)
    pledges = collector.attempt(lambda: read_pledges(folder / PLEDGES))
    collector.faults += link_faults(pledges, projects)
    return Parts(
        frames, raw, settings, parameters, network, projects, sources, energy, pledges
    ), collector.faults


def _between(frames: Mapping[str, pd.DataFrame], names: Mapping[str, str]) -> list[Fault]:
    """Return every fault of typed tables against each other."""
    return [
        fault
        for check_of in (
            key_faults,
            name_faults,
            missing_row_faults,
            geometry_faults,
            shape_faults,
            commodity_faults,
            account_faults,
            _unplaced,
            trend_faults,
            place_faults,
            travel_faults,
            network_faults,
            hazard_faults,
            vehicle_faults,
        )
        for fault in check_of(frames, names)
    ]


def _of_projects(
    projects: tuple[Project, ...], frames: Mapping[str, pd.DataFrame], settings: Settings | None
) -> list[Fault]:
    """Return every fault of projects against the rest of the case."""
    faults = door_faults(projects, _names(frames))
    if "link" in frames:
        faults += [*_sectionless(projects, frames["link"]), *idle_faults(projects, frames, PROJECTS)]
    if settings:
        faults += _late(projects, settings.last_year)
    return faults


def _names(frames: Mapping[str, pd.DataFrame]) -> dict[str, frozenset[str]]:
    """Return the names of regions, sectors and countries, of the tables that could be read."""
    columns = {"regions": "region_id", "sectors": "sector", "countries": "country"}
    return {table: frozenset(frames[table][key]) for table, key in columns.items() if table in frames}


def _case(folder: Path, parts: Parts) -> Case:
    frames = parts.frames
    if parts.settings is None or parts.parameters is None or parts.network is None:
        raise ValueError("a case without faults has settings, parameters and a network")
    return Case(
        settings=parts.settings,
        network=parts.network,
        regions=shaped(frames["regions"]),
        sectors=frames["sectors"],
        commodities=frames["commodities"],
        countries=frames["countries"],
        value_added=frames["value_added"],
        input_output=frames["input_output"],
        final_demand=frames["final_demand"],
        country_trade=frames["country_trade"],
        commodity_mix=frames.get("commodity_mix", empty("commodity_mix")),
        tariffs=frames.get("tariffs", empty("tariffs")),
        trends=frames.get("trends", empty("trends")),
        people=frames.get("people", empty("people")),
        emissions=frames.get("emissions", empty("emissions")),
        places=frames.get("places", empty("places")),
        sections=frames["sections"],
        geometry=shaped(frames.get("geometry", pd.DataFrame({"link_id": [], "geometry": []}))),
        counts=frames.get("counts", empty("counts")),
        flows=frames.get("flows", empty("flows")),
        activity=frames.get("activity", empty("activity")),
        road_charges=frames.get("road_charges", empty("road_charges")),
        port_constants=frames.get("port_constants", empty("port_constants")),
        vehicles=frames.get("vehicles", empty("vehicles")),
        road_condition=frames.get("road_condition", empty("road_condition")),
        terrain=frames.get("terrain", empty("terrain")),
        parameters=parts.parameters,
        projects=parts.projects or (),
        sources=parts.sources or "",
        digests=_digests(folder, parts.raw),
        energy=parts.energy,
        pledges=parts.pledges,
        outcomes=frames.get("outcomes", empty("outcomes")),
        hazards=hazards_of(frames),
        travel=travel_tables(frames),
    )


def _parameters(path: Path) -> Parameters:
    """Return the package's defaults with the case's own values over them."""
    own = parameters_from(read_toml(path, PARAMETERS), PARAMETERS) if present(path) else {}
    return default_parameters().merged(own)


def _network(frames: Mapping[str, pd.DataFrame], names: Mapping[str, str]) -> Network:
    """Return the network; its faults name the files that were read."""
    try:
        return Network(nodes=frames["node"], links=frames["link"])
    except InputError as error:
        files = {NODES: names["node"], LINKS: names["link"]}
        raise InputError([replace(f, file=files.get(f.file, f.file)) for f in error.faults]) from error


def _sectionless(projects: tuple[Project, ...], links: pd.DataFrame) -> list[Fault]:
    """Return a fault for every project on a section that no link has."""
    sections = sorted(set(links["section"].unique()) - {""})
    allowed = ", ".join(sections[:MAX_NAMED]) + (", ..." if len(sections) > MAX_NAMED else "")
    return [
        replace(fault, row=row, allowed=allowed)
        for row, project in enumerate(projects, start=1)
        for fault in project_faults([project], sections)
    ]


def _late(projects: tuple[Project, ...], last_year: int) -> list[Fault]:
    """Return a fault for every year of a project that lies outside of what is appraised."""
    cure = f"correct the year, or move last_year in {SETTINGS}"
    allowed = f"{FIRST_YEAR} to {last_year}"
    faults = []
    for row, project in enumerate(projects, start=1):
        if not project.acts and not project.capex:
            continue
        years = [("opening_year", project.opening_year), *(("capex year", year) for year, _ in project.capex)]
        message = f"project {project.project_id}: the year is out of range"
        faults += [
            Fault(
                file=PROJECTS,
                message=message,
                row=row,
                column=column,
                value=str(year),
                allowed=allowed,
                cure=cure,
            )
            for column, year in years
            if not FIRST_YEAR <= year <= last_year
        ]
    return faults


def _check_tables(raw: Raw) -> tuple[set[str], list[Fault]]:
    """Return the tables without a fault of their own, and all faults of tables and references."""
    faults: list[Fault] = []
    clean: set[str] = set()
    for table, frame in raw.frames.items():
        found = check_table(frame, table, raw.names[table]) if table in dictionary() else []
        faults += found
        if not found:
            clean.add(table)
    known = {table: frame for table, frame in raw.frames.items() if _whole(frame, table)}
    references = check_references(known, raw.names)
    clean -= {table for table in clean if any(f.file == raw.names[table] for f in references)}
    return clean, [*faults, *references]


def _whole(frame: pd.DataFrame, table: str) -> bool:
    """Return whether the table has rows and every required column."""
    required = [column.name for column in dictionary().get(table, ()) if column.required]
    return len(frame) > 0 and all(name in frame.columns for name in required)


def _unplaced(frames: Mapping[str, pd.DataFrame], names: Mapping[str, str]) -> list[Fault]:
    """Return a fault for every region without a centroid in the network."""
    if not {"regions", "node"} <= set(frames):
        return []
    placed = set(frames["node"]["zone_id"].unique())
    cure = "give one node its region_id as zone_id, or take the region out"
    return [
        Fault(
            file=names["regions"],
            message="no node has this zone",
            row=row,
            column="region_id",
            value=zone,
            allowed="a zone_id of a node",
            cure=cure,
        )
        for row, zone in enumerate(frames["regions"]["region_id"], start=1)
        if zone not in placed
    ]


def _unknown_focus(settings: Settings, countries: pd.DataFrame, name: str) -> list[Fault]:
    """Return a fault for every country in focus that the case does not have."""
    known = list(countries["country"])
    allowed, cure = f"a country of {name}", "correct the code, or add the country"
    return [
        Fault(
            file=SETTINGS, message="no such country", column="focus", value=code, allowed=allowed, cure=cure
        )
        for code in settings.focus
        if code not in known
    ]


def _without_elasticity(parameters: Parameters, sectors: pd.DataFrame, name: str) -> list[Fault]:
    """Return a fault for every sector whose elasticities are not all among the parameters."""
    every = list(sectors["sector"])
    goods = [s for s, freight in zip(every, sectors.get("freight", every), strict=True) if freight is True]
    return [
        Fault(
            file=name,
            message=f"the sector has no {group.replace('_', ' ')}",
            row=row,
            column="sector",
            value=sector,
            allowed=f"one of {', '.join(parameters.group(group))}",
            cure=f"add [{group}.{sector}] to {PARAMETERS}, or rename the sector",
        )
        for group, asked in (("trade_elasticity", every), ("distance_elasticity", goods))
        for row, sector in enumerate(every, start=1)
        if sector and sector in asked and sector not in parameters.group(group)
    ]


def _digests(folder: Path, raw: Raw) -> dict[str, str]:
    """Return the SHA-256 of every file that was read."""
    files = [
        *(raw.names[table] for table in raw.frames),
        SETTINGS,
        PARAMETERS,
        PROJECTS,
        SOURCES,
        DATAPACKAGE,
    ]
    return {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in sorted(set(files))
        if (folder / name).is_file()
    }
