"""Any text at all is a query and a text."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitize.index.interfaces import SearchIndex
from digitize.model import IndexEntry, SearchQuery
from tests.contract.index.asking import Holding, bodies, ids

HOSTILE = [
    '"',
    '""',
    "*",
    "^giấy",
    "giấy OR phép",
    "giấy AND",
    "NOT giấy",
    "NEAR(giấy phép)",
    "title:giấy",
    "{title body} : giấy",
    "- title : giấy",
    "giấy + phép",
    "(giấy",
    "giấy)",
    "'; DROP TABLE entries; --",
    "giấy\x00phép",
    "\ud800",
    "\ufffe\u0300\u0301",
    "/ / /",
    "07//",
    "%",
    "_",
    "\\",
    "[giấy]",
    '{"query": {"match_all": {}}}',
]


@pytest.fixture(scope="module")
def other(holding: Holding) -> SearchIndex:
    """An index of one text, of which nothing that is asked here stands in it."""
    return holding([IndexEntry("a", 1, body="không có gì liên quan")])


@pytest.mark.parametrize("text", HOSTILE)
def test_syntax_of_the_engine_means_nothing(other: SearchIndex, text: str) -> None:
    assert ids(other, text) == []
    assert not other.stale


def test_words_that_are_operators_elsewhere_are_words(index: SearchIndex) -> None:
    bodies(index, "this or that", "this near not and")
    assert ids(index, "this OR that") == ["a"]
    assert ids(index, "NOT near and") == ["b"]


@pytest.mark.parametrize("text", ["a " * 5000, "b" * 100_000, "1/" * 5000, '"c" ' * 5000, "x* " * 200])
def test_long_queries_are_answered(other: SearchIndex, text: str) -> None:
    assert ids(other, text) == []


def test_many_different_words_are_answered(index: SearchIndex) -> None:
    text = " ".join(f"{a}{b}" for a in "bcdghklmnt" for b in "áàảãạâăêôơư")
    bodies(index, text, "khác")
    assert ids(index, text) == ["a"]


texts = st.text(max_size=60) | st.text(st.sampled_from('aĐồ0/-.*"^:(){}+& \x00\u0301\ud800'), max_size=30)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=texts, body=texts)
def test_any_query_on_any_text_is_answered(index: SearchIndex, query: str, body: str) -> None:
    entry = IndexEntry("a", 1, title=body, number=body, body=body, owner_names=(body,))
    assert index.apply([entry]).count == 1
    for hit in index.search(SearchQuery(text=query)).hits:
        ends = [0, *(end for span in hit.highlights for end in span), len(hit.snippet)]
        assert ends == sorted(ends)


words = st.text(st.sampled_from("abđĐồƠướI1"), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.lists(words, min_size=1, max_size=8), data=st.data())
def test_a_document_is_found_by_any_of_its_words_and_phrases(
    index: SearchIndex, body: list[str], data: st.DataObject
) -> None:
    index.apply([IndexEntry("a", 1, body=" ".join(body))])
    some = data.draw(st.lists(st.sampled_from(body), min_size=1, max_size=4))
    start = data.draw(st.integers(0, len(body) - 1))
    end = data.draw(st.integers(start + 1, len(body)))

    assert ids(index, " ".join(some)) == ["a"]
    assert ids(index, '"' + " ".join(body[start:end]) + '"') == ["a"]
    (hit,) = index.search(SearchQuery(text=some[0])).hits
    assert hit.highlights
