"""What a document risks, and what of a machine's newer words contradicts a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from digitize.model import Assertion, Classification, DocumentKind, FieldName, SourceKind
from digitize.pipeline.weighing import contradicted, risk_of
from digitize.records.rows import Effective
from digitize.records.statements import NO_MORE, TAKEN_BACK
from tests.archives import RESULT, field

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SURE = replace(RESULT, probability=1.0)
NUMBER = FieldName.NUMBER


def said(
    value: str,
    by: SourceKind = SourceKind.RULE,
    *,
    name: FieldName = NUMBER,
    item: int = 0,
    confidence: float = 0.9,
    rule: str = "",
) -> Assertion:
    return Assertion("D-1", field(name, value, item=item, confidence=confidence, rule=rule), by, by, "", NOW)


def person(value: str, *, item: int = 0, rule: str = "", name: FieldName = NUMBER) -> Assertion:
    return said(value, SourceKind.PERSON, item=item, rule=rule, name=name)


def risk(*, what: Classification = SURE, reasons: tuple[str, ...] = (), **confidences: float) -> float:
    values = [said("x", name=FieldName(name), confidence=confidence) for name, confidence in confidences.items()]
    return risk_of(what, Effective(tuple(values)), reasons)


def test_an_unsure_owner_last_day_or_type_goes_before_an_abstract() -> None:
    read_badly = risk(abstract=0.0, issuer=0.0, signer=0.0, signer_title=0.0)
    assert risk(owner_id=0.5) > risk(valid_until=0.5) > risk(issued_on=0.5) > risk(number=0.5) > read_badly
    assert risk(what=replace(RESULT, probability=0.5)) > read_badly


def test_the_less_sure_and_the_more_doubts_the_riskier() -> None:
    assert risk(owner_id=0.2) > risk(owner_id=0.6) > risk(owner_id=1.0) == 0
    assert risk(owner_id=0.6, number=0.6) > risk(owner_id=0.6)
    assert risk(number=0.6, reasons=("second_heading",)) > risk(number=0.6)
    assert risk(reasons=("manifest_differs",)) > risk(reasons=("page_timeout",)) > risk(reasons=("poorly_read",))


def test_a_paper_that_is_no_result_can_wait() -> None:
    paper = Classification(DocumentKind.DOSSIER_PAPER, probability=1.0)
    assert 0 < risk(what=paper, owner_id=0.2) < risk(owner_id=0.2)
    assert risk(what=Classification(), owner_id=0.2) > risk(owner_id=0.2)


def test_what_a_person_said_is_sure() -> None:
    value = replace(person("x", name=FieldName.OWNER_ID))
    assert risk_of(SURE, Effective((replace(value, value=replace(value.value, confidence=0.1)),)), ()) == 0


@pytest.mark.parametrize(
    ("history", "opens"),
    [
        ((said("1"), person("2"), said("1")), False),
        ((said("1"), person("2"), said("3")), True),
        ((said("1"), person("2"), said("3"), said("2")), False),
        ((said("1"), person("2"), said("3"), person("2"), said("3")), False),
        ((said("1"), person("2"), said("3", confidence=0.7)), False),
        ((said("1"), person("2"), said("")), False),
        ((said("1"), said("3"), person("2"), said("3")), False),
        ((said("1"), person("", rule=NO_MORE), said("3")), True),
        ((said("1"), person("1"), person("", item=1, rule=NO_MORE), said("3", item=1)), True),
        ((said("1"), person("1"), person("", item=1, rule=NO_MORE), said("1", item=1)), False),
        ((said("1"), person("1"), said("3", item=1)), False),
        ((said("1"), person("2"), person("", rule=TAKEN_BACK), said("3")), False),
        ((said("1"), said("3")), False),
        ((said("1"), person("2"), said("3", name=FieldName.SIGNER)), False),
    ],
    ids=[
        "turned down already", "something new", "and the person's word later", "turned down since", "unsure itself",
        "silent", "another machine's, turned down", "a value where there is none", "one more than there are",
        "the same once more", "an item nobody spoke of", "the person took it back", "nobody spoke", "another field",
    ],
)  # fmt: skip
def test_what_contradicts_a_person(history: tuple[Assertion, ...], opens: bool) -> None:
    assert contradicted(history, 0.75) == (frozenset({NUMBER}) if opens else frozenset())


def test_spelling_alone_contradicts_nobody() -> None:
    assert not contradicted((said("1"), person("Đủ  điều kiện"), said("đu dieu kien")), 0.75)
