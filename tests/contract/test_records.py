"""What every system of record promises, whatever database is under it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from digitize.errors import NotFound
from digitize.model import (
    BlankReason,
    Checked,
    Classification,
    DocumentKind,
    FieldName,
    ObjectKind,
    PageRef,
    ReuseAnswer,
    Separator,
    SourceKind,
    Term,
    ValidityState,
)
from digitize.records.database import open_records
from digitize.records.interfaces import Records
from digitize.records.rows import BatchState, DocumentState, PageState, ReceiptOutcome, Relation, Source
from tests.archives import (
    BIRTH,
    FIELDS,
    MANIFEST,
    NAME,
    NEWER_RULES,
    NUMBER,
    OTHER_NUMBER,
    PERSON,
    RESULT,
    RULES,
    TERM,
    TYPE,
    Clock,
    blob,
    document,
    field,
    findings,
    publication,
    refs,
    sha,
    stored,
    without,
)


@pytest.fixture(params=["sqlite"])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Records]:
    """An empty archive of each implementation."""
    opened = open_records(tmp_path / "records.db", tmp_path / "keys" / "owner-keys.json", clock=Clock())
    yield opened
    opened.close()


# --- batches, receipts, stacks ----------------------------------------------------------------------------


def test_a_batch_is_opened_once_and_closed(records: Records) -> None:
    with records.write() as w:
        batch = w.batches.open("Lô 1", "H20.1", 10)
        assert w.batches.open("Lô 1", "H20.1") == batch
        assert w.batches.open("Lô 1", "H20.2").id != batch.id
        w.batches.finish(batch.id, BatchState.MISMATCH)
        assert w.batches.get(batch.id).state is BatchState.MISMATCH
        again = w.batches.open("Lô 1", "H20.1", 12)
    assert (again.id, again.state, again.counted_sheets, again.finished_at) == (batch.id, BatchState.OPEN, 12, None)
    with records.read() as r:
        assert len(r.batches.all()) == 2
        assert {found.agency for found in r.batches.named("Lô 1")} == {"H20.1", "H20.2"}
        with pytest.raises(NotFound):
            r.batches.get("B-NONE")


def test_a_failed_transaction_leaves_no_trace(records: Records) -> None:
    def fail() -> None:
        with records.write() as w:
            w.batches.open("Lô 1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with records.read() as r:
        assert r.batches.all() == ()


def test_a_reading_transaction_cannot_write(records: Records) -> None:
    with pytest.raises(Exception, match="readonly"), records.read() as r:
        r.batches.open("Lô 1")


def test_a_reading_transaction_sees_one_state(records: Records) -> None:
    with records.read() as r:
        assert r.batches.all() == ()
        with records.write() as w:
            w.batches.open("Lô 1")
        assert r.batches.all() == ()
    with records.read() as r:
        assert len(r.batches.all()) == 1


def test_the_same_bytes_are_one_blob(records: Records) -> None:
    with records.write() as w:
        assert w.batches.add_blob(stored("a"), "application/pdf", 2)
        assert not w.batches.add_blob(stored("a"), "application/pdf", 2)
        known = w.batches.blob(sha("a"))
        assert w.batches.blob(sha("b")) is None
    assert known is not None
    with records.write() as w:
        w.batches.verified(sha("a"))
        later = w.batches.blob(sha("a"))
    assert later is not None
    assert (known.pages, known.size) == (2, 1000)
    assert later.verified_at > known.verified_at == known.received_at == later.received_at


def test_receipts_say_what_came_in_and_when_it_first_did(records: Records) -> None:
    good, bad = Path("/scans/a.pdf"), Path("/scans/b.pdf")
    with records.write() as w:
        batch = w.batches.open("Lô 1").id
        blob(w, "a")
        first = w.batches.add_receipt(batch, good, ReceiptOutcome.ACCEPTED, blob=sha("a"))
        w.batches.add_receipt(batch, bad, ReceiptOutcome.REJECTED, reason="empty_file")
    with records.write() as w:
        assert w.batches.add_receipt(batch, good, ReceiptOutcome.AGAIN, blob=sha("a")) == first
        w.batches.add_receipt(batch, bad, ReceiptOutcome.REJECTED, reason="truncated_file")
        both = w.batches.receipts(batch)
        assert [(receipt.name, receipt.outcome, receipt.reason) for receipt in both] == [
            ("a.pdf", ReceiptOutcome.ACCEPTED, None),
            ("b.pdf", ReceiptOutcome.REJECTED, "truncated_file"),
        ]
        # The operator mended the file: its newest receipt counts, the old one stays.
        blob(w, "b")
    with records.write() as w:
        w.batches.add_receipt(batch, bad, ReceiptOutcome.ACCEPTED, blob=sha("b"))
        assert [receipt.outcome for receipt in w.batches.receipts(batch)] == [ReceiptOutcome.ACCEPTED] * 2
        other = w.batches.open("Lô 2").id
        w.batches.add_receipt(other, good, ReceiptOutcome.AGAIN, blob=sha("a"))
        assert [receipt.batch for receipt in w.batches.receipts_of(sha("a"))] == [batch, other]


@pytest.mark.parametrize("name", [b"\xff\xfe.pdf", "ả".encode() * 85, b"line\nbreak.pdf"])
def test_any_file_name_has_a_receipt(records: Records, name: bytes) -> None:
    path = Path(os.fsdecode(b"/scans/" + name))
    with records.write() as w:
        batch = w.batches.open("Lô 1").id
        receipt = w.batches.add_receipt(batch, path, ReceiptOutcome.NOT_A_SCAN)
        assert w.batches.add_receipt(batch, path, ReceiptOutcome.NOT_A_SCAN).id == receipt.id
    receipt.name.encode("utf-8")


def test_stacks_keep_their_pages_in_order_and_are_not_made_twice(records: Records) -> None:
    with records.write() as w:
        batch = w.batches.open("Lô 1").id
        first, second = blob(w, "a", 3), blob(w, "b", 1)
        mixed = (first[2], second[0], first[0])
        stack = w.batches.add_stack(batch, "a", mixed, sides=2)
        assert w.batches.add_stack(batch, "a", mixed, sides=2) == stack
        assert stack.pages == mixed
        series = w.batches.add_stack(batch, "b", first[1:2], series=True)
        assert w.batches.stacks(batch) == (stack, series)
        grown = w.batches.add_stack(batch, "b", (first[1], second[0]), series=True)
        assert (grown.id, grown.position, len(grown.pages)) == (series.id, 1, 2)
        other = w.batches.open("Lô 2").id
        assert w.batches.add_stack(other, "a", mixed).id != stack.id
        with pytest.raises(NotFound):
            w.batches.stack("S-NONE")


# --- pages ------------------------------------------------------------------------------------------------


def test_pages_wait_until_they_are_read_or_have_failed(records: Records) -> None:
    with records.write() as w:
        batch = w.batches.open("Lô 1").id
        pages = blob(w, "a", 3)
        stack = w.batches.add_stack(batch, "a", pages).id
        # A page that stands in two stacks is read once.
        w.batches.add_stack(batch, "b", pages[1:2])
        assert w.pages.pending(batch) == pages
        w.pages.save_reading(pages[0], sha("t0"), findings(skew=-1.5, rotation=90, warnings=("low_dpi",)), 0.75)
        w.pages.save_reading(pages[1], sha("t1"), findings(blank=BlankReason.WHITE), 0.0)
        w.pages.fail(pages[2], "page_timeout")
        assert w.pages.pending(batch) == ()
        assert w.pages.pending_in(stack) == 0
        read, blank, failed = w.pages.of_stack(stack)
    assert (read.state, read.reading, read.skew, read.rotation) == (PageState.READ, sha("t0"), -1.5, 90)
    assert (read.warnings, read.confidence, read.attempts) == (("low_dpi",), 0.75, 1)
    assert (blank.blank, blank.separator) == (BlankReason.WHITE, None)
    assert (failed.state, failed.reason, failed.attempts) == (PageState.FAILED, "page_timeout", 1)
    with records.write() as w:
        assert w.pages.retry_failed(w.batches.open("Lô 2").id) == 0
        assert w.pages.retry_failed(batch) == 1
        assert w.pages.pending(batch) == (pages[2],)
        w.pages.save_reading(pages[2], sha("t2"), findings(separator=Separator.PATCH_T), 0.5)
        mended = w.pages.get(pages[2])
        assert (mended.reason, mended.attempts, mended.separator) == (None, 2, Separator.PATCH_T)
        w.pages.read_again(pages)
        assert w.pages.pending_in(stack) == 3
        with pytest.raises(NotFound):
            w.pages.fail(PageRef(sha("a"), 7), "page_timeout")


# --- documents --------------------------------------------------------------------------------------------


def test_the_same_first_page_is_the_same_document(records: Records) -> None:
    with records.write() as w:
        batch = w.batches.open("Lô 1").id
        pages = blob(w, "a", 3)
        first = w.documents.create(batch, pages[:2])
        assert w.documents.create(w.batches.open("Lô 2").id, pages[:2]) == first
        second = w.documents.create(batch, pages[2:])
        assert w.documents.beginning_with(pages[2]) == second
        assert w.documents.beginning_with(pages[1]) is None
    assert (first.state, first.version, first.revision) == (DocumentState.RECEIVED, 1, 0)


def test_documents_are_listed_by_stack_batch_state_and_id(records: Records) -> None:
    with records.write() as w:
        batch, later = w.batches.open("Lô 1").id, w.batches.open("Lô 2").id
        pages = blob(w, "a", 4)
        stack = w.batches.add_stack(batch, "a", pages).id
        # Cut in the wrong order on purpose.
        second = w.documents.create(batch, pages[2:])
        first = w.documents.create(batch, pages[:2])
        w.batches.add_stack(later, "a", pages)
        assert w.documents.of_stack(stack) == (first, second)
        assert w.documents.of_batch(batch) == (first, second) == w.documents.of_batch(later)
        w.publish(first.id, publication())
        by_id = sorted([first.id, second.id])
        assert [found.id for found in w.documents.listing()] == by_id
        assert [found.id for found in w.documents.listing(after=by_id[0])] == by_id[1:]
        assert [found.id for found in w.documents.listing(state=DocumentState.RECEIVED)] == [second.id]


def test_page_lists_have_versions_and_values_follow_their_page(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a", 2).id
        w.statements.record(made, [field(FieldName.NUMBER, "07/GCN", page=1)], RULES)
        pages = refs("a", 2)
        assert w.documents.add_version(made, pages) == 1
        assert w.documents.add_version(made, pages[::-1]) == 2
        assert w.documents.pages(made) == pages[::-1]
        assert w.documents.pages(made, 1) == pages
        (said,) = w.statements.effective(made).fields
        assert said.page == 0
        assert w.documents.add_version(made, pages[:1]) == 3
        (said,) = w.statements.effective(made).fields
        assert (said.page, said.value) == (None, "07/GCN")


def test_renditions_belong_to_a_version_and_the_newest_counts(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a", 2)
        w.batches.add_stack(made.batch, "a", refs("a", 2))
        assert w.documents.rendition(made.id, ObjectKind.ACCESS) is None
        for seed in ("x", "y", "x"):
            w.documents.add_rendition(made.id, stored(seed, ObjectKind.ACCESS))
        newest = w.documents.rendition(made.id, ObjectKind.ACCESS)
        assert newest is not None
        assert (newest.version, newest.object) == (1, stored("y", ObjectKind.ACCESS))
        every = w.documents.renditions(made.batch, ObjectKind.ACCESS)
        assert every == (stored("x", ObjectKind.ACCESS), stored("y", ObjectKind.ACCESS))


def test_dossiers_hold_documents(records: Records) -> None:
    code = "000.00.19.H20-230207-0001"
    with records.write() as w:
        made = document(w, "a")
        w.documents.add_dossier(made.id, code)
        w.documents.add_dossier(made.id, code, procedure="1.004363")
        assert w.documents.dossiers(made.id) == (code,)
        assert [found.id for found in w.documents.of_dossier(code)] == [made.id]
        assert w.documents.of_dossier("H20-230207-0002") == ()


def test_a_persons_classification_counts_over_a_machines(records: Records) -> None:
    internal = Classification(DocumentKind.INTERNAL, "Công văn", why="letter")
    with records.write() as w:
        made = document(w, "a").id
        assert w.documents.classification(made) is None
        w.publish(made, publication())
        assert w.documents.classification(made) == RESULT
        w.documents.classify(made, internal, PERSON)
        w.publish(made, publication(source=NEWER_RULES))
        assert w.documents.classification(made) == internal
        assert w.documents.get(made).kind is DocumentKind.INTERNAL
        # A paper that is no result is no longer offered for reuse.
        assert w.results.find(NUMBER) == ()


# --- statements -------------------------------------------------------------------------------------------


def test_effective_values_person_over_machine_else_the_newest(records: Records) -> None:
    def number(value: str) -> list[object]:
        return [field(FieldName.NUMBER, value)]

    with records.write() as w:
        made = document(w, "a").id
        steps = [
            (RULES, "1", "1", Checked.MACHINE),
            (NEWER_RULES, "2", "2", Checked.MACHINE),
            (PERSON, "3", "3", Checked.PERSON),
            (Source(SourceKind.RULE, "rules", "3"), "4", "3", Checked.PERSON),
            (Source(SourceKind.PERSON, "reviewer-2"), "5", "5", Checked.PERSON),
            (PERSON, "", "", Checked.MACHINE),
        ]
        for source, said, counts, checked in steps:
            w.statements.record(made, number(said), source)  # type: ignore[arg-type]
            effective = w.statements.effective(made)
            assert effective.value(FieldName.NUMBER) == counts
            assert effective.checked(FieldName.NUMBER) is checked
        assert [said.value.value for said in w.statements.history(made)] == ["1", "2", "3", "4", "5", ""]


def test_effective_values_stand_for_each_item(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        w.statements.record(
            made, [field(FieldName.OWNER_NAME, "A", item=0), field(FieldName.OWNER_NAME, "B", item=1)], RULES
        )
        w.statements.record(made, [field(FieldName.OWNER_NAME, "C", item=1)], PERSON)
        effective = w.statements.effective(made)
    assert [value.value for value in effective.fields] == ["A", "C"]
    assert effective.value(FieldName.OWNER_NAME, 1) == "C"
    assert effective.checked(FieldName.OWNER_NAME) is Checked.MACHINE


def test_saying_the_same_again_writes_nothing(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        assert w.statements.record(made, FIELDS, RULES, whole=True) == len(FIELDS)
        assert w.statements.record(made, FIELDS, RULES, whole=True) == 0
        assert w.statements.effective(made).fields == tuple(sorted(FIELDS, key=lambda value: value.name))


def test_a_source_takes_back_only_what_it_said_itself(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        w.statements.record(made, [field(FieldName.NUMBER, "12")], MANIFEST)
        w.statements.record(made, [field(FieldName.NUMBER, "13"), field(FieldName.SIGNER, "X")], RULES, whole=True)
        assert w.statements.effective(made).value(FieldName.NUMBER) == "13"
        w.statements.record(made, [field(FieldName.SIGNER, "X")], NEWER_RULES, whole=True)
        assert w.statements.effective(made).value(FieldName.NUMBER) == "12"
        w.statements.record(made, [], NEWER_RULES, whole=True)
        assert [value.value for value in w.statements.effective(made).fields] == ["12"]
        assert w.statements.record(made, [], NEWER_RULES, whole=True) == 0


def test_of_two_machines_the_one_that_spoke_last_counts(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        for source, said in ((RULES, "1"), (MANIFEST, "2"), (NEWER_RULES, "3")):
            w.statements.record(made, [field(FieldName.NUMBER, said)], source)
            assert w.statements.effective(made).value(FieldName.NUMBER) == said


def test_as_of_leaves_out_what_was_written_later(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        w.statements.record(made, [field(FieldName.NUMBER, "1")], RULES)
        then = w.statements.history(made)[0].recorded_at
    with records.write() as w:
        w.statements.record(made, [field(FieldName.NUMBER, "2")], PERSON)
        assert w.statements.effective(made).value(FieldName.NUMBER) == "2"
        assert w.statements.effective(made, as_of=then).value(FieldName.NUMBER) == "1"
        assert w.statements.effective(made, as_of=then - timedelta(seconds=1)).fields == ()


# --- results ----------------------------------------------------------------------------------------------


def test_publishing_makes_a_result_that_is_found_by_its_owner(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        assert w.publish(made, publication(dossiers=("H20-230207-0001",))) == 1
    with records.read() as r:
        (found,) = r.results.find(NUMBER)
        assert r.results.find(NUMBER, {TYPE}) == (found,) == r.results.of_document(made)
        assert r.results.find(NUMBER, {"KQ.G15.000031"}) == ()
        assert r.results.find(OTHER_NUMBER) == ()
        assert r.results.get(found.result.id) == found.result
        assert r.documents.dossiers(made) == ("H20-230207-0001",)
    assert (found.result.result_type, found.result.issuer) == (TYPE, "H20.1")
    assert (found.result.number, found.result.issued_on) == ("07/GCN", date(2023, 2, 7))
    assert found.term == TERM
    assert [(shown.id, relation) for shown, relation in found.documents] == [(made, Relation.ORIGINAL)]
    (owner,) = found.owners
    assert (owner.number_kind, owner.name, owner.birth_date) == ("citizen", NAME, BIRTH)


def test_publishing_again_changes_the_same_result(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        w.publish(made, publication())
        (before,) = w.results.find(NUMBER)
        corrected = [field(FieldName.NUMBER, "08/GCN"), field(FieldName.OWNER_ID, OTHER_NUMBER.value)]
        w.statements.record(made, corrected, PERSON)
        assert w.publish(made, publication(source=NEWER_RULES, term=Term(unlimited=True, known=True))) == 2
        assert w.results.find(NUMBER) == ()
        (after,) = w.results.find(OTHER_NUMBER)
    assert after.result == replace(before.result, number="08/GCN")
    assert after.term.unlimited


def test_one_owner_has_many_results_and_is_one(records: Records) -> None:
    misread = tuple(
        replace(value, value="Trân Thi Dep") if value.name is FieldName.OWNER_NAME else value for value in FIELDS
    )
    with records.write() as w:
        first, second = document(w, "a").id, document(w, "b").id
        w.publish(first, publication())
        newer = (
            *(value for value in misread if value.name is not FieldName.ISSUED_ON),
            field(FieldName.ISSUED_ON, "2024-01-01"),
        )
        w.publish(second, publication(newer))
        found = w.results.find(NUMBER)
        assert [one.result.issued_on for one in found] == [date(2024, 1, 1), date(2023, 2, 7)]
        (owner,) = w.results.owners(NUMBER)
        assert found[0].owners == found[1].owners == (owner,)
        assert owner.name == NAME
        w.statements.record(second, [field(FieldName.OWNER_NAME, "Trần Thị Đẹp Em")], PERSON)
        w.publish(second, publication(newer))
        (owner,) = w.results.owners(NUMBER)
        assert owner.name == "Trần Thị Đẹp Em"


def test_two_owners_of_one_result(records: Records) -> None:
    couple = (
        *FIELDS,
        field(FieldName.OWNER_NAME, "Lê Văn B", item=1),
        field(FieldName.OWNER_ID, OTHER_NUMBER.value, item=1),
    )
    with records.write() as w:
        w.publish(document(w, "a").id, publication(couple))
        assert w.results.find(NUMBER) == w.results.find(OTHER_NUMBER)
        (found,) = w.results.find(OTHER_NUMBER)
    assert [owner.name for owner in found.owners] == [NAME, "Lê Văn B"]


def test_a_paper_without_number_is_a_possible_match_by_name_and_birth_date(records: Records) -> None:
    with records.write() as w:
        w.publish(document(w, "numbered").id, publication())
        made = document(w, "a").id
        for _ in range(2):
            w.publish(made, publication(without(FieldName.OWNER_ID)))
        (found,) = w.results.find_namesakes("tran thi dep", BIRTH)
        assert [shown.id for shown, _ in found.documents] == [made]
        assert len(found.owners) == 1
        assert w.results.find_namesakes(NAME, BIRTH, {"KQ.G15.000031"}) == ()
        assert w.results.find_namesakes(NAME, BIRTH + timedelta(days=1)) == ()


def test_a_number_of_no_valid_form_finds_nothing(records: Records) -> None:
    wrong = (*without(FieldName.OWNER_ID), field(FieldName.OWNER_ID, "08709000"))
    with records.write() as w:
        made = document(w, "a").id
        w.publish(made, publication(wrong))
        assert w.results.owners(NUMBER) == ()
        (found,) = w.results.of_document(made)
    assert found.owners[0].number_kind is None


def test_a_number_that_a_person_struck_out_leads_nowhere(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        w.publish(made, publication())
        w.statements.record(made, [field(FieldName.OWNER_ID, "")], PERSON)
        w.publish(made, publication())
        assert w.results.find(NUMBER) == ()
        assert [shown.id for shown, _ in w.results.find_namesakes(NAME, BIRTH)[0].documents] == [made]


def test_a_copy_shows_a_result_and_does_not_change_it(records: Records) -> None:
    with records.write() as w:
        original, copy = document(w, "a").id, document(w, "b").id
        w.publish(original, publication())
        (found,) = w.results.find(NUMBER)
        w.link(found.result.id, copy, Relation.CERTIFIED_COPY)
        w.publish(copy, publication((field(FieldName.NUMBER, "99/SY"),)))
        (both,) = w.results.find(NUMBER)
    assert both.result == found.result
    assert [relation for _, relation in both.documents] == [Relation.ORIGINAL, Relation.CERTIFIED_COPY]


def test_withdrawn_documents_are_not_offered(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        w.publish(made, publication())
        w.documents.withdraw(made, "wrong_batch")
        w.publish(made, publication(source=NEWER_RULES))
        assert w.results.find(NUMBER) == ()
        assert w.outbox.entry_facts(made).withdrawn
        assert w.statements.effective(made).value(FieldName.NUMBER) == "07/GCN"


def test_events_are_kept_with_the_result_and_reach_the_index(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        w.publish(made, publication())
        (found,) = w.results.find(NUMBER)
        result = found.result.id
        assert w.outbox.entry_facts(made).valid_until == TERM.valid_until
        w.outbox.mark_indexed({made: 1})
        w.results.add_event(result, ValidityState.REVOKED, date(2024, 3, 1), "QĐ 12/QĐ-UBND", PERSON)
        (found,) = w.results.find(NUMBER)
        assert [(event.state, event.effective_on, event.source) for event in found.events] == [
            (ValidityState.REVOKED, date(2024, 3, 1), PERSON)
        ]
        assert [(waiting.id, waiting.revision) for waiting in w.outbox.pending()] == [(made, 2)]
        assert w.outbox.entry_facts(made).valid_until == date(2024, 2, 29)
        w.results.add_event(result, ValidityState.VALID, date(2024, 4, 1), "QĐ 15/QĐ-UBND", PERSON)
        assert w.outbox.entry_facts(made).valid_until == TERM.valid_until


# --- reuse, outbox, stages, audit -------------------------------------------------------------------------


def test_reuse_checks_are_kept_under_a_proof_reference(records: Records) -> None:
    with records.write() as w:
        w.publish(document(w, "a").id, publication())
        (found,) = w.results.find(NUMBER)
        check = w.reuse.record("clerk-1", NUMBER, [TYPE], date(2025, 1, 1), ReuseAnswer.VALID, found.result.id)
    with records.read() as r:
        assert r.reuse.get(check.id) == check
        assert r.reuse.asked_by(check.id, NUMBER)
        assert not r.reuse.asked_by(check.id, OTHER_NUMBER)
        with pytest.raises(NotFound):
            r.reuse.get("P-NONE")


def test_the_outbox_holds_the_newest_revision_until_it_is_indexed(records: Records) -> None:
    with records.write() as w:
        first, second = document(w, "a").id, document(w, "b").id
        assert w.outbox.pending() == ()
        w.publish(first, publication())
        w.publish(second, publication(()))
        assert w.outbox.waiting() == 2
        assert len(w.outbox.pending(limit=1)) == 1
        w.outbox.mark_indexed({first: 1, second: 1})
        assert w.outbox.pending() == ()
        # A change while the index takes in the revision before: the newer one stays in the outbox.
        w.publish(first, publication())
        w.outbox.mark_indexed({first: 1})
        assert [(waiting.id, waiting.revision) for waiting in w.outbox.pending()] == [(first, 2)]
        w.outbox.mark_indexed({first: 2})
        w.outbox.mark_indexed({first: 1})
        assert w.outbox.waiting() == 0
        w.outbox.mark_lost()
        assert w.outbox.waiting() == 2
        assert [found.id for found in w.outbox.published()] == sorted([first, second])
        assert [found.id for found in w.outbox.published(after=min(first, second))] == [max(first, second)]


def test_an_index_entry_says_what_the_records_know(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        w.publish(made, publication())
        entry = w.outbox.entry_facts(made)
    assert (entry.document_id, entry.revision, entry.body, entry.withdrawn) == (made, 1, "", False)
    assert entry.title == "Giấy chứng nhận đủ điều kiện buôn bán thuốc bảo vệ thực vật"
    assert (entry.number, entry.kind, entry.result_type, entry.procedure) == ("07/GCN", "result", TYPE, "1.004363")
    assert (entry.agency, entry.issued_on, entry.valid_until) == ("H20.1", date(2023, 2, 7), date(2028, 2, 7))
    assert entry.term_known
    assert entry.owner_names == (NAME,)
    assert entry.owner_hashes == (records.keys.hash(NUMBER)[1],)


def test_a_stage_output_is_found_and_not_made_again(records: Records) -> None:
    with records.write() as w:
        assert w.stages.find(sha("key")) is None
        first = w.stages.keep(sha("key"), "read", {"object": sha("o")})
        assert w.stages.keep(sha("key"), "read", {"object": sha("other")}) == first == w.stages.find(sha("key"))


def test_the_audit_is_a_chain(records: Records) -> None:
    with records.write() as w:
        first = w.audit.append("clerk-1", "reuse", "P-1", {"answer": "valid"})
        second = w.audit.append("clerk-2", "view", "D-1")
    with records.read() as r:
        assert r.audit.of_subject("P-1") == (first,)
        (chain,) = r.audit.verify_chain()
    assert second.previous == first.hash
    assert (chain.length, chain.head, chain.broken_at) == (2, second.hash, None)


# --- the account of a batch -------------------------------------------------------------------------------


def test_reconciliation_accounts_for_all_that_came_in(records: Records) -> None:
    with records.write() as w:
        batch = w.batches.open("Lô 1", counted_sheets=5).id
        duplex, simplex = blob(w, "duplex", 5), blob(w, "simplex", 1)
        for name in ("duplex", "simplex"):
            w.batches.add_receipt(batch, Path(f"/s/{name}.pdf"), ReceiptOutcome.ACCEPTED, blob=sha(name))
        w.batches.add_receipt(batch, Path("/s/copy.pdf"), ReceiptOutcome.AGAIN, blob=sha("simplex"))
        w.batches.add_receipt(batch, Path("/s/empty.pdf"), ReceiptOutcome.REJECTED, reason="empty_file")
        w.batches.add_receipt(batch, Path("/s/truth.json"), ReceiptOutcome.NOT_A_SCAN)
        w.batches.add_stack(batch, "duplex", duplex, sides=2)
        w.batches.add_stack(batch, "simplex", simplex)
        w.pages.save_reading(duplex[0], sha("t0"), findings(separator=Separator.BARCODE), 0.0)
        w.pages.save_reading(duplex[1], sha("t1"), findings(blank=BlankReason.WHITE), 0.0)
        w.pages.save_reading(duplex[2], sha("t2"), findings(), 0.9)
        w.pages.save_reading(duplex[3], sha("t3"), findings(), 0.9)
        w.pages.fail(duplex[4], "page_timeout")
        first = w.documents.create(batch, duplex[2:])
        second = w.documents.create(batch, simplex)
        w.publish(first.id, publication(state=DocumentState.FAILED_PAGES, reasons=("page_timeout",)))
        w.documents.add_rendition(first.id, stored("access", ObjectKind.ACCESS))
        w.outbox.mark_indexed({first.id: 1})
        account = w.reports.reconciliation(batch)
        needed = w.reports.objects(batch)
    assert account.files == {
        ReceiptOutcome.ACCEPTED: 2,
        ReceiptOutcome.AGAIN: 1,
        ReceiptOutcome.REJECTED: 1,
        ReceiptOutcome.NOT_A_SCAN: 1,
    }
    assert account.rejected == {"empty_file": 1}
    assert account.pages == {PageState.PENDING: 1, PageState.READ: 4, PageState.FAILED: 1}
    assert (account.blank, account.separators) == (1, 1)
    assert [(failed.page, failed.reason) for failed in account.failed] == [(duplex[4], "page_timeout")]
    assert account.documents[DocumentState.FAILED_PAGES] == account.documents[DocumentState.RECEIVED] == 1
    assert account.kinds[DocumentKind.RESULT] == 1
    assert (account.published, account.indexed) == (1, 1)
    assert (account.sheets.scanned, account.sheets.separators, account.sheets.failed) == (4, 1, 1)
    assert account.sheets.agree
    assert account.objects == len(needed) == 2 + 4 + 1
    assert (ObjectKind.ACCESS, sha("access")) in needed
    assert second.state is DocumentState.RECEIVED


def test_a_miscounted_batch_does_not_agree(records: Records) -> None:
    with records.write() as w:
        batch = w.batches.open("Lô 1", counted_sheets=2).id
        w.batches.add_stack(batch, "a", blob(w, "a", 3), sides=2)
        assert w.reports.reconciliation(batch).sheets.agree
        w.batches.open("Lô 1", counted_sheets=3)
        assert not w.reports.reconciliation(batch).sheets.agree


def test_files_that_were_not_opened_leave_the_count_open_upwards_only(records: Records) -> None:
    with records.write() as w:
        batch = w.batches.open("Lô 1", counted_sheets=3).id
        w.batches.add_stack(batch, "a", blob(w, "a", 3))
        w.batches.add_receipt(batch, Path("/scans/b.pdf"), ReceiptOutcome.REJECTED, reason="damaged_file")
        assert not w.reports.reconciliation(batch).sheets.agree
        for counted in (4, 40):
            w.batches.open("Lô 1", counted_sheets=counted)
            assert w.reports.reconciliation(batch).sheets.agree
