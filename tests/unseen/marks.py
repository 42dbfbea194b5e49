"""What offices put on a paper later: the reception stamp, and the block that certifies a copy."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from PIL import Image, ImageDraw

from digitize.samples import fonts
from digitize.samples.layout import Element, Flow, Gap, Para, Signature, Table, stack, stack_height
from digitize.samples.seal import Legend
from digitize.samples.sheet import INK, MM, PT, WHITE
from tests.unseen import people
from tests.unseen.facts import LAST_DAY, Facts
from tests.unseen.wording import day_words

_CARD_WIDE, _CARD_HIGH, _CARD_TINT, _SKIN = 128, 80, (232, 240, 236), (208, 176, 152)
_STAMP_INK = ((176, 30, 40), (40, 60, 150))


@dataclass(frozen=True, slots=True)
class Reception:
    """The stamp ``ĐẾN`` of the office that received the paper, pressed askew beside the head; no text of the paper."""

    key: str

    def place(self, flow: Flow) -> None:
        """Presses it at the left edge, below the number of the paper."""
        rng = random.Random(f"{self.key}/stamp")
        ink = rng.choice(_STAMP_INK)
        layer = Image.new("RGB", (round(46 * MM), round(21 * MM)), WHITE)
        draw = ImageDraw.Draw(layer)
        draw.rectangle((6, 6, layer.width - 7, layer.height - 7), outline=ink, width=5)
        draw.line((layer.width * 0.32, 6, layer.width * 0.32, layer.height - 7), fill=ink, width=4)
        big, small = fonts.face(True, False, 54), fonts.face(False, False, 34)
        draw.text((layer.width * 0.16, layer.height / 2), "ĐẾN", font=big, fill=ink, anchor="mm")
        day = f"Ngày: {rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/20{rng.randint(15, 26)}"
        for line, down in ((f"Số: {rng.randint(90, 9800)}", 0.25), (day, 0.55), ("Chuyển: ………", 0.82)):
            draw.text((layer.width * 0.36, layer.height * down), line, font=small, fill=ink, anchor="lm")
        turned = layer.rotate(rng.uniform(-7, 7), Image.Resampling.BICUBIC, expand=True, fillcolor=WHITE)
        flow.sheet.multiply(turned, rng.uniform(5, 14) * MM, rng.uniform(47, 54) * MM)


@dataclass(frozen=True, slots=True)
class Grid(Table):
    """A table without a head: its first column names what stands in the second."""

    def place(self, flow: Flow) -> None:
        """Draws row by row."""
        for row in (self.head, *self.rows):
            self._row(flow, row, bold=False)
        flow.y += 6 * PT


@dataclass(frozen=True, slots=True)
class Card:
    """A copy of a plastic card, enlarged: a tinted box with a portrait, its lines beside it."""

    lines: tuple[Para, ...]
    portrait: bool = True

    def place(self, flow: Flow) -> None:
        """Draws the box in the middle of the text area."""
        inner = (_CARD_WIDE - (34 if self.portrait else 8)) * MM
        high = max(_CARD_HIGH * MM, stack_height(self.lines, inner) + 8 * MM)
        flow.need(high)
        left = flow.left + (flow.width - _CARD_WIDE * MM) / 2
        box = (left, flow.y, left + _CARD_WIDE * MM, flow.y + high)
        flow.sheet.draw.rounded_rectangle(box, 30, fill=_CARD_TINT, outline=INK, width=3)
        if self.portrait:
            head = (left + 5 * MM, flow.y + 22 * MM, left + 27 * MM, flow.y + 52 * MM)
            flow.sheet.draw.rectangle(head, fill=(170, 186, 204), outline=INK, width=2)
            flow.sheet.draw.ellipse(
                (head[0] + 6 * MM, head[1] + 4 * MM, head[2] - 6 * MM, head[1] + 17 * MM), fill=_SKIN
            )
        stack(flow.sheet, self.lines, left + (30 if self.portrait else 4) * MM, flow.y + 4 * MM, inner)
        flow.y += high + 6 * MM


class Certified:
    """``CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH``: with its own number, day, signer and seal."""

    def __init__(self, facts: Facts) -> None:
        rng = facts.rng("certified")
        self.day = max(facts.issued, min(LAST_DAY, facts.issued + timedelta(rng.randint(20, 900))))
        self.number = f"{rng.randint(40, 9900)}"
        self.book = f"{rng.randint(1, 9):02d}/{self.day.year}-SCT/BS"
        self.place = facts.place
        self.signer = people.human(rng, self.day, facts.place, (33, 58)).name

    @property
    def traps(self) -> tuple[str, ...]:
        """Number and day of the certification, which are not those of the paper."""
        return (self.number, self.book, self.day.isoformat())

    def elements(self) -> Iterator[Element]:
        """The block, small, at the foot of the paper."""
        commune = self.place.commune
        yield Gap(3)
        lines = (
            Para("CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH", 11, bold=True, align="left", after=0),
            Para(f"Số chứng thực: {self.number}   Quyển số: {self.book}", 11, align="left", after=0),
            Para(f"{day_words(self.day, 'long').capitalize()}", 11, align="left", after=0),
        )
        titles = (f"TM. UBND {commune.name.upper()}", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
        legend = Legend(self.place.called.upper(), ("ỦY BAN NHÂN DÂN", commune.name.upper()))
        yield Signature(lines, titles, self.signer, legend, room=24)
