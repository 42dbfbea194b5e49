"""An archive opened for work: records, store, index, catalogue, in one place."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from digitize.catalogue import Catalogue, load
from digitize.errors import BatchBusy
from digitize.index.interfaces import SearchIndex
from digitize.index.opening import open_index
from digitize.pipeline.indexing import Indexer
from digitize.records.interfaces import Records
from digitize.records.opening import open_records
from digitize.settings import Settings
from digitize.store.interfaces import ObjectStore
from digitize.store.opening import open_store


@dataclass(frozen=True)
class Archive:
    """The parts of an archive. A context manager that closes them."""

    settings: Settings
    catalogue: Catalogue
    store: ObjectStore
    records: Records
    index: SearchIndex

    @property
    def indexer(self) -> Indexer:
        """Keeps the index in step with the records."""
        return Indexer(self.records, self.store, self.index, self.catalogue)

    @contextmanager
    def working(self, lock_file: str = "ingest.lock") -> Iterator[None]:
        """Holds the archive for one process that ingests, or does something else that only one may do here.

        Args:
            lock_file: Stands for what is done.

        Raises:
            BatchBusy: Another process holds it.
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
        self.index.close()
        self.records.close()


def open_archive(settings: Settings, *, create: bool = False) -> Archive:
    """Opens the archive the settings name.

    Args:
        settings: Where its parts are.
        create: Make it where there is none.

    Raises:
        NoArchive: There is none, and none shall be made.
        NetworkFileSystem: It lies on a network file system.
        KeyMissing: Its keys are gone.
        StoreUnavailable: It shall be made, and the server of its object store does not answer.
        RecordsUnavailable: The server that holds its records cannot be used.
    """
    records = open_records(settings, create=create)
    home = settings.home
    home.mkdir(parents=True, exist_ok=True)
    return Archive(
        settings,
        load(settings.catalogue),
        open_store(settings, create=create),
        records,
        open_index(settings),
    )
