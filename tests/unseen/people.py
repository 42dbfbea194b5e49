"""Invented people and organisations with what papers say of them."""

from __future__ import annotations

import csv
import random
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from digitize.samples import places
from digitize.samples.people import Sex, citizen_number, phone, tax_code
from digitize.samples.places import Commune
from tests.unseen.wording import add_months

DATA = Path(__file__).parent / "data"
_CITIZEN_CARDS_FROM, _OLD_CARDS_UNTIL = date(2016, 6, 1), date(2021, 5, 1)
_OLD_CARD_AGE = 14
_SEXES: tuple[Sex, Sex] = ("nam", "nữ")


@cache
def names() -> dict[str, Any]:
    """The parts of names."""
    return tomllib.loads((DATA / "names.toml").read_text(encoding="utf-8"))


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """A table of ours."""
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        return tuple(csv.DictReader(source))


@dataclass(frozen=True, slots=True)
class Place:
    """A commune with its district (none since 1 July 2025) and province."""

    province: str
    commune: Commune

    @property
    def called(self) -> str:
        """The province with what it is."""
        return f"{'thành phố' if self.province == 'Cần Thơ' else 'tỉnh'} {self.province}"

    @property
    def full(self) -> str:
        """As an address ends."""
        return ", ".join(filter(None, (self.commune.name, self.commune.district, self.called)))


def place_on(rng: random.Random, day: date) -> Place:
    """Where a paper of that day comes from: seven in ten from Đồng Tháp."""
    if rng.random() < 0.7:
        return Place(places.PROVINCE, places.commune_on(rng, day))
    there = [row for row in rows("places.csv") if holds(row, day)]
    row = rng.choice(there)
    return Place(row["province"], Commune(row["commune"], row["district"]))


def holds(row: dict[str, str], day: date) -> bool:
    """Whether a row with ``since`` and ``until`` is true on a day."""
    return (row["since"] or "0") <= day.isoformat() <= (row["until"] or "9")


def address(rng: random.Random, place: Place) -> str:
    """An invented address there, in one of the ways people write it."""
    hamlet = rng.choice(("Tân Thuận", "Phú Hòa", "Mỹ Đông", "1", "3", "Bình Phú A", "Hậu Thành", "Long Thạnh"))
    street = rng.choice(("Nguyễn Sinh Sắc", "Phạm Hữu Lầu", "Tôn Đức Thắng", "Trần Hưng Đạo", "Quốc lộ 30", "ĐT 843"))
    ward = place.commune.kind in ("phường", "thị trấn")
    if ward:
        house = f"số {rng.randint(3, 480)} {street}, khóm {rng.randint(1, 6)}"
        near = rng.choice((house, f"{rng.randint(2, 300)}/{rng.randint(1, 9)} đường {street}"))
    else:
        number, group = f"số nhà {rng.randint(11, 899)}, ", f"tổ {rng.randint(1, 25)}, "
        near = rng.choice(("", number, group)) + f"ấp {hamlet}"
    return f"{near}, {place.full}"


@dataclass(frozen=True, slots=True)
class Human:
    """An invented person as a paper of one day knows them.

    Attributes:
        name: Family name first.
        sex: ``nam`` or ``nữ``.
        born: Birth date.
        ethnic: ``Kinh``, …; empty for foreigners.
        nation: Nationality.
        card: What the number stands on: ``CMND``, ``CCCD``, ``Căn cước``, ``Hộ chiếu``.
        number: Of that card.
        card_on: When the card was issued.
        card_by: By whom.
        home: Address.
        from_place: Where they were born or their family comes from.
        phone: A mobile number.
    """

    name: str
    sex: Sex
    born: date
    ethnic: str
    nation: str
    card: str
    number: str
    card_on: date
    card_by: str
    home: str
    from_place: str
    phone: str

    @property
    def called(self) -> str:
        """``Ông`` or ``Bà``."""
        return "Ông" if self.sex == "nam" else "Bà"


