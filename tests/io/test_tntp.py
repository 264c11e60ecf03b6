"""TNTP files: links and trips they hold, zones that are no way through, and every fault of a broken one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import corridor as co

GOLDEN = Path(__file__).parents[1] / "golden" / "sioux_falls"
NET = """<NUMBER OF ZONES> 2
<NUMBER OF NODES>\t\t4\t
<FIRST THRU NODE> 3
<NUMBER OF LINKS> 5
<ORIGINAL HEADER>~ \tInit node \tTerm node \t;
<END OF METADATA>

~\tinit_node\tterm_node\tcapacity\tlength\tfree_flow_time\tb\tpower\tspeed\ttoll\tlink_type\t;
\t1\t3\t10\t2.5\t1.0\t0.15\t4\t50\t3\t1\t;
\t1\t4\t10\t1\t2\t0.15\t4\t0\t0\t1\t;
\t3\t2\t10\t1\t2\t0.15\t4\t0\t0\t1\t;
\t4\t2\t10\t1\t1e0\t0.15\t4\t0\t0\t1;
\t3\t4\t0\t1\t0.5\t0\t0\t0\t0\t1\t;  ~ never fills
"""
TRIPS = """<NUMBER OF ZONES> 2
<TOTAL OD FLOW> 11.0
<END OF METADATA>

Origin  1
    1 :      1.0;     2 :     6.0;
