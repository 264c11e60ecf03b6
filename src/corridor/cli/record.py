"""Commands that take one record instead of an argument for each option."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import MISSING, fields
from functools import wraps
from typing import Any, get_type_hints


def spread(command: Callable[[str, Any], None]) -> Callable[..., None]:
    """Return a command with an option for every field of the record that is its second argument.

    Fields are annotated as arguments of a command are, with `typer.Option`.
    """
    first, second = inspect.signature(command).parameters
    hints = get_type_hints(command, include_extras=True)
    record = hints[second]
    options = get_type_hints(record, include_extras=True)
    parameters = [inspect.Parameter(first, inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=hints[first])]
    for field in fields(record):
        default = inspect.Parameter.empty if field.default is MISSING else field.default
        kind = inspect.Parameter.KEYWORD_ONLY
        parameters.append(
            inspect.Parameter(field.name, kind, default=default, annotation=options[field.name])
        )

    @wraps(command)
    def run(**given: Any) -> None:
        command(given.pop(first), record(**given))

    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return run
