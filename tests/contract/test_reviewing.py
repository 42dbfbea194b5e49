"""What persons decide about documents and what follows from it, on each database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pydantic import SecretStr

from digitize.actions import review, review_decide
from digitize.actions.archive import Archive, open_archive
from digitize.actions.reuse import Question, check_reuse
from digitize.actions.review_decide import decide_all, decide_each
from digitize.actions.review_stats import stats
from digitize.actions.review_values import Decision
from digitize.errors import (
    BadOwnerNumber,
    BadRequest,
    BulkChanged,
    NothingToConfirm,
    NotReviewable,
    NotUndoable,
    ReviewLost,
    ReviewOutdated,
    ReviewTaken,
    SameReviewer,
    UnknownCode,
)
from digitize.model import Candidate, Checked, Classification, DocumentKind, FieldName
from digitize.records.reviewed import ReviewAct, Wanted
from digitize.records.rows import DocumentState
from digitize.settings import Settings
from tests.archives import FIELDS, NEWER_RULES, NUMBER, OTHER_NUMBER, RESULT, TYPE, field, publication, without
from tests.reviewers import UNSURE, arrives, decided, fields_with, machine_says, row, value

ANY = Wanted()
CONFIRM = Decision(ReviewAct.CONFIRM)
TWO = "KQ.G10.000559"
"""The result type that two persons check here."""
CANDIDATES = (Candidate(TYPE, 0.6), Candidate(TWO, 0.3))
OPEN = Classification(DocumentKind.RESULT, "Giấy chứng nhận", candidates=CANDIDATES)
DAY = date(2026, 6, 30)


@pytest.fixture(params=["sqlite", "postgres"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Archive]:
    """An archive on each database, whose office has two persons check one result type."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "two_persons.csv").write_text(f"result_type,basis\n{TWO},Quy chế số 3\n", encoding="utf-8")
    url = SecretStr(request.getfixturevalue("postgres_url")) if request.param == "postgres" else None
    settings = Settings(home=tmp_path / "archive", records=url, catalogue=own)
    with open_archive(settings, create=True) as opened:
        yield opened


def history(archive: Archive, document: str) -> list[str]:
    with archive.records.read() as read:
        return [entry.action for entry in read.audit.of_subject(document)]


# --- confirming and correcting ----------------------------------------------------------------------------


def test_what_a_person_confirms_is_published_and_vouched_for(archive: Archive) -> None:
    made = arrives(archive, "a", publication(fields_with(FieldName.OWNER_ID, NUMBER.value, 0.4), reasons=(UNSURE,)))
    assert row(archive, made).state is DocumentState.REVIEW
    assert check_reuse(archive, Question(TYPE, "", "", DAY), NUMBER.value).answer == "possible_match"
    revision = row(archive, made).revision

    done = decided(archive, made, "an", "confirm")

    assert (done.state, done.reasons) == (DocumentState.PUBLISHED, ())
    after = row(archive, made)
    assert (after.state, after.risk, after.revision) == (DocumentState.PUBLISHED, 0.0, revision + 1)
    report = check_reuse(archive, Question(TYPE, "", "", DAY), NUMBER.value)
    assert report.answer == "valid"
    assert report.requirements[0].candidates[0].checked is Checked.PERSON
    with archive.records.read() as read:
        # The index was told of it.
        assert read.outbox.waiting() == 0
        entry = read.audit.of_subject(made)[-1]
        assert (entry.actor, entry.action) == ("an", "review_confirm")
        assert entry.detail["before"]["state"] == "review"
        assert entry.detail["after"]["state"] == "published"
        assert NUMBER.value not in str(entry.detail)
        assert all(chain.broken_at is None for chain in read.audit.verify_chain())
    assert review.next_task(archive, ANY, "an") is None


