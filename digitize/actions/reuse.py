"""The clerk's question: does a valid result already exist? Answered from records, never from the search index."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from digitize.actions.archive import Archive
from digitize.catalogue.identifiers import OwnerKind, OwnerNumber, parse_owner_number
from digitize.classify.terms import state_on
from digitize.errors import BadOwnerNumber, BadRequest, SecondCheck, TwoPersons, UnknownCode
from digitize.model import Assertion, Checked, FieldName, ReuseAnswer, Term, ValidityState
from digitize.records.rows import Effective, FoundResult, event_in_force
from digitize.records.transaction import Transaction

_STATES = {
    ValidityState.VALID: ReuseAnswer.VALID,
    ValidityState.EXPIRED: ReuseAnswer.EXPIRED,
    ValidityState.REVOKED: ReuseAnswer.REVOKED,
    ValidityState.CANCELLED: ReuseAnswer.REVOKED,
    ValidityState.REPLACED: ReuseAnswer.REPLACED,
    ValidityState.TERM_UNKNOWN: ReuseAnswer.TERM_UNKNOWN,
}
_BEST_FIRST = list(ReuseAnswer)
_UNCHECKED = frozenset({TwoPersons.code, SecondCheck.code})
"""Reasons of documents that two persons must check before anything is answered valid by them."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; at most one of the first three is set, none asks for anything the owner has.

    Attributes:
        result_type: National code of the result.
        issued_by_procedure: National code of the procedure that issues it.
        for_procedure: National code of the procedure whose dossier needs it.
        as_of: The day the answer is about.
    """

    result_type: str
    issued_by_procedure: str
    for_procedure: str
    as_of: date


@dataclass(frozen=True, slots=True)
class ReuseCandidate:
    """A result that comes into question, and why it is answered so.

    Attributes:
        answer: For this result alone.
        reason: Code of what decided: ``printed_date``, ``rule``, ``unlimited``, ``event``, ``owner_unsure``,
            ``type_unsure``, ``date_unsure``, ``check_due``, ``no_rule``.
        result: Id of the result.
        document: Id of the document that shows it.
        result_type: National code; for a possible match the one it may be.
        number: As printed.
        issued_on: Day of issue.
        issuer: As printed.
        term: How long it is valid, and by which rule or printed date.
        basis: Legal basis, or the decision that ended it.
        checked: Whether a person vouches for what the answer rests on.
    """

    answer: ReuseAnswer
    reason: str
    result: str
    document: str
    result_type: str
    number: str
    issued_on: date | None
    issuer: str
    term: Term
    basis: str
    checked: Checked


@dataclass(frozen=True, slots=True)
class Requirement:
    """A paper that is asked for: what it is called, what satisfies it, what was found.

    Attributes:
        name: The dossier's component, or the result type's name.
        result_types: Codes that satisfy it; empty for whatever the owner has.
        answer: Of the best candidate.
        candidates: Best first.
    """

    name: str
    result_types: tuple[str, ...]
    answer: ReuseAnswer
    candidates: tuple[ReuseCandidate, ...]


@dataclass(frozen=True, slots=True)
class ReuseReport:
    """The answer.

    Attributes:
        answer: Of the requirement that fares worst: a dossier is covered when all its papers are.
        as_of: The day it is about.
        requirements: One, or one for each component of the dossier.
        proofs: Proof references, one for each requirement, kept in the records.
    """

    answer: ReuseAnswer
    as_of: date
    requirements: tuple[Requirement, ...]
    proofs: tuple[str, ...]


def check_reuse(archive: Archive, question: Question, number: str) -> ReuseReport:
    """Asks whether results of an owner exist and are valid on a day.

    Args:
        archive: Where to look.
        question: What is asked for.
        number: The owner's, as typed.

    Raises:
        BadOwnerNumber: It cannot be an owner's number.
        BadRequest: More than one thing is asked for at once.
        UnknownCode: The catalogue does not hold a code, or not what a dossier of the procedure needs.
    """
    owner = parse_owner_number(number)
    requirements = look_up(archive, question, owner)
    with archive.records.write() as write:
        proofs = tuple(_record(write, owner, question.as_of, requirement) for requirement in requirements)
    worst = max((requirement.answer for requirement in requirements), key=_BEST_FIRST.index)
    return ReuseReport(worst, question.as_of, requirements, proofs)


def look_up(archive: Archive, question: Question, owner: OwnerNumber) -> tuple[Requirement, ...]:
    """What :func:`check_reuse` finds, without the proof that it was asked.

    Args:
        archive: Where to look.
        question: What is asked for.
        owner: Whose results.

    Raises:
        BadRequest: As of :func:`check_reuse`.
        UnknownCode: As well.
    """
    wanted = _wanted(archive, question)
    with archive.records.read() as read:
        asked = _Asked(read.parties.hashes(owner), frozenset(one.party for one in read.results.owners(owner)))
        found = [_weigh(archive, read, result, asked, question.as_of) for result in read.results.find(owner)]
    candidates = [candidate for weighed in found for candidate in weighed]
    return tuple(_answered(name, types, candidates) for name, types in wanted)


def _wanted(archive: Archive, question: Question) -> list[tuple[str, tuple[str, ...]]]:
    """Names and result types of what is asked for."""
    catalogue = archive.catalogue
    asked = [code for code in (question.result_type, question.issued_by_procedure, question.for_procedure) if code]
    if len(asked) > 1:
        raise BadRequest("more than one of result type, issuing and needing procedure")
    if not asked:
        return [("", ())]
    wanted: list[tuple[str, tuple[str, ...]]]
    if question.result_type:
        known = catalogue.result_types.get(question.result_type)
        wanted = [(known.name, (known.code,))] if known else []
    elif question.issued_by_procedure:
        types = tuple(kind.code for kind in catalogue.results_of(question.issued_by_procedure))
        procedure = catalogue.procedure(question.issued_by_procedure)
        wanted = [(procedure.name, types)] if procedure and types else []
    else:
        parts = catalogue.components(question.for_procedure)
        wanted = [(part.name, part.result_types) for part in parts]
    if not wanted:
        raise UnknownCode(asked[0])
    return wanted


def _answered(name: str, types: tuple[str, ...], candidates: Sequence[ReuseCandidate]) -> Requirement:
    fitting = [candidate for candidate in candidates if not types or candidate.result_type in types]
    ranked = tuple(sorted(fitting, key=_rank))
    return Requirement(name, types, ranked[0].answer if ranked else ReuseAnswer.NOT_FOUND, ranked)


def _rank(candidate: ReuseCandidate) -> tuple[int, bool, int, str]:
    issued = candidate.issued_on.toordinal() if candidate.issued_on else 0
    return _BEST_FIRST.index(candidate.answer), candidate.checked is not Checked.PERSON, -issued, candidate.result


def _record(write: Transaction, owner: OwnerNumber, as_of: date, requirement: Requirement) -> str:
    best = requirement.candidates[0] if requirement.candidates else None
    actor = getpass.getuser()
    check = write.reuse.record(
        actor, owner, requirement.result_types, as_of, requirement.answer, best.result if best else None
    )
    write.audit.append(actor, "reuse_check", check.id, {"answer": requirement.answer})
    return check.id


# --- one result -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who is asked about.

    Attributes:
        hashes: Keyed hashes of all numbers that are one with the one that was typed.
        parties: The party that these make; empty where nobody is known by the number.
    """

    hashes: frozenset[str]
    parties: frozenset[str]


