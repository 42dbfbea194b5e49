"""Figures for Prometheus: what workers do, and what waits.

A worker's processes write theirs into files of a folder, which the environment must name before the library of
Prometheus is loaded (:data:`FOLDER`); so this module is loaded late.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from digitize.errors import DigitizeError
from digitize.pipeline.distributed.broker import Sender
from digitize.pipeline.distributed.messages import Queue
from digitize.pipeline.parts import Parts

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800)

STAGE = Histogram("digitize_stage_seconds", "How long a piece of work took.", ["task"], buckets=_SECONDS)
WAITED = Histogram("digitize_waited_seconds", "How long a message waited to be begun.", ["task"], buckets=_SECONDS)
FAILED = Counter("digitize_failures", "Work that failed, by reason code.", ["task", "reason"])


def serve_worker(address: str) -> None:
    """Serves the figures of all processes of this worker.

    Args:
        address: ``HOST:PORT`` to listen on.
    """
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    _serve(address, registry)


def serve_queues(address: str, parts: Parts, sender: Sender) -> None:
    """Serves what waits, asked for at each look.

    Args:
        address: ``HOST:PORT`` to listen on.
        parts: The archive.
        sender: To the broker.
    """
    registry = CollectorRegistry()
    registry.register(QueueFigures(parts, sender))
    _serve(address, registry)


class QueueFigures(Collector):
    """What waits, as broker and records say it.

    Args:
        parts: The archive.
        sender: To the broker.
    """

    def __init__(self, parts: Parts, sender: Sender) -> None:
        self._parts = parts
        self._sender = sender

    def describe(self) -> Iterator[Metric]:
        """Nothing: it is not asked for before somebody looks."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """The figures of this moment; of a server that is down only that it is."""
        up = GaugeMetricFamily("digitize_up", "Whether a server answers.", labels=["server"])
        for server, figures in (("broker", self._of_broker), ("records", self._of_records)):
            try:
                found = list(figures())
            except DigitizeError:
                up.add_metric([server], 0)
            else:
                up.add_metric([server], 1)
                yield from found
        yield up

    def _of_broker(self) -> Iterator[Metric]:
        lengths = GaugeMetricFamily("digitize_queue_messages", "Messages nobody has begun.", labels=["queue"])
        for queue in Queue:
            lengths.add_metric([queue], self._sender.length(queue))
        yield lengths

    def _of_records(self) -> Iterator[Metric]:
        with self._parts.records.read() as read:
            standing = read.leases.standing()
            waiting = read.outbox.waiting()
        oldest = GaugeMetricFamily("digitize_oldest_seconds", "Age of the oldest work nobody is at.", labels=["stage"])
        parked = GaugeMetricFamily("digitize_parked", "Work that is not tried again by itself.", labels=["stage"])
        for one in standing:
            if one.oldest:
                oldest.add_metric([one.stage], (datetime.now(UTC) - one.oldest).total_seconds())
            parked.add_metric([one.stage], one.parked)
        yield oldest
        yield parked
        yield GaugeMetricFamily("digitize_outbox_documents", "Documents the index lacks.", value=waiting)


def _serve(address: str, registry: CollectorRegistry) -> None:
    host, _, port = address.rpartition(":")
    start_http_server(int(port), host, registry)
