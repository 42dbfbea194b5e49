"""Throw-away indexes on the Elasticsearch server of the tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from uuid import uuid4

from digitize.index.elastic_client import address, connect
from tests import services


@contextmanager
def index_address() -> Iterator[str]:
    """Address for the setting ``search``, with index names of its own, which are removed at the end."""
    name = f"test-{uuid4().hex[:8]}"
    url = services.url("elasticsearch")
    yield f"{url}?index={name}&replicas=0"
    with closing(connect(address(url))) as client:
        for left in client.indices.get(index=f"{name}-*", filter_path="*.settings.index.uuid"):
            client.indices.delete(index=left)
