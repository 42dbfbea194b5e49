"""The SQLite index as a file: versions, damage, being replaced, many users at once."""

from __future__ import annotations

import random
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from digitize.errors import IndexUnavailable
from digitize.index import sqlite_schema as schema
from digitize.index.cursors import Place
from digitize.index.plans import Found, Plan
from digitize.index.sqlite import SqliteIndex
from digitize.index.sqlite_query import answer
from digitize.model import IndexEntry, SearchQuery

PHEP = SearchQuery(text="phép")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "index" / "search.db"


def entries(count: int, prefix: str = "d") -> Iterator[IndexEntry]:
    for n in range(count):
        yield IndexEntry(f"{prefix}{n}", 1, title="Giấy phép", number=f"{n}/GPXD", body=f"Cấp phép lần {n}. " * 30)


def names(path: Path) -> set[str]:
    return {each.name for each in path.parent.iterdir()}


def test_looking_at_a_missing_index_makes_nothing(path: Path) -> None:
    assert SqliteIndex(path).stale
    with pytest.raises(IndexUnavailable):
        SqliteIndex(path).search(PHEP)
    assert not path.parent.exists()


def test_nothing_but_the_index_and_its_locks_is_left(path: Path) -> None:
    index = SqliteIndex(path)
    index.rebuild(entries(3))
    index.apply(entries(3, "e"))
    index.search(PHEP)
    assert names(path) == {"search.db", "search.db.lock", "search.db.lock.turn", "search.db.writer"}


def test_the_index_is_a_file_with_a_write_ahead_log(path: Path) -> None:
    SqliteIndex(path).rebuild(entries(3))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")


def test_taking_out_leaves_the_full_text_in_order(path: Path) -> None:
    """What is taken out of the full text is computed anew; one letter of difference would leave it damaged."""
    texts = ["Đồng 07/GCN x\u0303 İ ß Ǆ 한국 \u1e9b\u0323", "\x00 \ud800 \U0001f600 ﬁ №5", "1 / 2.3\n\n4-5"]
    index = SqliteIndex(path)
    index.rebuild(())
    for revision, text in enumerate(texts * 2):
        index.apply([IndexEntry("a", revision, title=text, number=text, body=text, owner_names=(text, text))])
    index.apply([IndexEntry("a", 99)])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        connection.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, words, row)")
        left = connection.execute("SELECT term FROM temp.vocabulary").fetchall()
        assert left == [("agency/none",), ("day/none",), ("month/none",), ("number/none",)]


@pytest.mark.parametrize(
    "change",
    ["PRAGMA user_version = 9999", "UPDATE meta SET stamp = '1 unicode 1.0'", "DELETE FROM meta", "DROP TABLE meta"],
)
def test_an_index_of_another_version_is_stale_until_rebuilt(path: Path, change: str) -> None:
    index = SqliteIndex(path)
    index.rebuild(entries(3))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(change)

    assert index.stale
    with pytest.raises(IndexUnavailable):
        index.search(PHEP)
    with pytest.raises(IndexUnavailable):
        index.apply(entries(1))

    assert index.rebuild(entries(2)).count == 2
    assert not index.stale
    assert index.search(PHEP).total == 2


