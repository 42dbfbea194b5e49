"""What the store owes beyond the port where a server keeps its bytes: locks, versions, clear refusals."""

from __future__ import annotations

import hashlib
import io
import os
import socket
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from minio import Minio
from minio.commonconfig import GOVERNANCE, Filter
from minio.deleteobjects import DeleteObject
from minio.error import S3Error
from minio.lifecycleconfig import (
    AbortIncompleteMultipartUpload,
    Expiration,
    LifecycleConfig,
    NoncurrentVersionExpiration,
    Rule,
)
from minio.versioningconfig import ENABLED, VersioningConfig

from digitize.errors import (
    DisposalRefused,
    ObjectDamaged,
    OnHold,
    StillRetained,
    StoreFull,
    StoreUnavailable,
    StoreUnsafe,
)
from digitize.model import ObjectKind
from digitize.settings import Settings
from digitize.store import s3_client
from digitize.store.address import S3Address
from digitize.store.hashing import CHUNK, place_of
from digitize.store.lifecycle import OLDER_DAYS, lifecycle
from digitize.store.opening import open_remover, open_store
from digitize.store.s3 import S3Store
from digitize.store.s3_client import PART, connect
from digitize.store.s3_locks import LockMode, LockRule
from tests import services
from tests.stores import StoreKey, administrator, owner_address, throw_away_buckets

ORIGINAL = ObjectKind.ORIGINAL
RULE = LockRule(LockMode.GOVERNANCE, 1)


@pytest.fixture
def settings(tmp_path: Path, store_key: StoreKey) -> Iterator[Settings]:
    with throw_away_buckets(store_key) as made:
        yield made(tmp_path)


@pytest.fixture
def address(settings: Settings) -> S3Address:
    assert settings.store
    return S3Address.parse(settings.store.get_secret_value())


@pytest.fixture
def store(settings: Settings) -> S3Store:
    opened = open_store(settings, create=True)
    assert isinstance(opened, S3Store)
    return opened


@pytest.fixture
def raw(address: S3Address) -> Minio:
    """A client that knows nothing of this store's manners."""
    return connect(address)


@pytest.fixture
def owner() -> Minio:
    """A client with all rights."""
    return connect(owner_address())


def bucket(address: S3Address, kind: ObjectKind = ORIGINAL) -> str:
    return f"{address.prefix}-{kind}"


def test_a_version_is_locked_and_survives_a_deletion(store: S3Store, owner: Minio, address: S3Address) -> None:
    stored = store.put(ORIGINAL, io.BytesIO(b"locked"))
    key = place_of(ORIGINAL, stored.sha256)
    version = owner.stat_object(bucket(address), key).version_id

    retention = owner.get_object_retention(bucket(address), key)
    assert retention
    assert retention.mode == GOVERNANCE
    with pytest.raises(S3Error, match="WORM"):
        owner.remove_object(bucket(address), key, version_id=version)
    # Without a version it is only marked as deleted.
    owner.remove_object(bucket(address), key)
    assert owner.get_object(bucket(address), key, version_id=version).read() == b"locked"


def test_the_key_of_the_program_may_not_delete_nor_lift_a_lock(store: S3Store, raw: Minio, address: S3Address) -> None:
    stored = store.put(ORIGINAL, io.BytesIO(b"locked"))
    key = place_of(ORIGINAL, stored.sha256)
    version = raw.stat_object(bucket(address), key).version_id

    with pytest.raises(S3Error, match="AccessDenied"):
        raw.remove_object(bucket(address), key)
    doomed = [DeleteObject(key, version)]
    [refused] = raw.remove_objects(bucket(address), doomed, bypass_governance_mode=True)
    assert refused.code == "AccessDenied"
    assert store.verify(ORIGINAL, stored.sha256)


def test_the_same_bytes_leave_one_version(store: S3Store, owner: Minio, address: S3Address) -> None:
    for _ in range(3):
        store.put(ORIGINAL, io.BytesIO(b"same"))
    assert len(list(owner.list_objects(bucket(address), recursive=True, include_version=True))) == 1


