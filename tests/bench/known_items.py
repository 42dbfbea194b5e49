"""Search for papers that are known to be there: ``make bench-search`` writes ``docs/search.md``.

Papers of one seed are read, and the errors measured; papers of another are rendered and read as well, more of that seed
are given errors drawn as measured, and all of these are searched with queries made of the truth. Nothing that is tried
out to make search better is tried on the second seed.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from digitize import catalogue
from digitize.index.interfaces import SearchIndex
from digitize.index.opening import open_index
from digitize.model import IndexEntry, SearchQuery
from digitize.settings import Settings
from digitize.vietnamese.text import fold, squeeze
from tests.bench.read_targets import Target
from tests.bench.search_errors import ErrorModel
from tests.bench.search_papers import Result, entries_of, read_all, read_before, result_of
from tests.bench.search_queries import Asked, Kind, Questions
from tests.bench.tables import machine, table, verdicts
from tests.indexes import index_address

PAGE = Path(__file__).parents[2] / "docs" / "search.md"
MODEL_SEED, SEED = 20261126, 20261127
FIRST, TEN = 0.95, 0.99
_MOST_MISSES = 40
_DEEP = 10


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is searched.

    Attributes:
        papers: All papers, those that were read first.
        entries: What the index is told of them.
        read: How many of them were rendered and read.
    """

    papers: Sequence[Result]
    entries: Sequence[IndexEntry]
    read: int


@dataclass(frozen=True, slots=True)
class Answered:
    """How a query was answered.

    Attributes:
        asked: The query.
        rank: Place of the paper wanted among the first ten, from 0; ``None``: not among them.
        ideal: The same where everything had been read right.
        seconds: Taken.
        read: The paper was rendered and read.
    """

    asked: Asked
    rank: int | None
    ideal: int | None
    seconds: float
    read: bool


def corpus(seed: int, model: ErrorModel, count: int, read: Mapping[int, IndexEntry]) -> Corpus:
    """Papers of a seed, those that were not read with errors from the model."""
    papers = [result_of(seed, number) for number in range(count)]
    drawn = (model.draw(paper.type, paper.entry, random.Random(f"{paper.key}/errors")) for paper in papers[len(read) :])
    return Corpus(papers, [*(read[number] for number in range(len(read))), *drawn], len(read))


def answers(index: SearchIndex, ideal: SearchIndex, asked: Iterable[Asked], read: set[str]) -> Iterator[Answered]:
    """Asks, and asks again where everything was read right."""
    for one in asked:
        started = time.perf_counter()
        rank = _rank(index, one)
        seconds = time.perf_counter() - started
        yield Answered(one, rank, _rank(ideal, one), seconds, one.wanted.key in read)


def _rank(index: SearchIndex, asked: Asked) -> int | None:
    hits = index.search(SearchQuery(text=asked.text, limit=_DEEP)).hits
    return next((at for at, hit in enumerate(hits) if hit.document_id == asked.wanted.key), None)


@contextmanager
def engines(folder: Path) -> Iterator[dict[str, tuple[SearchIndex, SearchIndex]]]:
    """An index of each kind for what was read, and one for what stands on the papers."""
    agencies = catalogue.load(None).agencies
    with index_address() as first, index_address() as second:
        settings = {
            "SQLite": [Settings(home=folder / name) for name in ("read", "true")],
            "Elasticsearch": [Settings(search=SecretStr(address)) for address in (first, second)],
        }
        opened = {name: tuple(open_index(one, agencies) for one in two) for name, two in settings.items()}
        yield opened
        for index in itertools.chain(*opened.values()):
            index.close()


# --- the page ---------------------------------------------------------------------------------------------


def report(searched: Corpus, model: ErrorModel, found: Mapping[str, list[Answered]], examples: int, wanted: int) -> str:
    """The page of docs/."""
    parts = [
        _HEAD.format(
            machine=machine(),
            papers=len(searched.papers),
            read=searched.read,
            wanted=wanted,
            drawn=len(searched.papers) - searched.read,
            examples=examples,
            model_seed=MODEL_SEED,
            seed=SEED,
            fields=_fields(searched, range(searched.read)),
            drawn_fields=_fields(searched, range(searched.read, len(searched.papers))),
            letters=f"{100 * model.rate:.2f}",
            verdicts=verdicts(target for name, some in found.items() for target in _targets(name, some)),
        )
    ]
    for name, some in found.items():
        parts.append(f"## {name}\n\n{_by_kind(some)}\n")
        parts.append(f"Misses by cause:\n\n{_by_cause(some, searched)}\n")
    parts.append(f"## Misses, one by one\n\n{_one_by_one(found, searched)}\n")
    return "\n".join(parts)


