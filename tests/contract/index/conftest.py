"""The indexes that the contract holds for: a file, and a real server."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
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
from tests import services
from tests.contract.index.asking import Factory

SESSION = uuid4().hex[:8]
"""Keeps runs apart that use the same server at the same time."""


UNDERSTANDING = Understanding(catalogue.load().agencies)


def sqlite(folder: Path) -> SearchIndex:
    return SqliteIndex(folder / "search.db", UNDERSTANDING)


@pytest.fixture(scope="session")
def server() -> Iterator[Elasticsearch]:
    client = connect(address(services.url("elasticsearch")))
    yield client
    remove(client, f"test-{SESSION}")
    client.close()


def remove(client: Elasticsearch, name: str) -> None:
    """Removes all indexes whose name begins so; a server with hundreds of them is slow."""
    if left := list(client.indices.get(index=f"{name}-*", filter_path="*.settings.index.uuid")):
        client.indices.delete(index=left)


@pytest.fixture(params=["sqlite", "elasticsearch"])
def factory(request: pytest.FixtureRequest) -> Iterator[Factory]:
    if request.param == "sqlite":
        yield sqlite
        return
    client = request.getfixturevalue("server")
    test = f"test-{SESSION}-{uuid4().hex[:8]}"

    def elasticsearch(folder: Path) -> SearchIndex:
        name = f"{test}-{hashlib.sha256(bytes(folder)).hexdigest()[:8]}"
        own = connect(address(services.url("elasticsearch")))
        return ElasticIndex(own, name, replicas=0, understand=UNDERSTANDING)

    yield elasticsearch
    remove(client, test)


@pytest.fixture
def bare(factory: Factory, tmp_path: Path) -> Iterator[SearchIndex]:
    """An index that was never built."""
    made = factory(tmp_path)
    yield made
    made.close()


@pytest.fixture
def index(bare: SearchIndex) -> SearchIndex:
    """An index that holds nothing."""
    bare.rebuild(())
    return bare
