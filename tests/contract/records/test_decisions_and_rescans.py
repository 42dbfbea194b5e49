"""What every system of record promises of held batches and of rescanned pages, whatever database is under it."""

from __future__ import annotations

from digitize.model import PageRef, Separator
from digitize.records.interfaces import Records
from digitize.records.rows import DocumentState
from digitize.records.transaction import Transaction
from tests.archives import NUMBER, blob, document, findings, publication, sha


def test_a_decision_holds_for_the_counts_it_was_made_about(records: Records) -> None:
    with records.write() as w:
        batch = w.batches.open("Lô 1", counted_sheets=4)
        w.batches.add_stack(batch.id, "a.pdf", blob(w, "a", 3))
        account = w.reports.reconciliation(batch.id)
        assert (account.settled, account.decision) == (False, None)
        first = w.batches.decide(batch.id, account.sheets, "reviewer-1", "đếm nhầm")
    with records.write() as w:
        account = w.reports.reconciliation(batch.id)
        assert account.settled
        assert account.decision == first
        assert w.batches.decide(batch.id, account.sheets, "reviewer-2", "lần nữa") == first
    with records.write() as w:
        w.batches.add_stack(batch.id, "b.pdf", blob(w, "b", 2))
        account = w.reports.reconciliation(batch.id)
        assert (account.settled, account.decision) == (False, None)


def test_a_held_document_is_in_the_index_and_shown_to_nobody(records: Records) -> None:
    with records.write() as w:
        one = document(w, "a")
        w.publish(one.id, publication(state=DocumentState.HELD, reasons=("sheet_mismatch",)))
    with records.read() as r:
        assert r.outbox.entry_facts(one.id).withdrawn
        assert r.results.find(NUMBER) == ()
        account = r.reports.reconciliation(one.batch)
        assert (account.published, account.indexed) == (0, 0)
    with records.write() as w:
        w.documents.revise(one.id, state=DocumentState.PUBLISHED, reasons=[])
    with records.read() as r:
        assert not r.outbox.entry_facts(one.id).withdrawn
        assert [found.documents[0][0].id for found in r.results.find(NUMBER)] == [one.id]


def read(w: Transaction, *pages: PageRef, **given: object) -> None:
    for page in pages:
        w.pages.save_reading(page, sha("reading"), findings(**given), 0.9)


def test_a_rescan_counts_once_it_is_read_and_outlives_another_cutting(records: Records) -> None:
    with records.write() as w:
        one = document(w, "a", pages=3)
        cut = w.documents.pages(one.id)
        batch = w.batches.open("Quét lại")
        [new] = blob(w, "new")
        stack = w.batches.add_stack(batch.id, "new.pdf", [new])
        w.rescans.add(one.id, 1, new, stack.id)
        w.rescans.add(one.id, 1, new, stack.id)
        assert w.rescans.documents_of(stack.id) == (one.id,)
        assert w.rescans.applied(cut) == cut
        read(w, new)
        assert w.rescans.applied(cut) == (cut[0], new, cut[2])
        w.documents.add_version(one.id, w.rescans.applied(cut))
    with records.write() as w:
        # A rescan of the rescan, and then the page as it was first received.
        [newer] = blob(w, "newer")
        stack = w.batches.add_stack(batch.id, "newer.pdf", [newer])
        w.rescans.add(one.id, 1, newer, stack.id)
        read(w, newer)
        assert w.rescans.applied(cut) == (cut[0], newer, cut[2])
        w.documents.add_version(one.id, w.rescans.applied(cut))
        stack = w.batches.add_stack(batch.id, "old.pdf", [cut[1]])
        w.rescans.add(one.id, 1, cut[1], stack.id)
        read(w, cut[1])
        assert w.rescans.applied(cut) == cut
        w.documents.add_version(one.id, cut)
    with records.read() as r:
        assert [version.rescanned for version in r.rescans.versions(one.id)] == [(), (1,), (1,), ()]
        assert r.documents.first_page(one.id) == cut[0]


def test_a_rescan_that_is_a_separator_or_fails_stands_for_nothing(records: Records) -> None:
    with records.write() as w:
        one = document(w, "a", pages=2)
        cut = w.documents.pages(one.id)
        batch = w.batches.open("Quét lại")
        new = blob(w, "new", 2)
        stack = w.batches.add_stack(batch.id, "new.pdf", new)
        w.rescans.add(one.id, 0, new[0], stack.id)
        w.rescans.add(one.id, 1, new[1], stack.id)
        read(w, new[0], separator=Separator.PATCH_T)
        w.pages.fail(new[1], "page_timeout")
        assert w.rescans.applied(cut) == cut


def test_what_cutting_says_of_a_page_is_kept_apart_from_its_reading(records: Records) -> None:
    with records.write() as w:
        [page] = blob(w, "a")
        read(w, page, warnings=("poorly_read",))
        w.pages.doubt(page, ["second_heading"])
        assert w.pages.get(page).notes == ("poorly_read", "second_heading")
        read(w, page)
        assert w.pages.get(page).notes == ("second_heading",)
        w.pages.doubt(page, [])
        assert w.pages.get(page).notes == ()
