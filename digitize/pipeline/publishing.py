"""What is published of a finished document: what is sure enough is answered, the rest is marked for a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from digitize.catalogue import Catalogue
from digitize.classify.terms import term_of
from digitize.errors import FieldUnsure, ManifestDiffers, SheetMismatch, TypeUnsure
from digitize.ingest.manifest import ManifestRow
from digitize.model import Candidate, Classification, DocumentKind, FieldName, FieldValue, SourceKind
from digitize.pipeline.work import FINISH_VERSION, Finished
from digitize.records.interfaces import Records
from digitize.records.rows import DocumentState, Page, PageState, Publication, Source
from digitize.settings import Settings
from digitize.vietnamese.text import fold

ACTOR = "pipeline"
"""Who did it, in the audit, where no person did."""
CRITICAL = (FieldName.NUMBER, FieldName.ISSUED_ON, FieldName.OWNER_ID, FieldName.VALID_UNTIL)
"""Fields on which a reuse answer rests."""


def publication_of(
    finished: Finished,
    pages: Sequence[Page],
    warnings: Iterable[str],
    dossier: str,
    row: ManifestRow | None,
    catalogue: Catalogue,
    settings: Settings,
    model: str = "",
) -> Publication:
    """Weighs what the machine says of a document.

    Args:
        finished: What the worker gave back.
        pages: The document's pages.
        warnings: Reason codes from the cutting of the stack.
        dossier: Code of the dossier, or empty.
        row: What the manifest says of the document's file.
        catalogue: For the issuing agency and the term.
        settings: From which probability and confidence an answer is one.
        model: Version of the classifier's model that had a part in it, or empty.
    """
    what = _settled(finished.classification, settings.answer_at)
    failed = [page.reason or "" for page in pages if page.state is PageState.FAILED]
    reasons = [*failed, *warnings, *(warning for one in pages for warning in one.warnings)]
    if finished.problem:
        reasons.append(finished.problem)
    if (
        what.kind is DocumentKind.UNKNOWN
        or what.probability < settings.answer_at
        or (what.kind is DocumentKind.RESULT and not what.result_type)
    ):
        reasons.append(TypeUnsure.code)
    if any(field.name in CRITICAL and field.confidence < settings.trust_at for field in finished.fields):
        reasons.append(FieldUnsure.code)
    if row and what.kind in (DocumentKind.RESULT, DocumentKind.UNKNOWN) and _differs(row, what, finished.fields):
        reasons.append(ManifestDiffers.code)
    return Publication(
        classification=what,
        source=Source(SourceKind.RULE, "classify", f"{FINISH_VERSION} {model}".rstrip()),
        fields=finished.fields,
        agency=agency_of(finished.fields, catalogue),
        term=term_of(what, finished.fields, catalogue) if what.kind is DocumentKind.RESULT else None,
        dossiers=(dossier,) if dossier else (),
        state=state_of(failed, reasons),
        reasons=tuple(dict.fromkeys(reasons)),
    )


def held(publication: Publication) -> Publication:
    """The publication of a document whose batch waits for a decision: kept whole, and shown to nobody."""
    return replace(publication, state=DocumentState.HELD, reasons=(SheetMismatch.code, *publication.reasons))


def release(records: Records, batch: str) -> int:
    """Publishes what was held back of a batch, unless its counts disagree and nobody has decided.

    Each document is let go by itself, so that what is interrupted goes on when it is called again.

    Args:
        records: The system of record.
        batch: Id.

    Returns:
        How many documents were let go.
    """
    with records.read() as read:
        if not read.reports.reconciliation(batch).settled:
            return 0
        waiting = [one for one in read.documents.of_batch(batch) if one.state is DocumentState.HELD]
    return sum(_let_go(records, one.id) for one in waiting)


def _let_go(records: Records, held_back: str) -> bool:
    with records.write() as write:
        document = write.documents.reserve(held_back)
        if document.state is not DocumentState.HELD:
            # Since it was looked up, a person took it out or another process let it go.
            return False
        reasons = [reason for reason in document.reasons if reason != SheetMismatch.code]
        state = state_of(write.documents.failures(document.id), reasons)
        revision = write.documents.revise(document.id, state=state, reasons=reasons)
        write.audit.append(ACTOR, "release", document.id, {"revision": revision, "state": state})
        return True


def _settled(what: Classification, answer_at: float) -> Classification:
    """A result type that is not probable enough becomes the first of the candidates."""
    if not what.result_type or what.probability >= answer_at:
        return what
    named = [candidate for candidate in what.candidates if candidate.code != what.result_type]
    first = Candidate(what.result_type, what.probability)
    return replace(what, result_type=None, procedure=None, candidates=(first, *named))


def state_of(failed: Iterable[str], reasons: Sequence[str]) -> DocumentState:
    """The state of a document: of those reasons that stand against it, which are of pages that failed."""
    if not set(reasons).isdisjoint(failed):
        return DocumentState.FAILED_PAGES
    return DocumentState.REVIEW if reasons else DocumentState.PUBLISHED


def agency_of(fields: Sequence[FieldValue], catalogue: Catalogue) -> str:
    """Code of the agency that issued a paper, by what stands in it; empty where that is not known."""
    issuer = _value(fields, FieldName.ISSUER)
    if not issuer:
        return ""
    issued_on = _value(fields, FieldName.ISSUED_ON)
    found = catalogue.agencies.find(issuer, date.fromisoformat(issued_on) if issued_on else None)
    return found[0].code if found else ""


def _differs(row: ManifestRow, what: Classification, fields: Sequence[FieldValue]) -> bool:
    """Whether the paper says something else than the manifest; what only one of them says is no difference."""
    pairs = (
        (row.result_type, what.result_type),
        (row.number, _value(fields, FieldName.NUMBER)),
        (row.issued_on and row.issued_on.isoformat(), _value(fields, FieldName.ISSUED_ON)),
        (row.owner_name, _value(fields, FieldName.OWNER_NAME)),
        (row.owner_id, _value(fields, FieldName.OWNER_ID)),
    )
    return any(said and read and bare(said) != bare(read) for said, read in pairs)


def _value(fields: Sequence[FieldValue], name: FieldName) -> str:
    return next((field.value for field in fields if field.name is name), "")


def bare(text: str) -> str:
    """A value without what readings differ in and nobody means: accents, capitals, spaces."""
    return "".join(fold(text).split())
