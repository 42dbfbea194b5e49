"""Invented people: names, birth dates, identity numbers formed as the law says."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Sex = Literal["nam", "nữ"]

_SEXES: tuple[Sex, Sex] = ("nam", "nữ")
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Phan", "Trương")
_MIDDLE: dict[Sex, tuple[str, ...]] = {
    "nam": ("Văn", "Hữu", "Minh", "Quốc", "Thanh", "Hoàng", "Công", "Đức", "Tấn", "Phước"),
    "nữ": ("Thị", "Thị Mỹ", "Ngọc", "Thị Kim", "Thị Bích", "Thùy", "Thị Hồng", "Như", "Thị Tuyết", "Phương"),
}
_GIVEN: dict[Sex, tuple[str, ...]] = {
    "nam": ("Đạt", "Khánh", "Thuận", "Nghĩa", "Phú", "Lộc", "Trí", "Hậu", "Vinh", "Sơn", "Tài", "Kiệt", "Bửu", "Đô"),
    "nữ": ("Hạnh", "Nguyệt", "Diễm", "Thảo", "Yến", "Loan", "Trâm", "Ngân", "Quyên", "Huệ", "Ánh", "Xuyến", "Thơ"),
}
# Province codes of the citizen number (Circular 07/2016/TT-BCA): Đồng Tháp and its neighbours.
_PROVINCE_CODES = ("087", "087", "087", "087", "087", "082", "086", "089", "092")
# Citizen cards came in from 2016; by 2021 everybody was to have one.
_FIRST_CITIZEN_CARDS, _LAST_OLD_CARDS = date(2016, 2, 1), date(2021, 3, 1)
_ETHNIC = ("Kinh", "Kinh", "Kinh", "Kinh", "Kinh", "Kinh", "Kinh", "Hoa", "Khmer")


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person: ``citizen`` is the 12-digit number, on a card from ``card_from`` on; before, ``old_card``."""

    name: str
    sex: Sex
    born: date
    citizen: str
    old_card: str
    card_from: date
    ethnic: str

    @property
    def address(self) -> str:
        """How a paper names the person: ``ông`` or ``bà``."""
        return "ông" if self.sex == "nam" else "bà"

    def number_on(self, day: date) -> str:
        """The identity number a paper of that day carries."""
        return self.citizen if day >= self.card_from else self.old_card

    def card_on(self, day: date) -> date:
        """The day on which the card of :meth:`number_on` was issued."""
        return self.card_from if day >= self.card_from else day - timedelta(1500)


def citizen_number(rng: random.Random, sex: Sex, born: date) -> str:
    """A 12-digit number: province, century and sex, birth year, six digits (Decree 137/2015/NĐ-CP, Article 13)."""
    century = 2 * (born.year // 100 - 19) + (sex == "nữ")
    return f"{rng.choice(_PROVINCE_CODES)}{century}{born.year % 100:02d}{rng.randrange(1, 10**6):06d}"


def person(rng: random.Random, born_from: int, born_to: int, sex: Sex | None = None, family: str = "") -> Person:
    """Someone born in the years ``born_from`` to ``born_to``, both inclusive."""
    chosen: Sex = rng.choice(_SEXES) if sex is None else sex
    first = date(born_from, 1, 1)
    born = first + timedelta(rng.randrange((date(born_to, 12, 31) - first).days + 1))
    name = f"{family or rng.choice(_FAMILY)} {rng.choice(_MIDDLE[chosen])} {rng.choice(_GIVEN[chosen])}"
    return Person(
        name=name,
        sex=chosen,
        born=born,
        citizen=citizen_number(rng, chosen, born),
        old_card=f"34{rng.randrange(10**7):07d}",
        card_from=_FIRST_CITIZEN_CARDS + timedelta(rng.randrange((_LAST_OLD_CARDS - _FIRST_CITIZEN_CARDS).days)),
        ethnic=rng.choice(_ETHNIC),
    )


def official(rng: random.Random) -> str:
    """The name of an invented signer."""
    return person(rng, 1965, 1985).name


_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def tax_code(rng: random.Random) -> str:
    """A 10-digit tax code of Đồng Tháp (14…) whose check digit is right."""
    while True:
        body = f"14{rng.randrange(10**7):07d}"
        check = 10 - sum(int(digit) * weight for digit, weight in zip(body, _TAX_WEIGHTS, strict=True)) % 11
        if check < 10:
            return f"{body}{check}"


def phone(rng: random.Random) -> str:
    """A mobile number as people write it."""
    return f"09{rng.randrange(10**2):02d} {rng.randrange(10**3):03d} {rng.randrange(10**3):03d}"