def test_a_correction_counts_at_once_in_term_owner_and_search(archive: Archive) -> None:
    made = arrives(archive, "a")
    values = {
        (FieldName.ISSUED_ON, 0): "07/02/2020",
        (FieldName.OWNER_ID, 0): "087 190 000 456",
        (FieldName.VALID_UNTIL, 0): "không thời hạn",
        (FieldName.ABSTRACT, 0): "",
    }
    done = decided(archive, made, "an", "correct", values=values)
    assert done.state is DocumentState.PUBLISHED
    assert value(archive, made, FieldName.ISSUED_ON) == "2020-02-07"
    assert value(archive, made, FieldName.ABSTRACT) == ""
    assert value(archive, made, FieldName.NUMBER) == "07/GCN"
    with archive.records.read() as read:
        [found] = read.results.of_document(made)
        assert (found.term.unlimited, found.term.printed) == (True, True)
        assert found.result.issued_on == date(2020, 2, 7)
        assert read.results.find(NUMBER) == ()
        assert [one.result.id for one in read.results.find(OTHER_NUMBER)] == [found.result.id]
        said = read.statements.effective(made).get(FieldName.NUMBER)
        assert said is not None
        # What was confirmed keeps its place on the paper.
        assert (said.source, said.value.page, said.value.confidence) == ("person", 0, 1.0)
        assert said.value.box == FIELDS[1].box
        [kept] = read.reviews.of_document(made)
        assert set(kept.changed) == {"issued_on", "owner_id", "abstract"}
        assert "result_type" in kept.answered


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"values": {(FieldName.ISSUED_ON, 0): "32/13/2020"}}, BadRequest),
        ({"values": {(FieldName.OWNER_ID, 0): "12345"}}, BadOwnerNumber),
        ({"result_type": "KQ.Z99.000001"}, UnknownCode),
        ({"procedure": "9.999999"}, UnknownCode),
        ({"choice": 3}, BadRequest),
        ({"values": {(FieldName.OWNER_NAME, 2): "Lê Văn Tám"}}, BadRequest),
        ({}, BadRequest),
    ],
)
def test_a_correction_that_is_none_changes_nothing(archive: Archive, given: dict[str, object], error: type) -> None:
    made = arrives(archive, "a")
    before = row(archive, made)
    with pytest.raises(error):
        decided(archive, made, "an", "correct", **given)
    assert row(archive, made) == before
    # The turn is still theirs, so that they may try again.
    assert review_decide.decide(archive, made, CONFIRM, "an").outcomes[0].state is DocumentState.PUBLISHED


def test_what_is_open_must_be_chosen(archive: Archive) -> None:
    made = arrives(archive, "a", publication(classification=OPEN, term=None, reasons=("type_unsure",)))
    with pytest.raises(NothingToConfirm):
        decided(archive, made, "an", "confirm")
    assert decided(archive, made, "an", "correct", choice=1).state is DocumentState.PUBLISHED
    after = row(archive, made)
    assert (after.result_type, after.kind) == (TYPE, DocumentKind.RESULT)
    with archive.records.read() as read:
        # Plant protection trade: 60 months from the day of issue (law 41/2013/QH13, article 66).
        assert read.results.of_document(made)[0].term.valid_until == date(2028, 2, 7)


def test_what_is_no_result_answers_nobody(archive: Archive) -> None:
    made = arrives(archive, "a")
    assert decided(archive, made, "an", "not_result").state is DocumentState.PUBLISHED
    after = row(archive, made)
    assert (after.kind, after.result_type, after.procedure) == (DocumentKind.DOSSIER_PAPER, None, None)
    assert check_reuse(archive, Question(TYPE, "", "", DAY), NUMBER.value).answer == "not_found"
    with pytest.raises(BadRequest):
        decided(archive, made, "an", "not_result", kind=DocumentKind.RESULT)


def test_a_rescan_that_is_asked_for_waits_for_an_operator(archive: Archive) -> None:
    made = arrives(archive, "a")
    done = decided(archive, made, "an", "rescan", pages=(1,), note="mờ")
    assert done.reasons == ("rescan_asked", UNSURE)
    assert review.queue(archive, ANY).total == 0
    assert [one.document.id for one in review.queue(archive, Wanted(reason="rescan_asked")).entries] == [made]
    # Read again as it is, it still cannot be read by a person.
    machine_says(archive, made, publication(source=NEWER_RULES))
    assert row(archive, made).reasons == ("rescan_asked",)
    with archive.records.write() as write:
        pages = write.documents.pages(made)
        write.documents.add_version(made, (*pages, *pages))
    machine_says(archive, made, publication(source=NEWER_RULES, reasons=(UNSURE,)))
    assert row(archive, made).reasons == (UNSURE,)
    with pytest.raises(BadRequest):
        decided(archive, made, "an", "rescan", pages=(3,))


