"""Skew found to a tenth of a degree."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitize.ocr import ink
from digitize.ocr.skew import skew_of
from tests.drawn_paper import grey, official_paper, skewed

DPI = 150.0


@pytest.mark.parametrize("degrees", [-12.3, -3.1, -1.87, -0.5, 0.0, 0.2, 1.13, 4.4, 9.9])
def test_known_angles_are_found_to_a_tenth_of_a_degree(degrees: float) -> None:
    page = skewed(grey(official_paper(DPI).page()), degrees)
    assert skew_of(page.pixels) == pytest.approx(degrees, abs=0.1)


def test_a_page_without_lines_has_no_skew() -> None:
    noise = np.random.default_rng(3).integers(0, 256, (1000, 700)).astype(np.uint8)
    assert skew_of(np.full((1000, 700), 255, np.uint8)) == 0
    assert skew_of(noise) == 0


@pytest.mark.real_data
def test_the_scan_of_known_skew(shared_data: object) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    page = pdfium.PdfDocument(f"{shared_data}/skewed_pages/skew.pdf")[0]
    pixels = page.render(scale=300 / 72, grayscale=True).to_numpy()
    pixels = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY) if pixels.shape[-1] == 3 else pixels.squeeze()
    assert skew_of(ink.reduced(pixels, 0.5)) == pytest.approx(-1.87, abs=0.1)
