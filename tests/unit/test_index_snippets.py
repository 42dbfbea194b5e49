"""Which piece of a text is shown, and what in it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.index.snippets import LENGTH, MAX_WORD, snippet
from digitize.index.terms import Term, parse
from digitize.vietnamese.text import fold, squeeze


def terms(query: str) -> list[Term]:
    return [piece.term for piece in parse(query)]


def shown(body: str, query: str) -> list[str]:
    piece, spans = snippet(body, terms(query))
    return [piece[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("đồng tháp", ["Đồng", "Tháp"]),
        ('"dong thap"', ["Đồng Tháp"]),
        ('"thap dong"', []),
        ("tháp huyện", ["Huyện", "Tháp"]),
        ("tha*", ["Tháp", "tháng"]),
        ("15/3", []),
        ("15/03", ["15/03/2023"]),
        ('"dong thap" thap', ["Đồng Tháp"]),
        ("2023", ["2023", "2023"]),
    ],
)
def test_what_is_highlighted(query: str, expected: list[str]) -> None:
    assert shown("Huyện thuộc tỉnh Đồng Tháp, tháng 3 ngày 15/03/2023, 2023", query) == expected


def test_exact_accents_are_highlighted_alone_where_they_stand() -> None:
    assert shown("đông dong đồng", "đồng") == ["đồng"]
    assert shown("đông dong", "đồng") == ["đông", "dong"]
    assert shown("đông dong đồng", "dong") == ["đông", "dong", "đồng"]


def test_a_short_text_is_shown_whole() -> None:
    assert snippet("Giấy phép", terms("phep")) == ("Giấy phép", ((5, 9),))
    assert snippet("", terms("phep")) == ("", ())


def test_a_match_at_the_end_is_shown_with_what_stands_before_it() -> None:
    body = "chữ " * 200 + "cuối"
    piece, spans = snippet(body, terms("cuoi"))
    assert piece.endswith("cuối")
    assert len(piece) >= LENGTH
    assert spans == ((len(piece) - 4, len(piece)),)


def test_a_letter_that_folds_to_several_does_not_shift_the_ranges() -> None:
    assert shown("한국 İstanbul 한국 Đồng", "dong") == ["Đồng"]
    assert shown("한국 Đồng", "한국") == ["한국"]


def test_a_run_of_letters_that_is_no_word_is_cut() -> None:
    piece, spans = snippet("x" * 5000 + " đồng " + "y" * 5000, terms("dong"))
    assert len(piece) <= LENGTH + 2 * MAX_WORD
    assert [piece[start:end] for start, end in spans] == ["đồng"]


bodies = st.lists(st.text(st.sampled_from("abđĐồƠ1/.,"), min_size=1, max_size=8), max_size=120).map(
    lambda words: squeeze(" ".join(words))
)


@settings(max_examples=100, deadline=None)
@given(body=bodies, query=st.text(st.sampled_from('abdđồo1/ "*'), max_size=12))
def test_a_snippet_is_a_piece_of_whole_words_with_ranges_inside(body: str, query: str) -> None:
    piece, spans = snippet(body, terms(query))
    assert f" {piece} " in f" {body} "
    assert len(piece) <= LENGTH + 2 * MAX_WORD
    ends = [end for span in spans for end in span]
    assert ends == sorted(ends)
    assert all(0 <= start < end <= len(piece) for start, end in spans)
    for start, end in spans:
        assert fold(piece[start:end])
