"""What papers of another hand are taken for, and what is read from them: ``make evaluate`` writes
``docs/classification.md``. It measures, and asserts nothing.

Scans and readings are kept, so that after a change of rules only rules run.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from digitize import catalogue
from digitize.catalogue import Catalogue
from digitize.model import FieldName
from digitize.ocr import threads
from digitize.pipeline import work
from digitize.settings import Settings
from tests.bench.papers_figures import Figures, OfficialScan, OfficialValue, Times, probabilities
from tests.bench.papers_picture import drawn
from tests.bench.papers_read import (
    HEADINGS,
    LAWS,
    PAPERS,
    Desk,
    Paper,
    PaperSet,
    Read,
    in_step,
    official_papers,
    processor_seconds,
    read_anew,
)
from tests.bench.papers_report import report
from tests.bench.papers_scores import Said, field_scores, plain, rank_of, said_of, type_score

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "evaluate"
REPORT = ROOT / "docs" / "classification.md"
_TOLD = 20
_OFFICIAL = {
    FieldName.NUMBER: "so_ky_hieu",
    FieldName.ISSUED_ON: "ngay",
    FieldName.ISSUER: "co_quan",
    FieldName.SIGNER: "nguoi_ky",
    FieldName.ABSTRACT: "trich_yeu",
}


def read_all(desk: Desk, part: int | None) -> None:
    """Renders and reads what is missing, all sets in step, the real scans first."""
    for number, paper in enumerate(chain(official_papers(), in_step(desk, part)), 1):
        desk.read(paper.file)
        if number % _TOLD == 0:
            sys.stderr.write(f"{number} documents are read\n")


def measured(desk: Desk, part: int | None, timed: int, command: str) -> Figures:
    """Judges all that has been read.

    Args:
        desk: Where it lies.
        part: So many of each set; ``None``: all.
        timed: So many papers are read once more for the time.
        command: How this was called.
    """
    facts, settings = catalogue.load(None), Settings()

    def said(chosen: PaperSet) -> Iterator[tuple[Paper, Said]]:
        for paper, read in desk.read_papers(chosen, part):
            yield paper, said_of(read.pages, facts, settings)

    types, fields = [], []
    for paper, answer in said(PAPERS):
        types.append(type_score(paper.truth, answer))
        fields += field_scores(paper.truth, answer, settings.trust_at)
    return Figures(
        command=command,
        reader=f"{desk.reader}; rules {work.FINISH_VERSION}",
        whole=(PAPERS.count, HEADINGS.count, LAWS.count),
        types=types,
        laws=[type_score(paper.truth, answer) for paper, answer in said(LAWS)],
        fields=fields,
        ranks=[rank_of(one.truth, read.pages, facts) for one, read in desk.read_papers(HEADINGS, part)],
        official=[_official(paper, desk.read(paper.file), facts, settings) for paper in official_papers()],
        times=_times(desk, part, timed, facts, settings) if timed else None,
    )


def _official(paper: Paper, read: Read, facts: Catalogue, settings: Settings) -> OfficialScan:
    answer = said_of(read.pages, facts, settings)
    values = {one.name: one for one in answer.publication.fields}

    def compared(name: FieldName) -> OfficialValue:
        wanted, found = paper.truth[_OFFICIAL[name]] or "", values.get(name)
        value = found.value if found else ""
        sure = found is not None and found.confidence >= settings.trust_at
        return OfficialValue(wanted, value, plain(name, value) == plain(name, wanted), sure)

    named, wanted = answer.classification.document_type or "", paper.truth["loai"]
    right = plain(FieldName.DOCUMENT_TYPE, named) == plain(FieldName.DOCUMENT_TYPE, wanted)
    return OfficialScan(
        name=paper.file.name.partition(".")[0][:24],
        document_type=OfficialValue(wanted, named, right, answer.answered),
        result_type=answer.publication.classification.result_type,
        values={str(name): compared(name) for name in _OFFICIAL},
    )


def _times(desk: Desk, part: int | None, count: int, facts: Catalogue, settings: Settings) -> Times:
    """Reads papers once more and classifies and extracts from what was read, all in this process."""
    read = [read_anew(paper.file, desk.spec) for paper, _ in islice(desk.read_papers(PAPERS, part), count)]
    began = processor_seconds()
    for one in read:
        said_of(one.pages, facts, settings)
    spent = processor_seconds() - began
    return Times(len(read), sum(len(one.pages) for one in read), sum(one.seconds for one in read), spent)


# --- the command ------------------------------------------------------------------------------------------


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make evaluate", description=__doc__)
    parser.add_argument("--part", type=int, help="so many documents of each set, for a quick look that writes no page")
    parser.add_argument("--read", action="store_true", help="renders and reads what is missing, and judges nothing")
    parser.add_argument("--as-read", action="store_true", help="judges what has been read, and reads nothing more")
    parser.add_argument("--timed", type=int, default=40, help="papers that are read once more for the time; 0: none")
    parser.add_argument("--folder", type=Path, default=CACHE, help="where scans and readings are kept")
    return parser.parse_args()


def main() -> None:
    """Reads what is missing, judges, and writes the page."""
    options = _options()
    threads.single_threaded()
    desk = Desk(options.folder, work.ReaderSpec.of(Settings()))
    if not options.as_read:
        read_all(desk, options.part)
    if options.read:
        return
    command = shlex.join(["python", "-m", "tests.bench.papers", *sys.argv[1:]])
    figures = measured(desk, options.part, options.timed, command)
    page = REPORT if options.part is None else options.folder / REPORT.name
    picture = page.with_suffix(".svg")
    text = report(figures, picture.name)
    page.write_text(text, encoding="utf-8")
    picture.write_text(
        drawn(probabilities(figures.types), "probability of the answer", "share that is right"), encoding="utf-8"
    )
    sys.stdout.write(f"{text}\n{page}\n")


if __name__ == "__main__":
    main()
