"""Two paths change places in one step, where the system can do that."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

HERE = -100
"""`AT_FDCWD`: paths are relative to the working folder (Linux, fcntl.h)."""

EXCHANGE = 2
"""`RENAME_EXCHANGE` of renameat2 (Linux) and `RENAME_SWAP` of renamex_np (macOS)."""

CANNOT = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)
"""What a system or a file system answers that does not know the exchange."""


def exchange(left: Path, right: Path) -> bool:
    """Let two paths change places at once; return False, with nothing done, where the system cannot.

    Raises
    ------
    OSError
        One of them does not exist, or may not be renamed.

    """
    swap = _swap()
    if swap is None:
        return False
    if swap(os.fsencode(left), os.fsencode(right)) == 0:
        return True
    number = ctypes.get_errno()
    if number in CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(left), None, str(right))


def _swap() -> Callable[[bytes, bytes], int] | None:
    """Return the exchange of the C library, 0 where it was done, or None where there is none."""
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            renamex_np = library.renamex_np
            return lambda left, right: int(renamex_np(left, right, EXCHANGE))
        renameat2 = library.renameat2
    except (AttributeError, OSError, TypeError):
        return None
    return lambda left, right: int(renameat2(HERE, left, HERE, right, EXCHANGE))
