"""An archive opened for work: records, store, index, catalogue, in one place."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from digitize.catalogue import load
from digitize.errors import BatchBusy, NotShared
from digitize.index.opening import open_index
from digitize.pipeline.parts import Parts
from digitize.pipeline.sameness import require_same
from digitize.records.opening import open_records
from digitize.settings import Settings
from digitize.store.opening import open_store


class Archive(Parts):
    """The parts of an archive, opened. A context manager that closes them."""

    @contextmanager
    def working(self) -> Iterator[None]:
        """Holds the archive for one process that ingests; where work is spread, any number may.

        Raises:
            BatchBusy: Another process holds it.
        """
        if self.settings.broker:
            yield
            return
        with self.alone("ingest.lock"):
            yield

    @contextmanager
    def alone(self, lock_file: str) -> Iterator[None]:
        """Holds the archive on this machine for what only one process may do at a time.

        Args:
            lock_file: Stands for what is done.

        Raises:
            BatchBusy: Another process does it.
        """
        path = self.settings.home / lock_file
        with os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600), "r+") as lock:
            try:
                # The system lets go of the lock when the process ends, however it ends.
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BatchBusy from None
            yield

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Frees what is held."""
        self.index.close()
        self.records.close()


def open_archive(settings: Settings, *, create: bool = False) -> Archive:
    """Opens the archive the settings name.

    Args:
        settings: Where its parts are.
        create: Make it where there is none.

    Raises:
        NotShared: Work is to be spread, and records or index are in a file of this machine.
        NoArchive: There is none, and none shall be made.
        NetworkFileSystem: It lies on a network file system.
        KeyMissing: Its keys are gone.
        OtherStore: Papers shall be taken in, and the store is not the archive's.
        OtherIndex: The same of the search index.
        StoreUnavailable: It shall be made, and the server of its object store does not answer.
        RecordsUnavailable: The server that holds its records cannot be used.
    """
    if settings.broker and not (settings.records and settings.search):
        raise NotShared
    records = open_records(settings, create=create)
    home = settings.home
    home.mkdir(parents=True, exist_ok=True)
    catalogue = load(settings.catalogue)
    store = open_store(settings, create=create)
    archive = Archive(settings, catalogue, store, records, open_index(settings, catalogue.agencies))
    if create:
        require_same(archive)
    return archive
