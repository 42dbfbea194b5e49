"""The search index in Elasticsearch, for many machines.

Searches and writers speak to an alias; behind it stands one index. The alias carries the version of all that decides
how a text is indexed, so that processes of two versions of this system never meet in one index. While an index is
built, a second alias stands on it, and what is taken in meanwhile goes into both.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from functools import partial
from importlib import resources
from itertools import islice
from typing import Any
from uuid import uuid4

from elasticsearch import ApiError, Elasticsearch
from elasticsearch.helpers import streaming_bulk

from digitize.errors import IndexUnavailable
from digitize.index import cursors, plans
from digitize.index.cursors import Place, digest
from digitize.index.elastic_client import MISSING, translated
from digitize.index.elastic_query import SEALED, counted, decided, request
from digitize.index.fields import kept_whole, refusal, tidy
from digitize.index.plans import Found, Plan
from digitize.index.snippets import snippet
from digitize.index.terms import VERSION, Term
from digitize.index.understanding import Understanding
from digitize.model import IndexEntry, Refusal, SearchAnswer, SearchHit, SearchQuery, Taken

_DEFINITION = (resources.files("digitize.index") / "data" / "elastic.json").read_bytes()
STAMP = hashlib.sha256(f"{VERSION} {unicodedata.unidata_version} ".encode() + _DEFINITION).hexdigest()[:8]
"""What decides how a text is indexed: mapping and analysers, our terms, Python's Unicode tables."""

CHUNK = 500
"""Entries sent at once."""

REVISIONS = 5000
"""Revisions asked for at once."""

CHUNK_BYTES = 10 * 1024**2
RETRIES = 8
"""How often what the server was too busy for is sent again, each time after twice the pause."""

SENDERS = 4
"""Chunks under way at once."""

_LATE, _NOT_FOUND = 409, 404
_REFUSED = (400, 413)
"""What no repetition changes: the entry does not fit the mapping, or is larger than any request may be."""


