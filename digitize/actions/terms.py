"""Terms that people say for a result type of which the catalogue knows none: asked once for each type, then known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from digitize.actions.archive import Archive
from digitize.actions.validity import given
from digitize.catalogue import TermKind, TermRule
from digitize.classify.terms import term_of
from digitize.errors import BadRequest, TermIsKnown, UnknownCode
from digitize.pipeline.keeping import settle
from digitize.records.transaction import Transaction

_CHUNK = 100
"""Results that get their term in one transaction."""


class Asked(StrEnum):
    """Why results of a type wait for a term."""

    NO_RULE = "no_rule"
    """A person is asked: the catalogue knows none, and nobody has said one that covers these days of issue."""
    ON_DOCUMENT = "on_document"
    """Only the paper tells, and it was not read: a matter of the single document."""
    DAY_MISSING = "day_missing"
    """There is a rule, and the day of issue was not read."""


@dataclass(frozen=True, slots=True)
class UnknownTerm:
    """A result type of which results wait for their term.

    Attributes:
        result_type: Code.
        name: As published.
        results: How many wait.
        why: What is missing.
        note: What the catalogue says of it.
    """

    result_type: str
    name: str
    results: int
    why: Asked
    note: str


@dataclass(frozen=True, slots=True)
class TermReport:
    """What came of a term that was said for a result type.

    Attributes:
        rule: As it was kept; ``None`` where those said before were applied once more.
        settled: How many results got their term now.
        waiting: How many of the type still wait: their day of issue is not known, or lies outside the rule's days.
    """

    rule: TermRule | None
    settled: int
    waiting: int


def unknown_terms(archive: Archive) -> tuple[UnknownTerm, ...]:
    """Result types of which results wait for a term; those that a person is asked about first, the most first."""
    with archive.records.read() as read:
        asked = read.term_rules.asked()
        said = {code: read.term_rules.of(code) for code in asked}
    found = [_unknown(archive, code, results, list(said[code])) for code, results in asked.items()]
    return tuple(sorted(found, key=lambda one: (one.why is not Asked.NO_RULE, -one.results, one.result_type)))


def _unknown(archive: Archive, code: str, results: int, said: list[TermRule]) -> UnknownTerm:
    known = archive.catalogue.result_types.get(code)
    rules = [*archive.catalogue.term_rules(code), *said]
    why = Asked.NO_RULE
    if any(rule.kind == "on_document" for rule in rules):
        why = Asked.ON_DOCUMENT
    elif any(rule.kind == "months" and rule.valid_from is None and rule.valid_to is None for rule in rules):
        why = Asked.DAY_MISSING
    note = "; ".join(rule.source for rule in archive.catalogue.term_rules(code) if rule.kind == "unknown")
    return UnknownTerm(code, known.name if known else "", results, why, note)


def say_term(
    archive: Archive,
    result_type: str,
    kind: TermKind,
    months: int | None,
    basis: str,
    by: str,
    first: date | None = None,
    last: date | None = None,
) -> TermReport:
    """Says how long results of a type are valid where neither paper nor catalogue does. It is asked once for a type.

    All results of the type that wait get their term by it, some at a time; stopped, the rest follows with
    :func:`apply_terms`.

    Args:
        archive: Where it is kept.
        result_type: Code.
        kind: ``months``, ``unlimited``, or ``on_document``: only the paper tells, so nobody is asked again.
        months: With ``months`` only.
        basis: The article it rests on.
        by: Id of an account, not a name.
        first: First day of issue it applies to; open without.
        last: Last day of issue it applies to; open without.

    Raises:
        UnknownCode: The catalogue does not hold the result type.
        BadRequest: No basis is given, months are missing or meaningless, or the days are in the wrong order.
        TermIsKnown: The catalogue knows a term for these days.
    """
    basis = given("basis", basis)
    if result_type not in archive.catalogue.result_types:
        raise UnknownCode(result_type)
    if (kind == "months") != (months is not None and months > 0):
        raise BadRequest("months")
    if first and last and last < first:
        raise BadRequest("from, to")
    if any(
        rule.kind != "unknown" and _overlap(rule, first, last) for rule in archive.catalogue.term_rules(result_type)
    ):
        raise TermIsKnown(result_type)
    with archive.records.write() as write:
        before = [rule.id for rule in write.term_rules.of(result_type)]
        rule = write.term_rules.add(result_type, kind, months, first, last, basis, by)
        detail = {"before": before, "rule": rule.id, "kind": kind, "months": months}
        days = {"from": first and first.isoformat(), "to": last and last.isoformat()}
        write.audit.append(by, "say_term", result_type, detail | days)
    settled, waiting = _settle_all(archive, result_type, by)
    return TermReport(rule, settled, waiting)


def apply_terms(archive: Archive, result_type: str, by: str) -> TermReport:
    """Applies once more what was said of a type to results that wait.

    Raises:
        UnknownCode: The catalogue does not hold the result type.
    """
    if result_type not in archive.catalogue.result_types:
        raise UnknownCode(result_type)
    return TermReport(None, *_settle_all(archive, result_type, by))


def _settle_all(archive: Archive, result_type: str, by: str) -> tuple[int, int]:
    """How many results of a type got their term, and how many still wait."""
    after, settled, waiting = "", 0, 0
    while True:
        with archive.records.write() as write:
            some = write.term_rules.waiting(result_type, after, _CHUNK)
            done = [_settle(archive, write, result, by) for result in some]
        settled += sum(done)
        waiting += len(some) - sum(done)
        if len(some) < _CHUNK:
            archive.indexer.follow()
            return settled, waiting
        after = some[-1]


def _settle(archive: Archive, write: Transaction, result: str, by: str) -> bool:
    """Gives a result that waits its term, if there is one now."""
    document = write.results.original(result)
    what = write.documents.classification(document) if document else None
    if document is None or what is None:
        return False
    write.documents.reserve(document)
    whole = write.results.whole(result)
    said = write.statements.effective(document, unsealed=False)
    code = whole.result.result_type
    term = term_of(what, said.fields, archive.catalogue, write.term_rules.of(code))
    if not write.results.settle_term(result, code, term) or not term.known:
        return False
    for one in dict.fromkeys((document, *(shown.id for shown, _ in whole.documents))):
        write.documents.revise(one)
    settle(write, document, archive.catalogue, archive.settings.trust_at)
    until = term.valid_until and term.valid_until.isoformat()
    detail = {"result": result, "before": whole.term.rule, "after": term.rule, "valid_until": until}
    write.audit.append(by, "settle_term", document, detail)
    return True


def _overlap(rule: TermRule, first: date | None, last: date | None) -> bool:
    return (rule.valid_from is None or last is None or rule.valid_from <= last) and (
        rule.valid_to is None or first is None or first <= rule.valid_to
    )
