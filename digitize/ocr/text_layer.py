"""The invisible text of a page: every word in the place where it is seen, in reading order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, zip_longest
from math import hypot, isfinite

from digitize.errors import ComposeFailed
from digitize.model import Affine, Box, Line, PageText, Word
from digitize.ocr.glyphless import ADVANCE, UNITS_PER_EM, Glyphs
from digitize.vietnamese.text import nfc, squeeze

FONT = "F"
"""Name of the font in a page's resources."""

# A character is at least a twentieth and at most one line height wide. The lower bound keeps a word of a few pixels
# from having no width at all, which PDFium drops. The upper one matters where an engine takes a ruled line for a
# dash: PDFium holds whatever lies within half a character's width above or below for the same line of text.
_NARROWEST = 0.05
_WIDEST = 1.0

# Between words of a line, in line heights. Poppler, reading in raw order, sees no space in less than 0.15; PDFium
# drops a space that begins behind the next word, as it would where boxes overlap.
_GAP = 0.16

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@lru_cache(maxsize=4096)
def _layer_character(character: str) -> str:
    category = unicodedata.category(character)
    if character.isspace():
        return " "
    if category in ("Cc", "Cf"):
        return ""
    if category in ("Cs", "Cn") or _right_to_left(character):
        return _REPLACEMENT
    if "\ufb00" <= character <= "\ufb06":
        return unicodedata.normalize("NFKC", character)
    return character


def _right_to_left(character: str) -> bool:
    # Marks have no direction of their own, so the blocks from Hebrew to Arabic are named as well.
    blocks = "\u0590" <= character <= "\u08ff" or "\ufb1d" <= character <= "\ufdff"
    return blocks or unicodedata.bidirectional(character) in ("R", "AL", "AN")


def layer_text(text: str) -> str:
    """Text as it stands in the layer: what every PDF reader gives back unchanged.

    Space of any kind becomes a plain space, control and format characters (soft hyphens among them) are dropped,
    Latin ligatures are taken apart. Letters written from right to left, which some readers turn round and others do
    not, and code points that are no characters become U+FFFD: no Vietnamese paper is written in them.

    Returns:
        NFC text without space at its ends, empty where nothing is left.
    """
    return squeeze("".join(map(_layer_character, nfc(text))))


def layer_page_text(text: PageText | None) -> str:
    """A page's text as its layer must give it back: words in reading order, one space between any two."""
    words = (layer_text(word.text) for word in text.words()) if text else ()
    return " ".join(word for word in words if word)


@dataclass(frozen=True, slots=True)
class _Placed:
    """Text on the page: where it begins and how large it is, in points from the page's bottom left corner."""

    text: str
    x: float
    y: float
    height: float
    advance: float

    def out_of_order(self, before: _Placed) -> bool:
        """Whether PDFium, which orders what it takes for one line by x, would read this ahead of ``before``."""
        return self.x < before.x and abs(self.y - before.y) <= _same_line(self, before)


def _same_line(first: _Placed, second: _Placed) -> float:
    # PDFium's bound is half a character's width, which it takes for the mean of width and half the height.
    return max(first.advance, first.height / 2, second.advance, second.height / 2) / 2 + 0.05


def _parting(before: _Placed, after: _Placed) -> _Placed:
    """Blank on a level of its own, which ends one line for PDFium and begins another."""
    y = min(before.y, after.y) - 2 * _same_line(before, after) - 1
    return _Placed(" ", before.x, y, 1.0, _WIDEST)


def _words(text: PageText, to_points: Affine) -> Iterator[_Placed]:
    across, up = hypot(to_points.a, to_points.d), hypot(to_points.b, to_points.e)
    for line in text.lines():
        stacked = _is_stacked(line)
        for word, following in zip_longest(line.words, line.words[1:]):
            letters = layer_text(word.text)
            if letters:
                row = word.box if stacked else line.box
                height = max(row.height, 1.0) * up
                advance = _span(word.box, following, _GAP * row.height) * across / len(letters)
                advance = min(max(advance, _NARROWEST * height), _WIDEST * height)
                x, y = to_points.point(word.box.x0, row.y1)
                if not all(map(isfinite, (x, y, height, advance))):
                    raise ComposeFailed("a word has no place on its page")
                yield _Placed(letters, x, y, height, advance)


def _is_stacked(line: Line) -> bool:
    """Whether words of a line stand above one another, as an engine gives what it finds in seals and up a margin.

    On one base line they would lie on each other, and PDFium drops the second of two equal ones as a shadow.
    """
    return any(
        one.box.x0 < other.box.x1
        and other.box.x0 < one.box.x1
        and (one.box.y1 <= other.box.y0 or other.box.y1 <= one.box.y0)
        for one, other in pairwise(line.words)
    )


def _span(box: Box, following: Word | None, gap: float) -> float:
    """A word's width, px: its box, but ending a gap before the next word begins."""
    if following and box.x0 < following.box.x0:
        return min(box.width, following.box.x0 - box.x0 - gap)
    return box.width


def _in_order(words: Iterator[_Placed]) -> Iterator[_Placed]:
    before: _Placed | None = None
    for word in words:
        if before and word.out_of_order(before):
            yield _parting(before, word)
        yield word
        before = word


def text_operators(text: PageText, to_points: Affine, glyphs: Glyphs) -> bytes:
    """The part of a page's content stream that writes its text.

    Words of a line share its base line and height, so that a selection is even; each begins at its own place and
    spans its own box, along the direction in which the line runs on the page.

    Args:
        text: The tree.
        to_points: From the upright frame to points from the page's bottom left corner.
        glyphs: Takes up the characters.

    Raises:
        ComposeFailed: A box of the tree is no place on the page.
    """
    length = hypot(to_points.a, to_points.d)
    if not length or not isfinite(length):
        raise ComposeFailed("the frames of a page do not fit together")
    cos, sin = to_points.a / length, to_points.d / length
    # The font has size 1 and the matrix scales it: PDFium takes equal words for one and the same where they lie
    # within half a font size of each other, as the dots of a dotted line do.
    lines = ["BT", "3 Tr", f"/{FONT} 1 Tf"]
    for word in _in_order(_words(text, to_points)):
        along, rise = _number(word.height * cos), _number(word.height * sin)
        fall = _number(-word.height * sin)
        stretch = _number(100 * word.advance / (word.height * ADVANCE / UNITS_PER_EM))
        # A word and its trailing space are one string: readers that go by the order of the stream need the space, and
        # some drop what is shown alone and has no ink.
        lines.append(
            f"{stretch} Tz {along} {rise} {fall} {along} {_number(word.x)} {_number(word.y)} Tm "
            f"<{glyphs.encode(word.text + ' ')}> Tj"
        )
    lines.append("ET")
    return "\n".join(lines).encode("ascii")


def _number(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
