"""The object store on a local file system: one read-only file for each object, named by its hash.

Layout: ``ROOT/<shelf>/ab/cd/<sha256>``, where ``abcd`` are the hash's first digits. Bytes on their way in lie in
``ROOT/incoming`` and become visible by a rename, so an object is there whole or not at all. What keeps an object from
being removed stands in ``ROOT/protection/<shelf>/ab/cd/<sha256>``, for objects that must be kept alone. Damaged files
that a repair took out of their place lie in ``ROOT/damaged/<shelf>/ab/cd/<sha256>``, a folder for each object.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from digitize.errors import ObjectDamaged
from digitize.model import ObjectKind, StoredObject
from digitize.store.durable import Folders, sync_folder
from digitize.store.hashing import compare, damaged_folder, errno_name, hash_of, is_name, place_of, writing
from digitize.store.incoming import Incoming
from digitize.store.interfaces import Protection
from digitize.store.sidecars import Sidecars


@dataclass(frozen=True, slots=True)
class _Received:
    """Bytes in ``incoming``, not yet synced."""

    path: Path
    descriptor: int
    sha256: str
    size: int


class FileStore:
    """An :class:`~digitize.store.interfaces.ObjectStore` of files.

    Several processes and threads may use the same root at once. Opening it removes what crashed writers left in
    ``incoming`` more than a day ago.

    Args:
        root: The store's folder; made by the first ``put`` where it is missing.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folders = Folders(root)
        self._incoming = Incoming(root / "incoming", self._folders)
        self._sidecars = Sidecars(root / "protection", self._folders)

    def put(self, kind: ObjectKind, source: BinaryIO | Path, *, expect: str | None = None) -> StoredObject:
        """Stores bytes; see :meth:`ObjectStore.put`.

        With ``expect`` an object that is already there costs reading only; without it the bytes lie in
        ``incoming`` for a moment before they are recognised.

        Raises:
            StoreFull: The bytes could not be written: disk or quota full, read-only, no permission.
            ObjectDamaged: The bytes read back, received or already stored are not those of their hash.
            OSError: The source could not be read.
        """
        with ExitStack() as stack:
            stream = stack.enter_context(source.open("rb")) if isinstance(source, Path) else source
            if expect is not None and self.exists(kind, expect):
                digest, size = hash_of(stream)
                compare(digest, expect)
                self._confirm(kind, digest)
            else:
                digest, size = self._write(kind, stream, expect)
        return StoredObject(kind, digest, size)

    def mend(self, kind: ObjectKind, sha256: str, source: BinaryIO | Path) -> StoredObject:
        """Brings back an object that is damaged or missing; see :meth:`ObjectStore.mend`.

        Raises:
            StoreFull: The bytes could not be written: disk or quota full, read-only, no permission.
            ObjectDamaged: The copy, or what was read back, does not have the hash.
            OSError: The source could not be read.
        """
        with ExitStack() as stack:
            stream = stack.enter_context(source.open("rb")) if isinstance(source, Path) else source
            received = stack.enter_context(self._received(stream, sha256))
            try:
                self._confirm(kind, sha256)
            except ObjectDamaged:
                self._keep_damaged(kind, sha256)
                self._place(received, kind)
        return StoredObject(kind, sha256, received.size)

    def open(self, kind: ObjectKind, sha256: str) -> BinaryIO:
        """A stream of the bytes; see :meth:`ObjectStore.open`."""
        try:
            return self._path(kind, sha256).open("rb")
        except FileNotFoundError as error:
            raise ObjectDamaged(f"{kind}/{sha256}: missing") from error

    @contextmanager
    def local(self, kind: ObjectKind, sha256: str) -> Iterator[Path]:
        """The stored file itself; see :meth:`ObjectStore.local`."""
        yield self._require(kind, sha256)

    def exists(self, kind: ObjectKind, sha256: str) -> bool:
        """Whether the object is there; see :meth:`ObjectStore.exists`."""
        return is_name(sha256) and self._path(kind, sha256).is_file()

    def verify(self, kind: ObjectKind, sha256: str) -> int:
        """Reads and hashes the object; see :meth:`ObjectStore.verify`."""
        with self.open(kind, sha256) as stream:
            return _check(stream, sha256)

    def objects(self, kind: ObjectKind) -> Iterator[StoredObject]:
        """All objects of a shelf; see :meth:`ObjectStore.objects`. Files of other names are passed over."""
        for path in (self._root / kind).glob("??/??/*"):
            if is_name(path.name) and path == self._path(kind, path.name):
                yield StoredObject(kind, path.name, path.stat().st_size)

    def protection(self, kind: ObjectKind, sha256: str) -> Protection:
        """What keeps the object; see :meth:`ObjectStore.protection`."""
        self._require(kind, sha256)
        return self._sidecars.read(kind, sha256)

    def retain(self, kind: ObjectKind, sha256: str, until: datetime) -> Protection:
        """Keeps the object up to a moment; see :meth:`ObjectStore.retain`."""
        self._require(kind, sha256)
        if until <= datetime.now(UTC):
            return self._sidecars.read(kind, sha256)
        return self._sidecars.change(kind, sha256, lambda known: replace(known, until=max(known.until or until, until)))

    def hold(self, kind: ObjectKind, sha256: str, on: bool) -> Protection:
        """Puts a legal hold on the object or lifts it; see :meth:`ObjectStore.hold`."""
        self._require(kind, sha256)
        return self._sidecars.change(kind, sha256, lambda known: replace(known, held=on))

    def _path(self, kind: ObjectKind, sha256: str) -> Path:
        return self._root / kind / place_of(kind, sha256)

    def _require(self, kind: ObjectKind, sha256: str) -> Path:
        """The file of an object that is there."""
        path = self._path(kind, sha256)
        if not path.is_file():
            raise ObjectDamaged(f"{kind}/{sha256}: missing")
        return path

    def _write(self, kind: ObjectKind, stream: BinaryIO, expect: str | None) -> tuple[str, int]:
        """Brings a stream's bytes to disk and, if the object is not there yet, to their place."""
        with self._received(stream, expect) as received:
            if self.exists(kind, received.sha256):
                self._confirm(kind, received.sha256)
            else:
                self._place(received, kind)
        return received.sha256, received.size

    def _place(self, received: _Received, kind: ObjectKind) -> None:
        """Makes sure of bytes in ``incoming`` and gives them their name."""
        with writing():
            # Read-only for everybody, and never wider than the operator's umask allows.
            os.fchmod(received.descriptor, stat.S_IMODE(os.fstat(received.descriptor).st_mode) & 0o444)
            os.fsync(received.descriptor)
        with received.path.open("rb") as written:
            _check(written, received.sha256)
        target = self._path(kind, received.sha256)
        with writing():
            self._folders.make(target.parent)
            # Another writer may have come first since; then this replaces the same verified bytes.
            received.path.rename(target)
            sync_folder(target.parent)

    def _keep_damaged(self, kind: ObjectKind, sha256: str) -> None:
        """Gives a damaged file a second name, under which it stays when its own is taken from it."""
        aside = damaged_folder(self._root, kind, sha256)
        with writing(), suppress(FileNotFoundError):
            self._folders.make(aside)
            (aside / uuid4().hex).hardlink_to(self._path(kind, sha256))
            sync_folder(aside)

    def _confirm(self, kind: ObjectKind, sha256: str) -> None:
        """Makes sure of an object that another ``put`` brought: intact, and its name on disk."""
        self.verify(kind, sha256)
        folder = self._path(kind, sha256).parent
        with writing():
            # Its writer may still be on the way to these syncs.
            self._folders.make(folder)
            sync_folder(folder)

    @contextmanager
    def _received(self, stream: BinaryIO, expect: str | None) -> Iterator[_Received]:
        """A stream's bytes in a new file in ``incoming``; if it is still there at the end it is removed."""
        with self._incoming.file() as (path, descriptor):
            digest, size = hash_of(stream, lambda chunk: _write_all(descriptor, chunk))
            if expect is not None:
                compare(digest, expect)
            yield _Received(path, descriptor, digest, size)


def _write_all(descriptor: int, chunk: bytes) -> None:
    rest = memoryview(chunk)
    with writing():
        while rest:
            rest = rest[os.write(descriptor, rest) :]


def _check(stream: BinaryIO, sha256: str) -> int:
    """Reads stored bytes, compares their hash and returns their size in bytes."""
    try:
        digest, size = hash_of(stream)
    except OSError as error:
        raise ObjectDamaged(f"{sha256}: unreadable, {errno_name(error)}") from error
    compare(digest, sha256)
    return size
