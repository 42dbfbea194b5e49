"""Opens the records where the settings say they are."""

from __future__ import annotations

from digitize.records.interfaces import Records
from digitize.records.postgres import open_postgres
from digitize.records.sqlite import open_sqlite
from digitize.settings import Settings


def open_records(settings: Settings, *, create: bool = False) -> Records:
    """The records of the archive that the settings name: on PostgreSQL, or in a file of HOME.

    Raises:
        BadAddress: ``records`` is no address of a database.
        NoArchive: There is none, and none shall be made.
        KeyMissing: Its keys are gone.
        ArchiveNewer: A newer program made it.
        NetworkFileSystem: The file would lie on a network file system.
        RecordsUnavailable: The server cannot be used.
    """
    if settings.records is None:
        return open_sqlite(settings.home / "records" / "records.sqlite", settings.keys, create=create)
    return open_postgres(
        settings.records.get_secret_value(),
        settings.keys,
        create=create,
        connections=settings.records_connections,
    )
