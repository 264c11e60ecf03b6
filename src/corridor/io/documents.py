"""JSON and text files of a case: read with their faults, written the same way every time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corridor.errors import Fault, InputError


def read_text(path: Path, name: str) -> str:
    """Return the text of a file; `name` is what messages call it."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise InputError([Fault(file=name, message="the file is missing", cure="add it")]) from error
    except UnicodeDecodeError as error:
        fault = Fault(file=name, message=f"not UTF-8 text: {error.reason}", cure="save the file as UTF-8")
        raise InputError([fault]) from error


def read_object(path: Path, name: str) -> dict[str, Any]:
    """Return the object of a JSON file; broken JSON is an `InputError` with its line."""
    text = read_text(path, name)
    try:
        tree = json.loads(text)
    except json.JSONDecodeError as error:
        message = f"not valid JSON: {error.msg}"
        place = f"line {error.lineno}, character {error.colno}"
        raise InputError(
            [Fault(file=name, message=message, value=place, cure="mend the syntax there")]
        ) from error
    if not isinstance(tree, dict):
        raise InputError(
            [Fault(file=name, message="not a JSON object", allowed="{...}", cure="begin the file with {")]
        )
    return tree


def dumps(tree: Mapping[str, Any]) -> str:
    """Return a JSON text that depends on the content alone; numbers that do not exist become null."""
    return json.dumps(_plain(tree), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "item"):  # a NumPy scalar
        value = value.item()
    if isinstance(value, float) and not abs(value) < float("inf"):
        return None
    return value
