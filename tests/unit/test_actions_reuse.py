"""The clerk's question: each answer, and never *valid* without a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from digitize.actions.archive import Archive, open_archive
from digitize.actions.reuse import Question, check_reuse
from digitize.errors import BadOwnerNumber, BadRequest, UnknownCode
from digitize.model import Candidate, Checked, DocumentKind, FieldName, Term, ValidityState
from digitize.records.rows import Publication
from digitize.settings import Settings
from tests import archives
from tests.archives import FIELDS, NUMBER, PERSON, RESULT, TERM, TYPE, field, publication, without

DAY = date(2026, 6, 30)
ASKED = Question(TYPE, "", "", DAY)
DATED = (*FIELDS, field(FieldName.VALID_UNTIL, "2028-02-07"))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(Settings(home=tmp_path / "archive"), create=True) as opened:
        yield opened


def publish(archive: Archive, seed: str, said: Publication) -> str:
    with archive.records.write() as write:
        document = archives.document(write, seed)
        write.publish(document.id, said)
        return document.id


def result_of(archive: Archive, document: str) -> str:
    with archive.records.read() as read:
        return read.results.of_document(document)[0].result.id


def test_a_result_within_its_printed_term_is_valid(archive: Archive) -> None:
    document = publish(archive, "a", publication(DATED, term=replace(TERM, printed=True, rule="")))
    report = check_reuse(archive, ASKED, "087 090 000 123")
    [requirement] = report.requirements
    [candidate] = requirement.candidates
    assert (report.answer, candidate.document, candidate.reason) == ("valid", document, "printed_date")
    assert candidate.checked is Checked.MACHINE
    with archive.records.read() as read:
        kept = read.reuse.get(report.proofs[0])
        assert (kept.answer, kept.result, kept.as_of) == ("valid", candidate.result, DAY)
        assert read.reuse.asked_by(report.proofs[0], NUMBER)


def test_the_last_day_counts_and_the_day_after_does_not(archive: Archive) -> None:
    publish(archive, "a", publication())
    on_last_day = check_reuse(archive, replace(ASKED, as_of=date(2028, 2, 7)), NUMBER.value)
    day_after = check_reuse(archive, replace(ASKED, as_of=date(2028, 2, 8)), NUMBER.value)
    assert (on_last_day.answer, day_after.answer) == ("valid", "expired")
    assert day_after.requirements[0].candidates[0].reason == "rule"


@pytest.mark.parametrize(
    ("term", "reason"), [(Term(), "no_rule"), (Term(date(2023, 2, 7), printed=True), "date_unsure")]
)
def test_never_valid_from_a_missing_rule(archive: Archive, term: Term, reason: str) -> None:
    publish(archive, "a", publication(term=term))
    report = check_reuse(archive, ASKED, NUMBER.value)
    assert (report.answer, report.requirements[0].candidates[0].reason) == ("term_unknown", reason)


@pytest.mark.parametrize(
    ("state", "answer"),
    [(ValidityState.REVOKED, "revoked"), (ValidityState.REPLACED, "replaced"), (ValidityState.CANCELLED, "revoked")],
)
def test_a_decision_bites_from_its_day_on(archive: Archive, state: ValidityState, answer: str) -> None:
    document = publish(archive, "a", publication())
    with archive.records.write() as write:
        result = write.results.of_document(document)[0].result.id
        write.results.add_event(result, state, date(2026, 1, 10), "09/QĐ-SNN", PERSON)
    before = check_reuse(archive, replace(ASKED, as_of=date(2026, 1, 9)), NUMBER.value)
    after = check_reuse(archive, replace(ASKED, as_of=date(2026, 1, 10)), NUMBER.value)
    assert (before.answer, after.answer) == ("valid", answer)
    assert after.requirements[0].candidates[0].basis == "09/QĐ-SNN"


def test_a_number_read_unclearly_is_a_possible_match_until_a_person_vouches(archive: Archive) -> None:
    unsure = field(FieldName.OWNER_ID, NUMBER.value, confidence=0.4)
    document = publish(archive, "a", publication((*without(FieldName.OWNER_ID), unsure)))
    report = check_reuse(archive, ASKED, NUMBER.value)
    assert (report.answer, report.requirements[0].candidates[0].reason) == ("possible_match", "owner_unsure")
    with archive.records.write() as write:
        write.statements.record(document, [replace(unsure, confidence=1.0)], PERSON)
    assert check_reuse(archive, ASKED, NUMBER.value).answer == "valid"


def test_a_date_read_unclearly_is_no_ground_for_valid(archive: Archive) -> None:
    unsure = field(FieldName.ISSUED_ON, "2023-02-07", confidence=0.6)
    publish(archive, "a", publication((*without(FieldName.ISSUED_ON), unsure)))
    report = check_reuse(archive, ASKED, NUMBER.value)
    assert (report.answer, report.requirements[0].candidates[0].reason) == ("possible_match", "date_unsure")


def test_a_type_that_is_only_proposed_is_a_possible_match(archive: Archive) -> None:
    proposed = replace(RESULT, result_type=None, candidates=(Candidate(TYPE, 0.6), Candidate("KQ.G10.000559", 0.3)))
    publish(archive, "a", publication(classification=proposed, term=Term()))
    report = check_reuse(archive, ASKED, NUMBER.value)
    assert (report.answer, report.requirements[0].candidates[0].reason) == ("possible_match", "type_unsure")
    other = check_reuse(archive, replace(ASKED, result_type="KQ.G15.000031"), NUMBER.value)
    assert other.answer == "not_found"


@pytest.mark.parametrize("kind", [DocumentKind.REFUSAL, DocumentKind.DOSSIER_PAPER, DocumentKind.INTERNAL])
def test_what_is_no_result_is_never_found(archive: Archive, kind: DocumentKind) -> None:
    publish(archive, "a", publication(classification=replace(RESULT, kind=kind), term=None))
    assert check_reuse(archive, ASKED, NUMBER.value).answer == "not_found"


def test_another_owner_and_a_day_before_issue_find_nothing(archive: Archive) -> None:
    publish(archive, "a", publication())
    assert check_reuse(archive, ASKED, archives.OTHER_NUMBER.value).answer == "not_found"
    assert check_reuse(archive, replace(ASKED, as_of=date(2023, 2, 6)), NUMBER.value).answer == "not_found"


def test_all_candidates_are_listed_best_first(archive: Archive) -> None:
    old = Term(date(2018, 2, 7), date(2023, 2, 7), known=True, rule="60-months")
    dated = field(FieldName.ISSUED_ON, "2018-02-07")
    expired = publish(archive, "a", publication((*without(FieldName.ISSUED_ON), dated), term=old))
    valid = publish(archive, "b", publication())
    [requirement] = check_reuse(archive, ASKED, NUMBER.value).requirements
    assert [(one.document, one.answer) for one in requirement.candidates] == [(valid, "valid"), (expired, "expired")]


def test_asking_by_the_issuing_and_by_the_needing_procedure(archive: Archive) -> None:
    publish(archive, "a", publication())
    issued = check_reuse(archive, Question("", "1.004363", "", DAY), NUMBER.value)
    assert issued.answer == "valid"
    procedure = next(code for code in archive.catalogue.procedures if archive.catalogue.components(code))
    needed = check_reuse(archive, Question("", "", procedure, DAY), NUMBER.value)
    assert [one.name for one in needed.requirements] == [part.name for part in archive.catalogue.components(procedure)]
    assert len(needed.proofs) == len(needed.requirements)


def test_bad_questions_are_refused(archive: Archive) -> None:
    with pytest.raises(BadOwnerNumber):
        check_reuse(archive, ASKED, "12345")
    with pytest.raises(UnknownCode):
        check_reuse(archive, Question("KQ.G99.999999", "", "", DAY), NUMBER.value)
    with pytest.raises(BadRequest):
        check_reuse(archive, Question(TYPE, "1.004363", "", DAY), NUMBER.value)


def test_the_records_tell_nothing_of_the_number(archive: Archive) -> None:
    publish(archive, "a", publication())
    check_reuse(archive, ASKED, NUMBER.value)
    home = archive.settings.home
    stored = b"".join(path.read_bytes() for path in (home / "records").iterdir())
    assert NUMBER.value.encode() not in stored


def test_a_clearly_printed_last_day_needs_no_clear_day_of_issue(archive: Archive) -> None:
    unsure = field(FieldName.ISSUED_ON, "2023-02-07", confidence=0.6)
    printed = field(FieldName.VALID_UNTIL, "2028-02-07", confidence=0.95)
    term = replace(TERM, printed=True, rule="")
    publish(archive, "a", publication((*without(FieldName.ISSUED_ON), unsure, printed), term=term))
    assert check_reuse(archive, ASKED, NUMBER.value).answer == "valid"


def test_an_unclearly_printed_last_day_is_no_ground_for_valid(archive: Archive) -> None:
    printed = field(FieldName.VALID_UNTIL, "2028-02-07", confidence=0.6)
    publish(archive, "a", publication((*FIELDS, printed), term=replace(TERM, printed=True, rule="")))
    report = check_reuse(archive, ASKED, NUMBER.value)
    assert (report.answer, report.requirements[0].candidates[0].reason) == ("possible_match", "date_unsure")
