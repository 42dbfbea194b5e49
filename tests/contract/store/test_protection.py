"""What keeps objects from being removed, and how they are removed all the same, in each form of the store."""

from __future__ import annotations

import hashlib
import io
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import SecretStr

from digitize.errors import BadAddress, DisposalNotAllowed, ObjectDamaged, OnHold, StillRetained
from digitize.model import ObjectKind, StoredObject
from digitize.settings import Settings
from digitize.store.interfaces import ObjectStore, Protection, Remover
from digitize.store.opening import open_remover, open_store

ORIGINAL = ObjectKind.ORIGINAL
ABSENT = hashlib.sha256(b"never stored").hexdigest()
HANOI = timezone(timedelta(hours=7))


def days(count: float) -> datetime:
    return (datetime.now(UTC) + timedelta(days=count)).replace(microsecond=0)


@pytest.fixture
def stored(store: ObjectStore) -> StoredObject:
    return store.put(ORIGINAL, io.BytesIO(b"a paper"))


@pytest.fixture
def remover(settings: Settings) -> Remover:
    return open_remover(settings)


def test_nothing_keeps_an_object_at_first(store: ObjectStore, stored: StoredObject) -> None:
    assert store.protection(ORIGINAL, stored.sha256) == Protection()


def test_an_object_is_kept_up_to_a_moment_by_whoever_opens_the_store(
    store: ObjectStore, stored: StoredObject, settings: Settings
) -> None:
    until = days(400).astimezone(HANOI)
    assert store.retain(ORIGINAL, stored.sha256, until) == Protection(until)
    assert open_store(settings).protection(ORIGINAL, stored.sha256) == Protection(until)


def test_what_is_kept_is_never_kept_for_shorter(store: ObjectStore, stored: StoredObject) -> None:
    for count in (2, 400, 3, -1, 400):
        store.retain(ORIGINAL, stored.sha256, days(count))
    kept = store.protection(ORIGINAL, stored.sha256).until
    assert kept
    assert days(399) < kept <= days(400)


def test_a_moment_that_has_passed_keeps_nothing(store: ObjectStore, stored: StoredObject) -> None:
    assert store.retain(ORIGINAL, stored.sha256, days(-1)) == Protection()


def test_an_object_may_be_kept_for_ever(store: ObjectStore, stored: StoredObject) -> None:
    for_ever = datetime(9999, 12, 31, tzinfo=UTC)
    assert store.retain(ORIGINAL, stored.sha256, for_ever).until == for_ever


def test_of_many_at_once_the_longest_counts(store: ObjectStore, stored: StoredObject) -> None:
    moments = [days(1 + i * 7 % 10) for i in range(10)]
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda until: store.retain(ORIGINAL, stored.sha256, until), moments))
    assert store.protection(ORIGINAL, stored.sha256).until == max(moments)


def test_a_hold_is_put_and_lifted_and_leaves_the_time_alone(store: ObjectStore, stored: StoredObject) -> None:
    until = store.retain(ORIGINAL, stored.sha256, days(3)).until
    for on in (True, True, False, False):
        assert store.hold(ORIGINAL, stored.sha256, on) == Protection(until, held=on)
    assert store.protection(ORIGINAL, stored.sha256) == Protection(until)


@pytest.mark.parametrize("name", [ABSENT, "../../etc/passwd"])
def test_what_is_not_there_cannot_be_kept(store: ObjectStore, name: str) -> None:
    with pytest.raises(ObjectDamaged):
        store.protection(ORIGINAL, name)
    with pytest.raises(ObjectDamaged):
        store.retain(ORIGINAL, name, days(1))
    with pytest.raises(ObjectDamaged):
        store.hold(ORIGINAL, name, True)


def test_the_same_bytes_received_again_are_kept_as_before(store: ObjectStore, stored: StoredObject) -> None:
    kept = store.retain(ORIGINAL, stored.sha256, days(3))
    store.put(ORIGINAL, io.BytesIO(b"a paper"))
    assert store.protection(ORIGINAL, stored.sha256) == kept


# --- removal ----------------------------------------------------------------------------------------------


def test_what_nothing_keeps_is_removed_and_nothing_else(
    store: ObjectStore, stored: StoredObject, remover: Remover
) -> None:
    other = store.put(ORIGINAL, io.BytesIO(b"another paper"))
    access = store.put(ObjectKind.ACCESS, io.BytesIO(b"a paper"))
    for _ in range(2):
        remover.remove(ORIGINAL, stored.sha256)

    assert not store.exists(ORIGINAL, stored.sha256)
    assert list(store.objects(ORIGINAL)) == [other]
    assert list(store.objects(ObjectKind.ACCESS)) == [access]


def test_what_is_kept_is_removed_before_its_time_only_on_purpose(
    store: ObjectStore, stored: StoredObject, remover: Remover
) -> None:
    store.retain(ORIGINAL, stored.sha256, days(3))
    with pytest.raises(StillRetained):
        remover.remove(ORIGINAL, stored.sha256)
    assert store.verify(ORIGINAL, stored.sha256)
    remover.remove(ORIGINAL, stored.sha256, early=True)
    assert not store.exists(ORIGINAL, stored.sha256)


def test_what_was_kept_is_removed_when_its_time_is_over(
    store: ObjectStore, stored: StoredObject, remover: Remover
) -> None:
    until = store.retain(ORIGINAL, stored.sha256, datetime.now(UTC) + timedelta(seconds=2)).until
    assert until
    while datetime.now(UTC) <= until:
        time.sleep(0.1)
    remover.remove(ORIGINAL, stored.sha256)
    assert not store.exists(ORIGINAL, stored.sha256)


def test_what_is_on_hold_is_never_removed(store: ObjectStore, stored: StoredObject, remover: Remover) -> None:
    store.hold(ORIGINAL, stored.sha256, True)
    for early in (False, True):
        with pytest.raises(OnHold):
            remover.remove(ORIGINAL, stored.sha256, early=early)
    assert store.verify(ORIGINAL, stored.sha256)


def test_bytes_that_come_again_after_their_removal_are_new(
    store: ObjectStore, stored: StoredObject, remover: Remover
) -> None:
    store.retain(ORIGINAL, stored.sha256, days(3))
    remover.remove(ORIGINAL, stored.sha256, early=True)
    assert store.put(ORIGINAL, io.BytesIO(b"a paper")) == stored
    assert store.protection(ORIGINAL, stored.sha256) == Protection()


def test_without_the_right_nothing_is_removed(settings: Settings) -> None:
    with pytest.raises(DisposalNotAllowed):
        open_remover(settings.model_copy(update={"disposal": None}))


def test_the_right_is_for_this_very_store(settings: Settings) -> None:
    other = "s3://KEY:SECRET@another?endpoint=http://127.0.0.1:1"
    with pytest.raises(BadAddress):
        open_remover(settings.model_copy(update={"disposal": SecretStr(other)}))
