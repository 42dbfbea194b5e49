"""Speed of the search index: ``python -m tests.bench.search [ENTRIES]``; writes figures and judges nothing.

Entries are invented: about 1,500 characters of syllables whose frequencies fall off as in natural text (Zipf).
"""

from __future__ import annotations

import itertools
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from digitize.index.sqlite import SqliteIndex
from digitize.model import IndexEntry, SearchQuery
from digitize.vietnamese.text import fold

ONSETS = ["b", "c", "ch", "d", "đ", "g", "h", "kh", "l", "m", "n", "ng", "nh", "ph", "qu", "s", "t", "th", "tr", "v"]
RIMES = ["a", "ạ", "ác", "ai", "an", "ảng", "anh", "ảo", "ật", "âm", "ân", "ê", "ện", "ệt", "í", "ía", "iên", "iều"]
RIMES += ["in", "ình", "ô", "ốc", "ội", "ôn", "ông", "ơ", "ời", "u", "ủa", "uân", "úc", "ung", "ư", "ường"]
SYLLABLES = [onset + rime for onset, rime in itertools.product(ONSETS, RIMES)]
SYMBOLS = ["QĐ-UBND", "GPXD", "GCN.ATTP", "STP-LLTP", "GP-KT&HT", "TLKT-BS"]
LETTERS = 1500
QUERIES = 200


class Invented:
    """A reproducible source of entries."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._random.shuffle(SYLLABLES)
        self._weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(SYLLABLES))))

    def again(self, seed: int) -> None:
        """Goes on as from a seed of its own: what comes next does not depend on what came before."""
        self._random.seed(seed)

    def words(self, count: int) -> str:
        return " ".join(self._random.choices(SYLLABLES, cum_weights=self._weights, k=count))

    def number(self) -> str:
        return f"{self._random.randint(1, 3000):02}/{self._random.choice(SYMBOLS)}"

    def entry(self, identity: int, revision: int = 1) -> IndexEntry:
        text = self.words(LETTERS // 5)
        return IndexEntry(
            document_id=f"{identity:012x}",
            revision=revision,
            title=self.words(8),
            number=self.number(),
            body=f"Số: {self.number()} ngày {self._random.randint(1, 28):02}/03/2022. {text}"[:LETTERS],
            result_type=f"KQ.G{self._random.randint(10, 20)}.000{self._random.randint(100, 120)}",
            agency=f"H20.{self._random.randint(1, 80)}",
            issued_on=date(2010, 1, 1) + timedelta(self._random.randint(0, 5000)),
            term_known=True,
            owner_names=(self.words(3).title(),),
            owner_hashes=(f"{identity:064x}",),
        )


def queries(invented: Invented, some: list[IndexEntry]) -> dict[str, Callable[[int], SearchQuery]]:
    """Kinds of query by name, each a function of a counter."""
    pick = itertools.cycle(some)
    return {
        "number": lambda _: SearchQuery(text=next(pick).number),
        "title words, accents": lambda _: SearchQuery(text=" ".join(next(pick).title.split()[:4])),
        "title words, none": lambda _: SearchQuery(text=fold(" ".join(next(pick).title.split()[:4]))),
        "two common words": lambda _: SearchQuery(text=" ".join(SYLLABLES[:2])),
        "one most common word": lambda _: SearchQuery(text=SYLLABLES[0]),
        "phrase": lambda _: SearchQuery(text='"' + " ".join(next(pick).body.split()[10:13]) + '"'),
        "owner name": lambda _: SearchQuery(text=next(pick).owner_names[0]),
        "words and filters": lambda _: SearchQuery(
            text=invented.words(1), result_type=next(pick).result_type, valid_on=date(2024, 1, 1)
        ),
        "filters alone": lambda n: SearchQuery(agencies=(f"H20.{n % 80}",), valid_on=date(2024, 1, 1)),
        "everything, newest": lambda _: SearchQuery(),
        "owner hash": lambda _: SearchQuery(owner_hash=next(pick).owner_hashes[0]),
    }


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def report(count: int, folder: Path) -> Iterator[str]:
    invented = Invented(7)
    index = SqliteIndex(folder / "search.db")
    entries = [invented.entry(identity) for identity in range(count)]
    half = count // 2
    taken = seconds(lambda: index.rebuild(entries[:half]))
    yield f"rebuild {half} entries: {taken:.1f} s, {half / taken:.0f}/s"
    taken = seconds(lambda: [index.apply(entries[at : at + 200]) for at in range(half, count, 200)])
    yield f"apply {count - half} entries by 200: {taken:.1f} s, {(count - half) / taken:.0f}/s"
    singly = [seconds(lambda entry=entry: index.apply([entry])) for entry in entries[:20]]
    yield f"apply one entry: {statistics.median(singly) * 1000:.1f} ms"
    yield f"file: {(folder / 'search.db').stat().st_size / count:.0f} bytes an entry"
    yield f"stale: {seconds(lambda: index.stale) * 1000:.2f} ms"
    for name, make in queries(invented, random.Random(3).sample(entries, min(count, QUERIES))).items():
        asked = [make(n) for n in range(QUERIES)]
        totals = [index.search(query).total for query in asked[:5]]
        times = sorted(seconds(lambda query=query: index.search(query)) * 1000 for query in asked)
        yield (
            f"{name:24} median {statistics.median(times):6.1f} ms   p95 {times[QUERIES * 95 // 100]:6.1f} ms"
            f"   total about {statistics.median(totals):.0f}"
        )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        for line in report(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, Path(temporary)):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
