"""What a rendered paper is, and the parts that all papers share: head, signature, dates, case facts."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from digitize.samples.agencies import Agency
from digitize.samples.layout import Columns, Element, Form, Gap, Para, Signature
from digitize.samples.people import Person
from digitize.samples.places import Commune, address
from digitize.samples.sheet import INK, Colour

Kind = Literal["result", "refusal", "dossier_paper", "internal"]
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"


@dataclass(frozen=True, slots=True)
class Fields:
    """What stands on a paper, normalised: dates, the number as printed, names as printed; ``None``: not there.

    ``valid_until`` is a printed date or ``unlimited``; a printed *term* («06 tháng, kể từ ngày cấp») leaves it
    ``None`` and stands in :attr:`Paper.term_months`.
    """

    document_type: str
    number: str | None = None
    issued_on: date | None = None
    issuer: str | None = None
    signer: str | None = None
    signer_title: str | None = None
    abstract: str | None = None
    owner_name: str | None = None
    owner_birth_date: date | None = None
    owner_id: str | None = None
    valid_until: date | str | None = None


_PLAIN = Form()


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to be set.

    Attributes:
        kind: What it is to the archive.
        fields: What stands on it.
        elements: From top to bottom.
        form: What it is printed on.
        result_type: National result code, or the catalogue's invented one (``X-KQ.…``) where there is none.
        procedure: National procedure code or ``None``.
        owners: All owners, where there is more than one.
        validities: The date of each table row, where each has its own; ``fields.valid_until`` is the earliest.
        term_months: Term printed in words instead of a date.
    """

    kind: Kind
    fields: Fields
    elements: tuple[Element, ...]
    form: Form = _PLAIN
    result_type: str | None = None
    procedure: str | None = None
    owners: tuple[Person, ...] = ()
    validities: tuple[date, ...] = ()
    term_months: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """The invented facts of one dossier.

    Attributes:
        rng: For wordings, layouts and further facts.
        issued: When the result was issued.
        received: When the application came in.
        commune: Where the owner lives, in the units of the day of issue.
        agency: Who issues the result.
        owner: Whose result it is.
        applicant: Who asked for it: the owner, or a relative of a child or of someone who died.
        home: The owner's address.
        code: Dossier code.
        signer: Who signs the result.
        titles: Right and office of the signer, line by line.
    """

    rng: random.Random
    issued: date
    received: date
    commune: Commune
    agency: Agency
    owner: Person
    applicant: Person
    home: str
    code: str
    signer: str
    titles: tuple[str, ...]

    @property
    def owner_id(self) -> str:
        """The owner's identity number as a paper of the day of issue carries it."""
        return self.owner.number_on(self.issued)

    @property
    def applicant_id(self) -> str:
        """The same of the applicant."""
        return self.applicant.number_on(self.issued)

    @property
    def id_name(self) -> str:
        """What that number is called."""
        return card_name(self.owner_id)

    @property
    def id_issuer(self) -> str:
        """Who issued the card with that number."""
        return "Cục Cảnh sát QLHC về TTXH" if len(self.owner_id) == 12 else "Công an tỉnh Đồng Tháp"

    def chance(self, probability: float) -> bool:
        """Whether something that happens with a probability happens here."""
        return self.rng.random() < probability

    def another_address(self) -> str:
        """An address in the same commune."""
        return address(self.rng, self.commune)


def card_name(number: str) -> str:
    """What papers call the card with an identity number."""
    return "CCCD" if len(number) == 12 else "CMND"


def in_words(day: date) -> str:
    """«ngày 05 tháng 01 năm 2024»: days under 10 and months under 3 take a 0 (Decree 30/2020, Annex I)."""
    return (
        f"ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"
        if day.month < 3
        else (f"ngày {day.day:02d} tháng {day.month} năm {day.year}")
    )


def slashed(day: date) -> str:
    """«05/01/2024»."""
    return f"{day:%d/%m/%Y}"


def serial(case: Case, limit: int = 900) -> str:
    """A number of the year's register; under 10 it takes a 0."""
    return f"{case.rng.randint(1, limit):02d}"


def by_hand(case: Case, text: str, share: float = 0.3) -> str:
    """The text, in some papers written by hand."""
    return f"<h>{text}</h>" if case.chance(share) else text


def numbered(case: Case, number: str, share: float = 0.35) -> str:
    """A number of which, in some papers, the part before the first slash was filled in by hand."""
    ordinal, slash, symbol = number.partition("/")
    return f"{by_hand(case, ordinal, share)}{slash}{symbol}"


