"""Bringing an archive back from a backup, to a place where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from pyrage.x25519 import Identity

from digitize.actions.archive import Archive
from digitize.actions.backups import Backup, Backups, Name, name_of_records
from digitize.catalogue import load
from digitize.errors import (
    BadRequest,
    ExitCode,
    KeyMissing,
    NoArchive,
    NotFound,
    ObjectDamaged,
    PlaceTaken,
    RecordsDamaged,
    SealBroken,
)
from digitize.index.opening import open_index
from digitize.model import ObjectKind, StoredObject
from digitize.pipeline.at_once import at_once
from digitize.pipeline.drift import drift
from digitize.pipeline.keeping import Protector
from digitize.pipeline.progress import Progress, Step
from digitize.records.keys import OwnerKeys
from digitize.records.opening import kind_of, load_records, open_records
from digitize.settings import Settings
from digitize.store.hashing import writing
from digitize.store.interfaces import ObjectStore
from digitize.store.opening import open_store
from digitize.store.sealing import identities, unseal
from digitize.store.vault.interfaces import Vault
from digitize.store.vault.opening import open_vault

_IN_MEMORY = 8 * 1024 * 1024
"""Bytes up to which an object that is opened stays in memory; larger ones lie in a file of this machine meanwhile."""


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What was brought back.

    Attributes:
        backup: From which backup.
        written: How many of its objects the store did not have.
        damaged: Shelf and hash of objects that the records need, and that are neither intact here nor in the backup.
        published: Documents that search shall find.
        indexed: How many of them stand in the index in their newest revision.
        unkept: Documents whose objects the store does not keep yet as is on record.
        has_keys: Whether the keys of owners' numbers are here. Until they are, the archive cannot be used.
        exit_code: What the command ends with.
    """

    backup: Backup
    written: int
    damaged: tuple[Name, ...]
    published: int
    indexed: int
    unkept: int
    has_keys: bool
    exit_code: ExitCode


def restore(settings: Settings, identity: Path, backup: str, actor: str, progress: Progress) -> RestoreReport:
    """Brings objects back, then the records, all at once, then builds the index anew.

    Until the records are there nobody else can take the place for an archive. Stopped, the same call goes on.

    Args:
        settings: Of the place to restore to; ``backup`` says where the backups are.
        identity: File with the private key.
        backup: Id; empty: the newest.
        actor: Id of an account, not a name.
        progress: Is told of objects.

    Raises:
        NoBackup: There is no such backup.
        BadRequest: It is of another kind of database than the settings name.
        BadIdentity: The key does not open it.
        SealBroken: The records in it are damaged.
        RecordsDamaged: The records that came are not those that were backed up.
        PlaceTaken: There is an archive already, and it is not this backup.
        ProgramMissing: ``pg_restore`` is not here.
        StoreUnavailable: The object store cannot be used.
        RecordsUnavailable: The database cannot be used.
        IndexUnavailable: The index cannot be built. Records and objects are back; ``digitize reindex`` does the rest.
    """
    keys = identities(identity)
    vault = open_vault(settings)
    backups = Backups(vault)
    chosen = backups.get(backup)
    if chosen.dump is not kind_of(settings):
        raise BadRequest(f"DIGITIZE_RECORDS: {chosen.dump}")
    is_there = _is_there(settings, chosen)
    settings.home.mkdir(parents=True, exist_ok=True)
    store = open_store(settings, create=True)
    objects = tuple(backups.inventory(chosen.id))
    way = _Way(vault, backups.sealed_objects(), keys, settings.home / "scratch", store)
    written, damaged = _objects(way, objects, progress)
    if not is_there:
        load_records(settings, lambda target: _records(vault, chosen, keys, target))
    records = open_records(settings, keyless=True)
    with Archive(settings, load(settings.catalogue), store, records, open_index(settings)) as archive:
        _compare(archive, chosen)
        with records.read() as read:
            needed = set(read.fixity.due())
        intact = {(one.kind, one.sha256) for kind in ObjectKind for one in store.objects(kind)} - damaged
        absent = tuple(sorted(needed - intact))
        with records.write() as write:
            write.keeping.mark_lost()
        Protector(records, store).drain()
        archive.indexer.rebuild()
        found = drift(records, archive.index)
        with records.write() as write:
            unkept = write.keeping.waiting()
            detail = {"backup": chosen.id, "objects": len(objects), "damaged": len(absent)}
            write.audit.append(actor, "restore", records.archive_id, detail)
    has_keys = _has_keys(settings, chosen)
    sound = not absent and not unkept and found.sound and not found.waiting
    code = ExitCode.DAMAGED if not sound else ExitCode.OK if has_keys else ExitCode.SETUP
    return RestoreReport(chosen, written, absent, found.published, found.indexed, unkept, has_keys, code)


