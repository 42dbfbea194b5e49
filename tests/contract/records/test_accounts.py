"""What every system of record promises of the account of a batch, whatever database is under it."""

from __future__ import annotations

from pathlib import Path

from digitize.model import (
    BlankReason,
    DocumentKind,
    ObjectKind,
    Separator,
)
from digitize.records.interfaces import Records
from digitize.records.rows import DocumentState, PageState, ReceiptOutcome
from tests.archives import (
    blob,
    findings,
    publication,
    sha,
    stored,
)


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
    assert account.pages == {PageState.PENDING: 1, PageState.READ: 4, PageState.FAILED: 1, PageState.DISPOSED: 0}
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
