"""Looking at what waits for a person: the queue, the turn at a document, and all that is needed to judge it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from digitize.actions import inspect
from digitize.actions.archive import Archive
from digitize.actions.inspect import DocumentView
from digitize.actions.persons import person, system_account
from digitize.errors import NotReviewable, ObjectDamaged, ReviewTaken
from digitize.model import FieldValue, PageText
from digitize.pipeline.readings import load_reading
from digitize.records.reviewed import Review, ReviewAct, Vouched, Wanted
from digitize.records.rows import Document, DocumentState, Lease
from digitize.records.transaction import Transaction

REVIEWABLE = (DocumentState.REVIEW, DocumentState.FAILED_PAGES, DocumentState.PUBLISHED)
"""States in which a person may decide; what is published may still turn out to be wrong."""
_LOOK_AT = 50
"""Documents at the head of the queue that are tried before it is looked at again."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A result type that comes into question: code, name in the catalogue, probability."""

    code: str
    name: str
    probability: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where on the upright page something stands: its middle, as shares of width and height from the left and top."""

    across: float
    down: float


@dataclass(frozen=True, slots=True)
class FirstCheck:
    """What a first person said that waits for a second; owners' numbers are masked unless they were asked for."""

    by: str
    at: datetime
    said: Vouched


@dataclass(frozen=True, slots=True)
class ReviewTask:
    """A document at which a person has the turn, with what they need to judge it.

    Attributes:
        view: All that is known of it.
        until: When others may take it, unless this person says something before.
        names: What the codes of its result type, candidates and procedure are called.
        choices: Result types that come into question, best first.
        places: Where each value of ``view.fields`` stands.
        first: What another person said, where a second must agree.
        reviews: What was decided about it, oldest first.
    """

    view: DocumentView
    until: datetime
    names: Mapping[str, str]
    choices: tuple[Choice, ...]
    places: tuple[Place | None, ...]
    first: FirstCheck | None
    reviews: tuple[Review, ...]


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A document that waits, the name of its batch, and who is at it."""

    document: Document
    batch: str
    holder: str


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some of those that wait, the riskiest first, and how many wait in all."""

    total: int
    entries: tuple[QueueEntry, ...]


def queue(archive: Archive, wanted: Wanted, after: str = "", limit: int = 50) -> QueuePage:
    """What waits for a person, the riskiest first.

    Args:
        archive: Where it lies.
        wanted: Which of it.
        after: Id of the last document of those before.
        limit: Most documents.

    Raises:
        NotFound: There is no such document as ``after``.
    """
    with archive.records.read() as read:
        last = read.documents.get(after) if after else None
        found = read.reviews.waiting(wanted, after=last, limit=limit)
        holders = read.reviews.holders([one.id for one in found])
        batches = {batch: read.batches.get(batch).name for batch in {one.batch for one in found}}
        entries = (QueueEntry(one, batches[one.batch], holders.get(one.id, "")) for one in found)
        return QueuePage(read.reviews.count(wanted), tuple(entries))


def next_task(
    archive: Archive, wanted: Wanted, reviewer: str, *, skip: bool = False, unmasked: bool = False
) -> ReviewTask | None:
    """Gives a person the riskiest document that waits and is nobody else's, or the one they are at.

    Args:
        archive: Where it lies.
        wanted: Which of those that wait.
        reviewer: Id of an account, not a name.
        skip: Leave the one they are at to others, and go on behind it.
        unmasked: Owners' numbers in full; that they were looked at stands in the audit.

    Returns:
        ``None`` where nothing waits for this person.
    """
    me = person(reviewer)
    with archive.records.write() as write:
        mine = [write.documents.get(one) for one in write.reviews.held_by(me)]
        skipped = mine[0] if skip and mine else None
        if skipped:
            write.leases.end(write.reviews.turn(skipped.id, me))
        lease = _turn_at_next(write, wanted, me, skipped, archive.settings.review_minutes * 60)
    return _task(archive, lease, unmasked=unmasked) if lease else None


def _turn_at_next(write: Transaction, wanted: Wanted, me: str, after: Document | None, seconds: float) -> Lease | None:
    held = set(write.reviews.held_by(me))
    while found := write.reviews.waiting(wanted, reviewer=me, after=after, limit=_LOOK_AT):
        # What they are at comes first, so that one who was interrupted goes on where they were.
        for one in sorted(found, key=lambda document: document.id not in held):
            # Another may have been faster since it was looked up.
            with suppress(ReviewTaken):
                return write.reviews.take(one.id, me, seconds)
        after = found[-1]
    return None


