"""What sets are worth, on disk: a changed file is never believed, it only costs time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corridor.io.ledger import FileLedger

WORTHS = {("tunnel",): [1.5e9, -2.25, 0.0], ("quay", "tunnel"): [3.0, 1e-9, 7e12], (): [0.0, 0.0, 0.0]}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a ledger of three sets."""
    kept = FileLedger(tmp_path / "0123abcd.jsonl")
    for names, worth in WORTHS.items():
        kept.put(names, np.array(worth))
    return tmp_path / "0123abcd.jsonl"


def known(path: Path) -> dict[tuple[str, ...], list[float]]:
    """Return the sets that a ledger knows; what it knows must be what was put there."""
    ledger = FileLedger(path)
    found = {names: ledger.get(names) for names in WORTHS}
    whole = {names: worth.tolist() for names, worth in found.items() if worth is not None}
    assert whole == {names: WORTHS[names] for names in whole}
    return whole


def test_what_is_put_is_what_is_read(path: Path) -> None:
    assert known(path) == WORTHS


def test_any_flipped_bit_costs_one_set_at_most_and_never_changes_one(path: Path) -> None:
    whole = path.read_bytes()
    for place in range(8 * len(whole)):
        broken = bytearray(whole)
        broken[place // 8] ^= 1 << place % 8
        path.write_bytes(broken)
        assert len(known(path)) >= len(WORTHS) - 2  # a line break that is lost joins two lines


def test_a_file_cut_anywhere_keeps_its_whole_lines_and_goes_on(path: Path) -> None:
    whole = path.read_bytes()
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        before = len(known(path))
        ledger = FileLedger(path)
        ledger.put(("tunnel",), np.array(WORTHS["tunnel",]))
        assert len(known(path)) >= max(before, 1)


def test_lines_of_another_case_are_not_believed(path: Path) -> None:
    other = path.with_name("4567cdef.jsonl")
    other.write_bytes(path.read_bytes())
    assert known(other) == {}


def test_a_ledger_that_cannot_be_written_is_kept_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the place of the folder")
    ledger = FileLedger(tmp_path / "file" / "0123.jsonl")
    ledger.put(("tunnel",), np.array([1.0]))
    assert ledger.get(("tunnel",)) == np.array([1.0])
    assert FileLedger(tmp_path).get(("tunnel",)) is None
