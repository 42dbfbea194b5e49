"""What every search index owes its callers, whatever lies behind the port."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitize.errors import IndexUnavailable
from digitize.index.interfaces import SearchIndex
from digitize.index.sqlite import SqliteIndex
from digitize.model import IndexEntry, SearchQuery

Factory = Callable[[Path], SearchIndex]


def sqlite(folder: Path) -> SearchIndex:
    return SqliteIndex(folder / "search.db")


INDEXES: list[Factory] = [sqlite]


@pytest.fixture(params=INDEXES, ids=lambda factory: factory.__name__)
def factory(request: pytest.FixtureRequest) -> Factory:
    made: Factory = request.param
    return made


@pytest.fixture
def bare(factory: Factory, tmp_path: Path) -> Iterator[SearchIndex]:
    """An index that was never built."""
    made = factory(tmp_path)
    yield made
    made.close()


@pytest.fixture
def index(bare: SearchIndex) -> SearchIndex:
    """An index that holds nothing."""
    bare.rebuild(())
    return bare


def ids(index: SearchIndex, text: str = "", **filters: Any) -> list[str]:
    answer = index.search(SearchQuery(text=text, **filters))
    assert answer.total == len(answer.hits)
    return [hit.document_id for hit in answer.hits]


def found(index: SearchIndex, text: str = "", **filters: Any) -> set[str]:
    return set(ids(index, text, **filters))


def bodies(index: SearchIndex, *texts: str) -> None:
    """Documents a, b, c … with these texts."""
    index.apply(IndexEntry("abcdefghij"[n], 1, body=text) for n, text in enumerate(texts))


# --- life ---------------------------------------------------------------------------------------------------


def test_an_index_that_was_never_built_is_stale_and_does_not_answer(bare: SearchIndex) -> None:
    assert bare.stale
    with pytest.raises(IndexUnavailable):
        bare.search(SearchQuery(text="giấy phép"))
    with pytest.raises(IndexUnavailable):
        bare.apply([IndexEntry("a", 1)])
    with pytest.raises(IndexUnavailable):
        bare.revisions()
    assert bare.stale


def test_building_makes_it_fresh_and_holds_what_it_was_given(bare: SearchIndex) -> None:
    count = bare.rebuild(IndexEntry(f"d{n}", n + 1, body="giấy phép") for n in range(5))

    assert count == 5
    assert not bare.stale
    assert bare.revisions() == {f"d{n}": n + 1 for n in range(5)}
    assert len(ids(bare, "giấy phép")) == 5


def test_a_rebuild_forgets_what_it_was_not_given(index: SearchIndex) -> None:
    bodies(index, "giấy phép", "quyết định")
    assert index.rebuild([IndexEntry("z", 1, body="giấy phép")]) == 1
    assert index.revisions() == {"z": 1}
    assert ids(index, "quyết định") == []


def test_a_rebuild_that_fails_leaves_the_old_index(index: SearchIndex) -> None:
    bodies(index, "giấy phép")

    def broken() -> Iterator[IndexEntry]:
        yield IndexEntry("z", 1)
        raise RuntimeError("the records cannot be read")

    with pytest.raises(RuntimeError):
        index.rebuild(broken())
    assert not index.stale
    assert index.revisions() == {"a": 1}
    assert ids(index, "giấy phép") == ["a"]


def test_searches_go_on_while_the_index_is_rebuilt(index: SearchIndex) -> None:
    bodies(index, "giấy phép")
    seen = []

    def slowly() -> Iterator[IndexEntry]:
        for name in "xyz":
            seen.append(ids(index, "giấy phép"))
            yield IndexEntry(name, 1, body="giấy phép")

    index.rebuild(slowly())
    assert seen == [["a"]] * 3
    assert found(index, "giấy phép") == {"x", "y", "z"}


def test_one_who_has_it_open_sees_the_rebuilt_index(factory: Factory, tmp_path: Path) -> None:
    first, second = factory(tmp_path), factory(tmp_path)
    first.rebuild([IndexEntry("old", 1, body="giấy phép")])
    assert ids(second, "giấy phép") == ["old"]

    first.rebuild([IndexEntry("new", 1, body="giấy phép")])

    assert ids(second, "giấy phép") == ["new"]
    assert second.apply([IndexEntry("newer", 1, body="giấy phép")]) == 1
    assert found(first, "giấy phép") == {"new", "newer"}
    first.close()
    second.close()


# --- revisions ----------------------------------------------------------------------------------------------


def test_a_lower_revision_never_overwrites_a_higher_one(index: SearchIndex) -> None:
    assert index.apply([IndexEntry("a", 3, body="bản ba")]) == 1
    assert index.apply([IndexEntry("a", 2, body="bản hai"), IndexEntry("b", 1, body="khác")]) == 1
    assert index.revisions() == {"a": 3, "b": 1}
    assert ids(index, "bản ba") == ["a"]
    assert ids(index, "bản hai") == []


def test_order_inside_a_batch_does_not_matter(index: SearchIndex) -> None:
    entries = [IndexEntry("a", n, body=f"bản{n}") for n in (2, 3, 1)]
    assert index.apply(entries) == 2
    assert index.revisions() == {"a": 3}
    assert [ids(index, f"bản{n}") for n in (1, 2, 3)] == [[], [], ["a"]]


def test_a_new_revision_takes_everything_of_the_old_one_out(index: SearchIndex) -> None:
    old = IndexEntry(
        *("a", 1, "Giấy phép xây dựng", "07/GPXD", "văn bản cũ số 05/QĐ-UBND"),
        owner_names=("Trần Văn Cũ",),
        owner_hashes=("h-old", "h-both"),
    )
    new = IndexEntry("a", 2, body="thay thế", owner_names=("Lê Mới",), owner_hashes=("h-new", "h-both"))
    index.apply([old])
    assert all(found(index, text) for text in ("xây dựng", "07/GPXD", "05/QĐ", "văn cũ", "Trần"))

    index.apply([new])

    assert not any(found(index, text) for text in ("xây dựng", "07/GPXD", "05/QĐ", "văn cũ", "Trần"))
    assert ids(index, "thay thế mới") == ["a"]
    assert ids(index, owner_hash="h-old") == []
    assert ids(index, owner_hash="h-new") == ids(index, owner_hash="h-both") == ["a"]


def test_the_same_entry_twice_is_one_hit(index: SearchIndex) -> None:
    for _ in range(2):
        index.apply([IndexEntry("a", 1, body="giấy phép", owner_hashes=("h", "h"))])
    assert ids(index, "giấy phép") == ids(index, owner_hash="h") == ids(index) == ["a"]


def test_a_withdrawn_document_is_known_but_never_shown(index: SearchIndex) -> None:
    entry = IndexEntry("a", 1, body="giấy phép", number="07/GPXD", owner_hashes=("h",))
    index.apply([entry])
    index.apply([replace(entry, revision=2, withdrawn=True)])

    assert index.revisions() == {"a": 2}
    assert ids(index) == ids(index, "giấy phép") == ids(index, "07/GPXD") == ids(index, owner_hash="h") == []
    assert index.apply([entry]) == 0

    index.apply([replace(entry, revision=3)])
    assert ids(index, "giấy phép") == ["a"]


# --- words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Đồng Tháp",
        "đồng tháp",
        "dong thap",
        "DONG THAP",
        "ĐỒNG THÁP",
        "Đong Thap",
        "thap dong",
        "đổng tháp",
        unicodedata.normalize("NFD", "Đồng Tháp"),
        "  dong\tthap\n",
        "(Đồng) Tháp!",
    ],
)
def test_accents_capitals_order_and_normal_form_do_not_matter_for_finding(index: SearchIndex, text: str) -> None:
    bodies(index, "Ủy ban nhân dân tỉnh Đồng Tháp", unicodedata.normalize("NFD", "Tỉnh Đồng Tháp"), "Bến Tre")
    assert found(index, text) == {"a", "b"}


def test_all_words_must_occur_anywhere_in_the_document(index: SearchIndex) -> None:
    index.apply(
        [
            IndexEntry("a", 1, title="Giấy phép", owner_names=("Lê Văn Bình",), body="xây dựng nhà ở"),
            IndexEntry("b", 1, title="Giấy phép", owner_names=("Lê Thị Hoa",)),
        ]
    )
    assert ids(index, "giấy phép bình xây dựng") == ["a"]
    assert found(index, "giấy phép lê") == {"a", "b"}
    assert ids(index, "giấy phép bình hoa") == []


def test_exact_accents_stand_above_folded_ones_whatever_else_speaks_for_those(index: SearchIndex) -> None:
    index.apply(
        [
            IndexEntry("dong", 1, title="Dong Dong Dong", body="Dong dong", issued_on=date(2025, 1, 1)),
            IndexEntry("đông", 1, title="Phía đông", body="đông đông đông", issued_on=date(2025, 1, 1)),
            IndexEntry("đồng", 1, body="rất nhiều chữ khác trước khi tới Đồng " + "và sau đó nữa " * 50),
        ]
    )
    assert ids(index, "Đồng")[0] == "đồng"
    assert ids(index, "đông")[0] == "đông"
    assert found(index, "Đồng") == {"đồng", "đông", "dong"}


def test_all_accents_exact_stand_above_a_better_place(index: SearchIndex) -> None:
    index.apply(
        [
            IndexEntry("title", 1, title="Đông Tháp Tháp Tháp", owner_names=("Tháp",)),
            IndexEntry("body", 1, body="chữ " * 300 + "Đồng và Tháp"),
            *(IndexEntry(f"other{n}", 1, body="chữ khác") for n in range(20)),
        ]
    )
    assert ids(index, "đồng tháp") == ["body", "title"]


def test_more_exact_words_stand_above_fewer(index: SearchIndex) -> None:
    bodies(index, "Cao Lanh Dong Thap", "Cao Lãnh Dong Thap", "Cao Lãnh Đồng Tháp", "Cao Lãnh Đồng Thap")
    assert ids(index, "cao lãnh đồng tháp") == ["c", "d", "b", "a"]


def test_words_are_whole_words(index: SearchIndex) -> None:
    bodies(index, "bà Hoa", "ông Hoàng", "bà Hoà")
    assert found(index, "hoa") == {"a", "c"}
    assert found(index, "hoa*") == {"a", "b", "c"}
    assert ids(index, "hoan*") == ["b"]


def test_a_phrase_is_found_only_in_one_piece(index: SearchIndex) -> None:
    bodies(index, "huyện Cao Lãnh", "Cao nguyên và Lãnh địa", "Lãnh Cao", "huyện cao\nlanh")
    assert found(index, '"Cao Lãnh"') == {"a", "d"}
    assert ids(index, "“Cao Lãnh” huyện") == ["a", "d"]
    assert found(index, "Cao Lãnh") == {"a", "b", "c", "d"}
    assert found(index, '"Cao Lãnh') == {"a", "b", "c", "d"}
    assert found(index, '"" cao') == {"a", "b", "c", "d"}


def test_where_a_word_stands_decides_the_order(index: SearchIndex) -> None:
    filler = "một hai ba bốn năm sáu bảy tám chín mười"
    index.apply(
        [
            IndexEntry("body", 1, body=f"Khánh {filler}"),
            IndexEntry("owner", 1, owner_names=("Khánh",), body=filler),
            IndexEntry("title", 1, title="Khánh", body=filler),
            IndexEntry("number", 1, number="Khánh", body=filler),
            *(IndexEntry(f"other{n}", 1, body=filler) for n in range(20)),
        ]
    )
    assert ids(index, "khánh") == ["number", "title", "owner", "body"]


# --- numbers ------------------------------------------------------------------------------------------------


@pytest.fixture
def numbers(index: SearchIndex) -> SearchIndex:
    index.apply(
        [
            IndexEntry("gcn", 1, number="07/GCN.ATTP", body="Chứng nhận cơ sở"),
            IndexEntry("other", 1, number="107/GCN.ATTP", body="Chứng nhận cơ sở"),
            IndexEntry("year", 1, number="12/2023/QĐ-UBND", body="Quyết định"),
            IndexEntry("cites", 1, number="88/GPXD", body="Căn cứ Quyết định số: 12/2023/QĐ-UBND, ngày 01/02/2023."),
            IndexEntry("symbol", 1, number="05/QĐ-UBND", body="Quyết định"),
            IndexEntry("trade", 1, number="50H8027879", body="Hộ kinh doanh"),
        ]
    )
    return index


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("07/GCN", {"gcn"}),
        ("07/gcn.attp", {"gcn"}),
        ("7/GCN", {"gcn"}),
        ("07/GCN-ATTP", {"gcn"}),
        ("07 / GCN", {"gcn"}),
        ("07/", {"gcn"}),
        ("07/G", {"gcn"}),
        ("07/GCN.ATTPX", set()),
        ("7/GCN.ATTM", set()),
        ("12/2023", {"year", "cites"}),
        ("12/2023/qd-ubnd", {"year", "cites"}),
        ("2/2023", set()),
        ("05/QĐ-UBND", {"symbol"}),
        ("05/qd-ubnd", {"symbol"}),
        ("5/QD-U", {"symbol"}),
        ("06/QĐ-UBND", set()),
        ("01/02/2023", {"cites"}),
        ("50H80", {"trade"}),
        ("50h8027879", {"trade"}),
        ("50H8027878", set()),
        ("GCN.ATTP", {"gcn", "other"}),
        ("QĐ-UBND", {"symbol", "year", "cites"}),
        ("quyết định 12/2023", {"year", "cites"}),
        ("hộ 12/2023", set()),
    ],
)
def test_numbers_are_found_by_their_beginning_and_never_by_likeness(
    numbers: SearchIndex, text: str, documents: set[str]
) -> None:
    assert found(numbers, text) == documents


def test_the_documents_own_number_stands_above_a_mention(numbers: SearchIndex) -> None:
    assert ids(numbers, "12/2023") == ["year", "cites"]


# --- filters ------------------------------------------------------------------------------------------------


@pytest.fixture
def dated(index: SearchIndex) -> SearchIndex:
    index.apply(
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
    return index


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


# --- hits ---------------------------------------------------------------------------------------------------


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


# --- any text at all ----------------------------------------------------------------------------------------

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


@pytest.mark.parametrize("text", HOSTILE)
def test_syntax_of_the_engine_means_nothing(index: SearchIndex, text: str) -> None:
    bodies(index, "không có gì liên quan")
    assert ids(index, text) == []
    assert not index.stale


def test_words_that_are_operators_elsewhere_are_words(index: SearchIndex) -> None:
    bodies(index, "this or that", "this near not and")
    assert ids(index, "this OR that") == ["a"]
    assert ids(index, "NOT near and") == ["b"]


@pytest.mark.parametrize("text", ["a " * 5000, "b" * 100_000, "1/" * 5000, '"c" ' * 5000, "x* " * 200])
def test_long_queries_are_answered(index: SearchIndex, text: str) -> None:
    bodies(index, "không có gì liên quan")
    assert ids(index, text) == []


def test_many_different_words_are_answered(index: SearchIndex) -> None:
    text = " ".join(f"{a}{b}" for a in "bcdghklmnt" for b in "áàảãạâăêôơư")
    bodies(index, text, "khác")
    assert ids(index, text) == ["a"]


texts = st.text(max_size=60) | st.text(st.sampled_from('aĐồ0/-.*"^:(){}+& \x00\u0301\ud800'), max_size=30)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=texts, body=texts)
def test_any_query_on_any_text_is_answered(index: SearchIndex, query: str, body: str) -> None:
    entry = IndexEntry("a", 1, title=body, number=body, body=body, owner_names=(body,))
    assert index.apply([entry]) == 1
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
