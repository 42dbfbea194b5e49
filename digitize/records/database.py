"""Opens the embedded system of record: SQLite on a disk of this machine."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from digitize.errors import BatchBusy, DigitizeError, NetworkFileSystem, NoArchive, RecordsDamaged, StoreFull
from digitize.records import file_systems, tables
from digitize.records.context import Context
from digitize.records.ids import new_id, utc_now
from digitize.records.interfaces import Records
from digitize.records.keys import OwnerKeys
from digitize.records.migrating import SCHEMA, migrate, schema_of
from digitize.records.transaction import Transaction

#: Seconds a writer waits for another.
BUSY_TIMEOUT = 30.0

_PROBLEMS: dict[int, type[DigitizeError]] = {
    sqlite3.SQLITE_BUSY: BatchBusy,
    sqlite3.SQLITE_FULL: StoreFull,
    sqlite3.SQLITE_IOERR: StoreFull,
    sqlite3.SQLITE_CORRUPT: RecordsDamaged,
    sqlite3.SQLITE_NOTADB: RecordsDamaged,
}


class DatabaseRecords:
    """The system of record on one SQLite file; see :class:`digitize.records.interfaces.Records`."""

    def __init__(
        self,
        reader: Engine,
        writer: Engine,
        archive_id: str,
        keys: OwnerKeys,
        chain: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._chain = chain
        self._clock = clock
        self.archive_id = archive_id
        self.keys = keys

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A reading transaction."""
        with _spoken(), self._reader.begin() as connection:
            yield self._transaction(connection)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A writing transaction."""
        with _spoken(), self._writer.begin() as connection:
            yield self._transaction(connection)

    def close(self) -> None:
        """Frees the connections."""
        self._reader.dispose()
        self._writer.dispose()

    def _transaction(self, connection: Connection) -> Transaction:
        return Transaction(Context(connection, self.keys, self._clock(), self._chain))


def open_records(
    path: Path,
    key_file: Path,
    *,
    create: bool = True,
    writer: str = "coordinator",
    busy_timeout: float = BUSY_TIMEOUT,
    clock: Callable[[], datetime] = utc_now,
) -> Records:
    """Opens the records of an archive, brought to the schema of this program.

    Args:
        path: The database file.
        key_file: The file with the keys that protect owners' numbers; made with the archive.
        create: Make what is missing.
        writer: Name of this process's audit chain.
        busy_timeout: Seconds to wait for another writer.
        clock: Tells the moment (UTC) that a transaction's rows carry.

    Raises:
        NoArchive: There is none, and none shall be made.
        NetworkFileSystem: The file would lie on a network file system.
        KeyMissing: The key file is gone while the records hold numbers, or it is another archive's.
        ArchiveNewer: A newer program made the archive.
        RecordsDamaged: The file is no intact database.
    """
    if not create and not path.is_file():
        raise NoArchive
    file_systems.refuse_network(path)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Names and addresses stand in it: nobody else reads it, nor the files SQLite puts beside it.
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    reader = _engine(path, busy_timeout, begin="BEGIN")
    writing = _engine(path, busy_timeout, begin="BEGIN IMMEDIATE")
    try:
        with _spoken():
            _bring_up(reader, writing)
            archive_id = _archive_id(reader)
            keys = _keys(reader, key_file, archive_id)
    except BaseException:
        reader.dispose()
        writing.dispose()
        raise
    return DatabaseRecords(reader, writing, archive_id, keys, writer, clock)


def _engine(path: Path, busy_timeout: float, begin: str) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        # A statement's parameters hold names and numbers of people; no exception may carry them.
        hide_parameters=True,
        connect_args={"timeout": busy_timeout},
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        # The driver shall not begin transactions by itself; the event below does.
        connection.isolation_level = None
        (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
        if mode != "wal":
            raise NetworkFileSystem(f"journal mode {mode}")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA query_only={'ON' if begin == 'BEGIN' else 'OFF'}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _bring_up(reader: Engine, writer: Engine) -> None:
    """Migrates, but takes the write lock only if there is something to do."""
    with reader.begin() as connection:
        if schema_of(connection) == SCHEMA:
            return
    with writer.begin() as connection:
        # Another process may have been faster.
        if schema_of(connection) != SCHEMA:
            migrate(connection)
        row = {"name": "archive_id", "value": new_id("A")}
        if connection.execute(select(tables.meta).where(tables.meta.c.name == "archive_id")).first() is None:
            connection.execute(tables.meta.insert(), row)


def _archive_id(reader: Engine) -> str:
    with reader.begin() as connection:
        query = select(tables.meta.c.value).where(tables.meta.c.name == "archive_id")
        return str(connection.execute(query).scalar_one())


def _keys(reader: Engine, key_file: Path, archive_id: str) -> OwnerKeys:
    """The keys; a new file is made only while nothing depends on an old one."""
    with reader.begin() as connection:
        in_use = set(connection.execute(select(tables.owner_keys.c.id)).scalars())
    keys = (OwnerKeys.open if in_use else OwnerKeys.open_or_create)(key_file, archive_id)
    keys.require(in_use)
    return keys


@contextmanager
def _spoken() -> Iterator[None]:
    """Says in this system's words what the database says in its own."""
    try:
        yield
    except DatabaseError as error:
        code = getattr(error.orig, "sqlite_errorcode", None)
        # The low byte is the kind, the rest says more of the same.
        problem = _PROBLEMS.get(code & 0xFF) if code is not None else None
        if problem is None:
            raise
        raise problem(f"SQLite {code}") from None