def _weigh(archive: Archive, read: Transaction, found: FoundResult, asked: _Asked, as_of: date) -> list[ReuseCandidate]:
    """What one result of the owner answers: as what it is, or as each of the types that it may be."""
    document = found.documents[0][0]
    said = read.statements.effective(document.id)
    issued_on = found.result.issued_on
    if any(day and day > as_of for day in (issued_on, found.term.valid_from)):
        return []
    answer, reason, basis = _state(found, as_of)
    doubt = _doubt(archive, said, found, asked)
    if doubt and answer is ReuseAnswer.VALID:
        answer, reason = ReuseAnswer.POSSIBLE_MATCH, doubt
    if answer is ReuseAnswer.VALID and not _UNCHECKED.isdisjoint(document.reasons):
        answer, reason = ReuseAnswer.POSSIBLE_MATCH, "check_due"
    candidate = ReuseCandidate(
        answer,
        reason,
        found.result.id,
        document.id,
        found.result.result_type or "",
        found.result.number or "",
        issued_on,
        said.value(FieldName.ISSUER),
        found.term,
        basis,
        said.checked(FieldName.OWNER_ID, *_dates_behind(found.term)),
    )
    if candidate.result_type:
        return [candidate]
    if answer in (ReuseAnswer.VALID, ReuseAnswer.TERM_UNKNOWN):
        candidate = replace(candidate, answer=ReuseAnswer.POSSIBLE_MATCH, reason="type_unsure")
    what = read.documents.classification(document.id)
    return [replace(candidate, result_type=possible.code) for possible in (what.candidates if what else ())]


def _state(found: FoundResult, as_of: date) -> tuple[ReuseAnswer, str, str]:
    """The answer a result's term and history give, what decided it, and on what it rests."""
    if event := event_in_force(found.events, as_of):
        return _STATES[event.state], "event", event.basis
    state = state_on(found.term, as_of)
    if state is ValidityState.TERM_UNKNOWN:
        return ReuseAnswer.TERM_UNKNOWN, "date_unsure" if found.term.printed else "no_rule", found.term.basis
    reason = "printed_date" if found.term.printed else "unlimited" if found.term.unlimited else "rule"
    return _STATES[state], reason, found.term.basis


def _doubt(archive: Archive, said: Effective, found: FoundResult, asked: _Asked) -> str:
    """Why a machine's reading is not enough for *valid*; empty where it is, or a person vouches for it."""
    trust_at = archive.settings.trust_at
    numbers = [one for one in said.assertions if _names(archive, one, asked)]
    # Whoever is found on a paper without a number is so by a person's word alone.
    confirmed = any(owner.party in asked.parties and owner.number_kind is None for owner in found.owners)
    if not confirmed and all(_is_unsure(one, trust_at) for one in numbers):
        return "owner_unsure"
    dates = [one for one in said.assertions if one.value.name in _dates_behind(found.term)]
    return "date_unsure" if any(_is_unsure(one, trust_at) for one in dates) else ""


def _names(archive: Archive, said: Assertion, asked: _Asked) -> bool:
    """Whether a value is a number of who is asked about; a household business is known by that of its certificate."""
    if said.value.name not in (FieldName.OWNER_ID, FieldName.NUMBER):
        return False
    try:
        number = parse_owner_number(said.value.value)
    except BadOwnerNumber:
        return False
    if said.value.name is FieldName.NUMBER and number.kind is not OwnerKind.HOUSEHOLD:
        return False
    return not asked.hashes.isdisjoint(archive.records.keys.hashes(number))


def _dates_behind(term: Term) -> tuple[FieldName, ...]:
    """The dates a term rests on: the last day that is printed, or the day of issue from which it is counted."""
    if term.printed:
        return (FieldName.VALID_UNTIL,)
    return (FieldName.ISSUED_ON,)


def _is_unsure(said: Assertion, trust_at: float) -> bool:
    return said.source != "person" and said.value.confidence < trust_at
