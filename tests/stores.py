"""Buckets of their own for a test, on the real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from minio import Minio
from minio.deleteobjects import DeleteObject
from pydantic import SecretStr

from digitize.settings import Settings
from digitize.store.address import S3Address
from digitize.store.s3_client import connect
from tests import services


@contextmanager
def throw_away_buckets() -> Iterator[Callable[[Path], Settings]]:
    """Settings of a store whose buckets are removed at the end, by the rights that the server's own user has."""
    prefix = f"test-{uuid4().hex[:12]}"
    url = services.url("s3").replace("@digitize?", f"@{prefix}?")
    client = connect(S3Address.parse(url))
    try:
        yield lambda home: Settings(home=home, store=SecretStr(url), store_lock_days=1)
    finally:
        for bucket in client.list_buckets():
            if bucket.name.startswith(f"{prefix}-"):
                _remove(client, bucket.name)


def _remove(client: Minio, bucket: str) -> None:
    versions = client.list_objects(bucket, recursive=True, include_version=True)
    doomed = [DeleteObject(each.object_name or "", each.version_id) for each in versions]
    assert not list(client.remove_objects(bucket, doomed, bypass_governance_mode=True))
    client.remove_bucket(bucket)
