"""Keys of owners' numbers: what is hashed and sealed, and what happens when the file is not what it should be."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.catalogue.identifiers import OwnerKind, OwnerNumber
from digitize.errors import KeyMissing
from digitize.records.keys import OwnerKeys, Sealed
from tests.archives import NUMBER, OTHER_NUMBER


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "secrets" / "owner-keys.json"


def test_the_file_is_made_once_and_readable_by_its_owner_only(file: Path) -> None:
    keys = OwnerKeys.open_or_create(file, "A-1")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [found.name for found in file.parent.iterdir()] == [file.name]
    assert OwnerKeys.open_or_create(file, "A-1").hash(NUMBER) == keys.hash(NUMBER)


def test_a_hash_depends_on_number_kind_and_key(file: Path, tmp_path: Path) -> None:
    keys = OwnerKeys.open_or_create(file, "A-1")
    key_id, hashed = keys.hash(NUMBER)
    assert key_id == keys.ids[0]
    assert len(hashed) == 64
    others = {
        keys.hash(OTHER_NUMBER)[1],
        keys.hash(OwnerNumber(OwnerKind.TAX, NUMBER.value))[1],
        OwnerKeys.open_or_create(tmp_path / "other.json", "A-1").hash(NUMBER)[1],
    }
    assert len(others | {hashed}) == 4


@given(text=st.text(max_size=40))
def test_what_is_sealed_opens_for_its_purpose_only(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    keys = OwnerKeys.open_or_create(tmp_path_factory.getbasetemp() / "property.json", "A-1")
    sealed = keys.seal(text, "number")
    assert keys.unseal(sealed, "number") == text
    assert keys.seal(text, "number").data != sealed.data
    with pytest.raises(KeyMissing):
        keys.unseal(sealed, "name")
    with pytest.raises(KeyMissing):
        keys.unseal(Sealed(sealed.key_id, bytes([sealed.data[0] ^ 1]) + sealed.data[1:]), "number")


def test_after_rotation_old_things_open_and_new_things_need_the_new_key(file: Path) -> None:
    old = OwnerKeys.open_or_create(file, "A-1")
    sealed = old.seal("text", "number")
    new = old.rotated(file)
    assert new.ids[0] == old.ids[0]
    assert len(new.ids) == 2
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert new.unseal(sealed, "number") == "text"
    assert new.hash(NUMBER)[0] == new.ids[1]
    assert new.hashes(NUMBER) == (new.hash(NUMBER)[1], old.hash(NUMBER)[1])
    assert OwnerKeys.open(file, "A-1").hashes(NUMBER) == new.hashes(NUMBER)
    with pytest.raises(KeyMissing, match=new.ids[1]):
        old.unseal(new.seal("text", "number"), "number")
    with pytest.raises(KeyMissing, match=new.ids[1]):
        old.require(new.ids)


def test_a_missing_file_or_one_of_another_archive_is_refused(file: Path) -> None:
    with pytest.raises(KeyMissing):
        OwnerKeys.open(file, "A-1")
    OwnerKeys.open_or_create(file, "A-1")
    for opening in (OwnerKeys.open, OwnerKeys.open_or_create):
        with pytest.raises(KeyMissing, match="another archive"):
            opening(file, "A-2")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b'{"archive": "A-1", "keys": []}',
        b'{"archive": "A-1", "keys": [{"id": "K", "created_at": "x", "secret": "c2hvcnQ="}]}',
        b'{"archive": "A-1", "keys": [{"id": "K", "created_at": "x", "secret": "?"}]}',
    ],
)
def test_a_damaged_file_is_refused_and_kept(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "owner-keys.json"
    file.write_bytes(content)
    with pytest.raises(KeyMissing):
        OwnerKeys.open_or_create(file, "A-1")
    assert file.read_bytes() == content


def test_nothing_shows_a_secret(file: Path) -> None:
    keys = OwnerKeys.open_or_create(file, "A-1")
    (row,) = json.loads(file.read_bytes())["keys"]
    sealed = keys.seal(NUMBER.value, "number")
    shown = repr(keys) + repr(vars(keys)) + repr(sealed)
    assert row["secret"] not in shown
    assert NUMBER.value not in shown
