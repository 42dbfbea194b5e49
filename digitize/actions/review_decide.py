"""A person's decision about a document that waits: kept, applied at once or when a second person agrees, and undone.

What a person says is written beside what machines said, never over it. What follows is derived anew in the same
transaction, so that search, reuse and the queue tell the same from then on.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec

from digitize.actions.archive import Archive
from digitize.actions.persons import person, system_account
from digitize.actions.review import is_merged, require_reviewable, vouched_in, waiting_for_second
from digitize.actions.review_pages import MARKS, mark_pages, process_again, surroundings, unmark_pages
from digitize.actions.review_values import Decision, compared, vouched
from digitize.errors import (
    BadRequest,
    BulkChanged,
    DigitizeError,
    ExitCode,
    NotReviewable,
    NotUndoable,
    ReviewLost,
    ReviewOutdated,
    SameReviewer,
)
from digitize.model import Classification, FieldValue, SourceKind
from digitize.pipeline import keeping
from digitize.pipeline.progress import Progress, silent
from digitize.pipeline.proposing import Proposer
from digitize.pipeline.weighing import weigh
from digitize.records.reviewed import Review, ReviewAct, Verdict, Wanted
from digitize.records.rows import Document, DocumentState, Publication, Source
from digitize.records.statements import TAKEN_BACK
from digitize.records.transaction import Transaction
from digitize.vietnamese.text import nfc

_IN_BULK = (ReviewAct.CONFIRM, ReviewAct.NOT_RESULT)
"""What can be said of many documents without naming anything of one of them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a decision about one document.

    Attributes:
        document: Id.
        state: What it is now; ``None`` where it was refused.
        reasons: Why it still waits.
        others: Documents that were made, taken out or changed with it.
        refused: The reason code of a refusal.
    """

    document: str
    state: DocumentState | None
    reasons: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class DecisionReport:
    """What came of a decision; in a dry run what would have come of it, and nothing was written."""

    act: ReviewAct
    outcomes: tuple[Outcome, ...]
    dry_run: bool = False

    @property
    def exit_code(self) -> ExitCode:
        """What the command ends with."""
        return ExitCode.PARTIAL if any(one.refused for one in self.outcomes) else ExitCode.OK


class _Undone(Exception):
    """Ends the transaction of a dry run, which leaves no trace."""


def decide(archive: Archive, document: str, decision: Decision, by: str, progress: Progress = silent) -> DecisionReport:
    """Decides about one document at which the person has the turn.

    Args:
        archive: Where it lies.
        document: Its id.
        decision: What the person says.
        by: Id of an account, not a name.
        progress: Is told how far reading and finishing are, where pages were changed.

    Raises:
        NotFound: There is no such document.
        ReviewRefused: The children say why.
        UnknownCode: The catalogue does not hold a code.
        BadRequest: A value is none of its field, or there is no such page.
        BadOwnerNumber: An owner's number is none.
        BatchBusy: Pages shall change and an ingest is running.
    """
    _require_whole(decision)
    me = person(by)
    if decision.act in MARKS or _undoes_marks(archive, document, decision.act):
        with archive.working():
            done = _change_pages(archive, document, decision, me, progress)
    else:
        with archive.records.write() as write:
            row = _begin(archive, write, document, decision, me)
            done = _settled(archive, write, row, _say(archive, write, row, decision, me))
    _follow(archive, (document,))
    return DecisionReport(decision.act, (done,))


def decide_each(
    archive: Archive, documents: Sequence[str], decision: Decision, by: str, *, dry_run: bool = False
) -> DecisionReport:
    """Decides the same about several documents, each by itself: one that is refused stops no other.

    The person gets the turn at each by this. A second check is refused, as it asks for a look at what the first person
    said.

    Args:
        archive: Where they lie.
        documents: Ids.
        decision: To confirm, or that they are no results.
        by: Id of an account, not a name.
        dry_run: Write nothing and say what would come of it.

    Raises:
        BadRequest: This cannot be said of several documents.
    """
    is_of_one = decision.values or decision.result_type or decision.procedure or decision.choice or decision.pages
    if decision.act not in _IN_BULK or is_of_one:
        raise BadRequest("one document at a time")
    _require_whole(decision)
    me = person(by)
    outcomes = tuple(_one_of_many(archive, one, decision, me, dry_run) for one in dict.fromkeys(documents))
    if not dry_run:
        _follow(archive, [one.document for one in outcomes if not one.refused])
    return DecisionReport(decision.act, outcomes, dry_run)


def decide_all(archive: Archive, wanted: Wanted, decision: Decision, by: str, expected: int | None) -> DecisionReport:
    """Decides the same about all that wait and match; without ``expected`` it says what would come of it.

    Args:
        archive: Where they lie.
        wanted: Which of those that wait.
        decision: As of :func:`decide_each`.
        by: Id of an account, not a name.
        expected: How many the person saw in the dry run.

    Raises:
        BulkChanged: Another number waits now.
        BadRequest: As of :func:`decide_each`.
    """
    with archive.records.read() as read:
        count = read.reviews.count(wanted)
        found = read.reviews.waiting(wanted, limit=count)
    if expected is not None and expected != len(found):
        raise BulkChanged(f"{len(found)}, not {expected}")
    return decide_each(archive, [one.id for one in found], decision, by, dry_run=expected is None)


def _one_of_many(archive: Archive, document: str, decision: Decision, me: str, dry_run: bool) -> Outcome:
    outcome = None
    try:
        with suppress(_Undone), archive.records.write() as write:
            if waiting_for_second(write, write.documents.reserve(document)):
                raise ReviewLost
            write.reviews.take(document, me, archive.settings.review_minutes * 60)
            row = _begin(archive, write, document, decision, me)
            outcome = _settled(archive, write, row, _say(archive, write, row, decision, me))
            if dry_run:
                raise _Undone
    except DigitizeError as error:
        return Outcome(document, None, refused=error.code)
    assert outcome is not None, "it ended by itself or by an error"
    return outcome


def _follow(archive: Archive, decided: Sequence[str]) -> None:
    """Looks for proposals again by what is known now, as when papers are published, and lets search follow.

    The decisions stand already: what is not compared now waits for ``digitize proposals find``.
    """
    Proposer(archive).follow(decided)
    archive.indexer.follow()


# --- one decision, in one transaction ---------------------------------------------------------------------


def _require_whole(decision: Decision) -> None:
    """Refuses what says less, or more, than the act it is for: a confirmation that changes something is none."""
    if decision.corrects and decision.act not in (ReviewAct.CORRECT, ReviewAct.NOT_RESULT):
        raise BadRequest("correct")
    if decision.act is ReviewAct.CORRECT and not decision.corrects:
        raise BadRequest("nothing to correct")


def _begin(archive: Archive, write: Transaction, document: str, decision: Decision, me: str) -> Document:
    """A document about which this person may decide now; by that their turn ends."""
    row = write.documents.reserve(document)
    require_reviewable(write, row)
    if is_merged(write, row) and decision.act is not ReviewAct.UNDO:
        raise NotReviewable
    lease = write.reviews.turn(document, me)
    # Each look at it makes the turn as long again.
    if _changed_at(write, document) > lease.until - timedelta(minutes=archive.settings.review_minutes):
        raise ReviewOutdated
    write.leases.end(lease)
    count = len(write.documents.pages(document))
    if not all(1 <= page <= count for page in decision.pages):
        raise BadRequest(f"--page 1…{count}")
    return row


def _changed_at(read: Transaction, document: str) -> datetime:
    """When something was last said of a document, or its pages changed: who decides must have seen that."""
    said = (one.recorded_at for one in read.statements.history(document))
    classified = (one.recorded_at for one in read.documents.classified(document))
    return max((*said, *classified, read.rescans.versions(document)[-1].recorded_at))


def _say(archive: Archive, write: Transaction, row: Document, decision: Decision, me: str) -> Review:
    """Keeps what a person decides about what stands on a document's pages."""
    if decision.act.vouches:
        return _vouch(archive, write, row, decision, me)
    if decision.act is ReviewAct.UNDO:
        last = _last(write, row)
        review = write.reviews.record(row.id, _verdict(row, decision, me, undoes=last.id, pages=last.pages))
        if last.act.vouches and last.applied:
            _take_back(write, row.id, last, me)
        return review
    return write.reviews.record(row.id, _verdict(row, decision, me))