Origin 2
1 : 4.0 ;
"""
NODES = "Node\tX\tY\t;\n1\t0.0\t1.5\t;\n2\t1\t1\t;\n3\t2\t2\t;\n4\t3\t-3\t;\n"


def write(folder: Path, **files: str) -> dict[str, Path]:
    for name, text in files.items():
        (folder / f"{name}.tntp").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.tntp" for name in files}


def test_links_trips_and_places(tmp_path):
    problem = co.read_tntp(**write(tmp_path, net=NET, trips=TRIPS, nodes=NODES), toll_factor=0.5)
    np.testing.assert_array_equal(problem.tail, [0, 0, 2, 3, 2])
    np.testing.assert_array_equal(problem.head, [2, 3, 1, 1, 3])
    np.testing.assert_array_equal(problem.delay.capacity, [10, 10, 10, 10, np.inf])
    np.testing.assert_array_equal(problem.delay.free_time, [1, 2, 2, 1, 0.5])
    np.testing.assert_array_equal(problem.delay.b, [0.15, 0.15, 0.15, 0.15, 0])
    np.testing.assert_array_equal(problem.delay.power, [4, 4, 4, 4, 0])
    np.testing.assert_array_equal(problem.length, [2.5, 1, 1, 1, 1])
    np.testing.assert_array_equal(problem.toll, [3, 0, 0, 0, 0])
    np.testing.assert_array_equal(problem.place, [[0, 1.5], [1, 1], [2, 2], [3, -3]])
    np.testing.assert_array_equal(problem.classes[0].demand, [[1, 6], [4, 0]])
    np.testing.assert_array_equal(problem.fixed[:, 0], [1.5, 0, 0, 0, 0])
    assert (problem.first_through, problem.zones, problem.nodes) == (2, 2, 4)
    assert problem.intrazonal == 1.0


def test_classes_from_a_file_each(tmp_path):
    files = write(tmp_path, net=NET, cars=TRIPS, lorries=TRIPS.replace("6.0", "3.0").replace("11.0", "8.0"))
    trips = {"car": files["cars"], "lorry": files["lorries"]}
    problem = co.read_tntp(files["net"], trips, distance_factor=0.2)
    problem = problem.with_class("lorry", pcu=2.5, distance_factor=0.4)
    assert [(c.name, c.pcu, c.distance_factor) for c in problem.classes] == [
        ("car", 1.0, 0.2),
        ("lorry", 2.5, 0.4),
    ]
    assert [c.demand[0, 1] for c in problem.classes] == [6.0, 3.0]
    np.testing.assert_allclose(problem.fixed[0], [0.5, 1.0])


def test_sioux_falls_as_files_is_the_published_equilibrium(tmp_path):
    links, trips = pd.read_csv(GOLDEN / "links.csv"), pd.read_csv(GOLDEN / "demand.csv")
    tags = "<NUMBER OF ZONES> 24\n<NUMBER OF NODES> 24\n<FIRST THRU NODE> 1\n<NUMBER OF LINKS> 76\n"
    rows = [
        f"{r.tail} {r.head} {r.capacity!r} 1 {r.free_time} {r.b} {r.power} 0 0 1 ;"
        for r in links.itertuples()
    ]
    demand = [
        f"Origin {origin}\n" + "".join(f"{r.destination} : {r.trips};\n" for r in group.itertuples())
        for origin, group in trips.groupby("origin")
    ]
    files = write(
        tmp_path,
        net=f"{tags}<END OF METADATA>\n" + "\n".join(rows),
        trips="<NUMBER OF ZONES> 24\n<TOTAL OD FLOW> 360600\n<END OF METADATA>\n" + "\n".join(demand),
    )
    found = co.user_equilibrium(co.read_tntp(**files), co.AssignmentSettings(1e-12))
    np.testing.assert_allclose(found.volume, links["flow"], rtol=1e-9)


def faults(folder: Path, **files: str) -> list[tuple]:
    with pytest.raises(co.InputError) as caught:
        co.read_tntp(**write(folder, **{"net": NET, "trips": TRIPS, **files}))
    return [(f.file, f.row, f.column, f.message) for f in caught.value.faults]


BAD_LINKS = [
    ("\t1\t3\t10\t", "\tx\t3\t10\t", (9, "init_node", "not a finite number")),
    ("\t1\t3\t10\t", "\t1.5\t3\t10\t", (9, "init_node", "no such number")),
    ("\t1\t3\t10\t", "\t1\t9\t10\t", (9, "term_node", "no such number")),
    ("\t1\t3\t10\t", "\t0\t3\t10\t", (9, "init_node", "no such number")),
    ("\t1\t3\t10\t", "\t1\t3\t0\t", (9, "capacity", "a link without room")),
    ("\t1\t3\t10\t", "\t1\t3\t-1\t", (9, "capacity", "negative")),
    ("2.5\t1.0\t", "2.5\tnan\t", (9, "free_flow_time", "not a finite number")),
    ("2.5\t1.0\t", "-2.5\t1.0\t", (9, "length", "negative")),
    ("2.5\t1.0\t", "2.5\t-1.0\t", (9, "free_flow_time", "negative")),
    ("1.0\t0.15\t4", "1.0\t-0.15\t4", (9, "b", "negative")),
    ("1.0\t0.15\t4", "1.0\t0.15\t-4", (9, "power", "negative")),
    ("50\t3\t1", "50\t-3\t1", (9, "toll", "negative")),
    ("\t50\t3\t1\t;", ";", (9, None, "too few columns")),
    ("<FIRST THRU NODE> 3\n", "", (None, None, "no <FIRST THRU NODE>")),
    ("<FIRST THRU NODE> 3", "<FIRST THRU NODE> three", (None, "FIRST THRU NODE", "no whole number")),
    ("<NUMBER OF LINKS> 5", "<NUMBER OF LINKS> 6", (None, None, "links are not as many as the tag says")),
]


@pytest.mark.parametrize(("old", "new", "told"), BAD_LINKS)
def test_a_broken_line_of_links_is_told(tmp_path, old, new, told):
    assert NET.count(old) == 1
    assert faults(tmp_path, net=NET.replace(old, new)) == [("net.tntp", *told)]


BAD_TRIPS = [
    ("2 :     6.0;", "2 = 6.0;", (6, None, "not a trip")),
    ("2 :     6.0;", "2 : six;", (6, None, "not a trip")),
    ("2 :     6.0;", "3 : 6.0;", (6, "destination", "no such number")),
    ("2 :     6.0;", "2 : -6.0;", (6, "trips", "negative")),
    ("2 :     6.0;", "2 : 6.0; 2 : 1.0;", (6, None, "a pair twice")),
    ("2 :     6.0;", "2 : 5.0;", (None, "TOTAL OD FLOW", "trips do not add up to the tag")),
    ("Origin  1", "Origin one", (5, None, "no number of an origin")),
    ("Origin  1", "Origin 7", (5, "origin", "no such number")),
    ("Origin  1\n", "", (5, None, "trips before the first origin")),
    (
        "<NUMBER OF ZONES> 2",
        "<NUMBER OF ZONES> 3",
        (None, "NUMBER OF ZONES", "zones are not those of the network"),
    ),
]


@pytest.mark.parametrize(("old", "new", "told"), BAD_TRIPS)
def test_a_broken_line_of_trips_is_told(tmp_path, old, new, told):
    assert TRIPS.count(old) == 1
    assert faults(tmp_path, trips=TRIPS.replace(old, new)) == [("trips.tntp", *told)]


BAD_NODES = [
    ("2\t1\t1\t;\n", "", (None, None, "nodes without coordinates")),
    ("2\t1\t1\t;", "2\teast\t1\t;", (3, "x", "not a finite number")),
    ("2\t1\t1\t;", "7\t1\t1\t;", (3, "node", "no such number")),
    ("2\t1\t1\t;", "2\t1;", (3, None, "too few columns")),
]


@pytest.mark.parametrize(("old", "new", "told"), BAD_NODES)
def test_a_broken_line_of_nodes_is_told(tmp_path, old, new, told):
    assert faults(tmp_path, nodes=NODES.replace(old, new)) == [("nodes.tntp", *told)]


def test_all_faults_of_all_files_are_told_at_once(tmp_path):
    told = faults(
        tmp_path,
        net=NET.replace("\t1\t3\t10\t", "\t1\t3\t-1\t")
        .replace("50\t3\t1", "50\tfree\t1")
        .replace("\t3\t2\t", "\t3\t8\t"),
        trips=TRIPS.replace("6.0", "-6.0").replace("4.0", "four"),
        nodes=NODES.replace("-3", "south"),
    )
    assert [(file, row) for file, row, *_ in told] == [
        ("net.tntp", 9),
        ("net.tntp", 11),
        ("trips.tntp", 6),
        ("trips.tntp", 8),
        ("nodes.tntp", 5),
    ]


def test_more_zones_than_nodes_are_told(tmp_path):
    told = faults(tmp_path, net=NET.replace("<NUMBER OF ZONES> 2", "<NUMBER OF ZONES> 5"))
    assert ("net.tntp", None, "NUMBER OF ZONES", "more zones than nodes") in told


def test_files_that_cannot_be_read_are_all_told(tmp_path):
    (tmp_path / "trips.tntp").write_bytes(b"\xff\xfe\x00<")
    with pytest.raises(co.InputError) as caught:
        co.read_tntp(tmp_path / "none.tntp", tmp_path / "trips.tntp")
    assert [f.message for f in caught.value.faults] == ["cannot be read", "no text in UTF-8"]
