"""Pages that a person parts, joins or turns. The pipeline's own stages do the rest: cutting, reading and finishing
take up what persons said of pages, so that the same comes out whenever they run again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from digitize.actions.archive import Archive
from digitize.actions.review_values import Decision
from digitize.errors import BadRequest, BatchBusy, CutChanged, Merged, NoPlaceToCut, NotUndoable
from digitize.ingest.stacks import Piece
from digitize.model import PageRef
from digitize.pipeline import work
from digitize.pipeline.coordinator import Coordinator
from digitize.pipeline.pool import Pool
from digitize.pipeline.progress import Progress
from digitize.pipeline.splitting import Splitting
from digitize.records.reviewed import Review, ReviewAct
from digitize.records.rows import Document, DocumentState, Stack
from digitize.records.transaction import Transaction

MARKS = (ReviewAct.SPLIT, ReviewAct.MERGE, ReviewAct.ROTATE)
"""What a person says of pages rather than of what stands on them."""
_TURNS = (90, 180, 270)
_SHOWN = (DocumentState.REVIEW, DocumentState.FAILED_PAGES, DocumentState.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A document in the stack it was cut from: that stack, and the pieces it is cut into."""

    stack: Stack
    pieces: tuple[Piece, ...]

    def holding(self, page: PageRef) -> Piece | None:
        """The piece that holds a page."""
        return next((one for one in self.pieces if page in one.pages), None)

    def before(self, piece: Piece) -> Piece | None:
        """The piece before another."""
        place = self.pieces.index(piece)
        return self.pieces[place - 1] if place else None


@dataclass(frozen=True, slots=True)
class Recut:
    """What is to be processed again.

    Attributes:
        stacks: Whose pages were meant.
        others: Documents beside the one decided about that change with it.
    """

    stacks: tuple[Stack, ...]
    others: tuple[str, ...] = ()


def surroundings(archive: Archive, document: str) -> Surroundings:
    """Where a document lies; asked before the transaction that changes it, as cutting may write what it finds.

    Raises:
        NotFound: There is no such document.
        NoPlaceToCut: Its stack is not there.
    """
    with archive.records.read() as read:
        first = read.documents.first_page(document)
        stack = read.batches.stack_with(read.documents.get(document).batch, first)
    if stack is None:
        raise NoPlaceToCut
    return Surroundings(stack, tuple(cut.piece for cut in Splitting(archive).cuts(stack)))


def mark_pages(write: Transaction, row: Document, review: Review, decision: Decision, around: Surroundings) -> Recut:
    """Keeps what a person says of a document's pages.

    Args:
        write: The transaction.
        row: The document.
        review: The decision, kept already.
        decision: What the person says.
        around: Where the document lies.

    Raises:
        BatchBusy: Workers are at its batch.
        BadRequest: No page is named, or no such turn.
        NoPlaceToCut: It cannot be parted or joined there.
        ReviewTaken: Another person is at the document it shall be joined to.
    """
    _require_quiet(write, around)
    if decision.act is ReviewAct.ROTATE:
        return _turn(write, row, review, decision)
    own = around.holding(write.documents.first_page(row.id))
    if own is None:
        raise NoPlaceToCut
    others = _join(write, own, review, around) if decision.act is ReviewAct.MERGE else _part(write, own, row, review)
    if decision.act is ReviewAct.MERGE:
        write.documents.withdraw(row.id, Merged.code)
    else:
        _wait(write, row.id)
    return Recut((around.stack,), tuple(others))


