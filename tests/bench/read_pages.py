"""The pages of the reading benchmark: legal texts set like official papers, worn, and wrapped as a scanner wraps them.

A page follows from the seed, its level and its number alone; a fresh seed gives fresh pages. The truth of a page is the
text that was drawn on it, line by line.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import re
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

import cv2
import msgspec
import numpy as np
from fontTools.ttLib import TTFont
from PIL import ImageFont

from digitize import samples
from digitize.model import Box, Colour, PageImage
from digitize.ocr.training import legal_texts
from digitize.samples import degrade, files, seal
from digitize.samples.degrade import LEVELS, WEAR, Level
from digitize.samples.sheet import HEIGHT, MM, PT, WIDTH, Piece, SetWord, Sheet, Style, break_lines, words_of
from scripts.make_fonts import CROSCORE

FAMILIES = ("Tinos", "Tinos", "Arimo", "Cousine")
"""Families of which a page takes one; one that stands here twice is taken twice as often."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 30 * MM, WIDTH - 18 * MM, 20 * MM, HEIGHT - 20 * MM
_INDENT = 11 * MM
_LEAST_DPI = 200
_SEAL_ROOM = 46 * MM
_SEALED, _BEGINNING, _COLOURED = 0.4, 0.3, 0.5
_LEGEND = seal.Legend("ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP", ("VĂN PHÒNG",))
_BODY = re.compile(r"Căn cứ|Chương|Phần|Điều 1\.")
_CENTRED = re.compile(r"(Chương|Mục|Phần|Phụ lục) [IVXLC\d]+$|Độc lập - Tự do - Hạnh phúc$", re.IGNORECASE)
_ARTICLE = re.compile(r"Điều \d+[a-z]?\.")
_LONGEST_HEADING = 90
LEAST_LINE = 40
"""Letters in a line of a page, on average. What is shorter is the crumbs of a table, which nobody sets so."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is known of a page: how worn it is, how it was scanned and set, and its text."""

    level: Level
    number: int
    dpi: int
    colour: Colour
    family: str
    sealed: bool
    text: str


@dataclass(frozen=True, slots=True)
class BenchFile:
    """A PDF of page pictures; ``timed``: its reading is timed, that of the others is only compared with the truth."""

    name: str
    path: Path
    timed: bool
    pages: tuple[Page, ...]

    @property
    def level(self) -> Level | None:
        """The level of its pages; ``None`` where they are of all levels."""
        levels = {page.level for page in self.pages}
        return levels.pop() if len(levels) == 1 else None


@dataclass(frozen=True, slots=True)
class Plan:
    """Which pages are rendered.

    Attributes:
        seed: Of everything drawn by chance.
        pages: Pages of the three levels together.
        timed: Of these, those whose reading is timed.
        grey: Pages beside them, of all levels, grey at exactly 300 dpi.
        families: Of the fonts.
        measuring: Of the texts set aside for measuring; else of the others.
    """

    seed: int
    pages: int
    timed: int
    grey: int
    families: tuple[str, ...]
    measuring: bool = True

    @property
    def key(self) -> str:
        """Changes with the plan, the texts, and the code that draws."""
        folder = Path(samples.__file__).parent
        sources = (legal_texts.FILE, Path(legal_texts.__file__), Path(__file__), *sorted(folder.glob("*.py")))
        digest = hashlib.sha256(msgspec.json.encode(self))
        for source in sources:
            digest.update(source.read_bytes())
        return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class _Order:
    """A file to be made."""

    name: str
    timed: bool
    pages: tuple[tuple[Level, int], ...]
    grey_300: bool = False


