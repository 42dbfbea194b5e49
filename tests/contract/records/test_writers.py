"""What every system of record promises several writers: whatever they do at once, each thing is there once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest

from digitize.model import FieldName, PageRef, ValidityState
from digitize.records.rows import ReceiptOutcome
from digitize.records.transaction import Transaction
from tests.archives import (
    FIELDS,
    NUMBER,
    OTHER_NUMBER,
    PERSON,
    TERM,
    blob,
    document,
    field,
    publication,
    refs,
    sha,
    stored,
)
from tests.contract.records.conftest import Opener

WRITERS = 4

T = TypeVar("T")

AtOnce = Callable[[Callable[[Transaction, int], T]], list[T]]


@pytest.fixture
def at_once(opened: Opener) -> AtOnce[T]:
    """Does the same in one transaction each of several processes' records, begun at the same moment."""
    every = [opened() for _ in range(WRITERS)]

    def run(act: Callable[[Transaction, int], T]) -> list[T]:
        together = Barrier(WRITERS)

        def one(number: int) -> T:
            together.wait()
            with every[number].write() as w:
                return act(w, number)

        with ThreadPoolExecutor(WRITERS) as pool:
            return list(pool.map(one, range(WRITERS)))

    return run


# --- taking in --------------------------------------------------------------------------------------------


def test_the_same_bytes_in_the_same_batch(at_once: AtOnce[tuple[str, bool, str, str]], opened: Opener) -> None:
    def take_in(w: Transaction, number: int) -> tuple[str, bool, str, str]:
        batch = w.batches.open("Lô 1", "H20.1")
        new = w.batches.add_blob(stored("a"), "application/pdf", 3)
        receipt = w.batches.add_receipt(batch.id, Path("/scans/a.pdf"), ReceiptOutcome.ACCEPTED, blob=sha("a"))
        stack = w.batches.add_stack(batch.id, "a.pdf", refs("a", 3))
        made = w.documents.create(batch.id, refs("a", 3))
        return batch.id, new, f"{receipt.id} {stack.id}", made.id

    done = at_once(take_in)
    assert len({(batch, both, made) for batch, _, both, made in done}) == 1
    assert sum(new for _, new, _, _ in done) == 1
    with opened().read() as r:
        (batch,) = r.batches.all()
        assert len(r.batches.stacks(batch.id)) == len(r.documents.of_batch(batch.id)) == 1
        assert r.pages.pending(batch.id) == refs("a", 3)


def test_the_same_bytes_in_batches_of_their_own(at_once: AtOnce[str], opened: Opener) -> None:
    def take_in(w: Transaction, number: int) -> str:
        batch = w.batches.open(f"Lô {number}").id
        pages = blob(w, "a", 2)
        w.batches.add_stack(batch, "a.pdf", pages)
        return w.documents.create(batch, pages).id

    assert len(set(at_once(take_in))) == 1
    with opened().read() as r:
        assert len(r.batches.all()) == WRITERS
        assert all(len(r.documents.of_batch(batch.id)) == 1 for batch in r.batches.all())


def test_stacks_of_one_batch_have_places_of_their_own(at_once: AtOnce[int]) -> None:
    def add(w: Transaction, number: int) -> int:
        return w.batches.add_stack(w.batches.open("Lô 1").id, "x", blob(w, number)).position

    assert sorted(at_once(add)) == list(range(WRITERS))


def test_the_same_decision_is_made_once(at_once: AtOnce[str], opened: Opener) -> None:
    def decide(w: Transaction, number: int) -> str:
        batch = w.batches.open("Lô 1", counted_sheets=4).id
        return w.batches.decide(
            batch, w.reports.reconciliation(batch).sheets, f"reviewer-{number}", "đếm nhầm"
        ).decided_by

    assert len(set(at_once(decide))) == 1


def test_pages_are_changed_in_whatever_order(at_once: AtOnce[None], opened: Opener) -> None:
    with opened().write() as w:
        pages = blob(w, "a", 20)

    def read_again(w: Transaction, number: int) -> None:
        w.pages.read_again(pages if number % 2 else pages[::-1])

    at_once(read_again)


# --- documents --------------------------------------------------------------------------------------------


def test_one_document_published_by_several(at_once: AtOnce[int], opened: Opener) -> None:
    with opened().write() as w:
        made = document(w, "a", 2).id

    assert sorted(at_once(lambda w, _: w.publish(made, publication()))) == list(range(1, WRITERS + 1))
    with opened().read() as r:
        assert len(r.statements.history(made)) == len(FIELDS)
        assert len(r.results.of_document(made)) == len(r.results.owners(NUMBER)) == 1


