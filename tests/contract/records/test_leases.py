"""What every system of record promises of claims on the outbox and of leases, whatever database is under it."""

from __future__ import annotations

from digitize.model import PageRef
from digitize.records.accounts import ParkedWork
from digitize.records.interfaces import Records
from tests.archives import blob, document, publication


def test_claimed_documents_are_given_to_nobody_else_until_the_claim_ends(records: Records) -> None:
    with records.write() as w:
        made = sorted(document(w, number).id for number in range(3))
        for one in made:
            w.publish(one, publication())
    with records.write() as w:
        first = w.outbox.claim(60, limit=2)
    with records.write() as w:
        assert len(first) == 2
        assert {one.revision for one in first} == {1}
        second = w.outbox.claim(0.5)
        assert sorted([*(one.id for one in first), *(one.id for one in second)]) == made
        assert len(w.outbox.pending()) == 3
    with records.write() as w:
        # The claim of half a second has run out, as the clock moves on by one with each transaction.
        assert w.outbox.claim(60) == second
        w.outbox.mark_indexed({one.id: 1 for one in (*first, *second)})
        assert w.outbox.claim(60) == ()


def test_what_changes_while_it_is_claimed_is_claimed_again(records: Records) -> None:
    with records.write() as w:
        made = document(w, "a").id
        w.publish(made, publication())
        w.outbox.claim(600)
        w.publish(made, publication())
        assert w.outbox.claim(600) == ()
        w.outbox.mark_indexed({made: 1})
        assert [(one.id, one.revision) for one in w.outbox.claim(600)] == [(made, 2)]
        w.outbox.mark_lost()
        assert len(w.outbox.claim(600)) == 1


def test_a_lease_keeps_others_away_until_it_ends(records: Records) -> None:
    with records.write() as w:
        lease = w.leases.take("read", "D-1", "worker-1", 60)
        assert lease is not None
        assert (lease.stage, lease.subject, lease.holder, lease.attempt) == ("read", "D-1", "worker-1", 1)
    with records.write() as w:
        assert w.leases.take("read", "D-1", "worker-2", 60) is None
        assert w.leases.take("read", "D-1", "worker-1", 60) is None
        assert w.leases.take("finish", "D-1", "worker-2", 60) is not None
        assert w.leases.take("read", "D-2", "worker-2", 60) is not None
    with records.write() as w:
        assert w.leases.end(lease)
        assert not w.leases.end(lease)
        again = w.leases.take("read", "D-1", "worker-2", 60)
        assert again is not None
        assert again.attempt == 1


def test_a_lease_that_ran_out_is_anothers_and_its_first_holder_learns_it(records: Records) -> None:
    with records.write() as w:
        slow = w.leases.take("read", "D-1", "worker-1", 0.5)
        assert slow is not None
        assert w.leases.overdue("read") == ()
    with records.write() as w:
        assert w.leases.overdue("read") == (slow,)
        assert w.leases.overdue("finish") == ()
        other = w.leases.take("read", "D-1", "worker-2", 60)
        assert other is not None
        assert other.attempt == 2
        assert w.leases.renew(slow, 60) is None
        w.leases.give_back(slow)
        assert not w.leases.end(slow)
        assert w.leases.overdue("read") == ()
        assert w.leases.end(other)


def test_a_lease_is_renewed_and_given_back(records: Records) -> None:
    with records.write() as w:
        lease = w.leases.take("read", "D-1", "worker-1", 0.5)
        assert lease is not None
        renewed = w.leases.renew(lease, 60)
    with records.write() as w:
        assert renewed is not None
        assert renewed.until > lease.until
        assert w.leases.take("read", "D-1", "worker-2", 60) is None
        w.leases.give_back(renewed)
        assert [one.attempt for one in w.leases.overdue("read")] == [1]
        again = w.leases.take("read", "D-1", "worker-2", 60)
        assert again is not None
        assert again.attempt == 2


def test_work_that_is_asked_for_is_taken_by_one_and_done_once(records: Records) -> None:
    with records.write() as w:
        assert w.leases.take_planned("split", "S-1", "worker-1", 60) is None
        w.leases.plan("split", "S-1")
    with records.write() as w:
        assert [(one.subject, one.tries) for one in w.leases.overdue("split")] == [("S-1", 0)]
        lease = w.leases.take_planned("split", "S-1", "worker-1", 60)
        assert lease is not None
        assert lease.tries == 1
        assert w.leases.take_planned("split", "S-1", "worker-2", 60) is None
    with records.write() as w:
        assert w.leases.held("split", ["S-1", "S-2"]) == {"S-1"}
        assert w.leases.end(lease)
        assert w.leases.take_planned("split", "S-1", "worker-2", 60) is None
        assert w.leases.overdue("split") == ()


