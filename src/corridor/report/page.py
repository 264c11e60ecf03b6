"""The report as one file: the built page with a payload in it."""

from __future__ import annotations

import html
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson

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
    text = orjson.dumps(payload, option=orjson.OPT_SERIALIZE_NUMPY)
    for mark in (b"<", b">", b"&"):
        text = text.replace(mark, b"\\u%04x" % ord(mark))
    return text.decode("utf-8")
