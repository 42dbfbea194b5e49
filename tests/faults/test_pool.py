"""The pool under jobs that crash, hang, eat memory or raise what nobody expects."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from multiprocessing import forkserver
from pathlib import Path

import pytest

from digitize.errors import DigitizeError, JobCrashed, JobOutOfMemory, JobTimeout, PageFailed
from digitize.pipeline.pool import Job, Pool

pytestmark = pytest.mark.fault
GIB = 1024**3


def prepare() -> None:
    pass


def behave(how: str) -> str:
    if how == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif how == "hang":
        time.sleep(600)
    elif how == "eat":
        return str(len(bytearray(100 * GIB)))
    elif how == "lie":
        raise KeyError("Nguyễn Văn A 087204001234")
    elif how == "refuse":
        raise PageFailed("7 px")
    return how


def environment() -> list[str]:
    return [name for name in os.environ if name.startswith("DIGITIZE_")]


def jobs(*hows: str) -> list[Job[str]]:
    return [Job(how, behave, (how,), timeout=5.0) for how in hows]


def test_each_bad_job_fails_alone_and_says_why() -> None:
    with Pool(2, 4 * GIB, prepare) as pool:
        ended = {
            job.key: outcome
            for job, outcome in pool.run(iter(jobs("crash", "1", "hang", "2", "eat", "3", "lie", "refuse", "4")))
        }
    assert {key for key, outcome in ended.items() if outcome.answer == key} == {"1", "2", "3", "4"}
    assert isinstance(ended["crash"].problem, JobCrashed)
    assert isinstance(ended["hang"].problem, JobTimeout)
    assert isinstance(ended["eat"].problem, JobOutOfMemory)
    assert isinstance(ended["refuse"].problem, PageFailed)
    assert str(ended["refuse"].problem) == "page_failed: 7 px"
    # What an unknown exception carries may be text of the page: only its type is kept.
    assert type(ended["lie"].problem) is DigitizeError
    assert str(ended["lie"].problem) == "failed: KeyError"


def test_when_the_server_that_workers_come_from_is_killed_the_pool_goes_on() -> None:
    with Pool(2, 4 * GIB, prepare) as pool:
        for _ in range(2):
            assert all(outcome.answer for _, outcome in pool.run(iter(jobs("1", "2"))))
            os.kill(forkserver._forkserver._forkserver_pid, signal.SIGKILL)  # type: ignore[attr-defined]
            # What was under way may be lost, and says so; it is over as soon as that is noticed.
            deadline = time.monotonic() + 60
            while problems := [outcome.problem for _, outcome in pool.run(iter(jobs("3", "4"))) if outcome.problem]:
                assert {type(problem) for problem in problems} == {JobCrashed}
                assert time.monotonic() < deadline


def test_jobs_are_drawn_only_when_a_worker_is_nearly_free() -> None:
    drawn = []

    def source():  # type: ignore[no-untyped-def]
        for number in range(50):
            drawn.append(number)
            yield Job(number, behave, (str(number),), timeout=5.0)

    with Pool(1, 4 * GIB, prepare) as pool:
        for ended, _ in enumerate(pool.run(source()), start=1):
            assert len(drawn) <= ended + 2


def test_what_an_outcome_makes_possible_goes_first() -> None:
    order = []
    with Pool(1, 4 * GIB, prepare) as pool:
        for job, _ in pool.run(iter(jobs("1", "2", "3", "4", "5"))):
            order.append(job.key)
            if job.key == "1":
                pool.first(Job("urgent", behave, ("urgent",), timeout=5.0))
    assert order.index("urgent") < order.index("5")


def test_workers_see_no_setting_of_the_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITIZE_KEY_FILE", "/somewhere")
    with Pool(1, 4 * GIB, prepare) as pool:
        [(_, outcome)] = pool.run(iter([Job("env", environment, (), timeout=5.0)]))
    assert outcome.answer == []


def test_workers_die_with_a_coordinator_that_is_killed(tmp_path: Path) -> None:
    program = (
        "from tests.faults.test_pool import *\n"
        "if __name__ == '__main__':\n"
        f"    mark = {str(tmp_path)!r}\n"
        "    with Pool(2, 4 * GIB, prepare) as pool:\n"
        "        for job, outcome in pool.run(iter([Job(n, stay, (mark,), timeout=600.0) for n in range(2)])):\n"
        "            pass\n"
    )
    script = tmp_path / "coordinator.py"
    script.write_text(program)
    root = Path(__file__).parents[2]
    coordinator = subprocess.Popen([sys.executable, str(script)], env={**os.environ, "PYTHONPATH": str(root)})
    try:
        deadline = time.monotonic() + 60
        while len(workers := list(tmp_path.glob("worker-*"))) < 2:
            assert time.monotonic() < deadline, "the workers never started"
            time.sleep(0.05)
    finally:
        coordinator.kill()
        coordinator.wait()
    deadline = time.monotonic() + 20
    while any(Path("/proc", worker.name.removeprefix("worker-")).exists() for worker in workers):
        assert time.monotonic() < deadline, "a worker outlived its coordinator"
        time.sleep(0.05)


def stay(mark: str) -> None:
    Path(mark, f"worker-{os.getpid()}").touch()
    time.sleep(600)
