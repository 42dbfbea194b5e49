"""Look-ups and searches among a million results: ``make bench-reuse``; writes a page of docs/.

The results are invented. Into PostgreSQL they go as copies of one document's rows, with owners whose numbers are hashed
and sealed as ever; into Elasticsearch by the program itself. The program's own look-up is timed beside the very same
statements sent by the driver alone, and search beside the very same bodies sent by an HTTP library alone, by turns.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from digitize.index.elastic import ElasticIndex
from tests.bench import scale_records, scale_search
from tests.bench.tables import machine, table

PAGE = Path(__file__).parents[2] / "docs" / "bench-scale.md"
CACHE = Path(__file__).parents[2] / ".cache" / "bench-scale"
"""Where parts of the page lie: they take long, so one can be measured anew by itself."""
ROUNDS = 1000
SEARCHES = 150
"""Questions of each kind, and searches."""
WARMING = 30
"""Questions asked before, which are not counted: both sides prepare statements and open connections."""
SIZES = (100, 10, 1)
"""Into how many parts the number of results is divided for the archives in which index probes are counted."""

Ask = Callable[[], object]

_HEAD = """\
<!-- Made by `make bench-reuse`; do not edit. -->

# Look-ups in a large archive

Results are invented; their servers run on the machine that asks ({machine}). Each question is asked by the program and,
by turns with it, bare: the SQL that the program sends, transaction and all, sent by `psycopg` alone; the bodies that it
sends, sent by `urllib3` alone. What the program does beside that counts against it: making the statements, opening
sealed numbers, deciding; reading the query, marking what was found. Questions are drawn at random; each was asked once
before, to learn what the program sends, so that neither side waits for the disk. Times are in milliseconds.
"""


@dataclass(frozen=True, slots=True)
class Compared:
    """Times of one kind of question, in milliseconds.

    Attributes:
        what: The question.
        ours: Asked by the program.
        bare: Asked without it.
        target: Highest ratio of the 95th percentiles.
    """

    what: str
    ours: Sequence[float]
    bare: Sequence[float]
    target: float

    @property
    def row(self) -> tuple[str, ...]:
        """A row of the page."""
        times = (statistics.median(self.ours), p95(self.ours), statistics.median(self.bare), p95(self.bare))
        ratio = p95(self.ours) / p95(self.bare)
        target = f"≤ {self.target}: {'**met**' if ratio <= self.target else '**not met**'}"
        return self.what, str(len(self.ours)), *(f"{time:.2f}" for time in times), f"{ratio:.2f}", target


_COLUMNS = ("question", "asked", "program, median", "p95", "bare, median", "p95", "p95 / p95", "target")


def p95(times: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[-1]


def by_turns(what: str, pairs: Iterable[tuple[Ask, Ask]], target: float) -> Compared:
    """Times pairs of the same question, asked by the program and bare; each goes first every other time."""
    ours, bare = list[float](), list[float]()
    for turn, (mine, other) in enumerate(pairs):
        both = ((mine, ours), (other, bare))
        for ask, times in both if turn % 2 else both[::-1]:
            times.append(_milliseconds(ask))
    return Compared(what, ours[WARMING:], bare[WARMING:], target)


def _milliseconds(work: Ask) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def look_ups(count: int) -> Iterator[str]:
    """What the page says of reuse look-ups."""
    draw = random.Random(11)
    probed = []
    for size in (count // part for part in SIZES):
        started = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder, scale_records.filled(size, Path(folder)) as where:
            _tell(f"{size} results on PostgreSQL after {time.perf_counter() - started:.0f} s")
            found = scale_records.probes(where, [draw.randrange(size) for _ in range(50)])
            probed.append((size, {one.probes for one in found}, statistics.mean(one.blocks for one in found)))
            if size == count:
                yield f"\n## Reuse look-ups among {size:,} results on PostgreSQL\n\n" + _timed_look_ups(
                    where, count, draw
                )
                yield "\n\n## What the records take\n\n" + _sizes(where, count)
    fixed = len({frozenset(probes) for _, probes, _ in probed}) == 1
    rows = [(f"{size:,}", " ".join(map(str, sorted(probes))), f"{blocks:.0f}") for size, probes, blocks in probed]
    yield (
        "\n\n## Index probes of a look-up\n\n"
        "Counted by `EXPLAIN (ANALYZE, BUFFERS)` of every statement of 50 look-ups; a table that is read whole would\n"
        f"end the run. The same number whatever the size: {'**met**' if fixed else '**not met**'}.\n\n"
        + table(("results", "index probes", "blocks of 8 KiB, mean"), rows)
        + "\n"
    )


def _timed_look_ups(where: scale_records.Filled, count: int, draw: random.Random) -> str:
    load = _load()
    numbers = [draw.randrange(count) for _ in range(WARMING + ROUNDS)]
    kinds = {"an owner with a result": numbers, "an owner without one": [number + count for number in numbers]}
    rows = [by_turns(what, scale_records.pairs(where, asked), 3.0).row for what, asked in kinds.items()]
    checks = [_milliseconds(ask) for ask in scale_records.checks(where, numbers)][WARMING:]
    return (
        table(_COLUMNS, rows)
        + f"\n\nThe whole of `digitize reuse`, with the proof put on record: median {statistics.median(checks):.2f} ms,"
        f" p95 {p95(checks):.2f} ms. {load}"
    )


def _sizes(where: scale_records.Filled, count: int) -> str:
    found = list(scale_records.sizes(where.url))
    total = ("all", sum(rows for _, rows, _ in found), sum(size for _, _, size in found))
    return (
        "Documents of two pages with one result each, as `tests/invented.py` makes them, every object looked at once\n"
        "by `digitize fixity`; bytes with the indexes.\n\n"
        + table(
            ("table", "rows a document", "bytes a row", "bytes a document"),
            [
                (name, f"{rows / count:.2f}", f"{size / rows:.0f}", f"{size / count:.0f}")
                for name, rows, size in (*found, total)
            ],
        )
    )


def searches(count: int) -> Iterator[str]:
    """What the page says of search."""
    started = time.perf_counter()
    with scale_search.filled(count) as index:
        _tell(f"{count} entries in Elasticsearch after {time.perf_counter() - started:.0f} s")
        yield timed_searches(index, count)


def timed_searches(index: ElasticIndex, count: int) -> str:
    """What the page says of searches in an index with so many entries."""
    draw = random.Random(12)
    load = _load()
    rows = [
        by_turns(what, scale_search.pairs(index, queries), 1.5).row
        for what, queries in scale_search.questions(count, WARMING + SEARCHES, draw)
    ]
    each = scale_search.size(index) / count
    return (
        f"\n## Searches among {count:,} entries in Elasticsearch\n\n"
        + table(_COLUMNS, rows)
        + f"\n\nEntries of some 1,500 letters, {each:.0f} bytes each on disk, one shard. {load}\n"
    )


def _load() -> str:
    return f"Load average when the timing began: {os.getloadavg()[0]:.1f}."


def _tell(said: str) -> None:
    sys.stderr.write(f"{said}\n")
    sys.stderr.flush()


PARTS = {"look-ups": look_ups, "searches": searches}


def main() -> None:
    """Measures the parts that are asked for, and writes the page of them and of those measured earlier."""
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[*PARTS])
    parser.add_argument("--results", type=int, default=1_000_000)
    given = parser.parse_args()
    CACHE.mkdir(parents=True, exist_ok=True)
    for name in given.parts:
        (CACHE / f"{name}.md").write_text("".join(PARTS[name](given.results)), encoding="utf-8")
    made = [file.read_text(encoding="utf-8") for name in PARTS if (file := CACHE / f"{name}.md").exists()]
    PAGE.write_text(_HEAD.format(machine=machine()) + "".join(made), encoding="utf-8")


if __name__ == "__main__":
    main()