def test_bytes_lie_encrypted_where_the_server_is_set_to(store: S3Store, raw: Minio, address: S3Address) -> None:
    stored = store.put(ORIGINAL, io.BytesIO(b"secret"))
    found = raw.stat_object(bucket(address), place_of(ORIGINAL, stored.sha256))
    assert found.metadata
    assert found.metadata["x-amz-server-side-encryption"].startswith(("AES256", "aws:kms"))


def test_a_big_file_goes_in_parts_and_never_lies_in_memory(store: S3Store, tmp_path: Path) -> None:
    big = tmp_path / "big"
    with big.open("wb") as sparse:
        sparse.truncate(8 * PART + 7)
    tracemalloc.start()
    try:
        stored = store.put(ORIGINAL, big)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert store.verify(ORIGINAL, stored.sha256) == 8 * PART + 7
    # Three parts on their way, one waiting, one being read, and one that a thread has sent and not let go of yet.
    assert peak < 6 * PART + 8 * CHUNK
    assert list((tmp_path / "scratch").iterdir()) == []


def test_damage_is_found_and_never_written_over(store: S3Store, raw: Minio, address: S3Address) -> None:
    name = hashlib.sha256(b"right").hexdigest()
    raw.put_object(bucket(address), place_of(ORIGINAL, name), io.BytesIO(b"wrong"), 5)

    with pytest.raises(ObjectDamaged):
        store.verify(ORIGINAL, name)
    with pytest.raises(ObjectDamaged):
        store.put(ORIGINAL, io.BytesIO(b"right"))
    with pytest.raises(ObjectDamaged), store.local(ORIGINAL, name):
        pass
    assert raw.get_object(bucket(address), place_of(ORIGINAL, name)).read() == b"wrong"


def test_what_is_damaged_is_mended_and_the_damaged_version_stays(
    store: S3Store, owner: Minio, raw: Minio, address: S3Address
) -> None:
    name = hashlib.sha256(b"right").hexdigest()
    key = place_of(ORIGINAL, name)
    raw.put_object(bucket(address), key, io.BytesIO(b"wrong"), 5)

    for _ in range(2):
        store.mend(ORIGINAL, name, io.BytesIO(b"right"))
    assert store.verify(ORIGINAL, name) == 5
    assert store.protection(ORIGINAL, name).until
    versions = owner.list_objects(bucket(address), prefix=key, recursive=True, include_version=True)
    found = [owner.get_object(bucket(address), key, version_id=one.version_id).read() for one in versions]
    assert found == [b"right", b"wrong"]


