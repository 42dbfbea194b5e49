"""Stacks through the whole pipeline: cover sheets, stickers, separators that are missing, misplaced or torn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image

from digitize.actions.sheets import print_covers, print_separators
from digitize.catalogue import load
from digitize.catalogue.covers import Cover
from digitize.ingest.sheets import PerPage
from tests.desk import Desk
from tests.drawn_paper import BODY, Paper, official_paper

DPI = 200
CODES = ("000.00.19.H20-220511-0012", "000.00.19.H20-220511-0013")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path, monkeypatch)


def first_page(words: str) -> Image.Image:
    paper = official_paper(DPI)
    paper.write("Số: 12/QĐ-UBND", 35, 36)
    paper.write("Đồng Tháp, ngày 11 tháng 5 năm 2022", 100, 36)
    paper.write(words, 30, 120)
    return paper.image.convert("L")


def later_page(words: str, number: str) -> Image.Image:
    paper = Paper(DPI)
    paper.write(number, 104, 18)
    for row, text in enumerate((words, *BODY)):
        paper.write(text, 30, 26 + 8 * row)
    return paper.image.convert("L")


def cover(folder: Path, code: str, per_page: PerPage = 1) -> Image.Image:
    """A printed cover sheet, or a sheet of stickers."""
    target = folder / f"{code}-{per_page}.pdf"
    print_covers(target, [Cover(code, "1.004363", "H20")], load(), per_page)
    return printed(target)


def separator(folder: Path) -> Image.Image:
    target = folder / "separator.pdf"
    if not target.exists():
        print_separators(target, 1)
    return printed(target)


def printed(pdf: Path) -> Image.Image:
    with pdfium.PdfDocument(pdf) as document:
        return document[0].render(scale=DPI / 72).to_pil().convert("L")


def with_sticker(page: Image.Image, folder: Path, code: str) -> Image.Image:
    """A page with a sticker on its free right margin below the heading."""
    label = cover(folder, code, 24).crop((0, 0, page.width // 3, page.height // 8))
    page = page.copy()
    page.paste(label, (page.width * 3 // 5, page.height * 3 // 4))
    return page


def ingest(desk: Desk, *pages: Image.Image) -> list[dict[str, Any]]:
    """The documents of a stack, in order, as ``show`` gives them."""
    first, *rest = pages
    first.save(desk.folder / "stack.tif", save_all=True, append_images=rest, dpi=(DPI, DPI))
    report = desk.json("ingest", "stack.tif")
    assert report["account"]["pages"]["read"] == len(pages)
    views = [desk.json("show", name) for name in sorted_documents(desk)]
    return sorted(views, key=lambda view: view["pages"][0]["ref"]["index"])


def sorted_documents(desk: Desk) -> list[str]:
    from digitize.actions.archive import open_archive
    from digitize.settings import load as load_settings

    with open_archive(load_settings()) as archive, archive.records.read() as read:
        return [document.id for document in read.documents.listing()]


def indexes(documents: list[dict[str, Any]]) -> list[list[int]]:
    return [[page["ref"]["index"] for page in view["pages"]] for view in documents]


def cutting(view: dict[str, Any]) -> list[str]:
    return [code for code in view["document"]["reasons"] if code not in ("type_unsure", "field_unsure")]


def test_covers_stickers_and_a_missing_separator(desk: Desk) -> None:
    folder = desk.folder
    documents = ingest(
        desk,
        cover(folder, CODES[0]),
        first_page("văn bản thứ nhất"),
        later_page("trang hai của văn bản thứ nhất", "Trang 2/3"),
        separator(folder),
        first_page("văn bản thứ hai"),
        first_page("văn bản thứ ba, thiếu tờ ngăn cách"),
        with_sticker(first_page("văn bản thứ tư, có nhãn hồ sơ"), folder, CODES[1]),
        later_page("trang hai của văn bản thứ tư", "Trang 2/3"),
    )
    assert indexes(documents) == [[1, 2], [4, 5], [6, 7]]
    assert [view["dossiers"] for view in documents] == [[CODES[0]], [CODES[0]], [CODES[1]]]
    assert [cutting(view) for view in documents] == [[], ["separator_missed"], []]
    assert [page["doubts"] for page in documents[1]["pages"]] == [[], ["separator_missed"]]
    assert "Trang 2:" in desk.run("show", documents[1]["document"]["id"])
    # The page with the sticker was read like any other.
    hits = desk.json("search", "co nhan ho so")["hits"]
    assert documents[2]["document"]["id"] in [hit["document_id"] for hit in hits]


def test_a_separator_in_the_middle_of_a_document_is_said(desk: Desk) -> None:
    documents = ingest(
        desk,
        first_page("văn bản"),
        separator(desk.folder),
        later_page("trang hai của văn bản", "Trang 2/3"),
        later_page("trang ba của văn bản", "Trang 3/3"),
    )
    assert indexes(documents) == [[0], [2, 3]]
    assert [cutting(view) for view in documents] == [["separator_misplaced"]] * 2


def test_a_torn_separator_is_said_of_the_document_it_lies_in(desk: Desk) -> None:
    torn = np.asarray(separator(desk.folder)).copy()
    # Of the sheet a strip along the upper edge is left.
    torn[torn.shape[0] // 5 :] = 255
    torn[:, torn.shape[1] // 2 :] = 255
    documents = ingest(desk, first_page("văn bản thứ nhất"), Image.fromarray(torn), first_page("văn bản thứ hai"))
    assert indexes(documents) == [[0, 1, 2]]
    assert {"second_heading", "barcode_unreadable"} <= set(cutting(documents[0]))
    [account] = desk.json("status")
    noted = {page["page"]["index"]: page["reasons"] for page in account["noted"]}
    assert "barcode_unreadable" in noted[1]
    assert noted[2] == ["second_heading"]


def test_a_cover_whose_check_fails_names_no_dossier_and_keeps_none_before(desk: Desk) -> None:
    import zxingcpp

    bad = Image.new("L", (round(8.27 * DPI), round(11.69 * DPI)), 255)
    text = f"DIGITIZE1|{CODES[1]}|1.004363|H20|zz"
    code = np.asarray(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=14))
    bad.paste(Image.fromarray(code), (500, 800))
    documents = ingest(desk, cover(desk.folder, CODES[0]), first_page("một"), bad, first_page("hai"))
    assert indexes(documents) == [[1], [3]]
    assert [view["dossiers"] for view in documents] == [[CODES[0]], []]
    assert [cutting(view) for view in documents] == [[], ["cover_check_failed"]]


def test_blank_pages_are_listed_with_their_reason_and_stay(desk: Desk) -> None:
    front = first_page("văn bản")
    white = Image.new("L", front.size, 255)
    documents = ingest(desk, front, white)
    assert indexes(documents) == [[0, 1]]
    assert [page["blank"] for page in documents[0]["pages"]] == [None, "white"]
    [account] = desk.json("status")
    assert [(one["page"]["index"], one["reason"]) for one in account["blank_pages"]] == [(1, "white")]
    assert ": 2 (giấy trắng)" in desk.run("status")
    assert "Trang 2: trắng, giấy trắng" in desk.run("show", documents[0]["document"]["id"])


def test_a_sheet_without_its_codes_is_known_by_its_words(desk: Desk) -> None:
    sheet = np.asarray(separator(desk.folder)).copy()
    # The title is left, the bars and both codes are covered.
    title = sheet[500:720, 400:1250].copy()
    sheet[:] = 255
    sheet[500:720, 400:1250] = title
    documents = ingest(desk, first_page("một"), Image.fromarray(sheet), later_page("không có quốc hiệu", ""))
    assert indexes(documents) == [[0, 1, 2]]
    assert "barcode_unreadable" in cutting(documents[0])