_HEAD = """\
<!-- Made by `make bench-search`; do not edit. -->

# Papers that are there, searched for

{machine}.

{papers} results of sixteen types (`digitize.samples`, level mixed, seed {seed}), all persons invented. {read} of them
(of {wanted} that are meant to be) are rendered, scanned and read by our own reader, and what the index is told of them
comes out of the records as at work; {drawn} have errors drawn from a model that was measured on {examples} other
papers, also rendered and read (seed {model_seed}): each takes one of those of its type as example for which fields are
right, missing or wrong and how worn the text is, and its letters are mistaken as theirs were ({letters} % of the
letters). Read right, in %, of those fields that the papers have: {fields}. The same of those drawn: {drawn_fields}.

Queries are made by rule from what stands on the papers, each fitting one paper alone (`tests/bench/search_queries.py`):
a number that several papers have gets the day of issue beside it, a name the name of the paper; words of the title,
abbreviations (`digitize/vietnamese/data/abbreviations.csv`) and places stand beside the owner's name; a place is asked
for by the name of a commune that went into the one that the paper names. Half of the queries of each kind ask for
papers that were read. What search does was tried out on the seed of those other papers only.

{verdicts}
"""


def _targets(name: str, some: Sequence[Answered]) -> Iterator[Target]:
    for claim, least, reach in (("first", FIRST, 1), ("in ten", TEN, _DEEP)):
        share = _share(some, reach)
        yield Target(f"{name}: the right one {claim} ≥ {100 * least:.0f} %", f"{100 * share:.2f} %", share >= least)


def _share(some: Sequence[Answered], reach: int, *, ideal: bool = False) -> float:
    ranks = [one.ideal if ideal else one.rank for one in some]
    return sum(rank is not None and rank < reach for rank in ranks) / max(1, len(ranks))


def _by_kind(some: Sequence[Answered]) -> str:
    heads = ("query", "queries", "first %", "in ten %", "first %, papers read", "in ten %, papers read")
    heads += ("first %, nothing misread", "in ten %, nothing misread", "median ms", "p95 ms")
    groups = {kind.value: [one for one in some if one.asked.kind is kind] for kind in Kind}
    return table(heads, (_row(kind, group) for kind, group in (groups | {"**all**": list(some)}).items() if group))


