"""What every system of record promises of the review: the queue, the turns, the book of decisions, marks on pages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from digitize.errors import ReviewLost, ReviewTaken
from digitize.model import Classification, DocumentKind, FieldName, PageRef
from digitize.records.interfaces import Records
from digitize.records.reviewed import Confirmed, ReviewAct, Verdict, Wanted
from digitize.records.rows import DocumentState
from digitize.records.statements import NO_MORE, TAKEN_BACK
from digitize.records.tables import reviews
from digitize.records.transaction import Transaction
from tests.archives import MANIFEST, PERSON, RESULT, RULES, TYPE, blob, document, field, findings, publication, sha

ANY = Wanted()
OTHER = replace(PERSON, name="reviewer-2")


def waits(w: Transaction, seed: object, risk: float, batch: str = "Lô 1", **given: object) -> str:
    """A document that waits for a person."""
    made = document(w, seed, batch=batch).id
    reasons = given.pop("reasons", ("field_unsure",))
    w.publish(made, publication(state=DocumentState.REVIEW, reasons=reasons, risk=risk, **given))
    return made


def ids(found: tuple[object, ...]) -> list[str]:
    return [one.id for one in found]  # type: ignore[attr-defined]


def test_the_riskiest_comes_first_and_pages_go_on_behind_any_document(records: Records) -> None:
    with records.write() as w:
        made = [waits(w, number, risk) for number, risk in enumerate((0.2, 0.9, 0.5, 0.5, 0.5))]
        w.publish(document(w, "done").id, publication(risk=5.0))
    with records.read() as r:
        whole = ids(r.reviews.waiting(ANY))
        assert (whole[0], whole[-1], set(whole)) == (made[1], made[0], set(made))
        assert r.reviews.count(ANY) == 5
        paged: list[str] = []
        last = None
        while page := r.reviews.waiting(ANY, after=last, limit=2):
            paged += ids(page)
            last = page[-1]
        assert paged == whole


def test_the_queue_is_what_the_states_of_documents_say(records: Records) -> None:
    with records.write() as w:
        made = waits(w, "a", 0.5)
        failed = document(w, "b").id
        w.publish(failed, publication(state=DocumentState.FAILED_PAGES, reasons=("page_timeout",)))
        assert set(ids(w.reviews.waiting(ANY))) == {made, failed}
        w.documents.withdraw(made, "x")
        w.publish(failed, publication())
        assert w.reviews.waiting(ANY) == ()


def test_filters_by_batch_agency_reason_procedure_and_type(records: Records) -> None:
    with records.write() as w:
        one = waits(w, "a", 0.3, reasons=("type_unsure",), agency="H20.9")
        two = waits(w, "b", 0.2, reasons=("rescan_asked", "type_unsure"))
        other = replace(RESULT, result_type="KQ.G15.000031", procedure="1.000894")
        batch = w.batches.open("Lô 3", "H20.7").id
        three = w.documents.create(batch, blob(w, "c")).id
        w.publish(three, publication(classification=other, state=DocumentState.REVIEW, reasons=("type_unsure_x",)))
    with records.read() as r:

        def found(**given: str) -> set[str]:
            wanted = Wanted(**given)
            assert r.reviews.count(wanted) == len(r.reviews.waiting(wanted))
            return set(ids(r.reviews.waiting(wanted)))

        # Who waits for a rescan waits for an operator and not for a reviewer.
        assert found() == {one, three}
        assert found(reason="rescan_asked") == {two}
        assert found(reason="type_unsure") == {one}
        assert found(reason="type%") == set()
        assert found(batch="Lô 3") == found(batch=batch) == {three}
        assert found(agency="H20.9") == {one}
        assert found(agency="H20.7") == {three}
        assert found(procedure="1.000894") == found(result_type="KQ.G15.000031") == {three}
        assert found(batch="Lô 3", result_type=TYPE) == set()


def test_two_reviewers_never_hold_one_document(records: Records) -> None:
    with records.write() as w:
        made = waits(w, "a", 0.5)
        other = waits(w, "b", 0.4)
    with records.write() as w:
        w.reviews.take(made, "an", 60)
        with pytest.raises(ReviewTaken):
            w.reviews.take(made, "binh", 60)
        assert ids(w.reviews.waiting(ANY, reviewer="an")) == [made, other]
        assert ids(w.reviews.waiting(ANY, reviewer="binh")) == [other]
        assert ids(w.reviews.waiting(ANY)) == [made, other]
        assert w.reviews.holders([made, other]) == {made: "an"}
        assert w.reviews.held_by("an") == (made,)


def test_a_turn_runs_out_unless_its_holder_says_something(records: Records) -> None:
    with records.write() as w:
        made = waits(w, "a", 0.5)
        # The clock moves on by one second with each transaction.
        first = w.reviews.take(made, "an", 1.5)
    with records.write() as w:
        renewed = w.reviews.take(made, "an", 1.5)
        assert (renewed.attempt, renewed.until > first.until) == (first.attempt, True)
    with records.write() as w, pytest.raises(ReviewTaken):
        w.reviews.take(made, "binh", 60)
    with records.write() as w:
        # It has run out, but nobody has taken the document: what was seen of it is as it was.
        assert w.reviews.turn(made, "an").holder == "an"
        assert w.reviews.held_by("an") == ()
        taken = w.reviews.take(made, "binh", 60)
        assert taken.attempt == 2
        with pytest.raises(ReviewLost):
            w.reviews.turn(made, "an")
        assert w.reviews.turn(made, "binh") == taken
        assert w.leases.end(taken)
        with pytest.raises(ReviewLost):
            w.reviews.turn(made, "binh")


def test_what_persons_leave_lying_is_no_work_that_stands_still(records: Records) -> None:
    with records.write() as w:
        w.reviews.take(waits(w, "a", 0.5), "an", 0.1)
    with records.read() as r:
        assert r.leases.standing() == ()


def test_decisions_are_kept_and_taken_back_by_another_row(records: Records) -> None:
    with records.write() as w:
        made = waits(w, "a", 0.5)
        first = w.reviews.record(
            made, Verdict(ReviewAct.CONFIRM, "an", reasons=("field_unsure",), answered=("number",))
        )
        second = w.reviews.record(made, Verdict(ReviewAct.CORRECT, "binh", changed=("number",), note="mờ"))
        assert (first.version, first.document, second.note) == (1, made, "mờ")
        assert w.reviews.standing(made) == (first, second)
        w.reviews.record(made, Verdict(ReviewAct.UNDO, "an", undoes=second.id))
        assert w.reviews.standing(made) == (first,)
        assert len(w.reviews.of_document(made)) == 3
        assert len(w.reviews.since(first.decided_at)) == 3
    with pytest.raises(IntegrityError), records.write() as w:
        w.reviews.record(made, Verdict(ReviewAct.UNDO, "an", undoes=second.id))


def test_that_two_persons_took_part_is_held_by_the_database(records: Records) -> None:
    with records.write() as w:
        made = waits(w, "a", 0.5)
        first = w.reviews.record(made, Verdict(ReviewAct.CONFIRM, "an", applied=False, said="Trần Thị Đẹp"))
        assert w.reviews.said(first) == "Trần Thị Đẹp"
        row = w._publisher._context.one(reviews.select(), "review")
        assert "Trần" not in row.said
        agreed = w.reviews.record(made, Verdict(ReviewAct.CONFIRM, "binh", first=first.id))
        assert (agreed.first, w.reviews.said(agreed)) == (first.id, "")
    with pytest.raises(IntegrityError), records.write() as w:
        w.reviews.record(made, Verdict(ReviewAct.CONFIRM, "an", first=first.id))


def test_what_waits_for_a_second_person_is_not_offered_to_the_first(records: Records) -> None:
    with records.write() as w:
        made = waits(w, "a", 0.5)
        w.reviews.record(made, Verdict(ReviewAct.CONFIRM, "an", applied=False))
        assert w.reviews.waiting(ANY, reviewer="an") == ()
        assert ids(w.reviews.waiting(ANY, reviewer="binh")) == [made]


def test_decisions_cannot_be_changed(records: Records) -> None:
    with records.write() as w:
        w.reviews.record(waits(w, "a", 0.5), Verdict(ReviewAct.CONFIRM, "an"))
    with pytest.raises(IntegrityError), records.write() as w:
        w._publisher._context.connection.execute(reviews.update().values(decided_by="x"))


def test_confirmed_documents_are_those_persons_vouch_for_as_they_are(records: Records) -> None:
    with records.write() as w:
        made = sorted(waits(w, number, 0.5) for number in range(6))
        for one in made:
            w.documents.classify(one, replace(RESULT, rung="person", probability=1.0), PERSON)
        pages = w.documents.pages(made[0])
        w.pages.save_reading(pages[0], sha("text"), findings(), 0.9)
        w.reviews.record(made[0], Verdict(ReviewAct.CONFIRM, "an"))
        w.reviews.record(made[1], Verdict(ReviewAct.RESCAN, "an"))
        w.reviews.record(made[2], Verdict(ReviewAct.CONFIRM, "an", applied=False))
        taken_back = w.reviews.record(made[3], Verdict(ReviewAct.CONFIRM, "an"))
        w.reviews.record(made[3], Verdict(ReviewAct.UNDO, "an", undoes=taken_back.id))
        w.reviews.record(made[4], Verdict(ReviewAct.CORRECT, "an"))
        w.documents.add_version(made[4], (*w.documents.pages(made[4]), *pages))
        w.reviews.record(made[5], Verdict(ReviewAct.NOT_RESULT, "an"))
    with records.read() as r:
        found = r.reviews.confirmed()
        assert ids(found) == [made[0], made[5]]
        assert found[0] == Confirmed(made[0], DocumentKind.RESULT, "Giấy chứng nhận", TYPE, "1.004363", (sha("text"),))
        assert found[1].readings == ("",)
        assert ids(r.reviews.confirmed(limit=1)) == [made[0]]
        assert ids(r.reviews.confirmed(after=made[0])) == [made[5]]


def test_the_newest_word_about_a_page_counts_and_can_be_taken_back(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a", pages=3).id
        one, two, three = w.documents.pages(made)
        split = w.reviews.record(made, Verdict(ReviewAct.SPLIT, "an"))
        w.reviews.mark_cut(two, True, split)
        turn = w.reviews.record(made, Verdict(ReviewAct.ROTATE, "an"))
        w.reviews.mark_turn(two, 90, turn)
        assert w.reviews.cuts((one, two, three)) == {two: True}
        assert (w.reviews.turn_of(two), w.reviews.turn_of(one)) == (90, None)
        before = w.reviews.newest_mark((two,))
        merge = w.reviews.record(made, Verdict(ReviewAct.MERGE, "an"))
        w.reviews.mark_cut(two, False, merge)
        assert w.reviews.cuts((two,)) == {two: False}
        assert w.reviews.newest_mark((two,)) > before  # type: ignore[operator]
        assert w.reviews.newest_mark((one, PageRef(sha("b"), 0))) is None
        undo = w.reviews.record(made, Verdict(ReviewAct.UNDO, "an", undoes=merge.id))
        assert w.reviews.unmark(merge, undo) == (two,)
        assert w.reviews.cuts((two,)) == {two: True}
        undo = w.reviews.record(made, Verdict(ReviewAct.UNDO, "an", undoes=split.id))
        w.reviews.unmark(split, undo)
        assert w.reviews.cuts((one, two, three)) == {}
        assert w.reviews.turn_of(two) == 90


# --- what persons say -------------------------------------------------------------------------------------


def test_persons_speak_with_one_voice(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        for source, said in ((PERSON, "1"), (OTHER, "2"), (PERSON, "1")):
            w.statements.record(made, [field(FieldName.NUMBER, said)], source)
            assert w.statements.effective(made).value(FieldName.NUMBER) == said
            w.documents.classify(made, replace(RESULT, result_type=f"KQ.G10.00000{said}"), source)
            what = w.documents.classification(made)
            assert what is not None
            assert what.result_type == f"KQ.G10.00000{said}"


def test_a_word_that_is_taken_back_leaves_the_machines(records: Records) -> None:
    gone = field(FieldName.NUMBER, "", rule=TAKEN_BACK)
    with records.write() as w:
        made = document(w, "a").id
        w.statements.record(made, [field(FieldName.NUMBER, "1")], RULES)
        w.documents.classify(made, RESULT, RULES)
        w.statements.record(made, [field(FieldName.NUMBER, "2")], PERSON)
        w.documents.classify(made, replace(RESULT, kind=DocumentKind.INTERNAL), OTHER)
        w.statements.record(made, [gone], OTHER)
        w.documents.classify(made, Classification(rung=TAKEN_BACK), OTHER)
        assert w.statements.effective(made).value(FieldName.NUMBER) == "1"
        assert w.documents.classification(made) == RESULT
        assert len(w.documents.classified(made)) == 3
        w.statements.record(made, [field(FieldName.NUMBER, "2")], PERSON)
        assert w.statements.effective(made).value(FieldName.NUMBER) == "2"
        assert w.statements.effective(made, persons=False).value(FieldName.NUMBER) == "1"


def test_behind_a_persons_last_value_no_machine_adds_another(records: Records) -> None:
    def names(*values: str) -> list[object]:
        return [field(FieldName.OWNER_NAME, value, item=item) for item, value in enumerate(values)]

    end = field(FieldName.OWNER_NAME, "", item=1, rule=NO_MORE)
    with records.write() as w:
        made = document(w, "a").id
        w.statements.record(made, names("A", "B"), RULES)  # type: ignore[arg-type]
        w.statements.record(made, [*names("A"), end], PERSON)  # type: ignore[list-item]
        w.statements.record(made, names("A", "C", "D"), MANIFEST)  # type: ignore[arg-type]
        assert [one.value for one in w.statements.effective(made).fields] == ["A"]


def test_saying_and_settling_are_what_publishing_is(records: Records) -> None:
    said = publication(state=DocumentState.REVIEW, reasons=("field_unsure",), risk=0.25)
    with records.write() as w:
        one, two = document(w, "a").id, document(w, "b").id
        w.publish(one, said)
        w.say(two, said)
        assert w.results.of_document(two) == ()
        w.settle(two, replace(said, fields=()))
        first, second = w.documents.get(one), w.documents.get(two)
        assert (first.risk, first.state, first.revision) == (second.risk, second.state, second.revision)
        assert w.results.of_document(one)[0].term == w.results.of_document(two)[0].term
