"""A person's decision about a batch whose counts disagree."""

from __future__ import annotations

from dataclasses import dataclass

from digitize.actions.archive import Archive
from digitize.errors import BadRequest, NotFound, NothingToDecide
from digitize.pipeline.proposing import Proposer
from digitize.pipeline.publishing import release
from digitize.records.accounts import Decision, Reconciliation
from digitize.records.rows import BatchState


@dataclass(frozen=True, slots=True)
class DecisionReport:
    """What was decided, how many documents were published by it now, and how the batch stands."""

    decision: Decision
    released: int
    account: Reconciliation


def accept(archive: Archive, batch: str, reason: str, decided_by: str) -> DecisionReport:
    """Publishes what a batch holds back although its counts disagree.

    The decision holds for these very counts: if more arrives and they disagree otherwise, it is asked for again.
    Called again, it goes on where it was.

    Args:
        archive: Where it lies.
        batch: Its id, or its name where only one has it.
        reason: Why, in the person's words.
        decided_by: Id of an account, not a name.

    Raises:
        NotFound: There is no such batch.
        BadRequest: Several batches have this name, or no reason is given.
        NothingToDecide: The counts agree, or nobody counted.
        BatchBusy: An ingest is running.
    """
    if not reason.strip():
        raise BadRequest("reason")
    with archive.working():
        with archive.records.write() as write:
            known = [one for one in write.batches.all() if batch in (one.id, one.name)]
            if not known:
                raise NotFound
            if len(known) > 1:
                raise BadRequest("several batches have this name; use the id")
            mine = known[0].id
            account = write.reports.reconciliation(mine)
            if account.sheets.agree:
                raise NothingToDecide
            decision = write.batches.decide(mine, account.sheets, decided_by, reason.strip())
            if account.decision is None:
                sheets = account.sheets
                counts = {"counted": sheets.counted, "scanned": sheets.scanned, "unopened": sheets.unopened}
                write.audit.append(decided_by, "accept_mismatch", mine, counts)
        released = release(archive.records, mine)
        Proposer(archive).settle(mine)
        with archive.records.write() as write:
            if account.batch.state is BatchState.MISMATCH:
                write.batches.finish(mine, BatchState.FINISHED)
            account = write.reports.reconciliation(mine)
        archive.indexer.follow()
    return DecisionReport(decision, released, account)
