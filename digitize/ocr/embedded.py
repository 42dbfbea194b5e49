"""A page's own text: taken only where it truly is the text that the picture shows.

A text layer may hold nothing but a signature stamp, be written in a font of the time before Unicode (TCVN3, VNI)
whose letters mean others, or have no mapping to letters at all. Such pages are read from the picture.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version

import cv2
import numpy as np
import numpy.typing as npt

from digitize.model import Affine, Block, Line, PageImage, PageText, Pixels, TextOrigin, Word
from digitize.ocr import ink
from digitize.ocr.layout import arranged
from digitize.ocr.orientation import levelness
from digitize.ocr.tree import block_of, line_of
from digitize.vietnamese.text import fold, nfc

Boxes = npt.NDArray[np.int64]
"""n × 4: left, top, right, bottom."""

_DPI = 100.0
_INK_BELOW = 160
_LETTER_GAP_MM = 2.0
_LINE_LOW_MM, _LINE_HIGH_MM = 1.2, 9.0
_LEAST_SLIM = 3.0
_AROUND_MM = 0.6
_COVERED = 0.9
_MOST_STRANGE = 0.02
_LEAST_READABLE = 0.6
# A gap to the next line of more than this part of a line's height begins a block.
_BLOCK_GAP = 0.9


def page_text(words: tuple[Word, ...], image: PageImage) -> PageText | None:
    """The tree of a page made of the words its file gives, or ``None`` where the picture must be read.

    Args:
        words: With boxes in px of ``image``.
        image: The page as received.
    """
    kept = tuple(replace(word, text=text) for word in words if (text := nfc(word.text).strip()))
    if not kept or not readable(" ".join(word.text for word in kept)):
        return None
    if covered(kept, image) < _COVERED:
        return None
    return PageText(
        blocks=arranged(_blocks(_lines(kept)), image.width),
        width=image.width,
        height=image.height,
        source_width=image.width,
        source_height=image.height,
        to_source=Affine(),
        engine="pdf",
        engine_version=f"pdfplumber {version('pdfplumber')}",
        origin=TextOrigin.EMBEDDED,
    )


def readable(text: str) -> bool:
    """Whether a text is made of letters that Vietnamese and its foreign words are written with.

    Legacy fonts show letters and signs that no Vietnamese word has (``ß``, ``ä``, ``µ`` within words); fonts
    without a mapping show private characters or signs alone.
    """
    signs = [sign for sign in text if not sign.isspace()]
    if not signs:
        return False
    strange = sum(_is_strange(sign) for sign in signs)
    alphanumeric = sum(sign.isalnum() for sign in signs)
    return strange <= _MOST_STRANGE * len(signs) and alphanumeric >= _LEAST_READABLE * len(signs)


def _is_strange(sign: str) -> bool:
    """Whether a sign has no place in such a text: a letter that does not fold to ASCII, or no character at all."""
    if sign.isascii():
        return not sign.isprintable()
    return not sign.isprintable() or sign in _LEGACY or (sign.isalpha() and not fold(sign).isascii())


_LEGACY = frozenset("äëïöüÿåñçøæßûîÄËÏÖÜŸÅÑÇØÆÛÎµ¸·¶¹¬®¦¨©ª§£¤¥¢¡¿¾½¼»«")
"""Letters and signs under which TCVN3 and VNI hide Vietnamese ones, apart from those that Vietnamese has too."""


def covered(words: tuple[Word, ...], image: PageImage) -> float:
    """How well a text and what the picture shows cover each other, 0…1.

    Args:
        words: With boxes in px of ``image``.
        image: The page as received.

    Returns:
        The lesser of two shares: of what looks like print, how much has words on it; of the words, how many have
        ink under them. 0 where lines do not run level.
    """
    scale = min(1.0, _DPI / image.dpi) if image.dpi else 1.0
    page = ink.darkest(ink.reduced(image.pixels, scale))
    if levelness(page) < 1:
        return 0.0
    dpi = (image.dpi or _DPI) * scale
    boxes = _boxes(words, scale, ink.px(_AROUND_MM, dpi), page)
    written = page < _INK_BELOW
    return min(_share_with_words(written, boxes, dpi), _share_with_ink(written, boxes))


def _share_with_words(written: ink.Mask, boxes: Boxes, dpi: float) -> float:
    """Which share of what looks like print lies under words; 1 where nothing looks like print."""
    gap = cv2.getStructuringElement(cv2.MORPH_RECT, (ink.px(_LETTER_GAP_MM, dpi), 1))
    joined = cv2.morphologyEx(written.astype(np.uint8), cv2.MORPH_CLOSE, gap)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    widths, heights = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    low, high = ink.px(_LINE_LOW_MM, dpi), ink.px(_LINE_HIGH_MM, dpi)
    print_like = (heights >= low) & (heights <= high) & (widths >= _LEAST_SLIM * heights)
    print_like[0] = False
    cover = np.zeros(written.shape, np.uint8)
    for left, top, right, bottom in boxes.tolist():
        cover[top:bottom, left:right] = 1
    on_words = np.bincount(labels[cv2.morphologyEx(cover, cv2.MORPH_CLOSE, gap) > 0], minlength=len(stats))
    total = int(stats[print_like, cv2.CC_STAT_AREA].sum())
    return float(on_words[print_like].sum()) / total if total else 1.0


def _share_with_ink(written: ink.Mask, boxes: Boxes) -> float:
    """Which share of the words has ink under it; others are hidden, or belong to a picture that is not drawn."""
    sums = cv2.integral(written.astype(np.uint8))
    left, top, right, bottom = boxes.T
    inked = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
    return float((inked > 0).mean())


def _boxes(words: tuple[Word, ...], scale: float, around: int, page: Pixels) -> Boxes:
    """The words' boxes in px of the reduced page, a little wider and kept within it."""
    boxes = np.array([(word.box.x0, word.box.y0, word.box.x1, word.box.y1) for word in words]) * scale
    wider = boxes.astype(np.int64) + np.array([-around, -around, around + 1, around + 1])
    within: Boxes = np.clip(wider, 0, (page.shape[1], page.shape[0]) * 2)
    return within


def _lines(words: tuple[Word, ...]) -> list[Line]:
    """Words that stand beside each other, left to right; lines from top to bottom."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.box.y0 + word.box.y1):
        if rows and _beside(rows[-1][-1], word):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [line_of(sorted(row, key=lambda word: word.box.x0)) for row in rows]


def _beside(one: Word, other: Word) -> bool:
    middles = (one.box.y0 + one.box.y1) / 2, (other.box.y0 + other.box.y1) / 2
    return abs(middles[0] - middles[1]) < min(one.box.height, other.box.height) / 2


def _blocks(lines: list[Line]) -> tuple[Block, ...]:
    """Lines parted where the paper between them is wider than within a paragraph."""
    blocks: list[list[Line]] = []
    for line in lines:
        if blocks and line.box.y0 - blocks[-1][-1].box.y1 < _BLOCK_GAP * line.box.height:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return tuple(block_of(block) for block in blocks)
