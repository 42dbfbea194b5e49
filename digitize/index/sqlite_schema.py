"""The tables of the SQLite index, and how an entry goes in.

``entries`` holds what filters and hits need, ``bodies`` the texts for snippets (apart, so that sorting thousands of
matches does not read them), ``owners`` the keyed hashes, and ``words`` the full text. ``vocabulary`` shows which
words it holds. ``words`` keeps no text of its own: what must be taken out again is computed anew from the other
tables, which is why everything that decides how a text is cut and folded belongs to the stamp.
"""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterable
from datetime import date

from digitize.index import terms
from digitize.index.fields import KEYS, SYMBOLS, WORDS, kept_whole, refusal, texts, tidy
from digitize.index.terms import exact_words, folded_words
from digitize.model import IndexEntry, Refusal, Taken

VERSION = 3
"""Raised with every change of tables and columns."""

STAMP = f"{VERSION} terms {terms.VERSION} unicode {unicodedata.unidata_version}"
"""What an index must carry to be used; Python's Unicode tables decide what a letter is."""

WEIGHTS = (*WORDS.values(), *WORDS.values(), *SYMBOLS.values(), *KEYS.values())
"""Of the columns of ``words``: folded words, their twins ``…_exact`` with accents, numbers and keys kept whole."""

_WORDS = ", ".join([*WORDS, *(f"{name}_exact" for name in WORDS), *SYMBOLS, *KEYS])

_TABLES = f"""
CREATE TABLE meta (stamp TEXT NOT NULL);
CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    document_id TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL,
    sealed INTEGER NOT NULL,
    title TEXT NOT NULL,
    number TEXT NOT NULL,
    owner_names TEXT NOT NULL,
    kind TEXT NOT NULL,
    result_type TEXT NOT NULL,
    procedure TEXT NOT NULL,
    agency TEXT NOT NULL,
    issued_on TEXT,
    valid_until TEXT,
    term_known INTEGER NOT NULL
);
CREATE INDEX entries_newest ON entries (issued_on DESC, document_id);
CREATE INDEX entries_result_type ON entries (result_type);
CREATE INDEX entries_procedure ON entries (procedure);
CREATE INDEX entries_agency ON entries (agency);
CREATE TABLE bodies (entry INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE owners (hash TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (hash, entry))
    WITHOUT ROWID;
CREATE INDEX owners_entry ON owners (entry);
CREATE VIRTUAL TABLE words USING fts5 (
    {_WORDS}, content = '', tokenize = "unicode61 remove_diacritics 0 tokenchars '/'"
);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row);
"""

_ENTRY_COLUMNS = (
    "id, document_id, revision, withdrawn, sealed, title, number, owner_names, kind, result_type, procedure, agency, "
    "issued_on, valid_until, term_known"
)
_PUT_ENTRY = f"INSERT OR REPLACE INTO entries ({_ENTRY_COLUMNS}) VALUES ({', '.join('?' * 15)})"
_PUT_WORDS = f"INSERT INTO words (rowid, {_WORDS}) VALUES (?, {', '.join('?' * len(WEIGHTS))})"
_CUT_WORDS = f"INSERT INTO words (words, rowid, {_WORDS}) VALUES ('delete', ?, {', '.join('?' * len(WEIGHTS))})"


def create(connection: sqlite3.Connection) -> None:
    """Makes the tables in an empty file."""
    connection.executescript(_TABLES)
    connection.execute("INSERT INTO meta VALUES (?)", (STAMP,))
    connection.execute(f"PRAGMA user_version = {VERSION}")


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether the file was made by this version.

    Raises:
        sqlite3.Error: It is no such file at all.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return version == VERSION and connection.execute("SELECT stamp FROM meta").fetchall() == [(STAMP,)]


def put(connection: sqlite3.Connection, entries: Iterable[IndexEntry]) -> Taken:
    """Takes entries in, except those of a lower revision than the indexed one and those that are refused."""
    count, refused = 0, []
    for entry in entries:
        if why := refusal(entry):
            refused.append(Refusal(entry.document_id, why))
        else:
            count += _put(connection, entry)
    return Taken(count, tuple(refused))


def _put(connection: sqlite3.Connection, entry: IndexEntry) -> bool:
    old = connection.execute(
        "SELECT id, revision, title, number, owner_names, body, agency, issued_on FROM entries JOIN bodies "
        "ON entry = id WHERE document_id = ?",
        (entry.document_id,),
    ).fetchone()
    row = None
    if old:
        row, revision, title, number, owner_names, body, agency, issued_on = old
        if entry.revision < revision:
            return False
        there = IndexEntry(
            *(entry.document_id, revision, title, number, body),
            owner_names=tuple(owner_names.split("\n")),
            agency=agency,
            issued_on=date.fromisoformat(issued_on) if issued_on else None,
        )
        connection.execute(_CUT_WORDS, (row, *_words(there)))
        connection.execute("DELETE FROM owners WHERE entry = ?", (row,))
    entry = tidy(entry)
    values = (
        *(row, entry.document_id, entry.revision, entry.withdrawn, entry.sealed),
        *(entry.title, entry.number, "\n".join(entry.owner_names)),
        *(entry.kind, entry.result_type, entry.procedure, entry.agency),
        *(day.isoformat() if day else None for day in (entry.issued_on, entry.valid_until)),
        entry.term_known,
    )
    row = connection.execute(_PUT_ENTRY, values).lastrowid
    connection.execute("INSERT OR REPLACE INTO bodies VALUES (?, ?)", (row, entry.body))
    connection.executemany("INSERT INTO owners VALUES (?, ?)", [(each, row) for each in entry.owner_hashes])
    connection.execute(_PUT_WORDS, (row, *_words(entry)))
    return True


def _words(entry: IndexEntry) -> list[str]:
    """The columns of ``words``, in their order, of a tidy entry."""
    said, whole = texts(entry), kept_whole(entry)
    return [
        *(" ".join(folded_words(said[name])) for name in WORDS),
        *(" ".join(exact_words(said[name])) for name in WORDS),
        *(" ".join(whole[name]) for name in (*SYMBOLS, *KEYS)),
    ]
