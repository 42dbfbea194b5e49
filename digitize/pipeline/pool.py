"""The local pool: one bounded set of single-threaded worker processes, one per core.

Workers parse what was received from outside, so they hold no database handle and no key; they run under a memory
limit and each job under a time limit. A worker that dies costs one job.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import select
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass
from functools import partial
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from types import TracebackType
from typing import Any, Generic, Self, TypeVar, cast

from pebble import ProcessExpired, ProcessPool

from digitize.errors import DigitizeError, JobCrashed, JobOutOfMemory, JobTimeout

Answer = TypeVar("Answer")

_PRELOADED = "digitize.pipeline.work"
# What reads a model takes longer to load than all else, and 100 MB that workers share if their server has it.
_READS_MODELS = "skops.io"
_SECRET_PREFIX = "DIGITIZE_"


@dataclass(frozen=True, slots=True)
class Job(Generic[Answer]):
    """One call of a function in a worker.

    Attributes:
        key: What the caller knows the job by.
        function: A function of a module, so that workers can import it.
        arguments: Small and picklable: paths and identifiers, never pixels.
        timeout: Seconds.
    """

    key: Any
    function: Callable[..., Answer]
    arguments: tuple[Any, ...]
    timeout: float


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Answer]):
    """How a job ended: exactly one of ``answer`` and ``problem`` is set, unless the answer itself is ``None``."""

    answer: Answer | None = None
    problem: DigitizeError | None = None

    def get(self) -> Answer:
        """The answer.

        Raises:
            DigitizeError: The job ended with a problem.
        """
        if self.problem:
            raise self.problem
        return cast("Answer", self.answer)


def _workers(*, model: bool = False) -> BaseContext:
    """How worker processes come about: forked from a server that has loaded once what all of them need.

    The server is a process of its own that was started afresh, so workers inherit no handle and no key of ours. It
    begins to load as soon as it is asked for.
    """
    # NumPy's library reads its limit when it is loaded, which happens in the server.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_PRELOADED, _READS_MODELS] if model else [_PRELOADED])
    return context


def start_early(*, model: bool) -> None:
    """Has the workers' libraries loaded while the caller is still loading its own.

    Args:
        model: A model of the classifier is in use, so load what reads it, too.
    """
    _workers(model=model)
    forkserver.ensure_running()


def _set_up_worker(coordinator: int, memory: int, prepare: Callable[[], None]) -> None:
    """Runs once in each new worker."""
    # Ctrl-C reaches the whole process group; only the coordinator decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(os.pidfd_open(coordinator),), daemon=True).start()
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name in [name for name in os.environ if name.startswith(_SECRET_PREFIX)]:
        del os.environ[name]
    prepare()


def _end_with(coordinator: int) -> None:
    """A coordinator that is killed takes its workers along, so that none goes on in the dark."""
    select.select([coordinator], [], [])
    os.kill(os.getpid(), signal.SIGKILL)


class Pool:
    """Runs jobs on all cores, a bounded number in flight, and hands their outcomes back as they come.

    Args:
        workers: How many processes.
        memory: Address space of each, bytes.
        prepare: A module's function that readies a worker (thread limits, warm engines).
    """

    def __init__(self, workers: int, memory: int, prepare: Callable[[], None]) -> None:
        self.workers = workers
        self._memory = memory
        self._prepare = prepare
        self._pool = self._start()
        self._urgent: deque[Job[Any]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._pool.close()
        else:
            self._pool.stop()
        self._pool.join()

    def first(self, job: Job[Any]) -> None:
        """Puts a job before all others; used for what an outcome makes possible."""
        self._urgent.append(job)

    def run(self, jobs: Iterator[Job[Any]]) -> Generator[tuple[Job[Any], Outcome[Any]]]:
        """Does the jobs and those added by :meth:`first` meanwhile.

        Args:
            jobs: Drawn from only when a worker will soon be free, so a million jobs need no memory.

        Yields:
            Each job with its outcome, in the order in which they end.
        """
        # Two jobs a worker: while one is done the next already waits in the worker's pipe.
        room = 2 * self.workers
        flying: dict[Future[Any], Job[Any]] = {}
        while True:
            while len(flying) < room and (job := self._next(jobs)) is not None:
                flying[self._schedule(job)] = job
            if not flying:
                return
            done, _ = wait(flying, return_when=FIRST_COMPLETED)
            for future in done:
                yield flying.pop(future), _outcome(future)

    def _start(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self.workers,
            context=_workers(),
            initializer=_set_up_worker,
            initargs=(os.getpid(), self._memory, self._prepare),
        )

    def _schedule(self, job: Job[Any]) -> Future[Any]:
        schedule: Callable[[ProcessPool], Future[Any]] = partial(
            ProcessPool.schedule, function=job.function, args=job.arguments, timeout=job.timeout
        )
        try:
            return schedule(self._pool)
        except RuntimeError:
            # The server that workers are forked from was killed. It comes back, but not to a pool that missed it.
            self._pool.stop()
            self._pool.join()
            self._pool = self._start()
            return schedule(self._pool)

    def _next(self, jobs: Iterator[Job[Any]]) -> Job[Any] | None:
        return self._urgent.popleft() if self._urgent else next(jobs, None)


def _outcome(future: Future[Any]) -> Outcome[Any]:
    try:
        return Outcome(answer=future.result())
    except TimeoutError:
        return Outcome(problem=JobTimeout())
    except ProcessExpired as error:
        return Outcome(problem=JobCrashed(f"exit code {error.exitcode}"))
    except CancelledError:
        return Outcome(problem=JobCrashed("the pool broke"))
    except MemoryError:
        return Outcome(problem=JobOutOfMemory())
    except DigitizeError as error:
        return Outcome(problem=error)
    except Exception as error:
        # Parsers of hostile files raise whatever they like; the message may hold text of the page, the type may not.
        return Outcome(problem=DigitizeError(type(error).__name__))
