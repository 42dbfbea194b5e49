"""Backups in a folder: on another disk, or on one that another machine shares."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from digitize.errors import NotFound
from digitize.store.durable import Folders, sync_folder
from digitize.store.hashing import writing
from digitize.store.incoming import Incoming


class FolderVault:
    """A :class:`~digitize.store.vault.interfaces.Vault` of files.

    Args:
        root: The folder; made where it is missing.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folders = Folders(root)
        self._incoming = Incoming(root / "incoming", self._folders)

    def prepare(self) -> None:
        """Makes the folder; see :meth:`Vault.prepare`."""
        with writing():
            self._folders.make(self._root)

    def add(self, fill: Callable[[BinaryIO], str]) -> None:
        """Stores bytes; see :meth:`Vault.add`."""
        with self._incoming.file() as (temporary, descriptor):
            with os.fdopen(descriptor, "wb", closefd=False) as target:
                path = self._root / fill(target)
                with writing():
                    target.flush()
                    os.fsync(descriptor)
            with writing():
                self._folders.make(path.parent)
                temporary.rename(path)
                sync_folder(path.parent)

    def open(self, name: str) -> BinaryIO:
        """A stream of the bytes; see :meth:`Vault.open`."""
        try:
            return (self._root / name).open("rb")
        except FileNotFoundError:
            raise NotFound(name) from None

    def names(self, folder: str) -> Iterator[str]:
        """All names below a folder; see :meth:`Vault.names`."""
        for path, _, files in os.walk(self._root / folder):
            for name in files:
                yield (Path(path) / name).relative_to(self._root).as_posix()
