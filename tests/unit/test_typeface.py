"""The typeface of the package: it has what our papers hold, and draws it as the whole font does."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PIL import ImageFont, features

from digitize.catalogue import load
from digitize.ocr.engines.alignment import in_print
from digitize.ocr.training.alphabet import ALPHABET, LETTERS
from digitize.samples.dossier import make_stack
from digitize.vietnamese.typeface import face_file
from scripts import make_fonts

FACES = [(bold, italic) for bold in (False, True) for italic in (False, True)]
LAYOUTS = [ImageFont.Layout.BASIC, *([ImageFont.Layout.RAQM] if features.check("raqm") else [])]
TICK_BOX = "☐"
"""Tinos itself has none."""


@pytest.fixture(scope="module", params=FACES, ids=str)
def face(request: pytest.FixtureRequest) -> Path:
    return face_file(*request.param)


@pytest.fixture(scope="module")
def characters(face: Path) -> frozenset[str]:
    with TTFont(face, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def test_all_letters_are_there_whole_and_in_parts(characters: frozenset[str]) -> None:
    assert set(in_print(ALPHABET)) - characters == {TICK_BOX}
    assert set(unicodedata.normalize("NFD", "".join(LETTERS))) <= characters


def test_all_that_papers_and_sheets_say_is_there(characters: frozenset[str]) -> None:
    catalogue = load()
    names = {entry.name for entry in (*catalogue.procedures.values(), *catalogue.agencies)}
    said = {side.text for index in range(3) for side in make_stack(7, index).sides} | names
    assert set("".join(said)) - characters <= {"\n"}


def test_the_same_fonts_give_the_same_bytes(face: Path, croscore: Path, tmp_path: Path) -> None:
    make_fonts.cut(croscore / face.name, tmp_path / face.name)
    assert (tmp_path / face.name).read_bytes() == face.read_bytes(), "run `python -m scripts.make_fonts`"


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_text_is_drawn_as_in_the_whole_font(face: Path, croscore: Path, layout: ImageFont.Layout) -> None:
    letters = "".join(sorted(make_fonts.CHARACTERS - {TICK_BOX}))
    texts = [letters[at : at + 40] for at in range(0, len(letters), 40)]
    texts += ["AVAWToTeYoP. fi ffi VƯƠNG", unicodedata.normalize("NFD", "".join(sorted(LETTERS)))]
    for px in (9, 22, 54):
        whole, part = (ImageFont.truetype(str(file), px, layout_engine=layout) for file in (croscore / face.name, face))
        assert whole.getmetrics() == part.getmetrics()
        for text in texts:
            (drawn, place), (again, where) = whole.getmask2(text), part.getmask2(text)
            assert (drawn.size, place) == (again.size, where)
            assert bytes(drawn) == bytes(again)
            assert whole.getlength(text) == part.getlength(text)
