"""A batch of which nothing is left to be done."""

from __future__ import annotations

from digitize.pipeline.keeping import Protector
from digitize.pipeline.parts import Parts, Permit, always
from digitize.pipeline.proposing import Proposer
from digitize.pipeline.publishing import release
from digitize.records.rows import BatchState


def settle_batch(parts: Parts, batch: str) -> None:
    """Publishes what its counts let go, compares it with other papers, has the store keep what must be kept, and brings
    the index up to date."""
    release(parts.records, batch)
    Proposer(parts).settle(batch)
    Protector(parts.records, parts.store).drain()
    parts.indexer.follow()


def close_batch(parts: Parts, batch: str, permit: Permit = always) -> None:
    """Says that nothing more is to be done for a batch, and forgets what was said of its stacks."""
    with parts.records.write() as write:
        permit(write)
        settled = write.reports.settled(batch)
        write.batches.finish(batch, BatchState.FINISHED if settled else BatchState.MISMATCH)
        write.batches.forget(batch)