def years_later(day: date, years: int) -> date:
    """The same day of a later year; 28 February for a leap day."""
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def head(
    agency: Agency, number: str | None, dated: str | None, number_line: str = "Số: {}", about: str | None = None
) -> tuple[Element, ...]:
    """The two-column head of Decree 30/2020: agency and number at the left, nation and date at the right.

    Args:
        agency: Zone 2.
        number: Zone 3, with markup; ``None``: the number stands elsewhere.
        dated: Zone 4, with markup.
        number_line: Wording around the number.
        about: Zone 5b, «V/v …» of an official letter.
    """
    lines = [
        Para(line, 12, bold=index >= agency.parents, align="centre", after=0)
        for index, line in enumerate(agency.head[:-1])
    ]
    left = [*lines, Para(agency.head[-1], 12, bold=True, align="centre", rule=0.4)]
    if number is not None:
        left.append(Para(number_line.format(number), 13, align="centre"))
    if about is not None:
        left.append(Para(about, 12, align="centre"))
    right = [*nation_lines()]
    if dated is not None:
        right.append(Para(dated, 13, italic=True, align="centre"))
    return (Columns(tuple(left), tuple(right), share=0.42, gap=2, outdent=6), Gap(4))


def nation_lines() -> tuple[Para, ...]:
    """Nation and motto, zone 1."""
    return (
        Para(NATION, 12.5, bold=True, align="centre", after=0),
        Para(MOTTO, 13.5, bold=True, align="centre", rule=1, after=6),
    )


def nation_only() -> tuple[Element, ...]:
    """Nation and motto alone, centred, as on forms and applications."""
    return (*nation_lines(), Gap(1))


def place_and_date(case: Case, day: date | None = None, hand: float = 0.25) -> str:
    """«Đồng Tháp, ngày 05 tháng 01 năm 2024», in some papers with day and month by hand."""
    day = day or case.issued
    written = in_words(day)
    if case.chance(hand):
        _, number, _, month, *rest = written.split()
        written = f"ngày <h>{number}</h> tháng <h>{month}</h> {' '.join(rest)}"
    return f"{case.agency.place}, {written}"


def title(*lines: str, size: float = 15, colour: Colour = INK) -> tuple[Element, ...]:
    """A paper's name, centred, in capitals and bold."""
    *upper, last = lines
    return (
        *(Para(line, size, bold=True, align="centre", after=0, colour=colour) for line in upper),
        Para(last, size, bold=True, align="centre", after=6, colour=colour),
    )


def about(text: str) -> Para:
    """The abstract under a decision's or notice's name."""
    return Para(text, 13.5, bold=True, align="centre", rule=0.35, after=10)


def recipients(*lines: str) -> tuple[Para, ...]:
    """«Nơi nhận:» with its list (zone 9b)."""
    return (
        Para("Nơi nhận:", 12, bold=True, italic=True, align="left", after=0),
        *(Para(f"- {line}", 11, align="left", after=0) for line in lines),
    )


def sign(case: Case, left: tuple[Para, ...] = (), above: tuple[Para, ...] = (), photo: bool = False) -> Signature:
    """The signature zone of the case's agency."""
    return Signature(left, case.titles, case.signer, case.agency.legend, above, photo=photo)


def dated_above(case: Case, hand: float = 0.25) -> tuple[Para, ...]:
    """Place and date over the signature, as certificates have it."""
    return (Para(place_and_date(case, hand=hand), 13, italic=True, align="centre"),)


def copy_stamp(case: Case) -> tuple[Element, ...]:
    """The text block of an electronic copy, top right (Decree 30/2020, Annex I, part II); rarely there."""
    if not case.chance(0.07):
        return ()
    moment = f"{slashed(case.issued)} {case.rng.randint(8, 16):02d}:{case.rng.randint(0, 59):02d}:07 +07:00"
    return (Para(f"SAO Y; {case.agency.name}; {moment}", 10, align="right"),)


def fields_of(case: Case, document_type: str, number: str, **more: Any) -> Fields:
    """Fields of a result of the case; ``more`` overrides what the case gives."""
    known = Fields(
        document_type,
        number=number,
        issued_on=case.issued,
        issuer=case.agency.issuer,
        signer=case.signer,
        signer_title=" ".join(case.titles),
        owner_name=case.owner.name,
    )
    return replace(known, **more)
