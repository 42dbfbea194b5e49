"""What the file store does with damage, leftovers and memory."""

from __future__ import annotations

import io
import os
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digitize.errors import ObjectDamaged
from digitize.model import ObjectKind, StoredObject
from digitize.store.files import FileStore
from digitize.store.hashing import CHUNK
from digitize.store.incoming import LEFTOVER_AGE
from digitize.store.removal import FileRemover

ORIGINAL = ObjectKind.ORIGINAL


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "store"


def put(root: Path, content: bytes) -> tuple[FileStore, StoredObject, Path]:
    store = FileStore(root)
    stored = store.put(ORIGINAL, io.BytesIO(content))
    path = root / "originals" / stored.sha256[:2] / stored.sha256[2:4] / stored.sha256
    return store, stored, path


def damage(path: Path, content: bytes) -> None:
    path.chmod(0o600)
    path.write_bytes(content)


def test_an_object_is_a_read_only_file_named_by_its_hash(root: Path) -> None:
    mask = os.umask(0o022)
    try:
        _, _, path = put(root, b"abc")
    finally:
        os.umask(mask)
    assert path.name == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert path.stat().st_mode & 0o777 == 0o444
    assert list((root / "incoming").iterdir()) == []


def test_a_strict_umask_is_respected(root: Path) -> None:
    mask = os.umask(0o077)
    try:
        _, _, path = put(root, b"secret")
    finally:
        os.umask(mask)
    assert path.stat().st_mode & 0o777 == 0o400


@pytest.mark.parametrize("wrong", [b"abd", b"ab", b"", b"abcc"], ids=["flipped", "cut", "emptied", "grown"])
def test_damage_is_found_and_never_written_over(root: Path, wrong: bytes) -> None:
    store, stored, path = put(root, b"abc")
    damage(path, wrong)

    with pytest.raises(ObjectDamaged):
        store.verify(ORIGINAL, stored.sha256)
    with pytest.raises(ObjectDamaged):
        store.put(ORIGINAL, io.BytesIO(b"abc"))
    with pytest.raises(ObjectDamaged):
        store.put(ORIGINAL, io.BytesIO(b"abc"), expect=stored.sha256)
    assert path.read_bytes() == wrong
    assert list((root / "incoming").iterdir()) == []


def test_what_is_damaged_is_mended_and_stays_aside_until_it_is_disposed_of(root: Path) -> None:
    store, stored, path = put(root, b"abc")
    damage(path, b"abd")

    for _ in range(2):
        assert store.mend(ORIGINAL, stored.sha256, io.BytesIO(b"abc")) == stored
    assert path.read_bytes() == b"abc"
    assert path.stat().st_mode & 0o222 == 0
    [aside] = [each for each in (root / "damaged").rglob("*") if each.is_file()]
    assert aside.read_bytes() == b"abd"
    assert list(store.objects(ORIGINAL)) == [stored]
    assert list((root / "incoming").iterdir()) == []

    FileRemover(root).remove(ORIGINAL, stored.sha256)
    assert not path.exists()
    assert not aside.exists()


def test_a_copy_that_is_damaged_itself_takes_the_place_of_nothing(root: Path) -> None:
    store, stored, path = put(root, b"abc")
    damage(path, b"abd")
    with pytest.raises(ObjectDamaged):
        store.mend(ORIGINAL, stored.sha256, io.BytesIO(b"abe"))
    assert path.read_bytes() == b"abd"
    assert not (root / "damaged").exists()


