"""How long a result is valid: why the records say so, and what people do to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from digitize.actions.archive import Archive
from digitize.catalogue import TermRule
from digitize.catalogue.identifiers import mask_numbers
from digitize.classify.terms import PRINTED_DURATION, rule_for, state_on
from digitize.classify.validity import line_at
from digitize.errors import BadRequest, NoResult, NothingToRestore
from digitize.model import UNLIMITED, Assertion, FieldName, SourceKind, Term, ValidityState
from digitize.pipeline.readings import load_reading
from digitize.records.rows import FoundResult, Relation, Source, ValidityEvent, event_in_force
from digitize.records.statements import to_day
from digitize.records.term_rules import PREFIX
from digitize.records.transaction import Transaction
from digitize.vietnamese.text import nfc

# --- why ---------------------------------------------------------------------------------------------------


class StepKind(StrEnum):
    """A step of the derivation, in the order in which they decide."""

    TYPE = "type"
    PRINTED = "printed"
    PRINTED_UNSURE = "printed_unsure"
    RULE = "rule"
    ON_DOCUMENT = "on_document"
    NO_RULE = "no_rule"
    NO_DAY = "no_day"
    COUNTED = "counted"
    EVENT = "event"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Row:
    """A last day as one row of the paper has it.

    Attributes:
        item: 0-based.
        line: What else stands in the row, owners' numbers masked; empty where the day came from no page.
        raw: The day as printed.
        until: The last day, inclusive; ``None``: no term, or not read.
        unlimited: It says that there is none.
        confidence: Of the reading, 0…1.
        page: 0-based position in the document.
        state: Of this row on the day asked about; what ended the result ended each row.
        by: Who says it.
    """

    item: int
    line: str
    raw: str
    until: date | None
    unlimited: bool
    confidence: float
    page: int | None
    state: ValidityState
    by: SourceKind


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule that was applied, or that leaves it open.

    Attributes:
        rule: With its own first and last day, and its legal basis.
        by_person: A person said it, for want of one in the catalogue.
    """

    rule: TermRule
    by_person: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One step; what does not belong to its kind is empty.

    Attributes:
        kind: What it says.
        day: The day counted from, or the first day of an event.
        until: The last day that follows.
        months: Of the rule.
        state: Of an event, or of the whole.
        basis: Legal basis, or the decision.
        by: Who said it.
    """

    kind: StepKind
    day: date | None = None
    until: date | None = None
    months: int | None = None
    state: ValidityState | None = None
    basis: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """How the validity of a result follows, step by step.

    Attributes:
        document: Id of the document asked about.
        result: Id of the result.
        relation: What the document is to it.
        result_type: Code, empty where unknown.
        type_name: Its name.
        as_of: The day it is about.
        steps: In the order in which they decide; the last is the answer.
        rows: Each printed last day; the earliest counts for the whole.
        rule: The rule of the result type, where the paper prints no term.
        term: As it stands on record.
        events: What people did, what was taken back among it.
        state: On that day.
    """

    document: str
    result: str
    relation: Relation
    result_type: str
    type_name: str
    as_of: date
    steps: tuple[Step, ...]
    rows: tuple[Row, ...]
    rule: Rule | None
    term: Term
    events: tuple[ValidityEvent, ...]
    state: ValidityState


def explain(archive: Archive, document: str, as_of: date) -> Explanation:
    """Why a document's result is valid on a day, or is not.

    Raises:
        NotFound: There is no such document.
        NoResult: It shows no result.
    """
    with archive.records.read() as read:
        result, relation = _shown(read, document)
        whole = read.results.whole(result)
        # A copy or a second scan shows the same result, which the original decides.
        original = read.results.original(result) or document
        said = read.statements.effective(original, unsealed=False)
        pages = [read.pages.get(ref).reading for ref in read.documents.pages(original)]
        rules = read.term_rules.of(whole.result.result_type)
    event = event_in_force(whole.events, as_of)
    printed = [one for one in said.assertions if one.value.name is FieldName.VALID_UNTIL]
    rows = tuple(_row(archive, one, pages, event, as_of) for one in printed)
    code = whole.result.result_type or ""
    known = archive.catalogue.result_types.get(code)
    rule = None
    if code and not rows and (found := rule_for(code, whole.result.issued_on, archive.catalogue, rules)):
        rule = Rule(found, found.id.startswith(PREFIX))
    state = event.state if event else state_on(whole.term, as_of)
    return Explanation(
        document, result, relation, code, known.name if known else "", as_of,
        _steps(whole, rows, rule, state), rows, rule, whole.term, whole.events, state,
    )  # fmt: skip


def _row(
    archive: Archive, said: Assertion, pages: Sequence[str | None], event: ValidityEvent | None, as_of: date
) -> Row:
    value, until = said.value, to_day(said.value.value)
    term = Term(valid_until=until, unlimited=value.value == UNLIMITED, known=True)
    state = event.state if event else state_on(term, as_of)
    reading = pages[value.page] if value.page is not None else None
    line = mask_numbers(line_at(load_reading(archive.store, reading), value.box)) if reading and value.box else ""
    return Row(value.item, line, value.raw, until, term.unlimited, value.confidence, value.page, state, said.source)


def _steps(whole: FoundResult, rows: tuple[Row, ...], rule: Rule | None, state: ValidityState) -> tuple[Step, ...]:
    term, issued_on = whole.term, whole.result.issued_on
    steps = [Step(StepKind.TYPE)]
    if term.printed:
        kind = StepKind.PRINTED if term.known else StepKind.PRINTED_UNSURE
        steps.append(Step(kind, until=term.valid_until, basis=term.basis))
        if term.rule == PRINTED_DURATION:
            steps.append(Step(StepKind.COUNTED, day=issued_on, until=term.valid_until))
    elif rule is None or rule.rule.kind == "unknown":
        steps.append(Step(StepKind.NO_RULE, basis=rule.rule.basis if rule else ""))
    elif rule.rule.kind == "on_document":
        steps.append(Step(StepKind.ON_DOCUMENT, basis=rule.rule.basis))
    else:
        by = rule.rule.source if rule.by_person else ""
        steps.append(Step(StepKind.RULE, months=rule.rule.months, basis=rule.rule.basis, by=by))
        if rule.rule.kind == "months":
            counted = StepKind.COUNTED if issued_on else StepKind.NO_DAY
            steps.append(Step(counted, day=issued_on, until=term.valid_until, months=rule.rule.months))
    steps += [
        Step(StepKind.EVENT, day=event.effective_on, state=event.state, basis=event.basis, by=event.source.name)
        for event in whole.events
        if not event.undone
    ]
    return (*steps, Step(StepKind.STATE, until=term.valid_until, state=state))


# --- what people do to a result ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EventReport:
    """What was said of a result.

    Attributes:
        document: Id.
        result: Id.
        before: How it stood on the first day of the event.
        event: What was said.
    """

    document: str
    result: str
    before: ValidityState
    event: ValidityEvent


def end(
    archive: Archive, document: str, state: ValidityState, basis: str, on: date, by: str, replaced_by: str = ""
) -> EventReport:
    """Revokes, replaces, cancels or restores the result that a document shows. Reuse answers by it at once.

    Nothing of the result is removed (Decree 45/2020/NĐ-CP, article 15).

    Args:
        archive: Where it lies.
        document: Id.
        state: ``REVOKED``, ``REPLACED``, ``CANCELLED``, or ``VALID`` to restore it: from then on its term decides.
        basis: The decision or article it rests on.
        on: First day of it.
        by: Id of an account, not a name.
        replaced_by: Id of the document that shows the result in its place.

    Raises:
        NotFound: There is no such document.
        NoResult: One of them shows no result.
        BadRequest: No basis is given, or it is replaced by itself.
        NothingToRestore: It is to be restored and was not ended.
    """
    basis = given("basis", basis)
    with archive.records.write() as write:
        write.documents.reserve(document)
        result, _ = _shown(write, document)
        new = _shown(write, replaced_by)[0] if replaced_by else None
        if new == result:
            raise BadRequest("replaced by itself")
        events = write.results.events(result)
        if state is ValidityState.VALID and event_in_force(events, date.max) is None:
            raise NothingToRestore
        before = _state(write, result, document, on)
        source = Source(SourceKind.PERSON, by)
        event = write.results.add_event(result, state, on, basis, source, replaced_by=new)
        detail = {"result": result, "event": event.id, "effective_on": on.isoformat(), "before": before}
        after = _state(write, result, document, on)
        write.audit.append(by, _VERBS[state], document, detail | {"after": after, "replaced_by": new})
    archive.indexer.follow()
    return EventReport(document, result, before, event)


_VERBS = {
    ValidityState.REVOKED: "revoke",
    ValidityState.REPLACED: "replace",
    ValidityState.CANCELLED: "cancel",
    ValidityState.VALID: "restore",
}


def _state(read: Transaction, result: str, document: str, as_of: date) -> ValidityState:
    event = event_in_force(read.results.events(result), as_of)
    return event.state if event else state_on(read.results.term(document), as_of)


# --- parts -------------------------------------------------------------------------------------------------


def _shown(read: Transaction, document: str) -> tuple[str, Relation]:
    """The result that a document shows."""
    read.documents.get(document)
    shown = read.results.shown(document)
    if shown is None:
        raise NoResult
    return shown


def given(name: str, text: str) -> str:
    """A text that must be given, as it is kept.

    Raises:
        BadRequest: It is empty.
    """
    if not text.strip():
        raise BadRequest(name)
    return nfc(text.strip())
