"""Buckets that keep versions and can lock them."""

from __future__ import annotations

from minio import Minio
from minio.commonconfig import ENABLED
from minio.error import S3Error
from minio.objectlockconfig import DAYS, ObjectLockConfig

from digitize.errors import StoreUnsafe
from digitize.store.s3_client import speaking
from digitize.store.s3_locks import LockRule


def prepare(client: Minio, bucket: str, rule: LockRule) -> None:
    """Makes a bucket that is missing, or makes sure that the one which is there keeps and locks versions.

    The rule by which a bucket locks that is there already is left as it is.

    Args:
        client: With the right to do that.
        bucket: Its name.
        rule: How versions are locked as they come in, if the bucket is made now.

    Raises:
        StoreUnavailable: The server does not answer, or the key may not do that.
        StoreUnsafe: The bucket was made by others and does not lock its versions.
    """
    with speaking():
        if not client.bucket_exists(bucket):
            _make(client, bucket, rule)
        elif not _is_locked(client, bucket):
            raise StoreUnsafe(bucket)


def _make(client: Minio, bucket: str, rule: LockRule) -> None:
    try:
        client.make_bucket(bucket, object_lock=True)
    except S3Error as error:
        # Another process that starts at the same time may have come first.
        if error.code != "BucketAlreadyOwnedByYou":
            raise
    if rule.days:
        client.set_object_lock_config(bucket, ObjectLockConfig(rule.mode, rule.days, DAYS))


def _is_locked(client: Minio, bucket: str) -> bool:
    if client.get_bucket_versioning(bucket).status != ENABLED:
        return False
    try:
        client.get_object_lock_config(bucket)
    except S3Error as error:
        if error.code != "ObjectLockConfigurationNotFoundError":
            raise
        return False
    return True
