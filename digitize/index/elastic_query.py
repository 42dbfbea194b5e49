"""A search as a request to Elasticsearch. User text reaches it only as words cut out by :mod:`digitize.index.terms`."""

from __future__ import annotations

from datetime import date
from typing import Any

from digitize.index.fields import SYMBOLS, WORDS
from digitize.index.terms import Phrase, Symbol, Term
from digitize.model import SearchQuery

Json = dict[str, Any]

SEALED = "sealed_body"
"""Where the text of a document lies that may be searched but not shown; never given back by the server."""

LONGEST_SYMBOL = 64
"""Characters of a number's beginning that are indexed (``at_most_64``)."""

_FIELDS = WORDS | {SEALED: WORDS["body"]}
_RELEVANCE = 0.001
"""Shrinks the relevance so that no document reaches the next level by relevance alone."""
_LEVEL = 10.0
_PREFIXES = 1000
"""Most words that the last word of a phrase is completed to."""
_SHOWN = ["title", "number", "body", "result_type", "procedure", "agency", "issued_on", "valid_until"]


def request(query: SearchQuery, terms: tuple[Term, ...]) -> Json:
    """What :meth:`Elasticsearch.search` is called with: words and filters, order, page."""
    return {
        "query": {"bool": {"filter": _filters(query), **_matching(terms)}},
        "sort": [
            {"_score": "desc"},
            {"issued_on": {"order": "desc", "missing": "_last"}},
            {"document_id": "asc"},
        ],
        "from": max(0, query.offset),
        "size": max(0, query.limit),
        "track_total_hits": True,
        "track_scores": True,
        "source": ["document_id", *_SHOWN],
    }


def _matching(terms: tuple[Term, ...]) -> Json:
    """All terms must occur; a document that has all accents as typed stands above any that has not."""
    if not terms:
        return {}
    relevance = {"bool": {"must": [_expression(term) for term in terms], "boost": _RELEVANCE}}
    accented = [_exactly(term) for term in terms if isinstance(term, Phrase) and term.accented]
    exact = {"constant_score": {"filter": {"bool": {"must": accented}}, "boost": _LEVEL}}
    return {"must": [relevance], "should": [exact] if accented else []}


def _expression(term: Term) -> Json:
    """What has the accents as well counts twice in the ranking."""
    if isinstance(term, Symbol):
        return _any(
            {"dis_max": {"queries": [{"match": {field: _weighted(prefix, weight)}} for prefix in term.prefixes]}}
            for field, weight in SYMBOLS.items()
        )
    folded = _phrase(term, term.folded, "")
    return _any([folded, _exactly(term)]) if term.accented else folded


def _exactly(term: Phrase) -> Json:
    return _phrase(term, term.exact, ".accented")


def _phrase(term: Phrase, words: tuple[str, ...], twin: str) -> Json:
    """Words next to each other in any field; where they stand in several, all count."""
    text, fields = " ".join(words), [f"{field}{twin}^{weight}" for field, weight in _FIELDS.items()]
    if len(words) == 1:
        if not term.prefix:
            # Weighs a word by how rare it is in all fields together: few documents have a number, so there any is rare.
            return {"combined_fields": {"query": text, "fields": fields}}
        # Elasticsearch completes the last word of a phrase to so many words and no more, a single one to all.
        return _any({"prefix": {field + twin: {"value": text, "boost": boost}}} for field, boost in _FIELDS.items())
    return {
        "multi_match": {
            "query": text,
            "type": "phrase_prefix" if term.prefix else "phrase",
            "fields": fields,
            "tie_breaker": 1.0,
            **({"max_expansions": _PREFIXES} if term.prefix else {}),
        }
    }


def _weighted(text: str, weight: float) -> Json:
    return {"query": text[:LONGEST_SYMBOL], "boost": weight}


def _any(queries: Any) -> Json:
    return {"bool": {"should": list(queries), "minimum_should_match": 1}}


def _filters(query: SearchQuery) -> list[Json]:
    given: list[Json] = [{"term": {"withdrawn": False}}]
    for field, value in (
        ("procedure", query.procedure),
        ("result_type", query.result_type),
        ("owner_hashes", query.owner_hash),
    ):
        if value:
            given.append({"term": {field: value}})
    if query.agencies:
        given.append({"terms": {"agency": list(query.agencies)}})
    if query.issued_from:
        given.append(_range("issued_on", gte=query.issued_from))
    if query.issued_to:
        given.append(_range("issued_on", lte=query.issued_to))
    if query.valid_on:
        unlimited = {"bool": {"must_not": {"exists": {"field": "valid_until"}}}}
        given += [
            {"term": {"term_known": True}},
            _range("issued_on", lte=query.valid_on),
            _any([_range("valid_until", gte=query.valid_on), unlimited]),
        ]
    return given


def _range(field: str, **limits: date) -> Json:
    return {"range": {field: {name: day.isoformat() for name, day in limits.items()}}}
