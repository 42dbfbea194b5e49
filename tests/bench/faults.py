"""Papers flow through workers while everything fails that can: ``make bench-faults``; writes a page of docs/.

Nothing is mocked: workers are killed with -9, servers are stopped, the broker forgets, the store's disk is full.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import redis

from digitize.actions.archive import open_archive
from digitize.actions.find import Wanted, search
from digitize.model import ObjectKind
from digitize.pipeline.distributed.broker import Sender, make_app
from digitize.pipeline.distributed.calling import Caller
from tests import postgres
from tests.bench.faults_crew import Crew, Office, Servers, papers
from tests.bench.read_targets import Target
from tests.bench.tables import machine, table, verdicts
from tests.shell import Shell
from tests.spread import settings_of, spread_shell
from tests.stores import throw_away_key

PAGE = Path(__file__).parents[2] / "docs" / "bench-faults.md"
OUTAGE = 20.0
"""Seconds for which a server is down."""
SWEEP = 10
"""Seconds between two rounds of the sweeper."""
_BATCHES = 10
_PATIENCE = 600.0
"""Seconds after the last fault in which all must be done."""

_HEAD = """\
<!-- Made by `make bench-faults`; do not edit. -->

# Papers that flow while everything fails

Machine: {machine}. {count} papers of one page (PDFs as a word processor writes them, so that work is short and faults
are many) are handed in, in {batches} batches, two of them under way at any time, while PostgreSQL, Redis, MinIO and
Elasticsearch run on the same machine, with two workers of one process each and the scheduler, whose sweeper comes
every {sweep} s. From the first paper to the last fault, every 8 to 16 s, a worker with all its processes or one of
them is killed with -9; what ends is started again. The other faults come one after the other, each when some more
papers are done. An `ingest` that is refused is given again. {disk} What is drawn by chance follows from a seed
({seed}); what it strikes does not.

From the first paper to the last: {took:.0f} s. Killed: {killed}.

## What failed

{faults}

## What came of it

{checks}

## What the workers met

