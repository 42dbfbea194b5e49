"""The port of the system of record.

What differs between databases is how a transaction begins, waits and ends. The statements inside are the same
everywhere, so :class:`Transaction` is one class and not a port.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import BinaryIO, Protocol

from digitize.records.keys import OwnerKeys
from digitize.records.transaction import Transaction


class Records(Protocol):
    """The system of record. Any number of processes read; how many write at a time is the database's to say."""

    @property
    def archive_id(self) -> str:
        """Opaque id of the archive, given when it was made."""
        ...

    @property
    def keys(self) -> OwnerKeys:
        """The keys that protect owners' numbers."""
        ...

    def read(self) -> AbstractContextManager[Transaction]:
        """A transaction that sees one state from its first query to its end; its writing methods fail."""
        ...

    def write(self) -> AbstractContextManager[Transaction]:
        """A transaction that is durable when the context ends, and leaves no trace if an exception ends it.

        Keep it short: it waits for another writer and makes others wait.

        Raises:
            ArchiveMoved: The archive goes on elsewhere.
            BatchBusy: Another writer did not end in time.
            StoreFull: The disk takes no more.
            RecordsUnavailable: The server was lost. The transaction left no trace; only where it was lost while the
                context ended may it be durable.
        """
        ...

    def dump(self) -> AbstractContextManager[tuple[Transaction, BinaryIO]]:
        """A reading transaction, and the stream of a dump that has exactly what it sees; see :mod:`opening`.

        Only when the context has ended without an error is what was read from the stream whole.

        Raises:
            ProgramMissing: What makes dumps of this database is not installed.
            StoreFull: This machine has no room for it.
        """
        ...

    def close(self) -> None:
        """Frees what is held."""
        ...
