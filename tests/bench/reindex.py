"""An index built anew while it is searched: ``make bench-reindex`` writes ``docs/bench-reindex.md``.

By turns, and always under the same searches, the index is built anew by the program and the same documents are sent by
the client's own ``parallel_bulk`` to an index of the same mapping and settings.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import queue
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from elasticsearch.helpers import parallel_bulk
from pydantic import SecretStr

from digitize.errors import DigitizeError
from digitize.index.elastic import _DEFINITION, CHUNK, SENDERS, STAMP, ElasticIndex, _action
from digitize.index.fields import tidy
from digitize.index.opening import open_index
from digitize.model import IndexEntry, SearchQuery
from digitize.settings import Settings
from tests.bench.index_entries import Invented
from tests.bench.read_targets import Target
from tests.bench.tables import machine, table, verdicts
from tests.indexes import index_address

PAGE = Path(__file__).parents[2] / "docs" / "bench-reindex.md"
SHARE = 0.8
A_SECOND = 20
_THREADS = 8
_INVENTED = Invented(7)

_HEAD = """\
<!-- Made by `make bench-reindex`; do not edit. -->

# An index built anew while it is searched

{machine}; Elasticsearch on the same machine, one shard, no copies.

{count} invented documents of some 1,500 letters. {rate} searches a second go on all the time, from a process of its own
and at fixed moments whether earlier ones are answered or not: three words of a title, one of which only one document
has, which must be among the hits. By turns, {rounds} rounds, the index is built anew by the program (texts cut, sent,
refreshed, alias swapped, old index deleted), and the same documents, cut before, are sent by the client's own
`parallel_bulk` with as many threads and as large chunks ({threads}, {chunk}) to an index of the same mapping and
settings, and refreshed. Medians of the rounds count.

"""


@dataclass(frozen=True, slots=True)
class Searched:
    """What became of searches.

    Attributes:
        seconds: Of those that were answered.
        failed: How many were not.
        missed: How many answers lacked the document wanted.
    """

    seconds: tuple[float, ...]
    failed: int
    missed: int


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds of the program and of the client alone, and what became of the searches during each."""

    ours: float
    bare: float
    during: Searched
    beside: Searched


def entry(number: int) -> IndexEntry:
    """A document with a word of its own."""
    made = _INVENTED.entry(number)
    return replace(made, title=f"{made.title} {word_of(number)}")


def word_of(number: int) -> str:
    """A word that no other document has."""
    letters = "bcdghklmnt"
    return "x" + "".join(letters[int(digit)] for digit in f"{number:07}")


def measured(count: int, rounds: int) -> Iterator[Round]:
    """Builds by turns."""
    entries = [entry(number) for number in range(count)]
    titles = [one.title for one in entries]
    actions = [_action(tidy(one)) for one in entries]
    with index_address() as address, closing(open_index(Settings(search=SecretStr(address)))) as index:
        assert isinstance(index, ElasticIndex)
        assert index.rebuild(entries).count == count
        for _ in range(rounds):
            with searching(address, titles) as done:
                ours = _seconds(lambda: _built(index, entries))
                during = done()
            with searching(address, titles) as done:
                bare = _seconds(lambda: _sent(index, actions))
                beside = done()
            index._client.indices.delete(index=_bare(index))
            yield Round(ours, bare, during, beside)


def _built(index: ElasticIndex, entries: Sequence[IndexEntry]) -> None:
    taken = index.rebuild(entries)
    assert (taken.count, taken.refused) == (len(entries), ())