# --- turns ------------------------------------------------------------------------------------------------


def test_the_riskiest_is_given_first_and_to_one_person(archive: Archive) -> None:
    mild = arrives(archive, "a", publication(fields_with(FieldName.ABSTRACT, "x", 0.1), reasons=(UNSURE,)))
    grave = arrives(archive, "b", publication(fields_with(FieldName.OWNER_ID, NUMBER.value, 0.5), reasons=(UNSURE,)))
    first = review.next_task(archive, ANY, "an")
    second = review.next_task(archive, ANY, "binh")
    assert first
    assert second
    assert (first.view.document.id, second.view.document.id) == (grave, mild)
    again = review.next_task(archive, ANY, " AN ")
    assert again
    assert again.view.document.id == grave
    assert review.next_task(archive, ANY, "chi") is None
    skipped = review.next_task(archive, ANY, "binh", skip=True)
    assert skipped is None
    other = review.next_task(archive, ANY, "chi")
    assert other
    assert other.view.document.id == mild


def test_who_lost_the_turn_cannot_decide(archive: Archive) -> None:
    made = arrives(archive, "a")
    with pytest.raises(ReviewLost):
        review_decide.decide(archive, made, CONFIRM, "an")
    review.show(archive, made, "an")
    with pytest.raises(ReviewTaken):
        review.show(archive, made, "binh")
    with archive.records.write() as write:
        # An hour passes without a word.
        lease = write.leases.find("review", made)
        assert lease
        write.leases.renew(lease, -1)
    review.show(archive, made, "binh")
    with pytest.raises(ReviewLost):
        review_decide.decide(archive, made, CONFIRM, "an")
    review_decide.decide(archive, made, CONFIRM, "binh")
    with pytest.raises(ReviewLost):
        review_decide.decide(archive, made, CONFIRM, "an")
    assert row(archive, made).state is DocumentState.PUBLISHED


def test_nobody_decides_about_what_they_have_not_seen(archive: Archive) -> None:
    made = arrives(archive, "a")
    review.show(archive, made, "an")
    machine_says(archive, made, publication(fields_with(FieldName.NUMBER, "09/GCN", 0.5), reasons=(UNSURE,)))
    with pytest.raises(ReviewOutdated):
        review_decide.decide(archive, made, CONFIRM, "an")
    review.show(archive, made, "an")
    assert review_decide.decide(archive, made, CONFIRM, "an").outcomes[0].state is DocumentState.PUBLISHED
    assert value(archive, made, FieldName.NUMBER) == "09/GCN"


def test_four_who_ask_at_once_get_four_documents(archive: Archive) -> None:
    made = {arrives(archive, number) for number in range(4)}
    with ThreadPoolExecutor(4) as threads:
        tasks = list(threads.map(lambda who: review.next_task(archive, ANY, who), ("an", "binh", "chi", "dung")))
    assert {task.view.document.id for task in tasks if task} == made


def test_owner_numbers_are_masked_and_looking_at_them_is_kept(archive: Archive) -> None:
    made = arrives(archive, "a")
    task = review.show(archive, made, "an")
    assert NUMBER.value not in str([one.value.value for one in task.view.fields])
    assert "view_owner_numbers" not in history(archive, made)
    task = review.show(archive, made, "an", unmasked=True)
    assert NUMBER.value in [one.value.value for one in task.view.fields]
    assert history(archive, made)[-1] == "view_owner_numbers"


def test_nobody_decides_about_what_is_held_back_or_withdrawn(archive: Archive) -> None:
    made = arrives(archive, "a")
    with archive.records.write() as write:
        write.documents.revise(made, state=DocumentState.HELD)
    with pytest.raises(NotReviewable):
        review.show(archive, made, "an")
    with archive.records.write() as write:
        write.documents.withdraw(made, "x")
    with pytest.raises(NotReviewable):
        review.show(archive, made, "an")


# --- reading again ----------------------------------------------------------------------------------------