def _change_pages(archive: Archive, document: str, decision: Decision, me: str, progress: Progress) -> Outcome:
    """Keeps what a person decides about a document's pages, and has the pipeline process it again."""
    around = surroundings(archive, document)
    with archive.records.write() as write:
        row = _begin(archive, write, document, decision, me)
        if decision.act is ReviewAct.UNDO:
            last = _last(write, row)
            review = write.reviews.record(row.id, _verdict(row, decision, me, undoes=last.id, pages=last.pages))
            recut = unmark_pages(write, row, last, review, around)
        else:
            review = write.reviews.record(row.id, _verdict(row, decision, me))
            recut = mark_pages(write, row, review, decision, around)
        _note(write, row, write.documents.get(row.id), review)
        for other in recut.others:
            write.audit.append(me, "review_pages", other, {"review": review.id, "with": row.id})
    process_again(archive, recut, progress)
    with archive.records.read() as read:
        after = read.documents.get(document)
    return Outcome(document, after.state, after.reasons, recut.others)


def _vouch(archive: Archive, write: Transaction, row: Document, decision: Decision, me: str) -> Review:
    """Keeps what a person says of the whole document, and applies it unless another person must agree first."""
    first = waiting_for_second(write, row)
    agrees = first is not None and decision.act is ReviewAct.CONFIRM
    if first and agrees:
        if first.decided_by == me:
            raise SameReviewer
        said = vouched_in(write, first)
    else:
        said = vouched(write, row.id, decision, archive.catalogue)
    what = said.classification
    alone = not agrees and what.result_type is not None and archive.catalogue.needs_two_persons(what.result_type)
    found = compared(write, row.id, said)
    verdict = _verdict(
        row,
        decision,
        me,
        applied=not alone,
        said=msgspec.json.encode(said).decode() if alone else "",
        first=first.id if first and agrees else None,
        answered=found.answered,
        changed=found.changed,
        result_type=found.result_type,
    )
    if not alone:
        write.say(row.id, Publication(what, _source(me), said.fields))
    return write.reviews.record(row.id, verdict)