def _sent(index: ElasticIndex, actions: Sequence[dict[str, Any]]) -> None:
    definition = json.loads(_DEFINITION)
    definition["settings"]["index"] |= {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"}
    index._client.indices.create(index=_bare(index), **definition)
    # The helper takes what it is given apart.
    given = (dict(one) for one in actions)
    sent = parallel_bulk(index._client, given, index=_bare(index), thread_count=SENDERS, chunk_size=CHUNK)
    assert sum(good for good, _ in sent) == len(actions)
    index._client.indices.refresh(index=_bare(index))


def _bare(index: ElasticIndex) -> str:
    """A name that is removed with those of the index and that the program does not take for one of its own."""
    return index._alias.removesuffix(STAMP) + "bare"


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


# --- searches -----------------------------------------------------------------------------------------------


@contextmanager
def searching(address: str, titles: Sequence[str]) -> Iterator[Callable[[], Searched]]:
    """Searches at fixed moments in a process of its own; gives what ends them and says what became of them."""
    context = multiprocessing.get_context("spawn")
    stop, answers = context.Event(), context.Queue()
    process = context.Process(target=_search, args=(address, titles, stop, answers), daemon=True)
    process.start()
    # The first searches are under way before anything is measured.
    assert answers.get(timeout=60) == "begun"

    def done() -> Searched:
        stop.set()
        found = answers.get(timeout=60)
        assert isinstance(found, Searched)
        return found

    try:
        yield done
    finally:
        stop.set()
        process.join()


def _search(address: str, titles: Sequence[str], stop: Event, answers: queue.Queue[object]) -> None:
    index = open_index(Settings(search=SecretStr(address)))
    draw = random.Random(1)
    with ThreadPoolExecutor(_THREADS) as pool:
        pool.submit(_ask, index, titles, 0).result()
        answers.put("begun")
        begun, asked = time.perf_counter(), []
        while not stop.is_set():
            asked.append(pool.submit(_ask, index, titles, draw.randrange(len(titles))))
            time.sleep(max(0.0, begun + len(asked) / A_SECOND - time.perf_counter()))
        found = [one.result() for one in asked]
    index.close()
    good = [seconds for seconds, hit in found if hit is not None]
    answers.put(Searched(tuple(good), len(found) - len(good), sum(hit is False for _, hit in found)))


def _ask(index: Any, titles: Sequence[str], number: int) -> tuple[float, bool | None]:
    """Seconds taken, and whether the document was found; ``None``: no answer."""
    started = time.perf_counter()
    first, second, *_, own = titles[number].split()
    try:
        hits = index.search(SearchQuery(text=f"{first} {second} {own}")).hits
    except DigitizeError:
        return 0.0, None
    return time.perf_counter() - started, f"{number:012x}" in {hit.document_id for hit in hits}


# --- the page -----------------------------------------------------------------------------------------------


def report(count: int, rounds: Sequence[Round]) -> str:
    """The page of docs/."""
    ours, bare = (statistics.median(getattr(one, name) for one in rounds) for name in ("ours", "bare"))
    during = _together([one.during for one in rounds])
    claims = [
        Target("no search fails while an index is built", f"{during.failed} of {_asked(during)}", during.failed == 0),
        Target("no hit is missing", f"{during.missed} of {_asked(during)}", during.missed == 0),
        Target(
            f"≥ {100 * SHARE:.0f} % of the speed of `parallel_bulk`", f"{100 * bare / ours:.1f} %", bare / ours >= SHARE
        ),
    ]
    rows = [
        (
            str(number),
            f"{one.ours:.1f}",
            f"{count / one.ours:.0f}",
            f"{one.bare:.1f}",
            f"{count / one.bare:.0f}",
            *_times(one.during),
            *_times(one.beside),
        )
        for number, one in enumerate(rounds, start=1)
    ]
    heads = ("round", "program s", "documents/s", "`parallel_bulk` s", "documents/s")
    heads += ("searches meanwhile", "median ms", "p95 ms", "searches beside `parallel_bulk`", "median ms", "p95 ms")
    head = _HEAD.format(machine=machine(), count=count, rate=A_SECOND, rounds=len(rounds), threads=SENDERS, chunk=CHUNK)
    return f"{head}{verdicts(claims)}\n\n{table(heads, rows)}\n"


def _together(some: Sequence[Searched]) -> Searched:
    seconds = tuple(each for one in some for each in one.seconds)
    return Searched(seconds, sum(one.failed for one in some), sum(one.missed for one in some))


def _asked(some: Searched) -> int:
    return len(some.seconds) + some.failed


def _times(some: Searched) -> tuple[str, str, str]:
    times = sorted(1000 * each for each in some.seconds) or [0.0]
    return str(_asked(some)), f"{statistics.median(times):.0f}", f"{times[len(times) * 95 // 100]:.0f}"


def main() -> None:
    """Writes the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--page", type=Path, default=PAGE)
    given = parser.parse_args()
    rounds = []
    for one in measured(given.documents, given.rounds):
        sys.stderr.write(f"{one.ours:.1f} s, parallel_bulk {one.bare:.1f} s\n")
        rounds.append(one)
    given.page.write_text(report(given.documents, rounds), encoding="utf-8")


if __name__ == "__main__":
    main()
