"""A worker and the scheduler: Celery's own, in this process, with our settings and our words."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from multiprocessing.process import AuthenticationString  # type: ignore[attr-defined]
from tempfile import TemporaryDirectory
from typing import Any

from billiard import current_process
from celery import Celery, signals
from celery.beat import Scheduler
from celery.schedules import crontab
from celery.utils.time import get_exponential_backoff_interval

from digitize.errors import BrokerUnavailable, DigitizeError
from digitize.pipeline.distributed.broker import SENT_AT, Sender, priority
from digitize.pipeline.distributed.holding import LEASE, LeaseLost
from digitize.pipeline.distributed.logs import JsonLines
from digitize.pipeline.distributed.messages import Queue, Task, terms_of
from digitize.pipeline.distributed.station import BeingDone, Station
from digitize.pipeline.parts import Parts
from digitize.settings import Settings

Opener = Callable[[], AbstractContextManager[Parts]]

_LONGEST_WAIT = 300
"""Seconds between two tries at most."""
_MOST_RETRIES = 12
"""Tries after which a message is given up; the sweeper calls again for what it asked for."""
_NIGHT = (17, 18, 19, 20, 21, 22)
"""Hours (UTC) at which a part of the night's share of objects is read: midnight to five in Viet Nam."""
_log = logging.getLogger("digitize.worker")


def work(app: Celery, settings: Settings, opener: Opener, queues: Sequence[Queue]) -> int:
    """Works until it is told to end, and finishes then what it is at (SIGTERM, or Ctrl-C once).

    Args:
        app: As :func:`digitize.pipeline.distributed.broker.make_app` makes it.
        settings: ``jobs`` says how many processes.
        opener: Opens the archive, in each process for itself.
        queues: What it works on.

    Returns:
        The exit code.
    """
    with TemporaryDirectory(prefix="figures-") as folder:
        # The library of Prometheus looks for it when it is loaded; the processes write their figures there.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        return _work(app, settings, opener, queues)


def _work(app: Celery, settings: Settings, opener: Opener, queues: Sequence[Queue]) -> int:
    from digitize.pipeline.distributed import figures

    if settings.metrics:
        figures.serve_worker(settings.metrics)
    desk = _Desk(app, opener)
    desk.register(settings)
    signals.setup_logging.connect(_set_up_logs, weak=False)
    signals.worker_process_shutdown.connect(desk.close, weak=False)
    worker = app.Worker(
        pool="prefork",
        concurrency=settings.workers,
        queues=[str(queue) for queue in queues],
        without_gossip=True,
        without_mingle=True,
        quiet=True,
    )
    worker.start()
    return int(worker.exitcode or 0)


def schedule(app: Celery, settings: Settings, opener: Opener, every: float) -> None:
    """Sends what is due by the clock until it is ended; one such process is enough.

    Args:
        app: As :func:`digitize.pipeline.distributed.broker.make_app` makes it.
        settings: Say where figures are served.
        opener: Opens the archive, of which the figures tell.
        every: Seconds between two rounds of the sweeper.
    """
    signals.setup_logging.connect(_set_up_logs, weak=False)
    # A round that nobody came to before the next one is due is not made up for.
    options = {"expires": every, "priority": priority(app, urgent=True)}
    app.conf.beat_schedule = {
        "sweep": {"task": Task.SWEEP, "schedule": every, "options": options},
        "index": {"task": Task.INDEX, "schedule": every, "options": options},
    }
    if settings.fixity_share:
        share = settings.fixity_share / len(_NIGHT)
        # Behind all else that waits; if nobody comes to it in this hour, the objects are due in the next.
        options = {"expires": 3600, "priority": priority(app, urgent=False)}
        app.conf.beat_schedule["fixity"] = {
            "task": Task.FIXITY,
            "schedule": crontab(minute=0, hour=_NIGHT),
            "args": (share,),
            "options": options,
        }
    with ExitStack() as stack:
        if settings.metrics:
            from digitize.pipeline.distributed import figures

            figures.serve_queues(settings.metrics, stack.enter_context(opener()), Sender(app))
        app.Beat(scheduler_cls=Scheduler, quiet=True).run()


class _Desk:
    """Where messages come to in each process of a worker."""

    def __init__(self, app: Celery, opener: Opener) -> None:
        self._app = app
        self._opener = opener
        self._station: Station | None = None

    def register(self, settings: Settings) -> None:
        """Makes the tasks known to Celery."""
        for task, term in terms_of(settings).items():
            self._app.task(
                self._runner(task),
                name=str(task),
                bind=True,
                soft_time_limit=term.limit,
                time_limit=term.hard_limit,
                max_retries=_MOST_RETRIES,
            )

    def _open(self) -> Station:
        """The archive as this process has opened it, after it came about: connections are not shared."""
        if self._station is None:
            _allow_children()
            self._archive = self._opener()
            parts = self._archive.__enter__()
            self._station = Station(parts, Sender(self._app))
            _log.info("open", extra={"ids": (parts.records.archive_id, parts.index.name)})
        return self._station

    def close(self, **_: Any) -> None:
        """Ends what this process has open."""
        if self._station:
            self._station.__exit__(None, None, None)
            self._archive.__exit__(None, None, None)
            self._station = None

    def _runner(self, task: Task) -> Callable[..., None]:
        from digitize.pipeline.distributed import figures

        name = str(task).rpartition(".")[2]

        def run(message: Any, *ids: Any) -> None:
            about = {"task": name, "ids": ids}
            if (sent_at := message.request.get(SENT_AT)) and not message.request.retries:
                figures.WAITED.labels(name).observe(max(0.0, time.time() - sent_at))
            try:
                with figures.STAGE.labels(name).time():
                    failed = getattr(self._open(), name)(*ids)
            except LeaseLost:
                _log.info("lease_lost", extra=about)
            except BrokerUnavailable:
                # The work is done; what it makes possible the sweeper calls for.
                _log.warning("broker_unavailable", extra=about)
            except BeingDone:
                _log.info("being_done", extra=about)
                raise message.retry(countdown=LEASE + 5, max_retries=3, throw=False) from None
            except Exception as error:
                # What an error says may hold text of a page; what kind it is may not.
                reason = error.code if isinstance(error, DigitizeError) else type(error).__name__
                _log.warning("tried", extra={**about, "reason": reason})
                figures.FAILED.labels(name, reason).inc()
                wait = get_exponential_backoff_interval(2, message.request.retries, _LONGEST_WAIT, full_jitter=True)
                if message.request.retries < _MOST_RETRIES:
                    raise message.retry(countdown=wait + 1, throw=False) from None
            else:
                _log.info("done", extra={**about, "reason": failed})
                if failed:
                    figures.FAILED.labels(name, failed).inc()

        run.__name__ = name
        return run


def _allow_children() -> None:
    """Lets a process of Celery start processes with Python's own library, which takes Celery's for its own.

    Celery forbids it to its processes, and their key is of a type that Python's library cannot hand on.
    """
    process = current_process()
    process.daemon = False
    process._config["authkey"] = AuthenticationString(os.urandom(32))


def _set_up_logs(**_: Any) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("digitize").setLevel(logging.INFO)
