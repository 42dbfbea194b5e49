"""What persons decide about documents, and what is proposed, said of terms and answered then; on each database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import event

from digitize.actions import proposals, reuse
from digitize.actions.archive import Archive, open_archive
from digitize.actions.review_decide import decide_each
from digitize.actions.review_values import Decision
from digitize.actions.terms import say_term, unknown_terms
from digitize.catalogue.identifiers import parse_owner_number
from digitize.model import FieldName
from digitize.pipeline.proposing import Proposer
from digitize.records.proposed import ProposalKind, ProposalState
from digitize.records.reviewed import ReviewAct
from digitize.records.rows import DocumentState
from digitize.settings import Settings
from tests.archives import NUMBER, RESULT, TYPE, field, publication, without
from tests.published import certificate, paper_in
from tests.reviewers import UNSURE, arrives, decided, fields_with, machine_says

TWO = "KQ.G10.000559"
"""The result type that two persons check here."""
UNKNOWN = "KQ.G10.000044"
"""A result type of which the catalogue says that its term is unknown."""
OLD_NUMBER = "341234567"
OF_TWO = replace(RESULT, result_type=TWO)
OF_UNKNOWN = replace(RESULT, result_type=UNKNOWN)


@pytest.fixture(params=["sqlite", "postgres"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Archive]:
    own = tmp_path / "own"
    own.mkdir()
    (own / "two_persons.csv").write_text(f"result_type,basis\n{TWO},Quy chế số 3\n", encoding="utf-8")
    url = SecretStr(request.getfixturevalue("postgres_url")) if request.param == "postgres" else None
    with open_archive(Settings(home=tmp_path / "archive", records=url, catalogue=own), create=True) as opened:
        yield opened


def misread(archive: Archive, seed: str, number: str = "01/GCN") -> str:
    """A paper of which the machine misread the number, compared with the others by that."""
    fields = fields_with(FieldName.NUMBER, number, 0.6)
    said = publication(fields, state=DocumentState.REVIEW, reasons=(UNSURE,))
    document = paper_in(archive, seed, said, certificate())
    Proposer(archive).look(document)
    return document


def is_compared(archive: Archive, document: str) -> bool:
    with archive.records.read() as read:
        return read.proposals.is_compared(read.documents.get(document))


# --- proposals ---------------------------------------------------------------------------------------------


def test_a_correction_finds_the_paper_that_it_is_another_scan_of(archive: Archive) -> None:
    first = paper_in(archive, "a", publication(), certificate())
    Proposer(archive).look(first)
    second = misread(archive, "b")
    assert proposals.listing(archive) == ()

    assert decided(archive, second, "an", "correct", values={(FieldName.NUMBER, 0): "07/GCN"}).refused is None

    [proposal] = proposals.listing(archive)
    assert (proposal.kind, proposal.subject, proposal.counterpart) == (ProposalKind.SAME_PAPER, second, first)
    decided(archive, second, "an", "undo")
    assert proposals.listing(archive) == ()
    assert [one.state for one in proposals.listing(archive, document=second)] == [ProposalState.LAPSED]


def test_what_is_decided_in_bulk_is_compared_once_more_and_a_dry_run_is_not(archive: Archive) -> None:
    paper_in(archive, "a", publication(), certificate())
    some = [misread(archive, "b", "07/GCN"), paper_in(archive, "c", publication(), certificate("."))]
    confirm = Decision(ReviewAct.CONFIRM)
    decide_each(archive, some, confirm, "an", dry_run=True)
    assert [is_compared(archive, one) for one in some] == [True, False]
    report = decide_each(archive, [*some, "D-NONE"], confirm, "an")
    assert [one.refused for one in report.outcomes] == [None, None, "not_found"]
    assert all(is_compared(archive, one) for one in some)
    assert {one.kind for one in proposals.listing(archive)} == {ProposalKind.SAME_PAPER}


# --- terms -------------------------------------------------------------------------------------------------


def test_a_term_that_a_person_said_is_that_of_a_type_that_a_person_corrects(archive: Archive) -> None:
    waits = arrives(archive, "a", publication(classification=OF_UNKNOWN))
    [asked] = unknown_terms(archive)
    assert (asked.result_type, asked.results) == (UNKNOWN, 1)
    say_term(archive, UNKNOWN, "months", 60, "Điều 5 Quy chế 3", "an")
    machine_says(archive, waits, publication(classification=OF_UNKNOWN))
    corrected = arrives(archive, "b")
    decided(archive, corrected, "an", "correct", result_type=UNKNOWN)
    with archive.records.read() as read:
        for document in (waits, corrected):
            term = read.results.term(document)
            assert (term.known, term.valid_until, term.rule) == (True, date(2028, 2, 7), "person:1")
    assert unknown_terms(archive) == ()


def test_a_type_is_asked_for_when_a_person_corrects_to_it_and_no_more_when_that_is_undone(archive: Archive) -> None:
    made = arrives(archive, "a")
    decided(archive, made, "an", "correct", result_type=UNKNOWN)
    assert [(one.result_type, one.results) for one in unknown_terms(archive)] == [(UNKNOWN, 1)]
    decided(archive, made, "an", "undo")
    assert unknown_terms(archive) == ()


# --- reuse -------------------------------------------------------------------------------------------------


def answers(archive: Archive, number: str, result_type: str = TWO) -> list[tuple[str, str]]:
    question = reuse.Question(result_type, "", "", date(2023, 6, 30))
    [requirement] = reuse.look_up(archive, question, parse_owner_number(number))
    return [(one.answer, one.reason) for one in requirement.candidates]


def joined(archive: Archive) -> None:
    """Makes the old number of the usual owner hers, as a person who looked at a paper with both has it."""
    shows_both = certificate(number="99/GCN", old=OLD_NUMBER)
    document = paper_in(archive, "both", publication(fields_with(FieldName.NUMBER, "99/GCN")), shows_both)
    Proposer(archive).look(document)
    found = [one.id for one in proposals.listing(archive) if one.kind is ProposalKind.OTHER_NUMBER]
    assert proposals.accept(archive, found, "một người", "an").outcomes[0].state is ProposalState.ACCEPTED


def test_under_another_number_of_the_owner_two_persons_must_have_checked_as_well(archive: Archive) -> None:
    fields = (*without(FieldName.OWNER_ID, FieldName.OWNER_BIRTH_DATE), field(FieldName.OWNER_ID, OLD_NUMBER))
    fields = (*fields, field(FieldName.VALID_UNTIL, "2028-02-07"))
    made = arrives(archive, "old", publication(fields, classification=OF_TWO))
    joined(archive)
    for number in (NUMBER.value, OLD_NUMBER):
        assert answers(archive, number) == [("possible_match", "check_due")]
    decided(archive, made, "an", "confirm")
    assert answers(archive, NUMBER.value) == [("possible_match", "check_due")]
    decided(archive, made, "binh", "confirm")
    for number in (NUMBER.value, OLD_NUMBER):
        assert answers(archive, number) == [("valid", "printed_date")]


def test_reuse_asks_as_often_for_an_owner_of_two_numbers_as_for_one_of_one(archive: Archive) -> None:
    def asked(number: str) -> int:
        statements: list[str] = []
        engine = archive.records._database.reader  # type: ignore[attr-defined]

        def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
            statements.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            assert len(answers(archive, number, TYPE)) == 2
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(statements)

    other = "087190000456"
    for seed in ("x", "y"):
        fields = (*without(FieldName.OWNER_ID, FieldName.NUMBER), field(FieldName.OWNER_ID, other))
        arrives(archive, seed, publication((*fields, field(FieldName.NUMBER, f"{seed}/GCN"))))
    arrives(archive, "old", publication((*without(FieldName.OWNER_ID), field(FieldName.OWNER_ID, OLD_NUMBER))))
    alone = asked(other)
    joined(archive)
    assert asked(NUMBER.value) == asked(OLD_NUMBER) == alone
