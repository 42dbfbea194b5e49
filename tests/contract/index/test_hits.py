"""What a hit shows."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from digitize.index.interfaces import SearchIndex
from digitize.model import IndexEntry, SearchQuery
from tests.contract.index.asking import bodies


def test_a_hit_says_what_the_entry_says(index: SearchIndex) -> None:
    entry = IndexEntry(
        *("a", 1, "Giấy phép xây dựng", "07/GPXD", "Cấp cho ông A."),
        kind="result",
        result_type="KQ.H20.000001",
        procedure="1.000001",
        agency="H20.1",
        issued_on=date(2024, 2, 29),
        valid_until=date(2025, 2, 28),
        term_known=True,
    )
    index.apply([entry])
    for text in ("xây dựng", ""):
        (hit,) = index.search(SearchQuery(text=text)).hits
        for name in ("document_id", "title", "number", "result_type", "procedure", "agency"):
            assert getattr(hit, name) == getattr(entry, name)
        assert (hit.issued_on, hit.valid_until) == (entry.issued_on, entry.valid_until)
        assert hit.snippet == "Cấp cho ông A."


def test_better_hits_have_higher_scores(index: SearchIndex) -> None:
    bodies(index, "giấy phép", "giấy và nhiều chữ khác nữa ở đây phép", *["chữ khác"] * 8)
    best, next_ = index.search(SearchQuery(text="giấy phép")).hits
    assert best.score > next_.score > 0


def test_a_sealed_text_is_searched_and_not_shown(index: SearchIndex) -> None:
    entry = IndexEntry("a", 1, title="Phiếu lý lịch tư pháp", body="không có án tích", sealed=True)
    index.apply([entry])
    (hit,) = index.search(SearchQuery(text="án tích")).hits
    assert (hit.title, hit.snippet, hit.highlights) == (entry.title, "", ())

    index.apply([IndexEntry("a", 2, title=entry.title, body="không có án tích")])
    (hit,) = index.search(SearchQuery(text="án tích")).hits
    assert hit.snippet == "không có án tích"


@pytest.mark.parametrize("text", ["dong thap", "Đồng Tháp", "tháp"])
def test_the_snippet_shows_the_match_with_its_accents(index: SearchIndex, text: str) -> None:
    body = "mở đầu dài. " * 60 + "Cấp tại tỉnh Đồng Tháp, ngày 01. " + "phần sau dài. " * 60
    bodies(index, unicodedata.normalize("NFD", body))

    (hit,) = index.search(SearchQuery(text=text)).hits

    assert hit.snippet in body
    assert [hit.snippet[start:end] for start, end in hit.highlights] == ["Đồng", "Tháp"][-len(text.split()) :]
    assert 150 <= len(hit.snippet) <= 250
    assert hit.snippet.split()[0] in body.split()
    assert hit.snippet.split()[-1] in body.split()


def test_the_snippet_prefers_exact_matches_and_the_place_that_shows_most(index: SearchIndex) -> None:
    bodies(index, "dòng chữ dài. " * 30 + "Đồng ruộng. " + "chữ khác. " * 30 + "Tỉnh Đồng Tháp. " + "hết. " * 50)
    (hit,) = index.search(SearchQuery(text="đồng tháp")).hits
    assert [hit.snippet[start:end] for start, end in hit.highlights] == ["Đồng", "Tháp"]


def test_numbers_are_highlighted_whole(index: SearchIndex) -> None:
    bodies(index, "Căn cứ Quyết định số 05/QĐ-UBND của huyện")
    (hit,) = index.search(SearchQuery(text="5/qd")).hits
    assert [hit.snippet[start:end] for start, end in hit.highlights] == ["05/QĐ-UBND"]


def test_a_match_outside_the_text_shows_its_beginning(index: SearchIndex) -> None:
    index.apply([IndexEntry("a", 1, title="Giấy phép", body="Mở đầu. " * 100)])
    (hit,) = index.search(SearchQuery(text="giấy phép")).hits
    assert hit.snippet.startswith("Mở đầu.")
    assert hit.highlights == ()