def _row(kind: str, group: Sequence[Answered]) -> list[str]:
    read = [one for one in group if one.read]
    shares = [_share(group, 1), _share(group, _DEEP), _share(read, 1), _share(read, _DEEP)]
    shares += [_share(group, 1, ideal=True), _share(group, _DEEP, ideal=True)]
    times = sorted(1000 * one.seconds for one in group)
    spent = (statistics.median(times), times[len(times) * 95 // 100])
    return [kind, str(len(group)), *(f"{100 * share:.1f}" for share in shares), *(f"{each:.1f}" for each in spent)]


def _by_cause(some: Sequence[Answered], searched: Corpus) -> str:
    counted = Counter((_cause(one, searched), one.asked.wanted.kind) for one in some if one.rank != 0)
    rows = sorted(counted.items(), key=lambda row: -row[1])
    return table(("cause", "paper", "misses"), ((cause, paper, str(many)) for (cause, paper), many in rows))


def _cause(one: Answered, searched: Corpus) -> str:
    """Where everything had been read right it would have stood first, or not even then."""
    place = "not in ten" if one.rank is None else "in ten"
    if one.ideal != 0:
        return f"search ({place})"
    true, read = one.asked.wanted.entry, _read(one, searched)
    wrong = [name for name in _COMPARED if not _same(getattr(true, name), getattr(read, name))]
    said = [f"{name} {'wrong' if _there(getattr(read, name)) else 'not found'}" for name in wrong]
    return f"reading: {', '.join(said) or 'letters of the text'} ({place})"


def _there(value: object) -> bool:
    return any(value) if isinstance(value, tuple) else bool(value)


_COMPARED = ("number", "title", "owner_names", "issued_on", "agency")


def _read(one: Answered, searched: Corpus) -> IndexEntry:
    return searched.entries[int(one.asked.wanted.key.rpartition("/")[2])]


def _same(true: object, read: object) -> bool:
    if isinstance(true, tuple) and isinstance(read, tuple):
        return sorted(map(_plain, true)) == sorted(map(_plain, read))
    return _plain(true) == _plain(read)


def _plain(value: object) -> str:
    return fold(squeeze(str(value)))


def _fields(searched: Corpus, numbers: range) -> str:
    shares = []
    for name in _COMPARED:
        there = [number for number in numbers if getattr(searched.papers[number].entry, name)]
        right = sum(
            _same(getattr(searched.papers[number].entry, name), getattr(searched.entries[number], name))
            for number in there
        )
        shares.append(f"{name} {100 * right / max(1, len(there)):.1f}")
    return ", ".join(shares)


def _one_by_one(found: Mapping[str, list[Answered]], searched: Corpus) -> str:
    """Misses of all engines by turns, the first of each kind."""
    heads = ("engine", "query", "typed", "on the paper", "read", "place")
    rows = []
    for name, some in found.items():
        for kind in Kind:
            missed = [one for one in some if one.asked.kind is kind and one.rank != 0]
            rows += [_missed(name, one, searched) for one in missed[: _MOST_MISSES // len(Kind)]]
    return table(heads, rows)


def _missed(name: str, one: Answered, searched: Corpus) -> list[str]:
    true, read = one.asked.wanted.entry, _read(one, searched)
    said = [", ".join((entry.number, *entry.owner_names)) for entry in (true, read)]
    return [name, one.asked.kind.value, one.asked.text, *said, "–" if one.rank is None else str(one.rank + 1)]


def main() -> None:
    """Reads what is not read yet, asks, writes the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--results", type=int, default=20_000)
    parser.add_argument("--read", type=int, default=2_000, help="how many of them are rendered and read")
    parser.add_argument("--examples", type=int, default=500, help="papers of the other seed that errors are taken from")
    parser.add_argument("--queries", type=int, default=400, help="of each kind")
    parser.add_argument("--jobs", type=int, default=1, help="processes that read")
    parser.add_argument("--pause", type=Path, help="while this file is there, no paper is begun")
    parser.add_argument("--only-read", action="store_true", help="fills the cache and stops")
    parser.add_argument(
        "--as-read", action="store_true", help="reads nothing, takes of both seeds what was read before"
    )
    parser.add_argument("--tune", action="store_true", help="searches papers of the first seed; nothing is written")
    parser.add_argument("--page", type=Path, default=PAGE)
    given = parser.parse_args()
    seen = {}
    for seed, wanted in ((MODEL_SEED, given.examples), (SEED, given.read)):
        if seed == MODEL_SEED or not given.tune:
            count = min(wanted, read_before(seed)) if given.as_read else wanted
            seen[seed] = dict(_told(read_all(seed, range(count), jobs=given.jobs, pause=given.pause), count))
    if given.only_read:
        return
    read = {
        seed: entries_of({number: (result_of(seed, number), pages) for number, pages in some.items()})
        for seed, some in seen.items()
    }
    examples = [(result_of(MODEL_SEED, number), entry) for number, entry in read[MODEL_SEED].items()]
    model = ErrorModel((paper.type, paper.entry, entry) for paper, entry in examples)
    seed = MODEL_SEED if given.tune else SEED
    searched = corpus(seed, model, given.results, read[seed])
    found = measured(searched, seed, given.queries)
    page = report(searched, model, found, len(examples), given.read)
    if given.tune:
        sys.stdout.write(page)
    else:
        given.page.write_text(page, encoding="utf-8")


def measured(searched: Corpus, seed: int, each: int) -> dict[str, list[Answered]]:
    """The answers of each engine."""
    agencies = catalogue.load(None).agencies
    questions = Questions(searched.papers, agencies, seed)
    halves = (searched.papers[: searched.read], searched.papers[searched.read :])
    asked = [one for half in halves for one in questions.of(half, each // 2)]
    read = {paper.key for paper in halves[0]}
    found = {}
    with tempfile.TemporaryDirectory() as folder, engines(Path(folder)) as both:
        for name, (index, ideal) in both.items():
            index.rebuild(searched.entries)
            ideal.rebuild(paper.entry for paper in searched.papers)
            found[name] = list(answers(index, ideal, asked, read))
    return found


def _told(work: Iterable[tuple[int, object]], count: int) -> Iterator[tuple[int, object]]:
    for number, one in work:
        if number % 100 == 99:
            sys.stderr.write(f"{number + 1} of {count} papers read\n")
        yield number, one


if __name__ == "__main__":
    main()
