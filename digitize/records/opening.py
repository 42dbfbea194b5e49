"""Opens the records where the settings say they are."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from digitize.records.interfaces import Records
from digitize.records.keys import OwnerKeys
from digitize.records.postgres import load_postgres, open_postgres
from digitize.records.sqlite import load_sqlite, open_sqlite
from digitize.settings import Settings


class DumpKind(StrEnum):
    """In whose form a dump is; it goes back into the same kind of database."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


def open_records(
    settings: Settings, *, create: bool = False, arriving: OwnerKeys | None = None, keyless: bool = False
) -> Records:
    """The records of the archive that the settings name: on PostgreSQL, or in a file of HOME.

    Args:
        settings: Where they are.
        create: Make what is missing.
        arriving: The keys of an archive that is brought there from elsewhere; see
            :func:`~digitize.records.database.open_database`.
        keyless: The keys are elsewhere; as there.

    Raises:
        BadAddress: ``records`` is no address of a database.
        NoArchive: There is none, and none shall be made.
        ArchiveArriving: It was not brought there whole, and this is not who brings it.
        PlaceTaken: Another archive is there than the one that shall arrive.
        KeyMissing: Its keys are gone.
        ArchiveNewer: A newer program made it.
        NetworkFileSystem: The file would lie on a network file system.
        RecordsUnavailable: The server cannot be used.
    """
    if settings.records is None:
        return open_sqlite(_file(settings), settings.keys, create=create, arriving=arriving, keyless=keyless)
    return open_postgres(
        settings.records.get_secret_value(),
        settings.keys,
        create=create,
        arriving=arriving,
        keyless=keyless,
        connections=settings.records_connections,
    )


def load_records(settings: Settings, fill: Callable[[BinaryIO], None]) -> None:
    """Brings a dump (:meth:`Records.dump`) to the place that the settings name, whole or not at all.

    Args:
        settings: Where the records shall be.
        fill: Writes the dump, one of the kind :func:`kind_of`, to the stream that it is given.

    Raises:
        BadAddress: ``records`` is no address of a database.
        PlaceTaken: There is a database, or it is not empty.
        NetworkFileSystem: The file would lie on a network file system.
        ProgramMissing: What brings dumps into this database is not installed.
        RecordsUnavailable: The server cannot be used, or refuses the dump.
    """
    if settings.records is None:
        load_sqlite(_file(settings), fill)
    else:
        load_postgres(settings.records.get_secret_value(), fill)


def kind_of(settings: Settings) -> DumpKind:
    """Which dumps the database that the settings name makes and takes."""
    return DumpKind.SQLITE if settings.records is None else DumpKind.POSTGRESQL


def _file(settings: Settings) -> Path:
    return settings.home / "records" / "records.sqlite"
