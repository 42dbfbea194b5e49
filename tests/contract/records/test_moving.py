"""Records that are brought from one database into another, and the marks that keep the wrong people out meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from digitize.errors import ArchiveArriving, ArchiveMoved, NoArchive, PlaceTaken
from digitize.records.copying import TABLES, copy_rows
from digitize.records.interfaces import Records
from digitize.records.marks import Mark
from digitize.records.sqlite import open_sqlite
from digitize.records.tables import audit
from tests import postgres
from tests.archives import NUMBER, document, publication
from tests.contract.records.conftest import Opener


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Records]:
    """An archive that is to be moved, in a file."""
    opened = open_sqlite(tmp_path / "old" / "records.db", tmp_path / "old" / "owner-keys.json")
    with opened.write() as write:
        for seed in "abc":
            write.publish(document(write, seed, pages=2).id, publication())
            write.audit.append("test", "publish", seed, {"pages": 2})
    yield opened
    opened.close()


@pytest.fixture
def opened(opened: Opener, request: pytest.FixtureRequest) -> Opener:
    """Opens a place without an archive: what the fixture of PostgreSQL has brought is taken away."""
    if "postgres" in request.node.name:
        with postgres.raw(request.getfixturevalue("postgres_url")) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
    return opened


def move(source: Records, target: Records) -> int:
    with source.read() as read:
        return copy_rows(read, target, lambda _: None).written


def test_every_row_comes_over_and_a_second_pass_writes_none(source: Records, opened: Opener) -> None:
    target = opened(arriving=source.keys)
    with source.read() as read:
        total = sum(read.rows.count().values())
    assert move(source, target) == total > 0
    assert move(source, target) == 0
    with source.read() as here, target.read() as there:
        for table in TABLES:
            mine, theirs = (one.rows.between(table, None, None) for one in (here, there))
            assert {key: tuple(row) for key, row in mine.items()} == {key: tuple(row) for key, row in theirs.items()}
        assert here.audit.verify_chain() == there.audit.verify_chain()
        # Nothing is in an index over there yet.
        assert there.outbox.waiting() == 3
        assert len(there.results.find(NUMBER)) == 3


def test_what_changed_since_is_written_anew_and_histories_count_on(source: Records, opened: Opener) -> None:
    target = opened(arriving=source.keys)
    move(source, target)
    with source.write() as write:
        write.publish(write.documents.listing()[0].id, publication(agency="H20.2"))
    assert move(source, target) > 0
    assert move(source, target) == 0
    with target.write() as write:
        # Keys that count up go on behind those that came with the rows.
        write.publish(document(write, "d").id, publication())
    with pytest.raises(PlaceTaken):
        move(source, target)


def test_an_archive_that_arrives_is_for_nobody_else(source: Records, opened: Opener) -> None:
    with pytest.raises(NoArchive):
        opened(create=False, arriving=source.keys)
    target = opened(arriving=source.keys)
    assert target.archive_id == source.archive_id
    for create in (True, False):
        with pytest.raises(ArchiveArriving):
            opened(create=create)
    with target.write() as write:
        write.marks.remove(Mark.ARRIVING)
    assert opened().archive_id == source.archive_id


def test_an_archive_that_moved_takes_no_write(opened: Opener) -> None:
    records = opened()
    with records.write() as write:
        made = document(write, "a").id
        write.marks.put(Mark.MOVED)
        write.marks.put(Mark.MOVED)
    for each in (records, opened()):
        with pytest.raises(ArchiveMoved), each.write():
            pass
        with each.read() as read:
            assert read.marks.has(Mark.MOVED)
            assert read.documents.get(made).id == made


def test_another_archive_is_no_place(source: Records, opened: Opener) -> None:
    opened().close()
    with pytest.raises(PlaceTaken):
        opened(arriving=source.keys)


def test_histories_are_not_rewritten(source: Records, opened: Opener) -> None:
    target = opened(arriving=source.keys)
    move(source, target)
    with source.read() as read:
        rows = list(read.rows.between(audit, None, None).values())
    with pytest.raises(IntegrityError), target.write() as write:
        write.rows.put(audit, (), rows)
