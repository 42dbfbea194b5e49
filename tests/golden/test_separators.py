"""Separator sheets printed by others, each file split as its name says; and no false alarm on ordinary papers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digitize.ingest import barcodes, separators
from digitize.ingest.sources import open_source
from digitize.ingest.stacks import StackPage, split
from digitize.model import PageImage, PageRef

pytestmark = pytest.mark.real_data

PATCH = ("PATCHT",)
NONE: tuple[str, ...] = ()

# Barcode texts of each page, and how many pages the documents have, by the codes that an office would have chosen.
FILES: dict[str, list[tuple[str, ...]]] = {
    "barcode-128-asn-too-large.pdf": [("ASN4294967296",)],
    "barcode-128-custom.pdf": [("CUSTOM BARCODE",)],
    "barcode-39-asn-123.pdf": [("ASN00123",)],
    "barcode-39-asn-custom-prefix.pdf": [("CUSTOM-PREFIX-00123",)],
    "barcode-39-asn-invalid.pdf": [("ASNXYZXYZ",)],
    "barcode-39-custom.pdf": [("CUSTOM BARCODE",)],
    "barcode-qr-custom.pdf": [("CUSTOM BARCODE",)],
    "patch-code-t.pdf": [PATCH],
    "patch-code-t-qr.pdf": [PATCH],
    "patch-code-t-double.pdf": [NONE, PATCH, PATCH, NONE],
    "patch-code-t-middle.pdf": [NONE, PATCH, NONE],
    "patch-code-t-middle.tiff": [NONE, PATCH, NONE],
    "several-patcht-codes.pdf": [NONE, NONE, PATCH, NONE, NONE, PATCH, NONE],
    "split-by-asn-1.pdf": [
        ("ASN00123",), NONE, ("ASN00124",), ("ASN00125",), NONE, NONE, ("ASN00126",), NONE, ("ASN00127",), NONE
    ],
    "split-by-tag-basic.pdf": [NONE, ("TAG:invoice",), NONE, ("TAG:receipt",), NONE, NONE],
    "split-by-tag-multiple-per-page.pdf": [NONE, ("TAG:expense", "TAG:invoice"), NONE, ("TAG:receipt",), NONE],
}  # fmt: skip

# File, codes on sheets, codes on stickers, documents.
SPLITS: list[tuple[str, tuple[str, ...], tuple[str, ...], list[int]]] = [
    ("barcode-128-asn-too-large.pdf", (), ("ASN*",), [1]),
    ("barcode-128-custom.pdf", ("CUSTOM BARCODE",), (), []),
    ("barcode-39-asn-123.pdf", (), ("ASN*",), [1]),
    ("barcode-39-asn-custom-prefix.pdf", (), ("CUSTOM-PREFIX-*",), [1]),
    ("barcode-39-asn-invalid.pdf", (), ("ASN*",), [1]),
    ("barcode-39-custom.pdf", ("CUSTOM BARCODE",), (), []),
    ("barcode-qr-custom.pdf", ("CUSTOM BARCODE",), (), []),
    ("barcode-qr-custom.pdf", (), (), [1]),
    ("patch-code-t.pdf", (), (), []),
    ("patch-code-t-qr.pdf", (), (), []),
    ("patch-code-t-double.pdf", (), (), [1, 1]),
    ("patch-code-t-middle.pdf", (), (), [1, 1]),
    ("patch-code-t-middle.tiff", (), (), [1, 1]),
    ("several-patcht-codes.pdf", (), (), [2, 2, 1]),
    ("split-by-asn-1.pdf", (), ("ASN*",), [2, 1, 3, 2, 2]),
    ("split-by-asn-1.pdf", (), (), [10]),
    ("split-by-tag-basic.pdf", (), ("TAG:*",), [1, 2, 3]),
    ("split-by-tag-multiple-per-page.pdf", (), ("TAG:*",), [1, 2, 2]),
]


def images(path: Path) -> Iterator[PageImage]:
    with open_source(path) as source:
        for index in range(source.page_count):
            yield source.image(index, 300)


@pytest.fixture(scope="module")
def found(shared_data: Path) -> dict[str, list[barcodes.Found]]:
    folder = shared_data / "separator_sheets"
    return {path.name: [barcodes.find(image) for image in images(path)] for path in sorted(folder.iterdir())}


def test_every_barcode_of_every_file_is_found(found: dict[str, list[barcodes.Found]]) -> None:
    # A Patch-T sheet says the same in bars and in Code 39.
    read = {name: [tuple(sorted({c.text for c in page.codes})) for page in pages] for name, pages in found.items()}
    assert read == FILES
    assert [name for name, pages in found.items() if any(page.damaged for page in pages)] == []


@pytest.mark.parametrize(("name", "sheets", "stickers", "documents"), SPLITS)
def test_every_file_is_split_as_its_name_says(
    found: dict[str, list[barcodes.Found]],
    name: str,
    sheets: tuple[str, ...],
    stickers: tuple[str, ...],
    documents: list[int],
) -> None:
    pages = []
    for index, page in enumerate(found[name]):
        separator = separators.separator_of(page.codes, sheets)
        sticker = separator is None and separators.has_sticker(page.codes, stickers)
        pages.append(StackPage(PageRef("blob", index), separator, sticker=sticker))
    assert [len(piece.pages) for piece in split(pages)] == documents


def test_every_file_has_an_expectation(found: dict[str, list[barcodes.Found]]) -> None:
    assert {name for name, *_ in SPLITS} == set(FILES) == set(found)


@pytest.mark.parametrize("folder", ["official_scans", "official_pages", "skewed_pages"])
def test_no_separator_and_no_barcode_error_on_ordinary_papers(shared_data: Path, folder: str) -> None:
    pages, alarms = 0, []
    for path in sorted((shared_data / folder).iterdir()):
        if path.suffix.lower() not in (".pdf", ".png"):
            continue
        for index, image in enumerate(images(path)):
            pages += 1
            seen = barcodes.find(image)
            if separators.separator_of(seen.codes) or seen.warnings or separators.has_sticker(seen.codes):
                alarms.append((path.name, index, seen))
    assert pages > 5
    assert alarms == []
