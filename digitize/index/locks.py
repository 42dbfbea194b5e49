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
def alone(path: Path) -> Iterator[None]:
    """Holds a lock alone; waits until nobody else has it."""
    # A descriptor of its own for each holder: flock() then holds between threads too.
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class UseLock:
    """A lock that many users share and that one who replaces the file takes alone.

    Whoever comes passes a turnstile first. Without it one search after the other would keep the replacing one
    waiting for ever: ``flock`` lets new sharers in past those who wait.

    Args:
        path: The lock file; the turnstile lies beside it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._turnstile = path.with_name(path.name + ".turn")

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Holds the lock together with others."""
        with self._path.open("a") as file:
            with alone(self._turnstile):
                fcntl.flock(file, fcntl.LOCK_SH)
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Holds the lock alone; those who come meanwhile wait at the turnstile."""
        with alone(self._turnstile), alone(self._path):
            yield
