"""Opens the object store that the settings name: files in the archive's folder, or buckets on a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from digitize.errors import BadAddress, DisposalNotAllowed
from digitize.settings import Settings
from digitize.store.address import S3Address
from digitize.store.files import FileStore
from digitize.store.interfaces import ObjectStore, Remover
from digitize.store.removal import FileRemover

if TYPE_CHECKING:
    from digitize.store.s3 import S3Store


def open_store(settings: Settings, *, create: bool = False) -> ObjectStore:
    """Opens the store.

    Args:
        settings: ``store`` says where it is.
        create: Make what is missing of it, and make sure of what is there.

    Raises:
        BadAddress: ``store`` is no address.
        StoreUnavailable: Its server does not answer, or does not let this program in.
        StoreUnsafe: Its buckets do not lock what is in them.
    """
    if settings.store is None:
        return FileStore(settings.home / "objects")
    store = _buckets(settings, S3Address.parse(settings.store.get_secret_value()))
    if create:
        store.prepare()
    return store


def open_replica(settings: Settings) -> ObjectStore | None:
    """Opens the store that holds copies of the same objects, to read from.

    Args:
        settings: ``replica`` says where it is.

    Raises:
        BadAddress: ``replica`` is no address, or the store's own.
    """
    if settings.replica is None:
        return None
    url = settings.replica.get_secret_value()
    if not url.startswith("s3:"):
        folder = Path(url)
        if not folder.is_absolute() or folder.resolve() == (settings.home / "objects").resolve():
            raise BadAddress("DIGITIZE_REPLICA")
        return FileStore(folder)
    address = S3Address.parse(url, "DIGITIZE_REPLICA")
    if settings.store:
        place = S3Address.parse(settings.store.get_secret_value())
        if (address.host, address.prefix) == (place.host, place.prefix):
            raise BadAddress("DIGITIZE_REPLICA")
    return _buckets(settings, address)


def _buckets(settings: Settings, address: S3Address) -> S3Store:
    # The client takes a while to load, which an archive of files need not wait for.
    from digitize.store.s3 import S3Store
    from digitize.store.s3_locks import LockMode, LockRule

    rule = LockRule(LockMode(settings.store_lock.upper()), settings.store_lock_days)
    return S3Store(address, settings.home / "scratch", rule)


def open_remover(settings: Settings) -> Remover:
    """Opens the same store for disposal.

    Args:
        settings: ``disposal`` says by which right.

    Raises:
        DisposalNotAllowed: There is no such right here.
        BadAddress: ``disposal`` names another store.
    """
    if settings.disposal is None:
        raise DisposalNotAllowed("DIGITIZE_DISPOSAL")
    right = settings.disposal.get_secret_value()
    if settings.store is None:
        if right != "files":
            raise BadAddress("DIGITIZE_DISPOSAL")
        return FileRemover(settings.home / "objects")
    from digitize.store.s3_removal import S3Remover

    place = S3Address.parse(settings.store.get_secret_value())
    address = S3Address.parse(right, "DIGITIZE_DISPOSAL")
    if (address.host, address.prefix) != (place.host, place.prefix):
        raise BadAddress("DIGITIZE_DISPOSAL")
    return S3Remover(address)