class ElasticIndex:
    """A :class:`~digitize.index.interfaces.SearchIndex` on a server.

    Args:
        client: Closed by :meth:`close`.
        name: Beginning of the names of all its indexes and aliases.
        shards: Of an index that is built new.
        replicas: Copies of each shard beside the first.
        understand: Reads queries.
    """

    def __init__(
        self,
        client: Elasticsearch,
        name: str = "digitize",
        *,
        shards: int = 1,
        replicas: int = 1,
        understand: Understanding | None = None,
    ) -> None:
        self._client = client
        self._understand = understand or Understanding()
        self._alias = f"{name}-{STAMP}"
        self._building = f"{self._alias}-next"
        self._shape = {"number_of_shards": shards, "number_of_replicas": replicas}

    @property
    def name(self) -> str:
        """The alias, which holds the version of the mapping; see :attr:`SearchIndex.name`."""
        return self._alias

    @property
    def stale(self) -> bool:
        """Whether the index must be rebuilt; see :attr:`SearchIndex.stale`.

        Raises:
            IndexUnavailable: The server does not answer.
        """
        with translated():
            return not self._client.indices.exists_alias(name=self._alias)

    def apply(self, entries: Iterable[IndexEntry]) -> Taken:
        """Takes entries in; see :meth:`SearchIndex.apply`. While an index is being built they go into both.

        Raises:
            IndexUnavailable: The index is stale, or the server does not answer or is too busy. Some entries may have
                been taken in; to send all of them again does no harm.
        """
        batch = [tidy(entry) for entry in entries]
        with translated():
            standing = set().union(*self._standing().values())
            if self._alias not in standing:
                raise IndexUnavailable(MISSING)
            if self._building in standing:
                # First into the new index: if that is put in place meanwhile, the second writing goes there as well.
                try:
                    self._send(self._building, batch)
                except IndexUnavailable as error:
                    if error.detail != MISSING:
                        raise
            try:
                return self._send(self._alias, batch)
            finally:
                self._client.indices.refresh(index=self._alias)

    def rebuild(self, entries: Iterable[IndexEntry]) -> Taken:
        """Builds the index anew; see :meth:`SearchIndex.rebuild`.

        Searches and writers go on meanwhile. An index that another process is building is given up; that process
        fails. If building fails, the old index stays.

        Raises:
            IndexUnavailable: The new index could not be built.
        """
        with translated():
            new = self._begin()
            try:
                refused = self._send(self._building, map(tidy, entries)).refused
                count = self._put_in_place(new)
            except BaseException:
                with suppress(Exception):
                    self._client.indices.delete(index=new)
                raise
            for index, aliases in self._standing().items():
                if not aliases:
                    self._client.indices.delete(index=index)
            return Taken(count, refused)

    def search(self, query: SearchQuery) -> SearchAnswer:
        """Hits, best first; see :meth:`SearchIndex.search` and, for the language, :mod:`digitize.index.terms` and
        :mod:`digitize.index.understanding`.

        Raises:
            IndexUnavailable: The index is stale, or the server does not answer.
            BadCursor: The query's cursor is not of this query.
        """
        ask = partial(self._ask, query)
        with translated():
            try:
                return plans.answer(query, self._understand, ask)
            except ApiError:
                # The index may have been taken away between finding it behind the alias and reading it.
                return plans.answer(query, self._understand, ask)

    def revisions(self) -> Iterator[tuple[str, int]]:
        """Document ids with the indexed revision; see :meth:`SearchIndex.revisions`.

        Raises:
            IndexUnavailable: The index is stale, or the server does not answer.
        """
        after: list[str] | None = None
        while True:
            with translated():
                found = self._client.search(
                    index=self._alias,
                    sort=[{"document_id": "asc"}],
                    search_after=after,
                    size=REVISIONS,
                    source={"includes": ["revision"]},
                    track_total_hits=False,
                    allow_partial_search_results=False,
                )["hits"]["hits"]
            yield from ((one["_id"], one["_source"]["revision"]) for one in found)
            if len(found) < REVISIONS:
                return
            after = found[-1]["sort"]

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    def _ask(self, query: SearchQuery, plan: Plan, behind: Place | None) -> Found:
        said = self._client.search(
            index=self._alias,
            # Otherwise each shard would weigh words by its own share of the documents.
            search_type="dfs_query_then_fetch",
            # Copies of a shard weigh words a little differently, by what each still holds of deleted documents.
            preference=digest(query),
            allow_partial_search_results=False,
            **request(query, plan, behind),
        )
        hits = said["hits"]["hits"]
        total = said["hits"]["total"]["value"]

        def answer() -> SearchAnswer:
            shown = tuple(_hit(one, plan.terms) for one in hits[: max(0, query.limit)])
            return SearchAnswer(total, shown, facets=counted(said["aggregations"]) if query.facets_on else None)

        places = [tuple(one["sort"]) for one in hits]
        return Found(total, decided(plan, said["hits"]["max_score"]), cursors.within(query, places), answer)

    def _standing(self) -> dict[str, set[str]]:
        """The indexes of this version, with the aliases that stand on each."""
        indexes = self._client.indices.get_alias(index=f"{self._alias}-*")
        return {index: set(found["aliases"]) for index, found in indexes.items()}

    def _begin(self) -> str:
        """Makes an empty index and sets the alias for writers on it; returns its name."""
        for index, aliases in self._standing().items():
            if self._alias not in aliases:
                self._client.indices.delete(index=index)
        new = f"{self._alias}-{uuid4().hex[:12]}"
        definition = json.loads(_DEFINITION)
        index = definition["settings"]["index"]
        # Nobody searches it before it is whole: copies and refreshes can wait.
        index |= self._shape | {"number_of_replicas": 0, "refresh_interval": "-1"}
        self._client.indices.create(
            index=new,
            settings=definition["settings"],
            mappings=definition["mappings"],
            aliases={self._building: {}},
        )
        return new

    def _put_in_place(self, new: str) -> int:
        """Sets the alias on the new index, in one step; returns how many entries it holds."""
        wanted = json.loads(_DEFINITION)["settings"]["index"]
        usual = {
            "refresh_interval": wanted["refresh_interval"],
            "number_of_replicas": self._shape["number_of_replicas"],
        }
        self._client.indices.put_settings(index=new, settings=usual)
        self._client.indices.refresh(index=new)
        count = self._client.count(index=new)["count"]
        self._client.indices.update_aliases(
            actions=[
                {"remove": {"index": f"{self._alias}-*", "alias": self._alias, "must_exist": False}},
                {"remove": {"index": new, "alias": self._building}},
                {"add": {"index": new, "alias": self._alias}},
            ]
        )
        return int(count)

    def _send(self, target: str, entries: Iterable[IndexEntry]) -> Taken:
        """Writes entries behind an alias; counts those newer than or as new as what was there."""
        some, waiting, done = iter(entries), deque[Future[Taken]](), list[Taken]()
        with ThreadPoolExecutor(SENDERS) as pool:
            while chunk := list(islice(some, CHUNK)):
                waiting.append(pool.submit(self._send_chunk, target, chunk))
                # So many chunks are under way and no more: what the server does not take yet is not held in memory.
                if len(waiting) > SENDERS:
                    done.append(waiting.popleft().result())
            done += [one.result() for one in waiting]
        return Taken(sum(one.count for one in done), tuple(each for one in done for each in one.refused))

    def _send_chunk(self, target: str, entries: Sequence[IndexEntry]) -> Taken:
        looked_at = [(one, refusal(one)) for one in entries]
        refused = [Refusal(one.document_id, why) for one, why in looked_at if why]
        actions = [_action(one) for one, why in looked_at if not why]
        # ``parallel_bulk`` has threads of its own but does not send again what the server was too busy for. This one is
        # gone through to the end: a generator left half-way keeps its span open, which the client complains of.
        outcomes = list(
            streaming_bulk(
                self._client,
                actions,
                index=target,
                # An alias that is not there must not become an index that answers as if it held everything.
                require_alias=True,
                chunk_size=CHUNK,
                max_chunk_bytes=CHUNK_BYTES,
                raise_on_error=False,
                raise_on_exception=False,
                max_retries=RETRIES,
                initial_backoff=0.1,
                max_backoff=30,
            )
        )
        taken = 0
        for good, outcome in outcomes:
            result = outcome["index"]
            if good:
                taken += 1
            elif result["status"] == _NOT_FOUND:
                raise IndexUnavailable(MISSING)
            elif result["status"] in _REFUSED:
                refused.append(Refusal(result["_id"], _kind(result)))
            elif result["status"] != _LATE:
                raise IndexUnavailable(_kind(result))
        return Taken(taken, tuple(refused))


