"""Sheets come back from print and scan as what they are, whichever way they are fed."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest

from digitize import catalogue
from digitize.actions.sheets import covers_in, print_covers, print_separators
from digitize.catalogue.covers import Cover
from digitize.errors import BadDossierCode, BadManifest, TargetInTheWay, UnknownCode
from digitize.ingest import barcodes, separators
from digitize.model import Colour, PageImage, Pixels, Separator

CATALOGUE = catalogue.load()
COVERS = tuple(Cover(f"000.00.19.H20-220511-{number:04}", "1.004363", "H20") for number in range(1, 26))


def printed(pdf: Path, dpi: int) -> list[Pixels]:
    with pdfium.PdfDocument(pdf) as document:
        return [np.ascontiguousarray(page.render(scale=dpi / 72).to_numpy()[..., :3]) for page in document]


def bilevel(page: Pixels, turns: int) -> PageImage:
    """A fax-like scan at 200 dpi."""
    grey = np.rot90(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), turns)
    return PageImage(np.where(grey < 150, 0, 255).astype(np.uint8), 200, Colour.BILEVEL)


def jpeg(page: Pixels, turns: int) -> PageImage:
    """A strongly compressed grey scan at 150 dpi."""
    grey = np.ascontiguousarray(np.rot90(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), turns))
    _, data = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, 40])
    read = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    return PageImage(read.astype(np.uint8), 150, Colour.GREY)


SCANS = [(200, bilevel), (150, jpeg)]


@pytest.mark.parametrize(("dpi", "scan"), SCANS)
@pytest.mark.parametrize("turns", range(4))
def test_separators_come_back(tmp_path: Path, dpi: int, scan, turns: int) -> None:  # type: ignore[no-untyped-def]
    print_separators(tmp_path / "out.pdf", 2)
    pages = printed(tmp_path / "out.pdf", dpi)
    assert len(pages) == 2
    found = barcodes.find(scan(pages[0], turns))
    assert separators.separator_of(found.codes) is Separator.PATCH_T
    assert {code.symbology for code in found.codes} == {"Patch", "Code39", "Code128"}
    assert {code.text for code in found.codes} == {"PATCHT"}
    assert not found.damaged


@pytest.mark.parametrize(("dpi", "scan"), SCANS)
@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("per_page", [1, 8, 24])
def test_covers_and_stickers_come_back(tmp_path: Path, dpi: int, scan, turns: int, per_page: int) -> None:  # type: ignore[no-untyped-def]
    report = print_covers(tmp_path / "out.pdf", COVERS[:per_page], CATALOGUE, per_page)  # type: ignore[arg-type]
    assert (report.sheets, report.pages) == (per_page, 1)
    [page] = printed(tmp_path / "out.pdf", dpi)
    image = scan(page, turns)
    found = barcodes.find(image)
    assert {separators.cover_of([code]) for code in found.codes} == set(COVERS[:per_page])
    assert separators.separator_of(found.codes) is Separator.COVER
    assert separators.may_be_sticker(found.codes, (), image.width, image.height) == (per_page > 1)


def test_sheets_say_in_words_what_their_codes_say_and_carry_their_fonts(tmp_path: Path) -> None:
    print_covers(tmp_path / "out.pdf", COVERS[:1], CATALOGUE)
    with pdfium.PdfDocument(tmp_path / "out.pdf") as document:
        text = " ".join(document[0].get_textpage().get_text_range().split())
    procedure = CATALOGUE.procedure("1.004363")
    agency = CATALOGUE.agencies.get("H20")
    assert procedure is not None
    assert agency is not None
    for part in ("TỜ BÌA HỒ SƠ", COVERS[0].dossier_code, procedure.name, agency.name):
        assert part in text
    with pikepdf.open(tmp_path / "out.pdf") as pdf:
        fonts = [pdf.pages[0].Resources.Font[name] for name in pdf.pages[0].Resources.Font]
        tinos = [font for font in fonts if "Tinos" in str(font.BaseFont)]
        assert tinos
        assert all("/FontFile2" in font.FontDescriptor for font in tinos)
        assert [round(float(side)) for side in pdf.pages[0].mediabox] == [0, 0, 595, 842]


def test_the_same_sheets_are_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        print_covers(tmp_path / name, COVERS, CATALOGUE, 8)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_nothing_is_printed_for_codes_that_are_none(tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    with pytest.raises(BadDossierCode):
        print_covers(out, [Cover("H20-1", "1.004363", "H20")], CATALOGUE)
    with pytest.raises(UnknownCode):
        print_covers(out, [Cover(COVERS[0].dossier_code, "9.999999", "H20")], CATALOGUE)
    with pytest.raises(UnknownCode):
        print_covers(out, [Cover(COVERS[0].dossier_code, "1.004363", "NOPE")], CATALOGUE)
    assert not out.exists()
    out.write_bytes(b"mine")
    with pytest.raises(TargetInTheWay):
        print_separators(out, 1)
    assert out.read_bytes() == b"mine"


def test_a_table_names_the_dossiers(tmp_path: Path) -> None:
    table = tmp_path / "d.csv"
    table.write_text(f"Mã hồ sơ;Mã thủ tục;Mã cơ quan\n{COVERS[0].dossier_code};1.004363;H20\n", encoding="utf-8")
    assert covers_in(table) == COVERS[:1]
    table.write_text(f"Mã hồ sơ;Mã thủ tục;Mã cơ quan\n{COVERS[0].dossier_code};1.004363;\n", encoding="utf-8")
    with pytest.raises(BadManifest):
        covers_in(table)
    row = f"{COVERS[0].dossier_code};1.004363;H20\n"
    table.write_text(f"Mã hồ sơ;Mã thủ tục;Mã cơ quan\n{row}{row}", encoding="utf-8")
    with pytest.raises(BadManifest, match="as in row 2"):
        covers_in(table)
