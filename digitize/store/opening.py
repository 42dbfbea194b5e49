"""Opens the object store that the settings name: files in the archive's folder, or buckets on a server."""

from __future__ import annotations

from digitize.settings import Settings
from digitize.store.address import S3Address
from digitize.store.files import FileStore
from digitize.store.interfaces import ObjectStore


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
    # The client takes a while to load, which an archive of files need not wait for.
    from digitize.store.s3 import LockMode, LockRule, S3Store

    store = S3Store(S3Address.parse(settings.store.get_secret_value()), settings.home / "scratch")
    if create:
        store.prepare(LockRule(LockMode(settings.store_lock.upper()), settings.store_lock_days))
    return store
