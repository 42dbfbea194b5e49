"""The papers that classification and fields are judged on: rendered, read by the chain at work, and kept.

Whatever is made here is kept below one folder and found again, so that a run that was killed at any moment goes on
where it was. Scans lie under the hash of what they were rendered from, readings under the hash of the file and the
version of the reader.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

import msgspec

from digitize.errors import PageFailed
from digitize.ingest import sources
from digitize.model import PageReading
from digitize.pipeline import work
from digitize.pipeline.readings import UNREAD
from tests.bench.official import SHARED
from tests.unseen.compose import Document, document
from tests.unseen.frozen import fingerprint
from tests.unseen.headings import heading
from tests.unseen.layouts import layouts
from tests.unseen.scanning import render, render_all

SEED = 2611
LEVEL = "mixed"
_LAWS_SEED = 2613
"""Draws none of the seven laws whose kind is not told, of which the other hand's code makes no page."""
_AT_ONCE = 18

Truth = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that holds one document, and what is true of it."""

    file: Path
    truth: Truth


@dataclass(frozen=True, slots=True)
class PaperSet:
    """Documents that are rendered by number.

    Attributes:
        name: Its folder.
        count: How many there are.
        write: Renders those of a range of numbers into a folder, ``truth.jsonl`` last.
    """

    name: str
    count: int
    write: Callable[[Path, range], object]


def _write_papers(folder: Path, numbers: range) -> object:
    return render(folder, len(numbers), SEED, LEVEL, first=numbers.start)


def _write(make: Callable[[int], tuple[str, Document]], folder: Path, numbers: range) -> object:
    return render_all(folder, numbers, make, LEVEL, jobs=1)


def _law(number: int) -> tuple[str, Document]:
    """Pages of a legal text; in each turn over the types of paper they are the last one."""
    among = (number + 1) * (len(layouts()) + 1) - 1
    return f"unseen/{_LAWS_SEED}/{among}", document(_LAWS_SEED, among)


PAPERS = PaperSet("papers", 1027, _write_papers)
HEADINGS = PaperSet("headings", 300, partial(_write, partial(heading, SEED)))
LAWS = PaperSet("laws", 100, partial(_write, _law))
SETS = (PAPERS, HEADINGS, LAWS)


@dataclass(frozen=True, slots=True)
class Read:
    """A file as read: its pages, and seconds of processor time that reading took."""

    pages: tuple[PageReading, ...]
    seconds: float


@dataclass(frozen=True)
class Desk:
    """Where scans and readings are kept.

    Attributes:
        folder: Below which everything lies.
        spec: The reader.
    """

    folder: Path
    spec: work.ReaderSpec

    @cached_property
    def reader(self) -> str:
        """Engine, calibration and version of the chain."""
        return f"{work.reader_version(self.spec)}, chain {work.READ_VERSION}"

    @cached_property
    def _readings(self) -> Path:
        folder = self.folder / "readings" / hashlib.sha256(repr((self.reader, self.spec)).encode()).hexdigest()[:16]
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @cached_property
    def _scans(self) -> Path:
        return self.folder / f"scans-{fingerprint()[:16]}"

    def papers(self, chosen: PaperSet, part: int | None) -> Iterator[Paper]:
        """The documents of a set, or the first of them, by number; they are rendered as they are asked for."""
        count = chosen.count if part is None else min(part, chosen.count)
        for first in range(0, count, _AT_ONCE):
            folder = self._scans / chosen.name / f"{first:05d}"
            if not (folder / _TRUTH).exists():
                chosen.write(folder, range(first, min(first + _AT_ONCE, chosen.count)))
            yield from islice(_listed(folder), count - first)

    def read_papers(self, chosen: PaperSet, part: int | None) -> Iterator[tuple[Paper, Read]]:
        """Those of them that have been read."""
        rendered = (_listed(path.parent) for path in sorted((self._scans / chosen.name).glob(f"*/{_TRUTH}")))
        for paper in islice(chain.from_iterable(rendered), part):
            if found := self.known(paper.file):
                yield paper, found

    def known(self, file: Path) -> Read | None:
        """What was read of a file in this run or an earlier one."""
        place = self._place(file)
        return _READ.decode(place.read_bytes()) if place.exists() else None

    def read(self, file: Path) -> Read:
        """The pages of a file, read now unless they were read before."""
        if found := self.known(file):
            return found
        made = read_anew(file, self.spec)
        place = self._place(file)
        unfinished = place.with_suffix(".part")
        unfinished.write_bytes(msgspec.json.encode(made))
        unfinished.replace(place)
        return made

    def _place(self, file: Path) -> Path:
        return self._readings / f"{hashlib.sha256(file.read_bytes()).hexdigest()}.json"


_READ = msgspec.json.Decoder(Read)
_TRUTH = "truth.jsonl"


def _listed(folder: Path) -> Iterator[Paper]:
    for truth in map(json.loads, (folder / _TRUTH).read_text(encoding="utf-8").splitlines()):
        yield Paper(folder / truth["file"], truth)


def read_anew(file: Path, spec: work.ReaderSpec) -> Read:
    """Reads all pages of a file; a page that cannot be read stands there as unread, as in an archive."""
    began = processor_seconds()
    with sources.open_source(file, max_pixels=spec.max_pixels) as source:
        count = source.page_count
    pages = tuple(_read_page(file, index, spec) for index in range(count))
    return Read(pages, processor_seconds() - began)


def _read_page(file: Path, index: int, spec: work.ReaderSpec) -> PageReading:
    try:
        return work.read_page(file, index, spec)
    except PageFailed:
        return UNREAD


def processor_seconds() -> float:
    """Processor time of this process and of the programs it called, seconds."""
    return sum(os.times()[:4])


def official_papers() -> Iterator[Paper]:
    """The real scans with their truth."""
    folder = SHARED / "official_scans"
    for truth in json.loads((folder / "truth.json").read_text(encoding="utf-8")):
        yield Paper(folder / truth["file"], truth)


def in_step(desk: Desk, part: int | None) -> Iterator[Paper]:
    """The documents of all sets, so that at any moment about the same share of each was given."""
    streams = {one.name: desk.papers(one, part) for one in SETS}
    steps = sorted((number / one.count, one.name) for one in SETS for number in range(one.count))
    for _, name in steps:
        if paper := next(streams[name], None):
            yield paper
