"""PostgreSQL's own programs, which dump a database and bring it back."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, BinaryIO, cast

from psycopg import Connection
from sqlalchemy import URL

from digitize.errors import ProgramMissing, RecordsUnavailable


@contextmanager
def dumping(address: URL, connection: Connection) -> Iterator[BinaryIO]:
    """The stream of a dump that has exactly what a transaction sees.

    Args:
        address: Of the database.
        connection: In that transaction, which stands idle meanwhile.

    Raises:
        ProgramMissing: ``pg_dump`` is not here.
        RecordsUnavailable: It failed. What it wrote until then is not whole.
    """
    snapshot = _export(connection)
    arguments = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
    with _started("pg_dump", arguments, address, connection, stdout=subprocess.PIPE) as program:
        yield cast(BinaryIO, program.process.stdout)
        program.end()


def loading(address: URL, connection: Connection, fill: Callable[[BinaryIO], None]) -> None:
    """Brings a dump into an empty database, whole or not at all.

    Args:
        address: Of the database.
        connection: To that database, in no transaction.
        fill: Writes the dump to the stream that it is given.

    Raises:
        ProgramMissing: ``pg_restore`` is not here.
        RecordsUnavailable: It failed.
    """
    arguments = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    with _started("pg_restore", arguments, address, connection, stdin=subprocess.PIPE) as program:
        # A broken pipe means that it has ended by itself; how, its exit code says.
        with suppress(BrokenPipeError):
            fill(cast(BinaryIO, program.process.stdin))
        program.process.communicate()
        program.end()


def _export(connection: Connection) -> str:
    """A name by which other connections see what this transaction sees, for as long as it lasts."""
    connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    row = connection.execute("SELECT pg_export_snapshot()").fetchone()
    assert row
    return str(row[0])


@dataclass(frozen=True, slots=True)
class _Program:
    """A program that runs, and the file it writes its troubles to."""

    name: str
    process: subprocess.Popen[bytes]
    troubles: IO[bytes]

    def end(self) -> None:
        """Waits for its end.

        Raises:
            RecordsUnavailable: It failed.
        """
        if self.process.wait():
            self.troubles.seek(0)
            # What the server itself says of an error may quote rows; what the program says of it is in the first line.
            first = self.troubles.readline().decode(errors="replace").partition("ERROR:")[0].strip()
            raise RecordsUnavailable(first or f"{self.name} ended with {self.process.returncode}")


@contextmanager
def _started(
    program: str, arguments: tuple[str, ...], address: URL, connection: Connection, **pipe: int
) -> Iterator[_Program]:
    """A program that speaks to the same database; it is ended with the context."""
    # A command line is seen by all who may list processes, so the password goes by the environment.
    where = URL.create(
        "postgresql", address.username, None, address.host, address.port, address.database, address.query
    ).difference_update_query(["password"])
    command = [program, *arguments, f"--dbname={where.render_as_string()}"]
    environment = os.environ | ({"PGPASSWORD": connection.info.password} if connection.info.password else {})
    with TemporaryFile() as troubles:
        try:
            started = subprocess.Popen(
                command,
                bufsize=0,
                env=environment,
                stdin=pipe.get("stdin"),
                stdout=pipe.get("stdout"),
                stderr=troubles,
            )
        except FileNotFoundError:
            raise ProgramMissing(program) from None
        with started as process:
            try:
                yield _Program(program, process, troubles)
            except BaseException:
                process.kill()
                raise
