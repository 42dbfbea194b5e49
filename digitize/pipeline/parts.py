"""What every stage works with: the parts of an archive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from digitize.catalogue import Catalogue
from digitize.index.interfaces import SearchIndex
from digitize.pipeline.indexing import Indexer
from digitize.records.interfaces import Records
from digitize.records.transaction import Transaction
from digitize.settings import Settings
from digitize.store.interfaces import ObjectStore

Permit = Callable[[Transaction], None]
"""Is called in the transaction that writes what came of some work, and raises where it is not to be written."""


@dataclass(frozen=True)
class Parts:
    """The parts of an archive."""

    settings: Settings
    catalogue: Catalogue
    store: ObjectStore
    records: Records
    index: SearchIndex

    @property
    def indexer(self) -> Indexer:
        """Keeps the index in step with the records."""
        return Indexer(self.records, self.store, self.index, self.catalogue)


def always(_: Transaction) -> None:
    """The permit of a process that hands out all work itself."""
