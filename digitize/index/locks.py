"""Locks between all users of an index file, threads of one process included.

SQLite finds a file's write-ahead log by name. If the file were replaced while somebody is between opening the file and
opening its log, the old file would be read with the new one's log. So nobody replaces it while anybody has it open.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def shared(path: Path) -> Iterator[None]:
    """Holds a lock that others may share; waits for whoever holds it alone."""
    with _locked(path, fcntl.LOCK_SH):
        yield


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Holds a lock alone; waits until nobody else has it."""
    with _locked(path, fcntl.LOCK_EX):
        yield


@contextmanager
def _locked(path: Path, how: int) -> Iterator[None]:
    # A descriptor of its own for each holder: flock() then holds between threads too.
    with path.open("a") as file:
        fcntl.flock(file, how)
        yield
