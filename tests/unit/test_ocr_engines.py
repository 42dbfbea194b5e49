"""Tesseract's table as a tree, and where its data is looked for."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.errors import EngineFailed, EngineMissing
from digitize.model import Box
from digitize.ocr.engines import create, tsv
from digitize.ocr.engines.tessdata import find_tessdata, fingerprint

HEADINGS = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"


def _row(block: int, paragraph: int, line: int, word: int, text: str, confidence: str = "90.5") -> str:
    return f"5\t1\t{block}\t{paragraph}\t{line}\t{word}\t{10 * word}\t{20 * line}\t8\t12\t{confidence}\t{text}"


def test_blocks_lines_and_words_keep_their_order() -> None:
    table = "\n".join(
        [
            HEADINGS,
            "1\t1\t0\t0\t0\t0\t0\t0\t100\t100\t-1\t",
            "2\t1\t1\t0\t0\t0\t0\t0\t100\t50\t-1\t",
            _row(1, 1, 1, 1, "Ủy"),
            _row(1, 1, 1, 2, "ban"),
            _row(1, 1, 2, 1, "nhân"),
            _row(1, 2, 1, 1, "dân"),
            _row(2, 1, 1, 1, "xã"),
        ]
    )
    blocks = tsv.blocks(table)
    assert [[line.text for line in block.lines] for block in blocks] == [["Ủy ban", "nhân", "dân"], ["xã"]]
    first = blocks[0].lines[0]
    assert first.box == Box(10, 20, 28, 32)
    assert first.words[0].confidence == pytest.approx(0.905)


def test_words_without_text_are_left_out_with_their_lines() -> None:
    assert tsv.blocks("\n".join([_row(1, 1, 1, 1, " "), _row(2, 1, 1, 1, "")])) == ()
    assert tsv.blocks("") == ()


def test_text_is_composed() -> None:
    ((block,),) = (tsv.blocks(_row(1, 1, 1, 1, unicodedata.normalize("NFD", "Đồng"))),)
    assert block.lines[0].text == "Đồng"


@pytest.mark.parametrize("rubbish", ["5\tx\ty", "5\t1\t1\t1\t1\t1\t1\t1\t1\t1\tmuch\tword", "5"])
def test_rubbish_is_a_failure_of_the_engine(rubbish: str) -> None:
    with pytest.raises(EngineFailed):
        tsv.blocks(rubbish)


@settings(max_examples=100)
@given(st.text())
def test_any_text_gives_a_tree_or_a_failure(table: str) -> None:
    try:
        blocks = tsv.blocks(table)
    except EngineFailed:
        return
    assert all(0 <= word.confidence <= 1 for block in blocks for line in block.lines for word in line.words)


def test_missing_data_and_unknown_engines_are_said(tmp_path: Path) -> None:
    with pytest.raises(EngineMissing):
        find_tessdata(tmp_path)
    with pytest.raises(EngineMissing):
        create("tesseract", tmp_path)
    with pytest.raises(EngineMissing):
        create("clairvoyance")


def test_without_tesseract_our_own_reader_reads(tmp_path: Path) -> None:
    assert create("auto", tmp_path).name == "own"
    (tmp_path / "vie.traineddata").write_bytes(b"no model")
    # Data that is there and of no use is said: nobody is to find out later which reader it was.
    with pytest.raises(EngineMissing):
        create("auto", tmp_path)


def test_damaged_data_is_said(tmp_path: Path) -> None:
    (tmp_path / "vie.traineddata").write_bytes(b"no model")
    with pytest.raises(EngineMissing):
        create("tesseract", tmp_path)


def test_the_fingerprint_follows_the_data(tmp_path: Path) -> None:
    data = tmp_path / "vie.traineddata"
    data.write_bytes(b"one")
    one = fingerprint(tmp_path)
    data.write_bytes(b"two")
    assert len(one) == 12
    assert fingerprint(tmp_path) != one
