"""From papers to proposals, to what people decide, to what a clerk is told; on each database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from digitize.actions import proposals, reuse
from digitize.actions.archive import Archive, open_archive
from digitize.errors import BadRequest, ExitCode
from digitize.model import Classification, DocumentKind, FieldName, FieldValue, PageReading, Term
from digitize.pipeline.proposing import Proposer
from digitize.records.proposed import Proposal, ProposalKind, ProposalState
from digitize.records.rows import Relation
from digitize.settings import Settings
from tests.archives import FIELDS, NAME, NUMBER, OTHER_NUMBER, PERSON, TERM, TYPE, field, publication, without
from tests.classify_pages import line, page, paper
from tests.published import certificate, paper_in

DAY = date(2026, 6, 30)
OLD_NUMBER = "341234567"
DECISION = Classification(DocumentKind.INTERNAL, "Quyết định", None, None, 0.95, "header")


@pytest.fixture(params=["sqlite", "postgres"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Archive]:
    records = SecretStr(request.getfixturevalue("postgres_url")) if request.param == "postgres" else None
    with open_archive(Settings(home=tmp_path / "archive", records=records), create=True) as opened:
        yield opened


def said(**given: str | None) -> tuple[FieldValue, ...]:
    """The fields of a certificate, some of them otherwise or left out."""
    names = {FieldName(name): value for name, value in given.items()}
    return (*without(*names), *(field(name, value, confidence=0.95) for name, value in names.items() if value))


def put(archive: Archive, seed: str, sheet: PageReading, fields: tuple[FieldValue, ...] = FIELDS, **more: Any) -> str:
    """A paper, published and compared with the others."""
    document = paper_in(archive, seed, publication(fields, **more), sheet)
    Proposer(archive).look(document)
    return document


def waiting(archive: Archive) -> list[tuple[ProposalKind, str, str | None]]:
    return [(one.kind, one.document, one.other_document) for one in proposals.listing(archive)]


def only(archive: Archive) -> Proposal:
    [proposal] = proposals.listing(archive)
    return proposal


def answer(archive: Archive, number: str = NUMBER.value, as_of: date = DAY) -> str:
    return reuse.check_reuse(archive, reuse.Question(TYPE, "", "", as_of), number).answer


def shown(archive: Archive, number: str = NUMBER.value) -> list[str]:
    report = reuse.check_reuse(archive, reuse.Question("", "", "", DAY), number)
    return [one.document for one in report.requirements[0].candidates]


def accept(archive: Archive, *ids: str, on: date | None = None) -> proposals.DecidedReport:
    return proposals.accept(archive, ids, "đã xem hai bản", "clerk-1", on)


# --- the same paper ----------------------------------------------------------------------------------------


def test_a_paper_scanned_twice_is_one_result_once_a_person_says_so(archive: Archive) -> None:
    first = put(archive, "a", certificate())
    second = put(archive, "b", certificate("."), said(abstract="đủ điều kiện buôn bán thuốc"))
    proposal = only(archive)
    assert (proposal.kind, proposal.subject, proposal.counterpart) == (ProposalKind.SAME_PAPER, second, first)
    assert proposal.evidence["number_and_day"]
    assert len(shown(archive)) == 2
    assert accept(archive, proposal.id).outcomes[0].state is ProposalState.ACCEPTED
    assert shown(archive) == [first]
    with archive.records.read() as read:
        [result] = read.results.of_document(second)
        assert [(one.id, relation) for one, relation in result.documents] == [
            (first, Relation.ORIGINAL), (second, Relation.RESCAN),
        ]  # fmt: skip
    proposals.undo(archive, [proposal.id], "hai giấy khác nhau", "clerk-2")
    assert len(shown(archive)) == 2
    assert waiting(archive) == [(ProposalKind.SAME_PAPER, second, first)]


def test_papers_of_two_people_are_never_proposed_as_one(archive: Archive) -> None:
    # The number of the second was misread: it was 08/GCN.
    put(archive, "a", certificate())
    put(
        archive,
        "b",
        certificate(name="Lê Thị Nhàn", owner=OTHER_NUMBER.value),
        said(owner_name="Lê Thị Nhàn", owner_id=OTHER_NUMBER.value, owner_birth_date="1985-01-01"),
    )
    assert waiting(archive) == []


def test_papers_whose_owners_were_not_read_are_not_proposed_as_one(archive: Archive) -> None:
    nobody = said(owner_name=None, owner_id=None, owner_birth_date=None, abstract=None)
    put(archive, "a", certificate(name="…", owner=""), nobody)
    put(archive, "b", certificate(name="…", owner=""), nobody)
    assert waiting(archive) == []


def test_a_certified_copy_shows_the_result_of_its_original(archive: Archive) -> None:
    copy = put(archive, "a", certificate("Chứng thực bản sao đúng với bản chính", "Số chứng thực 1234 quyển số 01"))
    original = put(archive, "b", certificate())
    proposal = only(archive)
    assert (proposal.kind, proposal.subject, proposal.counterpart) == (ProposalKind.CERTIFIED_COPY, copy, original)
    accept(archive, proposal.id)
    with archive.records.read() as read:
        assert (read.results.shown(copy) or ("", ""))[1] is Relation.CERTIFIED_COPY
    assert shown(archive) == [original]


def test_a_draft_is_known_by_the_signed_paper_whichever_came_first(archive: Archive) -> None:
    draft = put(
        archive,
        "draft",
        certificate(number="      /GCN"),
        said(number=None, issued_on=None),
        term=Term(),
    )
    signed = put(archive, "signed", certificate())
    proposal = only(archive)
    assert (proposal.kind, proposal.subject, proposal.counterpart) == (ProposalKind.DRAFT, draft, signed)
    accept(archive, proposal.id)
    assert shown(archive) == [signed]


def test_what_people_did_to_a_result_is_not_lost_with_a_duplicate(archive: Archive) -> None:
    put(archive, "a", certificate())
    second = put(archive, "b", certificate("."))
    proposal = only(archive)
    with archive.records.write() as write:
        [found] = write.results.of_document(second)
        write.results.add_event(found.result.id, "revoked", date(2025, 1, 1), "QĐ 1", PERSON)  # type: ignore[arg-type]
    report = accept(archive, proposal.id)
    assert (report.outcomes[0].problem, report.exit_code) == ("proposal_outdated", ExitCode.PARTIAL)


# --- replaced and revoked ----------------------------------------------------------------------------------


RENEWED = said(number="15/GCN", issued_on="2026-02-01")


def test_a_newer_result_of_the_same_owner_and_type_may_replace_the_older(archive: Archive) -> None:
    newer = put(archive, "b", certificate(number="15/GCN"), RENEWED, term=replace(TERM, valid_from=date(2026, 2, 1)))
    older = put(archive, "a", certificate())
    assert waiting(archive) == [(ProposalKind.REPLACES, newer, older)]
    assert len(shown(archive)) == 2
    accept(archive, only(archive).id)
    report = reuse.check_reuse(archive, reuse.Question(TYPE, "", "", DAY), NUMBER.value)
    assert {one.document: one.answer for one in report.requirements[0].candidates} == {
        newer: "valid",
        older: "replaced",
    }
    with archive.records.read() as read:
        [event] = read.results.of_document(older)[0].events
        assert (event.effective_on, event.replaced_by) == (
            date(2026, 2, 1),
            read.results.of_document(newer)[0].result.id,
        )


def test_what_had_ended_before_is_not_replaced(archive: Archive) -> None:
    ended = Term(date(2018, 2, 7), date(2023, 2, 7), known=True, rule="60-months")
    put(archive, "a", certificate(), said(issued_on="2018-02-07"), term=ended)
    put(archive, "b", certificate(number="15/GCN"), RENEWED)
    assert waiting(archive) == []


def decision(cited: str) -> PageReading:
    return paper(
        ("ỦY BAN NHÂN DÂN", "TỈNH ĐỒNG THÁP"),
        (f"Điều 1. Thu hồi Giấy chứng nhận số {cited} do vi phạm.",),
        number="Số: 12/QĐ-UBND",
        dated="Đồng Tháp, ngày 10 tháng 3 năm 2026",
        title=("QUYẾT ĐỊNH",),
        subject=(f"Về việc thu hồi Giấy chứng nhận số {cited}",),
    )


DECIDED = (field(FieldName.NUMBER, "12/QĐ-UBND"), field(FieldName.ISSUED_ON, "2026-03-10"))


@pytest.mark.parametrize("decision_first", [True, False])
def test_a_decision_that_revokes_bites_once_a_person_accepts_it(archive: Archive, decision_first: bool) -> None:
    steps: list[Callable[[], str]] = [
        lambda: put(
            archive, "decision", decision("07/GCN ngày 07/02/2023"), DECIDED, classification=DECISION, term=None
        ),
        lambda: put(archive, "a", certificate()),
    ]
    done = {step: steps[step]() for step in ((0, 1) if decision_first else (1, 0))}
    assert waiting(archive) == [(ProposalKind.REVOKES, done[0], done[1])]
    proposal = only(archive)
    assert proposal.evidence["cites"] == "07/GCN"
    assert answer(archive) == "valid"
    accept(archive, proposal.id)
    assert (answer(archive), answer(archive, as_of=date(2026, 3, 9))) == ("revoked", "valid")
    with archive.records.read() as read:
        [event] = read.results.of_document(done[1])[0].events
        assert event.basis == "12/QĐ-UBND ngày 10 tháng 3 năm 2026"
        assert event.source.name == "clerk-1"
    proposals.undo(archive, [proposal.id], "nhầm giấy", "clerk-2")
    assert answer(archive) == "valid"


def test_a_decision_about_another_day_or_number_revokes_nothing(archive: Archive) -> None:
    put(archive, "a", certificate())
    for seed, cited in (("x", "07/GCN ngày 08/02/2023"), ("y", "08/GCN ngày 07/02/2023")):
        put(archive, seed, decision(cited), DECIDED, classification=DECISION, term=None)
    assert waiting(archive) == []


def test_the_first_day_can_be_said_by_who_accepts(archive: Archive) -> None:
    put(archive, "a", certificate())
    put(archive, "d", decision("07/GCN ngày 07/02/2023"), DECIDED, classification=DECISION, term=None)
    accept(archive, only(archive).id, on=date(2026, 5, 1))
    assert (answer(archive, as_of=date(2026, 4, 30)), answer(archive)) == ("valid", "revoked")


# --- whose it is -------------------------------------------------------------------------------------------


def test_a_diploma_is_found_by_number_once_a_person_says_whose_it_is(archive: Archive) -> None:
    put(archive, "a", certificate(), said(number="99/GCN"))
    diploma = put(archive, "d", page(line("BẰNG TỐT NGHIỆP", 300)), said(owner_id=None), term=TERM)
    assert waiting(archive) == [(ProposalKind.SAME_PERSON, diploma, None)]
    assert diploma not in shown(archive)
    accept(archive, only(archive).id)
    assert diploma in shown(archive)
    report = reuse.check_reuse(archive, reuse.Question(TYPE, "", "", DAY), NUMBER.value)
    assert {one.answer for one in report.requirements[0].candidates} == {"valid"}


def test_whose_a_diploma_may_be_is_proposed_when_a_paper_with_a_number_comes_later(archive: Archive) -> None:
    diploma = put(archive, "d", page(line("BẰNG TỐT NGHIỆP", 300)), said(owner_id=None), term=TERM)
    assert waiting(archive) == []
    put(archive, "a", certificate(), said(number="99/GCN"))
    assert waiting(archive) == [(ProposalKind.SAME_PERSON, diploma, None)]
    # Somebody else of that name and birthday makes it doubtful.
    put(archive, "b", certificate(owner=OTHER_NUMBER.value), said(number="98/GCN", owner_id=OTHER_NUMBER.value))
    assert waiting(archive) == []


def test_namesakes_with_one_birthday_are_nobody_in_particular(archive: Archive) -> None:
    put(archive, "a", certificate(), said(number="98/GCN"))
    put(archive, "b", certificate(owner=OTHER_NUMBER.value), said(number="99/GCN", owner_id=OTHER_NUMBER.value))
    put(archive, "d", page(line("BẰNG TỐT NGHIỆP", 300)), said(owner_id=None))
    assert waiting(archive) == []


def test_old_and_new_number_are_one_where_a_paper_shows_both_and_a_person_accepts(archive: Archive) -> None:
    old = put(archive, "a", certificate(owner=OLD_NUMBER), said(owner_id=OLD_NUMBER, owner_birth_date=None))
    both = put(archive, "b", certificate(number="99/GCN", old=OLD_NUMBER), said(number="99/GCN"))
    assert [(kind, document) for kind, document, _ in waiting(archive)] == [(ProposalKind.OTHER_NUMBER, both)]
    assert shown(archive) == [both]
    proposal = only(archive)
    accept(archive, proposal.id)
    assert set(shown(archive)) == set(shown(archive, OLD_NUMBER)) == {old, both}
    assert answer(archive, OLD_NUMBER) == "valid"
    proposals.undo(archive, [proposal.id], "không phải bà ấy", "clerk-2")
    assert (shown(archive), shown(archive, OLD_NUMBER)) == ([both], [old])


def test_a_number_of_another_birth_year_is_not_hers(archive: Archive) -> None:
    sheet = certificate(owner=OTHER_NUMBER.value, old=OLD_NUMBER)
    put(archive, "b", sheet, said(owner_id=OTHER_NUMBER.value, owner_birth_date="1985-05-01"))
    assert waiting(archive) == []


# --- deciding ----------------------------------------------------------------------------------------------


def test_in_bulk_each_proposal_has_an_outcome_of_its_own(archive: Archive) -> None:
    put(archive, "a", certificate())
    put(archive, "b", certificate("."))
    proposal = only(archive)
    report = accept(archive, "E-NONE", proposal.id)
    assert [(one.proposal, one.state, one.problem) for one in report.outcomes] == [
        ("E-NONE", None, "not_found"), (proposal.id, ProposalState.ACCEPTED, None),
    ]  # fmt: skip
    assert report.exit_code is ExitCode.PARTIAL
    assert accept(archive, proposal.id).outcomes[0].problem == "proposal_decided"
    assert proposals.refuse(archive, [proposal.id], "không", "clerk-1").outcomes[0].problem == "proposal_decided"
    with pytest.raises(BadRequest):
        proposals.refuse(archive, [proposal.id], " ", "clerk-1")


def test_what_was_refused_is_not_proposed_again(archive: Archive) -> None:
    first = put(archive, "a", certificate())
    put(archive, "b", certificate("."))
    proposal = only(archive)
    proposals.refuse(archive, [proposal.id], "hai tờ khác nhau", "clerk-1")
    assert Proposer(archive).look(first) == 0
    assert waiting(archive) == []
    assert [one.state for one in proposals.listing(archive, document=first)] == [ProposalState.REFUSED]


def test_a_proposal_lapses_when_its_ground_is_gone_and_cannot_be_accepted(archive: Archive) -> None:
    put(archive, "a", certificate())
    second = put(archive, "b", certificate("."))
    proposal = only(archive)
    with archive.records.write() as write:
        write.statements.record(second, [field(FieldName.NUMBER, "08/GCN")], PERSON)
        write.publish(second, publication())
    assert accept(archive, proposal.id).outcomes[0].problem == "proposal_outdated"
    assert [one.state for one in proposals.listing(archive, document=second)] == [ProposalState.LAPSED]
    with archive.records.write() as write:
        write.statements.record(second, [field(FieldName.NUMBER, "07/GCN")], PERSON)
        write.publish(second, publication())
    assert proposals.find(archive).proposals == 1
    assert only(archive).id == proposal.id


def test_the_audit_says_what_was_before_and_after(archive: Archive) -> None:
    put(archive, "a", certificate())
    put(archive, "b", certificate("."))
    proposal = only(archive)
    accept(archive, proposal.id)
    proposals.undo(archive, [proposal.id], "nhầm", "clerk-2")
    with archive.records.read() as read:
        entries = read.audit.of_subject(proposal.id)
        chains = read.audit.verify_chain()
    assert [(one.actor, one.action) for one in entries] == [
        ("pipeline", "propose"), ("clerk-1", "accepted_proposal"), ("clerk-2", "undone_proposal"),
    ]  # fmt: skip
    assert [(one.detail.get("before"), one.detail.get("after")) for one in entries[1:]] == [
        ("waiting", "accepted"), ("accepted", "waiting"),
    ]  # fmt: skip
    assert entries[1].detail["effect"]["after"][1] == "rescan"
    assert all(chain.broken_at is None for chain in chains)
    told = " ".join(str(one.detail) for one in entries)
    assert NAME not in told
    assert NUMBER.value not in told


def test_withdrawn_papers_are_in_no_proposal(archive: Archive) -> None:
    put(archive, "a", certificate())
    second = put(archive, "b", certificate("."))
    with archive.records.write() as write:
        write.documents.withdraw(second, "wrong_batch")
    assert proposals.find(archive).proposals == 0
    assert waiting(archive) == []
