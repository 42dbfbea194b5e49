"""Which files make a stack, and where it is cut."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.catalogue.covers import Cover
from digitize.errors import OnlyBlankPages, SecondHeading, SeparatorMisplaced, SeparatorMissed, SeriesGap
from digitize.ingest.gather import Found, natural_key
from digitize.ingest.sniffing import MediaType
from digitize.ingest.stacks import StackPage, group, recut, split
from digitize.model import PageRef, Separator

KINDS = {
    ".jpg": MediaType.JPEG,
    ".JPG": MediaType.JPEG,
    ".png": MediaType.PNG,
    ".pdf": MediaType.PDF,
    ".tif": MediaType.TIFF,
}


def found(*names: str) -> list[Found]:
    ordered = sorted(names, key=natural_key)
    return [Found(Path("/in") / name, PurePosixPath(name).name, name, KINDS[Path(name).suffix]) for name in ordered]


def grouped(*names: str) -> list[list[str]]:
    return [[file.relative for file in stack.files] for stack in group(found(*names))]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a1.jpg", "a2.jpg", "a10.jpg"], [["a1.jpg", "a2.jpg"], ["a10.jpg"]]),
        (["s 9.jpg", "s 10.jpg", "s 11.JPG"], [["s 9.jpg", "s 10.jpg", "s 11.JPG"]]),
        (["s (1).png", "s (2).png"], [["s (1).png", "s (2).png"]]),
        (["001.jpg", "002.jpg"], [["001.jpg", "002.jpg"]]),
        pytest.param(["a1.jpg", "b2.jpg"], [["a1.jpg"], ["b2.jpg"]], id="other names"),
        pytest.param(["a1.jpg", "a2.png"], [["a1.jpg"], ["a2.png"]], id="other formats"),
        pytest.param(["x/a1.jpg", "y/a2.jpg"], [["x/a1.jpg"], ["y/a2.jpg"]], id="other folders"),
        pytest.param(["a1.pdf", "a2.pdf"], [["a1.pdf"], ["a2.pdf"]], id="PDF stand alone"),
        pytest.param(["a1.tif", "a2.tif"], [["a1.tif"], ["a2.tif"]], id="TIFF stand alone"),
        pytest.param(["a.jpg"], [["a.jpg"]], id="alone"),
        pytest.param(["a1.jpg", "a01.jpg"], [["a01.jpg"], ["a1.jpg"]], id="the same number twice counts nothing on"),
        pytest.param(
            ["087190000123.jpg", "087190000999.jpg"], [["087190000123.jpg"], ["087190000999.jpg"]], id="no counters"
        ),
    ],
)
def test_files_make_stacks(names: list[str], expected: list[list[str]]) -> None:
    assert grouped(*names) == expected


def test_a_series_tells_of_the_numbers_it_leaves_out() -> None:
    (stack,) = group(found("p1.jpg", "p2.jpg", "p4.jpg"))
    assert stack.is_series
    assert stack.missing == (3,)
    assert stack.warnings == (SeriesGap.code,)
    (whole,) = group(found("p1.jpg", "p2.jpg"))
    assert whole.warnings == ()


@given(
    st.lists(
        st.sampled_from(["a", "b/a", ""]).flatmap(lambda s: st.integers(1, 40).map(lambda n: f"{s}{n}.jpg")),
        unique=True,
    )
)
@settings(max_examples=100)
def test_every_file_is_in_exactly_one_stack(names: list[str]) -> None:
    stacks = group(found(*names))
    assert sorted(file.relative for stack in stacks for file in stack.files) == sorted(names)


# --- cutting ----------------------------------------------------------------------------------------------

COVER_A, COVER_B = Cover("H20-220511-0001", "1.004363", "H20"), Cover("H20-220511-0002", "", "")


def pages(pattern: str) -> list[StackPage]:
    """One letter a page: T patch, B barcode, A and C covers, o blank, H a heading, G gone, x any other page."""
    made = []
    for index, letter in enumerate(pattern):
        separator = {"T": Separator.PATCH_T, "B": Separator.BARCODE, "A": Separator.COVER, "C": Separator.COVER}.get(
            letter
        )
        cover = {"A": COVER_A, "C": COVER_B}.get(letter)
        made.append(
            StackPage(
                PageRef("blob", index),
                separator,
                letter == "o",
                cover,
                cover is not None,
                begins=letter == "H",
                gone=letter == "G",
            )
        )
    return made


def cut(pattern: str, *, series: bool = False, duplex: bool | None = None) -> list[str]:
    pieces = split(pages(pattern), series=series, duplex=duplex)
    return ["".join(pattern[ref.index] for ref in piece.pages) for piece in pieces]


@pytest.mark.parametrize(
    ("pattern", "duplex", "expected"),
    [
        ("", None, []),
        ("Hxx", None, ["Hxx"]),
        ("HxTHx", None, ["Hx", "Hx"]),
        ("HTTH", None, ["H", "H"]),
        ("THxT", None, ["Hx"]),
        ("TT", None, []),
        ("HBxAx", None, ["H", "x", "x"]),
        pytest.param("HoTH", False, ["Ho", "H"], id="a blank back stays with its document"),
        pytest.param("HoToHo", True, ["Ho", "Ho"], id="the blank back of a separator goes with it"),
        pytest.param("HoToHoTo", None, ["Ho", "Ho"], id="so it does where all separators look so"),
        pytest.param("HoTTHo", None, ["Ho", "Ho"], id="a separator printed on both sides"),
        pytest.param("HoToHoTx", None, ["Ho", "oHo", "x"], id="one separator without a back: a stack of single sides"),
        pytest.param("HTox", False, ["H", "ox"], id="single sides: the blank page is kept"),
        pytest.param("HoTxHo", True, ["Ho", "xHo"], id="a printed back of a separator is kept"),
        pytest.param("HTToH", True, ["H", "H"], id="separators on a back and on the front behind it"),
    ],
)
def test_separators_cut(pattern: str, duplex: bool | None, expected: list[str]) -> None:
    assert cut(pattern, duplex=duplex) == expected


def test_a_cover_holds_until_the_next() -> None:
    covers = [piece.cover for piece in split(pages("xAxTxCxBx"))]
    assert covers == [None, COVER_A, COVER_A, COVER_B, COVER_B]


def test_pages_that_are_gone_are_left_out_and_the_others_cut_as_before() -> None:
    """Where nothing else parted their document from its neighbours: stickers, or the headings of a series."""
    assert cut("HxGGHx") == ["Hx", "Hx"]
    assert cut("HxGGHx", series=True) == ["Hx", "Hx"]
    assert cut("GTxTG") == ["x"]
    assert cut("GG") == []
    assert [piece.cover for piece in split(pages("AxTGTx"))] == [COVER_A, COVER_A]
    # Page 2 of 3 before what is gone may have gone on there: nothing is doubted that was not before.
    gone = StackPage(PageRef("blob", 9), gone=True)
    assert [piece.doubts for piece in split([*numbered(1, 2, total=3), gone, *numbered(None)])] == [(), ()]


def test_a_heading_cuts_a_series_and_only_warns_elsewhere() -> None:
    assert cut("HxHxxH", series=True) == ["Hx", "Hxx", "H"]
    assert cut("oHxoHx", series=True) == ["oHxo", "Hx"]
    (piece,) = split(pages("HxHx"))
    assert piece.warnings == (SecondHeading.code,)
    (leading,) = split(pages("oHx"))
    assert leading.warnings == ()


def numbered(*numbers: int | None, total: int | None = None) -> list[StackPage]:
    """Pages with their printed numbers; 0 stands for a separator sheet, ``None`` for a page without a number."""
    return [
        StackPage(PageRef("blob", index), Separator.PATCH_T if number == 0 else None, number=number, total=total)
        for index, number in enumerate(numbers)
    ]


@pytest.mark.parametrize(
    ("made", "doubts"),
    [
        pytest.param(numbered(None, 0, 2), [[0], [2]], id="goes on with page 2"),
        pytest.param(numbered(None, 2, 0, 3, 0, None), [[1], [3], []], id="both sides of the wrong cut"),
        pytest.param(numbered(2, 0, 1), [[0], []], id="its beginning is missing"),
        pytest.param(numbered(1, 2, 0, None, total=3), [[1], [3]], id="two of three pages"),
        pytest.param(numbered(1, 2, 3, 0, None, total=3), [[], []], id="all of three pages"),
        pytest.param(numbered(None, None, 0, 1), [[], []], id="nothing says so"),
    ],
)
def test_page_numbers_tell_of_a_separator_in_the_wrong_place(made: list[StackPage], doubts: list[list[int]]) -> None:
    pieces = split(made)
    assert [[ref.index for ref, _ in piece.doubts] for piece in pieces] == doubts
    for piece in pieces:
        assert piece.warnings == ((SeparatorMisplaced.code,) if piece.doubts else ())


def test_a_page_that_surely_begins_another_document_tells_of_a_missing_separator() -> None:
    sure = StackPage(PageRef("blob", 1), begins=True, surely=True)
    stack = [StackPage(PageRef("blob", 0), begins=True, surely=True), sure]
    (alone,) = split(stack)
    assert alone.doubts == ((sure.ref, SecondHeading.code),)
    (_, piece) = split([*pages("xT"), *stack])
    assert piece.doubts == ((sure.ref, SeparatorMissed.code),)


def test_a_sticker_cuts_before_its_page_and_speaks_for_its_document_alone() -> None:
    def sticker(index: int, cover: Cover | None) -> StackPage:
        return StackPage(PageRef("blob", index), cover=cover, has_cover=cover is not None, sticker=True)

    plain = StackPage(PageRef("blob", 9))
    stack = [*pages("Ax"), sticker(2, COVER_B), *pages("Tx"), sticker(3, None), plain]
    pieces = split(stack)
    assert [len(piece.pages) for piece in pieces] == [1, 1, 1, 2]
    assert [piece.cover for piece in pieces] == [COVER_A, COVER_B, None, None]
    same = split([*pages("Ax"), sticker(2, COVER_A), *pages("Tx")])
    assert [piece.cover for piece in same] == [COVER_A] * 3


def test_what_is_wrong_with_a_sheet_is_said_of_the_document_behind_it() -> None:
    bad = StackPage(PageRef("blob", 8), Separator.BARCODE, has_cover=True, warnings=("cover_check_failed",))
    first, second = split([*pages("Ax"), bad, *pages("x")])
    assert (first.warnings, second.warnings) == ((), ("cover_check_failed",))
    # It names no dossier, and the dossier before it is not this one.
    assert (first.cover, second.cover) == (COVER_A, None)
    (last,) = split([*pages("x"), bad])
    assert last.warnings == ("cover_check_failed",)


def test_a_document_of_blank_pages_stays_visible() -> None:
    first, second = split(pages("HTooTT"), duplex=False)
    assert first.warnings == ()
    assert [ref.index for ref in second.pages] == [2, 3]
    assert second.warnings == (OnlyBlankPages.code,)


@given(st.text("TBAoHx", max_size=14), st.booleans(), st.sampled_from([None, True, False]))
@settings(max_examples=100)
def test_no_page_is_lost_and_none_comes_twice(pattern: str, series: bool, duplex: bool | None) -> None:
    pieces = split(pages(pattern), series=series, duplex=duplex)
    kept = [ref.index for piece in pieces for ref in piece.pages]
    assert kept == sorted(set(kept))
    assert all(piece.pages for piece in pieces)
    printed = {index for index, letter in enumerate(pattern) if letter in "Hx"}
    blanks = {index for index, letter in enumerate(pattern) if letter == "o"}
    assert printed <= set(kept) <= printed | blanks
    if duplex is False:
        assert blanks <= set(kept)


# --- as persons want it -----------------------------------------------------------------------------------


def test_a_person_parts_and_joins_and_the_doubts_about_that_end() -> None:
    [whole] = split(pages("HxHx"))
    assert whole.doubts == ((PageRef("blob", 2), SecondHeading.code),)
    first, second = recut([whole], {PageRef("blob", 2): True})
    assert [ref.index for ref in first.pages] == [0, 1]
    assert [ref.index for ref in second.pages] == [2, 3]
    assert (first.warnings, second.warnings, second.doubts) == ((), (), ())
    # That it is one document ends the doubt as well.
    [kept] = recut([whole], {PageRef("blob", 2): False})
    assert (kept.pages, kept.warnings) == (whole.pages, ())


def test_what_is_joined_keeps_what_else_is_doubted() -> None:
    one, two, three = split(pages("HxTxHTH"))
    assert two.warnings
    joined, last = recut([one, two, three], {two.pages[0]: False})
    assert joined.pages == one.pages + two.pages
    assert set(two.warnings) <= set(joined.warnings)
    assert last == three
    # The first of a stack has nothing before it.
    assert recut([one, two, three], {one.pages[0]: False}) == [one, two, three]


@given(st.text("TBAoHx", max_size=14), st.dictionaries(st.integers(0, 13), st.booleans()))
@settings(max_examples=100)
def test_persons_lose_no_page_either(pattern: str, said: dict[int, bool]) -> None:
    pieces = split(pages(pattern))
    marks = {PageRef("blob", index): begins for index, begins in said.items()}
    cut = recut(pieces, marks)
    assert [ref for piece in cut for ref in piece.pages] == [ref for piece in pieces for ref in piece.pages]
    begins = {piece.pages[0] for piece in cut}
    for ref in (ref for piece in cut[1:] for ref in piece.pages):
        assert marks.get(ref, ref in begins) == (ref in begins)
    for piece in cut:
        assert {code for _, code in piece.doubts} <= set(piece.warnings)
