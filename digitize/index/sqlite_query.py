"""A search as SQL. User text reaches FTS5 only as words cut out by :mod:`digitize.index.terms`, in quotes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from digitize.errors import BadCursor
from digitize.index import cursors
from digitize.index.cursors import Place
from digitize.index.facets import facets
from digitize.index.fields import HEADS, SYMBOLS, WORDS
from digitize.index.near import variants
from digitize.index.plans import Every, Found, Node, Plan, Some
from digitize.index.snippets import snippet
from digitize.index.sqlite_schema import WEIGHTS
from digitize.index.terms import Exactly, Headed, Key, NearWord, Phrase, Symbol, Term
from digitize.model import Facets, SearchAnswer, SearchHit, SearchQuery, ValidityState

_FOLDED = "{" + " ".join(WORDS) + "}"
_EXACT = "{" + " ".join(f"{name}_exact" for name in WORDS) + "}"
_HEADS = "{" + " ".join(HEADS) + "}"
_SYMBOLS = "{" + " ".join(SYMBOLS) + "}"
_BM25 = f"bm25(words, {', '.join(map(str, WEIGHTS))})"

_ORDER = "level DESC, score DESC, issued_on DESC, document_id"
_HIT = (
    "level, score, issued_on, document_id, title, number, CASE WHEN sealed THEN '' ELSE body END, "
    "result_type, procedure, agency, valid_until "
    "FROM page JOIN entries USING (id) JOIN bodies ON entry = id"
)
# Days without one come last, as SQLite has NULL below all else.
_BEHIND = (
    "(level, score, ifnull(issued_on, '')) < (:level, :score, :issued_on) OR "
    "((level, score, ifnull(issued_on, '')) = (:level, :score, :issued_on) AND document_id > :document_id)"
)
_STRANGE = "a row holds what was never written"
_VALIDITY = f"""CASE
    WHEN NOT term_known OR issued_on IS NULL THEN '{ValidityState.TERM_UNKNOWN}'
    WHEN issued_on > :facets_on THEN '{ValidityState.NOT_YET_VALID}'
    WHEN valid_until < :facets_on THEN '{ValidityState.EXPIRED}'
    ELSE '{ValidityState.VALID}' END"""
_FACETS = ("result_type", "agency", "ifnull(substr(issued_on, 1, 4), '')", _VALIDITY)


def answer(connection: sqlite3.Connection, query: SearchQuery, plan: Plan, behind: Place | None) -> Found:
    """Answers one step of a query from one state of the index, from the beginning or behind a place."""
    conditions, values = _filters(query)
    source, score, levels = "entries", "0.0", ["0"]
    if plan.matching:
        # CROSS JOIN keeps SQLite from looking every entry up in the full text.
        source = "words CROSS JOIN entries ON entries.id = words.rowid"
        score = f"-{_BM25}"
        write = _Writer(connection)
        conditions.insert(0, "words MATCH :match")
        values["match"] = write.node(plan.matching)
        for number, node in enumerate(plan.levels):
            levels.append(f"words.rowid IN (SELECT rowid FROM words WHERE words MATCH :level{number})")
            values[f"level{number}"] = write.node(node)
    where = f"FROM {source} WHERE {' AND '.join(conditions)}"
    reached = " OR ".join(levels[: plan.decisive + 1])
    total, decided = connection.execute(f"SELECT count(*), max({reached}) {where}", values).fetchone()
    # One number for all levels, the first of them weighing more than all that follow.
    level = " + ".join(f"({one}) * {2 ** (len(levels) - at)}" for at, one in enumerate(levels))
    page = (
        f"WITH found AS (SELECT entries.id, {level} AS level, {score} AS score, issued_on, document_id {where}), "
        f"page AS MATERIALIZED (SELECT id, level, score FROM found {_behind(behind, values)} ORDER BY {_ORDER} "
        f"LIMIT :limit OFFSET :offset) SELECT {_HIT} ORDER BY {_ORDER}"
    )
    rows = connection.execute(page, values).fetchall()

    def shown() -> SearchAnswer:
        facets = _facets(connection, query.facets_on, where, values) if query.facets_on else None
        return SearchAnswer(total, tuple(_hit(row, plan.terms) for row in rows[: max(0, query.limit)]), facets=facets)

    return Found(total, bool(decided), cursors.within(query, [row[:4] for row in rows]), shown)


def _behind(place: Place | None, values: dict[str, str | int | float]) -> str:
    """The condition that a hit comes behind a place, and the values that it names."""
    if place is None:
        return ""
    try:
        level, score, issued_on, document_id = place
        values |= {
            "level": int(level or 0),
            "score": float(score or 0),
            "issued_on": str(issued_on or ""),
            "document_id": str(document_id),
            "offset": 0,
        }
    except ValueError:
        raise BadCursor from None
    return f"WHERE {_BEHIND}"


def _facets(connection: sqlite3.Connection, day: date, where: str, values: Mapping[str, str | int | float]) -> Facets:
    given = {**values, "facets_on": day.isoformat()}
    counts = [connection.execute(f"SELECT {one}, count(*) {where} GROUP BY 1", given).fetchall() for one in _FACETS]
    if not all(isinstance(value, str) for some in counts for value, _ in some):
        raise sqlite3.DataError(_STRANGE)
    return facets(*counts)


class _Writer:
    """Writes conditions in FTS5's language."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._like: dict[str, list[str]] = {}

    def node(self, node: Node) -> str:
        if isinstance(node, Every):
            return "(" + " AND ".join(map(self.node, node.parts)) + ")"
        if isinstance(node, Some):
            return "(" + " OR ".join(map(self.node, node.parts)) + ")"
        return self._term(node)

    def _term(self, term: Term) -> str:
        match term:
            case Phrase():
                folded = _quoted(_FOLDED, " ".join(term.folded), term.prefix)
                # What has the accents as well counts twice in the ranking.
                return f"({folded} OR {self._term(Exactly(term))})" if term.accented else folded
            case Exactly(phrase):
                return _quoted(_EXACT, " ".join(phrase.exact), phrase.prefix)
            case Headed(phrase):
                return _quoted(_HEADS, " ".join(phrase.folded), phrase.prefix)
            case Symbol(prefixes):
                return _any(_quoted(_SYMBOLS, prefix, True) for prefix in prefixes)
            case NearWord(word):
                return _any(_quoted(_FOLDED, other) for other in self._near(word))
            case Key(field, text, near):
                return _any(_quoted(field, other) for other in (self._near(text) if near else (text,)))

    def _near(self, word: str) -> list[str]:
        """Words of the index that differ by one letter; if there are none, the word, which then is none of them."""
        if word not in self._like:
            found = self._connection.execute(
                "SELECT term FROM vocabulary WHERE term IN (SELECT value FROM json_each(?))",
                (json.dumps(list(set(variants(word)))),),
            )
            self._like[word] = [term for (term,) in found] or [word]
        return self._like[word]


