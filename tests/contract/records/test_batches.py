"""What every system of record promises of batches, receipts and stacks, whatever database is under it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import select

from digitize.errors import NotFound
from digitize.model import (
    BlankReason,
    PageRef,
    Separator,
)
from digitize.records.interfaces import Records
from digitize.records.rows import BatchState, PageState, ReceiptOutcome
from digitize.records.tables import stack_notes
from tests.archives import (
    blob,
    findings,
    sha,
    stored,
)


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
    with pytest.raises(Exception, match=r"(?i)readonly"), records.read() as r:
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


def test_what_is_said_of_a_stack_is_kept_sealed_until_the_batch_is_closed(records: Records) -> None:
    with records.write() as w:
        batch = w.batches.open("Lô 1").id
        stack, other = (w.batches.add_stack(batch, name, blob(w, name)).id for name in ("a", "b"))
        assert w.batches.notes(stack) == ""
        w.batches.note(stack, "087090000123")
        w.batches.note(stack, "087090000456")
        w.batches.note(other, "x")
        w.batches.note(other, "")
    with records.write() as w:
        assert w.batches.notes(stack) == "087090000456"
        assert w.batches.notes(other) == ""
        [row] = w.batches._context.all(select(stack_notes))
        assert "087090000456" not in str(row)
        w.batches.forget(batch)
        assert w.batches.notes(stack) == ""


def test_a_few_of_the_received_files_are_named_and_none_that_is_gone(records: Records) -> None:
    with records.write() as w:
        assert w.batches.some_blobs() == ()
        all_of_them = {blob(w, number)[0].blob for number in range(9)}
        some = w.batches.some_blobs()
        assert len(some) == len(set(some)) == 6
        assert set(some) < all_of_them


def test_whether_a_batch_may_be_published_is_told_without_its_pages(records: Records) -> None:
    with records.write() as w:
        free, agreed, wrong, duplex = (
            w.batches.open(name, counted_sheets=counted).id
            for name, counted in (("1", None), ("2", 3), ("3", 4), ("4", 2))
        )
        pages = blob(w, "a", 3)
        for batch in (free, agreed, wrong):
            w.batches.add_stack(batch, "a", pages)
        w.batches.add_stack(duplex, "a", pages, sides=2)
        for batch in (free, agreed, wrong, duplex):
            assert w.reports.settled(batch) == w.reports.reconciliation(batch).settled == (batch != wrong)
        w.batches.decide(wrong, w.reports.reconciliation(wrong).sheets, "reviewer-1", "đếm nhầm")
        assert w.reports.settled(wrong)
