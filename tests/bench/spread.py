"""What spreading the work costs: ``make bench-spread``; writes a page of docs/.

Two workers against one on this machine alone, by turns; and on the servers, what of a page's processor time is not
reading. The pages are sample dossiers as scanners give them (``digitize samples``), with their separator sheets.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from digitize import samples
from digitize.actions.archive import open_archive
from digitize.actions.ingest import IngestRequest, ingest
from digitize.pipeline import work
from digitize.pipeline.progress import silent
from digitize.settings import Settings
from tests import postgres, services
from tests.bench import read_watch
from tests.bench.read_targets import Target
from tests.bench.tables import machine, of_engine, table, verdicts
from tests.shell import Shell
from tests.spread import running, spread_shell
from tests.stores import throw_away_key

PAGE = Path(__file__).parents[2] / "docs" / "bench-spread.md"
SPEED_UP, MOST_BESIDE = 1.9, 0.15
_LEVEL: samples.SampleLevel = "mixed"
_WARM_UP = 2
"""Dossiers after which every process has loaded what it needs."""
_PATIENCE = 600.0

_HEAD = """\
<!-- Made by `make bench-spread`; do not edit. -->

# What spreading the work costs

Machine: {machine}. Engine: {engine}. {pages} pages in {dossiers} sample dossiers (seed {seed}, all levels of wear,
separator sheets among them), other ones for warming up. Load average at the start: {load}.

{verdicts}

## Two workers against one, embedded

`digitize ingest` into a new archive in a folder each time, by turns, from the first file to the published and indexed
batch, in a process whose libraries are loaded; the readers' own start is in it. The process that hands out the work
and writes records, store and index runs on the same cores. The claim is on the medians.

{rounds}

## A page's processor time, spread

One `digitize worker` with a process for each core, PostgreSQL, MinIO, Elasticsearch and Redis on this machine.
Processor time from `/proc`, user and system, after the warm-up. *Reading* is what the workers' own readers use:
reading pages, classifying, and composing and reading back access copies. Beside it counts all else that our programs
use, the whole of `digitize ingest --no-wait` with its start included, and what the queue's and the records' servers
use. What store and search use as servers is told, and not in the share.

{spent}
"""


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds by the clock with one worker and with two."""

    one: float
    two: float


def embedded(folder: Path, scans: Path, more: Path, rounds: int) -> list[Round]:
    """Takes the same scans in again and again, with one worker and with two, after others for warming up."""

    def timed(scans: Path, number: int, jobs: int) -> float:
        settings = Settings(home=folder / f"embedded-{number}-{jobs}", jobs=jobs)
        with open_archive(settings, create=True) as archive:
            started = time.perf_counter()
            ingest(archive, IngestRequest((scans,)), silent)
            return time.perf_counter() - started

    timed(more, -1, 2)
    found = []
    for number in range(rounds):
        # Who comes first takes turns as well.
        both = {jobs: timed(scans, number, jobs) for jobs in ((1, 2), (2, 1))[number % 2]}
        found.append(Round(both[1], both[2]))
        _say(f"one worker {both[1]:.1f} s, two {both[2]:.1f} s: {both[1] / both[2]:.2f} x")
    return found


# --- spread -----------------------------------------------------------------------------------------------

READING, WORKERS, INGEST = "reading", "workers beside it", "`ingest`"
COUNTED = (READING, WORKERS, INGEST, "redis", "postgres")


def spread(folder: Path, scans: Path, more: Path) -> dict[str, float]:
    """Seconds of processor time by who used them."""
    with (
        throw_away_key() as key,
        spread_shell(folder, key, engine=Settings().engine) as shell,
        running(shell, "worker") as worker,
    ):
        shell.json("ingest", str(more))
        before = _used(worker.pid)
        program = [sys.executable, "-c", "from digitize.cli import main; main()", "ingest", str(scans), "--no-wait"]
        cost = read_watch.run(program, shell.environment, folder / "ingest.log")
        _wait(shell)
        used = _used(worker.pid)
    return {who: used[who] - before[who] for who in used} | {INGEST: cost.cpu}


