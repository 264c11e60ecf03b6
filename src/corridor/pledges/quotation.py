"""Quotations against the text that they are from: letter by letter, but for blanks and quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from corridor.errors import Fault
from corridor.pledges.pledge import Pledge

_MARKS = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ", "\u2013": "-"}
)
_WORD = re.compile(r"\S+")


def quotation_faults(pledges: Iterable[Pledge], text: str, name: str) -> list[Fault]:
    """Return a fault for every quotation that does not stand in a text, with the line that is most like it.

    Parameters
    ----------
    pledges
        Whose quotations are looked for.
    text
        The whole text. Line breaks and runs of blanks count as one blank, curly quotation marks as straight.
    name
        What messages call the text.

    """
    words = [(found.group(), line) for line, found in _numbered(text)]
    whole = [word for word, _ in words]
    faults = []
    for pledge in pledges:
        asked = pledge.quotation.translate(_MARKS).split()
        if _stands(asked, whole):
            continue
        row, like = _nearest(asked, words)
        faults.append(
            Fault(
                file=name,
                message=f"the quotation of pledge {pledge.pledge_id} does not stand in the text",
                row=row,
                column="line",
                value=pledge.quotation,
                allowed=f"as the text has it there: {like}" if like else None,
                cure="quote it as it is written, or give the text that it is from",
            )
        )
    return faults


def _numbered(text: str) -> Iterable[tuple[int, re.Match[str]]]:
    for line, content in enumerate(text.translate(_MARKS).splitlines(), start=1):
        for found in _WORD.finditer(content):
            yield line, found


def _stands(asked: list[str], whole: list[str]) -> bool:
    """Return whether words stand in a text; the first may end a word of it and the last begin one."""
    return bool(asked) and " ".join(asked) in " ".join(whole)


def _nearest(asked: list[str], words: list[tuple[str, int]]) -> tuple[int | None, str]:
    """Return the line in which most of the quotation stands in a row, and the words there."""
    found = SequenceMatcher(a=[word for word, _ in words], b=asked, autojunk=False).find_longest_match()
    if not found.size:
        return None, ""
    first = max(0, found.a - found.b)
    return words[found.a][1], " ".join(word for word, _ in words[first : first + len(asked)])
