"""A batch handed to other machines, and followed until it is done."""

from __future__ import annotations

import time

from digitize.pipeline.distributed.broker import Sender
from digitize.pipeline.distributed.messages import Task
from digitize.pipeline.distributed.stages import CLOSE, FINISH, SPLIT
from digitize.pipeline.ending import settle_batch
from digitize.pipeline.parts import Parts
from digitize.pipeline.progress import Progress, Step
from digitize.records.rows import PageState

_FEW_PAGES = 50
"""Up to which a batch is taken for a dossier somebody waits for, and goes before the backlog."""
_LOOK_EVERY = 0.5
"""Seconds."""
_INDEX_PATIENCE = 30.0
"""Seconds for which the index may be behind, since another builds it; it delays nothing but search."""


def hand_out(parts: Parts, sender: Sender, batch: str, *, again: bool = False) -> None:
    """Writes down all that is to be done for a batch, and calls for it.

    Args:
        parts: The archive.
        sender: To the broker.
        batch: Id.
        again: Read anew what another reader, version or setting has read, and what failed.

    Raises:
        BrokerUnavailable: Nobody was called; it is written down what is to be done.
    """
    with parts.records.write() as write:
        stacks = write.batches.stacks(batch)
        pages = dict.fromkeys(ref for stack in stacks for ref in stack.pages)
        if again:
            write.pages.read_again(pages)
        for stack in stacks:
            write.leases.plan(SPLIT, stack.id)
        write.leases.plan(CLOSE, batch)
    sender.send(Task.TAKE_UP, batch, urgent=len(pages) <= _FEW_PAGES)


def follow(parts: Parts, batch: str, progress: Progress) -> None:
    """Waits until nothing is left to be done for a batch but what is parked.

    Args:
        parts: The archive.
        batch: Id.
        progress: Is told how far it is.
    """
    finishing: set[str] = set()
    while True:
        with parts.records.read() as read:
            states = [page.state for pages in read.pages.of_batch(batch).values() for page in pages]
            open_work = read.leases.of_batch(batch)
        progress(Step.PAGES, sum(state is not PageState.PENDING for state in states), len(states))
        still = {lease.subject for lease in open_work if lease.stage == FINISH}
        finishing |= still
        if finishing:
            progress(Step.DOCUMENTS, len(finishing - still), len(finishing))
        if not open_work:
            break
        time.sleep(_LOOK_EVERY)
    settle_batch(parts, batch)
    deadline = time.monotonic() + _INDEX_PATIENCE
    while _is_behind(parts, batch) and time.monotonic() < deadline:
        time.sleep(_LOOK_EVERY)
        parts.indexer.follow()


def _is_behind(parts: Parts, batch: str) -> bool:
    with parts.records.read() as read:
        account = read.reports.reconciliation(batch)
    return account.indexed < account.published