def test_a_correction_survives_reading_again(archive: Archive) -> None:
    made = arrives(archive, "a")
    decided(archive, made, "an", "correct", values={(FieldName.NUMBER, 0): "08/GCN"})
    # The same reader says the same as before: the person has seen that and turned it down.
    machine_says(archive, made, publication(reasons=(UNSURE, "poorly_read")))
    assert (row(archive, made).state, value(archive, made, FieldName.NUMBER)) == (DocumentState.PUBLISHED, "08/GCN")
    # Another is sure of something new: the person's word counts, and a person looks again.
    newer = publication(fields_with(FieldName.NUMBER, "09/GCN"), source=NEWER_RULES)
    assert machine_says(archive, made, newer).reasons == ("machine_differs",)
    assert row(archive, made).state is DocumentState.REVIEW
    assert value(archive, made, FieldName.NUMBER) == "08/GCN"
    decided(archive, made, "binh", "confirm")
    assert row(archive, made).state is DocumentState.PUBLISHED
    assert machine_says(archive, made, newer).reasons == ()
    assert value(archive, made, FieldName.NUMBER) == "08/GCN"


@pytest.mark.parametrize(
    ("said", "opens"),
    [
        (fields_with(FieldName.NUMBER, "09/GCN", 0.5), False),
        (fields_with(FieldName.ABSTRACT, "ĐỦ điều kiện  buôn bán thuốc bảo vệ thực vật"), False),
        (without(FieldName.NUMBER), False),
        ((*FIELDS, field(FieldName.VALID_UNTIL, "2025-01-01")), True),
        ((*FIELDS, field(FieldName.OWNER_ID, OTHER_NUMBER.value, item=1)), True),
    ],
    ids=["unsure itself", "letters only", "silent", "a field where there was none", "one more owner"],
)
def test_what_opens_a_confirmed_document_again(archive: Archive, said: tuple[object, ...], opens: bool) -> None:
    made = arrives(archive, "a")
    decided(archive, made, "an", "confirm")
    with archive.records.read() as read:
        before = read.statements.effective(made).fields
        term = read.results.term(made)
    machine_says(archive, made, publication(said, source=NEWER_RULES))  # type: ignore[arg-type]
    assert (row(archive, made).reasons == ("machine_differs",)) is opens
    with archive.records.read() as read:
        assert read.statements.effective(made).fields == before
        assert read.results.term(made) == term


def test_a_machine_that_takes_it_for_something_else_opens_it_again(archive: Archive) -> None:
    made = arrives(archive, "a")
    decided(archive, made, "an", "confirm")
    other = replace(RESULT, result_type=TWO)
    machine_says(archive, made, publication(classification=replace(other, probability=0.6), source=NEWER_RULES))
    assert row(archive, made).reasons == ()
    machine_says(archive, made, publication(classification=other, source=NEWER_RULES))
    assert (row(archive, made).reasons, row(archive, made).result_type) == (("machine_differs",), TYPE)


def test_other_pages_and_failed_ones_open_it_again(archive: Archive) -> None:
    made = arrives(archive, "a")
    decided(archive, made, "an", "confirm")
    assert machine_says(archive, made, publication(reasons=("second_heading",))).reasons == ("second_heading",)
    decided(archive, made, "an", "confirm")
    assert machine_says(archive, made, publication(reasons=("second_heading",))).reasons == ()
    with archive.records.write() as write:
        pages = write.documents.pages(made)
        write.documents.add_version(made, (*pages, *pages))
    assert machine_says(archive, made, publication(reasons=(UNSURE,))).reasons == (UNSURE,)


# --- two persons ------------------------------------------------------------------------------------------


