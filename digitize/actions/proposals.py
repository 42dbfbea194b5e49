"""What people decide about proposals: accept, refuse, take back; each stands in the audit with before and after.

In bulk each proposal is decided in a transaction of its own, and each has an outcome of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from digitize.actions.archive import Archive
from digitize.actions.validity import given
from digitize.errors import BadRequest, DigitizeError, ExitCode, ProposalDecided, ProposalOutdated
from digitize.model import FieldName, SourceKind, ValidityState
from digitize.pipeline.proposing import Proposer
from digitize.records.proposed import (
    ABOUT_DOCUMENTS,
    ABOUT_OWNERS,
    Proposal,
    ProposalKind,
    ProposalState,
    ProposalVerdict,
)
from digitize.records.rows import Relation, Source, event_in_force
from digitize.records.statements import to_day
from digitize.records.transaction import Transaction
from digitize.vietnamese.dates import format_date

_RELATIONS = {
    ProposalKind.SAME_PAPER: Relation.RESCAN,
    ProposalKind.DRAFT: Relation.DRAFT,
    ProposalKind.CERTIFIED_COPY: Relation.CERTIFIED_COPY,
}

Effect = dict[str, Any]
"""What an acceptance changed, as JSON: enough to take it back."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one proposal of several.

    Attributes:
        proposal: Its id.
        state: How it stands now; ``None`` where there is no such proposal.
        problem: Reason code where nothing was decided.
    """

    proposal: str
    state: ProposalState | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class DecidedReport:
    """What came of each proposal, in the order given."""

    outcomes: tuple[Outcome, ...]

    @property
    def exit_code(self) -> ExitCode:
        """What the command ends with."""
        return ExitCode.PARTIAL if any(one.problem for one in self.outcomes) else ExitCode.OK


@dataclass(frozen=True, slots=True)
class FoundReport:
    """How many proposals wait that did not before."""

    proposals: int


def listing(
    archive: Archive,
    state: ProposalState = ProposalState.WAITING,
    kinds: Sequence[ProposalKind] = (),
    document: str = "",
    *,
    after: str = "",
    limit: int = 100,
) -> tuple[Proposal, ...]:
    """Proposals in a state, or every proposal that a document has to do with.

    Raises:
        NotFound: There is no such document, or no proposal ``after``.
    """
    with archive.records.read() as read:
        if document:
            return read.proposals.of_document(read.documents.get(document).id)
        return read.proposals.listing(state, kinds, after=after, limit=limit)


def find(archive: Archive) -> FoundReport:
    """Compares with others every document of which something became known since it last was.

    Needed once for an archive that an older program made; later documents are compared when their batch ends and after
    a person's decision. Stopped, it goes on where it was.
    """
    return FoundReport(Proposer(archive).drain())


def accept(archive: Archive, proposals: Sequence[str], reason: str, by: str, on: date | None = None) -> DecidedReport:
    """Accepts proposals: what they say counts from now on, until somebody takes it back.

    Args:
        archive: Where they are.
        proposals: Their ids.
        reason: Why, in the person's words.
        by: Id of an account, not a name.
        on: First day on which a result is revoked or replaced; by default the day of issue of the paper that does it.

    Raises:
        BadRequest: No reason is given.
    """

    def one(write: Transaction, proposal: Proposal) -> Proposal:
        if proposal.state is ProposalState.LAPSED:
            raise ProposalOutdated
        if proposal.state is not ProposalState.WAITING:
            raise ProposalDecided(proposal.state)
        effect = _carry_out(write, proposal, by, on)
        accepted = _decide(write, proposal, ProposalVerdict.ACCEPTED, by, said, effect)
        _settle_owners(write, proposal)
        return accepted

    said = given("reason", reason)
    # What it rests on may have changed since: a number corrected, a document withdrawn.
    return _each(archive, proposals, one, look_again=True)


def refuse(archive: Archive, proposals: Sequence[str], reason: str, by: str) -> DecidedReport:
    """Refuses proposals: nothing changes, and they are not made again.

    Args:
        archive: Where they are.
        proposals: Their ids.
        reason: Why, in the person's words.
        by: Id of an account, not a name.

    Raises:
        BadRequest: No reason is given.
    """

    def one(write: Transaction, proposal: Proposal) -> Proposal:
        return _decide(write, proposal, ProposalVerdict.REFUSED, by, said, {})

    said = given("reason", reason)
    return _each(archive, proposals, one)


def undo(archive: Archive, proposals: Sequence[str], reason: str, by: str) -> DecidedReport:
    """Takes back what was decided about proposals, with all that it changed; they wait again.

    Args:
        archive: Where they are.
        proposals: Their ids.
        reason: Why, in the person's words.
        by: Id of an account, not a name.

    Raises:
        BadRequest: No reason is given.
    """

    def one(write: Transaction, proposal: Proposal) -> Proposal:
        last = proposal.decisions[-1] if proposal.decisions else None
        undone = _decide(write, proposal, ProposalVerdict.UNDONE, by, said, dict(last.effect) if last else {})
        if last and last.verdict is ProposalVerdict.ACCEPTED:
            _take_back(write, proposal, last.effect, by, said)
            _settle_owners(write, proposal)
        return undone

    said = given("reason", reason)
    return _each(archive, proposals, one)


# --- one after the other ----------------------------------------------------------------------------------


def _each(
    archive: Archive,
    proposals: Sequence[str],
    decide: Callable[[Transaction, Proposal], Proposal],
    *,
    look_again: bool = False,
) -> DecidedReport:
    outcomes = []
    for proposal in dict.fromkeys(proposals):
        try:
            if look_again:
                with archive.records.read() as read:
                    document = read.proposals.get(proposal).document
                Proposer(archive).look(document)
            with archive.records.write() as write:
                state = decide(write, write.proposals.reserve(proposal)).state
            outcomes.append(Outcome(proposal, state, None))
        except DigitizeError as error:
            outcomes.append(Outcome(proposal, _state(archive, proposal), error.code))
    archive.indexer.follow()
    return DecidedReport(tuple(outcomes))


def _state(archive: Archive, proposal: str) -> ProposalState | None:
    try:
        with archive.records.read() as read:
            return read.proposals.get(proposal).state
    except DigitizeError:
        return None


def _decide(
    write: Transaction, proposal: Proposal, verdict: ProposalVerdict, by: str, reason: str, effect: Effect
) -> Proposal:
    decided = write.proposals.decide(proposal, verdict, by, reason, effect)
    detail = {
        "kind": proposal.kind,
        "subject": proposal.subject,
        "counterpart": proposal.counterpart,
        "before": proposal.state,
        "after": decided.state,
        "effect": effect,
    }
    write.audit.append(by, f"{verdict}_proposal", proposal.id, detail)
    return decided


# --- what an acceptance does ------------------------------------------------------------------------------


def _carry_out(write: Transaction, proposal: Proposal, by: str, on: date | None) -> Effect:
    """Lets a proposal that is about to be accepted take effect, and says what it changed."""
    if proposal.kind in ABOUT_DOCUMENTS:
        return _link(write, proposal)
    return {} if proposal.kind in ABOUT_OWNERS else _end(write, proposal, by, on)


def _take_back(write: Transaction, proposal: Proposal, effect: Mapping[str, Any], by: str, reason: str) -> None:
    """Undoes what an acceptance did."""
    if proposal.kind in ABOUT_DOCUMENTS:
        if before := effect.get("before"):
            _require(write.results.shown(proposal.subject) == (effect["after"][0], Relation(effect["after"][1])))
            write.results.show(proposal.subject, before[0], Relation(before[1]))
    elif proposal.kind not in ABOUT_OWNERS:
        event = next((one for one in write.results.events(proposal.counterpart) if one.id == effect["event"]), None)
        if event and not event.undone:
            write.results.undo_event(event, reason, Source(SourceKind.PERSON, by))


def _settle_owners(write: Transaction, proposal: Proposal) -> None:
    """Which owners are one follows from the accepted proposals, of which this one is or is no longer one."""
    if proposal.kind in ABOUT_OWNERS:
        write.parties.settle((proposal.subject, proposal.counterpart))


def _link(write: Transaction, proposal: Proposal) -> Effect:
    """Lets a document show the result of its counterpart; papers that show none are known to be one, no more."""
    for document in sorted((proposal.subject, proposal.counterpart)):
        write.documents.reserve(document)
    before, to = write.results.shown(proposal.subject), write.results.shown(proposal.counterpart)
    if before is None or to is None:
        return {}
    # What people did to a result must not be lost with the document that shows it.
    events = [event for event in write.results.events(before[0]) if not event.undone]
    _require(before[1] is Relation.ORIGINAL and not events)
    relation = _RELATIONS[proposal.kind]
    write.results.show(proposal.subject, to[0], relation)
    return {"before": list(before), "after": [to[0], relation]}


def _end(write: Transaction, proposal: Proposal, by: str, on: date | None) -> Effect:
    """Says that a result was revoked, cancelled or replaced."""
    said = write.statements.effective(proposal.document)
    begun = on or to_day(said.value(FieldName.ISSUED_ON))
    if begun is None:
        raise BadRequest("--on")
    number, day = said.value(FieldName.NUMBER), to_day(said.value(FieldName.ISSUED_ON))
    basis = f"{number} {format_date(day)}" if number and day else number or proposal.document
    _require(event_in_force(write.results.events(proposal.counterpart), date.max) is None)
    event = write.results.add_event(
        proposal.counterpart,
        ValidityState(proposal.evidence["state"]),
        begun,
        basis,
        Source(SourceKind.PERSON, by),
        replaced_by=proposal.subject if proposal.kind is ProposalKind.REPLACES else None,
    )
    return {"event": event.id, "state": event.state, "effective_on": begun.isoformat()}


def _require(holds: bool) -> None:
    if not holds:
        raise ProposalOutdated
