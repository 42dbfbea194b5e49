"""Buckets of their own for a test, on the real server, opened by a key that may do what the project says it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import uuid4

from minio import Minio, MinioAdmin
from minio.credentials import StaticProvider
from minio.deleteobjects import DeleteObject
from pydantic import SecretStr

from digitize.settings import Settings
from digitize.store.address import S3Address
from digitize.store.s3_client import connect
from tests import services

_DEPLOY = Path(__file__).parents[1] / "deploy"


@dataclass(frozen=True, slots=True)
class StoreKey:
    """A key for buckets whose names begin with the key's, with the rights that ``deploy/store-policy.json`` gives.

    Attributes:
        name: Of the key.
        secret: Its secret.
        disposer: Name of a second key, of the same secret, with the rights of ``deploy/disposal-policy.json``.
    """

    name: str
    secret: str
    disposer: str


@contextmanager
def throw_away_key() -> Iterator[StoreKey]:
    """A key that is removed at the end. Making one takes the server some seconds."""
    name = f"test-{uuid4().hex[:8]}"
    key = StoreKey(name, uuid4().hex, f"{name}-out")
    with _user(key.name, key, "store-policy.json"), _user(key.disposer, key, "disposal-policy.json"):
        yield key


@contextmanager
def _user(user: str, key: StoreKey, policy: str) -> Iterator[None]:
    admin = administrator()
    with NamedTemporaryFile("w") as rights:
        rights.write((_DEPLOY / policy).read_text().replace("digitize-*", f"{key.name}-*"))
        rights.flush()
        admin.policy_add(user, rights.name)
    admin.user_add(user, key.secret)
    admin.attach_policy([user], user=user)
    try:
        yield
    finally:
        admin.user_remove(user)
        admin.policy_remove(user)


@contextmanager
def throw_away_buckets(key: StoreKey) -> Iterator[Callable[[Path], Settings]]:
    """Settings of a store whose buckets are removed at the end, by the rights that the server's own user has."""
    prefix = f"{key.name}-{uuid4().hex[:8]}"

    def url(user: str) -> SecretStr:
        return SecretStr(f"s3://{user}:{key.secret}@{prefix}?endpoint=http://{owner_address().host}")

    yield lambda home: Settings(home=home, store=url(key.name), disposal=url(key.disposer), store_lock_days=1)
    client = connect(owner_address())
    for bucket in client.list_buckets():
        if bucket.name.startswith(f"{prefix}-"):
            _remove(client, bucket.name)


def owner_address() -> S3Address:
    """The server, with the key of its own user."""
    return S3Address.parse(services.url("s3"))


def administrator() -> MinioAdmin:
    """The server's own user, to make keys and limits."""
    owner = owner_address()
    provider = StaticProvider(owner.access_key, owner.secret_key)
    return MinioAdmin(endpoint=owner.host, credentials=provider, secure=owner.is_secure)


def _remove(client: Minio, bucket: str) -> None:
    versions = client.list_objects(bucket, recursive=True, include_version=True)
    doomed = []
    for each in versions:
        doomed.append(DeleteObject(each.object_name or "", each.version_id))
        if not each.is_delete_marker:
            client.disable_object_legal_hold(bucket, each.object_name or "", each.version_id)
    assert not list(client.remove_objects(bucket, doomed, bypass_governance_mode=True))
    client.remove_bucket(bucket)
