"""Keeping documents for as long as they must be kept: legal holds by people, and what the store still lacks."""

from __future__ import annotations

from dataclasses import dataclass

from digitize.actions.archive import Archive
from digitize.errors import BadRequest, Disposed, ExitCode
from digitize.pipeline.keeping import Protector, settle
from digitize.records.rows import DocumentState


@dataclass(frozen=True, slots=True)
class ProtectReport:
    """What was set in the object store.

    Attributes:
        documents: For how many documents something was set now.
        waiting: For how many the store still lacks what was asked for: objects of theirs are damaged or missing.
        exit_code: What the command ends with.
    """

    documents: int
    waiting: int
    exit_code: ExitCode


def hold(archive: Archive, document: str, held: bool, reason: str, by: str) -> ProtectReport:
    """Puts a document on legal hold, or lifts that: nothing of a held document is disposed of.

    Called again, it goes on where it was.

    Args:
        archive: Where it lies.
        document: Its id.
        held: On hold or not.
        reason: Why, in the person's words.
        by: Id of an account, not a name.

    Raises:
        NotFound: There is no such document.
        Disposed: It is gone.
        BadRequest: No reason is given.
        StoreUnavailable: It is on record, and the store could not be told.
    """
    if not reason.strip():
        raise BadRequest("reason")
    with archive.records.write() as write:
        if write.documents.reserve(document).state is DocumentState.DISPOSED:
            raise Disposed
        if write.keeping.hold(document, held, by, reason.strip()):
            write.keeping.ask(document)
            write.audit.append(by, "hold" if held else "lift_hold", document)
    return protect(archive)


def protect(archive: Archive, *, anew: bool = False) -> ProtectReport:
    """Sets in the object store what is on record about keeping documents and could not be set yet.

    Args:
        archive: Where they lie.
        anew: Weigh every document by the catalogue as it is now, and make sure of what was set before as well.

    Raises:
        StoreUnavailable: The store does not answer.
    """
    if anew:
        _settle_all(archive)
    done = Protector(archive.records, archive.store).drain()
    with archive.records.read() as read:
        waiting = read.keeping.waiting()
    return ProtectReport(done, waiting, ExitCode.DAMAGED if waiting else ExitCode.OK)


def _settle_all(archive: Archive) -> None:
    after = ""
    while True:
        with archive.records.write() as write:
            documents = write.outbox.published(after)
            for document in documents:
                if document.state is not DocumentState.DISPOSED:
                    settle(write, document.id, archive.catalogue, archive.settings.trust_at)
        if not documents:
            return
        after = documents[-1].id
