"""The doors to PyPSA and HiGHS: they are an extra, and nothing else of the package needs them."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from corridor.errors import Fault, InputError, SolveError

OPTIONS = {"threads": 1, "random_seed": 0, "output_flag": False, "parallel": "off"}
"""HiGHS on one thread: the same numbers every time."""

SIMPLEX, INTERIOR = "choose", "ipm"
"""HiGHS's methods; interior points with crossover are twice as fast where something may be built."""

STRINGS = ("api.legacy_string_dtype", False)
"""PyPSA keeps the text columns of pandas as they are."""

LOGGERS = ("pypsa", "linopy")


def pypsa() -> Any:
    """Return the module PyPSA; `InputError` that says how to install it where it, or HiGHS, is missing."""
    try:
        import_module("highspy")
        return import_module("pypsa")
    except ModuleNotFoundError as error:
        cure = "pip install 'corridor[energy]'"
        message = f"the power system needs PyPSA and HiGHS; {error.name} is not installed"
        raise InputError([Fault(file="corridor energy", message=message, cure=cure)]) from error


@contextmanager
def _silent() -> Iterator[None]:
    """Let nothing through to the standard output of the process, whoever writes it."""
    sys.stdout.flush()
    kept = os.dup(1)
    try:
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
            os.dup2(nowhere.fileno(), 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


@contextmanager
def modern() -> Iterator[Any]:
    """Yield PyPSA with its present-day string columns, and without its chatter below warnings.

    HiGHS greets on the standard output when its first model is made, which no option of it prevents.
    """
    module = pypsa()
    with _silent():
        import_module("highspy").Highs()
    loggers = [logging.getLogger(name) for name in LOGGERS]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with module.option_context(*STRINGS):
            yield module
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def optimise(network: Any, extra: Callable[[Any, Any], None] | None = None, *, method: str = SIMPLEX) -> Any:
    """Solve `network` in place with HiGHS and return HiGHS's own account of the solution.

    Raises
    ------
    SolveError
        HiGHS did not end with an optimum.

    """
    status, condition = network.optimize(
        solver_name="highs",
        solver_options={**OPTIONS, "solver": method},
        extra_functionality=extra,
        include_objective_constant=False,
        io_api="direct",
        log_to_console=False,
    )
    if (status, condition) != ("ok", "optimal"):
        raise SolveError(
            f"HiGHS ended with {condition}. Check that every zone has load, lines that reach it and plants."
        )
    return network.model.solver_model.getInfo()
