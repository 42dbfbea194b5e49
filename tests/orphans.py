"""Counts what workers use. They are forked by a server that outlives the command, so nobody waits for them.

While orphans are adopted they become children of this process, and what they used is in its ``RUSAGE_CHILDREN``.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36


@contextmanager
def adopted() -> Iterator[None]:
    """Adopts processes that outlive their parent, and waits for them at the end; children of before are left alone."""
    own = _children()
    _adopt(True)
    try:
        yield
        while orphans := _children() - own:
            os.waitpid(min(orphans), 0)
    finally:
        _adopt(False)


def _adopt(do: bool) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, int(do), 0, 0, 0)


def _children() -> frozenset[int]:
    tasks = Path("/proc/self/task").glob("*/children")
    return frozenset(int(child) for task in tasks for child in task.read_text().split())
