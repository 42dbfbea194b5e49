"""Review: which documents wait for a person, whose turn it is, and what was decided.

The queue is no list of its own. A document waits for as long as its state says so, and its state follows from what was
said of it; so the queue cannot drift from the records. Whose turn it is stands among the leases of work: a person loses
a document by saying nothing about it for a while, as a worker does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Text, and_, bindparam, cast, func, or_, select

from digitize.errors import RescanAsked, ReviewLost, ReviewTaken
from digitize.model import PageRef
from digitize.records.context import Context
from digitize.records.documents import Documents, to_document
from digitize.records.keys import Sealed
from digitize.records.leases import REVIEW, Leases
from digitize.records.reviewed import Confirmed, Review, ReviewAct, Verdict, Waiting, Wanted
from digitize.records.rows import Document, DocumentState, Lease
from digitize.records.tables import batches, documents, leases, page_marks, reviews

_WAITS = (DocumentState.REVIEW, DocumentState.FAILED_PAGES)
_VOUCHES = tuple(act for act in ReviewAct if act.vouches)


class Reviews:
    """The queue, the turns, and the append-only book of decisions."""

    def __init__(self, context: Context, documents: Documents, leases: Leases) -> None:
        self._context = context
        self._documents = documents
        self._leases = leases

    # --- the queue ----------------------------------------------------------------------------------------

    def waiting(
        self, wanted: Wanted, *, reviewer: str = "", after: Document | None = None, limit: int = 50
    ) -> tuple[Document, ...]:
        """Documents that wait for a person, the riskiest first.

        Args:
            wanted: Which of them.
            reviewer: Only what this person may take: not what others are at, nor what waits for a second person and was
                checked by this one.
            after: The last of those before.
            limit: Most documents.
        """
        query = select(documents).where(*self._meant(wanted))
        if reviewer:
            query = query.where(~self._at_by_others(reviewer), ~_checked_by(reviewer))
        if after:
            behind = and_(documents.c.risk == after.risk, documents.c.id < after.id)
            query = query.where(or_(documents.c.risk < after.risk, behind))
        ordered = query.order_by(documents.c.risk.desc(), documents.c.id.desc()).limit(limit)
        return tuple(map(to_document, self._context.all(ordered)))

    def count(self, wanted: Wanted) -> int:
        """How many documents wait."""
        query = select(func.count()).select_from(documents).where(*self._meant(wanted))
        return int(self._context.one(query, "documents")[0])

    def all_waiting(self, wanted: Wanted) -> tuple[Waiting, ...]:
        """Of all that wait why, whose they are and since when."""
        query = select(documents.c.reasons, batches.c.agency, documents.c.created_at).join(
            batches, batches.c.id == documents.c.batch
        )
        rows = self._context.all(query.where(*self._meant(wanted)))
        return tuple(Waiting(tuple(row.reasons), row.agency, row.created_at) for row in rows)

    def _meant(self, wanted: Wanted) -> Iterable[ColumnElement[bool]]:
        # Written out, as SQLite takes a partial index only for the very words it was made with.
        yield documents.c.state.in_(bindparam("waits", _WAITS, expanding=True, literal_execute=True))
        if wanted.reason:
            yield _has_reason(wanted.reason)
        if wanted.reason != RescanAsked.code:
            yield ~_has_reason(RescanAsked.code)
        for column, value in (("procedure", wanted.procedure), ("result_type", wanted.result_type)):
            if value:
                yield documents.c[column] == value
        if wanted.batch:
            named = or_(batches.c.id == wanted.batch, batches.c.name == wanted.batch)
            yield documents.c.batch.in_(select(batches.c.id).where(named))
        if wanted.agency:
            handed_in = documents.c.batch.in_(select(batches.c.id).where(batches.c.agency == wanted.agency))
            yield or_(documents.c.agency == wanted.agency, handed_in)

    def _at_by_others(self, reviewer: str) -> ColumnElement[bool]:
        held = and_(leases.c.stage == REVIEW, leases.c.subject == documents.c.id, leases.c.until > self._context.now)
        return select(leases.c.subject).where(held, leases.c.holder != reviewer).exists()

    # --- whose turn it is ---------------------------------------------------------------------------------

    def take(self, document: str, reviewer: str, seconds: float) -> Lease:
        """Gives a person the turn at a document, or says that they are still at it.

        Args:
            document: Id.
            reviewer: Id of an account, not a name.
            seconds: After which another may take it if this person says nothing more.

        Raises:
            ReviewTaken: Another person is at it.
        """
        mine = self._leases.find(REVIEW, document)
        lease = self._leases.renew(mine, seconds) if mine and mine.holder == reviewer else None
        lease = lease or self._leases.take(REVIEW, document, reviewer, seconds)
        if lease is None:
            raise ReviewTaken
        return lease

    def turn(self, document: str, reviewer: str) -> Lease:
        """The turn of a person at a document, in the transaction that writes what they decide.

        One that ran out still counts while nobody else has taken the document: what was seen of it is as it was.

        Raises:
            ReviewLost: They have none.
        """
        lease = self._leases.find(REVIEW, document)
        if lease is None or lease.holder != reviewer:
            raise ReviewLost
        return lease

    def held_by(self, reviewer: str) -> tuple[str, ...]:
        """Ids of the documents that a person is at, oldest first."""
        mine = and_(leases.c.stage == REVIEW, leases.c.holder == reviewer, leases.c.until > self._context.now)
        query = select(leases.c.subject).where(mine).order_by(leases.c.until)
        return tuple(row.subject for row in self._context.all(query))

    def holders(self, ids: Sequence[str]) -> Mapping[str, str]:
        """Who is at each of these documents, where anybody is."""
        held = and_(leases.c.stage == REVIEW, leases.c.subject.in_(ids), leases.c.until > self._context.now)
        query = select(leases.c.subject, leases.c.holder).where(held)
        return {row.subject: row.holder for row in self._context.all(query)}

    # --- decisions ----------------------------------------------------------------------------------------

    def record(self, document: str, verdict: Verdict) -> Review:
        """Keeps a decision. The document must be reserved, so that of two at once the second sees the first."""
        context = self._context
        row: dict[str, Any] = {
            "document": document,
            "act": verdict.act,
            "decided_by": verdict.by,
            "decided_at": context.now,
            "version": self._documents.get(document).version,
            "applied": verdict.applied,
            "said": None,
            "key_id": None,
            "first": verdict.first,
            "first_by": verdict.first and self._get(verdict.first).decided_by,
            "undoes": verdict.undoes,
            "reasons": list(verdict.reasons),
            "answered": list(verdict.answered),
            "changed": list(verdict.changed),
            "result_type": verdict.result_type,
            "pages": list(verdict.pages),
            "note": verdict.note,
        }
        if verdict.said:
            sealed = context.seal(verdict.said, _purpose(document))
            row |= {"said": sealed.text, "key_id": sealed.key_id}
        context.add(reviews, row)
        return self.of_document(document)[-1]

    def said(self, review: Review) -> str:
        """What a decision has to say that waits for another person; empty where it says nothing."""
        row = self._context.one(select(reviews).where(reviews.c.id == review.id), "review")
        if row.said is None:
            return ""
        return self._context.keys.unseal(Sealed.of(row.key_id, row.said), _purpose(row.document))

    def of_document(self, document: str) -> tuple[Review, ...]:
        """Every decision about a document, oldest first."""
        query = select(reviews).where(reviews.c.document == document).order_by(reviews.c.id)
        return tuple(map(_review, self._context.all(query)))

    def standing(self, document: str) -> tuple[Review, ...]:
        """Decisions about a document that were not taken back, oldest first."""
        said = self.of_document(document)
        undone = {one.undoes for one in said}
        return tuple(one for one in said if one.act is not ReviewAct.UNDO and one.id not in undone)

    def since(self, moment: datetime) -> tuple[Review, ...]:
        """Decisions from a moment on, those taken back too."""
        query = select(reviews).where(reviews.c.decided_at >= moment).order_by(reviews.c.id)
        return tuple(map(_review, self._context.all(query)))

    def confirmed(self, after: str = "", limit: int = 500) -> tuple[Confirmed, ...]:
        """Documents for which persons vouch as they are now, in the order of their ids.

        Args:
            after: Id of the last document of those before.
            limit: Most documents.
        """
        undone = select(reviews.c.undoes).where(reviews.c.undoes.is_not(None))
        stands = and_(reviews.c.act != ReviewAct.UNDO, reviews.c.id.not_in(undone))
        newest = select(func.max(reviews.c.id)).where(stands).group_by(reviews.c.document)
        vouched = and_(reviews.c.act.in_(_VOUCHES), reviews.c.applied, reviews.c.version == documents.c.version)
        gone = documents.c.state.in_((DocumentState.WITHDRAWN, DocumentState.DISPOSED))
        query = (
            select(documents.c.id)
            .join(reviews, reviews.c.document == documents.c.id)
            .where(documents.c.id > after, reviews.c.id.in_(newest), vouched, ~gone)
            .order_by(documents.c.id)
            .limit(limit)
        )
        return tuple(self._confirmed(row.id) for row in self._context.all(query))

    def _confirmed(self, document: str) -> Confirmed:
        what = self._documents.classification(document)
        assert what is not None, "who vouches says what it is"
        readings = self._documents.readings(document)
        return Confirmed(document, what.kind, what.document_type, what.result_type, what.procedure, readings)

    def _get(self, review: int) -> Review:
        return _review(self._context.one(select(reviews).where(reviews.c.id == review), "review"))

    # --- pages --------------------------------------------------------------------------------------------

    def mark_cut(self, ref: PageRef, begins: bool | None, review: Review) -> None:
        """Says that a document begins with a page, or does not; ``None``: as a machine finds it."""
        self._mark(ref, "cut", None if begins is None else int(begins), review)

    def mark_turn(self, ref: PageRef, degrees: int | None, review: Review) -> None:
        """Says by how many degrees clockwise a page is to be turned to stand upright; ``None``: as a machine does."""
        self._mark(ref, "turn", degrees, review)

    def cuts(self, refs: Sequence[PageRef]) -> dict[PageRef, bool]:
        """Of these pages those of which a person said whether a document begins there."""
        return {ref: bool(value) for ref, value in self._marks("cut", refs).items()}

    def turn_of(self, ref: PageRef) -> int | None:
        """By how many degrees clockwise a person wants a page turned; ``None`` where nobody said."""
        return self._marks("turn", (ref,)).get(ref)

    def unmark(self, review: Review, undo: Review) -> tuple[PageRef, ...]:
        """Takes back what a decision said of pages: what was said before it counts again.

        Returns:
            The pages.
        """
        query = select(page_marks).where(page_marks.c.review == review.id).order_by(page_marks.c.id)
        mine = list(self._context.all(query))
        for row in mine:
            ref = PageRef(row.blob, row.page_index)
            same = and_(page_marks.c.blob == row.blob, page_marks.c.page_index == row.page_index)
            earlier = select(page_marks).where(same, page_marks.c.mark == row.mark, page_marks.c.id < row.id)
            before = self._context.first(earlier.order_by(page_marks.c.id.desc()))
            self._mark(ref, row.mark, before.value if before else None, undo)
        return tuple(PageRef(row.blob, row.page_index) for row in mine)

    def newest_mark(self, refs: Iterable[PageRef]) -> int | None:
        """A number that grows whenever a person says something of one of these pages; ``None`` where nobody did."""
        return max((row.id for row in self._marked(refs)), default=None)

    def _mark(self, ref: PageRef, mark: str, value: int | None, review: Review) -> None:
        row = {"blob": ref.blob, "page_index": ref.index, "mark": mark, "value": value, "review": review.id}
        self._context.add(page_marks, row | {"recorded_at": self._context.now})

    def _marks(self, mark: str, refs: Sequence[PageRef]) -> dict[PageRef, int]:
        said = {PageRef(row.blob, row.page_index): row.value for row in self._marked(refs) if row.mark == mark}
        return {ref: value for ref, value in said.items() if value is not None}

    def _marked(self, refs: Iterable[PageRef]) -> Iterator[Row[Any]]:
        """What was said of pages; of each page oldest first."""
        meant = set(refs)
        blobs = sorted({ref.blob for ref in meant})
        # A stack of single pictures has as many blobs as pages; databases take no list of thousands.
        for start in range(0, len(blobs), 500):
            some = page_marks.c.blob.in_(blobs[start : start + 500])
            rows = self._context.all(select(page_marks).where(some).order_by(page_marks.c.id))
            yield from (row for row in rows if PageRef(row.blob, row.page_index) in meant)


def _has_reason(code: str) -> ColumnElement[bool]:
    return cast(documents.c.reasons, Text).contains(f'"{code}"', autoescape=True)


def _checked_by(reviewer: str) -> ColumnElement[bool]:
    """That this person's decision is the newest about a document and waits for another person."""
    newest: Select[Any] = select(func.max(reviews.c.id)).where(reviews.c.document == documents.c.id)
    mine = and_(reviews.c.id == newest.correlate(documents).scalar_subquery(), ~reviews.c.applied)
    return select(reviews.c.id).where(mine, reviews.c.decided_by == reviewer).correlate(documents).exists()


def _purpose(document: str) -> str:
    return f"review of {document}"


def _review(row: Row[Any]) -> Review:
    return Review(
        id=row.id,
        document=row.document,
        act=ReviewAct(row.act),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        version=row.version,
        applied=row.applied,
        first=row.first,
        undoes=row.undoes,
        reasons=tuple(row.reasons),
        answered=tuple(row.answered),
        changed=tuple(row.changed),
        result_type=row.result_type,
        pages=tuple(row.pages),
        note=row.note,
    )
