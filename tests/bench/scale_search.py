"""A large number of entries in Elasticsearch, and searches among them with the program and without."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from typing import Any

import urllib3
from pydantic import SecretStr

from digitize.index.elastic import ElasticIndex
from digitize.index.opening import open_index
from digitize.model import IndexEntry, SearchQuery
from digitize.settings import Settings
from digitize.vietnamese.text import fold
from tests import services
from tests.bench.index_entries import SYLLABLES, Invented
from tests.indexes import index_address

_INVENTED = Invented(7)

Ask = Callable[[], object]
Make = Callable[[IndexEntry], SearchQuery]


@contextmanager
def filled(count: int) -> Iterator[ElasticIndex]:
    """An index of so many entries, gone at the end."""
    with index_address() as address, closing(open_index(Settings(search=SecretStr(address)))) as index:
        assert isinstance(index, ElasticIndex)
        index.rebuild(_entry(number) for number in range(count))
        yield index


def size(index: ElasticIndex) -> int:
    """Bytes of the index on disk."""
    return int(
        index._client.indices.stats(index=index._alias, metric="store")["_all"]["primaries"]["store"]["size_in_bytes"]
    )


def _entry(number: int) -> IndexEntry:
    """Always the same for a number, so that it can be asked for later."""
    _INVENTED.again(number)
    return _INVENTED.entry(number)


def questions(count: int, rounds: int, draw: random.Random) -> Iterator[tuple[str, list[SearchQuery]]]:
    """Kinds of search, each about entries drawn at random."""
    kinds: dict[str, Make] = {
        "a number": lambda one: SearchQuery(text=one.number),
        "four words of a title, with accents": lambda one: SearchQuery(text=" ".join(one.title.split()[:4])),
        "the same without accents": lambda one: SearchQuery(text=fold(" ".join(one.title.split()[:4]))),
        "two common words": lambda _: SearchQuery(text=" ".join(draw.sample(SYLLABLES[:20], 2))),
        "a name": lambda one: SearchQuery(text=one.owner_names[0]),
        "a word, a type, valid on a day": lambda one: SearchQuery(
            text=one.title.split()[0], result_type=one.result_type, valid_on=date(2024, 1, 1)
        ),
    }
    for what, make in kinds.items():
        yield what, [make(_entry(draw.randrange(count))) for _ in range(rounds)]


def pairs(index: ElasticIndex, queries: list[SearchQuery]) -> Iterator[tuple[Ask, Ask]]:
    """The same search one after another, by the program and by what it sends alone."""
    pool = urllib3.PoolManager()
    for query in queries:
        sent = _sent(index, query)
        yield lambda query=query: index.search(query), lambda sent=sent: [_send(pool, *one) for one in sent]


def _send(pool: urllib3.PoolManager, path: str, body: bytes) -> object:
    headers = {"Content-Type": "application/json"}
    answer = pool.request("POST", services.url("elasticsearch") + path, body=body, headers=headers)
    assert answer.status == 200, answer.status
    return json.loads(answer.data)


def _sent(index: ElasticIndex, query: SearchQuery) -> list[tuple[str, bytes]]:
    """Paths and bodies of what the program sends for a search: one for each step that it takes."""
    transport = index._client.transport
    send, said = transport.perform_request, list[tuple[str, bytes]]()

    def note(method: str, target: str, *, body: Any = None, **given: Any) -> Any:
        said.append((target, json.dumps(body).encode()))
        return send(method, target, body=body, **given)

    transport.perform_request = note  # type: ignore[method-assign]
    try:
        index.search(query)
    finally:
        del transport.perform_request
    return said
