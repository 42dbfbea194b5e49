"""Documents: papers cut from stacks, their page lists, what they are, what was made from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, select

from digitize.errors import NotFound
from digitize.model import (
    Candidate,
    Classification,
    DocumentKind,
    ObjectKind,
    PageRef,
    SourceKind,
    StoredObject,
)
from digitize.records.context import Context
from digitize.records.ids import new_id
from digitize.records.rows import Classified, Document, DocumentState, PageState, Rendition, Source
from digitize.records.statements import TAKEN_BACK
from digitize.records.tables import (
    classifications,
    disposed_objects,
    document_dossiers,
    document_pages,
    document_versions,
    documents,
    dossiers,
    pages,
    renditions,
    stack_pages,
    stacks,
)


class Documents:
    """Papers and the versions of their page lists."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def create(self, batch: str, pages: Sequence[PageRef]) -> Document:
        """The document that begins with a page; new if there is none, so the same bytes never become two.

        Args:
            batch: Id of the batch in which it came.
            pages: At least one, in order. A known document keeps the page list it has.
        """
        context = self._context
        row = {
            "id": new_id("D"),
            "batch": batch,
            "first_blob": pages[0].blob,
            "first_index": pages[0].index,
            "state": DocumentState.RECEIVED,
            "reasons": [],
            "kind": DocumentKind.UNKNOWN,
            "version": 0,
            "revision": 0,
            "indexed_revision": 0,
            "created_at": context.now,
        }
        if context.add_new(documents, row):
            self.add_version(str(row["id"]), pages)
        found = self.beginning_with(pages[0])
        if found is None:
            raise NotFound("document")
        return found

    def add_version(self, document: str, pages: Sequence[PageRef]) -> int:
        """Gives a document a new page list; the earlier ones stay.

        Returns:
            The version that has this list, which is the present one if nothing changes.
        """
        context = self._context
        present = self.reserve(document).version
        if present and self.pages(document) == tuple(pages):
            return present
        version = present + 1
        context.add(document_versions, {"document": document, "version": version, "recorded_at": context.now})
        context.add(
            document_pages,
            *(
                {
                    "document": document,
                    "version": version,
                    "position": position,
                    "blob": ref.blob,
                    "page_index": ref.index,
                }
                for position, ref in enumerate(pages)
            ),
        )
        self.change(document, version=version)
        return version

    def get(self, document: str) -> Document:
        """A document by its id.

        Raises:
            NotFound: There is none.
        """
        return to_document(self._context.one(select(documents).where(documents.c.id == document), document))

    def reserve(self, document: str) -> Document:
        """A document that nobody else changes until this transaction ends.

        Raises:
            NotFound: There is none.
        """
        self._context.reserve(documents.c.id, document)
        return self.get(document)

    def beginning_with(self, page: PageRef) -> Document | None:
        """The document whose first page, when it was cut, was this one."""
        query = select(documents).where(documents.c.first_blob == page.blob, documents.c.first_index == page.index)
        row = self._context.first(query)
        return to_document(row) if row else None

    def first_page(self, document: str) -> PageRef:
        """The page by which a document is known: its first when it was cut, though that was rescanned since.

        Raises:
            NotFound: There is no such document.
        """
        query = select(documents.c.first_blob, documents.c.first_index).where(documents.c.id == document)
        row = self._context.one(query, document)
        return PageRef(row.first_blob, row.first_index)

    def pages(self, document: str, version: int | None = None) -> tuple[PageRef, ...]:
        """The page list of a version, by default of the present one."""
        query = (
            select(document_pages.c.blob, document_pages.c.page_index)
            .where(
                document_pages.c.document == document,
                document_pages.c.version == (self.get(document).version if version is None else version),
            )
            .order_by(document_pages.c.position)
        )
        return tuple(PageRef(row.blob, row.page_index) for row in self._context.all(query))

    def readings(self, document: str) -> tuple[str, ...]:
        """Hashes of the readings of a document's pages, in order; empty text for a page without one."""
        return tuple(row.reading or "" for row in self._context.all(self._with_pages(document)))

    def failures(self, document: str) -> tuple[str, ...]:
        """Reason codes of the pages of a document that could not be read, in order."""
        failed = self._with_pages(document).where(pages.c.state == PageState.FAILED)
        return tuple(row.reason or "" for row in self._context.all(failed))

    def _with_pages(self, document: str) -> Select[Any]:
        same = and_(document_pages.c.blob == pages.c.blob, document_pages.c.page_index == pages.c.page_index)
        present = and_(documents.c.id == document_pages.c.document, documents.c.version == document_pages.c.version)
        query = select(pages.c.reading, pages.c.reason).join(document_pages, same).join(documents, present)
        return query.where(documents.c.id == document).order_by(document_pages.c.position)

    def of_stack(self, stack: str) -> tuple[Document, ...]:
        """Documents cut from a stack, in its order."""
        query = _cut_from_stacks(select(documents)).where(stack_pages.c.stack == stack)
        return tuple(map(to_document, self._context.all(query.order_by(stack_pages.c.position))))

    def of_batch(self, batch: str) -> tuple[Document, ...]:
        """Documents cut from the stacks of a batch, each once, in scanning order.

        Where the same bytes came in with an earlier batch, the document is that batch's and listed here as well.
        """
        query = (
            _cut_from_stacks(select(documents))
            .join(stacks, stacks.c.id == stack_pages.c.stack)
            .where(stacks.c.batch == batch)
            .order_by(stacks.c.position, stack_pages.c.position)
        )
        return tuple(dict.fromkeys(map(to_document, self._context.all(query))))

    def listing(self, *, state: DocumentState | None = None, after: str = "", limit: int = 100) -> tuple[Document, ...]:
        """Documents in the order of their ids, which never changes; ``after`` is the last id of the page before."""
        query = select(documents).where(documents.c.id > after).order_by(documents.c.id).limit(limit)
        if state is not None:
            query = query.where(documents.c.state == state)
        return tuple(map(to_document, self._context.all(query)))

    def change(self, document: str, **values: Any) -> None:
        """Changes columns of a document's row.

        Raises:
            NotFound: There is no such document.
        """
        statement = documents.update().where(documents.c.id == document).values(values)
        if not self._context.connection.execute(statement).rowcount:
            raise NotFound(document)

    def revise(self, document: str, **values: Any) -> int:
        """Changes what the index shows of a document.

        Returns:
            The new revision; the document stands in the outbox until it is indexed.
        """
        self.change(document, revision=documents.c.revision + 1, **values)
        return self.get(document).revision

    def withdraw(self, document: str, reason: str) -> int:
        """Takes a document out of search and reuse; all that is known of it stays.

        Args:
            document: Id.
            reason: A short code or a reference to the decision.

        Returns:
            The new revision.
        """
        return self.revise(document, state=DocumentState.WITHDRAWN, reasons=[reason])

    def classify(self, document: str, classification: Classification, source: Source) -> None:
        """Says what a document is; saying the same again adds nothing."""
        context = self._context
        context.reserve(documents.c.id, document)
        row = asdict(classification) | {
            "document": document,
            "candidates": [[found.code, found.probability] for found in classification.candidates],
            "source": source.kind,
            "source_name": source.name,
            "source_version": source.version,
        }
        # As of statements: a person who says the same again after a machine spoke says more than before.
        by_person = source.kind is SourceKind.PERSON
        said = [known for known in self._classifications(document) if by_person or known.source_name == source.name]
        if not said or any(said[-1]._mapping[name] != value for name, value in row.items()):
            context.add(classifications, row | {"recorded_at": context.now})

    def classification(self, document: str) -> Classification | None:
        """What a document is: as a person said last, unless that was taken back, else as a machine said last."""
        said = self.classified(document)
        by_person = [one for one in said if one.source.kind is SourceKind.PERSON][-1:]
        by_machine = [one for one in said if one.source.kind is not SourceKind.PERSON][-1:]
        counts = [one for one in by_person if one.classification.rung != TAKEN_BACK] or by_machine
        return counts[0].classification if counts else None

    def classified(self, document: str) -> tuple[Classified, ...]:
        """All that was ever said of what a document is, oldest first."""
        return tuple(
            Classified(
                _classification(row),
                Source(SourceKind(row.source), row.source_name, row.source_version),
                row.recorded_at,
            )
            for row in self._classifications(document)
        )

    def _classifications(self, document: str) -> list[Row[Any]]:
        query = select(classifications).where(classifications.c.document == document).order_by(classifications.c.id)
        return list(self._context.all(query))

    def add_rendition(self, document: str, made: StoredObject) -> None:
        """Says that an object was made from the present version of a document."""
        context = self._context
        row = {"document": document, "version": self.get(document).version}
        row |= {"kind": made.kind, "sha256": made.sha256, "size": made.size, "recorded_at": context.now}
        context.add_new(renditions, row)

    def rendition(self, document: str, kind: ObjectKind) -> Rendition | None:
        """The newest object of a kind made from a document; it may be of an earlier version than the present."""
        query = (
            select(renditions)
            .where(renditions.c.document == document, renditions.c.kind == kind)
            .order_by(renditions.c.version.desc(), renditions.c.id.desc())
        )
        row = self._context.first(query)
        return row and Rendition(document, row.version, StoredObject(kind, row.sha256, row.size))

    def renditions(self, batch: str, kind: ObjectKind) -> tuple[StoredObject, ...]:
        """Every object of a kind made from documents of a batch, those of earlier versions too; none disposed of."""
        made = select(renditions.c.sha256, renditions.c.size).join_from(
            renditions, documents, documents.c.id == renditions.c.document
        )
        query = (
            _cut_from_stacks(made)
            .join(stacks, stacks.c.id == stack_pages.c.stack)
            .where(stacks.c.batch == batch, renditions.c.kind == kind, ~_gone(renditions.c.kind, renditions.c.sha256))
            .order_by(renditions.c.id)
        )
        rows = self._context.all(query)
        return tuple(dict.fromkeys(StoredObject(kind, row.sha256, row.size) for row in rows))

    def add_dossier(self, document: str, dossier: str, *, procedure: str = "", agency: str = "") -> None:
        """Says that a document belongs to a dossier.

        Args:
            document: Id.
            dossier: Its code, ``mã hồ sơ``.
            procedure: National code of the procedure, where known.
            agency: Code of the agency that handles it, where known.
        """
        context = self._context
        known = {name: value for name, value in (("procedure", procedure), ("agency", agency)) if value}
        if not context.add_new(dossiers, {"code": dossier, **known}) and known:
            context.connection.execute(dossiers.update().where(dossiers.c.code == dossier).values(known))
        context.add_new(document_dossiers, {"document": document, "dossier": dossier})

    def dossiers(self, document: str) -> tuple[str, ...]:
        """Codes of the dossiers a document belongs to."""
        query = select(document_dossiers.c.dossier).where(document_dossiers.c.document == document)
        return tuple(row.dossier for row in self._context.all(query.order_by(document_dossiers.c.dossier)))

    def of_dossier(self, dossier: str) -> tuple[Document, ...]:
        """Documents of a dossier."""
        query = (
            select(documents)
            .join(document_dossiers, document_dossiers.c.document == documents.c.id)
            .where(document_dossiers.c.dossier == dossier)
            .order_by(documents.c.created_at, documents.c.id)
        )
        return tuple(map(to_document, self._context.all(query)))