{notes}
"""
_DISK = {
    True: "The store lies on a file system of its own, in memory; full, it has not a byte left.",
    False: "**The store's disk was not filled: without root's rights it has none of its own.**",
}


@dataclass(slots=True)
class Run:
    """What happened.

    Attributes:
        faults: A row for each.
        checks: What must hold afterwards.
        notes: What the workers met.
        took: Seconds.
        killed: What and how often.
    """

    faults: list[tuple[str, ...]] = field(default_factory=list)
    checks: list[Target] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    took: float = 0.0
    killed: Counter[str] = field(default_factory=Counter)


class Stage:
    """The archive whose parts fail, and what is known of it meanwhile.

    Args:
        shell: Its command line.
        servers: Its servers.
        count: Papers.
    """

    def __init__(self, shell: Shell, servers: Servers, count: int) -> None:
        self.shell = shell
        self._servers = servers
        self._count = count
        self._done = 0

    def asked(self, question: str) -> list[tuple[Any, ...]]:
        """Rows of the records, past the program."""
        with postgres.raw(self.shell.environment["DIGITIZE_RECORDS"]) as connection:
            return connection.execute(question).fetchall()  # type: ignore[call-overload, no-any-return]

    def done(self) -> int:
        """Papers that are published; while the records are away, as many as before."""
        with suppress(psycopg.OperationalError):
            [(self._done,)] = self.asked("SELECT count(*) FROM documents WHERE revision > 0")
        return self._done

    def faults(self) -> Iterator[tuple[str, Callable[[], object], Callable[[], object]]]:
        """Name, beginning and end of each; what lasts only a moment has no end."""
        servers = self._servers
        for name, what in (
            ("postgres", "PostgreSQL is stopped"),
            ("redis", "Redis is stopped, and comes back empty"),
            ("s3", "MinIO is stopped"),
            ("elasticsearch", "Elasticsearch is stopped"),
        ):
            yield what, lambda name=name: servers.stop(name), lambda name=name: servers.start(name)  # type: ignore[misc]
        yield "the broker forgets everything (`FLUSHALL`)", self._forget, lambda: None
        if servers.has_disk:
            yield "the store's disk is full", servers.fill_disk, servers.free_disk
        yield "everything due is called for three times more", self._call_again, lambda: None

    def _forget(self) -> None:
        with redis.Redis.from_url(self.shell.environment["DIGITIZE_BROKER"]) as server:
            server.flushall()

    def _call_again(self) -> None:
        settings = settings_of(self.shell)
        with open_archive(settings) as archive:
            caller = Caller(archive.records, Sender(make_app(settings)))
            for (batch,) in self.asked("SELECT id FROM batches WHERE state = 'open'") * 3:
                caller.batch(batch)


def flow(stage: Stage, crew: Crew, office: Office, count: int) -> Iterator[tuple[str, ...]]:
    """Lets papers flow and faults strike; gives a row for each fault."""
    faults = list(stage.faults())
    # Papers are left to be done after the last.
    goals = range(count // (len(faults) + 2), count, count // (len(faults) + 2))
    for (name, begin, stop), goal in zip(faults, goals, strict=False):
        _wait(lambda goal=goal: stage.done() >= goal)  # type: ignore[misc]
        before, refused = stage.done(), office.refused.copy()
        started = time.monotonic()
        begin()
        try:
            time.sleep(OUTAGE)
        finally:
            stop()
        lasted = time.monotonic() - started
        yield name, f"{lasted:.0f}", str(before), str(stage.done()), _counted(office.refused - refused)
    crew.killing = False
    _wait(lambda: not office.is_alive() and _is_over(stage))


def _is_over(stage: Stage) -> bool:
    """Whether nothing is left to be done: no batch open, nothing on its way to the index."""
    waiting = "SELECT count(*) FROM documents WHERE revision > indexed_revision"
    return not stage.asked("SELECT 1 FROM batches WHERE state = 'open'") and stage.asked(waiting) == [(0,)]


def _wait(until: Callable[[], bool]) -> None:
    """Waits, but not for ever: what is then not done the counts show."""
    deadline = time.monotonic() + _PATIENCE
    while not until() and time.monotonic() < deadline:
        time.sleep(0.5)


# --- what is found afterwards -----------------------------------------------------------------------------


def checks(stage: Stage, count: int) -> Iterator[Target]:
    """What must hold: each paper exactly once in records, store and index."""
    for what, question in (
        ("files received, each once", "SELECT count(*), count(DISTINCT blob) FROM receipts WHERE outcome = 'accepted'"),
        ("documents, each in its first revision", "SELECT count(*), sum(revision) FROM documents"),
        (
            "publications in the audit, each of another document",
            "SELECT count(*), count(DISTINCT subject) FROM audit WHERE action = 'publish'",
        ),
    ):
        [(rows, distinct)] = stage.asked(question)
        yield Target(what, f"{rows}, {distinct}", (rows, distinct) == (count, count))
    verified = stage.shell.call("verify", "--json")
    sound = json.loads(verified.stdout)
    code = verified.returncode
    yield Target("`digitize verify` is clean", f"code {code}", code == 0)
    yield Target("objects the records need are intact", _of(sound["intact"], sound["objects"]), not sound["damaged"])
    yield Target("there is no object that nobody needs", str(sound["unknown"]), sound["unknown"] == 0)
    with open_archive(settings_of(stage.shell)) as archive:
        for kind in ObjectKind:
            stored = sum(1 for _ in archive.store.objects(kind))
            yield Target(f"objects on the shelf `{kind}`, one for each paper", str(stored), stored == count)
        hits = Counter(search(archive, Wanted(f"{number:05}")).total for number in range(count))
    yield Target("papers are found exactly once by what only they say", _of(hits[1], count), hits[1] == count)
    [(left,)] = stage.asked("SELECT count(*) FROM leases WHERE reason IS NULL")
    yield Target("no work is left to be done", str(left), left == 0)
    parked = stage.asked("SELECT reason, count(*) FROM leases WHERE reason IS NOT NULL GROUP BY reason")
    failed = stage.asked("SELECT reason, count(*) FROM pages WHERE state = 'failed' GROUP BY reason")
    reasons = Counter(dict(parked + failed))
    yield Target("what was parked or failed says why", _counted(reasons), all(reasons))


def notes(stage: Stage, office: Office) -> Iterator[tuple[str, str]]:
    """What the workers' logs tell."""
    events: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    got: Counter[tuple[str, ...]] = Counter()
    for line in (stage.shell.folder / "worker.log").read_text(encoding="utf-8", errors="replace").splitlines():
        # A process that was killed may have been writing.
        with suppress(ValueError, KeyError):
            said = json.loads(line)
            events[said["event"]] += 1
            if said["event"] == "tried":
                tried[said["reason"]] += 1
            elif said.get("task") in ("read", "split", "finish"):
                got[said["task"], *map(str, said["ids"])] += 1
    yield "`ingest` refused, by reason", _counted(office.refused)
    yield "work begun and tried again later, by reason", _counted(tried)
    yield "times a process opened the archive", str(events["open"])
    yield (
        "pages, stacks and documents that came to a worker more than once",
        _of(sum(times > 1 for times in got.values()), len(got)),
    )
    yield "of these, messages for what another was at", str(events["being_done"])
    yield "work whose lease another had in the meantime, and of which nothing was written", str(events["lease_lost"])


