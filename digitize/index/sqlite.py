"""The search index in one SQLite file (FTS5), for one machine."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path

from digitize.errors import IndexUnavailable
from digitize.index import locks, plans
from digitize.index import sqlite_schema as schema
from digitize.index.sqlite_query import answer
from digitize.index.understanding import Understanding
from digitize.model import IndexEntry, SearchAnswer, SearchQuery, Taken

BUSY_TIMEOUT = 30.0
"""Seconds one writer waits for another."""

_REVISIONS = "SELECT document_id, revision FROM entries WHERE document_id > ? ORDER BY document_id LIMIT ?"
_CHUNK = 10_000
_PASSING = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_PROTOCOL,
}
"""Primary codes that speak of the machine. Any other, from a file with our stamp, speaks of the file."""


class SqliteIndex:
    """A :class:`~digitize.index.interfaces.SearchIndex` in a file.

    Every call opens the file and closes it again: calls from many threads and processes go on beside each other,
    and each sees the newest index. Beside the file lie its locks (``.lock``, ``.lock.turn``, ``.writer``), SQLite's
    ``-wal`` and ``-shm`` while it is open, and ``.new`` while it is rebuilt. A file found damaged is removed: it can
    be rebuilt, and no process goes on answering from it.

    Args:
        path: The file; it and its folder are made by :meth:`rebuild`.
        understand: Reads queries.
    """

    def __init__(self, path: Path, understand: Understanding | None = None) -> None:
        self._path = path
        self._understand = understand or Understanding()
        self._use = locks.UseLock(path.with_name(path.name + ".lock"))
        self._writer = path.with_name(path.name + ".writer")
        self._new = path.with_name(path.name + ".new")

    @property
    def name(self) -> str:
        """That it is in the archive's folder, wherever that is now; see :attr:`SearchIndex.name`."""
        return "sqlite"

    @property
    def stale(self) -> bool:
        """Whether the index must be rebuilt; see :attr:`SearchIndex.stale`."""
        try:
            with self._open():
                return False
        except IndexUnavailable:
            return True

    def apply(self, entries: Iterable[IndexEntry]) -> Taken:
        """Takes entries in, all but the refused or none; see :meth:`SearchIndex.apply`.

        Waits while the index is being rebuilt.

        Raises:
            IndexUnavailable: The index is stale, or could not be written (then nothing was taken in).
        """
        # Read out first: neither the caller's errors nor the caller's slowness belong into the transaction.
        batch = list(entries)
        self._require()
        with _translated(), locks.alone(self._writer), self._open() as connection:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            taken = schema.put(connection, batch)
            connection.execute("COMMIT")
            return taken

    def rebuild(self, entries: Iterable[IndexEntry]) -> Taken:
        """Builds the index anew; see :meth:`SearchIndex.rebuild`.

        Searches go on in the old index meanwhile. If building fails, the old index stays.

        Raises:
            IndexUnavailable: The new index could not be written.
        """
        with _translated():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with locks.alone(self._writer):
                try:
                    taken = self._build(entries)
                    with self._use.alone():
                        self._retire()
                        self._new.replace(self._path)
                        _sync(self._path.parent)
                finally:
                    _remove(self._new)
        return taken

    def search(self, query: SearchQuery) -> SearchAnswer:
        """Hits, best first; see :meth:`SearchIndex.search` and, for the language, :mod:`digitize.index.terms` and
        :mod:`digitize.index.understanding`.

        Raises:
            IndexUnavailable: The index is stale.
            BadCursor: The query's cursor is not of this query.
        """
        with self._open() as connection:
            connection.execute("BEGIN")
            return plans.answer(query, self._understand, partial(answer, connection, query))

    def revisions(self) -> Iterator[tuple[str, int]]:
        """Document ids with the indexed revision; see :meth:`SearchIndex.revisions`.

        Raises:
            IndexUnavailable: The index is stale.
        """
        after = ""
        while True:
            # By the piece, so that whoever goes through them does not keep a new index from its place.
            with self._open() as connection:
                found = connection.execute(_REVISIONS, (after, _CHUNK)).fetchall()
            yield from found
            if len(found) < _CHUNK:
                return
            after = found[-1][0]

    def close(self) -> None:
        """Nothing is held between calls."""

    def _require(self) -> None:
        if not self._path.is_file():
            raise IndexUnavailable("missing")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """The file as it is now, as long as nobody replaces it."""
        self._require()
        ours = None
        try:
            with _translated(), self._use.shared(), closing(_connect(self._path)) as connection:
                if not schema.is_current(connection):
                    raise IndexUnavailable("made by another version")
                ours = self._path.stat().st_ino
                yield connection
        except IndexUnavailable as error:
            if ours is not None and _is_damage(error.__cause__):
                self._discard(ours)
            raise

    def _build(self, entries: Iterable[IndexEntry]) -> Taken:
        """Writes a whole index under its temporary name, down to the disk."""
        _remove(self._new)
        with closing(sqlite3.connect(self._new, isolation_level=None)) as connection:
            # Nobody reads this file before it is whole, so nothing in it needs a way back.
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            schema.create(connection)
            connection.execute("BEGIN")
            taken = schema.put(connection, entries)
            connection.execute("INSERT INTO words (words) VALUES ('optimize')")
            connection.execute("COMMIT")
            connection.execute("PRAGMA journal_mode = WAL")
            (count,) = connection.execute("SELECT count(*) FROM entries").fetchone()
        _sync(self._new)
        return Taken(count, taken.refused)

    def _retire(self) -> None:
        """Leaves the old file whole without its log, so that the log can never meet the new file.

        The caller holds the file alone.
        """
        with suppress(sqlite3.Error), closing(_connect(self._path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        _remove_log(self._path)
        _sync(self._path.parent)

    def _discard(self, inode: int) -> None:
        """Removes a damaged index, unless it has been replaced since."""
        with _translated(), self._use.alone():
            if self._path.exists() and self._path.stat().st_ino == inode:
                _remove(self._path)


def _connect(path: Path) -> sqlite3.Connection:
    """Opens an existing file; SQLite would make a missing one."""
    uri = f"{path.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT, isolation_level=None)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise IndexUnavailable(getattr(error, "sqlite_errorname", type(error).__name__)) from error
    except OSError as error:
        raise IndexUnavailable(errno.errorcode.get(error.errno or 0, "EIO")) from error


def _is_damage(error: BaseException | None) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        # What Python's own layer finds: text that is no UTF-8, values that no writer of ours put there.
        return isinstance(error, (sqlite3.OperationalError, sqlite3.DataError))
    # The low byte of an extended result code is its primary code.
    return code & 0xFF not in _PASSING


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _remove_log(path)


def _remove_log(path: Path) -> None:
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