def unmark_pages(write: Transaction, row: Document, last: Review, review: Review, around: Surroundings) -> Recut:
    """Takes back what a decision said of pages.

    Args:
        write: The transaction.
        row: The document.
        last: The decision that is taken back.
        review: That it is, kept already.
        around: Where the document lies.

    Raises:
        BatchBusy: Workers are at its batch.
        NotUndoable: Somebody has decided about a document that was parted from it.
        ReviewTaken: Another person is at such a document.
    """
    _require_quiet(write, around)
    refs = write.reviews.unmark(last, review)
    _wait(write, row.id)
    if last.act is ReviewAct.ROTATE:
        write.pages.read_again(refs)
        return Recut(_stacks(write, refs))
    begun = [found for ref in refs if (found := write.documents.beginning_with(ref))]
    if last.act is ReviewAct.SPLIT:
        for one in begun:
            if write.reviews.standing(one.id):
                raise NotUndoable
            _take_shortly(write, one.id, review.decided_by)
            write.documents.withdraw(one.id, Merged.code)
        return Recut((around.stack,), tuple(one.id for one in begun))
    held = (around.holding(ref) for ref in refs)
    into = [write.documents.beginning_with(piece.pages[0]) for piece in held if piece]
    for document in into:
        if document:
            _wait(write, document.id)
    return Recut((around.stack,), tuple(document.id for document in into if document))


def process_again(archive: Archive, recut: Recut, progress: Progress) -> None:
    """Has pages read and documents finished anew by the pipeline; what is as it was is found and left."""
    settings = archive.settings
    with Pool(settings.workers, settings.worker_memory, work.prepare) as pool:
        for stack in recut.stacks:
            Coordinator(archive, stack.batch, pool, progress).run(only=stack.id)


def _part(write: Transaction, own: Piece, row: Document, review: Review) -> list[str]:
    """Says that documents begin with pages of this one."""
    pages = review.pages
    if not pages or min(pages) < 2 or len(own.pages) != len(write.documents.pages(row.id)):
        raise NoPlaceToCut
    others = []
    for page in pages:
        # The page that the stack was cut with, which may have been scanned again since.
        ref = own.pages[page - 1]
        write.reviews.mark_cut(ref, True, review)
        if known := write.documents.beginning_with(ref):
            # It was a document of its own before somebody merged it.
            _wait(write, known.id)
            others.append(known.id)
    return others


def _join(write: Transaction, own: Piece, review: Review, around: Surroundings) -> list[str]:
    """Says that a document goes on with the one before it in its stack."""
    before = around.before(own)
    into = write.documents.beginning_with(before.pages[0]) if before else None
    if into is None or into.state not in _SHOWN:
        raise NoPlaceToCut
    _take_shortly(write, into.id, review.decided_by)
    write.reviews.mark_cut(own.pages[0], False, review)
    _wait(write, into.id)
    return [into.id]


def _turn(write: Transaction, row: Document, review: Review, decision: Decision) -> Recut:
    if not decision.pages or decision.degrees not in _TURNS:
        raise BadRequest("--page, --degrees 90|180|270")
    present = write.documents.pages(row.id)
    refs = [present[page - 1] for page in decision.pages]
    for ref in refs:
        # As it is shown, so that the person need not know how it was scanned.
        write.reviews.mark_turn(ref, ((write.pages.get(ref).rotation or 0) + decision.degrees) % 360, review)
    write.pages.read_again(refs)
    _wait(write, row.id)
    return Recut(_stacks(write, refs))


def _stacks(read: Transaction, refs: Iterable[PageRef]) -> tuple[Stack, ...]:
    found = (read.batches.stack_holding(ref) for ref in refs)
    return tuple(dict.fromkeys(stack for stack in found if stack))


def _wait(write: Transaction, document: str) -> None:
    """Until the pipeline has finished it anew, a document says that its pages were changed."""
    reasons = (CutChanged.code, *write.documents.reserve(document).reasons)
    kept = [code for code in dict.fromkeys(reasons) if code != Merged.code]
    write.documents.revise(document, state=DocumentState.REVIEW, reasons=kept)


def _take_shortly(write: Transaction, document: str, me: str) -> None:
    """Makes sure that nobody else is at a document that changes with another.

    Raises:
        ReviewTaken: Somebody is.
    """
    write.documents.reserve(document)
    write.leases.end(write.reviews.take(document, me, 1.0))


def _require_quiet(read: Transaction, around: Surroundings) -> None:
    if read.leases.of_batch(around.stack.batch):
        # A worker on another machine may be cutting it by what was said before.
        raise BatchBusy
