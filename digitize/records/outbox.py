"""The outbox: documents whose newest revision is not yet indexed, and what the index shall know of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import bindparam, func, or_, select

from digitize.errors import EntryRefused
from digitize.model import FieldName, IndexEntry, Term, ValidityState
from digitize.records.context import Context
from digitize.records.documents import Documents, to_document
from digitize.records.results import Results
from digitize.records.rows import Document, DocumentState
from digitize.records.statements import Statements, to_day
from digitize.records.tables import documents, owners, result_documents, result_owners

_WAITING = documents.c.revision > documents.c.indexed_revision


class Outbox:
    """Newest revisions on their way to the index. Never a cursor over ids, which would lose rows that commit late."""

    def __init__(self, context: Context, documents: Documents, statements: Statements, results: Results) -> None:
        self._context = context
        self._documents = documents
        self._statements = statements
        self._results = results

    def pending(self, limit: int = 500) -> tuple[Document, ...]:
        """Documents whose newest revision is not indexed, whoever works on them."""
        query = select(documents).where(_WAITING).limit(limit)
        return tuple(map(to_document, self._context.all(query)))

    def claim(self, seconds: float, limit: int = 500) -> tuple[Document, ...]:
        """Documents whose newest revision is not indexed, for one of several indexers: no other is given them.

        Args:
            seconds: How long others leave them alone. If this indexer dies, one of them takes them over then; done
                twice it is the same.
            limit: Most documents.
        """
        now = self._context.now
        free = or_(documents.c.claimed_until.is_(None), documents.c.claimed_until <= now)
        # Not those that another is about to claim. A part of its own, as only that is worked out once.
        chosen = select(documents.c.id).where(_WAITING, free).limit(limit).with_for_update(skip_locked=True)
        claim = documents.update().where(documents.c.id.in_(select(chosen.cte("chosen").c.id)))
        claimed = claim.values(claimed_until=now + timedelta(seconds=seconds)).returning(documents)
        return tuple(map(to_document, self._context.connection.execute(claimed)))

    def waiting(self) -> int:
        """How many documents' newest revisions are not indexed."""
        query = select(func.count()).where(_WAITING)
        return int(self._context.one(query, "outbox")[0])

    def mark_indexed(self, revisions: Mapping[str, int]) -> None:
        """Says which revision of each document stands in the index; an older one than known changes nothing."""
        statement = (
            documents.update()
            .where(documents.c.id == bindparam("document"), documents.c.indexed_revision < bindparam("indexed"))
            .values(indexed_revision=bindparam("indexed"), claimed_until=None)
        )
        # In one order, so that two indexers never wait for each other.
        rows = [{"document": document, "indexed": revision} for document, revision in sorted(revisions.items())]
        if rows:
            self._context.connection.execute(statement, rows)

    def mark_refused(self, document: str, revision: int, refused: bool) -> None:
        """Says that the index refuses a revision of a document, or that it does no longer; a newer one changes nothing.

        What is refused stays in the outbox, and the reason with the document, until it has another revision.
        """
        row = self._documents.reserve(document)
        if row.revision == revision:
            others = [code for code in row.reasons if code != EntryRefused.code]
            self._documents.change(document, reasons=[*others, EntryRefused.code] if refused else others)

    def mark_lost(self) -> None:
        """Says that the index is gone: every published document stands in the outbox again."""
        self._context.connection.execute(
            documents.update().where(documents.c.indexed_revision > 0).values(indexed_revision=0, claimed_until=None)
        )

    def published(self, after: str = "", limit: int = 500) -> tuple[Document, ...]:
        """Documents that belong in the index, withdrawn ones too, in the order of their ids."""
        query = select(documents).where(documents.c.revision > 0, documents.c.id > after)
        return tuple(map(to_document, self._context.all(query.order_by(documents.c.id).limit(limit))))

    def entry_facts(self, document: str) -> IndexEntry:
        """What the index shall know of a document, but for its text: that lies in the object store.

        A result that was revoked, replaced or cancelled is valid until the day before. Of a document that was disposed
        of it knows no more than that.

        Raises:
            NotFound: There is no such document.
        """
        row = self._documents.get(document)
        if row.state is DocumentState.DISPOSED:
            return IndexEntry(document, row.revision, withdrawn=True)
        # An index never holds owners' numbers, so nothing is opened for it.
        said = self._statements.effective(document, unsealed=False)
        what = self._documents.classification(document)
        kind_of_paper = said.value(FieldName.DOCUMENT_TYPE) or (what.document_type if what else None) or ""
        parts = (kind_of_paper, said.value(FieldName.ABSTRACT))
        term = self._term(document)
        issued = said.value(FieldName.ISSUED_ON)
        return IndexEntry(
            document_id=document,
            revision=row.revision,
            title=" ".join(part for part in parts if part),
            number=said.value(FieldName.NUMBER),
            kind=row.kind,
            result_type=row.result_type or "",
            procedure=row.procedure or "",
            agency=row.agency or "",
            issued_on=to_day(issued),
            valid_until=term.valid_until,
            term_known=term.known,
            owner_names=tuple(field.value for field in said.fields if field.name is FieldName.OWNER_NAME),
            owner_hashes=self._owner_hashes(document),
            withdrawn=row.state in (DocumentState.WITHDRAWN, DocumentState.HELD),
        )

    def _term(self, document: str) -> Term:
        term = self._results.term(document)
        ended = self._ended(document)
        if ended is None:
            return term
        last = ended - timedelta(days=1)
        return replace(term, known=True, unlimited=False, valid_until=min(term.valid_until or last, last))

    def _ended(self, document: str) -> date | None:
        """First day on which a document's result no longer held by a decision; one that restores it undoes the rest."""
        ended: date | None = None
        for event in self._results.events_of_document(document):
            restored = event.state is ValidityState.VALID
            ended = None if restored else min(ended or event.effective_on, event.effective_on)
        return ended

    def _owner_hashes(self, document: str) -> tuple[str, ...]:
        """Hashes of the owners' numbers, and of those that are one with them."""
        named = owners.alias("named")
        mine = (
            select(named.c.party)
            .join(result_owners, result_owners.c.owner == named.c.id)
            .join(result_documents, result_documents.c.result == result_owners.c.result)
            .where(result_documents.c.document == document)
        )
        query = select(owners.c.number_hash).where(owners.c.party.in_(mine), owners.c.number_hash.is_not(None))
        return tuple(row.number_hash for row in self._context.all(query.order_by(owners.c.number_hash)))
