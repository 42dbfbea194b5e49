"""Issuing agencies as the heads of their papers name them on a day, with the spellings offices choose from."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from digitize.samples.seal import Legend
from tests.unseen.people import Place, holds, rows

_COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_SIGNING: dict[str, tuple[tuple[str, ...], ...]] = {
    "committee": (
        ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ("CHỦ TỊCH",),
        ("Q. CHỦ TỊCH",),
    ),
    "director": (("GIÁM ĐỐC",), ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), ("Q. GIÁM ĐỐC",), ("TUQ. GIÁM ĐỐC", "TRƯỞNG PHÒNG")),
    "branch": (
        ("CHI CỤC TRƯỞNG",),
        ("KT. CHI CỤC TRƯỞNG", "PHÓ CHI CỤC TRƯỞNG"),
        ("TL. GIÁM ĐỐC", "CHI CỤC TRƯỞNG"),
    ),
    "office": (("TRƯỞNG PHÒNG",), ("KT. TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG"), ("PHÓ TRƯỞNG PHÒNG",)),
    "governor": (("TL. THỐNG ĐỐC", "VỤ TRƯỞNG"), ("KT. THỐNG ĐỐC", "PHÓ THỐNG ĐỐC")),
    "minister": (("BỘ TRƯỞNG",), ("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"), ("TL. BỘ TRƯỞNG", "CỤC TRƯỞNG")),
    "bureau": (("CỤC TRƯỞNG",), ("KT. CỤC TRƯỞNG", "PHÓ CỤC TRƯỞNG")),
    "police": (("TRƯỞNG CÔNG AN",), ("KT. TRƯỞNG CÔNG AN", "PHÓ TRƯỞNG CÔNG AN")),
}


@dataclass(frozen=True, slots=True)
class Issuer:
    """An agency on a day.

    Attributes:
        above: Lines of the head that name the agency above.
        own: Lines that name the agency itself.
        running: Its name in running text.
        symbol: In document numbers.
        signing: Lines over the signature, as drawn.
        place: Before the date.
        legend: Of its seal.
    """

    above: tuple[str, ...]
    own: tuple[str, ...]
    running: str
    symbol: str
    signing: tuple[str, ...]
    place: str
    legend: Legend

    @property
    def head(self) -> tuple[str, ...]:
        """All lines."""
        return (*self.above, *self.own)

    @property
    def name(self) -> str:
        """The agency itself in one line."""
        return " ".join(self.own)


def issuer(rng: random.Random, key: str, day: date, place: Place) -> Issuer:
    """The agency of that key on a day; its lines spelled as one office does."""
    row = next(row for row in rows("agencies.csv") if row["key"] == key and holds(row, day))
    names = {
        "PROVINCE": place.province.upper(),
        "DISTRICT": place.commune.district.upper(),
        "COMMUNE": place.commune.name.upper(),
        "province": place.province,
        "district": place.commune.district,
        "commune": place.commune.name,
    }
    above = tuple(part.format(**names) for part in row["above"].split("|") if part)
    own = tuple(part.format(**names) for part in row["own"].split("|"))
    if place.province == "Cần Thơ":
        above, own = (tuple(line.replace("TỈNH CẦN", "THÀNH PHỐ CẦN") for line in lines) for lines in (above, own))
    respelled = _spelling(rng)
    seat = {
        "commune": place.commune.short,
        "district": _short(place.commune.district) or place.commune.short,
        "province": place.province,
        "hanoi": "Hà Nội",
    }[row["place"]]
    return Issuer(
        tuple(map(respelled, above)),
        _joined(rng, tuple(map(respelled, own))),
        row["name"].format(**names),
        row["symbol"],
        rng.choice(_SIGNING[row["signing"]]),
        seat,
        Legend(" ".join(above) or (_COUNTRY if row["place"] == "hanoi" else place.called.upper()), own),
    )


def _short(district: str) -> str:
    """``thị xã Bình Minh`` → ``Bình Minh``."""
    for kind in ("huyện ", "thành phố ", "thị xã ", "quận "):
        district = district.removeprefix(kind)
    return district


def _joined(rng: random.Random, lines: tuple[str, ...]) -> tuple[str, ...]:
    """Some offices write on one line what others break."""
    whole = " ".join(lines)
    return (whole,) if len(lines) > 1 and len(whole) < 34 and rng.random() < 0.4 else lines


def _spelling(rng: random.Random) -> Callable[[str], str]:
    """One office's choices among full forms and abbreviations."""
    swaps: list[tuple[str, str]] = []
    if rng.random() < 0.4:
        swaps.append(("UBND", "ỦY BAN NHÂN DÂN"))
    if rng.random() < 0.4:
        swaps.append(("VÀ PTNT", rng.choice(("VÀ PHÁT TRIỂN NÔNG THÔN", "& PTNT"))))
    if rng.random() < 0.15:
        swaps.append(("BẢO VỆ THỰC VẬT", "BVTV"))
    if rng.random() < 0.2:
        swaps.append((" - ", rng.choice((" – ", "-"))))

    def respelled(line: str) -> str:
        for old, new in swaps:
            line = line.replace(old, new)
        return line

    return respelled
