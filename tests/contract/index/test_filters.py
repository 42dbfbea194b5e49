"""Filters, and the order without words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from digitize.index.interfaces import SearchIndex
from digitize.model import IndexEntry, SearchQuery
from tests.contract.index.asking import Holding, found, ids


@pytest.fixture(scope="module")
def dated(holding: Holding) -> SearchIndex:
    return holding(
        [
            IndexEntry(
                *("short", 1, "Giấy phép"),
                procedure="1.000001",
                result_type="KQ.G10.000001",
                agency="H20.1",
                issued_on=date(2020, 1, 1),
                valid_until=date(2021, 1, 1),
                term_known=True,
                owner_hashes=("h1", "h2"),
            ),
            IndexEntry(
                *("forever", 1, "Giấy phép"),
                procedure="1.000002",
                result_type="KQ.G10.000001",
                agency="H20.2",
                issued_on=date(2020, 6, 1),
                term_known=True,
                owner_hashes=("h2",),
            ),
            IndexEntry("unknown", 1, "Giấy phép", issued_on=date(2020, 3, 1), agency="H20.3"),
            IndexEntry("undated", 1, "Giấy phép", term_known=True, valid_until=date(2030, 1, 1)),
        ]
    )


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        ({}, {"short", "forever", "unknown", "undated"}),
        ({"procedure": "1.000001"}, {"short"}),
        ({"result_type": "KQ.G10.000001"}, {"short", "forever"}),
        ({"result_type": "KQ.G10.00000"}, set()),
        ({"agencies": ("H20.2",)}, {"forever"}),
        ({"agencies": ("H20.1", "H20.3", "H20.9")}, {"short", "unknown"}),
        ({"agencies": ("H20",)}, set()),
        ({"issued_from": date(2020, 3, 1)}, {"unknown", "forever"}),
        ({"issued_to": date(2020, 3, 1)}, {"short", "unknown"}),
        ({"issued_from": date(2020, 3, 1), "issued_to": date(2020, 3, 1)}, {"unknown"}),
        ({"valid_on": date(2020, 6, 1)}, {"short", "forever"}),
        ({"valid_on": date(2020, 5, 31)}, {"short"}),
        ({"valid_on": date(2021, 1, 1)}, {"short", "forever"}),
        ({"valid_on": date(2021, 1, 2)}, {"forever"}),
        ({"valid_on": date(2019, 12, 31)}, set()),
        ({"owner_hash": "h1"}, {"short"}),
        ({"owner_hash": "h2"}, {"short", "forever"}),
        ({"owner_hash": "h"}, set()),
        ({"owner_hash": "h2", "valid_on": date(2022, 1, 1), "agencies": ("H20.2",)}, {"forever"}),
    ],
)
def test_filters(dated: SearchIndex, filters: dict[str, Any], documents: set[str]) -> None:
    assert found(dated, **filters) == documents
    assert found(dated, "giay phep", **filters) == documents
    assert found(dated, "khác", **filters) == set()


def test_without_words_the_newest_come_first_and_undated_ones_last(dated: SearchIndex) -> None:
    assert ids(dated) == ids(dated, " \n") == ["forever", "unknown", "short", "undated"]


def test_equally_good_hits_come_newest_first_then_by_id(index: SearchIndex) -> None:
    days = {"c": None, "b": date(2021, 1, 1), "a": date(2020, 1, 1), "d": date(2021, 1, 1)}
    index.apply(IndexEntry(name, 1, body="giấy phép", issued_on=day) for name, day in days.items())
    assert ids(index, "giấy phép") == ids(index) == ["b", "d", "a", "c"]


def test_pages_of_an_answer_fit_together(index: SearchIndex) -> None:
    index.apply(IndexEntry(f"d{n:02}", 1, body="phép " * (n % 4 + 1)) for n in range(25))
    for text in ("phép", ""):
        pages = [index.search(SearchQuery(text=text, limit=10, offset=offset)) for offset in (0, 10, 20, 30)]
        assert [page.total for page in pages] == [25] * 4
        assert [len(page.hits) for page in pages] == [10, 10, 5, 0]
        in_pages = [hit.document_id for page in pages for hit in page.hits]
        whole = index.search(SearchQuery(text=text, limit=25)).hits
        assert in_pages == [hit.document_id for hit in whole]
        assert len(set(in_pages)) == 25
    assert index.search(SearchQuery(text="phép", limit=0)).total == 25
