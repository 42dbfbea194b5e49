"""Sets a layout: each of its lines becomes an element of the samples' layout engine, its placeholders facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from digitize.samples.layout import Code, Columns, Element, Emblem, Form, Gap, NextPage, Para, Signature, Table
from digitize.samples.sheet import INK, MM, RED, Colour, Style
from tests.unseen.facts import Facts
from tests.unseen.layouts import Layout
from tests.unseen.marks import Card, Grid
from tests.unseen.wording import newer_marks

_PLACEHOLDER = re.compile(r"\{(~?)([A-Za-z0-9.]+)(?::([^{}]*))?\}")
_CHOICE = re.compile(r"\[\[([^\[\]]*)\]\]")
_ACCENTS: dict[str, Colour] = {
    "red": (176, 40, 48),
    "blue": (30, 70, 140),
    "green": (20, 110, 70),
    "brown": (130, 84, 40),
}
_TINTS: dict[str, Colour] = {
    "white": (255, 255, 255),
    "pink": (253, 236, 236),
    "yellow": (254, 249, 226),
    "blue": (234, 243, 252),
    "green": (236, 248, 236),
}
_SMALL = 9.5
# In bold below a title: not its second line, but who speaks, or what follows.
_SPEAKER = re.compile(r"(CHỦ TỊCH|TRƯỞNG|GIÁM ĐỐC|CHI CỤC|SỞ|[ỦU][YỶ] BAN|PHÒNG|QUYẾT ĐỊNH|CHỨNG NHẬN|XÁC NHẬN|Số)\b")
_HEAD_WIDTH = 70 * MM


@dataclass(slots=True)
class _Pending:
    """Lines that belong to the element to come: recipients before a signature, rows of a table."""

    beside: list[Para]
    rows: list[str]
    shares: tuple[float, ...]


class Setter:
    """Sets one paper."""

    def __init__(self, layout: Layout, facts: Facts) -> None:
        self.layout = layout
        self.facts = facts
        self.size = float(layout.settings.get("size", "13"))
        self.body = self.size
        self.modern = facts.rng("marks").random() < 0.2
        self.pending = _Pending([], [], ())
        self.title: list[str] = []
        self.card: list[Para] | None = None
        self._line = 0
        self._titled = -2

    @property
    def form(self) -> Form:
        """What the paper is printed on."""
        frame, _, accent = self.layout.settings.get("form", "none").partition(" ")
        tint = _TINTS[self.facts.rng("tint").choice(self.layout.choices("tint") or ("white",))]
        if frame == "none":
            return Form(paper=tint)
        kind: Literal["ornate", "double"] = "ornate" if frame == "ornate" else "double"
        return Form(
            left=26,
            right=24,
            top=24,
            bottom=22,
            frame=kind,
            accent=_ACCENTS[accent or "red"],
            paper=tint,
            numbered=False,
        )

    def elements(self) -> list[Element]:
        """The whole paper."""
        found: list[Element] = []
        for number, line in enumerate(self.layout.lines):
            self._line = number
            if line.startswith("? "):
                if self.facts.rng(f"optional {number}").random() < 0.5:
                    continue
                line = line[2:]
            if self.pending.rows and not line.startswith("|"):
                found += self._table()
            made = self._element(line)
            if self.card is None or line.startswith("^"):
                found += made
            else:
                self.card += [part for part in made if isinstance(part, Para)]
        if self.pending.rows:
            found += self._table()
        return found

    def chosen(self, source: str) -> str:
        """One of each ``[[…|…]]``."""
        rng = self.facts.rng(f"choice {self._line} {source}")
        while match := _CHOICE.search(source):
            source = source[: match.start()] + rng.choice(match[1].split("|")) + source[match.end() :]
        return source

    def text(self, source: str) -> str:
        """Choices made, spelling chosen, facts put in."""
        source = self.chosen(source)
        if self.modern:
            pieces = re.split(r"(\{[^{}]*\})", source)
            source = "".join(piece if piece.startswith("{") else newer_marks(piece) for piece in pieces)
        return _PLACEHOLDER.sub(self._fact, source).strip()

    def _fact(self, match: re.Match[str]) -> str:
        value = self.facts.value(match[2], match[3] or "")
        if not (match[1] and self.facts.hand):
            return value
        if match[2] == "number" and "/" in value:
            first, slash, rest = value.partition("/")
            return f"<h>{first}</h>{slash}{rest}"
        if match[3] == "long":
            return re.sub(r"\d+", r"<h>\g<0></h>", value)
        return f"<h>{value}</h>"

    def _element(self, line: str) -> Iterator[Element]:
        if not line.strip():
            yield Gap(2)
        elif line.startswith("^"):
            yield from self._directive(line[1:])
        elif line.startswith("|"):
            self._row(line[1:])
        elif line.startswith("< "):
            strong = line.startswith("< Nơi nhận")
            self.pending.beside.append(Para(self.text(line[2:]), 11, bold=strong, italic=strong, align="left", after=0))
        elif "||" in line:
            yield self._columns(line)
        else:
            yield self._paragraph(line)

    def _paragraph(self, line: str) -> Para:
        mark, _, rest = line.partition(" ")
        size, rest = self.size, self.text(rest if mark in _MARKS else line)
        match mark:
            case "#":
                self._entitle(rest)
                return Para(rest, self.body + 1, bold=True, align="centre", after=1)
            case "##":
                self._entitle(rest)
                colour = RED if self.form.frame != "none" else INK
                return Para(rest, self.body + 6, bold=True, align="centre", after=2, colour=colour)
            case "!":
                self.facts.printed.abstract.append(rest)
                return Para(rest, self.body, bold=True, align="centre", after=1)
            case "!!":
                self.facts.printed.abstract.append(rest)
                return Para(rest, self.body, bold=True, align="centre", rule=0.35)
            case ">":
                return Para(rest, size, align="centre", after=2)
            case ">*":
                if self._titled == self._line - 1 and not _SPEAKER.match(rest):
                    self._entitle(rest)
                return Para(rest, size, bold=True, align="centre", after=2)
            case ">/":
                return Para(rest, size, italic=True, align="centre", after=2)
            case ">>":
                return Para(rest, size, italic=True, align="right", after=2)
            case "*":
                return Para(rest, size, bold=True, align="left")
            case "/":
                return Para(rest, size, italic=True, indent=10)
            case "~":
                return Para(rest, size, indent=10)
            case "_":
                return Para(rest, size, align="left", leader=True)
        return Para(rest, size, align="left" if ":" in rest[:40] else "justify")

    def _entitle(self, text: str) -> None:
        self.title.append(text)
        self._titled = self._line

    def _columns(self, line: str) -> Columns:
        first, *cells = self.chosen(line).split("||")
        share = float(first.strip() or "50") / 100
        left, right = (
            tuple(Para(self.text(part), self.size, align="left", after=2) for part in cell.split("&&"))
            for cell in cells
        )
        return Columns(left, right, share=share)

    def _row(self, line: str) -> None:
        if line.startswith("="):
            self.pending.shares = tuple(float(part) / 100 for part in line[1:].split())
        else:
            self.pending.rows.append(line)

    def _table(self) -> Iterator[Element]:
        body: list[tuple[str, ...]] = []
        for source in self.pending.rows:
            repeat = source.startswith("*")
            low, high = (1, 4) if repeat else (1, 1)
            count = self.facts.rng("count of rows").randint(low, high)
            for index in range(count):
                self.facts.row = index
                body.append(tuple(self.text(cell) for cell in self.chosen(source.removeprefix("*")).split("|")))
        self.facts.row = 0
        head, *rows = body
        shares = self.pending.shares or (1 / len(head),) * len(head)
        self.pending.rows, self.pending.shares = [], ()
        size = min(12, self.size)
        if len(head) > _KEY_AND_VALUE or head[0] in _HEADS:
            yield Table(head, tuple(rows), shares, centred=(0,), size=size)
        else:
            yield Grid(head, tuple(rows), shares, size=size)

    def _directive(self, line: str) -> Iterator[Element]:
        name, _, rest = line.partition(" ")
        match name:
            case "two" | "one":
                yield from (self._two(rest) if name == "two" else self._one(rest))
            case "sign":
                yield self._sign(rest)
            case "sign2":
                yield self._sign2(rest)
            case "gap":
                yield Gap(float(rest))
            case "page":
                yield NextPage()
            case "small":
                self.size = _SMALL
            case "normal":
                self.size = self.body
            case "emblem":
                yield Emblem(float(rest or "20"))
            case "qr":
                yield Code(self.text(rest))
            case "card":
                self.card = []
            case "end":
                yield Card(tuple(self.card or ()), portrait=rest != "plain")
                self.card = None
            case _:
                raise ValueError(f"{self.layout.paper}: no directive {name}")

    def _head(self, size: float, number: str) -> list[Para]:
        issuer = self.facts.issuer
        self.facts.printed.head = tuple(map(self._spelled, issuer.head))
        widest = max(Style(size, bold=True).width(line) for line in issuer.head)
        size = max(9.5, min(size, size * _HEAD_WIDTH / widest))
        above = [Para(self._spelled(line), size, align="centre", after=0) for line in issuer.above]
        own = [Para(self._spelled(line), size, bold=True, align="centre", after=0) for line in issuer.own]
        own[-1] = Para(own[-1].text, size, bold=True, align="centre", rule=0.4)
        return [*above, *own, *([Para(self.text(number), 13, align="centre", after=1)] if number else [])]

    def _spelled(self, text: str) -> str:
        return newer_marks(text) if self.modern else text

    def _motto(self, size: float) -> list[Para]:
        dash = self.facts.rng("dash").choice((" - ", " - ", " – "))
        return [
            Para(self._spelled("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), size, bold=True, align="centre", after=0),
            Para(f"Độc lập{dash}Tự do{dash}Hạnh phúc", size + 1, bold=True, align="centre", rule=0.9),
        ]

    def _dated(self) -> str:
        return "{place}, {~issued:long}"

    def _two(self, rest: str) -> Iterator[Element]:
        """Two columns; ``bare`` leaves number and date to the body, ``nonumber`` and ``nodate`` one of them.

        What follows ``V/v`` stands below the number.
        """
        words, _, concern = rest.partition("V/v")
        flags = words.split()
        number = "" if {"bare", "nonumber"} & set(flags) else "[[Số: |Số:]]{~number}"
        left = self._head(12, number)
        if concern:
            self.facts.printed.abstract.append("V/v " + self.text(concern))
            left.append(Para(self.facts.printed.abstract[-1], 11.5, align="centre"))
        right = self._motto(12)
        if not {"bare", "nodate"} & set(flags):
            right.append(Para(self.text(self._dated()), 13, italic=True, align="centre"))
        yield Columns(tuple(left), tuple(right), share=0.42, outdent=6)
        yield Gap(3)

    def _one(self, rest: str) -> Iterator[Element]:
        """One column: the motto, then the agency unless ``motto`` says that it stands elsewhere."""
        yield from self._motto(13)
        if rest.strip() != "motto":
            yield Gap(2)
            yield from self._head(12.5, "")

    def _sign(self, rest: str) -> Signature:
        """The issuer's signature: ``dated``, ``copy`` (no hand), ``photo``; after a bar lines over it, ``+`` the usual.

        After ``by`` it is a private person's, whose role follows.
        """
        words, _, titles = rest.partition("|")
        flags = words.split()
        beside, self.pending.beside = tuple(self.pending.beside), []
        lines = [self.text(part) for part in titles.split("/") if part.strip()]
        above = (Para(self.text(self._dated()), 12, italic=True, align="centre", after=1),) if "dated" in flags else ()
        if "by" in flags:
            name = self.text(flags[flags.index("by") + 1])
            return Signature(beside, tuple(lines), name, None, above, room=22)
        usual = self.facts.issuer.signing
        over = tuple(part for line in lines or ["+"] for part in (usual if line == "+" else (line,)))
        over = tuple(map(self._spelled, over))
        printed = self.facts.printed
        printed.signer, printed.signing = self.facts.signer, over
        seal = None if "noseal" in flags else self.facts.issuer.legend
        return Signature(
            beside, over, self.facts.signer, seal, above, signed="copy" not in flags, photo="photo" in flags
        )

    def _sign2(self, rest: str) -> Columns:
        """Two private signatures beside each other: ``title > name | title > name``."""
        left, right = (self._private(part) for part in rest.split("|"))
        return Columns(left, right, share=0.5)

    def _private(self, source: str) -> tuple[Para, ...]:
        title, _, name = source.partition(">")
        return (
            Para(self.text(title), self.size, bold=True, align="centre", after=0),
            Para("(Ký, ghi rõ họ tên)", 11, italic=True, align="centre", after=44),
            Para(self.text(name), self.size, bold=True, align="centre"),
        )


_KEY_AND_VALUE, _HEADS = 2, ("Nội dung", "Thông tin", "Hạng mục")
_MARKS = frozenset(("#", "##", "!", "!!", ">", ">*", ">/", ">>", "*", "/", "~", "_"))
