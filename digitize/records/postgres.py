"""The system of record of the distributed form: a PostgreSQL database, in which any number of processes write."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from digitize.errors import (
    BadAddress,
    BatchBusy,
    DigitizeError,
    PlaceTaken,
    RecordsDamaged,
    RecordsUnavailable,
    StoreFull,
)
from digitize.records.database import Database, open_database, spoken
from digitize.records.ids import utc_now
from digitize.records.interfaces import Records
from digitize.records.keys import OwnerKeys
from digitize.records.programs import dumping, loading

#: Seconds a statement waits for a row that another transaction has changed.
BUSY_TIMEOUT = 30.0
#: Seconds any other statement may take, and a transaction may stand idle: what hangs must not hold others up.
STATEMENT_TIMEOUT = 120.0
IDLE_TIMEOUT = 300.0
#: Seconds to wait for the server when connecting, and for a connection when all are in use.
CONNECT_TIMEOUT = 10
#: Most connections of one process. One that works through one document after another uses two.
CONNECTIONS = 10

# Any number, the same in all versions of this program.
_MIGRATING = 0x6469_6769_7469_7A65

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_PROBLEMS: dict[str, type[DigitizeError]] = {
    "40001": BatchBusy,  # serialization_failure
    "40P01": BatchBusy,  # deadlock_detected
    "55P03": BatchBusy,  # lock_not_available
    "53100": StoreFull,  # disk_full
    "XX001": RecordsDamaged,  # data_corrupted
    "XX002": RecordsDamaged,  # index_corrupted
    "42501": RecordsUnavailable,  # insufficient_privilege
}
# Connection, authorisation, no such database, resources, intervention of an operator (a timeout as well), system.
_UNAVAILABLE = ("08", "28", "3D", "53", "57", "58")


def open_postgres(
    url: str,
    key_file: Path,
    *,
    create: bool = True,
    arriving: OwnerKeys | None = None,
    keyless: bool = False,
    writer: str = "coordinator",
    connections: int = CONNECTIONS,
    busy_timeout: float = BUSY_TIMEOUT,
    clock: Callable[[], datetime] = utc_now,
) -> Records:
    """Opens the records of an archive in a database, brought to the schema of this program.

    Args:
        url: ``postgresql://user:password@host:port/database``, what libpq knows after a question mark; what is left
            out comes from libpq's own variables and files. The database exists and is this archive's alone.
        key_file: The file with the keys that protect owners' numbers; made with the archive.
        create: Make what is missing in the database.
        arriving: See :func:`~digitize.records.database.open_database`.
        keyless: As well.
        writer: Name of this process's audit chain. Processes may share one; then they append by turns.
        connections: Most of them at the same time.
        busy_timeout: Seconds to wait for another writer.
        clock: Tells the moment (UTC) that a transaction's rows carry.

    Raises:
        BadAddress: ``url`` is no such address.
        NoArchive: There is none, and none shall be made.
        ArchiveArriving: It was not brought here whole, and this is not who brings it.
        PlaceTaken: Another archive is here than the one that shall arrive.
        KeyMissing: The key file is gone while the records hold numbers, or it is another archive's.
        ArchiveNewer: A newer program made the archive.
        RecordsUnavailable: The server is not there, does not let us in, or its database has another encoding.
    """
    where = _address(url)
    engine = _engine(where, connections, busy_timeout)
    database = Database(
        # Both take their connections from one pool.
        reader=engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True),
        writer=engine.execution_options(isolation_level="READ COMMITTED"),
        alone=_alone,
        dump=lambda connection: dumping(where, _driver(connection)),
        problem=_problem,
    )
    return open_database(
        database, key_file, create=create, arriving=arriving, keyless=keyless, writer=writer, clock=clock
    )


def load_postgres(url: str, fill: Callable[[BinaryIO], None]) -> None:
    """Brings the dump of another database into one that is empty, whole or not at all.

    Args:
        url: As of :func:`open_postgres`.
        fill: Writes the dump to the stream that it is given.

    Raises:
        BadAddress: ``url`` is no such address.
        PlaceTaken: The database is not empty.
        ProgramMissing: ``pg_restore`` is not here.
        RecordsUnavailable: The server is not there, or refuses the dump.
    """
    where = _address(url)
    engine = _engine(where, 1, BUSY_TIMEOUT)
    try:
        with spoken(_problem), engine.connect() as connection:
            if inspect(connection).get_table_names():
                raise PlaceTaken("the database is not empty")
            connection.rollback()
            loading(where, _driver(connection), fill)
    finally:
        engine.dispose()


def _driver(connection: Connection) -> psycopg.Connection:
    """The connection as the driver knows it."""
    found = connection.connection.driver_connection
    assert isinstance(found, psycopg.Connection)
    return found


def _address(setting: str) -> URL:
    """The address, which an error does not repeat: it may hold a password."""
    try:
        url = make_url(setting)
    except (ArgumentError, ValueError):
        raise BadAddress("DIGITIZE_RECORDS") from None
    if url.drivername not in ("postgresql", "postgres"):
        raise BadAddress("DIGITIZE_RECORDS")
    return url.set(drivername="postgresql+psycopg")


def _engine(url: URL, connections: int, busy_timeout: float) -> Engine:
    limits = {
        "statement_timeout": STATEMENT_TIMEOUT,
        "lock_timeout": busy_timeout,
        "idle_in_transaction_session_timeout": IDLE_TIMEOUT,
    }
    engine = create_engine(
        url,
        # A statement's parameters hold names and numbers of people; no exception may carry them.
        hide_parameters=True,
        # A connection that the server has dropped is noticed before it is used.
        pool_pre_ping=True,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=CONNECT_TIMEOUT,
        connect_args={
            "connect_timeout": CONNECT_TIMEOUT,
            "application_name": "digitize",
            "client_encoding": "utf8",
            # What the address itself says of options comes last and counts.
            "options": " ".join(
                [*(f"-c {name}={round(seconds * 1000)}" for name, seconds in limits.items()), *_options(url)]
            ),
        },
    )
    event.listen(engine, "handle_error", _keep_rows_out)
    return engine


def _options(url: URL) -> tuple[str, ...]:
    given = url.query.get("options", ())
    return (given,) if isinstance(given, str) else given


def _alone(connection: Connection) -> None:
    """Takes the lock under which an archive is made or migrated, for as long as that takes."""
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")
    # Read as bytes or mangled, names would be lost for good.
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise RecordsUnavailable(f"server_encoding {encoding}")


def _keep_rows_out(context: ExceptionContext) -> None:
    """Leaves of what the server says the kind of error and the constraint: the rest quotes names and numbers."""
    state = getattr(context.original_exception, "sqlstate", None)
    if state is None or context.sqlalchemy_exception is None:
        # The server itself said nothing; whoever cannot connect needs to know why.
        return
    diagnosis = context.original_exception.diag  # type: ignore[attr-defined]
    kind = type(context.original_exception).__name__
    said = " ".join(part for part in (kind, state, diagnosis.constraint_name) if part)
    context.original_exception.args = context.sqlalchemy_exception.args = (said,)


def _problem(error: SQLAlchemyError) -> DigitizeError | None:
    if isinstance(error, NoConnectionFree):
        return RecordsUnavailable("no connection free")
    if not isinstance(error, DBAPIError):
        return None
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return RecordsUnavailable(" ".join(str(error.orig).split())) if isinstance(error, OperationalError) else None
    problem = _PROBLEMS.get(state) or (RecordsUnavailable if state[:2] in _UNAVAILABLE else None)
    return problem(f"PostgreSQL {state}") if problem else None
