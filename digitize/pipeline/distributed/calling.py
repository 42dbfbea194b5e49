"""Who is called for what: from what the records say is due to messages."""

from __future__ import annotations

from collections.abc import Iterable

from digitize.model import PageRef
from digitize.pipeline.distributed.broker import Sender
from digitize.pipeline.distributed.messages import Queue, Task
from digitize.pipeline.distributed.stages import CLOSE, FINISH, READ, SPLIT, finish_of, page_of, page_subject
from digitize.records.interfaces import Records
from digitize.records.rows import Lease, PageState


class Caller:
    """Sends messages for what is due.

    Args:
        records: Say what is due.
        sender: To the broker.
    """

    def __init__(self, records: Records, sender: Sender) -> None:
        self._records = records
        self._sender = sender

    def batch(self, batch: str) -> None:
        """Calls for all that a batch waits for."""
        with self._records.read() as read:
            leases = read.leases.of_batch(batch)
        self._works(leases)
        self.closing(batch)

    def stacks_of(self, page: PageRef) -> None:
        """Calls for the cutting of stacks in which this page was the last.

        Whoever has written a page asks. Of two who write the last two pages at once, one at least sees both.
        """
        with self._records.read() as read:
            ready = [one for one in read.leases.on_stacks_with(SPLIT, page) if not read.pages.pending_in(one.subject)]
        for lease in ready:
            self._sender.send(Task.SPLIT, lease.subject)

    def closing(self, batch: str) -> None:
        """Calls for the end of a batch if nothing is left to be done for it."""
        with self._records.read() as read:
            ended = not read.leases.of_batch(batch)
        if ended:
            self._sender.send(Task.CLOSE, batch)

    def standing(self) -> None:
        """Calls again for what stands still.

        Those who died are followed at once. What nobody has begun is called for only when no message waits: else it
        is most likely among those, and would be called for at every round.
        """
        with self._records.write() as write:
            reads = write.leases.overdue(READ)
            planned = [*write.leases.overdue(SPLIT), *write.leases.overdue(FINISH)]
            closing = write.leases.overdue(CLOSE)
        for lease in reads:
            page = page_of(lease.subject)
            self._sender.send(Task.READ, page.blob, page.index, urgent=True)
        idle = not any(self._sender.length(queue) for queue in (Queue.INTAKE, Queue.READ, Queue.PUBLISH))
        self._works([lease for lease in planned if idle or lease.tries])
        for lease in closing:
            self.closing(lease.subject)

    def _works(self, leases: Iterable[Lease]) -> None:
        for lease in leases:
            if lease.stage == FINISH:
                self._sender.send(Task.FINISH, *finish_of(lease.subject))
            elif lease.stage == SPLIT:
                self._stack(lease.subject)

    def _stack(self, stack: str) -> None:
        """Calls for the pages of a stack that nobody is at, or for its cutting when none is left."""
        with self._records.read() as read:
            pages = [page.ref for page in read.pages.of_stack(stack) if page.state is PageState.PENDING]
            begun = read.leases.held(READ, [page_subject(page) for page in pages])
        if not pages:
            self._sender.send(Task.SPLIT, stack)
        for page in pages:
            if page_subject(page) not in begun:
                self._sender.send(Task.READ, page.blob, page.index)
