"""Changes of a document: JSON and TOML."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.fuzz.files import emptied
from tests.fuzz.words import ANY, FACTORS, SAME, WRONG, Change, Random

PARTS = (
    None, True, False, 0, -1, 1, 2, 0.5, 1e308, -1e308, 1e-308, 10**17, 10**400, 2027.0, 2027.5, "", " ",
    "x", "\ud800", "\u0007", "tunnel", "upgraded", "XOS", "A", [], {}, [[]], [None], {"a": 1}, "../../x",
    "9"*5000, "<script>", "=1+1", "a:b", "a,b",
)  # fmt: skip
PARAMETERS = (
    ("value_of_time.general", -5.0), ("value_of_time.container", 1e308), ("discount_rate.low", -1.0),
    ("discount_rate.high", 1e9), ("rate_per_tonne_km.road.general", 1e308),
    ("rate_per_tonne_km.sea.container", 0.0), ("trade_elasticity.A", 0.0), ("trade_elasticity.C", 500.0),
    ("trade_elasticity.G", -1.0), ("benefit_growth", 50.0), ("migration_elasticity", 1e6),
    ("agglomeration_elasticity", 5.0), ("diffusion_strength", 1.0), ("growth_half_life", 0.0),
    ("operating_days", 0.0), ("internal.speed", 0.0), ("services_distance_elasticity", 1e3),
    ("emission_factor.road", 1e308), ("carbon_price", -1e308), ("shadow.exchange", 0.0),
    ("overrun.common", 7.0), ("employment_share", 0.0), ("made.up", 1.0), ("value_of_time.general", 0.3),
    ("trade_elasticity.A", 6.0), ("migration_elasticity", 2.0), ("discount_rate.low", 0.03),
    ("payload.road", 0.0),
)  # fmt: skip
VALUES = (
    "nan", "inf", "-inf", "-1", "0", "1e308", "7" * 401, "[]", "{}", "true", '""', '"../x"', '"\\u0007"',
    "2020-01-01", "1979", "2025.0", "[" * 3000 + "]" * 3000, '["XVE"]', '["XOS", "XOS"]', "10_0", "0o17",
    '"tab\\there"',
)  # fmt: skip


def json_place(tree: Any, draw: Random) -> tuple[Any, Any]:
    """Return a container somewhere in a document and a key of it."""
    here, key = tree, next(iter(tree))
    while isinstance(here, dict | list) and here:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        inner, key = here, keys[draw.integers(len(keys))]
        if draw.random() < 0.25 or not isinstance(inner[key], dict | list) or not inner[key]:
            return inner, key
        here = inner[key]
    return tree, key


def json_part(path: Path, draw: Random) -> str:
    tree = json.loads(path.read_text(encoding="utf-8"))
    inside, key = json_place(tree, draw)
    inside[key] = PARTS[draw.integers(len(PARTS))]
    path.write_text(json.dumps(tree), encoding="utf-8")
    return ANY


def json_dropped(path: Path, draw: Random) -> str:
    tree = json.loads(path.read_text(encoding="utf-8"))
    inside, key = json_place(tree, draw)
    del inside[key]
    path.write_text(json.dumps(tree), encoding="utf-8")
    return ANY


def json_renamed(path: Path, draw: Random) -> str:
    tree = json.loads(path.read_text(encoding="utf-8"))
    inside, key = json_place(tree, draw)
    if isinstance(inside, dict):
        inside[str(PARTS[draw.integers(len(PARTS))])] = inside.pop(key)
    path.write_text(json.dumps(tree), encoding="utf-8")
    return ANY


def json_number(path: Path, draw: Random) -> str:
    tree = json.loads(path.read_text(encoding="utf-8"))
    for _ in range(50):
        inside, key = json_place(tree, draw)
        if isinstance(inside[key], int | float):
            inside[key] = inside[key] * float(draw.choice(FACTORS))
            break
    path.write_text(json.dumps(tree), encoding="utf-8")
    return ANY


def json_key_twice(path: Path, draw: Random) -> str:
    text = path.read_text(encoding="utf-8")
    starts = [
        place
        for place, mark in enumerate(text)
        if mark == '"' and text[place - 1] in "{ \n" and '":' in text[place : place + 40]
    ]
    at = starts[draw.integers(len(starts))]
    key = text[at : text.index('":', at) + 2]
    path.write_text(f"{text[:at]}{key} 0, {text[at:]}", encoding="utf-8")
    return WRONG


def json_deep(path: Path, draw: Random) -> str:
    levels = int(draw.choice([50, 900, 5000, 200_000]))
    tree = json.loads(path.read_text(encoding="utf-8"))
    inside, key = json_place(tree, draw)
    inside[key] = "DEEP"
    text = json.dumps(tree).replace('"DEEP"', "[" * levels + "]" * levels)
    path.write_text(text, encoding="utf-8")
    return WRONG


def json_spaced(path: Path, draw: Random) -> str:
    tree = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(tree, indent=int(draw.integers(8)), ensure_ascii=True), encoding="utf-8")
    return SAME


def toml_value(path: Path, draw: Random) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [k for k, line in enumerate(lines) if "=" in line and not line.startswith("#")]
    if not rows:
        return emptied(path, draw)
    row = rows[draw.integers(len(rows))]
    lines[row] = f"{lines[row].split('=')[0]}= {VALUES[draw.integers(len(VALUES))]}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ANY


def toml_line_dropped(path: Path, draw: Random) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    del lines[draw.integers(len(lines))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ANY


def toml_line_twice(path: Path, draw: Random) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    row = int(draw.integers(len(lines)))
    path.write_text("\n".join([*lines[: row + 1], *lines[row:]]) + "\n", encoding="utf-8")
    return ANY if lines[row].startswith("#") or not lines[row].strip() else WRONG


def toml_parameter(path: Path, draw: Random) -> str:
    """Give the case a parameter of its own with a range that allows everything."""
    name, value = PARAMETERS[draw.integers(len(PARAMETERS))]
    low, high = (-1e308, 1e308) if draw.random() < 0.5 else (min(value, 0.0), max(value, 1.0))
    text = f"[{name}]\nvalue = {value!r}\nlow = {low!r}\nhigh = {high!r}\n"
    text += 'unit = "1"\nsource = "made up"\nstatus = "assumed"\n'
    target = path.with_name("parameters.toml")
    target.write_text(text, encoding="utf-8")
    return ANY


JSON: tuple[Change, ...] = (
    json_part, json_part, json_part, json_dropped, json_renamed, json_number, json_key_twice, json_deep,
    json_spaced,
)  # fmt: skip
TOML: tuple[Change, ...] = (
    toml_value, toml_value, toml_line_dropped, toml_line_twice, toml_parameter, toml_parameter,
)  # fmt: skip
