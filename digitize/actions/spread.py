"""Working for others: a worker that takes work from the broker, and the scheduler that calls for what stands still."""

from __future__ import annotations

from collections.abc import Sequence

from digitize.actions.archive import open_archive
from digitize.pipeline.distributed.broker import make_app
from digitize.pipeline.distributed.messages import Queue
from digitize.pipeline.distributed.worker import schedule, work
from digitize.pipeline.sameness import require_same
from digitize.settings import Settings


def run_worker(settings: Settings, queues: Sequence[Queue]) -> int:
    """Works until it is told to end.

    Args:
        settings: Of the archive and of this machine.
        queues: What it works on; none: everything.

    Returns:
        The exit code.

    Raises:
        BadAddress: ``broker`` is no address, or there is none.
        DigitizeError: The archive cannot be opened.
    """
    app = make_app(settings)
    with open_archive(settings) as archive:
        # What is wrong with the archive is said here, once, and not by each process.
        require_same(archive)
    return work(app, settings, lambda: open_archive(settings), queues or tuple(Queue))


def run_scheduler(settings: Settings, every: float) -> None:
    """Calls every so many seconds for what stands still, until it is ended.

    Raises:
        BadAddress: ``broker`` is no address, or there is none.
    """
    schedule(make_app(settings), settings, lambda: open_archive(settings), every)
