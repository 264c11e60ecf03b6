from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corridor.report.page import page, write_report

LARGEST_PACKAGE_DATA = 3.5e6


def payload_in(text: str) -> Any:
    """What a browser finds in the payload's element: script text ends at the first end tag."""
    _, _, rest = text.partition('<script type="application/json" id="payload">')
    return json.loads(rest[: rest.lower().index("</script")])


def test_any_text_survives_the_page():
    given = {"title": "A & B", "text": "</script><!-- <script> & ü 中 \u2028", "numbers": [1, 2.5, None]}
    assert payload_in(page(given)) == given


def test_numbers_that_do_not_exist_become_null():
    assert payload_in(page({"a": float("nan"), "b": np.float64("inf"), "c": np.int64(3)})) == {
        "a": None,
        "b": None,
        "c": 3,
    }


def test_title_is_escaped():
    assert "<title>A &lt;b&gt; &amp; c</title>" in page({"title": "A <b> & c"})


def test_bytes_depend_on_the_payload_alone(tmp_path: Path):
    for name in ("one", "two"):
        write_report({"title": "A", "x": [0.1]}, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


def test_a_failed_report_leaves_the_previous_one(tmp_path: Path):
    path = tmp_path / "report.html"
    write_report({"title": "first"}, path)
    before = path.read_bytes()
    with pytest.raises(TypeError):
        write_report({"title": "second", "bad": object()}, path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


def test_the_page_asks_nothing_of_the_network():
    text = page({"title": "A"})
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    assert policy.group(1).startswith("default-src 'none'")
    assert "http" not in policy.group(1)
    assert not re.search(r'<(script|link|img)[^>]+(src|href)="(?!data:)', text)


def test_libraries_come_with_their_licences():
    text = page({"title": "A"})
    found = re.search(r'<script type="application/json" id="libraries">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    libraries = {row["name"]: row for row in json.loads(found.group(1))}
    assert "maplibre-gl" in libraries
    assert "@deck.gl/core" in libraries
    assert all(row["licence"] and row["version"] for row in libraries.values())
    assert "Redistribution and use" in libraries["maplibre-gl"]["text"]


def test_package_data_stays_small():
    room = files("corridor.report")
    parts = [room / "page.html", *(room / "data").iterdir()]
    assert sum(len(part.read_bytes()) for part in parts) < LARGEST_PACKAGE_DATA
