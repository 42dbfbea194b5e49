"""The port of the object store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, Protocol

from digitize.model import ObjectKind, StoredObject


class ObjectStore(Protocol):
    """Bytes named by their SHA-256, on a shelf for each kind. Nothing is overwritten, nothing is deleted."""

    def put(self, kind: ObjectKind, source: BinaryIO | Path, *, expect: str | None = None) -> StoredObject:
        """Stores bytes; when it returns they are safe: synced, read back and their hash verified.

        Args:
            kind: The shelf.
            source: A stream from its present position, or a file.
            expect: The hash the bytes must have.

        Returns:
            The object; the same bytes again give the same object and are not written twice.

        Raises:
            StoreFull: The bytes could not be written.
            ObjectDamaged: The bytes read back, or received, do not have the expected hash.
        """
        ...

    def open(self, kind: ObjectKind, sha256: str) -> BinaryIO:
        """A stream of the bytes.

        Raises:
            ObjectDamaged: There is no such object.
        """
        ...

    def local(self, kind: ObjectKind, sha256: str) -> AbstractContextManager[Path]:
        """The object as a read-only local file, for as long as the context lasts.

        Raises:
            ObjectDamaged: There is no such object.
        """
        ...

    def exists(self, kind: ObjectKind, sha256: str) -> bool:
        """Whether the object is there (its bytes are not read)."""
        ...

    def verify(self, kind: ObjectKind, sha256: str) -> int:
        """Reads the object whole and compares its hash.

        Returns:
            Its size in bytes.

        Raises:
            ObjectDamaged: It is missing or its bytes are not those of its name.
        """
        ...

    def objects(self, kind: ObjectKind) -> Iterator[StoredObject]:
        """All objects of a shelf, in no particular order."""
        ...
