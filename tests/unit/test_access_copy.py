"""The access copy as a whole: its text comes back, stands where it is seen, and the file is the same every time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pdfplumber
import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from digitize.errors import ComposeFailed, PageFailed, TextLayerDiffers
from digitize.model import Affine, Block, Box, Colour, Line, PageFindings, PageImage, PageText, Word
from digitize.ocr import access
from digitize.ocr.access import AccessCopy, AccessPage, compose, read_back
from digitize.ocr.page_picture import encode_picture
from digitize.ocr.skew import skew_of
from tests.access_pages import DPI, HEIGHT, WIDTH, column, line, page, page_image, tree

MOMENT = datetime(2025, 7, 1, 8, 30, tzinfo=UTC)
HEADING = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 07/GCN-UBND")


def composed(target: Path, *pages: AccessPage) -> AccessCopy:
    return compose(target, pages, title="Giấy chứng nhận", document_id="doc-1", moment=MOMENT)


def by_pdfium(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [leaf.get_textpage().get_text_range() for leaf in pdf]


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "copy.pdf"


# --- the text comes back ----------------------------------------------------------------------------------


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("skew", [0.0, 1.87, -4.0])
def test_text_comes_back_from_turned_and_skewed_pages(target: Path, rotation: int, skew: float) -> None:
    leaf = page(column(*HEADING), column("Điều 1. Cấp phép", y=400), rotation=rotation, skew=skew)
    copy = composed(target, leaf, leaf)
    assert copy == AccessCopy(target, target.stat().st_size, 2)
    read_back(target, [leaf.text, leaf.text])


def test_lines_are_read_apart_even_where_their_boxes_touch(target: Path) -> None:
    texts = [*HEADING, "Người ký", "x"]
    composed(target, page(column(*texts, pitch=29)))
    assert [part.strip() for part in by_pdfium(target)[0].splitlines()] == texts
    with pdfplumber.open(target) as pdf:
        assert pdf.pages[0].extract_text().splitlines() == texts


def test_single_letters_rules_and_dotted_lines_survive(target: Path) -> None:
    dots = Line(tuple(Word(".", Box(100 + 8 * n, 300, 104 + 8 * n, 330), 0.5) for n in range(40)), Box(0, 300, 0, 330))
    rule = Line((Word("—", Box(60, 380, 900, 384), 0.2),), Box(60, 380, 900, 384))
    leaf = page([*column("- a b c -", "I"), dots, rule, line("ký tên", 20, 390)])
    composed(target, leaf)
    read_back(target, [leaf.text])


def test_order_is_the_trees_where_a_later_block_stands_to_the_left(target: Path) -> None:
    right, left = line("CỘNG HÒA", 600, 100), line("ỦY BAN", 80, 102)
    leaf = page([right], [left], [line("giữa", 300, 101)])
    composed(target, leaf)
    read_back(target, [leaf.text])
    assert by_pdfium(target)[0].split() == ["CỘNG", "HÒA", "ỦY", "BAN", "giữa"]


def test_a_hyphen_at_the_end_of_a_line_is_kept(target: Path) -> None:
    leaf = page(column("Quyết định số 12/QĐ-", "UBND ngày"))
    composed(target, leaf)
    read_back(target, [leaf.text])


def test_overlapping_and_tiny_words_come_back(target: Path) -> None:
    boxes = [Box(100, 100, 220, 130), Box(180, 100, 260, 130), Box(262, 100, 262, 130), Box(263, 100, 264, 131)]
    words = tuple(Word(text, box, 0.5) for text, box in zip(("chứng", "nhận", "số", "1"), boxes, strict=True))
    leaf = page([Line(words, Box(100, 100, 264, 130))], [Line((Word("vết", Box(5, 5, 6, 6), 0.1),), Box(5, 5, 6, 6))])
    composed(target, leaf)
    read_back(target, [leaf.text])


def test_equal_words_above_one_another_in_a_line_come_back(target: Path) -> None:
    # So Tesseract gives the letters of a seal: as one line of words that stand in a column, from below.
    boxes = [Box(600, 440 - 80 * row, 627, 473 - 80 * row) for row in range(3)]
    column_line = Line(tuple(Word("U", box, 0.3) for box in boxes), Box(600, 280, 627, 473))
    leaf = page([line("Công an;", 80, 300)], [column_line], [line("Chính phủ", 80, 520)])
    composed(target, leaf)
    read_back(target, [leaf.text])


def test_characters_outside_the_basic_plane_and_many_different_ones(target: Path) -> None:
    many = [" ".join(chr(code) for code in range(start, start + 20)) for start in range(0x4E00, 0x4E00 + 400, 20)]
    leaf = page(column("𠀀 😀 \U0010fffd", *many, pitch=45))
    composed(target, leaf)
    read_back(target, [leaf.text])
    assert by_pdfium(target)[0].split()[:3] == ["𠀀", "😀", "\U0010fffd"]


LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạếềểễệỲ0123456789-./,:;()—_“”%"


@st.composite
def grown_lines(draw: st.DrawFn) -> Line:
    height = draw(st.sampled_from([8.0, 20.0, 45.0]))
    left = draw(st.floats(0, WIDTH * 0.8))
    top = draw(st.floats(0, HEIGHT - height))
    words = []
    for text in draw(st.lists(st.text(LETTERS, min_size=1, max_size=9), min_size=1, max_size=7)):
        width = draw(st.floats(0.2, 1.5)) * height / 2 * len(text)
        words.append(Word(text, Box(left, top, left + width, top + height), 0.5))
        left += max(0.25 * height, 0.7 * width, width + draw(st.floats(-0.15, 0.8)) * height)
    return Line(tuple(words), Box(words[0].box.x0, top, left, top + height))


def doubled(lines: list[Line]) -> bool:
    """Whether equal words lie on one another, which PDFium takes for a drop shadow and reads once."""
    words = [word for part in lines for word in part.words]
    pairs = [(a, b) for n, a in enumerate(words) for b in words[:n] if a.text == b.text]
    return any(
        abs(a.box.x0 - b.box.x0) < a.box.width + b.box.width and abs(a.box.y0 - b.box.y0) < a.box.height + b.box.height
        for a, b in pairs
    )


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(lines=st.lists(grown_lines(), min_size=1, max_size=12), skew=st.sampled_from([0.0, 2.5, -8.0]))
def test_any_layout_of_lines_comes_back(target: Path, lines: list[Line], skew: float) -> None:
    assume(not doubled(lines))
    leaf = page(lines, skew=skew)
    composed(target, leaf)
    read_back(target, [leaf.text])


# --- the comparison can fail ------------------------------------------------------------------------------


def test_read_back_names_reader_and_pages_but_no_text(target: Path) -> None:
    leaf = page(column("một hai ba"))
    composed(target, leaf, leaf, leaf)
    other = tree(column("một hai bà"))
    with pytest.raises(TextLayerDiffers) as caught:
        read_back(target, [leaf.text, other, other])
    assert caught.value.detail == "pdfplumber, pages 2, 3"


@pytest.mark.parametrize("text", ["hai một ba", "một hai", "một haiba", "một hai ba bốn", ""])
def test_read_back_sees_order_loss_spaces_and_additions(target: Path, text: str) -> None:
    composed(target, page(column("một hai ba")))
    with pytest.raises(TextLayerDiffers):
        read_back(target, [tree(column(text))])


@pytest.mark.parametrize("count", [1, 3])
def test_read_back_counts_pages(target: Path, count: int) -> None:
    leaf = page(column("một"))
    composed(target, leaf, leaf)
    with pytest.raises(TextLayerDiffers):
        read_back(target, [leaf.text] * count)


def test_parts_are_read_back_each_for_itself(target: Path) -> None:
    leaf = page(column("Dòng thứ nhất"))
    other = page(column("Dòng khác"))
    composed(target, leaf, other, leaf)
    read_back(target, [leaf.text, other.text], more=True)
    read_back(target, [other.text, leaf.text], 1)
    with pytest.raises(TextLayerDiffers, match="pages 2"):
        read_back(target, [leaf.text], 1, more=True)
    with pytest.raises(TextLayerDiffers, match="pages 3"):
        read_back(target, [leaf.text, other.text])


def test_read_back_asks_pdfium_as_well(target: Path) -> None:
    twice = line("một", 80, 100)
    leaf = page([twice, twice])
    composed(target, leaf)
    # Equal words on one another: PDFium takes them for a drop shadow and reads one, pdfplumber reads both.
    with pytest.raises(TextLayerDiffers) as caught:
        read_back(target, [leaf.text])
    assert caught.value.detail == "pypdfium2, pages 1"


def test_a_file_that_is_no_pdf_cannot_be_read_back(target: Path) -> None:
    target.write_bytes(b"%PDF-1.7 and nothing else")
    with pytest.raises(ComposeFailed, match="cannot read"):
        read_back(target, [None])


# --- words stand where they are seen ----------------------------------------------------------------------


@pytest.mark.parametrize("colour", list(Colour))
@pytest.mark.parametrize(("rotation", "skew"), [(0, 0.0), (90, 0.0), (180, 2.0), (270, -3.0)])
@pytest.mark.parametrize("level", [False, True])
def test_characters_lie_on_their_words_in_the_picture(
    target: Path, colour: Colour, rotation: int, skew: float, level: bool
) -> None:
    composed(target, page(column(*HEADING), colour=colour, rotation=rotation, skew=skew, level=level))
    with pypdfium2.PdfDocument(target) as pdf:
        seen = pdf[0].render(scale=2).to_numpy()[..., 0]
        assert seen.shape[0] > seen.shape[1]
        layer = pdf[0].get_textpage()
        text = layer.get_text_range()
        checked = 0
        for index, character in enumerate(text):
            if not character.isspace():
                x0, y0, x1, y1 = layer.get_charbox(index)
                middle = round(seen.shape[0] - (y0 + y1)), round(x0 + x1)
                assert seen[middle] < 100, f"character {index} lies off its word"
                checked += 1
        assert checked == sum(not character.isspace() for character in "".join(HEADING))
        # The bars cover little of the page, so the check above says something.
        assert (seen < 100).mean() < 0.1


@pytest.mark.parametrize("colour", list(Colour))
@pytest.mark.parametrize("rotation", [0, 90])
def test_the_picture_is_levelled_only_where_that_is_asked_for(target: Path, colour: Colour, rotation: int) -> None:
    tilts = []
    for level in (False, True):
        composed(target, page(column(*HEADING), colour=colour, rotation=rotation, skew=3.0, level=level))
        with pypdfium2.PdfDocument(target) as pdf:
            seen = pdf[0].render(scale=2).to_numpy()[..., 0]
        tilts.append(skew_of(seen))
        assert min(seen[0, 0], seen[0, -1], seen[-1, 0], seen[-1, -1]) > 240
    assert tilts == pytest.approx([3.0, 0.0], abs=0.15)


# --- pages of all kinds -----------------------------------------------------------------------------------


def test_blank_failed_and_lost_pages_keep_their_numbers(target: Path) -> None:
    full, blank = page(column("trang một")), page()
    failed = replace(full, text=None)
    lost = AccessPage(None, None, PageFindings(0, Colour.GREY))
    assert composed(target, full, blank, failed, lost, full).pages == 5
    read_back(target, [full.text, blank.text, None, None, full.text])
    with pikepdf.open(target) as pdf:
        assert ["/XObject" in leaf.obj.Resources for leaf in pdf.pages] == [True, True, True, False, True]


@pytest.mark.parametrize(
    ("size", "dpi", "points"),
    [
        ((1240, 1754), 150.0, (595.2, 841.92)),
        ((1, 1), 600.0, (3, 3)),
        ((2000, 10), 1.0, (14400, 72)),
        ((400, 200), 0.0, (144, 72)),
        ((400, 200), float("nan"), (144, 72)),
    ],
)
def test_page_size(target: Path, size: tuple[int, int], dpi: float, points: tuple[float, float]) -> None:
    image = PageImage(np.full(size[::-1], 255, np.uint8), dpi, Colour.GREY)
    text = PageText((Block((line("một", 0, 0),), Box(0, 0, 9, 9)),), *size, *size)
    composed(target, AccessPage(encode_picture(image), text, PageFindings(0, Colour.GREY)))
    read_back(target, [text])
    with pikepdf.open(target) as pdf:
        assert [float(side) for side in pdf.pages[0].mediabox] == pytest.approx([0, 0, *points])


def test_a_tree_of_another_scale_than_the_picture_fits_on_the_page(target: Path) -> None:
    leaf, image = page(column("một")), page_image(column("một"))
    half = PageImage(np.ascontiguousarray(image.pixels[::2, ::2]), DPI / 2, Colour.GREY)
    whole, reduced = target, target.with_name("half.pdf")
    composed(whole, leaf)
    composed(reduced, replace(leaf, picture=encode_picture(half)))
    boxes = []
    for path in (whole, reduced):
        with pypdfium2.PdfDocument(path) as pdf:
            boxes.append(pdf[0].get_textpage().get_charbox(0))
    assert boxes[0] == pytest.approx(boxes[1], abs=0.05)


def test_a_box_that_is_no_place_fails_the_copy(target: Path) -> None:
    nowhere = tree([Line((Word("một", Box(float("nan"), 0, 1, 1), 0.5),), Box(0, 0, 1, 1))])
    flat = tree(column("một"), to_source=Affine(a=0, d=0))
    for text in (nowhere, flat):
        with pytest.raises(ComposeFailed):
            composed(target, replace(page(), text=text))
    assert not target.exists()


def test_a_document_without_pages_is_refused(target: Path) -> None:
    with pytest.raises(ComposeFailed):
        composed(target)
    assert not target.exists()


# --- the file ---------------------------------------------------------------------------------------------


def test_same_input_same_bytes(target: Path) -> None:
    leaf = page(column(*HEADING), colour=Colour.COLOUR)
    composed(target, leaf, leaf)
    first = target.read_bytes()
    composed(target, leaf, leaf)
    assert target.read_bytes() == first
    compose(target, [leaf, leaf], title="Giấy chứng nhận", document_id="doc-2", moment=MOMENT)
    with pikepdf.open(target) as other, pikepdf.open(_written(target, first)) as pdf:
        assert bytes(pdf.trailer.ID[0]) != bytes(other.trailer.ID[0])


def _written(beside: Path, data: bytes) -> Path:
    path = beside.with_name("first.pdf")
    path.write_bytes(data)
    return path


def test_what_the_file_says_of_itself(target: Path) -> None:
    composed(target, page(column("một")))
    with pikepdf.open(target) as pdf:
        xmp = pdf.open_metadata()
        assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("2", "U")
        assert (xmp["dc:title"], xmp["dc:identifier"]) == ("Giấy chứng nhận", "doc-1")
        assert xmp["xmp:CreateDate"] == xmp["xmp:ModifyDate"] == "2025-07-01T08:30:00+00:00"
        assert str(pdf.Root.Lang) == "vi"
        assert not pdf.is_encrypted
        assert "/MarkInfo" not in pdf.Root


@pytest.mark.parametrize("count", [6, 7])
def test_a_long_document_goes_through_the_disk(target: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    leaves = [page(column(f"trang {number} {chr(0x1EA0 + number)}")) for number in range(count)]
    monkeypatch.setattr(access, "_HELD_BYTES", 10_000)
    monkeypatch.setattr(access, "_PAGES_AT_ONCE", 3)
    assert composed(target, *leaves).pages == count
    first = target.read_bytes()
    # qpdf makes file ids from the time in seconds where nobody says otherwise.
    time.sleep(1.1)
    composed(target, *leaves)
    assert target.read_bytes() == first
    texts = [leaf.text for leaf in leaves]
    read_back(target, texts)
    with pytest.raises(TextLayerDiffers, match=r"pages 4$"):
        read_back(target, [*texts[:3], texts[0], *texts[4:]])
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_an_error_of_the_page_source_passes_through_and_leaves_nothing(target: Path) -> None:
    def pages() -> Iterator[AccessPage]:
        yield page(column("một"))
        raise PageFailed("2")

    with pytest.raises(PageFailed):
        compose(target, pages(), title="", document_id="doc-1", moment=MOMENT)
    assert list(target.parent.iterdir()) == []


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(ComposeFailed):
        composed(tmp_path / "missing" / "copy.pdf", page(column("một")))
