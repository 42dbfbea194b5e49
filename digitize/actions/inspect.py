"""Looking at what is there: progress of batches, a document with its history, its copies."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from digitize.actions.archive import Archive
from digitize.errors import BadRequest, Disposed, NotFound, TargetInTheWay
from digitize.model import Assertion, AuditEntry, Classification, FieldName, FieldValue, ObjectKind, Retention, Term
from digitize.records.accounts import Reconciliation
from digitize.records.kept import Disposal, Hold
from digitize.records.rows import Document, DocumentState, DocumentVersion, Page, ValidityEvent
from digitize.records.transaction import Transaction
from digitize.store.interfaces import ObjectStore

_SUFFIXES = {"application/pdf": ".pdf", "image/tiff": ".tif", "image/jpeg": ".jpg", "image/png": ".png"}


@dataclass(frozen=True, slots=True)
class DocumentView:
    """All that is known of a document. Owner numbers are masked unless they were asked for.

    Attributes:
        document: Its row.
        pages: In order.
        classification: What it is.
        fields: The values that count, with who says them and where they stand.
        term: How long the result is valid, where it is one.
        events: What people did to the result.
        dossiers: Codes of the dossiers it belongs to.
        versions: Every page list it has had, oldest first.
        history: What was done to it.
        retention: How long it must be kept, where that is known.
        holds: What people decided about legal holds, oldest first.
        disposals: Proposals to dispose of it and what came of them, oldest first.
    """

    document: Document
    pages: tuple[Page, ...]
    classification: Classification | None
    fields: tuple[Assertion, ...]
    term: Term | None
    events: tuple[ValidityEvent, ...]
    dossiers: tuple[str, ...]
    versions: tuple[DocumentVersion, ...]
    history: tuple[AuditEntry, ...]
    retention: Retention | None
    holds: tuple[Hold, ...]
    disposals: tuple[Disposal, ...]


def status(archive: Archive, batch: str | None) -> tuple[Reconciliation, ...]:
    """The accounts of all batches, oldest first, or of those with this id or name.

    Raises:
        NotFound: There is no such batch.
    """
    with archive.records.read() as read:
        batches = read.batches.all()
        if batch is not None:
            batches = tuple(one for one in batches if batch in (one.id, one.name))
            if not batches:
                raise NotFound
        return tuple(read.reports.reconciliation(one.id) for one in batches)


def show(archive: Archive, document: str, *, unmasked: bool = False) -> DocumentView:
    """All that is known of a document.

    Args:
        archive: Where it lies.
        document: Its id.
        unmasked: Owners' numbers in full, for a person who compares them with the paper.

    Raises:
        NotFound: There is none with this id.
    """
    with archive.records.read() as read:
        row = read.documents.get(document)
        results = read.results.of_document(document)
        said = read.statements.effective(document).assertions
        return DocumentView(
            document=row,
            pages=tuple(read.pages.get(ref) for ref in read.documents.pages(document)),
            classification=read.documents.classification(document),
            fields=said if unmasked else tuple(map(_masked, said)),
            term=results[0].term if results else None,
            events=results[0].events if results else (),
            dossiers=read.documents.dossiers(document),
            versions=read.rescans.versions(document),
            history=read.audit.of_subject(document),
            retention=read.keeping.retention(document),
            holds=read.keeping.holds(document),
            disposals=read.disposals.of_document(document),
        )


def _masked(said: Assertion) -> Assertion:
    return replace(said, value=masked(said.value))


def masked(value: FieldValue) -> FieldValue:
    """A value as it may be shown: of an owner's number the last three digits."""
    if value.name is not FieldName.OWNER_ID:
        return value
    hidden = max(len(value.value) - 3, 0)
    return replace(value, value="•" * hidden + value.value[hidden:], raw="")


def get(archive: Archive, document: str, *, original: bool, target: Path) -> Iterator[Path]:
    """Writes the access copy of a document, or the received files it was cut from, byte for byte.

    Args:
        archive: Where it lies.
        document: Its id.
        original: The received files rather than the access copy.
        target: A folder, or the file to write when there is one only.

    Yields:
        Each file written.

    Raises:
        NotFound: There is no such document, or it has no access copy.
        Disposed: It is gone.
        ObjectDamaged: The stored bytes are not what they were.
        TargetInTheWay: Another file lies there.
    """
    with archive.records.read() as read:
        if read.documents.get(document).state is DocumentState.DISPOSED:
            raise Disposed
        objects = list(_originals(read, document) if original else _access(read, document))
    for kind, sha256, name in objects:
        archive.store.verify(kind, sha256)
        path = target / name if target.is_dir() else target
        if len(objects) > 1 and not target.is_dir():
            raise BadRequest("several files need a folder")
        _copy(archive.store, kind, sha256, path)
        yield path


def _copy(store: ObjectStore, kind: ObjectKind, sha256: str, path: Path) -> None:
    """Writes an object to a file; the same bytes may lie there already, others are never overwritten."""
    if path.exists():
        with path.open("rb") as present:
            if hashlib.file_digest(present, "sha256").hexdigest() != sha256:
                raise TargetInTheWay
        return
    with store.open(kind, sha256) as source, path.open("xb") as copy:
        shutil.copyfileobj(source, copy)


def _originals(read: Transaction, document: str) -> Iterator[tuple[ObjectKind, str, str]]:
    blobs = list(dict.fromkeys(ref.blob for ref in read.documents.pages(document)))
    for number, sha256 in enumerate(blobs, start=1):
        blob = read.batches.blob(sha256)
        suffix = _SUFFIXES.get(blob.media_type, "") if blob else ""
        # Not the operator's name: it may hold a person's.
        part = f"-{number}" if len(blobs) > 1 else ""
        yield ObjectKind.ORIGINAL, sha256, f"{document}{part}{suffix}"


def _access(read: Transaction, document: str) -> Iterator[tuple[ObjectKind, str, str]]:
    read.documents.get(document)
    rendition = read.documents.rendition(document, ObjectKind.ACCESS)
    if rendition is None:
        raise NotFound("access copy")
    yield ObjectKind.ACCESS, rendition.object.sha256, f"{document}.access.pdf"
