"""One side of an A4 sheet at 300 dpi: a picture and the text that was drawn on it, in reading order.

Sizes are in pixels of the sheet; :data:`MM` and :data:`PT` turn millimetres and points into them.
"""

from __future__ import annotations

import math
import random
import re
from dataclasses import dataclass, replace
from functools import reduce

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from digitize.model import Box
from digitize.samples import fonts
from digitize.vietnamese.text import nfc

DPI = 300
MM = DPI / 25.4
PT = DPI / 72
WIDTH, HEIGHT = 2480, 3508

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)
INK: Colour = (22, 22, 26)
RED: Colour = (196, 30, 42)
PEN: Colour = (28, 44, 150)
_HAND_SCALE = 1.18


@dataclass(frozen=True, slots=True)
class Style:
    """How text looks: size in points, face, colour; ``hand`` is ball pen (Tinos italic, slanted and uneven)."""

    size: float = 13
    bold: bool = False
    italic: bool = False
    hand: bool = False
    colour: Colour = INK

    @property
    def px(self) -> float:
        """Pixels to the em."""
        return self.size * PT * (_HAND_SCALE if self.hand else 1)

    def width(self, text: str) -> float:
        """Width of a text in px."""
        return fonts.width(text, self.bold, self.italic or self.hand, self.px)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a word in one style."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class SetWord:
    """A word ready to be drawn; a change of style inside it makes several pieces.

    ``lead`` px stay free before it, beyond a space: forms set several entries of a line apart.
    """

    pieces: tuple[Piece, ...]
    lead: float = 0

    @property
    def text(self) -> str:
        """The word."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def width(self) -> float:
        """Width in px, with the room before it."""
        return self.lead + sum(piece.style.width(piece.text) for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Run:
    """Words as they were drawn on one base line: a line of text, or of a cell of a table.

    Attributes:
        words: The words.
        boxes: Where the ink of each word lies, marks within, px of the sheet.
        baseline: Row of the base line.
        size: Px to the em, of the largest word.
    """

    words: tuple[str, ...]
    boxes: tuple[Box, ...]
    baseline: float
    size: float

    @property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(self.words)

    @property
    def box(self) -> Box:
        """The ink of all words."""
        return reduce(Box.union, self.boxes)


_TAG = re.compile(r"<(/?)([bih])>")


def words_of(markup: str, style: Style) -> list[SetWord]:
    """Words of a text in which ``<b>``, ``<i>`` and ``<h>`` mark bold, italic and handwriting.

    Each space beyond the first sets what follows one em apart.
    """
    words: list[SetWord] = []
    pending: list[Piece] = []
    position, lead = 0, 0.0

    def take(text: str, style: Style) -> None:
        nonlocal pending, lead
        for part in re.split(r"(\s+)", text):
            if part.isspace():
                if pending:
                    words.append(SetWord(tuple(pending), lead))
                    lead = 0.0
                pending = []
                lead += (len(part) - 1) * style.px
            elif part:
                pending.append(Piece(part, style))

    markup = nfc(markup)
    for tag in _TAG.finditer(markup):
        take(markup[position : tag.start()], style)
        position = tag.end()
        on = not tag[1]
        match tag[2]:
            case "b":
                style = replace(style, bold=on)
            case "i":
                style = replace(style, italic=on)
            case _:
                style = replace(style, hand=on, colour=PEN if on else INK)
    take(markup[position:] + " ", style)
    return words


def break_lines(words: list[SetWord], width: float, space: float, indent: float = 0) -> list[list[SetWord]]:
    """Greedy line breaks; ``indent`` px are left free on the first line."""
    lines: list[list[SetWord]] = [[]]
    used = indent
    for word in words:
        needed = word.width + (space if lines[-1] else 0)
        if lines[-1] and used + needed > width:
            lines.append([])
            word = replace(word, lead=0)
            used, needed = 0, word.width
        lines[-1].append(word)
        used += needed
    return [line for line in lines if line]


class Sheet:
    """One side of a sheet.

    Attributes:
        image: RGB picture, 2480 × 3508 px.
        lines: The text drawn so far, one entry a line, in reading order. What is no text of the paper (rules,
            leaders, frames, seal legends) does not stand here.
        runs: The same text where it was drawn, in reading order; a row of a table is read cell by cell here.
        pictured: Whether there is a picture; without one, what is no text need not be drawn.
    """

    pictured = True

    def __init__(self, rng: random.Random, paper: Colour = WHITE) -> None:
        self.image = Image.new("RGB", (WIDTH, HEIGHT), paper)
        self.draw = ImageDraw.Draw(self.image)
        self.lines: list[str] = []
        self.runs: list[Run] = []
        self.rng = rng

    @property
    def text(self) -> str:
        """The text, a line break after each line."""
        return "\n".join(self.lines)

    def line(self, words: list[SetWord], x: float, baseline: float, space: float) -> float:
        """Draws words from ``x`` on, ``space`` px apart; does not record them. Gives where they end."""
        boxes = []
        for word in words:
            x += word.lead
            inks = []
            for piece in word.pieces:
                inks.append(self._piece(piece, x, baseline))
                x += piece.style.width(piece.text)
            boxes.append(reduce(Box.union, inks))
            x += space
        size = max(piece.style.px for word in words for piece in word.pieces)
        self.runs.append(Run(tuple(word.text for word in words), tuple(boxes), baseline, size))
        return x - space

    def record(self, line: str) -> None:
        """Writes a line into the truth."""
        if line:
            self.lines.append(nfc(line))

    def _piece(self, piece: Piece, x: float, baseline: float) -> Box:
        """Draws a piece and gives the box of its ink."""
        style = piece.style
        if style.hand:
            return self._handwriting(piece, x, baseline)
        return self._print(piece, x, baseline, fonts.face(style.bold, style.italic, round(style.px)))

    def _print(self, piece: Piece, x: float, baseline: float, font: ImageFont.FreeTypeFont) -> Box:
        place = (round(x), round(baseline))
        self.draw.text(place, piece.text, font=font, fill=piece.style.colour, anchor="ls")
        return Box(*self.draw.textbbox(place, piece.text, font=font, anchor="ls"))

    def _handwriting(self, piece: Piece, x: float, baseline: float) -> Box:
        """Tinos italic, slanted further, on a wavy base line: hard for a reader, yet every letter is certain."""
        style = piece.style
        height, width = round(style.px * 2), round(style.width(piece.text) + style.px)
        mask = Image.new("L", (width, height), 0)
        font = fonts.face(False, True, round(style.px))
        ImageDraw.Draw(mask).text((style.px * 0.4, style.px * 1.3), piece.text, font=font, fill=235, anchor="ls")
        slant, lift = self.rng.uniform(0.02, 0.2), self.rng.uniform(-0.04, 0.04)
        swing, phase = self.rng.uniform(1.0, 3.0), self.rng.uniform(0, 2 * math.pi)
        ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
        from_x = xs + slant * (ys - style.px * 1.3) + swing * np.sin(ys / style.px * 4 + phase)
        from_y = ys + lift * xs + swing * np.sin(xs / style.px * 3 + phase)
        bent = cv2.remap(np.asarray(mask), from_x, from_y.astype(np.float32), cv2.INTER_LINEAR)
        corner = (round(x - style.px * 0.4), round(baseline - style.px * 1.3))
        self.image.paste(Image.new("RGB", mask.size, style.colour), corner, Image.fromarray(bent))
        left, top, width, height = cv2.boundingRect(bent)
        return Box(corner[0] + left, corner[1] + top, corner[0] + left + width, corner[1] + top + height)

    def rule(self, x0: float, x1: float, y: float, width: int = 3, colour: Colour = INK) -> None:
        """A level line."""
        self.draw.line([(round(x0), round(y)), (round(x1), round(y))], fill=colour, width=width)

    def leader(self, x0: float, x1: float, y: float) -> None:
        """Dots to write on, as printed forms have them."""
        for x in range(math.ceil(x0), math.floor(x1), 13):
            self.draw.ellipse((x, y - 3, x + 4, y + 1), fill=INK)

    def multiply(self, layer: Image.Image, x: float, y: float) -> None:
        """Lays a coloured layer (white: nothing) over the sheet as ink does: what lies under it stays to be seen."""
        box = (round(x), round(y), round(x) + layer.width, round(y) + layer.height)
        under = np.asarray(self.image.crop(box))
        over = cv2.multiply(under, np.asarray(layer), scale=1 / 255)
        self.image.paste(Image.fromarray(over), box[:2])