def _settled(archive: Archive, write: Transaction, before: Document, review: Review) -> Outcome:
    """What follows from a decision: state, term and owners are derived anew, and the audit has before and after."""
    what = write.documents.classification(before.id) or Classification()
    # What stood against it when a decision was made that is now taken back stands against it again.
    undone = next((one.reasons for one in write.reviews.of_document(before.id) if one.id == review.undoes), ())
    given = Publication(what, _source(review.decided_by), reasons=(*before.reasons, *undone))
    weighed = weigh(write, before.id, given, archive.catalogue, archive.settings)
    write.settle(before.id, weighed)
    keeping.settle(write, before.id, archive.catalogue, archive.settings.trust_at)
    after = write.documents.get(before.id)
    _note(write, before, after, review)
    return Outcome(before.id, after.state, after.reasons)


def _note(write: Transaction, before: Document, after: Document, review: Review) -> None:
    """Who decided what, and what it changed; the values themselves stand among the statements, before and after."""
    detail = {
        "review": review.id,
        "account": system_account(),
        "applied": review.applied,
        "changed": list(review.changed),
        "pages": list(review.pages),
        "undoes": review.undoes,
        "before": _shown(before),
        "after": _shown(after),
    }
    write.audit.append(review.decided_by, f"review_{review.act}", before.id, detail)


def _shown(row: Document) -> dict[str, object]:
    return {
        "state": row.state,
        "reasons": list(row.reasons),
        "kind": row.kind,
        "result_type": row.result_type,
        "procedure": row.procedure,
        "version": row.version,
        "revision": row.revision,
    }


def _verdict(row: Document, decision: Decision, me: str, **more: Any) -> Verdict:
    verdict = Verdict(decision.act, me, reasons=row.reasons, pages=decision.pages, note=nfc(decision.note.strip()))
    return replace(verdict, **more)


def _source(by: str) -> Source:
    return Source(SourceKind.PERSON, by)


# --- taking back ------------------------------------------------------------------------------------------


def _undoes_marks(archive: Archive, document: str, act: ReviewAct) -> bool:
    """Whether a decision takes back one by which pages were changed."""
    if act is not ReviewAct.UNDO:
        return False
    with archive.records.read() as read:
        return any(one.act in MARKS for one in read.reviews.standing(document)[-1:])


def _last(read: Transaction, row: Document) -> Review:
    """The decision that can be taken back: the newest that stands.

    Raises:
        NotUndoable: There is none, or a rescan that was asked for has come.
    """
    standing = read.reviews.standing(row.id)
    if not standing or (standing[-1].act is ReviewAct.RESCAN and standing[-1].version != row.version):
        raise NotUndoable
    return standing[-1]


def _take_back(write: Transaction, document: str, review: Review, me: str) -> None:
    """Has count again what persons said before a decision and, where they said nothing, what machines say."""
    by_person = [one for one in write.statements.history(document) if one.source is SourceKind.PERSON]
    mine = [one.value for one in by_person if one.recorded_at == review.decided_at]
    before = {(one.value.name, one.value.item): one.value for one in by_person if one.recorded_at < review.decided_at}
    values = [
        before.get((value.name, value.item), FieldValue(value.name, "", "", 1.0, rule=TAKEN_BACK, item=value.item))
        for value in mine
    ]
    write.statements.record(document, values, _source(me))
    said = [one for one in write.documents.classified(document) if one.source.kind is SourceKind.PERSON]
    earlier = [one.classification for one in said if one.recorded_at < review.decided_at]
    write.documents.classify(document, earlier[-1] if earlier else Classification(rung=TAKEN_BACK), _source(me))