def rendered(plan: Plan, folder: Path) -> list[BenchFile]:
    """The files of a plan; those that lie in ``folder`` from an earlier run are taken as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    work = partial(_file, plan, folder)
    with ProcessPoolExecutor(
        len(os.sched_getaffinity(0)), multiprocessing.get_context("spawn"), cv2.setNumThreads, (1,)
    ) as pool:
        return list(pool.map(work, _orders(plan)))


def _orders(plan: Plan) -> list[_Order]:
    each, timed, grey = plan.pages // len(LEVELS), plan.timed // len(LEVELS), plan.grey // len(LEVELS)
    orders = []
    for level in LEVELS:
        numbered = tuple((level, number) for number in range(each))
        orders.append(_Order(f"{level}-timed", True, numbered[:timed]))
        orders.append(_Order(f"{level}-more", False, numbered[timed:]))
    beyond = tuple((level, each + number) for level in LEVELS for number in range(grey))
    orders.append(_Order("grey-300", False, beyond, grey_300=True))
    return [order for order in orders if order.pages]


def _file(plan: Plan, folder: Path, order: _Order) -> BenchFile:
    note = folder / f"{order.name}.json"
    if note.exists():
        known = msgspec.json.decode(note.read_bytes(), type=tuple[Page, ...])
        return BenchFile(order.name, folder / f"{order.name}.pdf", order.timed, known)
    pages, pictures = [], []
    for level, number in order.pages:
        page, picture = draw(plan, level, number, grey_300=order.grey_300)
        pages.append(page)
        pictures.append(picture)
    ranges = [WEAR[level].quality for level in {page.level for page in pages}]
    low, high = min(least for least, _ in ranges), max(most for _, most in ranges)
    quality = random.Random(f"{plan.seed}/{order.name}").randint(low, high)
    path = files.write(pictures, folder, order.name, "pdf", quality)
    # The note is written last: where it lies, the file is whole.
    note.write_bytes(msgspec.json.encode(pages))
    return BenchFile(order.name, path, order.timed, tuple(pages))


# --- one page ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as it was drawn and as it is scanned: the sheet says where each line stands."""

    page: Page
    sheet: Sheet
    skew: float


def draw(plan: Plan, level: Level, number: int, *, grey_300: bool = False) -> tuple[Page, PageImage]:
    """Draws and wears one page."""
    drawn = drawn_page(plan, level, number, grey_300=grey_300)
    generator = np.random.default_rng([plan.seed, LEVELS.index(level), number])
    page = drawn.page
    return page, degrade.scan(np.asarray(drawn.sheet.image), level, page.dpi, page.colour, drawn.skew, generator)


def drawn_page(plan: Plan, level: Level, number: int, *, grey_300: bool = False) -> Drawn:
    """Draws one page."""
    rng = random.Random(f"{plan.seed}/{level}/{number}")
    family = rng.choice(plan.families)
    dpi = rng.choice([dpi for dpi in WEAR[level].dpi if dpi >= _LEAST_DPI])
    colour = Colour.COLOUR if rng.random() < _COLOURED else Colour.GREY
    sealed = rng.random() < _SEALED
    if grey_300:
        dpi, colour = 300, Colour.GREY
    sheet = _sheet(rng, family, sealed, plan.measuring)
    while len(sheet.text) < LEAST_LINE * len(sheet.lines):
        sheet = _sheet(rng, family, sealed, plan.measuring)
    skew = rng.uniform(-1, 1) * WEAR[level].skew
    return Drawn(Page(level, number, dpi, colour, family, sealed, sheet.text), sheet, skew)


@dataclass(frozen=True, slots=True)
class FamilyStyle(Style):
    """A style in a family of its own."""

    family: str = "Tinos"

    def width(self, text: str) -> float:
        """Width of a text in px."""
        advances = _advances(self.family, self.bold, self.italic)
        return self.px * sum(advances[letter] for letter in text)


class FamilySheet(Sheet):
    """A sheet on which text stands in any family."""

    def _piece(self, piece: Piece, x: float, baseline: float) -> Box:
        style = piece.style
        return self._print(piece, x, baseline, _face(style.family, style.bold, style.italic, round(style.px)))


def _face_file(family: str, bold: bool, italic: bool) -> Path:
    """Fonts of all families lie in one folder; Tinos is the whole one here, which has the letters of every text."""
    weight = f"{'Bold' if bold else ''}{'Italic' if italic else ''}" or "Regular"
    return CROSCORE / f"{family}-{weight}.ttf"


@cache
def _face(family: str, bold: bool, italic: bool, px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_face_file(family, bold, italic)), px, layout_engine=ImageFont.Layout.BASIC)


