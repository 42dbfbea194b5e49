"""The layout engine: elements of an administrative paper flow onto sheets in the frame of Decree 30/2020.

Every element draws itself at the flow's pen and records its text in reading order: of two columns the left one
first, a table row by row. Margins, type sizes and zones follow Annex I of Decree 30/2020/NĐ-CP; printed-form stock
(civil status papers, diplomas) brings a frame of its own.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from digitize.samples import ornament, seal
from digitize.samples.sheet import (
    HEIGHT,
    INK,
    MM,
    PT,
    WHITE,
    WIDTH,
    Colour,
    SetWord,
    Sheet,
    Style,
    break_lines,
    words_of,
)

Align = Literal["left", "centre", "right", "justify"]
_LEADING = 1.22


@dataclass(frozen=True, slots=True)
class Form:
    """The sheet a paper is printed on: margins in mm, frame, tint; ``numbered`` from page 2 on."""

    left: float = 30
    right: float = 18
    top: float = 20
    bottom: float = 20
    frame: Literal["none", "double", "ornate"] = "none"
    accent: Colour = INK
    paper: Colour = WHITE
    numbered: bool = True


class Element(Protocol):
    """Something that stands on a paper."""

    def place(self, flow: Flow) -> None:
        """Draws itself at the flow's pen and moves the pen below itself."""
        ...


