"""The indexes that the contract holds for: a file, and a real server."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch

from digitize import catalogue
from digitize.index.elastic import _DEFINITION, STAMP, ElasticIndex
from digitize.index.elastic_client import address, connect
from digitize.index.interfaces import SearchIndex
from digitize.index.sqlite import SqliteIndex
from digitize.index.understanding import Understanding
from digitize.model import IndexEntry
from tests import services
from tests.contract.index.asking import Factory, Holding

SESSION = uuid4().hex[:8]
"""Keeps runs apart that use the same server at the same time."""

MOST_LEFT = 20
"""Tests whose indexes stay; a server with hundreds of them is slow, and so is removing them one by one."""

UNDERSTANDING = Understanding(catalogue.load().agencies)


class Files:
    """Indexes in files, which go with their folders."""

    def open(self, folder: Path) -> SearchIndex:
        return SqliteIndex(folder / "search.db", UNDERSTANDING)

    def empty(self, folder: Path) -> SearchIndex:
        made = self.open(folder)
        made.rebuild(())
        return made

    def remove(self, folder: Path) -> None: ...


class Server:
    """Indexes on the server, under names of this session."""

    def __init__(self, client: Elasticsearch) -> None:
        self._client = client
        self._left: list[str] = []

    def open(self, folder: Path) -> SearchIndex:
        own = connect(address(services.url("elasticsearch")))
        return ElasticIndex(own, self._name(folder), replicas=0, understand=UNDERSTANDING)

    def empty(self, folder: Path) -> SearchIndex:
        # In one step: building it takes the server, which writes each to its disk, three times as long.
        alias = f"{self._name(folder)}-{STAMP}"
        definition = json.loads(_DEFINITION)
        definition["settings"]["index"]["number_of_replicas"] = 0
        self._client.indices.create(index=f"{alias}-0", aliases={alias: {}}, **definition)
        return self.open(folder)

    def remove(self, folder: Path) -> None:
        self._left.append(f"{self._name(folder)}-*")
        if len(self._left) == MOST_LEFT:
            remove(self._client, *self._left)
            self._left.clear()

    def _name(self, folder: Path) -> str:
        return f"test-{SESSION}-{hashlib.sha256(bytes(folder)).hexdigest()[:8]}"


@pytest.fixture(scope="session")
def server() -> Iterator[Elasticsearch]:
    client = connect(address(services.url("elasticsearch")))
    yield client
    remove(client, f"test-{SESSION}-*")
    client.close()


def remove(client: Elasticsearch, *names: str) -> None:
    """Removes all indexes with names like these."""
    if left := list(client.indices.get_alias(index=names)):
        client.indices.delete(index=left)


@pytest.fixture(scope="session", params=["sqlite", "elasticsearch"])
def factory(request: pytest.FixtureRequest) -> Factory:
    return Files() if request.param == "sqlite" else Server(request.getfixturevalue("server"))


@pytest.fixture
def bare(factory: Factory, tmp_path: Path) -> Iterator[SearchIndex]:
    """An index that was never built."""
    made = factory.open(tmp_path)
    yield made
    made.close()
    factory.remove(tmp_path)


@pytest.fixture
def index(factory: Factory, tmp_path: Path) -> Iterator[SearchIndex]:
    """An index that holds nothing."""
    made = factory.empty(tmp_path)
    yield made
    made.close()
    factory.remove(tmp_path)


@pytest.fixture(scope="module")
def holding(factory: Factory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Holding]:
    """Indexes that the tests of a module share, as they only read: making one takes longer than asking it."""
    with ExitStack() as stack:

        def make(entries: Iterable[IndexEntry]) -> SearchIndex:
            folder = tmp_path_factory.mktemp("index")
            made = factory.empty(folder)
            stack.callback(factory.remove, folder)
            stack.callback(made.close)
            made.apply(entries)
            return made

        yield make
