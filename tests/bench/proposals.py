"""How often a proposal about two papers is right: ``make bench-proposals`` writes ``docs/bench-proposals.md``.

Rendered papers of all result types are scanned twice, each time on another scanner, and read. Beside them stand
*traps*: each has the number, day and issuer of a paper and the text and owner of another one of the same type, as if
all three had been misread. It is nobody's duplicate; that it replaces the other paper of its owner, or is replaced by
it, is a right proposal, as the two have one owner and type and another number and day. No two people of the samples
are one.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from digitize.actions import proposals
from digitize.actions.archive import Archive, open_archive
from digitize.model import FieldName, FieldValue
from digitize.pipeline.proposing import Proposer
from digitize.records.proposed import ABOUT_DOCUMENTS, Proposal
from digitize.records.rows import Publication
from digitize.samples.types import TYPES
from digitize.settings import Settings
from tests.bench import search_papers
from tests.bench.tables import machine, table

REPORT = search_papers.ROOT / "docs" / "bench-proposals.md"
_BORROWED = (FieldName.NUMBER, FieldName.ISSUED_ON, FieldName.ISSUER)


@dataclass(frozen=True, slots=True)
class Scan:
    """A document of the measurement: which paper it is, and whether it is a trap."""

    paper: int
    trap: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of the papers.

    Attributes:
        scans: By document.
        proposals: All that were made.
        seconds: For comparing all documents.
    """

    scans: dict[str, Scan]
    proposals: tuple[Proposal, ...]
    seconds: float


def main() -> None:
    """Measures and writes the page."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--papers", type=int, default=320)
    arguments.add_argument("--seed", type=int, default=20261126)
    arguments.add_argument("--jobs", type=int, default=2)
    arguments.add_argument("--pause", type=Path, help="while this file is there, nothing is begun")
    given = arguments.parse_args()
    readings = [
        dict(search_papers.read_all(given.seed, range(given.papers), jobs=given.jobs, pause=given.pause, again=again))
        for again in (0, 1)
    ]
    with tempfile.TemporaryDirectory() as folder, open_archive(Settings(home=Path(folder) / "a"), create=True) as made:
        tally = measure(made, given.papers, readings)
    REPORT.write_text(page(tally, given.papers, given.seed), encoding="utf-8")


def measure(archive: Archive, papers: int, readings: list[dict[int, tuple[search_papers.PageReading, ...]]]) -> Tally:
    """Publishes all papers and traps, and compares each with the others."""
    scans: dict[str, Scan] = {}
    said: dict[int, Publication] = {}

    def heard(number: int, publication: Publication) -> Publication:
        said[number] = publication
        return publication

    for number in range(papers):
        for again, read in enumerate(readings):
            with archive.records.write() as write:
                change = (lambda one, number=number: heard(number, one)) if again == 0 else (lambda one: one)
                document = search_papers.publish(archive, write, f"{number}/{again}", read[number], change)
            scans[document] = Scan(number, trap=False)
    for number in range(papers):
        other = (number + len(TYPES)) % papers
        with archive.records.write() as write:
            borrow = lambda one, number=number: _as_misread(one, said[number])  # noqa: E731
            document = search_papers.publish(archive, write, f"{number}/trap", readings[0][other], borrow)
        scans[document] = Scan(other, trap=True)
    begun = time.perf_counter()
    Proposer(archive).drain()
    seconds = time.perf_counter() - begun
    return Tally(scans, proposals.listing(archive, limit=1_000_000), seconds)


def _as_misread(trap: Publication, before: Publication) -> Publication:
    """A paper whose number, day and issuer were read as those of another."""
    borrowed: tuple[FieldValue, ...] = tuple(one for one in before.fields if one.name in _BORROWED)
    own = tuple(one for one in trap.fields if one.name not in _BORROWED)
    return replace(trap, fields=(*own, *(replace(one, page=None, box=None) for one in borrowed)), agency=before.agency)


def page(tally: Tally, papers: int, seed: int) -> str:
    """``docs/bench-proposals.md``."""
    pairs: set[int] = set()
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for one in tally.proposals:
        scan, other = tally.scans[one.document], tally.scans.get(one.other_document or "")
        same_owner = other is not None and scan.paper == other.paper
        traps = scan.trap + (other.trap if other else 0)
        is_right = same_owner and traps == (0 if one.kind in ABOUT_DOCUMENTS else 1)
        (right if is_right else wrong)[one.kind] += 1
        if is_right and not traps:
            pairs.add(scan.paper)
    rows = [(kind, str(right[kind]), str(wrong[kind])) for kind in sorted({*right, *wrong})]
    found = f"{len(pairs)} of {papers} papers scanned twice were proposed as one ({len(pairs) / papers:.0%})"
    by_type = Counter(number % len(TYPES) for number in range(papers))
    missed = Counter(number % len(TYPES) for number in set(range(papers)) - pairs)
    types = [(TYPES[kind].name, str(by_type[kind] - missed[kind]), str(by_type[kind])) for kind in sorted(by_type)]
    documents = len(tally.scans)
    about = (__doc__ or "").partition("\n\n")[2].strip()
    return (
        "<!-- Made by `make bench-proposals`; do not edit. -->\n\n# How often proposals about papers are right\n\n"
        f"{about}\n\n- {papers} papers of {len(TYPES)} types (seed {seed}), each in two scans, and {papers} traps: "
        f"{documents} documents, {documents * (documents - 1) // 2:,} pairs.\n- {found}.\n"
        f"- Wrong proposals: {sum(wrong.values())} (with none in {papers} traps the rate is below {3 / papers:.2%} "
        "with 95 % confidence).\n"
        f"- Comparing took {1000 * tally.seconds / documents:.0f} ms a document ({machine()}).\n\n"
        f"{table(('proposal', 'right', 'wrong'), rows)}\n\n"
        f"{table(('result type', 'proposed as one', 'scanned twice'), types)}\n"
    )


if __name__ == "__main__":
    main()
