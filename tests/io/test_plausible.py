"""What a case says must be possible on the ground: lengths, speeds, places, keys, names, accounts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from corridor.errors import Fault
from corridor.io.case import check
from corridor.io.datapackage import write_datapackage
from corridor.io.plausible import straight_lines
from tests.io.islands import copy_island, project, register, write_register

LINK, NODE, GEOMETRY = "network/link.csv", "network/node.csv", "network/geometry.csv"


@pytest.fixture
def island(tmp_path: Path) -> Path:
    return copy_island(tmp_path / "case")


def edit(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def change(folder: Path, file: str, how: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    """Change a table, each cell as text unless `how` makes numbers of it."""
    frame = how(pd.read_csv(folder / file, dtype=str, keep_default_na=False))
    frame.to_csv(folder / file, index=False)


def scaled(column: str, factor: float) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def how(frame: pd.DataFrame) -> pd.DataFrame:
        numbers = pd.to_numeric(frame[column])
        return frame.assign(**{column: (numbers * factor).map("{:.6g}".format).where(numbers.notna(), "")})

    return how


def one(folder: Path) -> Fault:
    found = check(folder)
    assert len(found) == 1, "\n".join(map(str, found))
    assert found[0].cure
    return found[0]


def test_the_straight_line_is_the_great_circle() -> None:
    """A degree of a meridian is 111.195 km on a sphere of 6,371.0088 km; half an equator is pi radii."""
    nodes = pd.DataFrame({"node_id": [1, 2, 3, 4], "x_coord": [0, 0, 180, 60], "y_coord": [0, 1, 0, 60]})
    links = pd.DataFrame({"from_node_id": [1, 1, 4, 1], "to_node_id": [2, 3, 4, 9]})
    found = straight_lines(links, nodes)
    assert found[:3] == pytest.approx([111.19508, np.pi * 6371.0088, 0.0], rel=1e-6, abs=1e-9)
    assert np.isnan(found[3])


@pytest.mark.parametrize(("factor", "unit"), [(1000.0, "metres"), (3280.84, "feet"), (0.621371, "miles")])
def test_lengths_in_another_unit_are_one_fault_that_names_it(island: Path, factor: float, unit: str) -> None:
    """Networks of GMNS come in feet, metres and miles; lengths out of range are told beside it."""
    change(island, LINK, scaled("length", factor))
    found = [fault for fault in check(island) if fault.message != "out of range"]
    assert [(fault.file, fault.column) for fault in found] == [(LINK, "length")]
    assert found[0].message == f"lengths look like {unit}"


def test_a_network_in_feet_is_told_beside_its_other_faults(island: Path) -> None:
    """The multimodal example of GMNS has footpaths without lanes as well."""
    change(island, LINK, scaled("length", 3280.84))
    change(island, LINK, lambda frame: frame.assign(lanes="0"))
    assert "lengths look like feet" in [fault.message for fault in check(island)]


def test_a_short_network_in_metres_is_told(island: Path) -> None:
    """Streets of a town, as in the example of Cambridge: no length is beyond the bounds of the column."""
    change(
        island,
        NODE,
        lambda f: f.assign(
            x_coord=(10 + (f["x_coord"].astype(float) - 10) / 500).map("{:.7f}".format),
            y_coord=(50 + (f["y_coord"].astype(float) - 50) / 500).map("{:.7f}".format),
        ),
    )
    change(island, LINK, scaled("length", 2.0))
    found = [fault for fault in check(island) if fault.file == LINK]
    assert [fault.message for fault in found] == ["lengths look like metres"]
    assert "km" in str(found[0].allowed)


def test_a_link_shorter_than_its_straight_line_is_told(island: Path) -> None:
    """The road to the pass is 54.9 km as the crow flies."""
    edit(island, LINK, "4,4,6,false,70,", "4,4,6,false,7,")
    fault = one(island)
    assert (fault.file, fault.row, fault.column, fault.value) == (LINK, 4, "length", "7 km")
    assert "shorter than the straight line" in fault.message
    assert "54." in str(fault.allowed)


def test_a_link_scaled_to_a_tenth_below_its_straight_line_is_told(island: Path) -> None:
    edit(island, LINK, "4,4,6,false,70,", "4,4,6,false,49.4,")
    assert "shorter than the straight line" in one(island).message


def test_a_single_link_in_metres_is_told(island: Path) -> None:
    edit(island, LINK, "4,4,6,false,70,", "4,4,6,false,14000,")
    fault = one(island)
    assert (fault.row, fault.column) == (4, "length")
    assert "far longer" in fault.message


def test_speeds_in_metres_a_second_are_told(island: Path) -> None:
    change(island, LINK, scaled("free_speed", 1 / 3.6))
    fault = one(island)
    assert (fault.file, fault.column) == (LINK, "free_speed")
    assert "metres a second" in fault.message


@pytest.mark.parametrize(("factor", "unit"), [(100.0, "hectares"), (0.386102, "square miles")])
def test_areas_in_another_unit_are_told(island: Path, factor: float, unit: str) -> None:
    change(island, "regions.csv", scaled("area_km2", factor))
    fault = one(island)
    assert (fault.file, fault.column) == ("regions.csv", "area_km2")
    assert unit in fault.message


SHAPES = {
    "link in metres": (
        GEOMETRY,
        "(10 50.01, 10.3 50.3, 10.1 50.5)",
        "(1113194 6447700, 1124326 6500000)",
        "not in degrees",
    ),
    "link astray": (
        GEOMETRY,
        "(10 50.01, 10.3 50.3, 10.1 50.5)",
        "(30 50.01, 30.3 50.3)",
        "far from the nodes",
    ),
    "link swapped": (
        GEOMETRY,
        "(10 50.01, 10.3 50.3, 10.1 50.5)",
        "(50.01 10, 50.3 10.3)",
        "far from the nodes",
    ),
    "link ends early": (
        GEOMETRY,
        "(10 50.01, 10.3 50.3, 10.1 50.5)",
        "(10 50.01, 10.0 50.1)",
        "far from the nodes",
    ),
    "link is a point": (
        GEOMETRY,
        "LINESTRING (10 50.01, 10.3 50.3, 10.1 50.5)",
        "POINT (10 50.01)",
        "another kind",
    ),
    "link is a collection": (
        GEOMETRY,
        "LINESTRING (10 50.01, 10.3 50.3, 10.1 50.5)",
        "GEOMETRYCOLLECTION (POINT (10 50))",
        "not a geometry",
    ),
    "region is a line": (
        "regions.csv",
        "POLYGON ((21 49.4, 23 49.4, 23 51, 21 51, 21 49.4))",
        "LINESTRING (21 49.4, 23 51)",
        "another kind",
    ),
    "town far away": (
        "regions.csv",
        "province,10.2,51.0,",
        "province,13.2,51.0,",
        "far from its region XOS-highland",
    ),
    "town swapped": (
        "regions.csv",
        "province,10.2,51.0,",
        "province,51.0,10.2,",
        "far from its region XOS-highland",
    ),
    "centroid far away": (
        NODE,
        "1,10.0,50.0,centroid",
        "1,14.0,50.0,centroid",
        "far from its region XOS-harbour",
    ),
    "place in another region": (
        "inputs/places.csv",
        "highland,Highland,XOS-highland",
        "highland,Highland,XOS-harbour",
        "far from its region",
    ),
}


@pytest.mark.parametrize(("file", "old", "new", "said"), SHAPES.values(), ids=SHAPES)
def test_shapes_and_places_that_do_not_agree(island: Path, file: str, old: str, new: str, said: str) -> None:
    edit(island, file, old, new)
    found = [fault for fault in check(island) if said in fault.message]
    assert len(found) == 1
    assert found[0].file == file
    assert found[0].row
    assert ("swap longitude and latitude" in str(found[0].cure)) == (
        "town swapped" in said or "51.0,10.2" in new
    )


KEYS = {
    "emissions": (
        "inputs/emissions.csv",
        "XOS,C,90000",
        "XOS,A,90000",
        "a second row for the same country, sector",
        "XOS, A",
    ),
    "geometry": (GEOMETRY, '5,"LINE', '4,"LINE', "a second row for the same link_id", "4"),
    "people": (
        "inputs/people.csv",
        "XOS-highland,0.4",
        "XOS-harbour,0.4",
        "the identifier occurs twice",
        "XOS-harbour",
    ),
    "link 8 and 08": (LINK, "\n9,8,9", "\n08,8,9", "the identifier occurs twice", "08"),
    "link 8 and 8.0": (LINK, "\n9,8,9", "\n8.0,8,9", "the identifier occurs twice", "8.0"),
    "node 4 and 04": (NODE, "\n11,22.0,50.19", "\n04,22.0,50.19", "the identifier occurs twice", "04"),
    "country of a link": (LINK, "road,40,0,0,1,1,,,XOS,", "road,40,0,0,1,1,,,XSO,", "no such country", "XSO"),
    "mode of a section": (
        "network/sections.csv",
        "tunnel,Tunnel under the pass,road",
        "tunnel,Tunnel under the pass,lane",
        "unknown mode",
        "lane",
    ),
    "section of no link": (
        "network/sections.csv",
        "tunnel,Tunnel",
        "canal,Tunnel",
        "no such section",
        "canal",
    ),
    "no people": (
        "inputs/people.csv",
        "XOS-highland,0.4,0.7,0.3,0.6,0.6,assumed,made up\n",
        "",
        "there is no row for it",
        "XOS-highland",
    ),
    "no emissions": (
        "inputs/emissions.csv",
        "XVE,C,250000,estimated,made up\n",
        "",
        "there is no row for it",
        "XVE, C",
    ),
    "capacity 0": (LINK, "road,40,0,0,1,1,,", "road,40,0,0,1,1,0,", "out of range", "0"),
    "no lane": (LINK, "road,40,0,0,1,1,,", "road,40,0,0,1,0,,", "out of range", "0"),
    "cost beyond all": (LINK, "road,40,0,0,1,1,,", "road,40,0,1e308,1,1,,", "out of range", "1e308"),
}


@pytest.mark.parametrize(("file", "old", "new", "said", "value"), KEYS.values(), ids=KEYS)
def test_keys_names_and_rows(island: Path, *, file: str, old: str, new: str, said: str, value: str) -> None:
    edit(island, file, old, new)
    found = [fault for fault in check(island) if fault.message == said]
    assert [(fault.file, fault.value) for fault in found] == [(file, value)]
    assert found[0].cure


def test_a_capacity_of_nothing_says_how_to_close_a_link(island: Path) -> None:
    edit(island, LINK, "road,40,0,0,1,1,,", "road,40,0,0,1,1,0,")
    fault = one(island)
    assert (fault.file, fault.row, fault.column) == (LINK, 4, "capacity")
    assert "status closed" in str(fault.cure)


def test_a_negative_share_of_demand_names_inventories(island: Path) -> None:
    edit(island, "inputs/final_demand.csv", "XOS,A,0.15", "XOS,A,-0.0014")
    fault = next(fault for fault in check(island) if fault.message == "out of range")
    assert (fault.row, fault.column, fault.value) == (1, "share", "-0.0014")
    assert "inventories" in str(fault.cure)
    page = (Path(__file__).parents[2] / "docs" / "reference" / "case-format.md").read_text(encoding="utf-8")
    assert "inventories" in page


def test_a_country_that_sells_all_it_makes_is_named(island: Path) -> None:
    """Ostra buys 850 for inputs of 600; without purchases of goods by its people nothing is left."""
    edit(island, "inputs/country_trade.csv", "XOS,XOS,G,580000000", "XOS,XOS,G,100000")
    edit(island, "inputs/country_trade.csv", "XOS,XOS,C,380000000", "XOS,XOS,C,100000")
    edit(island, "inputs/country_trade.csv", "XOS,XVE,G,20000000", "XOS,XVE,G,2000000000")
    found = [fault for fault in check(island) if "nothing left to spend" in fault.message]
    assert len(found) == 1
    assert found[0].message.startswith("XOS ")
    assert found[0].file == "inputs/country_trade.csv"


IDLE = {
    "factor of one": ("pass-road", {"speed_factor": 1.0}),
    "open already": ("pass-road", {"status": "open"}),
    "no hours to cut": ("pass-road", {"hours_factor": 0.5}),
    "no fee to cut": ("tunnel", {"fee_factor": 0.5}),
    "no length to run": ("port-harbour", {"speed_factor": 2.0}),
}


@pytest.mark.parametrize(("section", "state"), IDLE.values(), ids=IDLE)
def test_an_effect_that_changes_nothing_is_a_fault(
    island: Path, section: str, state: dict[str, object]
) -> None:
    document = register()
    document["projects"].append(project("ramp", section, "planned", **{"with": state}))
    write_register(island, document)
    fault = one(island)
    assert (fault.file, fault.row) == ("projects.json", 3)
    assert "project ramp: effect on" in fault.message
    assert "changes nothing" in fault.message


@pytest.mark.parametrize(
    "door",
    [
        {"door": "productivity", "regions": ["XVE"], "sector": "A", "factor": 1},
        {"door": "loss", "regions": ["XVE"], "commodity": "general", "factor": 1.0},
        {"door": "tariff", "origin": "XOS", "destination": "XVE", "sector": "A", "factor": 0.5},
        {"door": "electricity", "usd_per_mwh": 0, "co2_t": 0},
    ],
    ids=lambda door: door["door"],
)
def test_a_door_that_changes_nothing_is_a_fault(island: Path, door: dict[str, object]) -> None:
    """The island has no tariffs, so half of them is nothing."""
    document = register()
    entry = project("yard", "pass-road", "planned")
    entry["corridor"]["effects"] = [door]
    document["projects"].append(entry)
    write_register(island, document)
    fault = one(island)
    assert f"door {door['door']} changes nothing" in fault.message


def test_tables_of_energy_have_keys_and_names(tmp_path: Path) -> None:
    """The reference case with its power system, a row of some of its tables twice, a fuel misspelt."""
    from corridor.io.keys import key_faults, name_faults
    from corridor.io.tables import read_raw, typed

    raw = read_raw(Path(__file__).parents[2] / "cases" / "cpec")
    tables = (
        "carriers",
        "demand",
        "profiles",
        "costs",
        "sites",
        "availability",
        "generation",
        "energy_references",
    )
    frames = {name: typed(raw.frames[name], name) for name in tables}
    assert key_faults(frames, raw.names) == []
    assert name_faults(frames, raw.names) == []
    doubled = {name: pd.concat([frame, frame.head(1)], ignore_index=True) for name, frame in frames.items()}
    found = key_faults(doubled, raw.names)
    assert {fault.file for fault in found} == {raw.names[name] for name in tables if name != "carriers"}
    for table, column in (
        ("availability", "fuel"),
        ("generation", "fuel"),
        ("profiles", "carrier"),
        ("costs", "technology"),
    ):
        wrong = {**frames, table: frames[table].assign(**{column: ["coil", *frames[table][column][1:]]})}
        (fault,) = name_faults(wrong, raw.names)
        assert (fault.file, fault.row, fault.column, fault.value) == (raw.names[table], 1, column, "coil")


def test_the_package_lists_what_was_edited(island: Path) -> None:
    """An edit of cells alone needs no new description."""
    write_datapackage(island, "island")
    assert check(island) == []
