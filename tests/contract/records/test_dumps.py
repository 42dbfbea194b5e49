"""Dumps of the records, and databases that are made from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from sqlalchemy import make_url

from digitize.errors import KeyMissing, NoArchive, PlaceTaken, ProgramMissing, RecordsUnavailable
from digitize.model import FieldName
from digitize.records.interfaces import Records
from digitize.records.postgres import load_postgres, open_postgres
from digitize.records.sqlite import load_sqlite, open_sqlite
from tests import postgres
from tests.archives import NUMBER, document, publication
from tests.contract.records.conftest import Opener

Fill = Callable[[BinaryIO], None]


class Place:
    """Where there is no archive yet.

    Args:
        folder: Of a place for a file; of no use to a database.
        url: Of an empty database; empty for a file.
    """

    def __init__(self, folder: Path, url: str) -> None:
        self._file, self._url, self._key_file = folder / "new.db", url, folder / "new-keys.json"

    def load(self, fill: Fill) -> None:
        if self._url:
            load_postgres(self._url, fill)
        else:
            load_sqlite(self._file, fill)

    def open(self, *, keyless: bool = True) -> Records:
        if self._url:
            return open_postgres(self._url, self._key_file, create=False, keyless=keyless)
        return open_sqlite(self._file, self._key_file, create=False, keyless=keyless)


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Of the same kind as the database that is dumped."""
    if "sqlite" in request.node.name:
        yield Place(tmp_path, "")
        return
    with postgres.database() as url:
        yield Place(tmp_path, url)


@pytest.fixture
def records(opened: Opener) -> Records:
    """With three documents."""
    made = opened()
    with made.write() as write:
        for seed in "abc":
            write.publish(document(write, seed, pages=2).id, publication())
            write.audit.append("test", "publish", seed)
    return made


def writes(content: bytes) -> Fill:
    def fill(target: BinaryIO) -> None:
        target.write(content)

    return fill


def dump_of(records: Records) -> bytes:
    with records.dump() as (_, stream):
        return stream.read()


def test_a_dump_has_what_its_transaction_sees(records: Records, opened: Opener, place: Place) -> None:
    with records.dump() as (read, stream):
        with opened().write() as write:
            write.publish(document(write, "d").id, publication())
        content = stream.read()
        rows, chains = read.rows.count(), read.audit.verify_chain()
        keys = read.rows.keys_in_use()
    place.load(writes(content))
    new = place.open()
    with new.read() as read:
        assert (read.rows.count(), read.audit.verify_chain()) == (rows, chains)
        assert len(read.documents.listing()) == 3
        assert read.rows.keys_in_use() == keys == records.keys.ids
    assert new.archive_id == records.archive_id
    with new.write() as write:
        # What counts up goes on behind what came.
        write.audit.append("test", "restore", "x")
        write.batches.open("Lô sau")
    new.close()


def test_without_the_keys_all_can_be_seen_but_what_is_sealed(records: Records, place: Place) -> None:
    content = dump_of(records)
    place.load(writes(content))
    new = place.open()
    with new.read() as read:
        (document, *_) = read.documents.listing()
        assert read.outbox.entry_facts(document.id).owner_hashes
        assert read.statements.effective(document.id, unsealed=False).get(FieldName.OWNER_ID) is None
        with pytest.raises(KeyMissing):
            read.statements.effective(document.id)
        assert read.results.find(NUMBER) == ()
    with pytest.raises(KeyMissing), new.write() as write:
        write.publish(document.id, publication(agency="H20.3"))
    new.close()
    with pytest.raises(KeyMissing):
        place.open(keyless=False)


def test_a_place_with_a_database_is_taken(records: Records, place: Place) -> None:
    content = dump_of(records)
    place.load(writes(content))
    with pytest.raises(PlaceTaken):
        place.load(writes(content))


def test_a_dump_that_breaks_off_leaves_nothing(records: Records, place: Place) -> None:
    content = dump_of(records)

    def half(target: BinaryIO) -> None:
        target.write(content[: len(content) // 2])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        place.load(half)
    with pytest.raises(NoArchive):
        place.open()
    place.load(writes(content))
    place.open().close()


def test_what_is_no_dump_is_refused_by_the_database(postgres_url: str) -> None:
    with postgres.database() as url:
        for wrong in (b"", b"nothing of that kind" * 100_000):
            with pytest.raises(RecordsUnavailable, match="pg_restore"):
                load_postgres(url, writes(wrong))


def test_without_the_programs_that_is_said(postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = open_postgres(postgres_url, tmp_path / "keys.json")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ProgramMissing), records.dump():
        pass
    with postgres.database() as url, pytest.raises(ProgramMissing):
        load_postgres(url, lambda _: None)
    records.close()


def test_a_password_stands_on_no_command_line(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = tmp_path / "pg_dump"
    said.write_text('#!/bin/sh\nprintf "%s " "$@"\n')
    said.chmod(0o700)
    records = open_postgres(postgres_url, tmp_path / "keys.json")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with records.dump() as (_, stream):
        arguments = stream.read().decode()
    assert "--snapshot=" in arguments
    assert str(make_url(postgres_url).password) not in arguments
    records.close()