def test_two_different_persons_for_chosen_result_types(archive: Archive) -> None:
    what = replace(RESULT, result_type=TWO)
    made = arrives(archive, "a", publication(classification=what))
    asked = Question(TWO, "", "", date(2023, 6, 30))
    # However sure the machine is.
    assert row(archive, made).reasons == ("two_persons",)
    assert row(archive, made).state is DocumentState.REVIEW
    assert check_reuse(archive, asked, NUMBER.value).answer != "valid"

    first = decided(archive, made, "an", "correct", values={(FieldName.NUMBER, 0): "08/GCN"})
    assert (first.state, first.reasons) == (DocumentState.REVIEW, ("second_check",))
    assert value(archive, made, FieldName.NUMBER) == "07/GCN"
    assert check_reuse(archive, asked, NUMBER.value).answer != "valid"
    assert review.next_task(archive, ANY, "an") is None
    with pytest.raises(SameReviewer):
        decided(archive, made, "AN", "confirm")
    with archive.records.write() as write:
        lease = write.leases.find("review", made)
        assert lease
        write.leases.end(lease)

    task = review.next_task(archive, ANY, "binh")
    assert task
    assert task.first
    assert task.first.by == "an"
    shown = {one.name: one.value for one in task.first.said.fields if one.value}
    assert shown[FieldName.NUMBER] == "08/GCN"
    assert shown[FieldName.OWNER_ID].endswith("123")
    assert NUMBER.value not in str(shown)
    done = review_decide.decide(archive, made, CONFIRM, "binh").outcomes[0]
    assert (done.state, done.reasons) == (DocumentState.PUBLISHED, ())
    assert value(archive, made, FieldName.NUMBER) == "08/GCN"
    with archive.records.read() as read:
        [one, two] = read.reviews.of_document(made)
        assert (two.first, two.decided_by, one.applied, two.applied) == (one.id, "binh", False, True)


def test_a_second_person_who_says_otherwise_is_the_first_of_two_again(archive: Archive) -> None:
    made = arrives(archive, "a", publication(classification=replace(RESULT, result_type=TWO)))
    decided(archive, made, "an", "correct", values={(FieldName.NUMBER, 0): "08/GCN"})
    done = decided(archive, made, "binh", "correct", values={(FieldName.NUMBER, 0): "09/GCN"})
    assert done.reasons == ("second_check",)
    assert decided(archive, made, "an", "confirm").state is DocumentState.PUBLISHED
    assert value(archive, made, FieldName.NUMBER) == "09/GCN"


def test_a_second_check_is_not_done_in_bulk(archive: Archive) -> None:
    made = arrives(archive, "a", publication(classification=replace(RESULT, result_type=TWO)))
    assert decide_each(archive, [made], CONFIRM, "an").outcomes[0].reasons == ("second_check",)
    assert decide_each(archive, [made], CONFIRM, "binh").outcomes[0].refused == "review_lost"


# --- taking back ------------------------------------------------------------------------------------------


def test_what_is_taken_back_leaves_all_as_it_was(archive: Archive) -> None:
    made = arrives(archive, "a", publication(classification=OPEN, term=None, reasons=("type_unsure", UNSURE)))
    before = row(archive, made)
    with archive.records.read() as read:
        fields = read.statements.effective(made)
    decided(archive, made, "an", "correct", choice=1, values={(FieldName.NUMBER, 0): "08/GCN"})
    done = decided(archive, made, "binh", "undo")
    assert done.state is DocumentState.REVIEW
    after = row(archive, made)
    assert (after.reasons, after.kind, after.result_type, after.risk) == (
        before.reasons, before.kind, before.result_type, before.risk,
    )  # fmt: skip
    with archive.records.read() as read:
        assert read.statements.effective(made) == fields
        assert not read.results.term(made).known
    with pytest.raises(NotUndoable):
        decided(archive, made, "an", "undo")
    # Machines are heard again.
    machine_says(archive, made, publication(fields_with(FieldName.NUMBER, "10/GCN"), source=NEWER_RULES))
    assert (row(archive, made).state, value(archive, made, FieldName.NUMBER)) == (DocumentState.PUBLISHED, "10/GCN")


def test_what_another_person_said_before_counts_again(archive: Archive) -> None:
    made = arrives(archive, "a")
    decided(archive, made, "an", "correct", values={(FieldName.NUMBER, 0): "08/GCN"})
    decided(archive, made, "binh", "correct", values={(FieldName.NUMBER, 0): "09/GCN"}, result_type="KQ.G15.000031")
    decided(archive, made, "chi", "undo")
    assert value(archive, made, FieldName.NUMBER) == "08/GCN"
    assert (row(archive, made).result_type, row(archive, made).state) == (TYPE, DocumentState.PUBLISHED)
    decided(archive, made, "chi", "undo")
    assert value(archive, made, FieldName.NUMBER) == "07/GCN"
    assert row(archive, made).reasons == (UNSURE,)


def test_a_request_for_a_rescan_and_a_first_check_are_taken_back(archive: Archive) -> None:
    made = arrives(archive, "a")
    decided(archive, made, "an", "rescan")
    assert decided(archive, made, "an", "undo").reasons == (UNSURE,)
    two = arrives(archive, "b", publication(classification=replace(RESULT, result_type=TWO)))
    decided(archive, two, "an", "confirm")
    assert decided(archive, two, "an", "undo").reasons == ("two_persons",)