def show(archive: Archive, document: str, reviewer: str, *, unmasked: bool = False) -> ReviewTask:
    """Gives a person the turn at a document of their choice, though it does not wait for anybody.

    Args:
        archive: Where it lies.
        document: Its id.
        reviewer: Id of an account, not a name.
        unmasked: As of :func:`next_task`.

    Raises:
        NotFound: There is no such document.
        NotReviewable: It is in work, held back, withdrawn or disposed of.
        ReviewTaken: Another person is at it.
    """
    me = person(reviewer)
    with archive.records.write() as write:
        require_reviewable(write, write.documents.get(document))
        lease = write.reviews.take(document, me, archive.settings.review_minutes * 60)
    return _task(archive, lease, unmasked=unmasked)


def require_reviewable(read: Transaction, document: Document) -> None:
    """Makes sure that a person may decide about a document: also one merged away, as that may be taken back.

    Raises:
        NotReviewable: It is in a state in which nobody decides.
    """
    if document.state not in REVIEWABLE and not is_merged(read, document):
        raise NotReviewable


def is_merged(read: Transaction, document: Document) -> bool:
    """Whether a document was taken out because a person merged it into another."""
    if document.state is not DocumentState.WITHDRAWN:
        return False
    return any(one.act is ReviewAct.MERGE for one in read.reviews.standing(document.id)[-1:])


def waiting_for_second(read: Transaction, document: Document) -> Review | None:
    """The decision of a person that waits for another person to agree; it falls when the pages change."""
    newest = read.reviews.standing(document.id)[-1:]
    return next((one for one in newest if not one.applied and one.version == document.version), None)


def vouched_in(read: Transaction, review: Review) -> Vouched:
    """What a decision that waits has to say."""
    return _VOUCHED.decode(read.reviews.said(review))


_VOUCHED = msgspec.json.Decoder(Vouched)


def _task(archive: Archive, lease: Lease, *, unmasked: bool) -> ReviewTask:
    document = lease.subject
    if unmasked:
        with archive.records.write() as write:
            write.audit.append(lease.holder, "view_owner_numbers", document, {"account": system_account()})
    view = inspect.show(archive, document, unmasked=unmasked)
    with archive.records.read() as read:
        first = waiting_for_second(read, view.document)
        check = FirstCheck(first.decided_by, first.decided_at, vouched_in(read, first)) if first else None
        reviews = read.reviews.of_document(document)
    if check and not unmasked:
        shown = tuple(map(inspect.masked, check.said.fields))
        check = replace(check, said=replace(check.said, fields=shown))
    return ReviewTask(
        view=view,
        until=lease.until,
        names=dict(_names(archive, view, check)),
        choices=tuple(_choices(archive, view)),
        places=tuple(_places(archive, view)),
        first=check,
        reviews=reviews,
    )


def _names(archive: Archive, view: DocumentView, first: FirstCheck | None) -> Iterator[tuple[str, str]]:
    for what in (view.classification, first.said.classification if first else None):
        if what and what.result_type and (kind := archive.catalogue.result_types.get(what.result_type)):
            yield what.result_type, kind.name
        if what and what.procedure and (procedure := archive.catalogue.procedure(what.procedure)):
            yield what.procedure, procedure.name


def _choices(archive: Archive, view: DocumentView) -> Iterator[Choice]:
    for one in view.classification.candidates if view.classification else ():
        known = archive.catalogue.result_types.get(one.code)
        yield Choice(one.code, known.name if known else "", one.probability)


def _places(archive: Archive, view: DocumentView) -> Iterator[Place | None]:
    texts: dict[int, PageText] = {}
    for said in view.fields:
        place = said.value.page
        if place is not None and place not in texts and (reading := view.pages[place].reading):
            # Without the page's text it is only not known where the value stands.
            with suppress(ObjectDamaged):
                texts[place] = load_reading(archive.store, reading).text
        yield _place(said.value, texts[place]) if place in texts else None


def _place(value: FieldValue, text: PageText) -> Place | None:
    if value.box is None or not text.width or not text.height:
        return None
    box = text.to_source.inverse().box(value.box)
    return Place((box.x0 + box.x1) / 2 / text.width, (box.y0 + box.y1) / 2 / text.height)
