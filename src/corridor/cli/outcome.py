"""How a command ends: its exit status and what it says of a failure, without a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import typer

from corridor.cli.show import print_json
from corridor.errors import InputError, SolveError

FAILED, BAD_INPUT, STOPPED = 1, 2, 130
"""Exit statuses besides 0."""


@contextmanager
def ending(*, as_json: bool = False) -> Iterator[None]:
    """Turn the errors of the product into messages on stderr and exit statuses."""
    try:
        yield
    except InputError as error:
        if as_json:
            print_json({"error": "input", "faults": [asdict(fault) for fault in error.faults]})
        typer.echo(str(error), err=True)
        raise typer.Exit(BAD_INPUT) from error
    except SolveError as error:
        if as_json:
            print_json({"error": "solve", "message": str(error)})
        typer.echo(f"The solve failed: {error}", err=True)
        raise typer.Exit(FAILED) from error
    except KeyboardInterrupt as error:
        typer.echo("Stopped. Nothing was written; earlier results are whole.", err=True)
        raise typer.Exit(STOPPED) from error
