"""What lies in a place for backups, and under which names.

    objects/<shelf>/ab/cd/<sha256>-<sha256 of the sealed file>.age     each object once, whichever backups have it
    backups/<id>/records.age                                           a dump of the database
    backups/<id>/objects.txt                                           all objects by then: shelf, hash, size in bytes
    backups/<id>/backup.json                                           written last: without it there is no backup

What ends in ``.age`` is sealed. The rest says nothing of persons, and lets anybody check that nothing is missing.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

import msgspec

from digitize.errors import NoBackup, NotFound
from digitize.model import ObjectKind, StoredObject
from digitize.records.opening import DumpKind
from digitize.records.rows import Chain
from digitize.store.hashing import place_of
from digitize.store.sealing import Sealed
from digitize.store.vault.interfaces import Vault

Name = tuple[ObjectKind, str]
"""Shelf and hash."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup, as ``backup.json`` says.

    Attributes:
        id: Opaque; later ones sort behind earlier ones.
        archive_id: Whose it is.
        taken_at: The moment (UTC) whose state the records have.
        dump: In whose form the records are.
        records: SHA-256 of the dump before it was sealed.
        keys: Ids of the owners' keys without which numbers cannot be looked up; the keys themselves are elsewhere.
        rows: Rows of the records by table.
        chains: The audit's hash chains and their heads.
        objects: How many there are.
        size: Their size in bytes.
    """

    id: str
    archive_id: str
    taken_at: datetime
    dump: DumpKind
    records: str
    keys: tuple[str, ...]
    rows: dict[str, int]
    chains: tuple[Chain, ...]
    objects: int
    size: int


_BACKUP = msgspec.json.Decoder(Backup)


class Backups:
    """The backups of one archive in a place.

    Args:
        vault: The place.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def all(self) -> tuple[Backup, ...]:
        """All that are whole, oldest first."""
        names = sorted(name for name in self._vault.names("backups") if name.endswith("/backup.json"))
        return tuple(self._read(name) for name in names)

    def get(self, backup: str = "") -> Backup:
        """A backup by its id; without one the newest.

        Raises:
            NoBackup: There is none.
        """
        found = [one for one in self.all() if backup in ("", one.id)]
        if not found:
            raise NoBackup(backup)
        return found[-1]

    def inventory(self, backup: str) -> Iterator[StoredObject]:
        """All objects of a backup."""
        with self._vault.open(f"backups/{backup}/objects.txt") as stream:
            for line in stream:
                kind, sha256, size = line.decode().split()
                yield StoredObject(ObjectKind(kind), sha256, int(size))

    def sealed_objects(self) -> dict[Name, str]:
        """Shelf and hash of every object in the place, and the name under which it lies there."""
        found = {}
        for name in self._vault.names("objects"):
            _, kind, *_, file = name.split("/")
            found[ObjectKind(kind), file.partition("-")[0]] = name
        return found

    def close(self, backup: Backup, objects: Iterable[StoredObject]) -> None:
        """Says that a backup is whole: its records and objects are there."""

        def inventory(target: BinaryIO) -> str:
            for one in objects:
                target.write(f"{one.kind} {one.sha256} {one.size}\n".encode())
            return f"backups/{backup.id}/objects.txt"

        def manifest(target: BinaryIO) -> str:
            target.write(msgspec.json.format(msgspec.json.encode(backup)))
            return f"backups/{backup.id}/backup.json"

        self._vault.add(inventory)
        self._vault.add(manifest)

    def _read(self, name: str) -> Backup:
        try:
            with self._vault.open(name) as stream:
                return _BACKUP.decode(stream.read())
        except (NotFound, msgspec.MsgspecError):
            raise NoBackup(name) from None


def new_id(now: datetime) -> str:
    """An id for a backup of this moment."""
    return f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


def name_of_records(backup: str) -> str:
    """The name of a backup's dump."""
    return f"backups/{backup}/records.age"


def name_of_object(kind: ObjectKind, sealed: Sealed) -> str:
    """The name of a sealed object. It holds its own hash, so that nobody needs a key to see whether it is intact."""
    return f"objects/{kind}/{place_of(kind, sealed.plain)}-{sealed.sealed}.age"