def _wait(shell: Shell) -> None:
    """Waits until nothing is left to be done; looking costs little, and none of the processes that are counted."""
    deadline = time.monotonic() + _PATIENCE
    with postgres.raw(shell.environment["DIGITIZE_RECORDS"]) as connection:
        while connection.execute("SELECT 1 FROM batches WHERE state = 'open'").fetchone():
            assert time.monotonic() < deadline, "the workers do not come to an end"
            time.sleep(0.5)


def _used(worker: int) -> dict[str, float]:
    """Processor time so far, of a worker and of the servers."""
    family = read_watch.family_of(worker)
    readers = {pid for parent in family if _is_reading(parent) for pid in read_watch.family_of(parent)}
    used = {
        READING: sum(family[pid].seconds for pid in readers & family.keys()),
        WORKERS: sum(process.seconds for pid, process in family.items() if pid not in readers),
    }
    for name in services.NAMES:
        used[name] = sum(process.seconds for process in read_watch.family_of(services.process(name)).values())
    return used


def _is_reading(pid: int) -> bool:
    """Whether it is the server from which a worker's own workers are forked."""
    return b"multiprocessing.forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes()


# --- the page ---------------------------------------------------------------------------------------------


def page(rounds: list[Round], spent: Mapping[str, float], pages: int, **facts: object) -> str:
    """The page of docs/."""
    faster = median(one.one for one in rounds) / median(one.two for one in rounds)
    counted = sum(spent[who] for who in COUNTED)
    beside = 1 - spent[READING] / counted
    targets = (
        Target(
            f"two workers ≥ {SPEED_UP} × one worker in pages a second, embedded", f"{faster:.2f} ×", faster >= SPEED_UP
        ),
        Target(
            f"what is not reading ≤ {MOST_BESIDE:.0%} of a page's processor time, spread",
            f"{beside:.1%}",
            beside <= MOST_BESIDE,
        ),
    )
    turns = table(
        ("round", "one worker: s", "pages a second", "two workers: s", "pages a second", "times"),
        (
            (
                str(number),
                f"{one.one:.1f}",
                f"{pages / one.one:.2f}",
                f"{one.two:.1f}",
                f"{pages / one.two:.2f}",
                f"{one.one / one.two:.2f}",
            )
            for number, one in enumerate(rounds, start=1)
        ),
    )
    shares = table(
        ("who", "ms a page", "share"),
        (
            (who, f"{1000 * seconds / pages:.0f}", f"{seconds / counted:.1%}" if who in COUNTED else "not counted")
            for who, seconds in sorted(spent.items(), key=lambda one: (one[0] not in COUNTED, -one[1]))
        ),
    )
    return _HEAD.format(pages=pages, verdicts=verdicts(targets), rounds=turns, spent=shares, **facts)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Writes the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--dossiers", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seed", type=int, default=20261126)
    parser.add_argument("--page", type=Path, default=of_engine(PAGE))
    given = parser.parse_args()
    engine = work.engine_version(work.ReaderSpec.of(Settings()))
    load = Path("/proc/loadavg").read_text(encoding="utf-8").split()[0]
    with tempfile.TemporaryDirectory(dir=Path.cwd() / ".cache") as name:
        folder = Path(name)
        summary = samples.render(folder / "scans", given.dossiers, given.seed, _LEVEL, jobs=2)
        samples.render(folder / "more", _WARM_UP, given.seed + 1, _LEVEL)
        rounds = embedded(folder, folder / "scans", folder / "more", given.rounds)
        (folder / "spread").mkdir()
        spent = spread(folder / "spread", folder / "scans", folder / "more")
    facts = {"machine": machine(), "engine": engine, "dossiers": given.dossiers, "seed": given.seed, "load": load}
    given.page.write_text(page(rounds, spent, summary.pages, **facts), encoding="utf-8")


if __name__ == "__main__":
    main()
