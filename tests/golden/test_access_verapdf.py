"""veraPDF, the reference checker, takes every kind of access copy for PDF/A-2u."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pikepdf
import pytest

from digitize.model import Colour, PageFindings, PageImage
from digitize.ocr.access import AccessPage, compose
from digitize.ocr.page_picture import encode_picture
from tests.access_pages import column, line, page
from tests.verapdf import missing_tools, verdicts
from tests.yardsticks import absent

MOMENT = datetime(2025, 7, 1, 8, 30, tzinfo=UTC)
TEXTS = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "𠀀 😀 \ufffd \ue000")


@pytest.fixture(scope="module", autouse=True)
def verapdf() -> None:
    missing = missing_tools()
    if missing:
        absent(f"{' and '.join(missing)} for veraPDF")


def plain(size: tuple[int, int], dpi: float) -> AccessPage:
    image = PageImage(np.full(size[::-1], 240, np.uint8), dpi, Colour.GREY)
    return AccessPage(encode_picture(image), None, PageFindings(dpi, Colour.GREY))


# The first call fetches veraPDF from Maven Central.
@pytest.mark.timeout(900)
def test_access_copies_are_pdfa_2u(tmp_path: Path) -> None:
    many = [" ".join(chr(code) for code in range(start, start + 20)) for start in range(0x4E00, 0x4E00 + 400, 20)]
    documents = {
        "colour": [page(column(*TEXTS), colour=Colour.COLOUR, skew=1.87)],
        "bilevel": [page(column(*TEXTS), colour=Colour.BILEVEL, rotation=90)],
        "characters": [page(column(*many, pitch=45)), page(column(*TEXTS))],
        "order": [page([line("phải", 600, 100)], [line("trái", 80, 101)])],
        "mixed": [
            page(column(*TEXTS), rotation=180),
            page(),
            AccessPage(None, None, PageFindings(0, Colour.GREY)),
            page(column(*TEXTS), colour=Colour.COLOUR, rotation=270, skew=-3),
        ],
        "no_text": [plain((640, 900), 200)],
        "sizes": [plain((1, 1), 600), plain((3000, 20), 1)],
        "long": [page(column(f"trang {number}")) for number in range(40)],
    }
    for name, pages in documents.items():
        compose(tmp_path / f"{name}.pdf", pages, title="Bản <thử> & kiểm", document_id=name, moment=MOMENT)
    # The checker must be able to say no.
    with pikepdf.open(tmp_path / "colour.pdf") as pdf:
        del pdf.pages[0].Resources.Font.F.ToUnicode
        pdf.save(tmp_path / "without_unicode.pdf")
    expected = {f"{name}.pdf": "PASS" for name in documents} | {"without_unicode.pdf": "FAIL"}
    assert dict(zip(expected, verdicts(*(tmp_path / name for name in expected)), strict=True)) == expected