def _kind(result: Mapping[str, Any]) -> str:
    """What the server says of an entry; its own words repeat what was sent."""
    error = result["error"]
    return f"{result['status']} {error['type'] if isinstance(error, Mapping) else 'bulk request'}"


def _action(entry: IndexEntry) -> dict[str, Any]:
    return {
        "_id": entry.document_id,
        # The record's own revision: a write that comes late loses, whoever sends it.
        "version": entry.revision,
        "version_type": "external_gte",
        "_source": {
            "document_id": entry.document_id,
            "revision": entry.revision,
            "withdrawn": entry.withdrawn,
            "title": entry.title,
            "number": entry.number,
            SEALED if entry.sealed else "body": entry.body,
            "owner_names": entry.owner_names,
            "owner_hashes": entry.owner_hashes,
            **kept_whole(entry),
            "kind": entry.kind,
            "result_type": entry.result_type,
            "procedure": entry.procedure,
            "agency": entry.agency,
            "issued_on": entry.issued_on,
            "valid_until": entry.valid_until,
            "term_known": entry.term_known,
        },
    }


def _hit(found: Any, terms: tuple[Term, ...]) -> SearchHit:
    shown = found["_source"]
    piece, highlights = snippet(shown.get("body", ""), terms)
    return SearchHit(
        document_id=found["_id"],
        score=found["_score"] or 0.0,
        title=shown["title"],
        number=shown["number"],
        snippet=piece,
        highlights=highlights,
        result_type=shown["result_type"],
        procedure=shown["procedure"],
        agency=shown["agency"],
        issued_on=_day(shown.get("issued_on")),
        valid_until=_day(shown.get("valid_until")),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
