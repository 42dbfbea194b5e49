"""Strips: a few lines of text set below each other, from which many line pictures are cut.

Setting letters is the dear part of making a line, so a strip is drawn once and cut and worn many times. The lines above
and below come with the cut, as they do on a page. Text is set word by word, so that it is known where each word stands.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageDraw

from digitize.model import Pixels
from digitize.ocr.training import fonts, handwriting
from digitize.ocr.training.alphabet import by_hand
from digitize.ocr.training.fonts import Family, Kind
from digitize.ocr.training.texts import Source
from digitize.ocr.training.wording import Line

LINES = 6
_KINDS: dict[Kind, float] = {Kind.TIMES: 66, Kind.SERIF: 14, Kind.SANS: 14, Kind.MONO: 6}
_STYLES = {(False, False): 58, (True, False): 22, (False, True): 13, (True, True): 7}
_LEAST_EM, _MOST_EM = 40, 56
_SIDE = 2
"""Free room left and right of a strip, em."""
_DIGIT_HEIGHT, _WIDE_DIGIT = 0.68, 1.5
"""Of a digit, to the em; the latter is more than any has."""
_WRITTEN = 0.5
"""Share of lines whose blanks are filled in by hand."""
_WIDEST = 4200
"""Words that would stand further right, px, are left out."""


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word on a strip: its text, in which digits by hand are other characters, and the box of its ink, px."""

    text: str
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line on a strip: its words from left to right and its base line, px from the top."""

    words: tuple[PlacedWord, ...]
    baseline: int


@dataclass(frozen=True, slots=True)
class Strip:
    """Lines below each other: ink (0) on paper (255), the size of the em in px, the lines that have words."""

    pixels: Pixels
    em: int
    lines: tuple[PlacedLine, ...]


@dataclass(frozen=True, slots=True)
class _Setting:
    """How a line is set: gaps between words in px, extra room between letters in px."""

    gap: float
    uneven: float
    spaced: float


@dataclass(frozen=True, slots=True)
class _Hand:
    """Who fills in a line's blanks.

    Attributes:
        family: A typeface that imitates a hand.
        digits: Whether numbers are written in real digits instead.
        px: Its em.
        lift: Above the base line, px.
        near: How much nearer than a space it stands to the print, px.
    """

    family: Family
    digits: bool
    px: int
    lift: int
    near: float


def draw(source: Source, families: tuple[Family, ...], seed: str) -> Strip:
    """Draws a strip.

    Args:
        source: Gives the lines.
        families: Of which it takes the fonts; handwriting stands only where a value is filled in.
        seed: The strip follows from it, the source and the families.
    """
    rng = random.Random(seed)
    em = rng.randint(_LEAST_EM, _MOST_EM)
    leading = em * rng.uniform(1.1, 1.7)
    family = _family(rng, families)
    canvas = Image.new("L", (_WIDEST, round(leading * LINES + em * 1.6)), 255)
    placed = []
    for number, line in enumerate(source.lines(rng, LINES)):
        baseline = round(em * 1.3 + number * leading)
        words = _set_line(rng, canvas, line, families, family, em, baseline)
        if words:
            placed.append(PlacedLine(words, baseline))
    width = max((line.words[-1].right for line in placed), default=em) + _SIDE * em
    return Strip(np.asarray(canvas)[:, : min(width, _WIDEST)].copy(), em, tuple(placed))


def _family(rng: random.Random, families: tuple[Family, ...]) -> Family:
    """A family for print; where only one kind is at hand it is of that kind."""
    printing = [family for family in families if family.kind is not Kind.HAND]
    kinds = sorted({family.kind for family in printing})
    kind = rng.choices(kinds, [_KINDS[kind] for kind in kinds])[0]
    return rng.choice([family for family in printing if family.kind is kind])


def _hand(rng: random.Random, families: tuple[Family, ...], em: int) -> _Hand | None:
    """Somebody who fills in blanks, where there is handwriting; most of them in real digits."""
    hands = [one for one in families if one.kind is Kind.HAND]
    if not hands:
        return None
    real = bool(handwriting.digits()) and rng.random() < 0.6
    near = em * rng.uniform(0.1, 0.25) if rng.random() < 0.3 else 0.0
    return _Hand(rng.choice(hands), real, round(em * rng.uniform(0.85, 1.4)), round(em * rng.uniform(-0.15, 0.2)), near)


def _style(rng: random.Random, family: Family, *, wanted: tuple[bool, bool] | None = None) -> tuple[bool, bool]:
    there = fonts.styles(family)
    if wanted in there:
        return wanted
    return rng.choices(there, [_STYLES[style] for style in there])[0]


def _set_line(
    rng: random.Random,
    canvas: Image.Image,
    line: Line,
    families: tuple[Family, ...],
    family: Family,
    em: int,
    baseline: int,
) -> tuple[PlacedWord, ...]:
    pen = ImageDraw.Draw(canvas)
    if rng.random() < 0.12:
        family = _family(rng, families)
    style = _style(rng, family)
    mixed = rng.random() < 0.1
    hand = _hand(rng, families, em) if rng.random() < _WRITTEN else None
    space = em * 0.25
    gap = space * (rng.uniform(0.8, 1.9) if rng.random() < 0.95 else rng.uniform(3, 9))
    setting = _Setting(gap, rng.choice((0.0, 0.0, 0.15)), _spacing(rng, em))
    size = em if rng.random() < 0.85 else round(em * rng.uniform(0.8, 1.15))
    x = float(round(em * rng.uniform(_SIDE * 0.6, _SIDE * 1.4)))
    words: list[PlacedWord] = []
    parted = True
    for run in line:
        writer = hand if run.filled else None
        if writer:
            x -= writer.near
        for place, text in enumerate(run.text.split(" ")):
            if place:
                x += setting.gap * (1 + rng.uniform(-setting.uneven, setting.uneven)) + setting.spaced
                parted = True
            if not text:
                continue
            if mixed and rng.random() < 0.25:
                style = _style(rng, family)
            face_family = writer.family if writer else family
            face = face_family, _style(rng, face_family, wanted=style)
            if writer:
                drawn = _filled_in(rng, canvas, text, writer, face, x, baseline)
            else:
                drawn = _word(pen, text, face, size, x, baseline, setting.spaced)
            if drawn is None:
                return tuple(words)
            word, x = drawn
            words = [*words, word] if parted else [*words[:-1], _together(words[-1], word)]
            parted = False
    _underline(rng, pen, words, em, baseline)
    return tuple(words)


def _spacing(rng: random.Random, em: int) -> float:
    chance = rng.random()
    if chance < 0.04:
        return em * rng.uniform(0.06, 0.22)
    return -em * rng.uniform(0.01, 0.035) if chance < 0.1 else 0.0


def _together(left: PlacedWord, right: PlacedWord) -> PlacedWord:
    """Two runs without a space between them are one word."""
    return PlacedWord(
        left.text + right.text, left.left, min(left.top, right.top), right.right, max(left.bottom, right.bottom)
    )


def _word(
    pen: ImageDraw.ImageDraw,
    text: str,
    face: tuple[Family, tuple[bool, bool]],
    px: int,
    x: float,
    baseline: int,
    spaced: float,
) -> tuple[PlacedWord, float] | None:
    """Draws a word; ``None`` where the face lacks a letter of it or it would stand beyond the strip."""
    if not fonts.letters(*face).issuperset(text):
        return None
    font = fonts.face(*face, px)
    pieces = text if spaced else (text,)
    boxes = []
    for piece in pieces:
        box = pen.textbbox((round(x), baseline), piece, font=font, anchor="ls")
        if box[2] >= _WIDEST - _SIDE * px:
            return None
        pen.text((round(x), baseline), piece, font=font, fill=0, anchor="ls")
        boxes.append(box)
        x += font.getlength(piece) + spaced
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return PlacedWord(text, int(min(lefts)), int(min(tops)), int(max(rights)), int(max(bottoms))), x - spaced


def _filled_in(
    rng: random.Random,
    canvas: Image.Image,
    text: str,
    writer: _Hand,
    face: tuple[Family, tuple[bool, bool]],
    x: float,
    baseline: int,
) -> tuple[PlacedWord, float] | None:
    """Writes a word into a blank; ``None`` as with :func:`_word`."""
    px, stand = writer.px, baseline - writer.lift
    if not (writer.digits and text.isdecimal()):
        drawn = _word(ImageDraw.Draw(canvas), text, face, px, x, stand, 0.0)
        return drawn and (replace(drawn[0], text=by_hand(text)), drawn[1])
    if x + len(text) * px * _WIDE_DIGIT >= _WIDEST - _SIDE * px:
        return None
    box = handwriting.write(canvas, text, x, stand, round(px * _DIGIT_HEIGHT), rng)
    return PlacedWord(by_hand(text), *box), box[2]


def _underline(rng: random.Random, pen: ImageDraw.ImageDraw, words: list[PlacedWord], em: int, baseline: int) -> None:
    """A rule or a row of dots under some words, or a row of dots after the last."""
    chance = rng.random()
    if not words or chance > 0.12:
        return
    y = baseline + round(em * rng.uniform(0.08, 0.26))
    first = rng.randrange(len(words))
    left, right = words[first].left, words[rng.randrange(first, len(words))].right
    if chance < 0.07:
        pen.line((left, y, right, y), fill=0, width=rng.randint(1, max(1, em // 16)))
        return
    if chance < 0.09:
        left, right, y = words[-1].right + em // 3, words[-1].right + em * rng.randint(2, 12), baseline - 2
    for x in range(left, min(right, _WIDEST), max(4, round(em * rng.uniform(0.12, 0.28)))):
        pen.ellipse((x, y, x + em // 18, y + em // 18), fill=0)
