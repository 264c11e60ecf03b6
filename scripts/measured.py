"""The sentence that dates a page of measurements which is not renewed with every run."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime


def measured() -> str:
    """Return when and at which commit a page was measured."""
    asked = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    today = datetime.now(tz=UTC).date()
    return f"Measured once, {today.day} {today:%B %Y} (commit {commit}); `make figures` does not renew it."
