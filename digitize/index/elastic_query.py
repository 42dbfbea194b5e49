"""A search as a request to Elasticsearch. User text reaches it only as words cut out by :mod:`digitize.index.terms`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from digitize.errors import BadCursor
from digitize.index.cursors import Place
from digitize.index.facets import MOST_VALUES, facets
from digitize.index.fields import HEADS, KEYS, SYMBOLS, WORDS
from digitize.index.plans import Every, Node, Plan, Some
from digitize.index.terms import Exactly, Headed, Key, NearWord, Phrase, Symbol, Term
from digitize.model import Facets, SearchQuery, ValidityState

Json = dict[str, Any]

SEALED = "sealed_body"
"""Where the text of a document lies that may be searched but not shown; never given back by the server."""

LONGEST_SYMBOL = 64
"""Characters of a number's beginning that are indexed (``at_most_64``)."""

_FIELDS = WORDS | {SEALED: WORDS["body"]}
_ACCENTED = {f"{field}.accented": weight for field, weight in _FIELDS.items()}
_HEADS = {field: WORDS[field] for field in HEADS}
_RELEVANCE = 0.001
"""Shrinks the relevance so that no document reaches the next level by relevance alone."""
_LEVEL = 4.0
"""Above any relevance so shrunk."""
_COMPLETIONS = 1000
"""Most words that the last word of a phrase is completed to."""
_NEAR = 200
"""Most words that differ from one by a letter."""
_VALUES = 10_000
"""Values counted on each shard, so that the most frequent of all are among them."""
_ORDER: list[Json] = [
    {"_score": "desc"},
    {"issued_on": {"order": "desc", "missing": "_last"}},
    {"document_id": "asc"},
]
_SHOWN = ["title", "number", "body", "result_type", "procedure", "agency", "issued_on", "valid_until"]


def request(query: SearchQuery, plan: Plan, behind: Place | None) -> Json:
    """What :meth:`Elasticsearch.search` is called with: words and filters, order, page, facets."""
    if behind and len(behind) != len(_ORDER):
        raise BadCursor
    return {
        "query": {"bool": {"filter": _filters(query), **_matching(plan)}},
        "sort": _ORDER,
        # One more hit than wanted tells whether there are more.
        "size": max(0, query.limit) + 1,
        "track_total_hits": True,
        "track_scores": True,
        "source": ["document_id", *_SHOWN],
        **({"search_after": list(behind)} if behind else {"from": max(0, query.offset)}),
        **({"aggregations": _facets(query.facets_on)} if query.facets_on else {}),
    }


def _facets(day: date) -> Json:
    most = {"size": MOST_VALUES, "shard_size": _VALUES, "exclude": [""]}
    dated: Json = {"exists": {"field": "issued_on"}}
    known: list[Json] = [{"term": {"term_known": True}}, dated]
    begun, ended = _range("issued_on", lte=day), _range("valid_until", lt=day)
    states: dict[str, Json] = {
        ValidityState.TERM_UNKNOWN: {"must_not": {"bool": {"must": known}}},
        ValidityState.NOT_YET_VALID: {"must": known, "must_not": begun},
        ValidityState.EXPIRED: {"must": [*known, begun, ended]},
        ValidityState.VALID: {"must": [*known, begun], "must_not": ended},
    }
    return {
        "result_types": {"terms": {"field": "result_type", **most}},
        "agencies": {"terms": {"field": "agency", **most}},
        "years": {
            "date_histogram": {
                "field": "issued_on",
                "calendar_interval": "year",
                "format": "yyyy",
                "min_doc_count": 1,
            }
        },
        "validity": {"filters": {"filters": {state: {"bool": one} for state, one in states.items()}}},
    }


def counted(found: Any) -> Facets:
    """The facets of an answer."""
    states = found["validity"]["buckets"]
    return facets(
        [(one["key"], one["doc_count"]) for one in found["result_types"]["buckets"]],
        [(one["key"], one["doc_count"]) for one in found["agencies"]["buckets"]],
        [(one["key_as_string"], one["doc_count"]) for one in found["years"]["buckets"]],
        [(state, one["doc_count"]) for state, one in states.items()],
    )


def decided(plan: Plan, best: float | None) -> bool:
    """Whether the best score says that a decisive level was reached."""
    return plan.decisive > 0 and (best or 0.0) >= _boost(plan, plan.decisive - 1)


def _matching(plan: Plan) -> Json:
    if not plan.matching:
        return {}
    relevance = {"bool": {"must": [_node(plan.matching)], "boost": _RELEVANCE}}
    levels = [
        {"constant_score": {"filter": _node(level), "boost": _boost(plan, at)}} for at, level in enumerate(plan.levels)
    ]
    return {"must": [relevance], "should": levels}


def _boost(plan: Plan, level: int) -> float:
    """More than all levels that follow give together."""
    return float(_LEVEL * 2 ** (len(plan.levels) - 1 - level))


def _node(node: Node) -> Json:
    if isinstance(node, Every):
        return {"bool": {"must": [_node(part) for part in node.parts]}}
    if isinstance(node, Some):
        return _any(map(_node, node.parts))
    return _term(node)


def _term(term: Term) -> Json:
    match term:
        case Phrase():
            folded = _phrase(term, term.folded, _FIELDS)
            # What has the accents as well counts twice in the ranking.
            return _any([folded, _term(Exactly(term))]) if term.accented else folded
        case Exactly(phrase):
            return _phrase(phrase, phrase.exact, _ACCENTED)
        case Headed(phrase):
            return _phrase(phrase, phrase.folded, _HEADS)
        case Symbol(prefixes):
            return _any(
                {"dis_max": {"queries": [{"match": {field: _weighted(prefix, weight)}} for prefix in prefixes]}}
                for field, weight in SYMBOLS.items()
            )
        case NearWord(word):
            return _any({"fuzzy": {field: _one_error(word, boost)}} for field, boost in _FIELDS.items())
        case Key(field, text, near):
            boost = KEYS[field]
            return (
                {"fuzzy": {field: _one_error(text, boost)}}
                if near
                else {"term": {field: {"value": text, "boost": boost}}}
            )


def _one_error(word: str, boost: float) -> Json:
    return {"value": word, "fuzziness": 1, "max_expansions": _NEAR, "boost": boost}


def _phrase(term: Phrase, words: tuple[str, ...], weights: Mapping[str, float]) -> Json:
    """Words next to each other in any of some fields; where they stand in several, all count."""
    text, fields = " ".join(words), [f"{field}^{weight}" for field, weight in weights.items()]
    if len(words) == 1:
        if not term.prefix:
            # Weighs a word by how rare it is in all fields together: few documents have a number, so there any is rare.
            return {"combined_fields": {"query": text, "fields": fields}}
        # Elasticsearch completes the last word of a phrase to so many words and no more, a single one to all.
        return _any({"prefix": {field: {"value": text, "boost": boost}}} for field, boost in weights.items())
    return {
        "multi_match": {
            "query": text,
            "type": "phrase_prefix" if term.prefix else "phrase",
            "fields": fields,
            "tie_breaker": 1.0,
            **({"max_expansions": _COMPLETIONS} if term.prefix else {}),
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
