"""The indexes that the contract holds for: a file, and a real server."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch

from digitize import catalogue
from digitize.index.elastic import ElasticIndex
from digitize.index.elastic_client import address, connect
from digitize.index.interfaces import SearchIndex
from digitize.index.sqlite import SqliteIndex
from digitize.index.understanding import Understanding
from digitize.model import IndexEntry
from tests import services
from tests.contract.index.asking import Factory, Holding

SESSION = uuid4().hex[:8]
"""Keeps runs apart that use the same server at the same time."""

UNDERSTANDING = Understanding(catalogue.load().agencies)


class Files:
    """Indexes in files, which go with their folders."""

    def open(self, folder: Path) -> SearchIndex:
        return SqliteIndex(folder / "search.db", UNDERSTANDING)

    def remove(self, folder: Path) -> None: ...


class Server:
    """Indexes on the server, under names of this session."""

    def __init__(self, client: Elasticsearch) -> None:
        self._client = client

    def open(self, folder: Path) -> SearchIndex:
        own = connect(address(services.url("elasticsearch")))
        return ElasticIndex(own, self._name(folder), replicas=0, understand=UNDERSTANDING)

    def remove(self, folder: Path) -> None:
        remove(self._client, self._name(folder))

    def _name(self, folder: Path) -> str:
        return f"test-{SESSION}-{hashlib.sha256(bytes(folder)).hexdigest()[:8]}"


@pytest.fixture(scope="session")
def server() -> Iterator[Elasticsearch]:
    client = connect(address(services.url("elasticsearch")))
    yield client
    remove(client, f"test-{SESSION}")
    client.close()


def remove(client: Elasticsearch, name: str) -> None:
    """Removes all indexes whose name begins so; a server with hundreds of them is slow."""
    if left := list(client.indices.get_alias(index=f"{name}-*")):
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
def index(bare: SearchIndex) -> SearchIndex:
    """An index that holds nothing."""
    bare.rebuild(())
    return bare


@pytest.fixture(scope="module")
def holding(factory: Factory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Holding]:
    """Indexes that the tests of a module share, as they only read: making one takes longer than asking it."""
    with ExitStack() as stack:

        def make(entries: Iterable[IndexEntry]) -> SearchIndex:
            folder = tmp_path_factory.mktemp("index")
            made = factory.open(folder)
            stack.callback(factory.remove, folder)
            stack.callback(made.close)
            made.rebuild(entries)
            return made

        yield make
