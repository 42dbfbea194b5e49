"""What every place for backups owes its callers, whatever lies behind the port."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from pydantic import SecretStr

from digitize.errors import NotFound, StoreUnavailable, StoreUnsafe
from digitize.settings import Settings
from digitize.store.s3_client import PART, connect
from digitize.store.vault.interfaces import Vault
from digitize.store.vault.opening import open_vault
from tests.stores import StoreKey, owner_address, throw_away_buckets


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a place of each implementation that is not there yet."""
    if request.param == "folder":
        yield str(tmp_path / "a" / "vault")
        return
    with throw_away_buckets(request.getfixturevalue("store_key")) as made:
        store = made(tmp_path).store
        assert store
        yield store.get_secret_value()


@pytest.fixture
def vault(place: str, tmp_path: Path) -> Vault:
    """An empty place of each implementation."""
    opened = open_at(place, tmp_path)
    opened.prepare()
    return opened


def open_at(place: str, folder: Path) -> Vault:
    return open_vault(Settings(home=folder / "home", backup=SecretStr(place)))


def add(vault: Vault, name: str, content: bytes) -> None:
    def fill(target: BinaryIO) -> str:
        target.write(content)
        return name

    vault.add(fill)


def read(vault: Vault, name: str) -> bytes:
    with vault.open(name) as stream:
        return stream.read()


@pytest.mark.parametrize("size", [0, 1, PART, PART + 7])
def test_bytes_come_back_identical_under_their_name(vault: Vault, size: int) -> None:
    content = (b"sealed" * (size // 6 + 1))[:size]
    add(vault, "objects/texts/ab/cd/x-1.age", content)
    assert read(vault, "objects/texts/ab/cd/x-1.age") == content


def test_names_are_given_by_folder(vault: Vault) -> None:
    assert list(vault.names("objects")) == []
    for name in ("objects/a/1.age", "objects/b/2.age", "objects-else/3.age", "backups/4/backup.json"):
        add(vault, name, b"x")
    assert sorted(vault.names("objects")) == ["objects/a/1.age", "objects/b/2.age"]
    assert list(vault.names("backups")) == ["backups/4/backup.json"]


def test_what_could_not_be_filled_is_not_there(vault: Vault) -> None:
    def fill(target: BinaryIO) -> str:
        target.write(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        vault.add(fill)
    assert list(vault.names("objects")) == []
    with pytest.raises(NotFound):
        vault.open("objects/a/1.age")


def test_a_place_that_is_there_is_used(vault: Vault, place: str, tmp_path: Path) -> None:
    add(vault, "objects/a/1.age", b"x")
    again = open_at(place, tmp_path)
    again.prepare()
    assert read(again, "objects/a/1.age") == b"x"


def test_a_bucket_that_keeps_no_versions_is_refused(store_key: StoreKey, tmp_path: Path) -> None:
    with throw_away_buckets(store_key) as made:
        store = made(tmp_path).store
        assert store
        bucket = f"{store.get_secret_value().rpartition('@')[2].partition('?')[0]}-backup"
        connect(owner_address()).make_bucket(bucket)
        with pytest.raises(StoreUnsafe):
            open_at(store.get_secret_value(), tmp_path).prepare()
        wrong = open_at(store.get_secret_value().replace(store_key.secret, "wrong"), tmp_path)
        with pytest.raises(StoreUnavailable):
            wrong.prepare()