# --- many at once -----------------------------------------------------------------------------------------


def test_in_bulk_each_has_an_outcome_of_its_own(archive: Archive) -> None:
    fine, taken = arrives(archive, "a"), arrives(archive, "b")
    open_one = arrives(archive, "c", publication(classification=OPEN, term=None, reasons=("type_unsure",)))
    review.show(archive, taken, "binh")
    report = decide_each(archive, [fine, taken, open_one, "D-NONE", fine], CONFIRM, "an")
    assert [(one.document, one.state, one.refused) for one in report.outcomes] == [
        (fine, DocumentState.PUBLISHED, None),
        (taken, None, "review_taken"),
        (open_one, None, "nothing_to_confirm"),
        ("D-NONE", None, "not_found"),
    ]
    assert report.exit_code == 3
    with pytest.raises(BadRequest):
        decide_each(archive, [fine, taken], Decision(ReviewAct.RESCAN), "an")
    with pytest.raises(BadRequest):
        decide_each(archive, [fine, taken], Decision(ReviewAct.CONFIRM, result_type=TYPE), "an")


def test_all_of_a_filter_with_a_dry_run_first(archive: Archive) -> None:
    made = [arrives(archive, number, batch="Lô 1") for number in range(3)]
    other = arrives(archive, "x", batch="Lô 2")
    wanted = Wanted(batch="Lô 1")
    no_result = Decision(ReviewAct.NOT_RESULT, kind=DocumentKind.INTERNAL)
    seen = decide_all(archive, wanted, no_result, "an", None)
    assert seen.dry_run
    assert {one.document for one in seen.outcomes} == set(made)
    assert {one.state for one in seen.outcomes} == {DocumentState.PUBLISHED}
    assert review.queue(archive, ANY).total == 4
    assert all(entry.holder == "" for entry in review.queue(archive, ANY).entries)
    with pytest.raises(BulkChanged):
        decide_all(archive, wanted, no_result, "an", 2)
    done = decide_all(archive, wanted, no_result, "an", 3)
    assert {row(archive, one.document).kind for one in done.outcomes} == {DocumentKind.INTERNAL}
    assert [one.document.id for one in review.queue(archive, ANY).entries] == [other]


# --- figures ----------------------------------------------------------------------------------------------


def test_figures_of_what_waits_and_of_what_was_changed(archive: Archive) -> None:
    one, two, three = (arrives(archive, number) for number in range(3))
    decided(archive, one, "an", "confirm")
    decided(archive, two, "an", "correct", values={(FieldName.NUMBER, 0): "08/GCN"})
    wrong = arrives(archive, "d")
    decided(archive, wrong, "an", "correct", values={(FieldName.NUMBER, 0): "09/GCN"})
    decided(archive, wrong, "binh", "undo")
    found = stats(archive, ANY)
    assert (found.waiting, found.by_reason, found.by_agency) == (2, {UNSURE: 2}, {"": 2})
    assert found.by_age == (2, 0, 0, 0)
    assert [(one.by, dict(one.decisions)) for one in found.worked] == [
        ("an", {ReviewAct.CONFIRM: 1, ReviewAct.CORRECT: 2}),
        ("binh", {ReviewAct.UNDO: 1}),
    ]
    shares = {(one.field, one.result_type): (one.answered, one.changed, one.share) for one in found.changed}
    assert shares["number", TYPE] == (2, 1, 0.5)
    assert shares["result_type", TYPE] == (2, 0, 0.0)
    assert row(archive, three).state is DocumentState.REVIEW


def test_what_persons_vouch_for_is_there_to_learn_from(archive: Archive) -> None:
    made = arrives(archive, "a", publication(classification=OPEN, term=None, reasons=("type_unsure",)))
    decided(archive, made, "an", "correct", choice=2)
    with archive.records.read() as read:
        assert read.reviews.confirmed() == ()
    decided(archive, made, "binh", "confirm")
    with archive.records.read() as read:
        [found] = read.reviews.confirmed()
    assert (found.id, found.kind, found.result_type) == (made, DocumentKind.RESULT, TWO)
