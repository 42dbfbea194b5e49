"""What every system of record promises of objects that must be intact, whatever database is under it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from digitize.model import ObjectKind
from digitize.records.interfaces import Records
from digitize.records.kept import Coverage
from tests.archives import document, sha
from tests.contract.records.test_disposals import dispose, published, read_page

ORIGINAL, ACCESS, TEXT = ObjectKind.ORIGINAL, ObjectKind.ACCESS, ObjectKind.PAGE_TEXT


def objects_of(seed: str) -> set[tuple[ObjectKind, str]]:
    return {(ORIGINAL, sha(seed)), (ACCESS, sha(f"access of {seed}")), (TEXT, sha(f"text of {seed}"))}


def test_every_object_is_due_once_and_none_that_was_disposed_of(records: Records) -> None:
    with records.write() as w:
        for seed in "abc":
            published(w, seed)
        # Blank pages read the same, and the same copy may be of two versions.
        read_page(w, w.documents.pages(document(w, "d").id)[0], "text of a")
        dispose(w, published(w, "e"))
        due = w.fixity.due()
        needed = set.union(*map(objects_of, "abc"), {(ORIGINAL, sha("d"))})
        assert len(due) == len(needed)
        assert set(due) == needed
        assert all(w.fixity.is_needed(*one) for one in needed)
        assert not any(w.fixity.is_needed(*one) for one in objects_of("e"))
        assert not w.fixity.is_needed(ACCESS, sha("a"))


def test_damaged_ones_come_first_then_new_ones_then_those_read_longest_ago(records: Records) -> None:
    a, b, c, d = ((ORIGINAL, sha(seed)) for seed in "abcd")
    with records.write() as w:
        for seed in "abcd":
            document(w, seed)
        assert w.fixity.coverage() == Coverage(4, 4, 0, None)
    for one, intact in ((a, True), (b, True), (c, False), (a, True)):
        with records.write() as w:
            w.fixity.note([one], intact=intact)
    with records.read() as r:
        assert r.fixity.due() == (c, d, b, a)
        assert r.fixity.due(2) == (c, d)
        coverage = r.fixity.coverage()
        assert (coverage.objects, coverage.unchecked, coverage.damaged) == (4, 1, 1)
        assert [r.fixity.is_damaged(*one) for one in (a, c, d)] == [False, True, False]
    with records.write() as w:
        w.fixity.note([c, d], intact=True)
        assert w.fixity.coverage().oldest == coverage.oldest
        assert w.fixity.due(1) == (b,)


def test_runs_count_on_and_one_that_was_broken_off_has_no_end(records: Records) -> None:
    with records.write() as w:
        first = w.fixity.begin(10, 4)
        w.fixity.count(first, checked=2, size=5_000_000_000, damaged=1)
    with records.write() as w:
        second = w.fixity.begin(10, 10)
        w.fixity.count(second, checked=1, size=5_000_000_000, damaged=0)
        w.fixity.count(second, checked=9, size=3, damaged=2)
        w.fixity.count(second, repaired=1)
        done = w.fixity.end(second)
    assert (done.checked, done.size, done.damaged, done.repaired) == (10, 5_000_000_003, 2, 1)
    assert done.ended_at
    with records.read() as r:
        runs = r.fixity.runs()
        assert [one.id for one in runs] == [second, first]
        assert runs[0] == done
        assert (runs[1].checked, runs[1].ended_at) == (2, None)
        assert r.fixity.runs(1) == (done,)


def test_runs_at_the_same_time_do_not_stop_each_other(records: Records) -> None:
    with records.write() as w:
        for seed in range(40):
            document(w, seed)
        due = w.fixity.due()

    def note(turn: int) -> None:
        with records.write() as w:
            w.fixity.note(due[:: 1 if turn % 2 else -1], intact=True)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(note, range(8)))
    with records.read() as r:
        assert r.fixity.coverage().unchecked == 0


def test_what_came_back_is_to_be_removed_once_more(records: Records) -> None:
    with records.write() as w:
        made = published(w, "a")
        dispose(w, made)
        [disposal] = w.disposals.of_document(made)
        for one in objects_of("a"):
            w.disposals.removed(disposal.id, *one)
        assert w.disposals.unfinished() == ()
        w.disposals.came_back(ORIGINAL, sha("a"))
        w.disposals.came_back(ORIGINAL, sha("never disposed of"))
        assert w.disposals.unfinished() == (made,)
        assert w.disposals.to_remove(disposal.id) == ((ORIGINAL, sha("a")),)


def test_the_store_is_told_anew_of_an_object_that_was_lost(records: Records) -> None:
    with records.write() as w:
        held, other = published(w, "a"), published(w, "b")
        w.keeping.hold(held, True, "an", "a court's request")
        for one in (*objects_of("a"), *objects_of("b")):
            w.keeping.ask_for(*one)
        assert [order.document for order in w.keeping.orders()] == [held]
        assert other
