"""The facts of one paper, drawn when a layout asks for them; what was asked for is the paper's truth."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from digitize.samples.people import Sex
from tests.unseen import people
from tests.unseen.agencies import Issuer, issuer
from tests.unseen.layouts import Layout
from tests.unseen.people import Firm, Human
from tests.unseen.wording import add_months, day_words, pattern, term_words

LAST_DAY = date(2026, 9, 30)
_ADULTS: dict[str, tuple[int, int, Sex | None]] = {
    "wife": (20, 38, "nữ"),
    "husband": (23, 42, "nam"),
    "mother": (20, 38, "nữ"),
    "father": (22, 45, "nam"),
    "deceased": (48, 96, None),
    "declarant": (24, 60, None),
    "head": (30, 62, None),
    "other": (25, 60, None),
    "officer": (26, 55, None),
}
_FIRMS = ("Công ty TNHH", "Công ty TNHH MTV", "Công ty Cổ phần", "Doanh nghiệp tư nhân")


@dataclass(slots=True)
class Printed:
    """What a layout has printed so far.

    Attributes:
        people: By role, which of ``name``, ``born``, ``year``, ``id``, ``tax`` stand on the paper.
        fields: Names of what else stands there.
        until: Ends of validity as printed, row by row.
        abstract: Its lines.
        head: Lines that name the issuer.
        signer: Who signed it for the issuer.
        signing: Lines over that signature.
        traps: Numbers and dates of other things, which are no answer.
    """

    people: dict[str, set[str]] = field(default_factory=dict)
    fields: set[str] = field(default_factory=set)
    until: list[date] = field(default_factory=list)
    abstract: list[str] = field(default_factory=list)
    head: tuple[str, ...] = ()
    signer: str = ""
    signing: tuple[str, ...] = ()
    traps: list[str] = field(default_factory=list)


class Facts:
    """Everything a layout may ask for; the same key gives the same answers, in whatever order they are asked for."""

    def __init__(self, layout: Layout, key: str) -> None:
        self.layout = layout
        self.key = key
        self.printed = Printed()
        self.row = 0

    def rng(self, what: str) -> random.Random:
        """A generator for one thing alone."""
        return random.Random(f"{self.key}/{what}")

    @cached_property
    def issued(self) -> date:
        """The day of issue: a working day, half of them in the last three years."""
        rng = self.rng("issued")
        first, last = (int(year) for year in self.layout.settings.get("years", "2013-2026").split("-"))
        begin, end = date(first, 1, 2), min(date(last, 12, 28), LAST_DAY)
        if rng.random() < 0.5:
            begin = max(begin, end - timedelta(1100))
        day = begin + timedelta(rng.randrange((end - begin).days))
        return day - timedelta(max(0, day.weekday() - 4))

    @cached_property
    def place(self) -> people.Place:
        """Where it was issued."""
        return people.place_on(self.rng("place"), self.issued)

    @cached_property
    def issuer(self) -> Issuer:
        """By whom."""
        rng = self.rng("issuer")
        return issuer(rng, rng.choice(self.layout.choices("issuer")), self.issued, self.place)

    @cached_property
    def number(self) -> str:
        """Of the paper."""
        return self._patterned("number")

    @cached_property
    def serial(self) -> str:
        """Of the form it is printed on, or of a book: another number that names this paper."""
        return self._patterned("serial")

    def _patterned(self, key: str) -> str:
        rng = self.rng(key)
        return pattern(rng.choice(self.layout.choices(key)), rng, self.issued, self.issuer.symbol)

    @cached_property
    def signer(self) -> str:
        """Who signs for the issuer."""
        return people.human(self.rng("signer"), self.issued, self.place, (33, 58)).name

    @cached_property
    def months(self) -> int:
        """How long it holds."""
        return int(self.rng("term").choice(self.layout.choices("term")))

    @cached_property
    def until(self) -> date:
        """Its last day; as half of the offices count, the day before the anniversary."""
        if self.layout.settings.get("until") == "year":
            return date(self.issued.year + self.months // 12, 12, 31)
        last = add_months(self.issued, self.months)
        return last - timedelta(1) if self.rng("until").random() < 0.4 else last

    @cached_property
    def hand(self) -> bool:
        """Whether the form was filled in by hand."""
        return self.rng("hand").random() < float(self.layout.settings.get("hand", "0"))

    def person(self, role: str) -> Human:
        """Who plays a role; children bear their father's family name."""
        rng = self.rng(f"person {role}")
        if role == "child":
            family = self.person("father").name.split()[0]
            if "born" not in self.layout.settings:
                return people.newborn(rng, self.issued, self.place, family)
            return people.human(rng, self.issued, self.place, self._range("born"), None, family)
        if role == "foreigner":
            return people.foreigner(rng, self.issued, self.place)
        if role in _ADULTS:
            young, old, sex = _ADULTS[role]
            return people.human(
                rng, self.issued, self.place, (young, old), "nam" if sex == "nam" else ("nữ" if sex else None)
            )
        return people.human(rng, self.issued, self.place, self._range("ages"))

    def _range(self, key: str) -> tuple[int, int]:
        young, _, old = self.layout.settings.get(key, "25-64").partition("-")
        return int(young), int(old)

    def firm(self, role: str) -> Firm:
        """A company, or a shop whose names the type gives."""
        forms = self.layout.choices("shop") if role == "shop" else _FIRMS
        return people.firm(self.rng(f"firm {role}"), self.place, forms)

    def value(self, name: str, spec: str) -> str:
        """What a placeholder prints; it is noted as printed."""
        role, _, what = name.partition(".")
        if what:
            if role in ("org", "shop"):
                return self._of_firm(role, what)
            if role == "row":
                return self._of_row(what, spec)
            if role == "place":
                return self.place.full if what == "full" else self._of_place("district")
            return self._of_person(role, what, spec)
        match name:
            case "issued":
                self.printed.fields.add("issued_on")
                return day_words(self.issued, spec)
            case "until":
                self.printed.until.append(self.until)
                return day_words(self.until, spec)
            case "since":
                return day_words(self.issued, spec)
            case "term":
                self.printed.fields.add("term")
                return term_words(self.months) if spec != "months" else f"{self.months:02d} tháng"
            case "unlimited":
                self.printed.fields.add("unlimited")
                return spec
            case "number" | "serial":
                self.printed.fields.add(name)
                return str(getattr(self, name))
            case "signer":
                self.printed.signer = self.signer
                return self.signer
            case "place":
                return self.issuer.place
            case "agency" | "AGENCY":
                return self.issuer.running if name == "agency" else self.issuer.name
            case "province" | "commune" | "district":
                return self._of_place(name)
            case "PROVINCE" | "COMMUNE" | "DISTRICT":
                return self._of_place(name.lower()).upper()
        if name == "dossier":
            return self._dossier()
        if name in people.names()["open"]:
            return str(self.rng(name).choice(people.names()["open"][name]))
        return self._drawn(name, spec)

    def _of_place(self, name: str) -> str:
        commune = self.place.commune
        return {"province": self.place.province, "commune": commune.name, "district": commune.district or commune.name}[
            name
        ]

    def _dossier(self) -> str:
        """A dossier code: agency, day of reception, ordinal (TT 01/2018/TT-VPCP)."""
        rng = self.rng("dossier")
        agency = rng.choice((f"H20.{rng.randint(11, 98)}", f"000.00.{rng.randint(10, 60)}.H20"))
        return f"{agency}-{self.issued:%y%m%d}-{rng.randint(1, 95):04d}"

    def _drawn(self, name: str, spec: str) -> str:
        """Numbers, sums and days that are nobody's answer; what follows ``#`` tells several of a kind apart."""
        kind = name.rstrip("0123456789")
        rng = self.rng(name + spec)
        match kind:
            case "num":
                low, high = map(int, spec.split("-"))
                return str(rng.randint(low, high))
            case "two":
                low, high = map(int, spec.split("-"))
                return f"{rng.randint(low, high):02d}"
            case "area":
                low, high = map(int, spec.split("-"))
                return f"{rng.randint(low, high)},{rng.randrange(1, 10)}"
            case "money":
                low, high = map(int, spec.split("-"))
                return f"{rng.randint(low, high) * 10}.000.000" if high < 100 else f"{rng.randint(low, high)}.000"
            case "ref":
                drawn = pattern(
                    spec.replace("(", "{").replace(")", "}"), rng, self.issued - timedelta(20), self.issuer.symbol
                )
                self.printed.traps.append(drawn)
                return drawn
            case "past" | "soon":
                days = rng.randint(2, 25) if name[-1:] not in "23456789" else rng.randint(60, 1800)
                day = self.issued + timedelta(days if kind == "soon" else -days)
                self.printed.traps.append(day.isoformat())
                return day_words(day, spec)
        raise KeyError(name)

    def _of_firm(self, role: str, what: str) -> str:
        firm = self.firm(role)
        if what in ("name", "NAME", "tax"):
            self.printed.people.setdefault(role, set()).add(what.lower())
        return firm.name.upper() if what == "NAME" else str(getattr(firm, what))

    def _of_person(self, role: str, what: str, spec: str) -> str:
        who = self.person(role)
        noted = {"name": "name", "NAME": "name", "born": "born", "year": "year", "id": "id"}.get(what)
        if noted:
            self.printed.people.setdefault(role, set()).add(noted)
        match what:
            case "NAME":
                return who.name.upper()
            case "born":
                return day_words(who.born, spec)
            case "year":
                return str(who.born.year)
            case "bornwords":
                return day_words(who.born, "words")
            case "id" | "idx":
                return _grouped(who.number, spec)
            case "idkind":
                return {"CMND": "Giấy CMND", "CCCD": "Thẻ CCCD"}.get(who.card, who.card) if spec == "full" else who.card
            case "idon":
                self.printed.traps.append(who.card_on.isoformat())
                return day_words(who.card_on, spec)
            case "ong":
                return who.called.lower()
            case "age":
                return str(self.issued.year - who.born.year)
        key = {"Ong": "called", "idby": "card_by", "from": "from_place"}.get(what, what)
        return str(getattr(who, key))

    def _of_row(self, what: str, spec: str) -> str:
        rng = self.rng(f"row {self.row} {what}")
        if what == "n":
            return str(self.row + 1)
        if what == "until":
            day = add_months(self.issued, int(rng.choice(self.layout.choices("term"))))
            self.printed.until.append(day)
            return day_words(day, spec)
        options = [part for part in self.layout.settings["rows"].split(";") if part.strip()]
        order = self.rng("rows").sample(options, len(options))
        return order[self.row % len(order)].split("/")[int(what)].strip()


def _grouped(number: str, spec: str) -> str:
    """``087 085 001 234``: some offices set the digits in groups."""
    return " ".join(number[i : i + 3] for i in range(0, len(number), 3)) if spec == "groups" else number
