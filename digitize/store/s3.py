"""The object store on a server that speaks S3: MinIO, or any other with versions and object lock.

Each shelf is a bucket, ``PREFIX-originals`` and so on; an object's key is ``ab/cd/<sha256>``. The buckets keep versions
and lock them, so that nobody who has this program's key can delete or overwrite what is in them. Bytes are encrypted at
rest where the server is set to. There are no presigned links: they would pass by the audit.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from minio.error import S3Error

from digitize.errors import ObjectDamaged, StoreUnavailable
from digitize.model import ObjectKind, StoredObject
from digitize.store import s3_locks
from digitize.store.address import S3Address
from digitize.store.hashing import CHUNK, compare, hash_of, is_name, place_of, writing
from digitize.store.interfaces import Protection
from digitize.store.lending import Lending
from digitize.store.s3_buckets import prepare
from digitize.store.s3_client import PART, Body, connect, send, speaking
from digitize.store.s3_locks import LockRule

_ROTTEN = {"InternalError", "ProtocolError", "ServerError", "SlowDownRead"}
"""What MinIO says, or how it breaks off, where bytes rotted on its disk; said of one object twice while it answers
otherwise, it is the object that is damaged and not the server that is away."""


class S3Store:
    """An :class:`~digitize.store.interfaces.ObjectStore` of buckets.

    Several processes and threads may use the same buckets at once.

    Args:
        address: Server, prefix and key.
        scratch: A folder for bytes on their way, made when it is needed.
        rule: How versions are locked: those of buckets that are made now as they come in, and the mode of later locks.
    """

    def __init__(self, address: S3Address, scratch: Path, rule: LockRule) -> None:
        self._address = address
        self._rule = rule
        self._scratch = scratch
        self._client = connect(address)
        self._lending = Lending(scratch, self._fetch)

    def prepare(self) -> None:
        """Makes the buckets that are missing, and makes sure that those which are there keep and lock versions.

        The rule by which a bucket locks that is there already is left as it is.

        Raises:
            StoreUnavailable: The server does not answer, or the key may not do that.
            StoreUnsafe: A bucket that was made by others does not lock its versions.
        """
        for kind in ObjectKind:
            prepare(self._client, self._bucket(kind), self._rule)

    def put(self, kind: ObjectKind, source: BinaryIO | Path, *, expect: str | None = None) -> StoredObject:
        """Stores bytes; see :meth:`ObjectStore.put`.

        They are hashed before they are sent, since the hash is their key and goes along as their checksum.

        Raises:
            StoreFull: The server has no room, or this machine none for the bytes on their way.
            StoreUnavailable: The server does not answer, or does not let this program in.
            ObjectDamaged: The bytes read back, received or already stored are not those of their hash.
            OSError: The source could not be read.
        """
        with self._received(source, expect) as (spool, digest, size):
            if not self.exists(kind, digest):
                self._send(kind, digest, spool, size)
        self.verify(kind, digest)
        return StoredObject(kind, digest, size)

    def mend(self, kind: ObjectKind, sha256: str, source: BinaryIO | Path) -> StoredObject:
        """Brings back an object that is damaged or missing; see :meth:`ObjectStore.mend`.

        It becomes the newest version; damaged ones stay behind it, as they are locked.

        Raises:
            StoreFull: The server has no room, or this machine none for the bytes on their way.
            StoreUnavailable: The server does not answer, or does not let this program in.
            ObjectDamaged: The copy, or what was read back, does not have the hash.
            OSError: The source could not be read.
        """
        with self._received(source, sha256) as (spool, _, size):
            if not self._is_intact(kind, sha256):
                self._send(kind, sha256, spool, size)
        self.verify(kind, sha256)
        return StoredObject(kind, sha256, size)

    def open(self, kind: ObjectKind, sha256: str) -> BinaryIO:
        """A stream of the bytes; see :meth:`ObjectStore.open`.

        Raises:
            ObjectDamaged: There is no such object.
            StoreUnavailable: The server does not answer, or does not let this program in.
        """
        key = place_of(kind, sha256)
        with speaking(f"{kind}/{sha256}"):
            response = self._client.get_object(self._bucket(kind), key)
        return io.BufferedReader(Body(response), CHUNK)

    @contextmanager
    def local(self, kind: ObjectKind, sha256: str) -> Iterator[Path]:
        """A copy on this machine, verified; whoever asks for it at the same time is given the same copy."""
        with self._lending.lend(kind, sha256) as path:
            yield path

    def exists(self, kind: ObjectKind, sha256: str) -> bool:
        """Whether the object is there; see :meth:`ObjectStore.exists`."""
        if not is_name(sha256):
            return False
        with speaking():
            try:
                self._client.stat_object(self._bucket(kind), place_of(kind, sha256))
            except S3Error as error:
                if error.code == "NoSuchKey":
                    return False
                raise
        return True

    def verify(self, kind: ObjectKind, sha256: str) -> int:
        """Reads and hashes the object; see :meth:`ObjectStore.verify`.

        Raises:
            StoreUnavailable: The server does not answer, or does not let this program in.
        """
        try:
            return self._check(kind, sha256)
        except StoreUnavailable as error:
            if error.detail not in _ROTTEN:
                raise
            with speaking():
                self._client.bucket_exists(self._bucket(kind))
        try:
            return self._check(kind, sha256)
        except StoreUnavailable as error:
            raise ObjectDamaged(f"{kind}/{sha256}: unreadable, {error.detail}") from error

    def objects(self, kind: ObjectKind) -> Iterator[StoredObject]:
        """All objects of a shelf; see :meth:`ObjectStore.objects`. Keys of other forms are passed over."""
        with speaking():
            for found in self._client.list_objects(self._bucket(kind), recursive=True):
                name = (found.object_name or "").rpartition("/")[2]
                if is_name(name) and found.object_name == place_of(kind, name):
                    yield StoredObject(kind, name, found.size or 0)

    # --- what keeps objects -------------------------------------------------------------------------------

    def protection(self, kind: ObjectKind, sha256: str) -> Protection:
        """What keeps the object's newest version; see :meth:`ObjectStore.protection`."""
        key = place_of(kind, sha256)
        with speaking(f"{kind}/{sha256}"):
            return s3_locks.protection_of(self._client, self._bucket(kind), key)

    def retain(self, kind: ObjectKind, sha256: str, until: datetime) -> Protection:
        """Locks the object's newest version; see :meth:`ObjectStore.retain`.

        A lock that nobody can lift stays one; other versions get the mode that the settings name.
        """
        key = place_of(kind, sha256)
        with speaking(f"{kind}/{sha256}"):
            s3_locks.retain(self._client, self._bucket(kind), key, until, self._rule.mode)
            return s3_locks.protection_of(self._client, self._bucket(kind), key)

    def hold(self, kind: ObjectKind, sha256: str, on: bool) -> Protection:
        """Puts a legal hold on the object's newest version or lifts it; see :meth:`ObjectStore.hold`."""
        key = place_of(kind, sha256)
        change = self._client.enable_object_legal_hold if on else self._client.disable_object_legal_hold
        with speaking(f"{kind}/{sha256}"):
            change(self._bucket(kind), key)
            return s3_locks.protection_of(self._client, self._bucket(kind), key)

    def _bucket(self, kind: ObjectKind) -> str:
        return self._address.bucket(kind)

    # --- bytes --------------------------------------------------------------------------------------------

    @contextmanager
    def _received(self, source: BinaryIO | Path, expect: str | None) -> Iterator[tuple[BinaryIO, str, int]]:
        """The bytes of a source where they can be read again, with their hash and size."""
        with ExitStack() as stack:
            stream = stack.enter_context(source.open("rb")) if isinstance(source, Path) else source
            with writing():
                self._scratch.mkdir(parents=True, exist_ok=True)
            spool = cast(BinaryIO, stack.enter_context(SpooledTemporaryFile(PART, dir=str(self._scratch))))
            digest, size = hash_of(stream, lambda chunk: _write(spool, chunk))
            if expect is not None:
                compare(digest, expect)
            spool.seek(0)
            yield spool, digest, size

    def _check(self, kind: ObjectKind, sha256: str) -> int:
        with self.open(kind, sha256) as stream:
            digest, size = hash_of(stream)
        compare(digest, sha256)
        return size

    def _is_intact(self, kind: ObjectKind, sha256: str) -> bool:
        try:
            self.verify(kind, sha256)
        except ObjectDamaged:
            return False
        return True

    def _send(self, kind: ObjectKind, sha256: str, stream: BinaryIO, size: int) -> None:
        with speaking(f"{kind}/{sha256}"):
            send(self._client, self._bucket(kind), place_of(kind, sha256), stream, size, sha256)

    def _fetch(self, kind: ObjectKind, sha256: str, target: BinaryIO) -> None:
        with self.open(kind, sha256) as stream:
            digest, _ = hash_of(stream, lambda chunk: _write(target, chunk))
        compare(digest, sha256)


def _write(target: BinaryIO, chunk: bytes) -> None:
    with writing():
        target.write(chunk)