def human(
    rng: random.Random, day: date, place: Place, ages: tuple[int, int], sex: Sex | None = None, family: str = ""
) -> Human:
    """Someone whose age on a day lies in a range."""
    chosen: Sex = rng.choice(_SEXES) if sex is None else sex
    first, last = add_months(day, -12 * (ages[1] + 1)), add_months(day, -12 * ages[0])
    born = first + timedelta(rng.randint(1, max(1, (last - first).days - 1)))
    return _documented(rng, day, place, _name(rng, chosen, family), chosen, born)


def newborn(rng: random.Random, day: date, place: Place, family: str) -> Human:
    """A child whose birth is registered on a day."""
    sex: Sex = rng.choice(_SEXES)
    return _documented(rng, day, place, _name(rng, sex, family), sex, day - timedelta(rng.randint(4, 58)))


def foreigner(rng: random.Random, day: date, place: Place) -> Human:
    """Someone from abroad with a passport."""
    pool = names()["foreign"]
    index = rng.randrange(len(pool["names"]))
    sex: Sex = "nữ" if pool["names"][index] in ("CHEN WEI LING", "PARK JI EUN", "WANG XIAO MING") else "nam"
    born = day - timedelta(rng.randint(26 * 365, 58 * 365))
    passport = f"{rng.choice('MPEK')}{rng.randrange(10**8):08d}"
    issued = day - timedelta(rng.randint(90, 2500))
    return Human(
        name=pool["names"][index],
        sex=sex,
        born=born,
        ethnic="",
        nation=pool["nations"][index],
        card="Hộ chiếu",
        number=passport,
        card_on=issued,
        card_by="",
        home=address(rng, place),
        from_place="",
        phone=phone(rng),
    )


def _documented(rng: random.Random, day: date, place: Place, name: str, sex: Sex, born: date) -> Human:
    grown = day >= add_months(born, 12 * _OLD_CARD_AGE)
    old = grown and (day < _CITIZEN_CARDS_FROM or (day < _OLD_CARDS_UNTIL and rng.random() < 0.6))
    card = "CMND" if old else ("Căn cước" if day >= date(2024, 7, 1) and rng.random() < 0.5 else "CCCD")
    number = f"3{rng.choice('014')}{rng.randrange(10**7):07d}" if old else citizen_number(rng, sex, born)
    card_on = max(born, (day if old else max(day, _CITIZEN_CARDS_FROM)) - timedelta(rng.randint(40, 1500)))
    if not old:
        card_on = max(card_on, min(day, _CITIZEN_CARDS_FROM))
    by = f"Công an tỉnh {place.province}" if old else _card_office(card_on)
    ethnic = "Khmer" if name.split()[0] in names()["family_khmer"] else ("Hoa" if rng.random() < 0.04 else "Kinh")
    return Human(
        name, sex, born, ethnic, "Việt Nam", card, number, card_on, by, address(rng, place), place.full, phone(rng)
    )


def _card_office(day: date) -> str:
    if day >= date(2024, 7, 1):
        return "Bộ Công an"
    police = "Cục Cảnh sát quản lý hành chính về trật tự xã hội"
    return police if day >= date(2018, 10, 10) else "Cục Cảnh sát ĐKQL cư trú và DLQG về dân cư"


def _name(rng: random.Random, sex: Sex, family: str) -> str:
    parts = names()
    if not family and rng.random() < 0.03:
        return f"{rng.choice(parts['family_khmer'])} {rng.choice(parts['given']['khmer'])}"
    words = (family or rng.choice(parts["family"]), rng.choice(parts["middle"][sex]), rng.choice(parts["given"][sex]))
    return " ".join(filter(None, words))


@dataclass(frozen=True, slots=True)
class Firm:
    """An invented company, co-operative or shop with its tax code."""

    name: str
    tax: str
    address: str
    phone: str


def firm(rng: random.Random, place: Place, forms: Iterable[str]) -> Firm:
    """A firm in a place; ``forms`` are what its name begins with."""
    name = f"{rng.choice(tuple(forms))} {rng.choice(names()['companies']['cores'])}"
    line = f"0277.3{rng.randrange(10**6):06d}" if rng.random() < 0.5 else phone(rng)
    return Firm(name, tax_code(rng), address(rng, place), line)
