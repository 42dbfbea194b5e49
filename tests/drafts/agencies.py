"""Issuing agencies as the heads of their papers name them on a day, spelled as one office does."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

from digitize.samples.seal import Legend
from tests.unseen.agencies import Issuer
from tests.unseen.people import Place, holds

DATA = Path(__file__).parent / "data"
_SHORT = (("ỦY BAN NHÂN DÂN", "UBND"), ("PHÁT TRIỂN NÔNG THÔN", "PTNT"), ("TÀI NGUYÊN VÀ MÔI TRƯỜNG", "TN&MT"))
_SIGNING: dict[str, tuple[tuple[str, ...], ...]] = {
    "committee": (
        ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        ("TM. UBND {KIND}", "CHỦ TỊCH"),
        ("CHỦ TỊCH",),
        ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ("Q. CHỦ TỊCH",),
    ),
    "director": (
        ("GIÁM ĐỐC",),
        ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
        ("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"),
        ("QUYỀN GIÁM ĐỐC",),
    ),
    "branch": (
        ("CHI CỤC TRƯỞNG",),
        ("KT. CHI CỤC TRƯỞNG", "PHÓ CHI CỤC TRƯỞNG"),
        ("TUQ. GIÁM ĐỐC", "CHI CỤC TRƯỞNG"),
        ("Q. CHI CỤC TRƯỞNG",),
    ),
    "office": (("TRƯỞNG PHÒNG",), ("KT. TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG"), ("TUQ. CHỦ TỊCH", "TRƯỞNG PHÒNG")),
    "police": (("TRƯỞNG PHÒNG",), ("TL. GIÁM ĐỐC", "TRƯỞNG PHÒNG"), ("KT. TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG")),
    "commune police": (("TRƯỞNG CÔNG AN",), ("KT. TRƯỞNG CÔNG AN", "PHÓ TRƯỞNG CÔNG AN {KIND}")),
    "notary": (("CÔNG CHỨNG VIÊN",), ("TRƯỞNG VĂN PHÒNG", "CÔNG CHỨNG VIÊN")),
    "school": (("HIỆU TRƯỞNG",), ("KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG")),
}


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """A table of this folder."""
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        return tuple(csv.DictReader(source))


def issuer(rng: random.Random, key: str, day: date, place: Place) -> Issuer:
    """The agency called ``key`` in ``agencies.csv``, as it was on a day in a place.

    Raises:
        KeyError: There was none on that day.
    """
    row = next((row for row in table("agencies.csv") if row["key"] == key and holds(row, day)), None)
    if row is None:
        raise KeyError(f"no agency {key} on {day}")
    commune = place.commune
    district = commune.district or commune.name
    names = {
        "PROVINCE": place.called.upper(),
        "NAME": place.province.upper(),
        "DISTRICT": district.upper(),
        "COMMUNE": commune.name.upper(),
        "province": place.called,
        "name": place.province,
        "district": district,
        "commune": commune.name,
        "KIND": commune.kind.upper(),
    }
    spelled = _spelling(rng)
    above = tuple(spelled(part.format(**names)) for part in row["above"].split("|") if part)
    own = tuple(spelled(part.format(**names)) for part in row["own"].split("|"))
    seat = {"commune": commune.short, "district": _seat(district) or commune.short}.get(row["seat"], place.province)
    return Issuer(
        above,
        (" ".join(own),) if len(" ".join(own)) < 30 and rng.random() < 0.5 else own,
        row["name"].format(**names),
        row["symbol"],
        tuple(line.format(**names) for line in rng.choice(_SIGNING[row["signing"]])),
        seat,
        Legend(" ".join(above) or place.called.upper(), own),
    )


def _spelling(rng: random.Random) -> Callable[[str], str]:
    """One office's habits: what it shortens, what it writes out."""
    swaps = [pair for pair in _SHORT if rng.random() < 0.4]
    if rng.random() < 0.1:
        swaps.append((" VÀ ", " & "))

    def spelled(line: str) -> str:
        for long, short in swaps:
            line = line.replace(long, short)
        return line

    return spelled


def _seat(district: str) -> str:
    for kind in ("huyện ", "thành phố ", "thị xã ", "xã ", "phường ", "thị trấn "):
        district = district.removeprefix(kind)
    return "" if district.isdigit() else district
