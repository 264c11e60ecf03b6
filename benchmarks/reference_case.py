"""`corridor appraise cpec` as a user runs it: a process of its own, without and with cached routes."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.timing import Figure

COMMAND = ("-m", "corridor", "appraise", "cpec", "--quiet")
BYTES_PER_GB = 1e9


def figures() -> Iterator[Figure]:
    """Yield wall time without and with cached routes, and the largest memory of both."""
    with tempfile.TemporaryDirectory() as folder:
        for label, aim in (("no routes cached", 90.0), ("routes cached", 20.0)):
            yield Figure(f"`corridor appraise cpec`, {label}", _run(Path(folder)), "s", aim)
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / BYTES_PER_GB
    yield Figure("`corridor appraise cpec`, memory", used, "GB", 3.0)


def _run(folder: Path) -> float:
    environment = {**os.environ, "CORRIDOR_CACHE": str(folder / "cache")}
    command = [sys.executable, *COMMAND, "--out", str(folder / "out")]
    started = time.perf_counter()
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    return time.perf_counter() - started
