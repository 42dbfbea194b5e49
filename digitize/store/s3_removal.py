"""Taking objects out of buckets, where people dispose of documents; with a key of its own that may delete."""

from __future__ import annotations

from minio.deleteobjects import DeleteObject

from digitize.errors import DisposalNotAllowed
from digitize.model import ObjectKind
from digitize.store.address import S3Address
from digitize.store.hashing import place_of
from digitize.store.removal import refuse
from digitize.store.s3_client import connect, speaking
from digitize.store.s3_locks import protection_of


class S3Remover:
    """A :class:`~digitize.store.interfaces.Remover` of objects in buckets.

    Args:
        address: Server and prefix, with a key that may delete versions and, for what is removed before its time, lift
            locks (``deploy/disposal-policy.json``).
    """

    def __init__(self, address: S3Address) -> None:
        self._address = address
        self._client = connect(address)

    def remove(self, kind: ObjectKind, sha256: str, *, early: bool = False) -> None:
        """Removes every version of an object, or none; see :meth:`Remover.remove`.

        Raises:
            StoreUnavailable: The server does not answer, or does not let this key in.
        """
        bucket, key = self._address.bucket(kind), place_of(kind, sha256)
        with speaking(f"{kind}/{sha256}"):
            listed = self._client.list_objects(bucket, prefix=key, recursive=True, include_version=True)
            versions = [one for one in listed if one.object_name == key]
            for one in versions:
                if not one.is_delete_marker:
                    refuse(protection_of(self._client, bucket, key, one.version_id), early=early)
            doomed = [DeleteObject(key, one.version_id) for one in versions]
            errors = list(self._client.remove_objects(bucket, doomed, bypass_governance_mode=early))
        if errors:
            raise DisposalNotAllowed(f"{kind}/{sha256}: {errors[0].code}")