def test_asked_for_anew_while_somebody_is_at_it_it_is_done_from_the_newer_state(records: Records) -> None:
    with records.write() as w:
        w.leases.plan("split", "S-1")
        old = w.leases.take_planned("split", "S-1", "worker-1", 60)
        assert old is not None
        w.leases.plan("split", "S-1")
        assert not w.leases.end(old)
        new = w.leases.take_planned("split", "S-1", "worker-2", 60)
        assert new is not None
        assert new.tries == 1
        assert not w.leases.end(old)
        assert w.leases.end(new)


def test_tries_that_say_nothing_about_the_work_do_not_count(records: Records) -> None:
    for give_back, expected in (("give_back", [1, 2, 3]), ("return_untried", [1, 1, 1])):
        with records.write() as w:
            w.leases.plan("split", give_back)
        tries = []
        for _ in expected:
            with records.write() as w:
                lease = w.leases.take_planned("split", give_back, "worker-1", 60)
                assert lease is not None
                tries.append(lease.tries)
                getattr(w.leases, give_back)(lease)
        assert tries == expected


def test_what_is_parked_waits_until_it_is_asked_for_anew(records: Records) -> None:
    with records.write() as w:
        batch = w.batches.open("Lô 1").id
        stack = w.batches.add_stack(batch, "a", blob(w, "a")).id
        w.leases.plan("split", stack)
        lease = w.leases.take_planned("split", stack, "worker-1", 60)
        assert lease is not None
        assert w.leases.park(lease, "job_lost")
    with records.write() as w:
        assert w.reports.reconciliation(batch).parked == (ParkedWork("split", stack, "job_lost"),)
        assert w.leases.overdue("split") == ()
        assert w.leases.take_planned("split", stack, "worker-1", 60) is None
        assert w.leases.take("split", stack, "worker-1", 60) is None
        w.leases.plan("split", stack)
        assert w.leases.parked(batch) == ()
        again = w.leases.take_planned("split", stack, "worker-1", 60)
        assert again is not None
        assert again.tries == 1


def test_what_stands_still_is_told_by_kind(records: Records) -> None:
    with records.write() as w:
        w.leases.plan("split", "S-1")
        w.leases.plan("finish", "S-1/D-1")
        parked = w.leases.take_planned("finish", "S-1/D-1", "worker-1", 60)
        assert parked is not None
        w.leases.park(parked, "job_lost")
        w.leases.take("read", "b:1", "worker-1", 60)
        [first] = w.leases.overdue("split")
    with records.write() as w:
        w.leases.plan("split", "S-2")
        assert {one.stage: (one.oldest, one.parked) for one in w.leases.standing()} == {
            "split": (first.until, 0),
            "finish": (None, 1),
            "read": (None, 0),
        }


def test_the_work_of_a_batch_is_that_on_its_stacks(records: Records) -> None:
    with records.write() as w:
        mine, other = (w.batches.open(name).id for name in ("Lô 1", "Lô 2"))
        pages = blob(w, "a", 2)
        stack = w.batches.add_stack(mine, "a", pages).id
        elsewhere = w.batches.add_stack(other, "a", pages[:1]).id
        w.leases.plan("split", stack)
        w.leases.plan("finish", f"{stack}/D-1")
        w.leases.plan("split", elsewhere)
        w.leases.plan("close", mine)
    with records.write() as w:
        assert {(one.stage, one.subject) for one in w.leases.of_batch(mine)} == {
            ("split", stack),
            ("finish", f"{stack}/D-1"),
        }
        assert {one.subject for one in w.leases.on_stacks_with("split", pages[0])} == {stack, elsewhere}
        assert {one.subject for one in w.leases.on_stacks_with("split", pages[1])} == {stack}
        assert w.leases.on_stacks_with("split", PageRef("0" * 64, 0)) == ()
        lease = w.leases.take_planned("split", stack, "worker-1", 60)
        assert lease is not None
        assert len(w.leases.of_batch(mine)) == 2
        w.leases.park(lease, "job_lost")
        assert [one.stage for one in w.leases.of_batch(mine)] == ["finish"]