def test_a_mend_that_breaks_off_leaves_the_object_as_it_was(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, stored, path = put(root, b"abc")
    damage(path, b"abd")
    with monkeypatch.context() as broken:

        def no_rename(*_: object) -> None:
            raise KeyboardInterrupt

        broken.setattr(Path, "rename", no_rename)
        with pytest.raises(KeyboardInterrupt):
            store.mend(ORIGINAL, stored.sha256, io.BytesIO(b"abc"))
    assert path.read_bytes() == b"abd"
    assert store.mend(ORIGINAL, stored.sha256, io.BytesIO(b"abc")) == stored
    assert store.verify(ORIGINAL, stored.sha256)


def test_bytes_that_reach_the_disk_changed_are_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr("digitize.store.files.os.write", lambda fd, data: write(fd, b"?" * len(data)))

    with pytest.raises(ObjectDamaged):
        FileStore(root).put(ORIGINAL, io.BytesIO(b"abc"))
    assert list(FileStore(root).objects(ORIGINAL)) == []


def test_the_order_is_write_sync_name_sync(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An object may be acknowledged only when its bytes, its name and its folders are on disk."""
    steps: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def watched_fsync(descriptor: int) -> None:
        steps.append("sync " + Path(f"/proc/self/fd/{descriptor}").readlink().name)
        fsync(descriptor)

    def watched_rename(path: Path, target: Path) -> Path:
        steps.append("rename")
        return rename(path, target)

    monkeypatch.setattr("digitize.store.files.os.fsync", watched_fsync)
    monkeypatch.setattr(Path, "rename", watched_rename)
    FileStore(root).put(ORIGINAL, io.BytesIO(b"abc"))

    named = [step if not step.endswith(".part") else "sync bytes" for step in steps]
    # The new folders store, incoming; the bytes; the new folders originals, ba, 78; the name.
    above = [f"sync {root.parent.name}", "sync store"]
    assert named == [*above, "sync bytes", "sync store", "sync originals", "sync ba", "rename", "sync 78"]


def test_leftovers_are_no_objects_and_go_after_a_day(root: Path) -> None:
    put(root, b"abc")
    old, fresh = root / "incoming" / "old.part", root / "incoming" / "fresh.part"
    old.write_bytes(b"half")
    fresh.write_bytes(b"hal")
    past = fresh.stat().st_mtime - LEFTOVER_AGE - 60
    os.utime(old, (past, past))

    store = FileStore(root)

    assert not old.exists()
    assert fresh.exists()
    assert [each.size for each in store.objects(ORIGINAL)] == [3]


def test_files_that_are_no_objects_are_passed_over(root: Path) -> None:
    store, stored, path = put(root, b"abc")
    (path.parent / "notes.txt").write_text("not ours")
    stray = root / "originals" / "00" / "00"
    stray.mkdir(parents=True)
    (stray / stored.sha256).write_bytes(b"abc")

    assert list(store.objects(ORIGINAL)) == [stored]


def test_opening_a_store_writes_nothing(root: Path) -> None:
    store = FileStore(root)
    assert list(store.objects(ORIGINAL)) == []
    assert not root.exists()


def test_a_big_file_never_lies_in_memory(root: Path, tmp_path: Path) -> None:
    big = tmp_path / "big"
    with big.open("wb") as sparse:
        sparse.truncate(64 * CHUNK)
    store = FileStore(root)
    tracemalloc.start()
    try:
        stored = store.put(ORIGINAL, big)
        store.verify(ORIGINAL, stored.sha256)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert stored.size == 64 * CHUNK
    assert peak < 6 * CHUNK


def test_a_protection_that_cannot_be_read_is_not_taken_as_none(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    stored = store.put(ORIGINAL, io.BytesIO(b"kept"))
    store.retain(ORIGINAL, stored.sha256, datetime.now(UTC) + timedelta(days=1))
    [sidecar] = (tmp_path / "protection").rglob(stored.sha256)
    sidecar.write_text("{")

    with pytest.raises(ObjectDamaged):
        store.protection(ORIGINAL, stored.sha256)
    with pytest.raises(ObjectDamaged):
        store.retain(ORIGINAL, stored.sha256, datetime.now(UTC) + timedelta(days=9))
    with pytest.raises(ObjectDamaged):
        FileRemover(tmp_path).remove(ORIGINAL, stored.sha256, early=True)
    assert store.verify(ORIGINAL, stored.sha256)
