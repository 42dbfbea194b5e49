"""Backing an archive up: records as of one moment, and every object that is not in the place for backups yet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from pyrage.x25519 import Recipient

from digitize.actions.archive import Archive
from digitize.actions.backups import Backup, Backups, Name, name_of_object, name_of_records, new_id
from digitize.errors import ArchiveMoved, ExitCode, ObjectDamaged, PlaceTaken
from digitize.model import ObjectKind, StoredObject
from digitize.pipeline.at_once import at_once
from digitize.pipeline.progress import Progress, Step
from digitize.records.ids import utc_now
from digitize.records.marks import Mark
from digitize.records.opening import kind_of
from digitize.store.hashing import compare
from digitize.store.sealing import Sealed, recipients, seal
from digitize.store.vault.interfaces import Vault
from digitize.store.vault.opening import open_vault


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What was backed up.

    Attributes:
        backup: The backup.
        sent: How many of its objects the place did not have.
        damaged: Shelf and hash of those that are not in the backup, as they are missing or not intact here.
        exit_code: What the command ends with.
    """

    backup: Backup
    sent: int
    damaged: tuple[Name, ...]
    exit_code: ExitCode


def back_up(archive: Archive, actor: str, progress: Progress) -> BackupReport:
    """Backs an archive up, while work in it goes on.

    Everything is sealed on this machine to the public keys of the settings. The keys of owners' numbers are not in it.

    Args:
        archive: Whose settings name place and keys.
        actor: Id of an account, not a name.
        progress: Is told of objects.

    Raises:
        BadRequest: No place is named.
        BadRecipient: No public key is named.
        BatchBusy: Another backup is being made.
        PlaceTaken: Backups of another archive lie there.
        ArchiveMoved: The archive goes on elsewhere.
        ProgramMissing: ``pg_dump`` is not here.
        StoreFull: The place has no room.
        StoreUnavailable: Its server does not answer.
    """
    work = _Work(archive, open_vault(archive.settings), recipients(archive.settings.backup_recipients))
    with archive.alone("backup.lock"):
        work.vault.prepare()
        backups = Backups(work.vault)
        if any(one.archive_id != archive.records.archive_id for one in backups.all()[-1:]):
            raise PlaceTaken("backups of another archive")
        # Records first: whatever they name was stored before, so it is among the objects of a moment later.
        backup, needed = _records(work, utc_now())
        objects, sent, damaged = _objects(work, backups.sealed_objects().keys(), progress)
        damaged += tuple(one for one in _missing(archive, needed, objects) if one not in damaged)
        backup = replace(backup, objects=len(objects), size=sum(one.size for one in objects))
        backups.close(backup, objects)
    with archive.records.write() as write:
        detail = {"backup": backup.id, "objects": backup.objects, "damaged": len(damaged)}
        write.audit.append(actor, "backup", archive.records.archive_id, detail)
    return BackupReport(backup, sent, damaged, ExitCode.DAMAGED if damaged else ExitCode.OK)


@dataclass(frozen=True, slots=True)
class _Work:
    """What is backed up, where to, and who shall be able to open it."""

    archive: Archive
    vault: Vault
    to: tuple[Recipient, ...]


def _records(work: _Work, now: datetime) -> tuple[Backup, Collection[Name]]:
    """Backs the records up; gives the backup, which has no objects yet, and what its records need of them."""
    backup = new_id(now)
    sealed: list[Sealed] = []
    with work.archive.records.dump() as (read, dump):
        if read.marks.has(Mark.MOVED):
            raise ArchiveMoved

        def fill(target: BinaryIO) -> str:
            sealed.append(seal(dump, target, work.to))
            return name_of_records(backup)

        work.vault.add(fill)
        return Backup(
            id=backup,
            archive_id=work.archive.records.archive_id,
            taken_at=now,
            dump=kind_of(work.archive.settings),
            records=sealed[0].plain,
            keys=read.rows.keys_in_use(),
            rows=read.rows.count(),
            chains=read.audit.verify_chain(),
            objects=0,
            size=0,
        ), read.fixity.due()


def _objects(
    work: _Work, there: Collection[Name], progress: Progress
) -> tuple[list[StoredObject], int, tuple[Name, ...]]:
    """Backs up every object that is not there; gives all that are then, how many were sent, and those not intact."""
    stored = [one for kind in ObjectKind for one in work.archive.store.objects(kind)]
    missing = [one for one in stored if (one.kind, one.sha256) not in there]
    damaged = set()
    known = len(stored) - len(missing)
    progress(Step.OBJECTS, known, len(stored))
    for done, wrong in enumerate(at_once(lambda one: _send(work, one), missing), start=1):
        if wrong:
            damaged.add(wrong)
        progress(Step.OBJECTS, known + done, len(stored))
    safe = [one for one in stored if (one.kind, one.sha256) not in damaged]
    return safe, len(missing) - len(damaged), tuple(sorted(damaged))


def _send(work: _Work, one: StoredObject) -> Name | None:
    """Backs an object up, if it is intact; else gives its name."""

    def fill(target: BinaryIO) -> str:
        with work.archive.store.open(one.kind, one.sha256) as stream:
            sealed = seal(stream, target, work.to)
        compare(sealed.plain, one.sha256)
        return name_of_object(one.kind, sealed)

    try:
        work.vault.add(fill)
    except ObjectDamaged:
        return one.kind, one.sha256
    return None


def _missing(archive: Archive, needed: Collection[Name], objects: Collection[StoredObject]) -> tuple[Name, ...]:
    """What the records needed, need still, and what is not here; the rest was disposed of meanwhile."""
    there = {(one.kind, one.sha256) for one in objects}
    absent = set(needed) - there
    if not absent:
        return ()
    with archive.records.read() as read:
        return tuple(sorted(absent & set(read.fixity.due())))