def _of(some: int, all_of_them: int) -> str:
    return f"{some} of {all_of_them}"


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{count} `{what}`" for what, count in sorted(counts.items())) or "–"


# --- the page ---------------------------------------------------------------------------------------------


def page(run: Run, **facts: object) -> str:
    """The page of docs/."""
    heads = ("fault", "seconds", "papers done before", "when it ended", "`ingest` refused meanwhile")
    return _HEAD.format(
        machine=machine(),
        took=run.took,
        killed=_counted(run.killed).replace("`", ""),
        faults=table(heads, run.faults),
        checks=verdicts(run.checks),
        notes=table(("what", "how often"), run.notes),
        **facts,
    )


def measured(servers: Servers, folder: Path, count: int, seed: int) -> Run:
    """Has it happen."""
    run = Run()
    size = -(-count // _BATCHES)
    starts = range(0, count, size)
    folders = [papers(folder / f"papers-{first:04}", range(first, min(first + size, count))) for first in starts]
    with throw_away_key() as key, spread_shell(folder, key, engine="own", jobs="1", language="en") as shell:
        stage = Stage(shell, servers, count)
        crew = Crew(shell, [("worker",), ("worker",), ("beat", "--every", str(SWEEP))], seed)
        office = Office(shell, folders, lambda accepted: (accepted - 2) * size < stage.done())
        started = time.monotonic()
        with crew.at_work():
            office.start()
            try:
                for row in flow(stage, crew, office, count):
                    _say("; ".join(row))
                    run.faults.append(row)
            finally:
                office.ended = True
                office.join()
        run.took, run.killed = time.monotonic() - started, crew.killed
        for check in checks(stage, count):
            _say(f"{check.claim}: {check.figure}{'' if check.met else '  NOT MET'}")
            run.checks.append(check)
        run.notes += notes(stage, office)
    return run


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Writes the page; each figure to standard output as it comes. 1 where something does not hold."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--page", type=Path, default=PAGE)
    given = parser.parse_args()
    # Not in /tmp, which the servers' user may not see.
    root = Path.cwd() / ".cache"
    programs = Path(os.environ.get("DIGITIZE_SERVICES_CACHE", root / "services")).resolve() / "programs"
    programs.mkdir(parents=True, exist_ok=True)
    cache = root / "faults"
    shutil.rmtree(cache, ignore_errors=True)
    cache.mkdir(parents=True)
    (cache / "programs").symlink_to(programs)
    servers = Servers(cache)
    with servers.running(), tempfile.TemporaryDirectory(dir=root) as folder:
        run = measured(servers, Path(folder), given.documents, given.seed)
    facts = {"count": given.documents, "batches": _BATCHES, "sweep": SWEEP, "seed": given.seed}
    given.page.write_text(page(run, disk=_DISK[servers.has_disk], **facts), encoding="utf-8")
    return 0 if all(check.met for check in run.checks) else 1


if __name__ == "__main__":
    sys.exit(main())
