"""Rendered dossiers: the same from the same seed, whole, and true to what their truth says."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pytest
import zxingcpp
from PIL import Image

from digitize.catalogue.covers import Cover, cover_text
from digitize.model import Colour
from digitize.samples import SamplesSummary, render
from digitize.samples.degrade import scan, to_scan
from digitize.samples.dossier import make_stack
from digitize.samples.separators import PATCH_TEXT
from digitize.samples.sheet import HEIGHT, WIDTH

COUNT = 4
SEED = 7


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _truths(summary: SamplesSummary) -> list[dict[str, Any]]:
    return [json.loads(line) for line in summary.truth.read_text(encoding="utf-8").splitlines()]


def _pages(folder: Path, truth: dict[str, Any]) -> list[Image.Image]:
    files = [folder / name for name in truth["files"]]
    if truth["format"] == "pdf":
        with pdfium.PdfDocument(files[0]) as pdf:
            return [page.render(scale=truth["dpi"] / 72).to_pil() for page in pdf]
    pages = []
    for file in files:
        with Image.open(file) as picture:
            for index in range(getattr(picture, "n_frames", 1)):
                picture.seek(index)
                pages.append(picture.copy())
    return pages


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> SamplesSummary:
    return render(tmp_path_factory.mktemp("clean"), COUNT, SEED, "clean")


def test_same_seed_same_bytes_however_many_jobs(clean: SamplesSummary, tmp_path: Path) -> None:
    again = render(tmp_path, COUNT, SEED, "clean", jobs=2)

    assert _contents(again.folder) == _contents(clean.folder)


def test_another_seed_is_another_truth(clean: SamplesSummary, tmp_path: Path) -> None:
    other = render(tmp_path, 1, SEED + 1, "clean")

    assert _truths(other)[0] != _truths(clean)[0]


def test_a_dossier_does_not_depend_on_the_count(clean: SamplesSummary, tmp_path: Path) -> None:
    first = render(tmp_path, 1, SEED, "clean")

    assert _truths(first)[0] == _truths(clean)[0]


def test_files_hold_the_pages_and_resolution_of_the_truth(clean: SamplesSummary) -> None:
    for truth in _truths(clean):
        pages = _pages(clean.folder, truth)
        assert len(pages) == truth["pages"] == len(truth["skew"])
        expected = (round(8.27 * truth["dpi"]), round(11.69 * truth["dpi"]))
        for page in pages:
            assert page.size == pytest.approx(expected, abs=3)


def test_every_page_belongs_to_one_document_or_is_a_separator(clean: SamplesSummary) -> None:
    for truth in _truths(clean):
        of_documents = [page["index"] for document in truth["documents"] for page in document["pages"]]
        assert sorted(of_documents + truth["separators"]) == list(range(truth["pages"]))
        for document in truth["documents"]:
            assert document["first_page"] == document["pages"][0]["index"]
            assert all(page["blank"] == (page["text"] == "") for page in document["pages"])


def test_counted_sheets_follow_from_pages(clean: SamplesSummary) -> None:
    for truth in _truths(clean):
        sides = 2 if truth["sides"] == "duplex" else 1
        assert truth["sheets"] == math.ceil(truth["pages"] / sides)


def test_summary_and_manifest_agree_with_the_truth(clean: SamplesSummary) -> None:
    truths = _truths(clean)
    with clean.manifest.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))

    assert clean.dossiers == len(truths) == len(rows) == COUNT
    assert clean.pages == sum(truth["pages"] for truth in truths)
    assert clean.sheets == sum(int(row["sheets"]) for row in rows)
    assert clean.documents == sum(len(truth["documents"]) for truth in truths)
    for row, truth in zip(rows, truths, strict=True):
        assert set(row) == {"file", "sides", "sheets", "dossier_code", "procedure"}
        assert (clean.folder / row["file"]).exists()
        assert (row["dossier_code"], row["procedure"]) == (truth["dossier_code"], truth["procedure"] or "")


def test_separator_sheets_can_be_read(clean: SamplesSummary) -> None:
    sheets = 0
    for truth in _truths(clean):
        cover = cover_text(Cover(truth["dossier_code"], truth["procedure"] or "", truth["agency"]))
        backs = truth["separators"][1::2] if truth["sides"] == "duplex" else []
        pages = _pages(clean.folder, truth)
        for index in truth["separators"]:
            texts = {barcode.text for barcode in zxingcpp.read_barcodes(pages[index])}
            if index in backs:
                assert texts == set()
            else:
                assert texts in ({PATCH_TEXT}, {cover})
                sheets += 1
    assert sheets > 0


@pytest.mark.parametrize(("level", "reach"), [("clean", 0.3), ("medium", 1.0), ("hard", 2.5)])
def test_levels_bound_the_skew(level: Any, reach: float, tmp_path: Path) -> None:
    truth = _truths(render(tmp_path, 1, SEED, level))[0]

    assert truth["level"] == level
    assert max(map(abs, truth["skew"])) <= reach


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[int] = []

    render(tmp_path, 2, SEED, "clean", told.append)

    assert told == [1, 2]


def test_runs_say_where_all_text_of_a_side_stands() -> None:
    stack = make_stack(SEED, 0)
    for side in stack.sides:
        words = [word for run in side.runs for word in run.words]
        if side.runs:
            assert sorted(words) == sorted(side.text.split())
        for run in side.runs:
            for box in run.boxes:
                part = side.pixels[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)]
                assert part.min() < 128
                assert box.y0 < run.baseline < box.y1 + run.size


@pytest.mark.parametrize("dpi", [100, 300])
def test_a_place_on_the_sheet_is_found_on_its_scan(dpi: int) -> None:
    sheet = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    sheet[2990:3011, 1990:2011] = 0
    page = scan(sheet, "clean", dpi, Colour.GREY, 1.5, np.random.default_rng(1))

    ys, xs = np.nonzero(page.pixels < 128)

    expected = to_scan(WIDTH, HEIGHT, dpi, 1.5).point(2000.5, 3000.5)
    assert (xs.mean() + 0.5, ys.mean() + 0.5) == pytest.approx(expected, abs=0.6)
