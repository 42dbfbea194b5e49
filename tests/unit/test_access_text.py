"""What of a text can stand in a text layer."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.model import Box, Line, Word
from digitize.ocr.glyphless import ADVANCE, Glyphs, font_file
from digitize.ocr.text_layer import layer_page_text, layer_text
from tests.access_pages import column, tree


@pytest.mark.parametrize(
    ("read", "layer"),
    [
        ("Đồng", "Đồng"),
        (unicodedata.normalize("NFD", "Nguyễn"), "Nguyễn"),
        ("10\u00a0000", "10 000"),
        ("\u3000a\tb\u2028", "a b"),
        ("hợp\u00adđồng", "hợpđồng"),
        ("a\u200b\ufeff\u202eb\x00\x7f", "ab"),
        ("e\u200d\u0301", "é"),
        ("ﬁ ﬂ ﬅ", "fi fl st"),
        ("א", "\ufffd"),
        ("٣", "\ufffd"),
        ("\u0655", "\ufffd"),
        ("a\ud800\uffff", "a\ufffd\ufffd"),
        ("\u0301", "\u0301"),
        (" \u00ad ", ""),
    ],
)
def test_layer_text(read: str, layer: str) -> None:
    assert layer_text(read) == layer


@given(st.text())
def test_layer_text_is_stable(text: str) -> None:
    once = layer_text(text)
    assert layer_text(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "  " not in once


def test_page_text_skips_words_of_which_nothing_is_left() -> None:
    words = (Word("một", Box(0, 0, 9, 9), 1), Word("\u00ad", Box(9, 0, 10, 9), 1), Word("hai", Box(11, 0, 20, 9), 1))
    assert layer_page_text(tree([Line(words, Box(0, 0, 20, 9))], column("ba"))) == "một hai ba"
    assert layer_page_text(None) == layer_page_text(tree()) == ""


def test_each_character_has_one_number() -> None:
    glyphs = Glyphs()
    assert glyphs.encode("aba") == "000100020001"
    assert glyphs.encode("b𠀀") == "00020003"
    assert len(glyphs) == 3


def test_font_is_the_same_every_time_and_shows_nothing() -> None:
    first = font_file()
    font_file.cache_clear()
    assert font_file() == first
    assert len(first) < 1000
    assert ADVANCE == 500
