"""One dossier as a stack of sides: its facts, its papers, the separator sheets between them, blank backs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from digitize.catalogue.covers import Cover, cover_text
from digitize.model import Pixels
from digitize.samples import papers_dossier, places
from digitize.samples.degrade import blank_back
from digitize.samples.layout import Form, set_paper
from digitize.samples.papers import Case, Paper
from digitize.samples.people import Person, citizen_number, official, person
from digitize.samples.separators import SeparatorKind, separator_sheet
from digitize.samples.sheet import WHITE, Run, Sheet
from digitize.samples.types import TYPES, PaperType

_LAST_ISSUE = date(2026, 6, 12)
_DOSSIER_CODES_FROM = date(2018, 11, 23)
"""Dossier codes exist since TT 01/2018/TT-VPCP; an older paper gets one on the day it is brought to be digitised."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a sheet of the stack, RGB at 300 dpi, its text, and where that stands."""

    pixels: Pixels
    text: str
    blank: bool = False
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A document of the stack: the paper, its first side in the stack and how many sides it has."""

    paper: Paper
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class Stack:
    """A dossier as it lies in the scanner.

    Attributes:
        case: Its facts.
        result: Its result paper.
        sides: In scanning order.
        pieces: Its documents in that order.
        separators: Sides of separator sheets, blank backs included.
        duplex: Both sides of every sheet are scanned.
    """

    case: Case
    result: Paper
    sides: tuple[Side, ...]
    pieces: tuple[Piece, ...]
    separators: tuple[int, ...]
    duplex: bool

    @property
    def sheets(self) -> int:
        """Sheets of paper in the scanner."""
        return len(self.sides) // 2 if self.duplex else len(self.sides)


def _workday(day: date) -> date:
    """The day, or the Friday before a week-end."""
    return day - timedelta(max(0, day.weekday() - 4))


def _issue_day(rng: random.Random, kind: PaperType) -> date:
    """Half of the papers are so recent that they may still hold, the others from any time."""
    recent = _LAST_ISSUE - timedelta(kind.fresh * 30)
    first = max(kind.since, recent) if rng.random() < 0.5 else kind.since
    return max(kind.since, _workday(first + timedelta(rng.randrange((_LAST_ISSUE - first).days))))


def _owner(rng: random.Random, kind: PaperType, issued: date) -> Person:
    youngest, oldest = kind.ages
    if oldest > 0:
        return person(rng, issued.year - oldest, issued.year - youngest - 1)
    child = person(rng, issued.year, issued.year)
    born = issued - timedelta(rng.randint(16, 55))
    return replace(child, born=born, citizen=citizen_number(rng, child.sex, born))


def _code(rng: random.Random, agency_code: str, received: date) -> str:
    day = received
    if day < _DOSSIER_CODES_FROM:
        day = _workday(_DOSSIER_CODES_FROM + timedelta(rng.randint(900, 2700)))
    return f"{agency_code}-{day:%y%m%d}-{rng.randint(1, 90):04d}"


def make_case(rng: random.Random, kind: PaperType) -> Case:
    """The facts of a dossier of a type."""
    issued = _issue_day(rng, kind)
    commune = places.commune_on(rng, issued)
    agency = kind.issuer(rng, issued, commune)
    received = _workday(issued - timedelta(rng.randint(3, 12)))
    owner = _owner(rng, kind, issued)
    return Case(
        rng=rng,
        issued=issued,
        received=received,
        commune=commune,
        agency=agency,
        owner=owner,
        applicant=person(rng, issued.year - 45, issued.year - 25) if kind.by_relative else owner,
        home=places.address(rng, commune),
        code=_code(rng, agency.code, received),
        signer=official(rng),
        titles=rng.choice(agency.signing),
    )


def _papers(case: Case, kind: PaperType) -> list[Paper]:
    """The result among papers that are none; three dossiers in ten are the result alone."""
    rng = case.rng
    result = kind.build(case)
    if rng.random() < 0.3:
        return [result]
    others = [
        papers_dossier.application(case, kind.name, kind.declaration),
        papers_dossier.authorisation(case, kind.name),
    ]
    if case.received >= _DOSSIER_CODES_FROM:
        others += [papers_dossier.receipt(case, kind.name)] * 2
    if len(case.applicant_id) == 12:
        others.append(papers_dossier.card_copy(case))
    chosen = rng.sample(others, rng.choice((1, 1, 2)))
    if kind.declaration == "Tờ khai đăng ký khai tử":
        chosen[0] = papers_dossier.death_notice(case)
    beside: list[Paper] = []
    for paper in chosen:
        if all(paper.fields.document_type != other.fields.document_type for other in beside):
            beside.append(paper)
    if rng.random() < 0.12:
        beside.append(papers_dossier.refusal(case, kind.name))
    beside.insert(rng.randint(0, len(beside)), result)
    return beside


def make_stack(seed: int, index: int) -> Stack:
    """Dossier ``index`` of a seed; its type is ``index`` mod 16."""
    rng = random.Random(f"{seed}/{index}")
    kind = TYPES[index % len(TYPES)]
    case = make_case(rng, kind)
    papers = _papers(case, kind)
    result = next(paper for paper in papers if paper.kind == "result")
    duplex = rng.random() < 0.22
    separator: SeparatorKind = rng.choice(("patch_t", "code_128", "cover"))
    cover = cover_text(Cover(case.code, result.procedure or "", case.agency.code))
    shine = np.random.default_rng([seed, index])
    sides: list[Side] = []
    pieces: list[Piece] = []
    separators: list[int] = []
    for number, paper in enumerate(papers):
        if number > 0 or (separator == "cover" and len(papers) > 1):
            cut = list(_sides([separator_sheet(separator, cover, rng)], WHITE, duplex, shine))
            separators += range(len(sides), len(sides) + len(cut))
            sides += cut
        document = list(
            _sides(set_paper(paper.elements, _shifted(paper.form, rng), rng), paper.form.paper, duplex, shine)
        )
        pieces.append(Piece(paper, len(sides), len(document)))
        sides += document
    return Stack(case, result, tuple(sides), tuple(pieces), tuple(separators), duplex)


def _shifted(form: Form, rng: random.Random) -> Form:
    """The form with margins a little off, as every office sets them a little differently."""
    left, top = rng.choice((-2, 0, 0, 2)), rng.choice((-1, 0, 2))
    return replace(form, left=form.left + left, right=form.right - left / 2, top=form.top + top)


def _sides(sheets: list[Sheet], paper: tuple[int, int, int], duplex: bool, rng: np.random.Generator) -> Iterator[Side]:
    """Printed sides in order; in a duplex stack the last sheet's blank back as well."""
    for sheet in sheets:
        yield Side(np.asarray(sheet.image), sheet.text, runs=tuple(sheet.runs))
    if duplex and len(sheets) % 2:
        yield Side(blank_back(np.asarray(sheets[-1].image), paper, rng), "", blank=True)
