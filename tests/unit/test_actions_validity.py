"""Why a result is valid or is not, what people do to it, and terms that people say for a result type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from digitize.actions import reuse, terms, validity
from digitize.actions.archive import Archive, open_archive
from digitize.actions.terms import Asked
from digitize.classify.terms import rule_for, term_of
from digitize.errors import BadRequest, NoResult, NotFound, NothingToRestore, TermIsKnown, UnknownCode
from digitize.model import UNLIMITED, Classification, DocumentKind, FieldName, Term, ValidityState
from digitize.records.rows import Publication
from digitize.settings import Settings
from tests import archives
from tests.archives import FIELDS, NUMBER, RESULT, TYPE, field, publication, without
from tests.classify_pages import line, page
from tests.published import paper_in

DAY = date(2026, 6, 30)
UNKNOWN = "KQ.G10.000044"
"""A result type of which the catalogue says that its term is unknown."""


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(Settings(home=tmp_path / "archive"), create=True) as opened:
        yield opened


def put(archive: Archive, seed: str, said: Publication) -> str:
    with archive.records.write() as write:
        document = archives.document(write, seed)
        write.publish(document.id, said)
        return document.id


def derived(archive: Archive, what: Classification = RESULT, fields: tuple[object, ...] = FIELDS) -> Publication:
    """A publication whose term follows from its fields, as the pipeline has it."""
    with archive.records.read() as read:
        said = read.term_rules.of(what.result_type)
    term = term_of(what, fields, archive.catalogue, said)  # type: ignore[arg-type]
    return publication(fields, classification=what, term=term)  # type: ignore[arg-type]


def steps(archive: Archive, document: str, as_of: date = DAY) -> list[str]:
    return [str(step.kind) for step in validity.explain(archive, document, as_of).steps]


def answer(archive: Archive, result_type: str = TYPE, as_of: date = DAY) -> str:
    return reuse.check_reuse(archive, reuse.Question(result_type, "", "", as_of), NUMBER.value).answer


OF_UNKNOWN = replace(RESULT, result_type=UNKNOWN)


# --- why ---------------------------------------------------------------------------------------------------


def test_a_term_by_rule_is_counted_from_the_day_of_issue(archive: Archive) -> None:
    found = validity.explain(archive, put(archive, "a", derived(archive)), DAY)
    assert [step.kind for step in found.steps] == ["type", "rule", "counted", "state"]
    assert found.rule is not None
    assert (found.steps[1].months, found.steps[1].basis) == (60, found.rule.rule.basis)
    assert (found.steps[2].day, found.steps[2].until) == (date(2023, 2, 7), date(2028, 2, 7))
    assert (found.state, found.result_type, found.rule.by_person) == (ValidityState.VALID, TYPE, False)


def test_a_printed_day_beats_the_rule_and_each_row_is_there(archive: Archive) -> None:
    rows = [
        field(FieldName.VALID_UNTIL, value, raw=raw, item=item)
        for item, (value, raw) in enumerate(
            [("2027-01-05", "05/01/2027"), ("2025-03-01", "01/03/2025"), (UNLIMITED, "")]
        )
    ]
    found = validity.explain(archive, put(archive, "a", derived(archive, fields=(*FIELDS, *rows))), DAY)
    assert [step.kind for step in found.steps] == ["type", "printed", "state"]
    assert (found.rule, found.term.valid_until, found.state) == (None, date(2025, 3, 1), ValidityState.EXPIRED)
    assert [(row.until, row.unlimited, row.state) for row in found.rows] == [
        (date(2027, 1, 5), False, ValidityState.VALID),
        (date(2025, 3, 1), False, ValidityState.EXPIRED),
        (None, True, ValidityState.VALID),
    ]
    assert found.rows[1].raw == "01/03/2025"


def test_each_row_says_what_it_is_for(archive: Archive) -> None:
    sheet = page(
        line("Lĩnh vực hành nghề: khảo sát địa hình", 800, x=240),
        line("05/01/2027", 800, x=1200),
        line("Giám sát thi công, số 087190000456", 880, x=240),
        line("01/03/2025", 880, x=1200),
    )
    boxes = [one.box for one in sheet.text.lines() if one.words[0].text[0].isdigit()]
    rows = [
        field(FieldName.VALID_UNTIL, value, item=item, page=0, box=boxes[item])
        for item, value in enumerate(("2027-01-05", "2025-03-01"))
    ]
    document = paper_in(archive, "a", derived(archive, fields=(*FIELDS, *rows)), sheet)
    found = validity.explain(archive, document, DAY)
    assert [row.line for row in found.rows] == [
        "Lĩnh vực hành nghề: khảo sát địa hình 05/01/2027",
        "Giám sát thi công, số •••••••••456 01/03/2025",
    ]
    validity.end(archive, document, ValidityState.REVOKED, "12/QĐ-UBND", date(2026, 1, 1), "clerk-1")
    assert {row.state for row in validity.explain(archive, document, DAY).rows} == {ValidityState.REVOKED}


def test_what_is_not_known_is_said_so(archive: Archive) -> None:
    unsure = field(FieldName.VALID_UNTIL, "2027-01-05", confidence=0.3)
    on_document = replace(RESULT, result_type="KQ.G10.000779")
    papers = {
        "printed_unsure": derived(archive, fields=(*FIELDS, unsure)),
        "no_rule": derived(archive, OF_UNKNOWN),
        "on_document": derived(archive, on_document),
        "no_day": derived(archive, fields=without(FieldName.ISSUED_ON)),
    }
    for kind, said in papers.items():
        document = put(archive, kind, said)
        assert kind in steps(archive, document)
        assert validity.explain(archive, document, DAY).state is ValidityState.TERM_UNKNOWN


def test_events_stand_on_top_with_their_basis(archive: Archive) -> None:
    document = put(archive, "a", derived(archive))
    validity.end(archive, document, ValidityState.REVOKED, "12/QĐ-UBND", date(2026, 3, 10), "clerk-1")
    found = validity.explain(archive, document, DAY)
    assert [step.kind for step in found.steps] == ["type", "rule", "counted", "event", "state"]
    assert (found.steps[3].basis, found.steps[3].by, found.state) == ("12/QĐ-UBND", "clerk-1", ValidityState.REVOKED)
    assert validity.explain(archive, document, date(2026, 3, 9)).state is ValidityState.VALID


def test_what_shows_no_result_has_no_validity(archive: Archive) -> None:
    internal = Classification(DocumentKind.INTERNAL, "Quyết định", None, None, 0.9, "header")
    document = put(archive, "a", publication(classification=internal, term=None))
    with pytest.raises(NoResult):
        validity.explain(archive, document, DAY)
    with pytest.raises(NotFound):
        validity.explain(archive, "D-NONE", DAY)


# --- what people do ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "expected"),
    [(ValidityState.REVOKED, "revoked"), (ValidityState.CANCELLED, "revoked"), (ValidityState.REPLACED, "replaced")],
)
def test_reuse_answers_by_it_at_once_and_search_learns_it(
    archive: Archive, state: ValidityState, expected: str
) -> None:
    document = put(archive, "a", derived(archive))
    archive.indexer.drain()
    report = validity.end(archive, document, state, "12/QĐ-UBND", date(2026, 3, 10), "clerk-1")
    assert (report.before, report.event.state) == (ValidityState.VALID, state)
    assert (answer(archive), answer(archive, as_of=date(2026, 3, 9))) == (expected, "valid")
    with archive.records.read() as read:
        assert read.outbox.waiting() == 0
        assert read.outbox.entry_facts(document).valid_until == date(2026, 3, 9)
        entry = read.audit.of_subject(document)[-1]
    assert (entry.actor, entry.detail["before"], entry.detail["after"]) == ("clerk-1", "valid", state)


def test_a_restored_result_is_valid_for_as_long_as_its_term(archive: Archive) -> None:
    document = put(archive, "a", derived(archive))
    with pytest.raises(NothingToRestore):
        validity.end(archive, document, ValidityState.VALID, "15/QĐ-UBND", date(2026, 5, 1), "clerk-1")
    validity.end(archive, document, ValidityState.REVOKED, "12/QĐ-UBND", date(2026, 3, 10), "clerk-1")
    validity.end(archive, document, ValidityState.VALID, "15/QĐ-UBND", date(2026, 5, 1), "clerk-1")
    days = (date(2026, 3, 9), date(2026, 4, 1), DAY, date(2028, 2, 8))
    assert [answer(archive, as_of=day) for day in days] == ["valid", "revoked", "valid", "expired"]


def test_what_replaces_is_on_record(archive: Archive) -> None:
    old, new = put(archive, "a", derived(archive)), put(archive, "b", derived(archive))
    report = validity.end(archive, old, ValidityState.REPLACED, "cấp lại", date(2026, 3, 10), "clerk-1", new)
    with archive.records.read() as read:
        assert report.event.replaced_by == (read.results.shown(new) or ("",))[0]
    with pytest.raises(BadRequest):
        validity.end(archive, old, ValidityState.REPLACED, "cấp lại", date(2026, 3, 10), "clerk-1", old)
    with pytest.raises(BadRequest):
        validity.end(archive, old, ValidityState.REVOKED, "  ", date(2026, 3, 10), "clerk-1")


# --- terms that people say ---------------------------------------------------------------------------------


def test_an_unknown_term_is_asked_once_and_then_known(archive: Archive) -> None:
    papers = [put(archive, seed, derived(archive, OF_UNKNOWN)) for seed in "abc"]
    [asked] = terms.unknown_terms(archive)
    assert (asked.result_type, asked.results, asked.why) == (UNKNOWN, 3, Asked.NO_RULE)
    assert answer(archive, UNKNOWN) == "term_unknown"
    archive.indexer.drain()
    report = terms.say_term(archive, UNKNOWN, "months", 60, "Điều 9 NĐ 1/2020", "clerk-1")
    assert (report.settled, report.waiting) == (3, 0)
    assert terms.unknown_terms(archive) == ()
    assert answer(archive, UNKNOWN) == "valid"
    later = put(archive, "later", derived(archive, OF_UNKNOWN))
    for document in (*papers, later):
        found = validity.explain(archive, document, DAY)
        assert found.term.valid_until == date(2028, 2, 7)
        assert found.rule is not None
        assert found.rule.by_person
        assert (found.steps[1].basis, found.steps[1].by) == ("Điều 9 NĐ 1/2020", "said by clerk-1")
    with archive.records.read() as read:
        assert read.outbox.entry_facts(papers[0]).valid_until == date(2028, 2, 7)
        assert [one.action for one in read.audit.of_subject(UNKNOWN)] == ["say_term"]
        assert read.audit.of_subject(papers[0])[-1].action == "settle_term"


def test_a_printed_term_stands_whatever_is_said(archive: Archive) -> None:
    printed = derived(archive, OF_UNKNOWN, (*FIELDS, field(FieldName.VALID_UNTIL, "2024-01-01")))
    unsure = derived(archive, OF_UNKNOWN, (*FIELDS, field(FieldName.VALID_UNTIL, "2024-01-01", confidence=0.3)))
    documents = [put(archive, "a", printed), put(archive, "b", unsure)]
    report = terms.say_term(archive, UNKNOWN, "unlimited", None, "Điều 9", "clerk-1")
    assert (report.settled, report.waiting) == (0, 0)
    assert [validity.explain(archive, one, DAY).state for one in documents] == ["expired", "term_unknown"]


def test_a_term_is_for_days_of_issue_and_the_rest_still_waits(archive: Archive) -> None:
    put(archive, "a", derived(archive, OF_UNKNOWN))
    early = (*without(FieldName.ISSUED_ON), field(FieldName.ISSUED_ON, "2019-05-01"))
    put(archive, "b", derived(archive, OF_UNKNOWN, early))
    report = terms.say_term(archive, UNKNOWN, "months", 60, "Điều 9", "clerk-1", first=date(2020, 1, 1))
    assert (report.settled, report.waiting) == (1, 1)
    report = terms.say_term(archive, UNKNOWN, "months", 120, "Điều 8", "clerk-1", last=date(2019, 12, 31))
    assert (report.settled, report.waiting) == (1, 0)
    assert answer(archive, UNKNOWN) == "valid"


def test_only_the_paper_tells(archive: Archive) -> None:
    put(archive, "a", derived(archive, OF_UNKNOWN))
    report = terms.say_term(archive, UNKNOWN, "on_document", None, "Điều 9", "clerk-1")
    assert (report.settled, report.waiting) == (0, 1)
    assert [one.why for one in terms.unknown_terms(archive)] == [Asked.ON_DOCUMENT]


def test_a_result_without_a_day_of_issue_waits_for_that(archive: Archive) -> None:
    put(archive, "a", derived(archive, OF_UNKNOWN, without(FieldName.ISSUED_ON)))
    put(archive, "b", derived(archive, fields=without(FieldName.ISSUED_ON)))
    report = terms.say_term(archive, UNKNOWN, "months", 60, "Điều 9", "clerk-1")
    assert (report.settled, report.waiting) == (0, 1)
    assert {one.result_type: one.why for one in terms.unknown_terms(archive)} == {
        UNKNOWN: Asked.DAY_MISSING, TYPE: Asked.DAY_MISSING,
    }  # fmt: skip


def test_what_was_said_is_applied_once_more_to_what_came_in_between(archive: Archive) -> None:
    terms.say_term(archive, UNKNOWN, "months", 60, "Điều 9", "clerk-1")
    put(archive, "a", publication(classification=OF_UNKNOWN, term=Term()))
    assert answer(archive, UNKNOWN) == "term_unknown"
    report = terms.apply_terms(archive, UNKNOWN, "clerk-1")
    assert (report.rule, report.settled, report.waiting) == (None, 1, 0)
    assert answer(archive, UNKNOWN) == "valid"


def test_a_wrong_term_is_corrected_by_a_newer_one(archive: Archive) -> None:
    terms.say_term(archive, UNKNOWN, "months", 6, "Điều 9", "clerk-1")
    terms.say_term(archive, UNKNOWN, "months", 60, "Điều 9", "clerk-2")
    with archive.records.read() as read:
        said = read.term_rules.of(UNKNOWN)
    rule = rule_for(UNKNOWN, DAY, archive.catalogue, said)
    assert rule is not None
    assert rule.months == 60


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"result_type": "KQ.G99.999999"}, UnknownCode),
        ({"result_type": TYPE}, TermIsKnown),
        ({"basis": " "}, BadRequest),
        ({"months": None}, BadRequest),
        ({"kind": "unlimited"}, BadRequest),
        ({"first": date(2021, 1, 1), "last": date(2020, 1, 1)}, BadRequest),
    ],
)
def test_what_makes_no_sense_is_refused(archive: Archive, given: dict[str, object], error: type[Exception]) -> None:
    values = {"result_type": UNKNOWN, "kind": "months", "months": 60, "basis": "Điều 9", "by": "clerk-1"} | given
    with pytest.raises(error):
        terms.say_term(archive, **values)  # type: ignore[arg-type]
