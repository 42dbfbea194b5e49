"""Counts what workers use. They are forked by a server that outlives the command, so nobody waits for them.

While orphans are adopted they become children of this process, and what they used is in its ``RUSAGE_CHILDREN``.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36


@dataclass(slots=True)
class Adopted:
    """What the adopted processes used, known when the last of them has ended.

    Attributes:
        peak: Most memory that one of them, or of those it waited for itself, held, resident bytes. The peak of
            ``RUSAGE_CHILDREN`` would be that of all children this process ever had, and of a command this process
            started it is never less than this process's own: a program begins as a copy of its parent.
    """

    peak: int = 0


@contextmanager
def adopted() -> Iterator[Adopted]:
    """Adopts processes that outlive their parent, and waits for them at the end; children of before are left alone."""
    own = _children()
    used = Adopted()
    _adopt(True)
    try:
        yield used
        while orphans := _children() - own:
            _, _, usage = os.wait4(min(orphans), 0)
            used.peak = max(used.peak, usage.ru_maxrss * 1024)
    finally:
        _adopt(False)


def _adopt(do: bool) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, int(do), 0, 0, 0)


def _children() -> frozenset[int]:
    tasks = Path("/proc/self/task").glob("*/children")
    return frozenset(int(child) for task in tasks for child in task.read_text().split())