def test_the_stamp_names_the_unicode_tables(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    SqliteIndex(path).rebuild(entries(1))
    monkeypatch.setattr(schema, "STAMP", "1 unicode 99")
    assert SqliteIndex(path).stale


@pytest.mark.parametrize(
    "content", [b"", b"not a database", b"SQLite format 3\x00" + bytes(84), bytes(10_000)], ids=range(4)
)
def test_a_file_that_is_no_index_is_stale_until_rebuilt(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    index = SqliteIndex(path)

    assert index.stale
    for use in (lambda: index.search(PHEP), lambda: index.apply(entries(1)), lambda: list(index.revisions())):
        with pytest.raises(IndexUnavailable):
            use()
    assert path.read_bytes() == content

    index.rebuild(entries(2))
    assert index.search(PHEP).total == 2


@pytest.mark.parametrize("cut", [100, 4096, 50_000])
def test_a_truncated_index_never_ends_in_a_traceback(path: Path, cut: int) -> None:
    index = SqliteIndex(path)
    index.rebuild(entries(200))
    path.write_bytes(path.read_bytes()[:cut])
    try:
        index.search(PHEP)
    except IndexUnavailable:
        assert index.stale
    index.rebuild(entries(2))
    assert index.search(PHEP).total == 2


def test_a_damaged_index_says_so_and_is_stale_from_then_on(path: Path) -> None:
    """Pages are overwritten at random; whatever SQLite notices must come out as the one error."""
    rng = random.Random(5)
    index = SqliteIndex(path)
    index.rebuild(entries(200))
    good = path.read_bytes()
    noticed = 0
    for _ in range(60):
        damaged = bytearray(good)
        for _ in range(3):
            start = rng.randrange(4096, len(good) - 2000)
            damaged[start : start + 2000] = rng.randbytes(2000)
        path.write_bytes(damaged)
        try:
            index.search(PHEP)
            index.apply([IndexEntry("d7", 2, body="mới")])
            dict(index.revisions())
        except IndexUnavailable:
            noticed += 1
            assert index.stale
    assert noticed > 20


def test_damage_removes_only_the_file_that_was_damaged(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = SqliteIndex(path)
    index.rebuild(entries(3))

    def replaced_meanwhile(*_: object) -> None:
        path.with_name("other").write_bytes(path.read_bytes())
        path.with_name("other").replace(path)
        raise sqlite3.DataError

    with monkeypatch.context() as patched:
        patched.setattr("digitize.index.sqlite.answer", replaced_meanwhile)
        with pytest.raises(IndexUnavailable, match="DataError"):
            index.search(PHEP)
    assert index.search(PHEP).total == 3


def test_a_mistake_of_the_caller_is_no_damage(path: Path) -> None:
    index = SqliteIndex(path)
    index.rebuild(entries(3))
    with pytest.raises(IndexUnavailable):
        index.apply([IndexEntry("a", 1, term_known=object())])  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        index.search(SearchQuery(text=b"x"))  # type: ignore[arg-type]
    assert index.search(PHEP).total == 3


def test_an_error_of_the_caller_takes_nothing_in(path: Path) -> None:
    index = SqliteIndex(path)
    index.rebuild(())

    def broken() -> Iterator[IndexEntry]:
        yield from entries(1)
        raise sqlite3.DatabaseError("the caller's own database")

    with pytest.raises(sqlite3.DatabaseError):
        index.apply(broken())
    assert dict(index.revisions()) == {}


def test_a_leftover_of_a_crashed_rebuild_does_no_harm(path: Path) -> None:
    path.parent.mkdir()
    path.with_name("search.db.new").write_bytes(b"half an index")
    index = SqliteIndex(path)
    assert index.stale
    index.rebuild(entries(1))
    assert index.search(PHEP).total == 1
    assert not path.with_name("search.db.new").exists()


@pytest.mark.parametrize("old_is_damaged", [False, True])
def test_a_log_of_the_old_index_never_meets_the_new_one(path: Path, old_is_damaged: bool) -> None:
    """The log of a writer that died is still there when the index is rebuilt."""
    index = SqliteIndex(path)
    index.rebuild(entries(50))
    log = path.with_name("search.db-wal")
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("UPDATE entries SET title = 'in the log only'")
        in_log, in_file = log.read_bytes(), path.read_bytes()
    path.write_bytes(bytes(4096) if old_is_damaged else in_file)
    log.write_bytes(in_log)

    index.rebuild(entries(20, "new"))

    assert not log.exists()
    assert set(dict(index.revisions())) == {f"new{n}" for n in range(20)}
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_nobody_replaces_the_index_while_it_is_being_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = SqliteIndex(path)
    index.rebuild(entries(1))
    before = path.stat().st_ino
    rebuild = threading.Thread(target=index.rebuild, args=(list(entries(2)),))

    def slowly(connection: sqlite3.Connection, query: SearchQuery, plan: Plan, behind: Place | None) -> Found:
        rebuild.start()
        rebuild.join(timeout=1)
        assert rebuild.is_alive()
        assert path.stat().st_ino == before
        return answer(connection, query, plan, behind)

    monkeypatch.setattr("digitize.index.sqlite.answer", slowly)
    assert index.search(PHEP).total == 1
    monkeypatch.undo()
    rebuild.join()
    assert index.search(PHEP).total == 2


def test_searches_writers_and_rebuilds_at_once(path: Path) -> None:
    index = SqliteIndex(path)
    index.rebuild(entries(30))
    done = threading.Event()

    def searching() -> int:
        count = 0
        while not done.is_set():
            assert index.search(PHEP).total >= 30
            count += 1
        return count

    def writing(worker: int) -> None:
        for n in range(10):
            assert index.apply(entries(1, f"w{worker}-{n}-")).count == 1

    with ThreadPoolExecutor(6) as pool:
        searches = [pool.submit(searching) for _ in range(3)]
        writers = [pool.submit(writing, worker) for worker in range(2)]
        try:
            for _ in range(5):
                index.rebuild(entries(30))
            for writer in writers:
                writer.result()
        finally:
            done.set()
        assert sum(each.result() for each in searches) > 0
    assert not index.stale
    assert index.rebuild(entries(30)).count == 30
