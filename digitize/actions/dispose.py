"""Disposal of a document received by mistake, or past its retention: an act of two persons, with reason and minutes.

The pipeline deletes nothing. Here the bytes go, by a right of its own (the setting ``disposal``), and what is known of
the document stays: its record, who disposed of it, and why.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from digitize.actions.archive import Archive
from digitize.actions.persons import person, stated, system_account
from digitize.errors import BatchBusy, Disposed, ObjectDamaged, OnHold, RetentionUnknown, StillRetained
from digitize.pipeline.keeping import end_of
from digitize.records.kept import Disposal, Ground, Object, Verdict
from digitize.records.rows import Document, DocumentState
from digitize.records.transaction import Transaction
from digitize.store.interfaces import ObjectStore, Protection, Remover
from digitize.store.opening import open_remover
from digitize.store.removal import refuse


@dataclass(frozen=True, slots=True)
class DisposalReport:
    """How a disposal stands.

    Attributes:
        disposal: Who proposed it, why, and what was decided.
        objects: How many objects go with the document: received files, access copies, page texts.
        shared: Hashes of received files that stay, as other documents lie in them.
    """

    disposal: Disposal
    objects: int
    shared: tuple[str, ...]


def propose(archive: Archive, document: str, ground: Ground, reason: str, by: str) -> DisposalReport:
    """Proposes to dispose of a document; nothing is removed before a second person confirms.

    Args:
        archive: Where it lies.
        document: Its id.
        ground: Why it may go.
        reason: In the person's words.
        by: Id of an account, not a name.

    Raises:
        NotFound: There is no such document.
        Disposed: It is gone already.
        BadRequest: No reason is given.
        AlreadyProposed: An earlier proposal waits.
        OnHold: A legal hold lies on it.
        StillRetained: It must be kept for longer.
        RetentionUnknown: Nobody knows how long it must be kept.
    """
    _refuse_kept(archive, document, ground)
    with archive.records.write() as write:
        disposal = write.disposals.propose(document, ground, stated("reason", reason), person(by))
        write.audit.append(person(by), "propose_disposal", document, _detail(disposal) | {"ground": ground})
        plan = write.disposals.plan(document)
    return DisposalReport(disposal, len(plan.objects), plan.shared)


def reject(archive: Archive, document: str, reason: str, by: str) -> Disposal:
    """Rejects a proposal, or takes it back; the document stays.

    Raises:
        NotFound: There is no such document.
        BadRequest: No reason is given.
        NotProposed: Nothing waits.
    """
    with archive.records.write() as write:
        disposal = write.disposals.decide(document, Verdict.REJECTED, person(by), stated("reason", reason))
        write.audit.append(person(by), "reject_disposal", document, _detail(disposal))
    return disposal


def confirm(archive: Archive, document: str, minutes: str, by: str) -> DisposalReport:
    """Confirms what another person proposed, and removes the bytes. Called again, it goes on where it was.

    Args:
        archive: Where it lies.
        document: Its id.
        minutes: Where the decision is written down.
        by: Id of an account, not a name; another than the first person's.

    Raises:
        NotFound: There is no such document.
        Disposed: It is gone already.
        BadRequest: No minutes are named.
        NotProposed: Nothing waits.
        SamePerson: The same person proposed it.
        OnHold: A legal hold lies on it.
        StillRetained: It must be kept for longer.
        RetentionUnknown: Nobody knows how long it must be kept.
        DisposalNotAllowed: There is no right to remove bytes here.
        BatchBusy: An ingest is running.
    """
    remover = open_remover(archive.settings)
    with archive.working():
        if not _is_begun(archive, document):
            _begin(archive, document, stated("minutes", minutes), person(by))
        archive.indexer.follow()
        return _remove(archive, remover, document, person(by))


def waiting(archive: Archive) -> tuple[Disposal, ...]:
    """Proposals that wait for a second person, oldest first."""
    with archive.records.read() as read:
        return read.disposals.waiting()


def _is_begun(archive: Archive, document: str) -> bool:
    """Whether a disposal was confirmed and then broken off."""
    with archive.records.read() as read:
        return document in read.disposals.unfinished()


def _begin(archive: Archive, document: str, minutes: str, by: str) -> None:
    with archive.records.read() as read:
        said = read.disposals.of_document(document)
    if said and not said[-1].decision:
        _refuse_kept(archive, document, said[-1].ground)
    with archive.records.write() as write:
        disposal = write.disposals.decide(document, Verdict.CONFIRMED, by, minutes)
        if write.keeping.is_held(document):
            raise OnHold
        if write.leases.of_batch(write.documents.get(document).batch):
            # A worker on another machine may be about to store what is to go.
            raise BatchBusy
        plan = write.disposals.plan(document)
        revision = write.disposals.begin(disposal, plan)
        detail = {"revision": revision, "objects": len(plan.objects)}
        write.audit.append(by, "confirm_disposal", document, _detail(disposal) | detail)


def _remove(archive: Archive, remover: Remover, document: str, by: str) -> DisposalReport:
    with archive.records.read() as read:
        disposal = read.disposals.of_document(document)[-1]
        doomed = read.disposals.to_remove(disposal.id)
    for kind, sha256 in doomed:
        with archive.records.read() as read:
            is_needed = read.disposals.is_needed(kind, sha256)
        if not is_needed:
            remover.remove(kind, sha256, early=disposal.ground is Ground.MISTAKE)
        with archive.records.write() as write:
            write.disposals.removed(disposal.id, kind, sha256)
    with archive.records.write() as write:
        write.audit.append(by, "remove_bytes", document, _detail(disposal) | {"objects": len(doomed)})
        return DisposalReport(
            disposal, len(write.disposals.objects(disposal.id)), write.disposals.plan(document).shared
        )


# --- what keeps a document --------------------------------------------------------------------------------


def _refuse_kept(archive: Archive, document: str, ground: Ground) -> None:
    """Refuses before anything is written what the store would refuse after it."""
    with archive.records.read() as read:
        row = read.documents.get(document)
        if row.state is DocumentState.DISPOSED:
            raise Disposed
        if read.keeping.is_held(document):
            raise OnHold
        protections = list(_protections(archive.store, read.disposals.plan(document).objects))
        for one in protections:
            refuse(one, early=ground is Ground.MISTAKE)
        if ground is Ground.RETENTION_ENDED:
            _require_ended(archive, read, row, protections)


def _require_ended(archive: Archive, read: Transaction, document: Document, protections: list[Protection]) -> None:
    retention = read.keeping.retention(document.id)
    if retention is None:
        has_rule = document.result_type and archive.catalogue.retention_rule(document.result_type)
        # Without a rule the store's own default decides, where it has one.
        if has_rule or not protections or any(one.until is None for one in protections):
            raise RetentionUnknown
    elif end_of(retention) > datetime.now(UTC):
        raise StillRetained(f"until {retention.until}" if retention.until else "for ever")


def _protections(store: ObjectStore, objects: tuple[Object, ...]) -> Iterator[Protection]:
    for kind, sha256 in objects:
        # What is missing already is kept by nothing.
        with suppress(ObjectDamaged):
            yield store.protection(kind, sha256)


def _detail(disposal: Disposal) -> dict[str, str]:
    """For the audit: which disposal, and at whose account."""
    return {"disposal": disposal.id, "account": system_account()}
