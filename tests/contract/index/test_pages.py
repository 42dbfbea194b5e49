"""Answers of many pages, and what all their hits have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from digitize.errors import BadCursor
from digitize.index.interfaces import SearchIndex
from digitize.model import Count, Facets, Forgiven, IndexEntry, SearchAnswer, SearchQuery
from tests.contract.index.asking import Holding, ids

TODAY = date(2026, 6, 12)


def pages(index: SearchIndex, query: SearchQuery) -> Iterator[SearchAnswer]:
    answer = index.search(query)
    yield answer
    while answer.next:
        answer = index.search(replace(query, after=answer.next))
        yield answer


def all_ids(index: SearchIndex, text: str, limit: int) -> list[str]:
    return [hit.document_id for page in pages(index, SearchQuery(text=text, limit=limit)) for hit in page.hits]


@pytest.fixture(scope="module")
def thousands(holding: Holding) -> SearchIndex:
    return holding(
        IndexEntry(
            f"d{n:04}",
            1,
            title="Giấy phép" if n % 3 else "giay phep",
            body=f"phép {'giấy ' * (n % 5)} số {n}",
            issued_on=date(2020, 1 + n % 12, 1) if n % 7 else None,
        )
        for n in range(3000)
    )


@pytest.mark.parametrize("text", ["giấy phép", "phép", "gíây phếpp", ""])
def test_thousands_of_hits_come_page_by_page_each_once(thousands: SearchIndex, text: str) -> None:
    found = all_ids(thousands, text, 700)
    assert len(found) == len(set(found)) == 3000
    assert found[:1000] == [hit.document_id for hit in thousands.search(SearchQuery(text=text, limit=1000)).hits]


def test_each_page_says_how_many_there_are_in_all(thousands: SearchIndex) -> None:
    found = list(pages(thousands, SearchQuery(text="giấy phép", limit=1000)))
    assert [(page.total, len(page.hits)) for page in found] == [(3000, 1000)] * 3
    assert [bool(page.next) for page in found] == [True, True, False]


def test_pages_go_on_in_the_step_that_answered(index: SearchIndex) -> None:
    for text, step in (("Trần Văn Đôn", Forgiven.NAME), ("chứnng nhận", Forgiven.WORD)):
        index.rebuild(
            IndexEntry(f"d{n}", 1, title="chứng nhận", owner_names=("Trần Văn Đô",), body="Trần Văn Đôn" * (n == 7))
            for n in range(9)
        )
        found = list(pages(index, SearchQuery(text=text, limit=4)))
        assert {page.forgiven for page in found} == {step}
        assert len({hit.document_id for page in found for hit in page.hits}) == found[0].total == 9


def test_without_words_what_comes_in_meanwhile_moves_nothing(index: SearchIndex) -> None:
    index.apply(IndexEntry(f"d{n:02}", 1, issued_on=date(2024, 1, 1 + n)) for n in range(20))
    walk = pages(index, SearchQuery(limit=6))
    seen = [hit.document_id for hit in next(walk).hits]
    index.apply([IndexEntry("newer", 1, issued_on=date(2025, 1, 1)), IndexEntry("older", 1)])
    index.rebuild([*(IndexEntry(f"d{n:02}", 2, issued_on=date(2024, 1, 1 + n)) for n in range(20)), IndexEntry("z", 1)])
    seen += [hit.document_id for page in walk for hit in page.hits]
    assert seen == [*(f"d{n:02}" for n in reversed(range(20))), "z"]


@pytest.mark.parametrize("cursor", ["x", "!", "AAAA", "eyJhIjoxfQ", "é"])
def test_what_is_no_cursor_is_refused(index: SearchIndex, cursor: str) -> None:
    with pytest.raises(BadCursor):
        index.search(SearchQuery(text="giấy", after=cursor))


def test_a_cursor_is_good_for_its_query_alone(index: SearchIndex) -> None:
    index.apply(IndexEntry(f"d{n}", 1, body="giấy phép") for n in range(3))
    query = SearchQuery(text="giấy", limit=1)
    after = index.search(query).next
    rest = index.search(replace(query, limit=2, after=after))
    assert ids(index, "giấy")[1:] == [hit.document_id for hit in rest.hits]
    for other in (replace(query, text="phép"), replace(query, agencies=("H20",))):
        with pytest.raises(BadCursor):
            index.search(replace(other, after=after))


def test_nobody_asked_for_hits_so_there_is_no_next(index: SearchIndex) -> None:
    index.apply([IndexEntry("a", 1), IndexEntry("b", 1)])
    assert index.search(SearchQuery(limit=0)).next == ""
    assert index.search(SearchQuery(limit=2)).next == ""


# --- facets -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def counted(holding: Holding) -> SearchIndex:
    def paper(document: str, result: str, agency: str, day: date | None, until: date | None, known: bool) -> IndexEntry:
        return IndexEntry(
            *(document, 1, "Giấy phép"),
            result_type=result,
            agency=agency,
            issued_on=day,
            valid_until=until,
            term_known=known,
        )

    return holding(
        [
            paper("ended", "KQ.1", "H20.1", date(2020, 1, 1), date(2021, 1, 1), True),
            paper("last day", "KQ.1", "H20.1", date(2020, 12, 31), TODAY, True),
            paper("for ever", "KQ.2", "H20.2", date(2021, 1, 1), None, True),
            paper("coming", "KQ.1", "H20.2", date(2026, 6, 13), date(2027, 1, 1), True),
            paper("unknown", "", "", date(2021, 5, 1), None, False),
            paper("undated", "KQ.3", "H20.1", None, date(2030, 1, 1), True),
            replace(paper("gone", "KQ.1", "H20.1", date(2020, 1, 1), None, True), withdrawn=True),
            IndexEntry("other", 1, title="Quyết định", result_type="KQ.9", issued_on=date(1999, 1, 1)),
        ]
    )


def test_facets_count_all_that_is_found(counted: SearchIndex) -> None:
    answer = counted.search(SearchQuery(text="giấy phép", limit=2, facets_on=TODAY))
    assert (answer.total, len(answer.hits)) == (6, 2)
    assert answer.facets == Facets(
        (Count("KQ.1", 3), Count("KQ.2", 1), Count("KQ.3", 1)),
        (Count("H20.1", 3), Count("H20.2", 2)),
        (Count("2026", 1), Count("2021", 2), Count("2020", 2)),
        (Count("valid", 2), Count("expired", 1), Count("not_yet_valid", 1), Count("term_unknown", 2)),
    )


def test_facets_are_those_of_filters_and_day(counted: SearchIndex) -> None:
    answer = counted.search(SearchQuery(result_type="KQ.1", facets_on=date(2020, 6, 1)))
    assert answer.facets
    assert answer.facets.validity == (Count("valid", 1), Count("not_yet_valid", 2))
    day = date(2026, 6, 12)
    valid = counted.search(SearchQuery(valid_on=day, facets_on=day)).facets
    assert valid
    assert valid.validity == (Count("valid", 2),)


def test_facets_are_the_same_on_every_page_and_only_where_wanted(counted: SearchIndex) -> None:
    found = list(pages(counted, SearchQuery(text="phép", limit=4, facets_on=TODAY)))
    assert len(found) == 2
    assert found[0].facets == found[1].facets
    assert counted.search(SearchQuery(text="phép")).facets is None


def test_of_many_values_the_most_frequent_are_told(index: SearchIndex) -> None:
    index.apply(IndexEntry(f"d{n}-{m}", 1, agency=f"H{n:02}") for n in range(25) for m in range(1 + (n == 24)))
    facets = index.search(SearchQuery(facets_on=TODAY)).facets
    assert facets
    assert facets.agencies == (Count("H24", 2), *(Count(f"H{n:02}", 1) for n in range(19)))
