"""A search as SQL. User text reaches FTS5 only as words cut out by :mod:`digitize.index.terms`, in quotes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date

from digitize.index.fields import SYMBOLS, WORDS
from digitize.index.snippets import snippet
from digitize.index.sqlite_schema import WEIGHTS
from digitize.index.terms import Phrase, Term, parse
from digitize.model import SearchAnswer, SearchHit, SearchQuery

_FOLDED = "{" + " ".join(WORDS) + "}"
_EXACT = "{" + " ".join(f"{name}_exact" for name in WORDS) + "}"
_SYMBOLS = "{" + " ".join(SYMBOLS) + "}"
_BM25 = f"bm25(words, {', '.join(map(str, WEIGHTS))})"

_HIT = (
    "document_id, score, title, number, CASE WHEN sealed THEN '' ELSE body END, "
    "result_type, procedure, agency, issued_on, valid_until "
    "FROM page JOIN entries USING (id) JOIN bodies ON entry = id"
)


def answer(connection: sqlite3.Connection, query: SearchQuery) -> SearchAnswer:
    """Answers a query from one state of the index; see :meth:`SearchIndex.search`."""
    terms = parse(query.text)
    if query.text.strip() and not terms:
        # Punctuation alone is a question without an answer, not a question for everything.
        return SearchAnswer(0, ())
    conditions, values = _filters(query)
    source = "entries"
    score, exact = "0.0", "0"
    if terms:
        # CROSS JOIN keeps SQLite from looking every entry up in the full text.
        source = "words CROSS JOIN entries ON entries.id = words.rowid"
        score = f"-{_BM25}"
        conditions.insert(0, "words MATCH :match")
        values["match"] = " AND ".join(map(_expression, terms))
        if accented := [term for term in terms if isinstance(term, Phrase) and term.accented]:
            exact = "words.rowid IN (SELECT rowid FROM words WHERE words MATCH :exact)"
            values["exact"] = " AND ".join(map(_exactly, accented))
    where = f"FROM {source} WHERE {' AND '.join(conditions)}"
    (total,) = connection.execute(f"SELECT count(*) {where}", values).fetchone()
    page = (
        f"WITH page AS MATERIALIZED (SELECT entries.id, {exact} AS exact, {score} AS score {where} "
        "ORDER BY exact DESC, score DESC, issued_on DESC, document_id LIMIT :limit OFFSET :offset) "
        f"SELECT {_HIT} ORDER BY exact DESC, score DESC, issued_on DESC, document_id"
    )
    return SearchAnswer(total, tuple(_hit(row, terms) for row in connection.execute(page, values)))


def _expression(term: Term) -> str:
    """A term in FTS5's language; what has the accents as well counts twice in the ranking."""
    if not isinstance(term, Phrase):
        return "(" + " OR ".join(_quoted(_SYMBOLS, (prefix,), True) for prefix in term.prefixes) + ")"
    folded = _quoted(_FOLDED, term.folded, term.prefix)
    return f"({folded} OR {_exactly(term)})" if term.accented else folded


def _exactly(term: Phrase) -> str:
    return _quoted(_EXACT, term.exact, term.prefix)


def _quoted(columns: str, words: Sequence[str], prefix: bool) -> str:
    return f'{columns} : "{" ".join(words)}"' + (" *" if prefix else "")


def _filters(query: SearchQuery) -> tuple[list[str], dict[str, str | int]]:
    """Conditions on ``entries`` and the values they name."""
    conditions = ["NOT withdrawn"]
    values: dict[str, str | int] = {"limit": max(0, query.limit), "offset": max(0, query.offset)}
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


def _hit(row: Sequence[str], terms: Sequence[Term]) -> SearchHit:
    try:
        document_id, score, title, number, body, result_type, procedure, agency, issued_on, valid_until = row
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
        raise sqlite3.DataError("a row holds what was never written") from error
