"""The system of record on a database of whatever kind; what differs between them is a :class:`Database`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError

from digitize.errors import ArchiveArriving, ArchiveMoved, DigitizeError, NoArchive, PlaceTaken
from digitize.records import marks, tables
from digitize.records.context import Context
from digitize.records.ids import new_id
from digitize.records.interfaces import Records
from digitize.records.keys import OwnerKeys
from digitize.records.marks import Mark
from digitize.records.migrating import SCHEMA, migrate, schema_of
from digitize.records.transaction import Transaction


@dataclass(frozen=True)
class Database:
    """A database, ready for use.

    Attributes:
        reader: Begins transactions that see one state and cannot write.
        writer: Begins transactions that write.
        alone: Makes a writing transaction the only one that changes the schema.
        dump: A stream of everything that a reading transaction sees, in the database's own form.
        problem: What an error of the database is called in this system; ``None`` where it is none of use or hardware.
    """

    reader: Engine
    writer: Engine
    alone: Callable[[Connection], None]
    dump: Callable[[Connection], AbstractContextManager[BinaryIO]]
    problem: Callable[[SQLAlchemyError], DigitizeError | None]

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction of the reader."""
        with spoken(self.problem), self.reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction of the writer."""
        with spoken(self.problem), self.writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Frees the connections."""
        self.reader.dispose()
        self.writer.dispose()


@contextmanager
def spoken(problem: Callable[[SQLAlchemyError], DigitizeError | None]) -> Iterator[None]:
    """Says in this system's words what a database says in its own.

    Args:
        problem: As of :class:`Database`.
    """
    try:
        yield
    except SQLAlchemyError as error:
        meant = problem(error)
        if meant is None:
            raise
        raise meant from None


class DatabaseRecords:
    """The system of record; see :class:`digitize.records.interfaces.Records`."""

    def __init__(
        self, database: Database, archive_id: str, keys: OwnerKeys, chain: str, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._chain = chain
        self._clock = clock
        self.archive_id = archive_id
        self.keys = keys

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A reading transaction."""
        with self._database.reading() as connection:
            yield self._transaction(connection)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A writing transaction; an archive that has moved away takes none."""
        with self._database.writing() as connection:
            if marks.has(connection, Mark.MOVED):
                raise ArchiveMoved
            yield self._transaction(connection)

    @contextmanager
    def dump(self) -> Iterator[tuple[Transaction, BinaryIO]]:
        """A reading transaction, and a dump of what it sees."""
        with self._database.reading() as connection, self._database.dump(connection) as stream:
            yield self._transaction(connection), stream

    def close(self) -> None:
        """Frees the connections."""
        self._database.close()

    def _transaction(self, connection: Connection) -> Transaction:
        return Transaction(Context(connection, self.keys, self._clock(), self._chain))


def open_database(
    database: Database,
    key_file: Path,
    *,
    create: bool,
    arriving: OwnerKeys | None,
    keyless: bool,
    writer: str,
    clock: Callable[[], datetime],
) -> Records:
    """The records of an archive on a database, brought to the schema of this program.

    Args:
        database: Is closed if the records cannot be opened.
        key_file: The file with the keys that protect owners' numbers; made with the archive.
        create: Make what is missing.
        arriving: The keys of an archive that is brought here from elsewhere: it is made with their archive's id and
            marked as not whole, and the keys are put into ``key_file``.
        keyless: The keys are elsewhere. What needs one of them fails.
        writer: Name of this process's audit chain.
        clock: Tells the moment (UTC) that a transaction's rows carry.

    Raises:
        NoArchive: The database is empty, and nothing shall be made.
        ArchiveArriving: It was not brought here whole, and this is not who brings it.
        PlaceTaken: Another archive is here than the one that shall arrive.
        KeyMissing: The key file is gone while the records hold numbers, or it is another archive's.
        ArchiveNewer: A newer program made the archive.
    """
    try:
        _bring_up(database, create, arriving)
        archive_id = _archive_id(database, arriving)
        if keyless:
            keys = OwnerKeys(archive_id, ())
        else:
            keys = arriving.handed_over(key_file) if arriving else _keys(database, key_file, archive_id)
    except BaseException:
        database.close()
        raise
    return DatabaseRecords(database, archive_id, keys, writer, clock)


def _bring_up(database: Database, create: bool, arriving: OwnerKeys | None) -> None:
    """Migrates, but takes the write lock only if there is something to do."""
    with database.reading() as connection:
        present = schema_of(connection)
    if present == SCHEMA:
        return
    if present is None and not create:
        raise NoArchive
    with database.writing() as connection:
        database.alone(connection)
        # Another process may have been faster.
        if schema_of(connection) != SCHEMA:
            migrate(connection)
        rows = [{"name": "archive_id", "value": arriving.archive_id if arriving else new_id("A")}]
        if arriving:
            rows.append({"name": Mark.ARRIVING, "value": "migrate"})
        if connection.execute(select(tables.meta).where(tables.meta.c.name == "archive_id")).first() is None:
            connection.execute(tables.meta.insert(), rows)


def _archive_id(database: Database, arriving: OwnerKeys | None) -> str:
    """The archive's id, if it is whole or this is who makes it so."""
    with database.reading() as connection:
        query = select(tables.meta.c.value).where(tables.meta.c.name == "archive_id")
        archive_id = str(connection.execute(query).scalar_one())
        if arriving is None and marks.has(connection, Mark.ARRIVING):
            raise ArchiveArriving
    if arriving and arriving.archive_id != archive_id:
        raise PlaceTaken("another archive's records")
    return archive_id


def _keys(database: Database, key_file: Path, archive_id: str) -> OwnerKeys:
    """The keys; a new file is made only while nothing depends on an old one."""
    with database.reading() as connection:
        in_use = set(connection.execute(select(tables.owner_keys.c.id)).scalars())
    keys = (OwnerKeys.open if in_use else OwnerKeys.open_or_create)(key_file, archive_id)
    keys.require(in_use)
    return keys
