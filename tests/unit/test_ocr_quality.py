"""The quality gate: good scans pass, each fault is named, limits come from the settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import msgspec
import numpy as np
import pytest
from PIL import ImageDraw

from digitize import errors
from digitize.cli import batch_views
from digitize.errors import PoorlyRead
from digitize.model import Block, Box, Colour, Line, PageFindings, PageImage, PageReading, PageText, Verdict, Word
from digitize.ocr import quality
from digitize.ocr.cleaning import clean
from digitize.ocr.quality import Limits, Measures
from digitize.ocr.verdicts import verdict_of
from tests.bench import scan_faults
from tests.drawn_paper import Paper, grey, official_paper, shaded, skewed, sprinkled

GOOD = Measures(dpi=300, edge_mm=0.2, ink=0.9, paper=0.95, skew=0.5, cut_letters=0, folded_mm=0)


def _text(*scores: float) -> PageText:
    box = Box(0, 0, 10, 10)
    words = tuple(Word("Quỳnh", box, score) for score in scores)
    return PageText((Block((Line(words, box),), box),), 100, 100, 100, 100)


LONG_LINE = "Điều 1. Cấp giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm cho hộ kinh doanh"
WELL_READ = _text(0.95, 0.95)


def _full_page(dpi: float) -> PageImage:
    """A page of long lines, between margins of 20 mm."""
    paper = Paper(dpi)
    for row in range(24):
        paper.write(
            "Điều 1. Cấp giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm cho hộ kinh doanh", 20, 25 + 10 * row
        )
    return grey(paper.page())


def _codes(page: PageImage) -> tuple[str, ...]:
    return quality.warnings_of(quality.measure(page, clean(page)), WELL_READ, Limits())


@pytest.mark.parametrize("dpi", [200.0, 300.0])
@pytest.mark.parametrize("change", [lambda page: page, shaded, lambda page: skewed(page, 2.0)])
def test_a_good_scan_passes(dpi: float, change: Callable[[PageImage], PageImage]) -> None:
    for page in (change(_full_page(dpi)), change(official_paper(dpi).page())):
        assert _codes(page) == ()


def test_bilevel_and_dusty_scans_pass() -> None:
    page = _full_page(300)
    bilevel = replace(page, pixels=((page.pixels > 128) * 255).astype(np.uint8), colour=Colour.BILEVEL)
    assert _codes(bilevel) == ()
    assert _codes(sprinkled(page, 0.002)) == ()


@pytest.mark.parametrize(
    ("make", "strength", "reason"),
    [
        (scan_faults.coarse, 150, errors.ResolutionTooLow),
        (scan_faults.out_of_focus, 0.22, errors.SlightlyBlurred),
        (scan_faults.out_of_focus, 0.35, errors.Blurred),
        (scan_faults.pulled, 1.0, errors.Blurred),
        (scan_faults.cut_off, 8, errors.EdgeCut),
        (scan_faults.faint, 0.45, errors.Faint),
        (scan_faults.faint, 0.2, errors.TooFaint),
        (scan_faults.dark, 0.3, errors.TooDark),
        (scan_faults.askew, 7, errors.Askew),
        (scan_faults.folded_on_black, 25, errors.CornerFolded),
        (scan_faults.folded_on_grey, 25, errors.CornerFolded),
    ],
)
def test_each_fault_is_named(make: scan_faults.Make, strength: float, reason: type[errors.NeedsPerson]) -> None:
    assert reason.code in _codes(make(_full_page(300), strength))


@pytest.mark.parametrize("lid", [20, 215])
@pytest.mark.parametrize("degrees", [-2.0, 1.0, 3.0])
def test_the_lid_beside_a_skewed_page_is_no_folded_corner(lid: int, degrees: float) -> None:
    page = _full_page(200)
    matrix = cv2.getRotationMatrix2D((page.width / 2, page.height / 2), degrees, 1)
    pixels = cv2.warpAffine(page.pixels, matrix, (page.width, page.height), borderValue=lid)
    assert errors.CornerFolded.code not in _codes(replace(page, pixels=pixels))


def test_black_edges_are_no_cut_text() -> None:
    page = _full_page(200)
    page.pixels[:, :30] = 15
    page.pixels[:12] = 15
    assert _codes(page) == ()


def test_a_table_to_the_border_of_the_page_is_no_cut_text() -> None:
    paper = official_paper(200)
    draw = ImageDraw.Draw(paper.image)
    for mm in range(120, 200, 12):
        draw.line([(0, paper.px(mm)), (paper.image.width, paper.px(mm))], fill="black", width=2)
    assert errors.EdgeCut.code not in _codes(grey(paper.page()))


def test_the_limits_of_resolution_are_those_of_the_settings() -> None:
    coarse = replace(GOOD, dpi=150)
    assert quality.warnings_of(coarse, WELL_READ, Limits(150, 150)) == ()
    assert quality.warnings_of(coarse, WELL_READ, Limits(200, 300)) == (errors.ResolutionTooLow.code,)
    middling = replace(GOOD, dpi=200)
    assert quality.warnings_of(middling, WELL_READ, Limits(200, 300)) == ()
    assert quality.warnings_of(middling, _text(0.8, 0.8), Limits(200, 300)) == (errors.ResolutionBelowTarget.code,)
    assert quality.warnings_of(replace(GOOD, dpi=299.9), _text(0.8), Limits(200, 300)) == ()


def test_a_page_of_which_much_is_unsure_is_to_be_looked_at() -> None:
    assert quality.warnings_of(GOOD, _text(0.95, 0.95, 0.3, 0.3), Limits()) == (errors.PartlyUnreadable.code,)
    assert quality.warnings_of(GOOD, _text(0.95, 0.95, 0.95, 0.95, 0.3), Limits()) == ()


def test_the_verdict_follows_from_the_worst_reason() -> None:
    assert verdict_of(()) is Verdict.OK
    assert verdict_of((PoorlyRead.code,)) is Verdict.LOOK
    assert verdict_of((PoorlyRead.code, errors.Blurred.code)) is Verdict.RESCAN
    assert verdict_of(("of_a_newer_version",)) is Verdict.LOOK


def test_a_reading_of_an_older_version_has_no_verdict() -> None:
    now = PageReading(WELL_READ, PageFindings(300, Colour.GREY, verdict=Verdict.RESCAN))
    older = msgspec.json.decode(msgspec.json.encode(now))
    del older["findings"]["verdict"]
    assert msgspec.convert(older, PageReading).findings.verdict is Verdict.OK
    assert msgspec.json.decode(msgspec.json.encode(now), type=PageReading) == now


def test_verdicts_are_shown_with_reason_and_remedy_and_no_text(capsys: pytest.CaptureFixture[str]) -> None:
    bad = PageFindings(300, Colour.GREY, warnings=(errors.Blurred.code, PoorlyRead.code), verdict=Verdict.RESCAN)
    pages = (PageReading(WELL_READ, PageFindings(300, Colour.GREY)), None, PageReading(WELL_READ, bad))
    batch_views.page_verdicts(pages)
    shown = capsys.readouterr().err.splitlines()
    assert len(shown) == 2
    assert all("3" in line for line in shown)
    assert errors.Blurred.message() in shown[0]
    assert errors.Blurred.remedy() in shown[0]
    assert not any("Quỳnh" in line for line in shown)


@pytest.mark.parametrize(("height", "width"), [(1, 1), (2, 2), (16, 16), (1, 400), (400, 1), (97, 97)])
def test_a_picture_too_small_for_a_page_goes_through_the_gate(height: int, width: int) -> None:
    page = PageImage(np.full((height, width, 3), 255, np.uint8), 300.0, Colour.COLOUR)
    assert quality.measure(page, clean(page)).cut_letters == 0
