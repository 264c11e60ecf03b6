"""The report as one file: the built page with a payload in it."""

from __future__ import annotations

import html
import json
import math
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

TEMPLATE = "page.html"
"""The built page, package data; `make web` builds it from `web/`."""

PLACE = '<script type="application/json" id="payload">null</script>'
TITLE = "<title>Appraisal</title>"
"""What the template holds where the payload and the title go."""


def write_report(payload: Mapping[str, Any], path: Path) -> None:
    """Write the report to `path`: one HTML file that needs nothing else, not even a network.

    The bytes depend on the payload alone. The file appears whole or not at all. A number that does
    not exist becomes null.
    """
    text = page(payload)
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_text(text, encoding="utf-8", newline="\n")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def page(payload: Mapping[str, Any]) -> str:
    """Return the text of the report; an error if the template lacks the place of the payload."""
    template = (files("corridor.report") / TEMPLATE).read_text(encoding="utf-8")
    head, place, rest = template.partition(PLACE)
    if not place:
        raise ValueError(f"{TEMPLATE} has no place for the payload: build it again with `make web`")
    title = html.escape(str(payload.get("title", "Appraisal")))
    head = head.replace(TITLE, f"<title>{title}</title>", 1)
    return f"{head}{place.replace('null', script_text(payload))}{rest}"


def script_text(payload: Mapping[str, Any]) -> str:
    """Return the payload as JSON that cannot end the script element it stands in."""
    text = json.dumps(_plain(payload), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _plain(value: Any) -> Any:
    """Return JSON's own types: NumPy scalars unpacked, numbers that do not exist as null."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        kinds = set(map(type, value))
        if kinds <= {int, str} or (kinds == {float} and math.isfinite(math.fsum(map(abs, value)))):
            return value
        return [_plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not abs(value) < float("inf"):
        return None
    return value
