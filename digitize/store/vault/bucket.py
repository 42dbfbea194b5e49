"""Backups in a bucket on S3: on another server than the archive's own."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from minio.error import S3Error

from digitize.errors import NotFound
from digitize.store.address import S3Address
from digitize.store.hashing import CHUNK, hash_of, writing
from digitize.store.s3_buckets import prepare
from digitize.store.s3_client import PART, Body, connect, send, speaking
from digitize.store.s3_locks import LockMode, LockRule


class BucketVault:
    """A :class:`~digitize.store.vault.interfaces.Vault` in the bucket ``PREFIX-backup``.

    The bucket keeps versions, so that nobody who has this program's key can delete or overwrite what is in it.

    Args:
        address: Server, prefix and key.
        scratch: A folder for bytes on their way, made when it is needed.
    """

    def __init__(self, address: S3Address, scratch: Path) -> None:
        self._bucket = f"{address.prefix}-backup"
        self._scratch = scratch
        self._client = connect(address)

    def prepare(self) -> None:
        """Makes the bucket; see :meth:`Vault.prepare`.

        How long backups are locked is for people to set: an old one is to go some day.
        """
        prepare(self._client, self._bucket, LockRule(LockMode.GOVERNANCE, days=0))

    def add(self, fill: Callable[[BinaryIO], str]) -> None:
        """Stores bytes; see :meth:`Vault.add`."""
        with writing():
            self._scratch.mkdir(parents=True, exist_ok=True)
        with SpooledTemporaryFile(PART, dir=str(self._scratch)) as spool:
            stream = cast(BinaryIO, spool)
            name = fill(stream)
            stream.seek(0)
            digest, size = hash_of(stream)
            stream.seek(0)
            with speaking(name):
                send(self._client, self._bucket, name, stream, size, digest)

    def open(self, name: str) -> BinaryIO:
        """A stream of the bytes; see :meth:`Vault.open`."""
        with speaking(name):
            try:
                response = self._client.get_object(self._bucket, name)
            except S3Error as error:
                if error.code == "NoSuchKey":
                    raise NotFound(name) from error
                raise
        return io.BufferedReader(Body(response), CHUNK)

    def names(self, folder: str) -> Iterator[str]:
        """All names below a folder; see :meth:`Vault.names`."""
        with speaking():
            for found in self._client.list_objects(self._bucket, prefix=f"{folder}/", recursive=True):
                yield found.object_name or ""