@cache
def _advances(family: str, bold: bool, italic: bool) -> dict[str, float]:
    with TTFont(_face_file(family, bold, italic), lazy=True) as font:
        per_em, widths = font["head"].unitsPerEm, font["hmtx"].metrics
        return {chr(code): widths[glyph][0] / per_em for code, glyph in font.getBestCmap().items()}


@cache
def _letters(family: str) -> frozenset[str]:
    faces = [_advances(family, bold, italic) for bold in (False, True) for italic in (False, True)]
    # «<» would begin a change of style.
    return frozenset.intersection(*(frozenset(face) for face in faces)) - {"<"}


@cache
def _texts(measuring: bool) -> tuple[legal_texts.LegalText, ...]:
    return tuple(text for text in legal_texts.load() if text.set_aside is measuring and text.paragraphs)


def _paragraphs(rng: random.Random, family: str, measuring: bool) -> Sequence[str]:
    """More than a page of paragraphs: from the beginning of a body or from within it, and another one after that."""
    first, second = map(_body, rng.sample(_texts(measuring), 2))
    start = 0 if rng.random() < _BEGINNING else rng.randrange(len(first))
    letters = _letters(family)
    return [text for text in (*first[start:], *second) if letters.issuperset(text)]


def _body(text: legal_texts.LegalText) -> tuple[str, ...]:
    """A document without its heading: of two columns each tool may read the one first that it likes."""
    begins = next((at for at, paragraph in enumerate(text.paragraphs) if _BODY.match(paragraph)), 0)
    return text.paragraphs[begins:]


def _sheet(rng: random.Random, family: str, sealed: bool, measuring: bool) -> Sheet:
    sheet = FamilySheet(rng)
    size, leading = rng.choice((13, 13, 13.5, 14)), rng.uniform(1.2, 1.4)
    bottom = _TOP + (_BOTTOM - _TOP) * rng.uniform(0.7, 1.0) - (_SEAL_ROOM if sealed else 0)
    number = words_of(str(rng.randint(2, 99)), FamilyStyle(size, family=family))
    sheet.line(number, WIDTH / 2 - number[0].width / 2, 12 * MM + size * PT, 0)
    sheet.record(number[0].text)
    y = _TOP
    for text in _paragraphs(rng, family, measuring):
        y = _set(sheet, text, FamilyStyle(size, family=family), leading, y, bottom)
        if y > bottom:
            break
    if sealed:
        # Over the end of the last line, as seals stand.
        mark = seal.stamp(_LEGEND, rng)
        sheet.multiply(mark, _RIGHT - mark.width - rng.uniform(5, 40) * MM, min(y, bottom) - rng.uniform(0, 8) * MM)
    return sheet


def _set(sheet: Sheet, text: str, style: FamilyStyle, leading: float, y: float, bottom: float) -> float:
    """Sets a paragraph line by line as far as it fits; gives the y below it, beyond ``bottom`` where it did not."""
    centred = bool(_CENTRED.match(text)) or (text.isupper() and len(text) < _LONGEST_HEADING)
    bold = centred or bool(_ARTICLE.match(text) and len(text) < _LONGEST_HEADING)
    style = replace(style, bold=bold, italic=text.startswith("Căn cứ"))
    height = style.px * leading
    indent = 0 if centred else _INDENT
    lines = break_lines(words_of(text, style), _RIGHT - _LEFT, style.width(" "), indent)
    for index, line in enumerate(lines):
        if y + height > bottom:
            return bottom + 1
        _set_line(sheet, line, style, indent if index == 0 else 0, y, centred, last=index == len(lines) - 1)
        y += height
    return y + 4 * PT


def _set_line(
    sheet: Sheet, line: list[SetWord], style: FamilyStyle, indent: float, y: float, centred: bool, *, last: bool
) -> None:
    space = style.width(" ")
    free = _RIGHT - _LEFT - indent - sum(word.width for word in line) - space * (len(line) - 1)
    if not centred and not last and len(line) > 1:
        space += free / (len(line) - 1)
    sheet.line(line, _LEFT + indent + (free / 2 if centred else 0), y + style.px, space)
    sheet.record(" ".join(word.text for word in line))
