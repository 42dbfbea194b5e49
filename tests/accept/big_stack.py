"""Renders a long duplex stack with its truth: documents, separators of which some are bad, backs that shine through."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium

from digitize.actions.sheets import print_separators
from digitize.model import Colour, PageImage, Pixels
from digitize.samples import files
from digitize.samples.degrade import blank_back, scan
from digitize.samples.sheet import DPI, MM, WIDTH, Sheet, Style, words_of

SCAN_DPI = 200
WHITE = (255, 255, 255)
WORDS = (
    "hồ", "sơ", "đề", "nghị", "cấp", "giấy", "phép", "kinh", "doanh", "thuốc", "bảo", "vệ", "thực", "vật", "của", "hộ",
    "gia", "đình", "tại", "xã", "theo", "quy", "định",
)  # fmt: skip
DAMAGES = ("torn", "smeared", "no_bars", "too_light")


@dataclass(frozen=True)
class Truth:
    """The sides of each document, and the damage of each separator that has one, by its first side."""

    documents: list[list[int]]
    damaged: dict[int, str]
    pages: int


def plan(documents: int, sheets: int, bad: float, rng: random.Random) -> tuple[list[int], list[str | None]]:
    """Printed sides of each document, and the damage of the separator before each but the first."""
    lengths = [1] * documents
    while sum(-(-length // 2) for length in lengths) < sheets:
        lengths[rng.randrange(documents)] += 1
    damages: list[str | None] = [None] * (documents - 1)
    for number, at in enumerate(rng.sample(range(documents - 1), round(bad * (documents - 1)))):
        damages[at] = DAMAGES[number % len(DAMAGES)]
    return lengths, damages


def render(target: Path, documents: int, sheets: int, bad: float, seed: int) -> Truth:
    """Writes a stack as one PDF of grey scans.

    Args:
        target: The PDF.
        documents: How many.
        sheets: Of documents; one separator sheet stands between two documents.
        bad: Share of bad separators.
        seed: Of everything drawn by chance.
    """
    rng = random.Random(seed)
    lengths, damages = plan(documents, sheets, bad, rng)
    separator = _separator(target.parent)
    made: list[list[int]] = []
    damaged: dict[int, str] = {}
    count = 0

    def sides() -> Iterator[Pixels]:
        nonlocal count
        for number, length in enumerate(lengths):
            damage = damages[number - 1] if number else None
            if number:
                if damage:
                    damaged[count] = damage
                front = _damaged(separator, damage, rng)
                yield front
                yield blank_back(front, WHITE, np.random.default_rng([seed, number]))
                count += 2
            printed = [_page(number, page, length, rng) for page in range(length)]
            yield from printed
            if length % 2:
                yield blank_back(printed[-1], WHITE, np.random.default_rng([seed, number, 1]))
            made.append(list(range(count, count + length + length % 2)))
            count += length + length % 2

    def scans() -> Iterator[PageImage]:
        for number, side in enumerate(sides()):
            generator = np.random.default_rng([seed, number, 2])
            yield scan(side, "clean", SCAN_DPI, Colour.GREY, float(generator.uniform(-0.3, 0.3)), generator)

    # Side by side the pictures would need two gigabytes; the writer takes them one after the other.
    files.write(scans(), target.parent, target.stem, "pdf", 80)  # type: ignore[arg-type]
    return Truth(made, damaged, count)


def _page(document: int, page: int, length: int, rng: random.Random) -> Pixels:
    """A short page: two in twelve documents have no heading, as drawings and lists have none."""
    sheet = Sheet(rng)
    bold, plain = Style(bold=True), Style()
    top = 30.0
    if page == 0 and document % 6:
        _line(sheet, "ỦY BAN NHÂN DÂN", 25, 22, bold)
        _line(sheet, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 95, 22, bold)
        _line(sheet, "XÃ MỸ HIỆP", 30, 28, bold)
        _line(sheet, "Độc lập - Tự do - Hạnh phúc", 112, 28, bold)
        _line(sheet, f"Số: {document + 10}/QĐ-UBND", 28, 38, plain)
        _line(sheet, f"Mỹ Hiệp, ngày {document % 27 + 1} tháng 5 năm 2022", 105, 38, Style(italic=True))
        _line(sheet, "QUYẾT ĐỊNH", 90, 54, Style(size=14, bold=True))
        top = 64
    elif page:
        _line(sheet, str(page + 1), 104, 18, plain)
    for row in range(rng.randint(4, 8)):
        _line(sheet, " ".join(rng.choices(WORDS, k=11)), 28, top + 8 * row, plain)
    return np.asarray(sheet.image)


def _line(sheet: Sheet, text: str, x: float, y: float, style: Style) -> None:
    sheet.line(words_of(text, style), x * MM, y * MM, 0.25 * style.px)


def _separator(folder: Path) -> Pixels:
    target = folder / "separator-to-print.pdf"
    print_separators(target, 1)
    with pdfium.PdfDocument(target) as document:
        page = document[0].render(scale=DPI / 72).to_numpy()[..., :3]
    target.unlink()
    return cv2.resize(page, (WIDTH, round(page.shape[0] * WIDTH / page.shape[1])))


def _damaged(sheet: Pixels, damage: str | None, rng: random.Random) -> Pixels:
    sheet = sheet.copy()
    height, width = sheet.shape[:2]
    match damage:
        case "torn":
            # Two thirds are gone, with both codes and the bars of three edges in part.
            cut = np.array([[0, height * 0.3], [width, height * 0.12], [width, height], [0, height]], np.int32)
            cv2.fillPoly(sheet, [cut], WHITE)
            sheet[:, : width // 2] = 255
        case "smeared":
            for _ in range(60):
                x, y = rng.randrange(width), rng.randrange(height)
                end = (x + rng.randint(-900, 900), y + rng.randint(-900, 900))
                cv2.line(sheet, (x, y), end, (20, 20, 20), rng.randint(12, 40))
        case "no_bars":
            edge = round(42 * MM)
            sheet[:edge] = sheet[-edge:] = 255
            sheet[:, :edge] = sheet[:, -edge:] = 255
        case "too_light":
            sheet = (255 - (255 - sheet.astype(np.int16)) * 0.12).astype(np.uint8)
    return sheet
