"""PostgreSQL's own programs, which dump a database and bring it back."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, cast

from psycopg import Connection
from psycopg.conninfo import make_conninfo

from digitize.errors import ProgramMissing, RecordsUnavailable


@contextmanager
def dumping(connection: Connection) -> Iterator[BinaryIO]:
    """The stream of a dump that has exactly what a transaction sees.

    Args:
        connection: In that transaction, which stands idle meanwhile.

    Raises:
        ProgramMissing: ``pg_dump`` is not here.
        RecordsUnavailable: It failed. What it wrote until then is not whole.
    """
    snapshot = _export(connection)
    arguments = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
    with _started("pg_dump", arguments, connection, None, subprocess.PIPE) as process:
        yield cast(BinaryIO, process.stdout)
        _end("pg_dump", process)


def loading(connection: Connection, fill: Callable[[BinaryIO], None]) -> None:
    """Brings a dump into an empty database, whole or not at all.

    Args:
        connection: To that database, in no transaction.
        fill: Writes the dump to the stream that it is given.

    Raises:
        ProgramMissing: ``pg_restore`` is not here.
        RecordsUnavailable: It failed.
    """
    arguments = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    with _started("pg_restore", arguments, connection, subprocess.PIPE, None) as process:
        # A broken pipe means that it has ended by itself; how, its exit code says.
        with suppress(BrokenPipeError):
            fill(cast(BinaryIO, process.stdin))
        process.communicate()
        _end("pg_restore", process)


def _export(connection: Connection) -> str:
    """A name by which other connections see what this transaction sees, for as long as it lasts."""
    connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    row = connection.execute("SELECT pg_export_snapshot()").fetchone()
    assert row
    return str(row[0])


@contextmanager
def _started(
    program: str, arguments: tuple[str, ...], connection: Connection, given: int | None, wanted: int | None
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that speaks to the same database; it is ended with the context."""
    # A command line is seen by all who may list processes, so the password goes by the environment.
    where = make_conninfo(**connection.info.get_parameters())
    command = [program, *arguments, f"--dbname={where}"]
    environment = os.environ | ({"PGPASSWORD": connection.info.password} if connection.info.password else {})
    try:
        # What it says may quote rows.
        process = subprocess.Popen(command, 0, env=environment, stdin=given, stdout=wanted, stderr=subprocess.DEVNULL)
    except FileNotFoundError:
        raise ProgramMissing(program) from None
    with process:
        try:
            yield process
        except BaseException:
            process.kill()
            raise


def _end(program: str, process: subprocess.Popen[bytes]) -> None:
    if process.wait():
        raise RecordsUnavailable(f"{program} ended with {process.returncode}")
