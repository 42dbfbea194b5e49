"""Disposal: one person proposes it, another confirms; then the bytes go, and the record of it stays."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, select, tuple_

from digitize.errors import AlreadyProposed, Disposed, NotProposed, SamePerson
from digitize.model import ObjectKind, PageRef
from digitize.records.context import Context
from digitize.records.documents import Documents
from digitize.records.ids import new_id
from digitize.records.kept import Decision, Disposal, Ground, Object, Plan, Verdict
from digitize.records.rows import DocumentState, PageState
from digitize.records.tables import (
    disposal_decisions,
    disposals,
    disposed_objects,
    document_pages,
    documents,
    pages,
    renditions,
    rescans,
)

_SOME = 500
"""Values in one list of a statement; databases take no longer ones than some thousand."""


_DECIDED = [disposal_decisions.c[name] for name in ("verdict", "decided_by", "minutes", "decided_at")]


class Disposals:
    """The append-only book of disposals, and what is still to be removed."""

    def __init__(self, context: Context, documents: Documents) -> None:
        self._context = context
        self._documents = documents

    def propose(self, document: str, ground: Ground, reason: str, by: str) -> Disposal:
        """Says that a person wants a document disposed of; a second person decides.

        Args:
            document: Id.
            ground: Why it may go.
            reason: In the person's words.
            by: Id of an account, not a name.

        Raises:
            NotFound: There is no such document.
            Disposed: It is gone already.
            AlreadyProposed: An earlier proposal waits.
        """
        if self._documents.reserve(document).state is DocumentState.DISPOSED:
            raise Disposed
        said = self.of_document(document)
        row = {"id": new_id("T"), "document": document, "ordinal": len(said) + 1, "ground": ground, "reason": reason}
        row |= {"proposed_by": by, "proposed_at": self._context.now}
        if (said and said[-1].decision is None) or not self._context.add_new(disposals, row):
            raise AlreadyProposed
        return self.of_document(document)[-1]

    def decide(self, document: str, verdict: Verdict, by: str, minutes: str) -> Disposal:
        """Says what a person decided about the proposal that waits.

        Args:
            document: Id.
            verdict: Who proposed it may take it back, but not confirm it.
            by: Id of an account, not a name.
            minutes: Where the decision is written down, or why it was rejected.

        Raises:
            NotFound: There is no such document.
            Disposed: It is gone already.
            NotProposed: Nothing waits.
            SamePerson: The same person proposed it.
        """
        if self._documents.reserve(document).state is DocumentState.DISPOSED:
            raise Disposed
        said = self.of_document(document)
        if not said or said[-1].decision:
            raise NotProposed
        proposed = said[-1]
        if verdict is Verdict.CONFIRMED and proposed.proposed_by == by:
            raise SamePerson
        row = {"disposal": proposed.id, "proposed_by": proposed.proposed_by, "verdict": verdict, "decided_by": by}
        self._context.add(disposal_decisions, row | {"minutes": minutes, "decided_at": self._context.now})
        return self.of_document(document)[-1]

    def of_document(self, document: str) -> tuple[Disposal, ...]:
        """Every proposal about a document, oldest first."""
        return self._read(disposals.c.document == document)

    def waiting(self) -> tuple[Disposal, ...]:
        """Proposals that wait for a second person, oldest first."""
        return self._read(disposal_decisions.c.disposal.is_(None))

    # --- what goes ----------------------------------------------------------------------------------------

    def plan(self, document: str) -> Plan:
        """What goes with a document."""
        mine = self._pages(document)
        shared_blobs = {ref.blob for ref in mine if self._is_shared(ref.blob, document)}
        blobs = dict.fromkeys(ref.blob for ref in mine if ref.blob not in shared_blobs)
        going = set(mine) - self._in_others(document)
        going.update(ref for blob in blobs for ref in self._refs(pages.c.blob == blob))
        objects = [
            *((ObjectKind.ORIGINAL, blob) for blob in blobs),
            *self._copies(document),
            *((ObjectKind.PAGE_TEXT, reading) for reading in self._texts(going)),
        ]
        ordered = tuple(sorted(going, key=lambda ref: (ref.blob, ref.index)))
        return Plan(tuple(objects), ordered, tuple(sorted(shared_blobs)))

    def begin(self, disposal: Disposal, plan: Plan) -> int:
        """Takes a document out for good, and notes which objects are to be removed.

        Returns:
            Its new revision, by which the index forgets it.
        """
        context = self._context
        rows = ({"disposal": disposal.id, "kind": kind, "sha256": sha256} for kind, sha256 in plan.objects)
        context.add(disposed_objects, *rows)
        for ref in plan.pages:
            this = and_(pages.c.blob == ref.blob, pages.c.page_index == ref.index)
            gone = {"state": PageState.DISPOSED, "reading": None, "reason": None}
            context.connection.execute(pages.update().where(this).values(gone))
        return self._documents.revise(disposal.document, state=DocumentState.DISPOSED, reasons=[])

    def to_remove(self, disposal: str) -> tuple[Object, ...]:
        """Objects of a disposal that are still to be removed."""
        return self._objects(and_(disposed_objects.c.disposal == disposal, disposed_objects.c.removed_at.is_(None)))

    def objects(self, disposal: str) -> tuple[Object, ...]:
        """All objects that went, or are to go, with a disposal."""
        return self._objects(disposed_objects.c.disposal == disposal)

    def removed(self, disposal: str, kind: ObjectKind, sha256: str) -> None:
        """Says that an object is gone."""
        c = disposed_objects.c
        this = and_(c.disposal == disposal, c.kind == kind, c.sha256 == sha256)
        self._context.connection.execute(disposed_objects.update().where(this).values(removed_at=self._context.now))

    def came_back(self, kind: ObjectKind, sha256: str) -> None:
        """Notes that an object which was disposed of is there once more: its disposal is to be gone on with."""
        this = and_(disposed_objects.c.kind == kind, disposed_objects.c.sha256 == sha256)
        self._context.connection.execute(disposed_objects.update().where(this).values(removed_at=None))

    def unfinished(self) -> tuple[str, ...]:
        """Ids of documents whose disposal is confirmed and of which objects are still to be removed."""
        query = select(disposals.c.document).where(
            disposals.c.id.in_(select(disposed_objects.c.disposal).where(disposed_objects.c.removed_at.is_(None)))
        )
        return tuple(row.document for row in self._context.all(query.order_by(disposals.c.proposed_at, disposals.c.id)))

    def is_needed(self, kind: ObjectKind, sha256: str) -> bool:
        """Whether an object that was to be removed is needed once more: another page was read to the same text."""
        query = select(pages.c.blob).where(pages.c.reading == sha256)
        return kind is ObjectKind.PAGE_TEXT and self._context.first(query) is not None

    def is_gone(self, blob: str = "") -> bool:
        """Whether received bytes were disposed of; without a hash: whether any ever were."""
        query = select(disposed_objects.c.sha256).where(disposed_objects.c.kind == ObjectKind.ORIGINAL)
        return self._context.first(query.where(disposed_objects.c.sha256 == blob) if blob else query) is not None

    def gone(self, blobs: Iterable[str]) -> frozenset[str]:
        """Which of some received bytes were disposed of."""
        rest = iter(blobs)
        found: set[str] = set()
        while some := list(islice(rest, _SOME)):
            these = and_(disposed_objects.c.kind == ObjectKind.ORIGINAL, disposed_objects.c.sha256.in_(some))
            found.update(row.sha256 for row in self._context.all(select(disposed_objects.c.sha256).where(these)))
        return frozenset(found)

    # --- parts --------------------------------------------------------------------------------------------

    def _read(self, which: ColumnElement[bool]) -> tuple[Disposal, ...]:
        query = (
            select(
                disposals, *(disposal_decisions.c[name] for name in ("verdict", "decided_by", "minutes", "decided_at"))
            )
            .outerjoin(disposal_decisions, disposal_decisions.c.disposal == disposals.c.id)
            .where(which)
            .order_by(disposals.c.proposed_at, disposals.c.document, disposals.c.ordinal)
        )
        return tuple(map(_disposal, self._context.all(query)))

    def _objects(self, which: ColumnElement[bool]) -> tuple[Object, ...]:
        query = select(disposed_objects.c.kind, disposed_objects.c.sha256).where(which)
        rows = self._context.all(query.order_by(disposed_objects.c.kind, disposed_objects.c.sha256))
        return tuple((ObjectKind(row.kind), row.sha256) for row in rows)

    def _pages(self, document: str) -> tuple[PageRef, ...]:
        """Every page a document has or had, and rescans that never took their place."""
        listed = select(document_pages.c.blob, document_pages.c.page_index)
        scanned = select(rescans.c.new_blob.label("blob"), rescans.c.new_index.label("page_index"))
        found = [
            *self._context.all(listed.where(document_pages.c.document == document)),
            *self._context.all(scanned.where(rescans.c.document == document)),
        ]
        return tuple(dict.fromkeys(PageRef(row.blob, row.page_index) for row in found))

    def _is_shared(self, blob: str, document: str) -> bool:
        """Whether another document has or had a page of a file, or some may still come of it."""
        others = _others(select(documents.c.id), document).where(document_pages.c.blob == blob)
        waits = select(pages.c.blob).where(pages.c.blob == blob, pages.c.state == PageState.PENDING)
        return self._context.first(others) is not None or self._context.first(waits) is not None

    def _in_others(self, document: str) -> set[PageRef]:
        """Pages of a document that another shows as well."""
        mine = select(document_pages.c.blob, document_pages.c.page_index).where(document_pages.c.document == document)
        mine_too = tuple_(document_pages.c.blob, document_pages.c.page_index).in_(mine)
        query = _others(select(document_pages.c.blob, document_pages.c.page_index), document)
        query = query.where(document_pages.c.version == documents.c.version, mine_too)
        return {PageRef(row.blob, row.page_index) for row in self._context.all(query)}

    def _refs(self, which: ColumnElement[bool]) -> list[PageRef]:
        query = select(pages.c.blob, pages.c.page_index).where(which)
        return [PageRef(row.blob, row.page_index) for row in self._context.all(query)]

    def _copies(self, document: str) -> Iterable[Object]:
        """What was made of a document, and of earlier versions of others that had a page of it."""
        mine = select(document_pages.c.blob, document_pages.c.page_index).where(document_pages.c.document == document)
        earlier = (
            _others(select(renditions.c.kind, renditions.c.sha256), document)
            .join(
                renditions,
                and_(
                    renditions.c.document == document_pages.c.document,
                    renditions.c.version == document_pages.c.version,
                ),
            )
            .where(
                document_pages.c.version < documents.c.version,
                tuple_(document_pages.c.blob, document_pages.c.page_index).in_(mine),
            )
        )
        own = select(renditions.c.kind, renditions.c.sha256).where(renditions.c.document == document)
        found = [*self._context.all(own), *self._context.all(earlier)]
        return dict.fromkeys((ObjectKind(row.kind), row.sha256) for row in found)

    def _texts(self, going: set[PageRef]) -> list[str]:
        """Readings of pages that no other page was read to: blank pages often read the same."""
        of_blobs = {ref.blob for ref in going}
        found: set[str] = set()
        for some in _chunks(sorted(of_blobs)):
            query = select(pages.c.blob, pages.c.page_index, pages.c.reading).where(pages.c.blob.in_(some))
            rows = self._context.all(query.where(pages.c.reading.is_not(None)))
            found.update(row.reading for row in rows if PageRef(row.blob, row.page_index) in going)
        for some in _chunks(sorted(found)):
            query = select(pages.c.blob, pages.c.page_index, pages.c.reading).where(pages.c.reading.in_(some))
            rows = self._context.all(query)
            found.difference_update(row.reading for row in rows if PageRef(row.blob, row.page_index) not in going)
        return sorted(found)


def _others(query: Select[Any], document: str) -> Select[Any]:
    """Other documents that are not disposed of, with every page list they have or had."""
    return (
        query.join_from(document_pages, documents, documents.c.id == document_pages.c.document)
        .where(documents.c.id != document, documents.c.state != DocumentState.DISPOSED)
        .distinct()
    )


def _chunks(values: list[str]) -> Iterable[list[str]]:
    return (values[start : start + _SOME] for start in range(0, len(values), _SOME))


def _disposal(row: Row[Any]) -> Disposal:
    decision = None
    if row.verdict is not None:
        decision = Decision(Verdict(row.verdict), row.decided_by, row.minutes, row.decided_at)
    return Disposal(row.id, row.document, Ground(row.ground), row.reason, row.proposed_by, row.proposed_at, decision)
