"""Leases of work: who works on what, until when. They keep the same work from being done twice at the same time.

A worker takes a lease before it begins and ends it in the transaction that writes what came of the work. If it dies,
the lease runs out and another worker takes it; the attempts so far stay known. A worker that was thought dead and comes
back finds that its lease is another's now, and writes nothing. What was done before the lease was taken is told by the
records (:class:`digitize.records.stages.Stages`), not by leases: they are of this moment alone.

Work can be asked for before anybody takes it (:meth:`Leases.plan`): then its lease stands there, taken or not, until
the work is done. So what is still to be done of something is the leases that are left of it.

Moments are those of the machine that takes the lease: machines agree on the time to well under the length of a lease.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, select

from digitize.model import PageRef
from digitize.records.accounts import ParkedWork
from digitize.records.context import Context
from digitize.records.rows import Lease, Standing
from digitize.records.tables import leases, stack_pages, stacks

REVIEW = "review"
"""The stage at which persons are; see :class:`digitize.records.reviews.Reviews`."""


class Leases:
    """Who works on what."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def take(self, stage: str, subject: str, holder: str, seconds: float) -> Lease | None:
        """Takes a lease, unless somebody has it.

        Args:
            stage: What kind of work.
            subject: Id of what is worked on, at most 96 characters.
            holder: Who works: a name of the process, for people who look into it.
            seconds: How long the work may take, or until it is renewed.

        Returns:
            The lease; ``None`` while another holder, or this one, has it.
        """
        context = self._context
        row = {"stage": stage, "subject": subject, "holder": holder, "attempt": 1, "until": self._in(seconds)}
        statement = context.insert(leases).values(row)
        again = {"holder": holder, "attempt": leases.c.attempt + 1, "until": row["until"]}
        taking = statement.on_conflict_do_update(
            index_elements=[leases.c.stage, leases.c.subject], set_=again, where=_is_free(context)
        )
        taken = context.connection.execute(taking.returning(leases)).first()
        return _lease(taken) if taken else None

    def find(self, stage: str, subject: str) -> Lease | None:
        """The lease that was taken last, whether or not it has run out; ``None`` where there is none."""
        row = self._context.first(select(leases).where(leases.c.stage == stage, leases.c.subject == subject))
        return _lease(row) if row else None

    def plan(self, stage: str, subject: str) -> None:
        """Asks for work: from now on it stands still until somebody does it.

        Whoever is at it, from what was there before, loses the lease; what was parked is to be tried again.

        Args:
            stage: What kind of work.
            subject: Id of what is to be worked on.
        """
        context = self._context
        row = {"stage": stage, "subject": subject, "holder": "", "attempt": 0, "until": context.now}
        attempt = leases.c.attempt + 1
        again = {"holder": "", "attempt": attempt, "planned_at": attempt, "until": context.now, "reason": None}
        statement = context.insert(leases).values(row)
        key = [leases.c.stage, leases.c.subject]
        context.connection.execute(statement.on_conflict_do_update(index_elements=key, set_=again))

    def take_planned(self, stage: str, subject: str, holder: str, seconds: float) -> Lease | None:
        """Takes a lease of work that was asked for with :meth:`plan` and has not been done.

        Args:
            stage: As in :meth:`take`.
            subject: As in :meth:`take`.
            holder: As in :meth:`take`.
            seconds: As in :meth:`take`.

        Returns:
            The lease; ``None`` where nobody asks for the work, somebody has it, or it is parked.
        """
        mine = and_(leases.c.stage == stage, leases.c.subject == subject, _is_free(self._context))
        change = {"holder": holder, "attempt": leases.c.attempt + 1, "until": self._in(seconds)}
        taken = self._context.connection.execute(leases.update().where(mine).values(change).returning(leases)).first()
        return _lease(taken) if taken else None

    def park(self, lease: Lease, reason: str) -> bool:
        """Says that nobody is to try the work again until it is asked for anew.

        Args:
            lease: As it was taken.
            reason: Code of :mod:`digitize.errors`.

        Returns:
            Whether the lease was still this holder's.
        """
        change = leases.update().where(_is(lease)).values(until=self._context.now, reason=reason)
        return bool(self._context.connection.execute(change).rowcount)

    def of_batch(self, batch: str) -> tuple[Lease, ...]:
        """Work that is still to be done on the stacks of a batch, whoever is at it; parked work is not among it."""
        return tuple(map(_lease, self._context.all(_on_stacks_of(batch).where(leases.c.reason.is_(None)))))

    def parked(self, batch: str) -> tuple[ParkedWork, ...]:
        """Work on the stacks of a batch that is not to be tried again."""
        query = _on_stacks_of(batch).where(leases.c.reason.is_not(None)).order_by(leases.c.stage, leases.c.subject)
        return tuple(ParkedWork(row.stage, row.subject, row.reason) for row in self._context.all(query))

    def standing(self) -> tuple[Standing, ...]:
        """Of each kind of work how much is parked, and since when the oldest stands that nobody is at.

        What persons leave lying is none of it.
        """
        parked = leases.c.reason.is_not(None)
        waits = case((_is_free(self._context), leases.c.until))
        query = (
            select(
                leases.c.stage, func.min(waits).label("oldest"), func.sum(case((parked, 1), else_=0)).label("parked")
            )
            .where(leases.c.stage != REVIEW)
            .group_by(leases.c.stage)
        )
        return tuple(Standing(row.stage, row.oldest, row.parked) for row in self._context.all(query))

    def renew(self, lease: Lease, seconds: float) -> Lease | None:
        """Says that the work goes on.

        Returns:
            The lease with its new end; ``None`` if it ran out and is another's now.
        """
        statement = leases.update().where(_is(lease)).values(until=self._in(seconds)).returning(leases)
        renewed = self._context.connection.execute(statement).first()
        return _lease(renewed) if renewed else None

    def end(self, lease: Lease) -> bool:
        """Says that the work is done; for the transaction that writes what came of it.

        Returns:
            Whether the lease was still this holder's. If not, nothing is to be written: another does the work.
        """
        return bool(self._context.connection.execute(leases.delete().where(_is(lease))).rowcount)

    def give_back(self, lease: Lease) -> None:
        """Says that the work was not done; whoever comes next may take it at once, and sees how often it was tried."""
        self._context.connection.execute(leases.update().where(_is(lease)).values(until=self._context.now))

    def return_untried(self, lease: Lease) -> None:
        """Says that the work could not be begun in earnest: as :meth:`give_back`, but this try does not count."""
        change = {"until": self._context.now, "planned_at": leases.c.planned_at + 1}
        self._context.connection.execute(leases.update().where(_is(lease)).values(change))

    def held(self, stage: str, subjects: Sequence[str]) -> frozenset[str]:
        """Which of these subjects somebody is at."""
        mine = and_(leases.c.stage == stage, leases.c.subject.in_(subjects), leases.c.until > self._context.now)
        return frozenset(row.subject for row in self._context.all(select(leases.c.subject).where(mine)))

    def on_stacks_with(self, stage: str, page: PageRef) -> tuple[Lease, ...]:
        """Leases, held or not, whose subjects are stacks that hold a page; parked ones are not among them."""
        query = (
            select(leases)
            .join(stack_pages, stack_pages.c.stack == leases.c.subject)
            .where(leases.c.stage == stage, leases.c.reason.is_(None))
            .where(stack_pages.c.blob == page.blob, stack_pages.c.page_index == page.index)
        )
        return tuple(dict.fromkeys(map(_lease, self._context.all(query))))

    def overdue(self, stage: str, limit: int = 100) -> tuple[Lease, ...]:
        """Leases of a stage that ran out, were given back or never taken, oldest first: work that stands still.

        Others who ask pass over them until this transaction ends.
        """
        query = select(leases).where(leases.c.stage == stage, _is_free(self._context))
        rows = self._context.all(query.order_by(leases.c.until).limit(limit).with_for_update(skip_locked=True))
        return tuple(map(_lease, rows))

    def _in(self, seconds: float) -> Any:
        return self._context.now + timedelta(seconds=seconds)


def _is(lease: Lease) -> ColumnElement[bool]:
    # The number of the attempt and not the holder: a process may take again what it lost.
    return and_(leases.c.stage == lease.stage, leases.c.subject == lease.subject, leases.c.attempt == lease.attempt)


def _on_stacks_of(batch: str) -> Select[Any]:
    # The subject of such work is the stack's id, or begins with it; no other sign of a subject comes behind this one.
    mine = leases.c.subject.between(stacks.c.id, stacks.c.id + "~")
    return select(leases).join(stacks, mine).where(stacks.c.batch == batch)


def _is_free(context: Context) -> ColumnElement[bool]:
    return and_(leases.c.until <= context.now, leases.c.reason.is_(None))


def _lease(row: Row[Any]) -> Lease:
    return Lease(row.stage, row.subject, row.holder, row.attempt, row.until, row.attempt - row.planned_at)
