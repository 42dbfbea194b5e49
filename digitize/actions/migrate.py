"""Moving an archive from its folder to servers: all of it, compared, and only then does it go on over there."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from enum import StrEnum

from digitize.actions.archive import Archive
from digitize.errors import BadRequest, ExitCode, IndexUnavailable, NoArchive, ObjectDamaged, PlaceTaken
from digitize.index.opening import open_index
from digitize.model import ObjectKind, StoredObject
from digitize.pipeline.at_once import at_once
from digitize.pipeline.drift import drift
from digitize.pipeline.keeping import Protector
from digitize.pipeline.progress import Progress, Step
from digitize.records.copying import copy_rows
from digitize.records.interfaces import Records
from digitize.records.marks import Mark
from digitize.records.opening import open_records
from digitize.records.rows import Chain
from digitize.records.transaction import Transaction
from digitize.settings import Settings
from digitize.store.interfaces import ObjectStore
from digitize.store.opening import open_store

Name = tuple[ObjectKind, str]


class Outcome(StrEnum):
    """How a move ended."""

    PLANNED = "planned"
    MOVED = "moved"
    MOVED_BEFORE = "moved_before"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class MigrationReport:
    """What was moved, or is to be.

    Attributes:
        outcome: Only after ``moved`` and ``moved_before`` is the archive over there and the one here closed.
        objects: Objects of the archive.
        size: Their size in bytes.
        sent: How many of them the new place did not have.
        damaged: Shelf and hash of those that are missing or not intact here, or could not be read back over there.
        rows: Rows of the records by table, all compared value by value.
        written: How many of them the new place did not have, or had otherwise.
        published: Documents that search shall find over there.
        indexed: How many of them stand in the new index in their newest revision.
        chains: The audit's hash chains as they were read and computed again over there.
        exit_code: What the command ends with.
    """

    outcome: Outcome
    objects: int = 0
    size: int = 0
    sent: int = 0
    damaged: tuple[Name, ...] = ()
    rows: dict[str, int] = field(default_factory=dict)
    written: int = 0
    published: int = 0
    indexed: int = 0
    chains: tuple[Chain, ...] = ()
    exit_code: ExitCode = ExitCode.OK


def migrate(archive: Archive, target: Settings, actor: str, progress: Progress) -> MigrationReport:
    """Brings an archive to another place. Called again, it goes on where it was.

    Nothing changes here but for the mark that the archive has moved, which is set when all is compared; from then on
    it is only looked at. Until then the new place refuses everybody else. Reuse checks go on meanwhile, and wait only
    for the last comparison of rows.

    Args:
        archive: Embedded: its records lie in a file.
        target: The settings of the new place.
        actor: Id of an account, not a name.
        progress: Is told of objects and rows.

    Raises:
        BadRequest: The records lie on a server, or would stay where they are.
        PlaceTaken: Another archive is over there, or one that has gone on since.
        BatchBusy: An ingest is running, or a reuse check did not end.
        KeyMissing: The new place has a key file of another archive.
        StoreUnavailable: The new object store cannot be used.
        StoreFull: It has no room.
        RecordsUnavailable: The new database cannot be used.
        IndexUnavailable: The new index cannot be used, or lacks documents.
    """
    _refuse_same(archive.settings, target)
    with archive.working():
        target.home.mkdir(parents=True, exist_ok=True)
        store = open_store(target, create=True)
        records = open_records(target, create=True, arriving=archive.records.keys)
        with Archive(target, archive.catalogue, store, records, open_index(target)) as new:
            if not _is_arriving(archive, new):
                return MigrationReport(Outcome.MOVED_BEFORE)
            objects, damaged = _objects(archive)
            sent, unsafe = _send_all(archive.store, store, objects, progress)
            size = sum(one.size for one in objects)
            if damaged or unsafe:
                damaged += unsafe
                return MigrationReport(Outcome.DAMAGED, len(objects), size, sent, damaged, exit_code=ExitCode.DAMAGED)
            rows, written = _bring_records(archive, new, progress)
            published, indexed = _build_index(new)
            protector = Protector(records, store)
            protector.drain()
            rows, late = _close(archive, new, actor, len(objects), progress)
            # What was put on hold here during the move; whoever is stopped before this leaves it to the next ingest.
            protector.drain()
            with records.read() as read:
                chains = read.audit.verify_chain()
    return MigrationReport(
        Outcome.MOVED, len(objects), size, sent, (), rows, written + late, published, indexed, chains
    )


def plan(archive: Archive, target: Settings) -> MigrationReport:
    """What :func:`migrate` would bring over, and whether the new place can be reached; nothing is written there.

    Raises:
        BadRequest: As of :func:`migrate`, and the other errors as well.
    """
    _refuse_same(archive.settings, target)
    objects, damaged = _objects(archive)
    store = open_store(target)
    missing = sum(not there for there in at_once(lambda one: store.exists(one.kind, one.sha256), objects))
    with archive.records.read() as read:
        rows = read.rows.count()
    there: dict[str, int] = {}
    with (
        suppress(NoArchive),
        closing(open_records(target, arriving=archive.records.keys)) as records,
        records.read() as read,
    ):
        there = read.rows.count()
    with closing(open_index(target)) as index:
        # Asks the server, so that one that is not there is noticed now.
        _ = index.stale
    return MigrationReport(
        Outcome.PLANNED,
        len(objects),
        sum(one.size for one in objects),
        missing,
        damaged,
        rows,
        sum(max(0, count - there.get(table, 0)) for table, count in rows.items()),
        exit_code=ExitCode.DAMAGED if damaged else ExitCode.OK,
    )


def _refuse_same(here: Settings, there: Settings) -> None:
    """Only records in a file are moved, since only these are certain to take no row during the last comparison."""
    if here.records is not None:
        raise BadRequest("the records are on a server; use backup and restore")
    if there.records is None and there.home.resolve() == here.home.resolve():
        raise BadRequest("DIGITIZE_RECORDS or DIGITIZE_HOME: the records would stay where they are")


def _is_arriving(here: Archive, there: Archive) -> bool:
    """Whether there is something to do.

    Raises:
        PlaceTaken: What is over there works by itself, and did not come from here.
    """
    with here.records.read() as read:
        moved = read.marks.has(Mark.MOVED)
    with there.records.read() as read:
        arriving = read.marks.has(Mark.ARRIVING)
    if not arriving and not moved:
        raise PlaceTaken("this archive works there already")
    return arriving


# --- objects ----------------------------------------------------------------------------------------------


def _objects(archive: Archive) -> tuple[tuple[StoredObject, ...], tuple[Name, ...]]:
    """All that lies in the store, and what is needed and does not."""
    stored = {(one.kind, one.sha256): one for kind in ObjectKind for one in archive.store.objects(kind)}
    with archive.records.read() as read:
        missing = set(read.fixity.due()) - stored.keys()
    return tuple(stored.values()), tuple(sorted(missing))


def _send_all(
    here: ObjectStore, there: ObjectStore, objects: Sequence[StoredObject], progress: Progress
) -> tuple[int, tuple[Name, ...]]:
    """Sends what is not there and reads all of it back; gives how many were sent, and those whose hash is wrong."""

    def send(one: StoredObject) -> tuple[bool, Name | None]:
        new = not there.exists(one.kind, one.sha256)
        try:
            with here.open(one.kind, one.sha256) as stream:
                there.put(one.kind, stream, expect=one.sha256)
        except ObjectDamaged:
            return False, (one.kind, one.sha256)
        return new, None

    sent, damaged = 0, []
    for done, (new, wrong) in enumerate(at_once(send, objects), start=1):
        sent += new
        if wrong:
            damaged.append(wrong)
        progress(Step.OBJECTS, done, len(objects))
    return sent, tuple(damaged)


# --- records and index ------------------------------------------------------------------------------------


def _bring_records(here: Archive, there: Archive, progress: Progress) -> tuple[dict[str, int], int]:
    with here.records.read() as read:
        return _compare(read, there.records, progress)


def _compare(read: Transaction, there: Records, progress: Progress) -> tuple[dict[str, int], int]:
    """Passes over all rows until one finds no difference; gives the rows by table, and how many were written."""
    total = sum(read.rows.count().values())
    written = 0
    while True:
        found = copy_rows(read, there, lambda done: progress(Step.ROWS, done, total))
        written += found.written
        if not found.written:
            return found.rows, written


def _build_index(there: Archive) -> tuple[int, int]:
    there.indexer.rebuild()
    found = drift(there.records, there.index)
    if found.indexed < found.published or not found.sound:
        raise IndexUnavailable(f"{found.published - found.indexed} documents are missing")
    return found.published, found.indexed


def _close(here: Archive, there: Archive, actor: str, objects: int, progress: Progress) -> tuple[dict[str, int], int]:
    """The last comparison, while nobody writes here; then the archive here is closed, and the one over there opened."""
    with here.records.read() as read:
        moved = read.marks.has(Mark.MOVED)
    with here.records.read() if moved else here.records.write() as last:
        rows, written = _compare(last, there.records, progress)
        if not moved:
            last.marks.put(Mark.MOVED)
    # Between the two marks nobody writes anywhere; the other way round both could.
    with there.records.write() as write:
        write.marks.remove(Mark.ARRIVING)
        detail = {"objects": objects, "rows": sum(rows.values())}
        write.audit.append(actor, "migrate", there.records.archive_id, detail)
    return rows, written
