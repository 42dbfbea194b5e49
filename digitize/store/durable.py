"""Folders that are on disk before anything relies on them."""

from __future__ import annotations

import os
from pathlib import Path


class Folders:
    """Makes folders below a root.

    Args:
        root: Itself made where it is missing, and the folders above it.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._durable: set[Path] = set()

    def make(self, folder: Path) -> None:
        """Makes a folder and syncs the entry that leads to it, once for each process.

        A folder that exists is no proof: the process that made it may not have come to the sync.
        """
        if folder in self._durable:
            return
        if self._root in folder.parents or not folder.is_dir():
            self.make(folder.parent)
            folder.mkdir(exist_ok=True)
            sync_folder(folder.parent)
        self._durable.add(folder)


def sync_folder(folder: Path) -> None:
    """Brings to disk which entries a folder has."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
