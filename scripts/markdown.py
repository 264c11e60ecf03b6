"""Text of the program as markdown: a dollar sign is not the beginning of an equation."""

from __future__ import annotations

import re

CODE = re.compile(r"(```.*?```|`[^`]*`)", re.DOTALL)


def escaped(text: str) -> str:
    """Return the text with dollar signs outside code escaped."""
    parts = CODE.split(text)
    return "".join(part if i % 2 else re.sub(r"(?<!\\)\$", r"\\$", part) for i, part in enumerate(parts))