@pytest.mark.parametrize(
    ("size", "where"),
    [(1_000, -200), (3 * PART, -200), (1_000, 60)],
    ids=["small", "in parts", "what the server notes"],
)
def test_bytes_that_rot_on_the_servers_disk_are_damage_and_not_a_server_that_is_away(
    store: S3Store, address: S3Address, monkeypatch: pytest.MonkeyPatch, size: int, where: int
) -> None:
    # The server takes its time over each try.
    monkeypatch.setattr(s3_client, "_RETRY", s3_client._RETRY.new(total=0))
    monkeypatch.setattr(store, "_client", connect(address))
    content = bytes(range(250)) * (size // 250)
    stored, other = (store.put(ORIGINAL, io.BytesIO(each)) for each in (content, b"another"))
    folder = services.disk("s3") / bucket(address) / place_of(ORIGINAL, stored.sha256)
    rotten = max((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    before = rotten.read_bytes()
    with rotten.open("r+b") as file:
        file.seek(where, os.SEEK_END if where < 0 else os.SEEK_SET)
        file.write(b"rot")
    try:
        with pytest.raises(ObjectDamaged, match="unreadable"):
            store.verify(ORIGINAL, stored.sha256)
        assert store.verify(ORIGINAL, other.sha256)
        if where < 0:
            assert store.mend(ORIGINAL, stored.sha256, io.BytesIO(content)) == stored
        else:
            # A server with one disk does not even let a new version be added; its administrator has to help.
            with pytest.raises(StoreUnavailable):
                store.mend(ORIGINAL, stored.sha256, io.BytesIO(content))
    finally:
        if where > 0:
            rotten.write_bytes(before)
    assert store.verify(ORIGINAL, stored.sha256) == len(content)


def test_a_right_that_is_lacking_is_not_damage(store: S3Store, address: S3Address, tmp_path: Path) -> None:
    stored = store.put(ORIGINAL, io.BytesIO(b"not for all"))
    stranger = S3Store(replace(address, secret_key="not-the-secret"), tmp_path, RULE)
    with pytest.raises(StoreUnavailable):
        stranger.verify(ORIGINAL, stored.sha256)


def test_what_somebody_deleted_is_brought_back(store: S3Store, owner: Minio, address: S3Address) -> None:
    stored = store.put(ORIGINAL, io.BytesIO(b"wanted"))
    owner.remove_object(bucket(address), place_of(ORIGINAL, stored.sha256))
    with pytest.raises(ObjectDamaged):
        store.verify(ORIGINAL, stored.sha256)
    assert store.mend(ORIGINAL, stored.sha256, io.BytesIO(b"wanted")) == stored
    assert store.verify(ORIGINAL, stored.sha256)


def test_who_asks_at_the_same_time_is_given_the_same_copy(store: S3Store, tmp_path: Path) -> None:
    stored = store.put(ORIGINAL, io.BytesIO(b"many pages"))
    with store.local(ORIGINAL, stored.sha256) as first:
        with store.local(ORIGINAL, stored.sha256) as second:
            assert first == second
        assert first.read_bytes() == b"many pages"
    assert list((tmp_path / "scratch").iterdir()) == []


def test_keys_that_are_no_objects_are_passed_over(store: S3Store, raw: Minio, address: S3Address) -> None:
    stored = store.put(ORIGINAL, io.BytesIO(b"ours"))
    raw.put_object(bucket(address), "notes.txt", io.BytesIO(b"not ours"), 8)
    raw.put_object(bucket(address), f"00/00/{stored.sha256}", io.BytesIO(b"ours"), 4)
    assert list(store.objects(ORIGINAL)) == [stored]


@pytest.mark.parametrize("versions", [False, True])
def test_buckets_that_do_not_lock_are_refused(
    settings: Settings, raw: Minio, address: S3Address, versions: bool
) -> None:
    raw.make_bucket(bucket(address))
    if versions:
        raw.set_bucket_versioning(bucket(address), VersioningConfig(ENABLED))
    with pytest.raises(StoreUnsafe):
        open_store(settings, create=True)


def test_a_lock_that_others_set_is_left_as_it_is(
    settings: Settings, store: S3Store, raw: Minio, address: S3Address
) -> None:
    open_store(settings.model_copy(update={"store_lock_days": 99}), create=True)
    assert raw.get_object_lock_config(bucket(address)).duration == 1


def test_a_wrong_key_and_missing_buckets_are_said_without_the_key(address: S3Address, tmp_path: Path) -> None:
    wrong = S3Store(replace(address, secret_key="not-the-secret"), tmp_path, RULE)
    with pytest.raises(StoreUnavailable) as refused:
        wrong.prepare()
    assert "AccessDenied" in str(refused.value)
    assert "not-the-secret" not in repr(refused.value) + repr(address)
    with pytest.raises(StoreUnavailable, match="NoSuchBucket"):
        S3Store(address, tmp_path, RULE).put(ORIGINAL, io.BytesIO(b"x"))


def test_a_server_that_is_down_is_said_as_one_error(address: S3Address, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        down = replace(address, host=f"127.0.0.1:{free.getsockname()[1]}")
    store = S3Store(down, tmp_path, RULE)
    with pytest.raises(StoreUnavailable, match="NewConnectionError"):
        store.put(ORIGINAL, io.BytesIO(b"x"))


def test_a_full_server_is_said_as_one_error_and_keeps_what_it_has(store: S3Store, address: S3Address) -> None:
    """A limit on the bucket stands in for the disk."""
    before = store.put(ORIGINAL, io.BytesIO(b"before"))
    administrator().bucket_quota_set(bucket(address), PART)
    with pytest.raises(StoreFull):
        store.put(ORIGINAL, io.BytesIO(bytes(PART + 1)))
    assert list(store.objects(ORIGINAL)) == [before]


# --- removal ----------------------------------------------------------------------------------------------


def test_every_version_is_removed_and_the_mark_of_a_deletion(
    store: S3Store, settings: Settings, owner: Minio, address: S3Address
) -> None:
    stored = store.put(ORIGINAL, io.BytesIO(b"unwanted"))
    key = place_of(ORIGINAL, stored.sha256)
    owner.put_object(bucket(address), key, io.BytesIO(b"unwanted"), 8)
    owner.remove_object(bucket(address), key)

    open_remover(settings).remove(ORIGINAL, stored.sha256, early=True)
    assert list(owner.list_objects(bucket(address), recursive=True, include_version=True)) == []


def test_a_hold_on_an_older_version_keeps_all(
    store: S3Store, settings: Settings, owner: Minio, address: S3Address
) -> None:
    stored = store.put(ORIGINAL, io.BytesIO(b"wanted"))
    store.hold(ORIGINAL, stored.sha256, True)
    owner.put_object(bucket(address), place_of(ORIGINAL, stored.sha256), io.BytesIO(b"wanted"), 6)

    with pytest.raises(OnHold):
        open_remover(settings).remove(ORIGINAL, stored.sha256, early=True)
    assert len(list(owner.list_objects(bucket(address), recursive=True, include_version=True))) == 2


def test_the_key_of_the_program_removes_nothing(store: S3Store, settings: Settings) -> None:
    stored = store.put(ORIGINAL, io.BytesIO(b"wanted"))
    own = settings.model_copy(update={"disposal": settings.store})
    with pytest.raises(DisposalRefused):
        open_remover(own).remove(ORIGINAL, stored.sha256, early=True)
    assert store.verify(ORIGINAL, stored.sha256)


def test_a_lock_in_compliance_mode_is_lifted_by_nobody(settings: Settings) -> None:
    """For some seconds only, so that the bucket can be removed after the test."""
    strict = settings.model_copy(update={"store_lock": "compliance", "store_lock_days": 0})
    store = open_store(strict, create=True)
    stored = store.put(ORIGINAL, io.BytesIO(b"for ever"))

    kept = store.retain(ORIGINAL, stored.sha256, datetime.now(UTC) + timedelta(seconds=4))
    assert kept.final
    with pytest.raises(StillRetained, match="final"):
        open_remover(strict).remove(ORIGINAL, stored.sha256, early=True)
    assert kept.until
    while datetime.now(UTC) <= kept.until:
        time.sleep(0.2)


# --- lifecycle --------------------------------------------------------------------------------------------


def test_the_server_takes_the_printed_rules_from_its_administrator_alone(
    store: S3Store, raw: Minio, owner: Minio, address: S3Address
) -> None:
    stored = store.put(ORIGINAL, io.BytesIO(b"to stay"))
    rules = {name: _lifecycle(printed) for name, printed in lifecycle(address).items()}
    assert rules.keys() == {bucket(address, kind) for kind in ObjectKind}
    with pytest.raises(S3Error, match="AccessDenied"):
        raw.set_bucket_lifecycle(bucket(address), rules[bucket(address)])
    for name, rule in rules.items():
        owner.set_bucket_lifecycle(name, rule)
    set_now = owner.get_bucket_lifecycle(bucket(address))
    assert set_now
    [one] = set_now.rules
    assert one.noncurrent_version_expiration
    assert one.noncurrent_version_expiration.noncurrent_days == OLDER_DAYS
    # Neither an age nor a day for versions that count.
    assert one.expiration
    assert (one.expiration.days, one.expiration.date) == (None, None)
    assert store.verify(ORIGINAL, stored.sha256)


def _lifecycle(printed: dict[str, Any]) -> LifecycleConfig:
    """The same as the client's own type, which goes to the server as XML."""
    [rule] = printed["Rules"]
    return LifecycleConfig(
        [
            Rule(
                rule["Status"],
                rule_filter=Filter(prefix=rule["Filter"]["Prefix"]),
                rule_id=rule["ID"],
                abort_incomplete_multipart_upload=AbortIncompleteMultipartUpload(
                    rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"]
                ),
                noncurrent_version_expiration=NoncurrentVersionExpiration(
                    rule["NoncurrentVersionExpiration"]["NoncurrentDays"]
                ),
                expiration=Expiration(expired_object_delete_marker=rule["Expiration"]["ExpiredObjectDeleteMarker"]),
            )
        ]
    )