class Flow:
    """Where the next element goes: the sheets so far, and the pen."""

    def __init__(self, form: Form, rng: random.Random, side: type[Sheet] = Sheet) -> None:
        self.form = form
        self.side = side
        self.rng = rng
        self.sheets: list[Sheet] = []
        self.left, self.right = form.left * MM, WIDTH - form.right * MM
        self.bottom = HEIGHT - form.bottom * MM
        self.turn_page()

    @property
    def sheet(self) -> Sheet:
        """The sheet in work."""
        return self.sheets[-1]

    @property
    def width(self) -> float:
        """Width of the text area, px."""
        return self.right - self.left

    def turn_page(self) -> None:
        """Starts the next sheet; a page number stands above it where the form has one."""
        self.sheets.append(self.side(self.rng, self.form.paper))
        self.y = self.form.top * MM
        if self.sheet.pictured:
            ornament.frame(self.sheet, self.form.frame, self.form.accent)
        if len(self.sheets) > 1 and self.form.numbered:
            number = words_of(str(len(self.sheets)), Style())
            self.sheet.line(number, WIDTH / 2 - number[0].width / 2, 12 * MM + Style().px, 0)
            self.sheet.record(number[0].text)

    def need(self, height: float) -> None:
        """Turns the page unless ``height`` px are left on it."""
        if self.y + height > self.bottom:
            self.turn_page()


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph.

    Attributes:
        text: With ``<b>``, ``<i>``, ``<h>`` for bold, italic, handwriting.
        size: Points.
        indent: First line, mm.
        inset: All lines, mm from the left.
        after: Space below, points.
        leader: Dots from the end of the text to the right margin.
        rule: A line below, as a share of the width of the last text line; 0 for none.
    """

    text: str
    size: float = 13
    bold: bool = False
    italic: bool = False
    align: Align = "justify"
    indent: float = 0
    inset: float = 0
    after: float = 4
    leader: bool = False
    rule: float = 0
    colour: Colour = INK

    @property
    def style(self) -> Style:
        """The style of unmarked text."""
        return Style(self.size, self.bold, self.italic, colour=self.colour)

    @property
    def line_height(self) -> float:
        """From base line to base line, px."""
        return self.style.px * _LEADING

    @property
    def space_below(self) -> float:
        """Below the last line, px."""
        return self.after * PT + (self.line_height * 0.45 if self.rule else 0)

    def broken(self, width: float) -> list[list[SetWord]]:
        """Its lines in a column of ``width`` px."""
        words = words_of(self.text, self.style)
        return break_lines(words, width - self.inset * MM, self.style.width(" "), self.indent * MM)

    def height(self, width: float) -> float:
        """Height in a column of ``width`` px."""
        return len(self.broken(width)) * self.line_height + self.space_below

    def place(self, flow: Flow) -> None:
        """Sets it line by line, turning pages where needed."""
        lines = self.broken(flow.width)
        for index, line in enumerate(lines):
            flow.need(self.line_height)
            self.set_line(flow.sheet, line, flow.left, flow.width, flow.y, index == 0, index == len(lines) - 1)
            flow.y += self.line_height
        flow.y += self.space_below

    def place_in(self, sheet: Sheet, x: float, y: float, width: float) -> float:
        """Sets it into a column; gives the y below it."""
        lines = self.broken(width)
        for index, line in enumerate(lines):
            self.set_line(sheet, line, x, width, y, index == 0, index == len(lines) - 1)
            y += self.line_height
        return y + self.space_below

    def set_line(
        self, sheet: Sheet, line: list[SetWord], x: float, width: float, y: float, first: bool, last: bool
    ) -> None:
        """Draws and records one line whose top is ``y``."""
        offset = self.inset * MM + (self.indent * MM if first else 0)
        end = self.draw_line(sheet, line, x + offset, width - offset, y, last)
        if last and self.leader:
            sheet.leader(end + 12, x + width, y + self.style.px)
        sheet.record(" ".join(word.text for word in line))

    def draw_line(self, sheet: Sheet, line: list[SetWord], x: float, width: float, y: float, last: bool) -> float:
        """Draws one line without recording it; gives where it ends."""
        space = self.style.width(" ")
        natural = sum(word.width for word in line) + space * (len(line) - 1)
        free = width - natural
        if self.align == "justify" and not last and len(line) > 1:
            space += free / (len(line) - 1)
        start = x + {"centre": free / 2, "right": free}.get(self.align, 0)
        end = sheet.line(line, start, y + self.style.px, space)
        if last and self.rule:
            half = natural * self.rule / 2
            sheet.rule(start + natural / 2 - half, start + natural / 2 + half, y + self.line_height * 1.2)
        return end


def stack_height(paras: Sequence[Para], width: float) -> float:
    """Height of paragraphs one below the other, px."""
    return sum(para.height(width) for para in paras)


def stack(sheet: Sheet, paras: Sequence[Para], x: float, y: float, width: float) -> float:
    """Sets paragraphs one below the other in a column; gives the y below them."""
    for para in paras:
        y = para.place_in(sheet, x, y, width)
    return y


@dataclass(frozen=True, slots=True)
class Columns:
    """Two columns side by side; ``share`` of the width goes to the left one, ``gap`` mm stay free between."""

    left: tuple[Para, ...]
    right: tuple[Para, ...]
    share: float = 0.42
    gap: float = 4
    outdent: float = 0

    def place(self, flow: Flow) -> None:
        """Sets the left column, then the right one; they may reach ``outdent`` mm into both margins."""
        x, width = flow.left - self.outdent * MM, flow.width + 2 * self.outdent * MM
        left = width * self.share - self.gap * MM / 2
        right = width - left - self.gap * MM
        flow.need(max(stack_height(self.left, left), stack_height(self.right, right)))
        below_left = stack(flow.sheet, self.left, x, flow.y, left)
        below_right = stack(flow.sheet, self.right, x + width - right, flow.y, right)
        flow.y = max(below_left, below_right)


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table: shares of the width by column, and which columns are centred.

    It is read row by row; a visual line of a row is one line of text.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]
    centred: tuple[int, ...] = ()
    size: float = 12

    def place(self, flow: Flow) -> None:
        """Draws row by row, turning pages between rows."""
        self._row(flow, self.head, bold=True)
        for row in self.rows:
            self._row(flow, row, bold=False)
        flow.y += 6 * PT

    def _row(self, flow: Flow, row: tuple[str, ...], bold: bool) -> None:
        pad = 1.5 * MM
        widths = [flow.width * share for share in self.shares]
        paras = [
            Para(cell, self.size, bold=bold, align="centre" if bold or column in self.centred else "left", after=0)
            for column, cell in enumerate(row)
        ]
        cells = [para.broken(width - 2 * pad) for para, width in zip(paras, widths, strict=True)]
        height = max(len(lines) for lines in cells) * paras[0].line_height + 2 * pad
        flow.need(height)
        x = flow.left
        for para, lines, width in zip(paras, cells, widths, strict=True):
            flow.sheet.draw.rectangle((x, flow.y, x + width, flow.y + height), outline=INK, width=2)
            for index, line in enumerate(lines):
                top = flow.y + pad + index * para.line_height
                para.draw_line(flow.sheet, line, x + pad, width - 2 * pad, top, last=True)
            x += width
        for index in range(max(len(lines) for lines in cells)):
            parts = [" ".join(word.text for word in lines[index]) for lines in cells if index < len(lines)]
            flow.sheet.record(" ".join(parts))
        flow.y += height


@dataclass(frozen=True, slots=True)
class Signature:
    """The zone of signature and seal (zones 7 and 8 of Decree 30/2020), at its left what goes beside it.

    Attributes:
        left: Recipients, a photograph's place, or another signer.
        titles: Lines above the signature: right to sign and office, in capitals.
        name: Below it.
        legend: Ring text and middle lines of the seal; ``None``: no seal.
        above: Place and date, where they stand here and not in the head.
        signed: A scribble is drawn; a copy from the register has ``(Đã ký)`` in its place.
        photo: A 4 × 6 cm photograph at the left.
    """

    left: tuple[Para, ...]
    titles: tuple[str, ...]
    name: str
    legend: seal.Legend | None
    above: tuple[Para, ...] = ()
    signed: bool = True
    photo: bool = False
    room: float = 27

    def place(self, flow: Flow) -> None:
        """Keeps the whole zone on one sheet; text left before right, then the marks over it."""
        width = flow.width * 0.54
        head = (*self.above, *(Para(title, 13, bold=True, align="centre", after=0) for title in self.titles))
        foot = Para(self.name, 13, bold=True, align="centre")
        head_height = stack_height(head, width)
        whole = head_height + self.room * MM + foot.height(width)
        left_width = flow.width - width - 4 * MM
        flow.need(max(whole, stack_height(self.left, left_width) + (64 * MM if self.photo else 0)))
        top = flow.y
        below_left = stack(flow.sheet, self.left, flow.left, top, left_width)
        if self.photo:
            ornament.photograph(flow.sheet, flow.left + 8 * MM, below_left + 2 * MM)
            below_left += 64 * MM
        x = flow.right - width
        stack(flow.sheet, head, x, top, width)
        if not self.signed:
            note = Para("(Đã ký)", 13, italic=True, align="centre")
            note.place_in(flow.sheet, x, top + head_height + self.room * MM * 0.4, width)
        below = foot.place_in(flow.sheet, x, top + head_height + self.room * MM, width)
        self._marks(flow, x + width / 2, top + head_height + self.room * MM / 2)
        flow.y = max(below, below_left)

    def _marks(self, flow: Flow, x: float, y: float) -> None:
        """The signature across the middle, the seal over its left third."""
        if not flow.sheet.pictured:
            return
        span = flow.rng.uniform(42, 54) * MM
        if self.signed:
            flow.sheet.multiply(*seal.scribble(flow.rng, span, x, y))
        if self.legend:
            mark = seal.stamp(self.legend, flow.rng)
            centre = x - span / 2 + span / 3 - seal.RADIUS
            flow.sheet.multiply(mark, centre - mark.width / 2, y - mark.height / 2 + flow.rng.uniform(-2, 2) * MM)


@dataclass(frozen=True, slots=True)
class Emblem:
    """The national emblem, simplified, centred."""

    size: float = 20

    def place(self, flow: Flow) -> None:
        """Draws it; it is no text."""
        ornament.emblem(flow.sheet, WIDTH / 2, flow.y + self.size * MM / 2, self.size * MM)
        flow.y += (self.size + 3) * MM


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code with a text, at the right margin, ``size`` mm wide; it takes no room in the flow."""

    text: str
    size: float = 20

    def place(self, flow: Flow) -> None:
        """Draws it level with the pen."""
        if flow.sheet.pictured:
            ornament.qr(flow.sheet, self.text, flow.right - self.size * MM, flow.y, self.size * MM)


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty room, mm."""

    height: float

    def place(self, flow: Flow) -> None:
        """Moves the pen."""
        flow.y += self.height * MM


@dataclass(frozen=True, slots=True)
class NextPage:
    """What follows stands on the next side."""

    def place(self, flow: Flow) -> None:
        """Turns the page."""
        flow.turn_page()


def set_paper(elements: Sequence[Element], form: Form, rng: random.Random, side: type[Sheet] = Sheet) -> list[Sheet]:
    """The sheets of a paper.

    Args:
        elements: From top to bottom.
        form: What they are printed on.
        rng: For what no two papers share: handwriting, signature, seal.
        side: What each side is set on.
    """
    flow = Flow(form, rng, side)
    for element in elements:
        element.place(flow)
    return flow.sheets
