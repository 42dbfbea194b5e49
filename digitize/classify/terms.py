"""How long a result is valid: a date printed on it, else a rule by result type and day of issue, else nothing.

Rules are the catalogue's or, where it knows none, what a person said of the result type.

Counting follows the Civil Code 91/2015/QH13: the first day does not count (article 147.2); a term in months or years
ends with the day of the last month that has the same number, or with that month's last day where it has none
(article 148.3 and 148.4). So a paper of 5 January 2024 with a term of 6 months is valid until 5 July 2024, that day
included. Article 148.5 (a last day that is no working day) is not applied: a term is never lengthened here.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date

from digitize.catalogue import Catalogue, TermRule
from digitize.model import UNLIMITED, Classification, DocumentKind, FieldName, FieldValue, Term, ValidityState

PRINTED_DURATION = "printed_duration"
"""Rule of a ``valid_until`` that was counted from a duration printed on the paper."""

_TRUSTED = 0.5


def end_of_term(start: date, months: int) -> date:
    """The last day, inclusive, of a term of so many months counted from a day.

    Raises:
        ValueError: The day lies beyond what the calendar holds.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise ValueError("beyond the calendar")
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def term_of(
    classification: Classification,
    fields: Sequence[FieldValue],
    catalogue: Catalogue,
    said: Sequence[TermRule] = (),
) -> Term:
    """The term of a result.

    Args:
        classification: What the paper is.
        fields: What was read from it. Values below a confidence of 0.5 are not built upon, and a printed term
            that could not be read with confidence is not replaced by a rule: it might differ from it.
        catalogue: The rules.
        said: Rules of the result type that people said, newest first; see :func:`rule_for`.

    Returns:
        With ``known`` false where nothing is known, and for papers that are no results.
    """
    if classification.kind is not DocumentKind.RESULT:
        return Term()
    issued_on = _issued_on(fields)
    printed = [value for value in fields if value.name is FieldName.VALID_UNTIL]
    if printed:
        return _printed_term(printed, issued_on)
    return _rule_term(classification, issued_on, catalogue, said)


def rule_for(
    result_type: str, issued_on: date | None, catalogue: Catalogue, said: Sequence[TermRule]
) -> TermRule | None:
    """The rule that says how long a result is valid where its paper does not.

    Args:
        result_type: Its code.
        issued_on: Its day of issue; without it only a rule that holds for all time can be applied.
        catalogue: Its rule comes first, unless it says that the term is unknown.
        said: Rules that people said for the type, newest first.
    """
    known = catalogue.term_rule(result_type, issued_on)
    if known is not None and known.kind != "unknown":
        return known
    return next((rule for rule in said if _applies(rule, issued_on)), known)


def _applies(rule: TermRule, issued_on: date | None) -> bool:
    if issued_on is None:
        return rule.valid_from is None and rule.valid_to is None
    return rule.covers(issued_on)


def _issued_on(fields: Sequence[FieldValue]) -> date | None:
    values = [value for value in fields if value.name is FieldName.ISSUED_ON and value.confidence >= _TRUSTED]
    best = max(values, key=lambda value: value.confidence, default=None)
    return date.fromisoformat(best.value) if best else None


def _printed_term(printed: list[FieldValue], issued_on: date | None) -> Term:
    if any(value.confidence < _TRUSTED for value in printed):
        return Term(valid_from=issued_on, printed=True)
    dates = [date.fromisoformat(value.value) for value in printed if value.value != UNLIMITED]
    counted = any(value.rule == PRINTED_DURATION for value in printed)
    if not dates:
        return Term(issued_on, None, unlimited=True, known=True, printed=True, basis="in trên giấy: không thời hạn")
    basis = "tính từ thời hạn in trên giấy" if counted else "ngày hết hạn in trên giấy"
    if len(printed) > 1:
        # One of several rows may have ended while others run on; what holds for all of them is the earliest.
        basis = f"{basis}, dòng hết hạn sớm nhất trong {len(printed)} dòng"
    rule = PRINTED_DURATION if counted else ""
    return Term(issued_on, min(dates), known=True, printed=True, rule=rule, basis=basis)


def _rule_term(
    classification: Classification, issued_on: date | None, catalogue: Catalogue, said: Sequence[TermRule]
) -> Term:
    if classification.result_type is None:
        return Term(valid_from=issued_on)
    rule = rule_for(classification.result_type, issued_on, catalogue, said)
    if rule is None:
        return Term(valid_from=issued_on)
    if rule.kind == "unlimited":
        return Term(issued_on, None, unlimited=True, known=True, rule=rule.id, basis=rule.basis)
    if rule.kind == "months" and rule.months is not None and issued_on is not None:
        until = end_of_term(issued_on, rule.months)
        return Term(issued_on, until, known=True, rule=rule.id, basis=rule.basis)
    return Term(valid_from=issued_on, rule=rule.id, basis=rule.basis)


def state_on(term: Term, as_of: date) -> ValidityState:
    """The state that follows from a term alone; what people did to the result (revoked, replaced) comes on top.

    Returns:
        ``TERM_UNKNOWN`` where nothing is known, ``NOT_YET_VALID`` before the first day; never ``VALID`` from a term
        that is neither unlimited nor has a last day.
    """
    if not term.known or (term.valid_until is None and not term.unlimited):
        return ValidityState.TERM_UNKNOWN
    if term.valid_until is not None and as_of > term.valid_until:
        return ValidityState.EXPIRED
    if term.valid_from is not None and as_of < term.valid_from:
        return ValidityState.NOT_YET_VALID
    return ValidityState.VALID