def _is_there(settings: Settings, backup: Backup) -> bool:
    """Whether the records are back already, as a run that was stopped then has left them.

    Raises:
        PlaceTaken: There are others, or they have gone on since.
    """
    try:
        records = open_records(settings, keyless=True)
    except NoArchive:
        return False
    with closing(records), records.read() as read:
        if records.archive_id != backup.archive_id or read.rows.count() != backup.rows:
            raise PlaceTaken("there are records already")
    return True


class _Brought(Enum):
    """What became of an object."""

    THERE = 1
    WRITTEN = 2
    DAMAGED = 3


@dataclass(frozen=True, slots=True)
class _Way:
    """From where objects come, under which names, opened by which keys and in which folder, and where they go."""

    vault: Vault
    names: Mapping[Name, str]
    keys: tuple[Identity, ...]
    scratch: Path
    store: ObjectStore


def _objects(way: _Way, objects: tuple[StoredObject, ...], progress: Progress) -> tuple[int, set[Name]]:
    """Brings back what is not there; gives how many were written, and those that are not intact here or there.

    What the backup lacks is passed over; whether the records need it is seen when they are back.
    """
    with writing():
        way.scratch.mkdir(exist_ok=True)
    written, damaged = 0, set()
    outcomes = at_once(lambda one: _bring(way, one), objects)
    for done, (one, outcome) in enumerate(zip(objects, outcomes, strict=True), start=1):
        written += outcome is _Brought.WRITTEN
        if outcome is _Brought.DAMAGED:
            damaged.add((one.kind, one.sha256))
        progress(Step.OBJECTS, done, len(objects))
    return written, damaged


def _bring(way: _Way, one: StoredObject) -> _Brought:
    try:
        if way.store.exists(one.kind, one.sha256):
            way.store.verify(one.kind, one.sha256)
            return _Brought.THERE
        with SpooledTemporaryFile(_IN_MEMORY, dir=str(way.scratch)) as spool:
            opened = cast(BinaryIO, spool)
            with way.vault.open(way.names[one.kind, one.sha256]) as sealed:
                unseal(sealed, opened, way.keys)
            opened.seek(0)
            way.store.put(one.kind, opened, expect=one.sha256)
    except (KeyError, NotFound, SealBroken, ObjectDamaged):
        return _Brought.DAMAGED
    return _Brought.WRITTEN


def _records(vault: Vault, backup: Backup, keys: tuple[Identity, ...], target: BinaryIO) -> None:
    with vault.open(name_of_records(backup.id)) as sealed:
        if unseal(sealed, target, keys) != backup.records:
            raise SealBroken("records")


def _compare(archive: Archive, backup: Backup) -> None:
    """Makes sure that the records are those that were backed up.

    Raises:
        RecordsDamaged: They are not.
    """
    with archive.records.read() as read:
        same = read.rows.count() == backup.rows and read.audit.verify_chain() == backup.chains
    if not same or archive.records.archive_id != backup.archive_id:
        raise RecordsDamaged("not what was backed up")


def _has_keys(settings: Settings, backup: Backup) -> bool:
    try:
        OwnerKeys.open(settings.keys, backup.archive_id).require(backup.keys)
    except KeyMissing:
        return False
    return True
