"""An archive of 2,000 documents moved to the servers, killed half-way: ``make bench-migrate``; writes a page of docs/.

The documents are invented (:mod:`tests.invented`): nothing is rendered or read, so that making them takes minutes.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from digitize.actions.archive import open_archive
from digitize.actions.upkeep import verify
from digitize.pipeline.progress import silent
from digitize.settings import Settings, load_file
from tests.invented import fill, title_of
from tests.moves import answers, killed_at, objects, place_on_servers, rows
from tests.shell import Shell
from tests.stores import throw_away_key

PAGE = Path(__file__).parents[2] / "docs" / "bench-migrate.md"
SIZE = 100_000
"""Bytes of an original: about those of a page scanned in black and white."""

_HEAD = """\
<!-- Made by `make bench-migrate`; do not edit. -->

# An archive moved to servers

`digitize migrate` on {count} documents ({machine}): each an original of {size} bytes, an access copy of half of that,
two page texts and some 30 rows, all invented (`tests/invented.py`) and put in through the same ports as what is read.
MinIO, PostgreSQL and Elasticsearch on the same machine. The process is killed with -9 at half of the objects, and the
same command is given again.

| what | figure |
|---|---|
"""


def figures(count: int, folder: Path) -> Iterator[tuple[str, str]]:
    """Makes, moves and compares; gives the rows of the table.

    Raises:
        AssertionError: The places differ.
    """
    draw = random.Random(7)
    searches = ["giay", "giấy chứng nhận", "07/GCN-0", *(title_of(draw.randrange(count)) for _ in range(200))]
    owners = [draw.randrange(count) for _ in range(50)]
    old = Settings(home=folder / "archive")
    with open_archive(old, create=True) as archive:
        started = time.perf_counter()
        fill(archive, count, size=SIZE)
        yield "made in", _seconds(started)
        before = answers(archive, searches, owners)
    with throw_away_key() as key, place_on_servers(folder, key) as file:
        shell = Shell(folder, patience=3600)
        command = ("migrate", "--to", file.name)
        started = time.perf_counter()
        half = 4 * count // 2
        assert killed_at(shell, command, f"Kiểm tra tệp: {half}")
        yield "killed after", _seconds(started)
        yield "objects sent and read back until then", _rate(half, started)
        started = time.perf_counter()
        report = shell.json(*command)
        yield "second run, to the end", _seconds(started)
        assert report["outcome"] == "moved"
        yield "objects", f"{report['objects']}, {report['size'] / 1e6:.0f} MB; sent by the second run: {report['sent']}"
        yield "rows", f"{sum(report['rows'].values())}; written by the second run: {report['written']}"
        with open_archive(load_file(file, home=old.home)) as new, open_archive(old) as archive:
            assert objects(new) == objects(archive)
            yield "objects whose shelf, hash or size differs", "0"
            here, there = rows(new), rows(archive)
            # The move itself is the one row that only the new place has.
            assert sum(len(table) for table in here.values()) == sum(len(table) for table in there.values()) + 1
            assert all(there[table].items() <= here[table].items() for table in there)
            yield "rows that differ", "0"
            assert answers(new, searches, owners) == before
            yield f"searches of {len(searches)} and reuse look-ups of {len(owners)} that answer otherwise", "0"
            started = time.perf_counter()
            new.indexer.rebuild()
            yield "index built anew", _rate(count, started)
            started = time.perf_counter()
            sound = verify(new, silent)
            yield "objects verified", _rate(sound.intact, started)
            assert (sound.intact, sound.indexed, sound.unknown) == (report["objects"], count, 0)
            yield "`digitize verify` at the new place", f"{sound.intact} objects intact, {sound.indexed} indexed"


def _seconds(started: float) -> str:
    return f"{time.perf_counter() - started:.0f} s"


def _rate(count: int, started: float) -> str:
    return f"{count / (time.perf_counter() - started):.0f} a second"


def main() -> None:
    """Writes the page, and each figure to standard output as it comes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--page", type=Path, default=PAGE)
    given = parser.parse_args()
    machine = f"{len(os.sched_getaffinity(0))} cores, {platform.machine()}"
    page = _HEAD.format(count=given.documents, machine=machine, size=SIZE)
    # Not in /tmp, which may be memory.
    with tempfile.TemporaryDirectory(dir=Path.cwd() / ".cache") as folder:
        for what, figure in figures(given.documents, Path(folder)):
            sys.stdout.write(f"{what}: {figure}\n")
            sys.stdout.flush()
            page += f"| {what} | {figure} |\n"
    given.page.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
