"""What every system of record promises of claims on the outbox and of leases, whatever database is under it."""

from __future__ import annotations

from digitize.records.interfaces import Records
from tests.archives import document, publication


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
