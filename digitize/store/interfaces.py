"""The port of the object store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from digitize.model import ObjectKind, StoredObject


@dataclass(frozen=True, slots=True)
class Protection:
    """What keeps an object from being removed.

    Attributes:
        until: Moment (UTC) up to which it must be kept; ``None``: for no time.
        held: A legal hold lies on it, whatever the time.
        final: Nobody can lift ``until``, whatever their right.
    """

    until: datetime | None = None
    held: bool = False
    final: bool = False


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

    def mend(self, kind: ObjectKind, sha256: str, source: BinaryIO | Path) -> StoredObject:
        """Brings back an object that is damaged or missing; one that is intact is left as it is.

        What lies in its place is kept beside it, for whoever wants to know what happened to it. What kept the object
        from being removed is set anew by whoever knows.

        Args:
            kind: The shelf.
            sha256: The object.
            source: A copy of its bytes from elsewhere: a stream from its present position, or a file.

        Raises:
            StoreFull: The bytes could not be written.
            ObjectDamaged: The copy, or what was read back, does not have the hash.
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

    def protection(self, kind: ObjectKind, sha256: str) -> Protection:
        """What keeps an object from being removed.

        Raises:
            ObjectDamaged: There is no such object, or what is kept about it cannot be read.
        """
        ...

    def retain(self, kind: ObjectKind, sha256: str, until: datetime) -> Protection:
        """Keeps an object from being removed up to a moment; never shortens what was set before.

        A moment that has passed changes nothing.

        Args:
            kind: The shelf.
            sha256: The object.
            until: With a time zone; the store may cut it to the second.

        Returns:
            What holds now.

        Raises:
            ObjectDamaged: There is no such object.
            StoreFull: It could not be written down.
        """
        ...

    def hold(self, kind: ObjectKind, sha256: str, on: bool) -> Protection:
        """Puts a legal hold on an object, or lifts it. Doing it again changes nothing.

        Returns:
            What holds now.

        Raises:
            ObjectDamaged: There is no such object.
            StoreFull: It could not be written down.
        """
        ...


class Remover(Protocol):
    """Takes objects away where people dispose of documents. Nothing else in this system can."""

    def remove(self, kind: ObjectKind, sha256: str, *, early: bool = False) -> None:
        """Removes an object for good, every version of it; one that is not there is removed already.

        Args:
            kind: The shelf.
            sha256: The object.
            early: Lift what keeps it before its time, where that can be lifted and the right is there. A legal hold
                never is.

        Raises:
            OnHold: A legal hold lies on it.
            StillRetained: It must be kept for longer.
            DisposalNotAllowed: The right to remove it is lacking.
        """
        ...
