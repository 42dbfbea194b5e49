"""Keeping an archive sound: verifying it whole, building the index again."""

from __future__ import annotations

from dataclasses import dataclass

from digitize.actions.archive import Archive
from digitize.errors import ExitCode, ObjectDamaged
from digitize.model import ObjectKind
from digitize.pipeline.progress import Progress, Step
from digitize.pipeline.sameness import name_index
from digitize.records.rows import Chain
from digitize.records.transaction import Transaction


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """How sound an archive is.

    Attributes:
        objects: Objects the records need.
        intact: Of these, how many were read whole and have their hash.
        damaged: Shelf and hash of those that are missing or have not.
        unknown: Objects in the store that the records do not need (left by a run that was killed); no damage.
        published: Documents the index must show in their newest revision.
        indexed: Of these, how many it does.
        chains: The audit's hash chains.
        unkept: Documents whose objects the store does not yet keep as is on record; ``digitize protect`` sets it.
        unremoved: Documents whose disposal is confirmed and whose bytes are still there.
        exit_code: What the command ends with. Nothing to verify is no success.
    """

    objects: int
    intact: int
    damaged: tuple[tuple[ObjectKind, str], ...]
    unknown: int
    published: int
    indexed: int
    chains: tuple[Chain, ...]
    unkept: int
    unremoved: int
    exit_code: ExitCode


@dataclass(frozen=True, slots=True)
class ReindexReport:
    """How many documents the new index holds."""

    documents: int


def verify(archive: Archive, progress: Progress) -> VerifyReport:
    """Reads every object whole, compares the index with the records, and checks the audit's chains."""
    with archive.records.read() as read:
        needed = needed_objects(read)
        chains = read.audit.verify_chain()
        unkept, unremoved = read.keeping.waiting(), len(read.disposals.unfinished())
    damaged = []
    for done, (kind, sha256) in enumerate(needed, start=1):
        try:
            archive.store.verify(kind, sha256)
        except ObjectDamaged:
            damaged.append((kind, sha256))
        progress(Step.OBJECTS, done, len(needed))
    stored = sum(1 for kind in ObjectKind for _ in archive.store.objects(kind))
    published, indexed = compare_index(archive)
    is_whole = indexed == published and all(chain.broken_at is None for chain in chains)
    sound = needed and not damaged and is_whole and not unkept and not unremoved
    return VerifyReport(
        objects=len(needed),
        intact=len(needed) - len(damaged),
        damaged=tuple(damaged),
        unknown=max(0, stored - (len(needed) - len(damaged))),
        published=published,
        indexed=indexed,
        chains=chains,
        unkept=unkept,
        unremoved=unremoved,
        exit_code=ExitCode.OK if sound else ExitCode.DAMAGED,
    )


def needed_objects(read: Transaction) -> dict[tuple[ObjectKind, str], None]:
    """Shelf and hash of every object that the records need, each once."""
    return {one: None for batch in read.batches.all() for one in read.reports.objects(batch.id)}


def compare_index(archive: Archive) -> tuple[int, int]:
    """How many documents are published, and how many of them the index itself holds in that revision."""
    shown = {} if archive.index.stale else archive.index.revisions()
    published = indexed = 0
    after = ""
    while True:
        with archive.records.read() as read:
            documents = read.outbox.published(after)
        for document in documents:
            published += 1
            indexed += shown.get(document.id) == document.revision
        if not documents:
            return published, indexed
        after = documents[-1].id


def reindex(archive: Archive) -> ReindexReport:
    """Builds the search index anew from the records while searches go on in the old one."""
    documents = archive.indexer.rebuild()
    name_index(archive)
    return ReindexReport(documents)