def _quoted(columns: str, words: str, prefix: bool = False) -> str:
    return f'{columns} : "{words}"' + (" *" if prefix else "")


def _any(expressions: Iterable[str]) -> str:
    return "(" + " OR ".join(expressions) + ")"


def _filters(query: SearchQuery) -> tuple[list[str], dict[str, str | int | float]]:
    """Conditions on ``entries`` and the values they name."""
    conditions = ["NOT withdrawn"]
    # One more hit than wanted tells whether there are more.
    values: dict[str, str | int | float] = {"limit": max(0, query.limit) + 1, "offset": max(0, query.offset)}
    given = {
        "procedure = :procedure": ("procedure", query.procedure),
        "result_type = :result_type": ("result_type", query.result_type),
        "agency IN (SELECT value FROM json_each(:agencies))": ("agencies", _codes(query.agencies)),
        "issued_on >= :issued_from": ("issued_from", _day(query.issued_from)),
        "issued_on <= :issued_to": ("issued_to", _day(query.issued_to)),
        "term_known AND issued_on <= :valid_on AND (valid_until IS NULL OR valid_until >= :valid_on)": (
            "valid_on",
            _day(query.valid_on),
        ),
        "entries.id IN (SELECT entry FROM owners WHERE hash = :owner_hash)": ("owner_hash", query.owner_hash),
    }
    for condition, (name, value) in given.items():
        if value:
            conditions.append(condition)
            values[name] = value
    return conditions, values


def _codes(codes: tuple[str, ...]) -> str:
    return json.dumps(codes) if codes else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _hit(row: Sequence[Any], terms: Sequence[Term]) -> SearchHit:
    try:
        _, score, issued_on, document_id, title, number, body, result_type, procedure, agency, valid_until = row
        piece, highlights = snippet(body, terms)
        return SearchHit(
            document_id=document_id,
            score=float(score),
            title=title,
            number=number,
            snippet=piece,
            highlights=highlights,
            result_type=result_type,
            procedure=procedure,
            agency=agency,
            issued_on=date.fromisoformat(issued_on) if issued_on else None,
            valid_until=date.fromisoformat(valid_until) if valid_until else None,
        )
    except (TypeError, ValueError) as error:
        # Everything here came out of the file: it is damaged in a way that SQLite does not see.
        raise sqlite3.DataError(_STRANGE) from error
