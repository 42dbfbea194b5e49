"""What every object store owes its callers, whatever lies behind the port."""

from __future__ import annotations

import hashlib
import io
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from digitize.errors import ObjectDamaged
from digitize.model import ObjectKind, StoredObject
from digitize.settings import Settings
from digitize.store.hashing import CHUNK
from digitize.store.interfaces import ObjectStore
from digitize.store.opening import open_store

ORIGINAL = ObjectKind.ORIGINAL
ABSENT = hashlib.sha256(b"never stored").hexdigest()


def read(store: ObjectStore, stored: StoredObject) -> bytes:
    with store.open(stored.kind, stored.sha256) as stream:
        return stream.read()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, 2 * CHUNK + 7])
def test_bytes_come_back_identical_under_their_hash(store: ObjectStore, size: int) -> None:
    content = bytes(i * 31 % 251 for i in range(1000)) * (size // 1000 + 1)
    content = content[:size]

    stored = store.put(ORIGINAL, io.BytesIO(content))

    assert stored == StoredObject(ORIGINAL, hashlib.sha256(content).hexdigest(), size)
    assert read(store, stored) == content
    assert store.verify(ORIGINAL, stored.sha256) == size


def test_a_file_is_stored_and_stays_where_it_was(store: ObjectStore, tmp_path: Path) -> None:
    source = tmp_path / "quét số 1.pdf"
    source.write_bytes(b"%PDF-1.7 ...")

    stored = store.put(ORIGINAL, source)

    assert read(store, stored) == b"%PDF-1.7 ..." == source.read_bytes()


def test_a_stream_is_taken_from_its_present_position(store: ObjectStore) -> None:
    stream = io.BytesIO(b"headBODY")
    stream.seek(4)
    assert read(store, store.put(ORIGINAL, stream)) == b"BODY"


def test_a_stream_may_give_little_at_a_time(store: ObjectStore) -> None:
    class Dripping(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(3)

    assert read(store, store.put(ORIGINAL, Dripping(b"drop by drop"))) == b"drop by drop"


def test_the_same_bytes_are_one_object(store: ObjectStore) -> None:
    first = store.put(ORIGINAL, io.BytesIO(b"same"))
    again = store.put(ORIGINAL, io.BytesIO(b"same"))
    known = store.put(ORIGINAL, io.BytesIO(b"same"), expect=first.sha256)

    assert first == again == known
    assert list(store.objects(ORIGINAL)) == [first]


def test_shelves_are_separate(store: ObjectStore) -> None:
    original = store.put(ORIGINAL, io.BytesIO(b"x"))
    access = store.put(ObjectKind.ACCESS, io.BytesIO(b"y"))

    assert not store.exists(ObjectKind.ACCESS, original.sha256)
    assert list(store.objects(ORIGINAL)) == [original]
    assert list(store.objects(ObjectKind.ACCESS)) == [access]
    assert list(store.objects(ObjectKind.PAGE_TEXT)) == []


def test_objects_lists_every_one(store: ObjectStore) -> None:
    stored = {store.put(ORIGINAL, io.BytesIO(bytes([i]) * i)) for i in range(20)}
    assert set(store.objects(ORIGINAL)) == stored


def test_bytes_that_are_not_the_expected_ones_are_refused(store: ObjectStore) -> None:
    with pytest.raises(ObjectDamaged):
        store.put(ORIGINAL, io.BytesIO(b"other"), expect=ABSENT)
    assert list(store.objects(ORIGINAL)) == []


def test_an_object_that_is_there_does_not_vouch_for_other_bytes(store: ObjectStore) -> None:
    stored = store.put(ORIGINAL, io.BytesIO(b"right"))
    with pytest.raises(ObjectDamaged):
        store.put(ORIGINAL, io.BytesIO(b"wrong"), expect=stored.sha256)
    assert read(store, stored) == b"right"
    assert list(store.objects(ORIGINAL)) == [stored]


@pytest.mark.parametrize("name", [ABSENT, "", "..", "../../etc/passwd", ABSENT.upper(), ABSENT + "\n"])
def test_what_is_not_there_is_said_to_be_missing(store: ObjectStore, name: str) -> None:
    store.put(ORIGINAL, io.BytesIO(b"something else"))

    assert not store.exists(ORIGINAL, name)
    with pytest.raises(ObjectDamaged):
        store.open(ORIGINAL, name)
    with pytest.raises(ObjectDamaged):
        store.verify(ORIGINAL, name)
    with pytest.raises(ObjectDamaged), store.local(ORIGINAL, name):
        pass


def test_a_local_file_holds_the_bytes_and_is_read_only(store: ObjectStore) -> None:
    stored = store.put(ORIGINAL, io.BytesIO(b"local"))
    with store.local(ORIGINAL, stored.sha256) as path:
        assert path.read_bytes() == b"local"
        assert not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    assert store.exists(ORIGINAL, stored.sha256)


def test_an_error_of_the_source_is_not_the_stores_and_leaves_nothing(store: ObjectStore, tmp_path: Path) -> None:
    class Unplugged(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise OSError("the scanner's disk is gone")
            return super().read(4)

    with pytest.raises(OSError, match="gone"):
        store.put(ORIGINAL, Unplugged(b"half of it"))
    with pytest.raises(FileNotFoundError):
        store.put(ORIGINAL, tmp_path / "absent")
    assert list(store.objects(ORIGINAL)) == []


def test_writers_of_the_same_bytes_at_once_all_get_the_one_object(store: ObjectStore) -> None:
    contents = [bytes([i % 3]) * 50_000 for i in range(24)]
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(lambda content: store.put(ORIGINAL, io.BytesIO(content)), contents))

    assert {each.sha256 for each in stored} == {hashlib.sha256(c).hexdigest() for c in contents}
    assert set(store.objects(ORIGINAL)) == set(stored)
    assert [store.verify(ORIGINAL, each.sha256) for each in set(stored)] == [50_000] * 3


def test_what_is_stored_is_there_for_the_next_who_opens(store: ObjectStore, settings: Settings) -> None:
    stored = store.put(ORIGINAL, io.BytesIO(b"to stay"))
    assert read(open_store(settings), stored) == b"to stay"


# --- repair -----------------------------------------------------------------------------------------------


def test_what_is_missing_is_brought_back(store: ObjectStore, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.write_bytes(b"lost")
    name = hashlib.sha256(b"lost").hexdigest()
    assert store.mend(ORIGINAL, name, copy) == StoredObject(ORIGINAL, name, 4)
    assert store.verify(ORIGINAL, name) == 4
    assert list(store.objects(ORIGINAL)) == [StoredObject(ORIGINAL, name, 4)]


def test_what_is_intact_is_left_as_it_is(store: ObjectStore) -> None:
    stored = store.put(ORIGINAL, io.BytesIO(b"intact"))
    assert store.mend(ORIGINAL, stored.sha256, io.BytesIO(b"intact")) == stored
    assert list(store.objects(ORIGINAL)) == [stored]


def test_a_copy_that_is_damaged_itself_mends_nothing(store: ObjectStore) -> None:
    with pytest.raises(ObjectDamaged):
        store.mend(ORIGINAL, ABSENT, io.BytesIO(b"something else"))
    assert list(store.objects(ORIGINAL)) == []
