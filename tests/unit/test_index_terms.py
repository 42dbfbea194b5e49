"""How texts are cut and queries understood."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.index.terms import (
    MIN_PREFIX,
    Phrase,
    Symbol,
    exact_words,
    folded_words,
    joined,
    parse,
    symbols,
)


def word(exact: str, folded: str = "", *, prefix: bool = False) -> Phrase:
    return Phrase((folded or exact,), (exact,), prefix)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", ()),
        (' "" !? * ', ()),
        ("Đồng", (word("đồng", "dong"),)),
        ("dong dong DONG", (word("dong"),)),
        ('"Cao Lãnh" ông', (Phrase(("cao", "lanh"), ("cao", "lãnh")), word("ông", "ong"))),
        ("GP-KT&HT", (Phrase(("gp", "kt", "ht"), ("gp", "kt", "ht")),)),
        ("và/hoặc", (Phrase(("va", "hoac"), ("và", "hoặc")),)),
        ("hoà*", (word("hoà", "hoa", prefix=True),)),
        ("12", (word("12"),)),
        ("123", (word("123", prefix=True),)),
        ('"123"', (word("123"),)),
        ("50H8 x", (word("50h8", prefix=True), word("x"))),
        ("07/GCN", (Symbol(("07/gcn", "7/gcn", "07gcn", "7gcn")),)),
        ("12/2023/QĐ", (Symbol(("12/2023/qd", "12/2023qd")),)),
        ("7/", (Symbol(("7/",)),)),
        ("05 / QĐ–UBND.", (Symbol(("05/qd/ubnd", "5/qd/ubnd", "05qdubnd", "5qdubnd")),)),
        ('"07/GCN"', (Phrase(("07", "gcn"), ("07", "gcn")),)),
        ("và/", (word("và", "va"),)),
        ("m²/người", (Phrase(("m²", "nguoi"), ("m²", "người")),)),
    ],
)
def test_parse(text: str, terms: tuple[Phrase | Symbol, ...]) -> None:
    assert tuple(dict.fromkeys(piece.term for piece in parse(text))) == terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Số: 07/GCN.ATTP, ngày 15/03/2023.", ["07/gcn/attp", "7/gcn/attp", "07gcnattp", "7gcnattp", "15/03/2023"]),
        ("470/2025/TLKT-BS và/hoặc", ["470/2025/tlkt/bs", "470/2025tlktbs"]),
        ("số 05 / QĐ-UBND", ["05/qd/ubnd", "5/qd/ubnd", "05qdubnd", "5qdubnd"]),
        ("số 50H8027879, 60 m2", ["50h8027879", "m2"]),
        ("Ngày......tháng......năm 2023. Ông", []),
        ("năm 2023", []),
    ],
)
def test_symbols(text: str, expected: list[str]) -> None:
    assert list(symbols(text)) == expected


def test_decomposed_text_gives_the_same_words() -> None:
    assert folded_words("Đô\u0300ng Tha\u0301p") == ["dong", "thap"]
    assert exact_words("Đô\u0300ng Tha\u0301p") == ["đồng", "tháp"]


def test_a_letter_keeps_a_mark_it_has_no_precomposed_form_with() -> None:
    assert exact_words("x\u0303y z") == ["x\u0303y", "z"]
    assert folded_words("x\u0303y z") == ["xy", "z"]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", ["a" * 10**6, "a." * 10**6, "/" * 10**6, "x\u0303" * 10**6, "1 / " * 10**6])
def test_a_text_without_end_is_cut_in_linear_time(text: str) -> None:
    assert len(list(symbols(text))) <= 2
    assert len(folded_words(text)) <= 10**6


@settings(max_examples=100)
@given(st.text())
def test_only_letters_digits_and_joints_come_out_of_any_text(text: str) -> None:
    for term in (piece.term for piece in parse(text)):
        parts = term.prefixes if isinstance(term, Symbol) else (*term.folded, *term.exact)
        assert all(parts)
        assert not set('"*^(){}:+- \x00') & set("".join(parts))


@settings(max_examples=100)
@given(st.text(st.sampled_from("aB1Đồ/.-&_ 0"), max_size=30))
def test_whatever_is_a_symbol_of_a_text_is_a_prefix_query_for_it(text: str) -> None:
    indexed = list(symbols(text))
    for symbol in indexed:
        (term,) = (piece.term for piece in parse(symbol))
        if isinstance(term, Phrase):
            assert "/" not in symbol
            if len(symbol) < MIN_PREFIX:
                continue
            term = joined(term)
        assert isinstance(term, Symbol)
        assert any(spelling.startswith(term.prefixes) for spelling in indexed)
