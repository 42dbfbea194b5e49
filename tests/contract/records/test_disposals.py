"""What every system of record promises of keeping documents and of their disposal, whatever database is under it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from digitize.errors import AlreadyProposed, Disposed, NotFound, NotProposed, SamePerson
from digitize.model import IndexEntry, ObjectKind, PageRef, Retention
from digitize.records.interfaces import Records
from digitize.records.kept import Ground, Verdict
from digitize.records.rows import DocumentState, PageState
from digitize.records.tables import disposal_decisions
from digitize.records.transaction import Transaction
from tests.archives import NUMBER, blob, document, findings, publication, sha, stored

FIVE_YEARS = Retention(date(2030, 6, 1), "five", "own list")
FOR_EVER = Retention(None, "for ever", "own list")
MISTAKE = Ground.MISTAKE
ORIGINAL, ACCESS, TEXT = ObjectKind.ORIGINAL, ObjectKind.ACCESS, ObjectKind.PAGE_TEXT


def read_page(w: Transaction, ref: PageRef, text: str) -> None:
    w.pages.save_reading(ref, sha(text), findings(), 0.9)


def published(w: Transaction, seed: str) -> str:
    """A document of one page in a file of its own, read and published, with an access copy."""
    made = document(w, seed).id
    read_page(w, w.documents.pages(made)[0], f"text of {seed}")
    w.publish(made, publication())
    w.documents.add_rendition(made, stored(f"access of {seed}", ACCESS))
    return made


def dispose(w: Transaction, document: str) -> None:
    w.disposals.propose(document, MISTAKE, "another office's", "an")
    disposal = w.disposals.decide(document, Verdict.CONFIRMED, "binh", "BB 1")
    w.disposals.begin(disposal, w.disposals.plan(document))


# --- keeping ----------------------------------------------------------------------------------------------


def test_of_all_retentions_the_longest_holds(records: Records) -> None:
    with records.write() as w:
        made = published(w, "a")
        assert w.keeping.retention(made) is None
        for said in (FIVE_YEARS, Retention(date(2027, 1, 1), "two", "own list"), FIVE_YEARS):
            w.keeping.retain(made, said)
        assert w.keeping.retention(made) == FIVE_YEARS
        w.keeping.retain(made, FOR_EVER)
        assert w.keeping.retention(made) == FOR_EVER


def test_nothing_is_asked_of_the_store_where_nothing_is_on_record(records: Records) -> None:
    with records.write() as w:
        w.keeping.ask(published(w, "a"))
        assert (w.keeping.waiting(), w.keeping.orders()) == (0, ())


def test_what_the_store_lacks_waits_until_it_is_set(records: Records) -> None:
    with records.write() as w:
        made, other = sorted(published(w, seed) for seed in "ab")
        for one in (made, other):
            w.keeping.retain(one, FIVE_YEARS)
            w.keeping.ask(one)
        first, second = w.keeping.orders()
        assert (first.document, second.document) == (made, other)
        assert w.keeping.orders(after=made) == (second,)
        assert [one[0] for one, _ in first.objects] == [ORIGINAL, ACCESS]
        assert {held for _, held in first.objects} == {None}
        w.keeping.ask(made)
        w.keeping.done({made: first.number, other: second.number})
        # Asked for again while the first order was carried out.
        assert w.keeping.waiting() == 1
        [again] = w.keeping.orders()
        w.keeping.done({made: again.number})
        w.keeping.done({made: first.number})
        assert w.keeping.waiting() == 0


def test_a_hold_is_put_and_lifted_and_all_of_it_stays_on_record(records: Records) -> None:
    with records.write() as w:
        made = published(w, "a")
        assert [w.keeping.hold(made, on, "an", "court") for on in (True, True, False, False)] == [
            True, False, True, False,
        ]  # fmt: skip
        assert not w.keeping.is_held(made)
        assert [one.held for one in w.keeping.holds(made)] == [True, False]
        w.keeping.ask(made)
        assert {held for _, held in w.keeping.orders()[0].objects} == {False}


def test_a_file_of_two_documents_stays_on_hold_until_both_are_free(records: Records) -> None:
    with records.write() as w:
        batch = w.batches.open("Lô 1").id
        pages = blob(w, "both", 2)
        first, second = (w.documents.create(batch, [page]).id for page in pages)
        for one in (first, second):
            w.keeping.hold(one, True, "an", "court")
        w.keeping.hold(first, False, "an", "over")
        w.keeping.ask(first)
        [order] = w.keeping.orders()
        assert order.objects == (((ORIGINAL, sha("both")), True),)
        w.keeping.hold(second, False, "an", "over")
        assert w.keeping.orders()[0].objects == (((ORIGINAL, sha("both")), False),)


# --- two persons ------------------------------------------------------------------------------------------


def test_one_proposes_and_another_confirms(records: Records) -> None:
    with records.write() as w:
        made = published(w, "a")
        proposed = w.disposals.propose(made, MISTAKE, "another office's", "an")
        assert w.disposals.waiting() == (proposed,)
        with pytest.raises(AlreadyProposed):
            w.disposals.propose(made, MISTAKE, "again", "binh")
        with pytest.raises(SamePerson):
            w.disposals.decide(made, Verdict.CONFIRMED, "an", "BB 1")
        decided = w.disposals.decide(made, Verdict.CONFIRMED, "binh", "BB 1")
        assert decided.decision
        assert (decided.decision.verdict, decided.decision.minutes) == (Verdict.CONFIRMED, "BB 1")
        assert w.disposals.waiting() == ()
        assert w.disposals.of_document(made) == (decided,)


def test_who_proposed_may_take_it_back_and_another_may_propose_anew(records: Records) -> None:
    with records.write() as w:
        made = published(w, "a")
        for by in ("an", "binh"):
            w.disposals.propose(made, MISTAKE, "why", by)
            w.disposals.decide(made, Verdict.REJECTED, "an", "no")
        assert [one.proposed_by for one in w.disposals.of_document(made)] == ["an", "binh"]
        with pytest.raises(NotProposed):
            w.disposals.decide(made, Verdict.CONFIRMED, "binh", "BB 1")
        with pytest.raises(NotFound):
            w.disposals.propose("D-NOTHING", MISTAKE, "why", "an")


@pytest.mark.parametrize("claimed", ["an", "somebody else"])
def test_the_database_itself_wants_two_persons(records: Records, claimed: str) -> None:
    """Neither a decision of the proposer nor one that names a false proposer can be written."""
    with records.write() as w:
        proposed = w.disposals.propose(published(w, "a"), MISTAKE, "why", "an")
        row = {"disposal": proposed.id, "proposed_by": claimed, "verdict": "confirmed", "decided_by": "an"}
        row |= {"minutes": "BB 1", "decided_at": proposed.proposed_at}
        with pytest.raises(IntegrityError):
            w.disposals._context.add(disposal_decisions, row)


def test_of_many_who_propose_at_once_one_does(records: Records) -> None:
    with records.write() as w:
        made = published(w, "a")

    def propose(by: int) -> bool:
        try:
            with records.write() as w:
                w.disposals.propose(made, MISTAKE, "why", f"person-{by}")
        except AlreadyProposed:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(propose, range(8))) == 1


# --- what goes --------------------------------------------------------------------------------------------


def test_all_objects_of_a_document_go_and_the_record_stays(records: Records) -> None:
    with records.write() as w:
        made = published(w, "a")
        dispose(w, made)
        row = w.documents.get(made)
        assert row.state is DocumentState.DISPOSED
        assert w.outbox.entry_facts(made) == IndexEntry(made, row.revision, withdrawn=True)
        assert w.results.find(NUMBER) == ()
        assert w.statements.effective(made).assertions
        assert w.pages.get(w.documents.pages(made)[0]).state is PageState.DISPOSED
        [disposal] = w.disposals.of_document(made)
        doomed = {(ORIGINAL, sha("a")), (ACCESS, sha("access of a")), (TEXT, sha("text of a"))}
        assert set(w.disposals.to_remove(disposal.id)) == doomed
        assert w.disposals.unfinished() == (made,)
        for kind, name in doomed:
            w.disposals.removed(disposal.id, kind, name)
        assert (w.disposals.to_remove(disposal.id), w.disposals.unfinished()) == ((), ())
        assert set(w.disposals.objects(disposal.id)) == doomed
        for verb in (w.disposals.propose, w.disposals.decide):
            with pytest.raises(Disposed):
                verb(made, MISTAKE, "x", "y")  # type: ignore[arg-type]


def test_nothing_disposed_of_is_needed_or_read_again(records: Records) -> None:
    with records.write() as w:
        made = published(w, "a")
        batch, [page] = w.documents.get(made).batch, w.documents.pages(made)
        w.batches.add_stack(batch, "a", [page])
        assert {kind for kind, _ in w.reports.objects(batch)} == {ACCESS, TEXT}
        dispose(w, made)
        assert w.reports.objects(batch) == ()
        w.pages.read_again([page])
        assert w.pages.pending(batch) == ()
        assert w.disposals.is_gone()
        assert w.disposals.is_gone(sha("a"))
        assert not w.disposals.is_gone(sha("b"))
        assert w.disposals.gone([sha("b"), sha("a")]) == {sha("a")}


def test_a_file_goes_with_the_last_document_in_it(records: Records) -> None:
    with records.write() as w:
        batch = w.batches.open("Lô 1").id
        pages = blob(w, "both", 3)
        first, second = w.documents.create(batch, pages[:1]).id, w.documents.create(batch, pages[1:2]).id
        for page in pages[:2]:
            read_page(w, page, f"text {page.index}")
        # A separator sheet, of no document.
        read_page(w, pages[2], "sheet")
        assert w.disposals.plan(first).objects == ((TEXT, sha("text 0")),)
        assert w.disposals.plan(first).shared == (sha("both"),)
        dispose(w, first)
        assert w.pages.get(pages[1]).state is PageState.READ
        assert set(w.disposals.plan(second).objects) == {
            (ORIGINAL, sha("both")), (TEXT, sha("text 1")), (TEXT, sha("sheet")),
        }  # fmt: skip
        dispose(w, second)
        assert {w.pages.get(page).state for page in pages} == {PageState.DISPOSED}


def test_a_file_stays_while_pages_of_it_wait_to_be_read(records: Records) -> None:
    with records.write() as w:
        pages = blob(w, "half", 2)
        made = w.documents.create(w.batches.open("Lô 1").id, pages[:1]).id
        read_page(w, pages[0], "text")
        assert w.disposals.plan(made).shared == (sha("half"),)


def test_a_text_that_other_pages_read_the_same_stays(records: Records) -> None:
    with records.write() as w:
        made, other = published(w, "a"), published(w, "b")
        for one in (made, other):
            read_page(w, w.documents.pages(one)[0], "blank")
        assert (TEXT, sha("blank")) not in w.disposals.plan(made).objects
        dispose(w, made)
        assert (TEXT, sha("blank")) in w.disposals.plan(other).objects
        assert w.disposals.is_needed(TEXT, sha("blank"))
        assert not w.disposals.is_needed(ORIGINAL, sha("blank"))


def test_what_rescans_replaced_and_rescans_that_failed_go_as_well(records: Records) -> None:
    with records.write() as w:
        made = published(w, "a")
        good, bad = blob(w, "good"), blob(w, "bad")
        batch = w.batches.open("Quét lại").id
        read_page(w, good[0], "good text")
        w.pages.fail(bad[0], "page_timeout")
        for new in (good, bad):
            w.rescans.add(made, 0, new[0], w.batches.add_stack(batch, "again", new).id)
        w.documents.add_version(made, w.rescans.applied(w.documents.pages(made)))
        going = w.disposals.plan(made).objects
        assert {name for kind, name in going if kind is ORIGINAL} == {sha("a"), sha("good"), sha("bad")}


def test_an_earlier_copy_of_another_document_that_shows_its_page_goes(records: Records) -> None:
    with records.write() as w:
        batch = w.batches.open("Lô 1").id
        pages = blob(w, "cut wrongly", 2)
        first = w.documents.create(batch, pages).id
        w.documents.add_rendition(first, stored("both pages", ACCESS))
        w.documents.add_version(first, pages[:1])
        w.documents.add_rendition(first, stored("one page", ACCESS))
        second = w.documents.create(batch, pages[1:]).id
        for page in pages:
            read_page(w, page, f"text {page.index}")
        assert set(w.disposals.plan(second).objects) == {(ACCESS, sha("both pages")), (TEXT, sha("text 1"))}
        going = w.disposals.plan(first).objects
        assert set(going) == {(ACCESS, sha("both pages")), (ACCESS, sha("one page")), (TEXT, sha("text 0"))}