def test_papers_of_the_same_owners_are_published_at_once(at_once: AtOnce[None], opened: Opener) -> None:
    def named(first: str, second: str) -> tuple[object, ...]:
        mine = tuple(replace(one, value=first) if one.name is FieldName.OWNER_ID else one for one in FIELDS)
        return (*mine, field(FieldName.OWNER_NAME, "Lê Văn B", item=1), field(FieldName.OWNER_ID, second, item=1))

    def publish(w: Transaction, number: int) -> None:
        numbers = (NUMBER.value, OTHER_NUMBER.value)
        fields = named(*(numbers if number % 2 else numbers[::-1]))
        w.publish(document(w, number).id, publication(fields))  # type: ignore[arg-type]

    at_once(publish)
    with opened().read() as r:
        for number in (NUMBER, OTHER_NUMBER):
            assert len(r.results.owners(number)) == 1
            assert len(r.results.find(number)) == WRITERS


def test_page_lists_are_numbered_without_gap(at_once: AtOnce[int], opened: Opener) -> None:
    with opened().write() as w:
        made = document(w, "a", WRITERS + 1).id
    pages = refs("a", WRITERS + 1)
    assert sorted(at_once(lambda w, number: w.documents.add_version(made, pages[: number + 1]))) == [2, 3, 4, 5]


def test_the_same_rescan_is_noted_once(at_once: AtOnce[None], opened: Opener) -> None:
    with opened().write() as w:
        made = document(w, "a").id
        stack = w.batches.add_stack(w.batches.open("Lô 2").id, "b", blob(w, "b")).id
    at_once(lambda w, _: w.rescans.add(made, 0, PageRef(sha("b"), 0), stack))
    with opened().read() as r:
        assert len(r.rescans._of(made)) == 1


def test_every_event_reaches_the_outbox(at_once: AtOnce[None], opened: Opener) -> None:
    with opened().write() as w:
        made = document(w, "a").id
        w.publish(made, publication())
        (found,) = w.results.find(NUMBER)
    day = TERM.valid_from
    assert day is not None
    at_once(lambda w, n: w.results.add_event(found.result.id, ValidityState.REVOKED, day, f"QĐ {n}", PERSON))
    with opened().read() as r:
        assert r.documents.get(made).revision == 1 + WRITERS
        assert len(r.results.find(NUMBER)[0].events) == WRITERS


# --- books ------------------------------------------------------------------------------------------------


def test_a_stage_has_one_output(at_once: AtOnce[object]) -> None:
    outputs = at_once(lambda w, number: w.stages.keep(sha("key"), "read", {"by": number}).output)
    assert all(output == outputs[0] for output in outputs)


def test_a_chain_that_several_append_to_has_every_link(at_once: AtOnce[None], opened: Opener) -> None:
    def append(w: Transaction, number: int) -> None:
        for turn in range(5):
            w.audit.append(f"clerk-{number}", "view", f"D-{turn}")

    at_once(append)
    with opened().read() as r:
        (chain,) = r.audit.verify_chain()
        assert (chain.length, chain.broken_at) == (5 * WRITERS, None)


def test_a_link_that_was_taken_back_leaves_no_gap(opened: Opener) -> None:
    first, second = opened(), opened()

    def fail() -> None:
        with first.write() as w:
            w.audit.append("clerk-1", "view", "D-1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with second.write() as w:
        assert w.audit.append("clerk-2", "view", "D-2").sequence == 1


def test_indexers_share_the_outbox(at_once: AtOnce[set[str]], opened: Opener) -> None:
    with opened().write() as w:
        made = [document(w, number).id for number in range(8)]
        for one in made:
            w.publish(one, publication())
    claimed = at_once(lambda w, _: {one.id for one in w.outbox.claim(60, limit=2)})
    # One that has to pass over what others are about to claim may be given less than it asked for.
    assert sum(map(len, claimed)) == len(set().union(*claimed)) <= len(made)
    with opened().write() as w:
        rest = {one.id for one in w.outbox.claim(60)}
    assert sorted([*rest, *set().union(*claimed)]) == sorted(made)


def test_one_holder_has_a_lease(at_once: AtOnce[bool]) -> None:
    taken = at_once(lambda w, number: w.leases.take("read", "D-1", f"worker-{number}", 60) is not None)
    assert sum(taken) == 1
