"""Running a program and seeing what it costs: time by the clock and of processors, memory, how busy the cores were."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import threading
import time
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests import orphans

_INTERVAL = 0.25
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_PROGRESS = re.compile(r"Pages read: (\d+)/(\d+)")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run cost.

    Attributes:
        code: Exit code.
        wall: Seconds by the clock, from the start of the program to its end.
        cpu: Seconds of processor time of the program and all its children, by ``getrusage``.
        busy: Share of the cores' time that was used until the last pages were begun; ``None`` where the program says
            nothing of its progress, or too little.
        busy_reading: The same from the first page's end on, without the program's start.
        largest: Most memory one of its child processes held, resident bytes, as seen every quarter of a second.
        together: Most memory all its processes held at once, bytes; what they share counts for each.
    """

    code: int
    wall: float
    cpu: float
    busy: float | None
    busy_reading: float | None
    largest: int
    together: int


def run(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Cost:
    """Runs a program to its end and watches it.

    Args:
        command: The program and its arguments.
        environment: All of it.
        log: Where its standard error goes.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    with (
        orphans.adopted(),
        subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as child,
    ):
        watch = _Watch(child.pid, start)
        sampler = threading.Thread(target=watch.sample, daemon=True)
        sampler.start()
        with log.open("w", encoding="utf-8") as said:
            for line in child.stderr or ():
                said.write(line)
                watch.hear(line)
        code = child.wait()
        wall = time.perf_counter() - start
        watch.ended.set()
        sampler.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(code, wall, cpu, *watch.busy(), watch.largest, watch.together)


@dataclass(slots=True)
class _Watch:
    """Samples of a process and its descendants, and the marks of its progress."""

    root: int
    start: float
    ended: threading.Event = field(default_factory=threading.Event)
    moments: list[float] = field(default_factory=lambda: [0.0])
    used: list[float] = field(default_factory=lambda: [0.0])
    marks: list[tuple[float, int, int]] = field(default_factory=list)
    largest: int = 0
    together: int = 0

    def hear(self, line: str) -> None:
        if found := _PROGRESS.search(line):
            self.marks.append((time.perf_counter() - self.start, int(found[1]), int(found[2])))

    def sample(self) -> None:
        while not self.ended.wait(_INTERVAL):
            family = family_of(self.root)
            if self.root not in family:
                return
            self.moments.append(time.perf_counter() - self.start)
            self.used.append(sum(process.seconds for process in family.values()))
            self.together = max(self.together, sum(process.resident for process in family.values()))
            children = (process.resident for pid, process in family.items() if pid != self.root)
            self.largest = max(self.largest, *children, 0)

    def busy(self) -> tuple[float | None, float | None]:
        """Shares of the cores' time up to the moment when the last pages were begun, one for each core."""
        cores = len(os.sched_getaffinity(0))
        before_last = [moment for moment, done, total in self.marks if 0 < done <= total - cores]
        if not before_last or before_last[-1] > self.moments[-1]:
            return None, None
        first, last = before_last[0], before_last[-1]
        used = self._used_at(last)
        reading = (used - self._used_at(first)) / (last - first) / cores if last > first else None
        return used / last / cores, reading

    def _used_at(self, moment: float) -> float:
        """Processor time used up to a moment, between the samples about it in proportion."""
        after = bisect_left(self.moments, moment)
        early, late = self.moments[after - 1], self.moments[after]
        share = (moment - early) / (late - early)
        return self.used[after - 1] + share * (self.used[after] - self.used[after - 1])


@dataclass(frozen=True, slots=True)
class Process:
    """A process: its processor time with that of its ended children, and its resident memory in bytes."""

    parent: int
    seconds: float
    resident: int


def family_of(root: int) -> dict[int, Process]:
    """A process and all that descend from it."""
    everyone = {int(place.name): _process(place) for place in Path("/proc").iterdir() if place.name.isdigit()}
    known = {pid: process for pid, process in everyone.items() if process}
    family: dict[int, Process] = {}
    for pid in known:
        line, at = [], pid
        while at in known and at not in line:
            line.append(at)
            at = known[at].parent
        if root in line:
            family[pid] = known[pid]
    return family


def _process(place: Path) -> Process | None:
    """What ``/proc/PID/stat`` says (proc(5)); ``None`` for a process that has ended meanwhile."""
    try:
        # The name, in brackets, may hold anything; what follows it begins with the third field, the state.
        cells = (place / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return Process(int(cells[1]), sum(map(int, cells[11:15])) / _TICKS, int(cells[21]) * _PAGE)