def _gone(kind: ColumnElement[str], sha256: ColumnElement[str]) -> ColumnElement[bool]:
    return select(disposed_objects).where(disposed_objects.c.kind == kind, disposed_objects.c.sha256 == sha256).exists()


def _cut_from_stacks(query: Select[Any]) -> Select[Any]:
    first = and_(stack_pages.c.blob == documents.c.first_blob, stack_pages.c.page_index == documents.c.first_index)
    return query.join(stack_pages, first)


def to_document(row: Row[Any]) -> Document:
    """A row of ``documents`` (or one that holds its columns) as it leaves the room."""
    return Document(
        id=row.id,
        batch=row.batch,
        state=DocumentState(row.state),
        reasons=tuple(row.reasons),
        kind=DocumentKind(row.kind),
        result_type=row.result_type,
        procedure=row.procedure,
        agency=row.agency,
        version=row.version,
        revision=row.revision,
        indexed_revision=row.indexed_revision,
        created_at=row.created_at,
        risk=row.risk,
    )


def _classification(row: Row[Any]) -> Classification:
    return Classification(
        kind=DocumentKind(row.kind),
        document_type=row.document_type,
        result_type=row.result_type,
        procedure=row.procedure,
        probability=row.probability,
        rung=row.rung,
        why=row.why,
        candidates=tuple(Candidate(code, probability) for code, probability in row.candidates),
    )
