"""Bytes on their way in: in a folder of their own, so that nobody takes them for what is there already."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from digitize.store.durable import Folders
from digitize.store.hashing import writing

LEFTOVER_AGE = 24 * 3600
"""Seconds without a write after which bytes in ``incoming`` belong to nobody any more."""


class Incoming:
    """Makes files that get their name by a rename, once they are whole.

    Removes what crashed writers left more than a day ago.

    Args:
        folder: Where they lie meanwhile; on the file system of their later places.
        folders: Makes it.
    """

    def __init__(self, folder: Path, folders: Folders) -> None:
        self._folder = folder
        self._folders = folders
        self._sweep()

    @contextmanager
    def file(self) -> Iterator[tuple[Path, int]]:
        """A new file and its descriptor; if it is still there at the end it is removed."""
        path = self._folder / f"{uuid4().hex}.part"
        with writing():
            self._folders.make(self._folder)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        try:
            yield path, descriptor
        finally:
            os.close(descriptor)
            with suppress(OSError):
                path.unlink()

    def _sweep(self) -> None:
        """Removes leftovers; one that cannot be removed (a read-only archive) does no harm."""
        for leftover in self._folder.glob("*.part"):
            with suppress(OSError):
                if time.time() - leftover.stat().st_mtime > LEFTOVER_AGE:
                    leftover.unlink()
