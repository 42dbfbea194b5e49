"""Opens the records where the settings say they are."""

from __future__ import annotations

from digitize.records.interfaces import Records
from digitize.records.keys import OwnerKeys
from digitize.records.postgres import open_postgres
from digitize.records.sqlite import open_sqlite
from digitize.settings import Settings


def open_records(settings: Settings, *, create: bool = False, arriving: OwnerKeys | None = None) -> Records:
    """The records of the archive that the settings name: on PostgreSQL, or in a file of HOME.

    Args:
        settings: Where they are.
        create: Make what is missing.
        arriving: The keys of an archive that is brought there from elsewhere; see
            :func:`~digitize.records.database.open_database`.

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
        file = settings.home / "records" / "records.sqlite"
        return open_sqlite(file, settings.keys, create=create, arriving=arriving)
    return open_postgres(
        settings.records.get_secret_value(),
        settings.keys,
        create=create,
        arriving=arriving,
        connections=settings.records_connections,
    )
