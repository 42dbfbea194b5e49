"""The embedded system of record: one SQLite file on a disk of this machine."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from digitize.errors import (
    BatchBusy,
    DigitizeError,
    NetworkFileSystem,
    NoArchive,
    PlaceTaken,
    RecordsDamaged,
    StoreFull,
)
from digitize.records import file_systems
from digitize.records.database import Database, open_database
from digitize.records.ids import utc_now
from digitize.records.interfaces import Records
from digitize.records.keys import OwnerKeys

#: Seconds a writer waits for another.
BUSY_TIMEOUT = 30.0

_PROBLEMS: dict[int, type[DigitizeError]] = {
    sqlite3.SQLITE_BUSY: BatchBusy,
    sqlite3.SQLITE_FULL: StoreFull,
    sqlite3.SQLITE_IOERR: StoreFull,
    sqlite3.SQLITE_CORRUPT: RecordsDamaged,
    sqlite3.SQLITE_NOTADB: RecordsDamaged,
}


def open_sqlite(
    path: Path,
    key_file: Path,
    *,
    create: bool = True,
    arriving: OwnerKeys | None = None,
    keyless: bool = False,
    writer: str = "coordinator",
    busy_timeout: float = BUSY_TIMEOUT,
    clock: Callable[[], datetime] = utc_now,
) -> Records:
    """Opens the records of an archive in a file, brought to the schema of this program.

    Args:
        path: The database file.
        key_file: The file with the keys that protect owners' numbers; made with the archive.
        create: Make what is missing.
        arriving: See :func:`~digitize.records.database.open_database`.
        keyless: As well.
        writer: Name of this process's audit chain.
        busy_timeout: Seconds to wait for another writer.
        clock: Tells the moment (UTC) that a transaction's rows carry.

    Raises:
        NoArchive: There is none, and none shall be made.
        ArchiveArriving: It was not brought here whole, and this is not who brings it.
        PlaceTaken: Another archive is here than the one that shall arrive.
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
    database = Database(
        reader=_engine(path, busy_timeout, begin="BEGIN"),
        writer=_engine(path, busy_timeout, begin="BEGIN IMMEDIATE"),
        alone=lambda _: None,  # A writer is alone as it is.
        dump=lambda connection: _dumping(connection, path.with_name(f"{path.name}.dump")),
        problem=_problem,
    )
    return open_database(
        database, key_file, create=True, arriving=arriving, keyless=keyless, writer=writer, clock=clock
    )


def load_sqlite(path: Path, fill: Callable[[BinaryIO], None]) -> None:
    """Puts the dump of another database where there is none yet, whole or not at all.

    Args:
        path: The database file.
        fill: Writes the dump to the stream that it is given.

    Raises:
        PlaceTaken: There is a database.
        NetworkFileSystem: The file would lie on a network file system.
        StoreFull: There is no room.
    """
    if path.exists():
        raise PlaceTaken("there is a database")
    file_systems.refuse_network(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _draft(path.with_name(f"{path.name}.arriving")) as draft:
        with draft.open("wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)


@contextmanager
def _dumping(connection: Connection, copy: Path) -> Iterator[BinaryIO]:
    """A copy of what a transaction sees, which is gone when the context ends."""
    # A transaction sees a state from its first query on; without one the copy would be of a state of its own.
    connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
    source = connection.connection.driver_connection
    assert isinstance(source, sqlite3.Connection)
    with _draft(copy):
        try:
            with closing(sqlite3.connect(copy)) as target:
                # The copy is one file and is thrown away, so it needs no journal.
                target.execute("PRAGMA journal_mode=OFF")
                target.execute("PRAGMA synchronous=OFF")
                source.backup(target)
        except sqlite3.OperationalError as error:
            raise StoreFull(error.sqlite_errorname) from None
        with copy.open("rb") as stream:
            yield stream


@contextmanager
def _draft(path: Path) -> Iterator[Path]:
    """An empty file for its owner alone, gone at the end; what a killed process has left of it goes at once."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


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


def _problem(error: SQLAlchemyError) -> DigitizeError | None:
    if not isinstance(error, DatabaseError):
        return None
    code = getattr(error.orig, "sqlite_errorcode", None)
    # The low byte is the kind, the rest says more of the same.
    problem = _PROBLEMS.get(code & 0xFF) if code is not None else None
    return problem(f"SQLite {code}") if problem else None
