"""Keeping an archive sound: verifying it whole, building the index again, what a server may clear away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from digitize.actions.archive import Archive
from digitize.errors import ExitCode, ObjectDamaged
from digitize.model import ObjectKind, Refusal, Taken
from digitize.pipeline.at_once import at_once
from digitize.pipeline.drift import drift
from digitize.pipeline.progress import Progress, Step
from digitize.records.kept import Object
from digitize.records.rows import Chain
from digitize.settings import Settings
from digitize.store.address import S3Address
from digitize.store.interfaces import ObjectStore
from digitize.store.lifecycle import lifecycle


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
class IndexReport:
    """Whether the search index is in step with the records; see :class:`digitize.pipeline.drift.Drift`.

    Attributes:
        published: Documents the index must have in their newest revision.
        indexed: Of these, how many it has.
        waiting: How many are on their way to it.
        refused: Ids of those that it does not take, and why, where that was tried just now.
        behind: Ids of those that it should have and has not.
        strange: Ids of documents that it has and the records do not say.
        lost: There is no index at all.
        repaired: How many documents were brought in again.
        exit_code: What the command ends with.
    """

    published: int
    indexed: int
    waiting: int
    refused: tuple[Refusal, ...]
    behind: tuple[str, ...]
    strange: tuple[str, ...]
    lost: bool
    repaired: int
    exit_code: ExitCode


@dataclass(frozen=True, slots=True)
class ReindexReport:
    """How many documents the new index holds, and those that it does not take, with the reason."""

    documents: int
    refused: tuple[Refusal, ...]
    exit_code: ExitCode


def verify(archive: Archive, progress: Progress) -> VerifyReport:
    """Reads every object whole, compares the index with the records, and checks the audit's chains."""
    with archive.records.read() as read:
        needed = read.fixity.due()
        chains = read.audit.verify_chain()
        unkept, unremoved = read.keeping.waiting(), len(read.disposals.unfinished())
    damaged = list[Object]()
    for done, wrong in enumerate(at_once(lambda one: _wrong(archive.store, *one), needed), start=1):
        damaged += wrong
        progress(Step.OBJECTS, done, len(needed))
    stored = sum(1 for kind in ObjectKind for _ in archive.store.objects(kind))
    index = drift(archive.records, archive.index)
    is_whole = index.sound and index.indexed == index.published and all(chain.broken_at is None for chain in chains)
    sound = needed and not damaged and is_whole and not unkept and not unremoved
    return VerifyReport(
        objects=len(needed),
        intact=len(needed) - len(damaged),
        damaged=tuple(damaged),
        unknown=max(0, stored - (len(needed) - len(damaged))),
        published=index.published,
        indexed=index.indexed,
        chains=chains,
        unkept=unkept,
        unremoved=unremoved,
        exit_code=ExitCode.OK if sound else ExitCode.DAMAGED,
    )


def _wrong(store: ObjectStore, kind: ObjectKind, sha256: str) -> list[Object]:
    """The object itself if it is missing or has not its hash."""
    try:
        store.verify(kind, sha256)
    except ObjectDamaged:
        return [(kind, sha256)]
    return []


def verify_index(archive: Archive, *, repair: bool = False) -> IndexReport:
    """Compares the index with the records, document by document; the objects are not read.

    Args:
        archive: Papers may be taken in meanwhile.
        repair: Bring the index in step with the records where it is not. The report is that of the time after.

    Raises:
        IndexUnavailable: The server of the index does not answer.
    """
    found = drift(archive.records, archive.index)
    tried = Taken(0)
    if repair and (found.refused or not found.sound):
        tried = archive.indexer.repair(found)
        found = drift(archive.records, archive.index)
    why = {one.document_id: one.detail for one in tried.refused}
    kept_out = found.waiting or found.refused
    return IndexReport(
        published=found.published,
        indexed=found.indexed,
        waiting=found.waiting,
        refused=tuple(Refusal(document, why.get(document, "")) for document in found.refused),
        behind=found.behind,
        strange=found.strange,
        lost=found.lost,
        repaired=tried.count,
        exit_code=ExitCode.DAMAGED if not found.sound else ExitCode.PARTIAL if kept_out else ExitCode.OK,
    )


def reindex(archive: Archive) -> ReindexReport:
    """Builds the search index anew from the records while searches go on in the old one."""
    taken = archive.indexer.rebuild()
    return ReindexReport(taken.count, taken.refused, ExitCode.PARTIAL if taken.refused else ExitCode.OK)


def lifecycle_rules(settings: Settings) -> dict[str, dict[str, Any]]:
    """What the object store's server may clear away by itself, for each bucket; nothing for a store of files.

    Raises:
        BadAddress: The setting ``store`` is no address.
    """
    return lifecycle(S3Address.parse(settings.store.get_secret_value())) if settings.store else {}
