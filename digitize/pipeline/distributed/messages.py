"""The messages: one for each stage, with identifiers only; on which queue each waits, how long its work may take."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digitize.settings import Settings


class Queue(StrEnum):
    """Kinds of work. A worker takes from those it is told to, so that a machine can be kept for one of them."""

    INTAKE = "intake"
    READ = "read"
    PUBLISH = "publish"
    INDEX = "index"
    REPORT = "report"


class Task(StrEnum):
    """What a message asks for; the names are what the broker sees."""

    TAKE_UP = "digitize.take_up"
    READ = "digitize.read"
    SPLIT = "digitize.split"
    FINISH = "digitize.finish"
    INDEX = "digitize.index"
    CLOSE = "digitize.close"
    SWEEP = "digitize.sweep"
    FIXITY = "digitize.fixity"


@dataclass(frozen=True, slots=True)
class Terms:
    """How a task is done.

    Attributes:
        queue: Where its messages wait.
        limit: Seconds after which it is given up with a reason.
    """

    queue: Queue
    limit: float

    @property
    def hard_limit(self) -> float:
        """Seconds after which the process that does it is killed, should it not have given up."""
        return self.limit + 60


def terms_of(settings: Settings) -> dict[Task, Terms]:
    """The terms of every task."""
    # The worker's own workers end a page after its time; the rest is for fetching the file and storing the reading.
    page = settings.page_timeout + 300
    return {
        Task.TAKE_UP: Terms(Queue.INTAKE, 600),
        Task.READ: Terms(Queue.READ, page),
        Task.SPLIT: Terms(Queue.PUBLISH, 1800),
        Task.FINISH: Terms(Queue.PUBLISH, 3600),
        Task.INDEX: Terms(Queue.INDEX, 3600),
        Task.CLOSE: Terms(Queue.REPORT, 600),
        Task.SWEEP: Terms(Queue.REPORT, 600),
        Task.FIXITY: Terms(Queue.REPORT, 3600),
    }
