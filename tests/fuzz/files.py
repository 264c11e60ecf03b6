"""Changes of any file: its bytes, and what stands in its place."""

from __future__ import annotations

import os
from pathlib import Path

from tests.fuzz.words import ANY, SAME, WRONG, Change, Random, garbage


def byte_order_mark(path: Path, draw: Random) -> str:
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    return ANY if path.suffix == ".parquet" else SAME


def truncated(path: Path, draw: Random) -> str:
    content = path.read_bytes()
    path.write_bytes(content[: draw.integers(len(content))])
    return ANY


def byte_flipped(path: Path, draw: Random) -> str:
    content = bytearray(path.read_bytes())
    content[draw.integers(len(content))] ^= 1 << int(draw.integers(8))
    path.write_bytes(content)
    return ANY


def bytes_inserted(path: Path, draw: Random) -> str:
    content, at = path.read_bytes(), 0
    at = int(draw.integers(len(content)))
    path.write_bytes(content[:at] + draw.bytes(int(draw.integers(1, 9))) + content[at:])
    return ANY


def text_inserted(path: Path, draw: Random) -> str:
    content = path.read_bytes()
    at, word = int(draw.integers(len(content))), garbage(draw)
    path.write_bytes(content[:at] + word.encode() + content[at:])
    return ANY


def piece_dropped(path: Path, draw: Random) -> str:
    content = path.read_bytes()
    at = int(draw.integers(len(content)))
    path.write_bytes(content[:at] + content[at + int(draw.integers(1, 40)) :])
    return ANY


def twice_over(path: Path, draw: Random) -> str:
    path.write_bytes(path.read_bytes() * 2)
    return ANY if path.suffix in (".md", ".parquet") else WRONG  # Parquet is read from its end


def other_encoding(path: Path, draw: Random) -> str:
    text = "ü" + path.read_bytes().decode("utf-8", "replace")
    path.write_bytes(text.encode(str(draw.choice(["utf-16", "utf-32", "cp500"])), "replace"))
    return WRONG


def emptied(path: Path, draw: Random) -> str:
    path.write_bytes(b"")
    return ANY


def deleted(path: Path, draw: Random) -> str:
    path.unlink()
    return ANY


def folder_instead(path: Path, draw: Random) -> str:
    path.unlink()
    path.mkdir()
    return WRONG


def link_instead(path: Path, draw: Random) -> str:
    path.unlink()
    path.symlink_to(str(draw.choice(["nowhere", path.name, "/dev/null", ".."])))
    return WRONG


def pipe_instead(path: Path, draw: Random) -> str:
    path.unlink()
    os.mkfifo(path)
    return WRONG


def moved_and_linked(path: Path, draw: Random) -> str:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")
    return SAME


def folder_is_file(path: Path, draw: Random) -> str:
    if path.parent.name not in ("inputs", "network"):
        return byte_flipped(path, draw)
    for other in path.parent.iterdir():
        other.unlink()
    path.parent.rmdir()
    path.parent.write_text("not a folder")
    return WRONG


FILES: tuple[Change, ...] = (
    byte_order_mark, truncated, byte_flipped, bytes_inserted, text_inserted, piece_dropped, twice_over,
    other_encoding, emptied, deleted, folder_instead, link_instead, pipe_instead, moved_and_linked,
    folder_is_file,
)  # fmt: skip
