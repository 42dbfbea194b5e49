"""What locks the versions of objects on S3: retention up to a moment, legal holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from minio import Minio
from minio.error import S3Error
from minio.retention import Retention

from digitize.store.interfaces import Protection

_NO_LOCK = {"NoSuchObjectLockConfiguration", "ObjectLockConfigurationNotFoundError"}


class LockMode(StrEnum):
    """Who may lift the lock of a version before its time: those with a right of their own, or nobody at all."""

    GOVERNANCE = "GOVERNANCE"
    COMPLIANCE = "COMPLIANCE"


@dataclass(frozen=True, slots=True)
class LockRule:
    """How long the versions of new buckets are locked when they come in: days, 0 for not at all."""

    mode: LockMode
    days: int


def protection_of(client: Minio, bucket: str, key: str, version: str | None = None) -> Protection:
    """What keeps a version of an object, by default its newest, from being removed.

    Raises:
        S3Error: There is none, or the server refuses to say.
    """
    retention = _retention(client, bucket, key, version)
    held = client.is_object_legal_hold_enabled(bucket, key, version)
    if retention is None:
        return Protection(held=held)
    return Protection(_utc(retention.retain_until_date), held, retention.mode == LockMode.COMPLIANCE)


def retain(client: Minio, bucket: str, key: str, until: datetime, mode: LockMode) -> None:
    """Locks the newest version of an object up to a moment, unless it is locked for longer.

    Args:
        client: With the right to lock.
        bucket: Its name.
        key: Of the object.
        until: With a time zone.
        mode: Of a version that has no lock yet; others keep theirs.

    Raises:
        S3Error: There is no such object, or the server refuses.
    """
    wanted = until.astimezone(UTC).replace(microsecond=0)
    while True:
        known = _retention(client, bucket, key)
        if wanted <= datetime.now(UTC) or (known and _utc(known.retain_until_date) >= wanted):
            return
        try:
            client.set_object_retention(bucket, key, Retention(known.mode if known else mode, wanted))
        except S3Error:
            # Another process may have set a longer one since: the server lets nobody with this key shorten it.
            if _retention(client, bucket, key) == known:
                raise
        else:
            return


def _retention(client: Minio, bucket: str, key: str, version: str | None = None) -> Retention | None:
    return client.get_object_retention(bucket, key, version)


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
