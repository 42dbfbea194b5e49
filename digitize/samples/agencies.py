"""Who issues: the agencies of Đồng Tháp as their papers name them on a given day.

Department names and the reorganisations of 1 March 2025 (agriculture with environment, transport into construction,
criminal records to the police) and 1 July 2025 (two levels of local government) are facts; agency codes inside
dossier codes, symbols of some sub-departments and persons are invented.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import date

from digitize.samples.places import PROVINCE, TWO_LEVELS_FROM, Commune, district_short
from digitize.samples.seal import Legend

_MERGED_DEPARTMENTS_FROM = date(2025, 3, 1)


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency on a day.

    Attributes:
        head: Lines of zone 2 of a paper's head.
        parents: How many of them name the agency above; they are set light.
        name: In running text, e.g. ``Chi cục Thủy sản``.
        symbol: Its abbreviation in document symbols.
        signing: Ways to sign: lines of right and office.
        place: Before the date.
        legend: Its seal.
        code: Before the date in dossier codes.
    """

    head: tuple[str, ...]
    parents: int
    name: str
    symbol: str
    signing: tuple[tuple[str, ...], ...]
    place: str
    legend: Legend
    code: str

    @property
    def issuer(self) -> str:
        """The issuer as the paper's head gives it."""
        return " ".join(self.head)


def _office(title: str) -> tuple[tuple[str, ...], ...]:
    return ((title,), (title,), (f"KT. {title}", f"PHÓ {title}"))


def _committee(title: str = "CHỦ TỊCH") -> tuple[tuple[str, ...], ...]:
    return (
        ("TM. ỦY BAN NHÂN DÂN", title),
        ("TM. ỦY BAN NHÂN DÂN", f"KT. {title}", f"PHÓ {title}"),
        (f"KT. {title}", f"PHÓ {title}"),
    )


def _department(name: str, symbol: str, code: str) -> Agency:
    return Agency(
        head=(f"UBND TỈNH {PROVINCE.upper()}", name.upper()),
        parents=1,
        name=f"{name} tỉnh {PROVINCE}",
        symbol=symbol,
        signing=_office("GIÁM ĐỐC"),
        place=PROVINCE,
        legend=Legend(f"ỦY BAN NHÂN DÂN TỈNH {PROVINCE.upper()}", _balanced(name.upper(), 16)),
        code=f"000.00.{code}.H20",
    )


def _balanced(text: str, limit: int) -> tuple[str, ...]:
    """A long name in lines of about the same length, at most ``limit`` letters each."""
    for width in range(-(-len(text) // max(1, -(-len(text) // limit))), limit + 1):
        lines = textwrap.wrap(text, width, break_on_hyphens=False)
        if len(lines) == -(-len(text) // limit):
            return tuple(lines)
    return tuple(textwrap.wrap(text, limit, break_on_hyphens=False))


def _agriculture(day: date) -> str:
    return "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG" if day >= _MERGED_DEPARTMENTS_FROM else "SỞ NÔNG NGHIỆP VÀ PTNT"


def _sub_department(name: str, symbol: str, parent: str, code: str) -> Agency:
    above = _balanced(f"{parent} {PROVINCE.upper()}", 30)
    return Agency(
        head=(*above, *_balanced(name.upper(), 28)),
        parents=len(above),
        name=name,
        symbol=symbol,
        signing=_office("CHI CỤC TRƯỞNG"),
        place=PROVINCE,
        legend=Legend(f"{parent} TỈNH {PROVINCE.upper()}", _balanced(name.upper(), 16)),
        code=f"000.00.{code}.H20",
    )


def plant_protection(day: date) -> Agency:
    """The sub-department for crops and plant protection."""
    return _sub_department("Chi cục Trồng trọt và Bảo vệ thực vật", "CCTTBVTV", _agriculture(day), "10")


def veterinary(day: date) -> Agency:
    """The sub-department for livestock."""
    return _sub_department("Chi cục Chăn nuôi và Thú y", "CNTY", _agriculture(day), "10")


def fishery(day: date) -> Agency:
    """The sub-department for fishery."""
    return _sub_department("Chi cục Thủy sản", "CCTS", _agriculture(day), "10")


def food_quality(day: date) -> Agency:
    """The sub-department for quality of farm products."""
    return _sub_department("Chi cục Quản lý chất lượng nông lâm sản và thủy sản", "QLCL", _agriculture(day), "10")


def food_safety(day: date) -> Agency:
    """The health sector's sub-department for food safety."""
    return _sub_department("Chi cục An toàn vệ sinh thực phẩm", "ATTP", "SỞ Y TẾ", "11")


def construction(day: date) -> Agency:
    """The department of construction."""
    return _department("Sở Xây dựng", "SXD", "19")


def transport(day: date) -> Agency:
    """The department of transport; of construction from 1 March 2025."""
    return construction(day) if day >= _MERGED_DEPARTMENTS_FROM else _department("Sở Giao thông vận tải", "SGTVT", "09")


def education(day: date) -> Agency:
    """The department of education and training."""
    return _department("Sở Giáo dục và Đào tạo", "SGDĐT", "06")


def criminal_records(day: date) -> Agency:
    """The department of justice; the provincial police from 1 March 2025."""
    if day < _MERGED_DEPARTMENTS_FROM:
        return _department("Sở Tư pháp", "STP", "15")
    name = f"Công an tỉnh {PROVINCE}"
    return Agency(
        head=("BỘ CÔNG AN", name.upper()),
        parents=1,
        name=name,
        symbol="CAT-PV06",
        signing=_office("GIÁM ĐỐC"),
        place=PROVINCE,
        legend=Legend("BỘ CÔNG AN", _balanced(name.upper(), 16)),
        code="000.00.01.H20",
    )


def commune_committee(day: date, commune: Commune) -> Agency:
    """The people's committee of a commune."""
    return Agency(
        head=("ỦY BAN NHÂN DÂN", commune.name.upper()),
        parents=0,
        name=f"Ủy ban nhân dân {commune.name}",
        symbol="UBND",
        signing=_committee(),
        place=commune.short,
        legend=Legend(_ring(commune), ("ỦY BAN NHÂN DÂN", commune.name.upper())),
        code=_local_code(commune),
    )


def local_committee(day: date, commune: Commune) -> Agency:
    """The people's committee of the district; of the commune once there are no districts."""
    if day >= TWO_LEVELS_FROM:
        return commune_committee(day, commune)
    return Agency(
        head=("ỦY BAN NHÂN DÂN", commune.district.upper()),
        parents=0,
        name=f"Ủy ban nhân dân {commune.district}",
        symbol="UBND",
        signing=_committee(),
        place=district_short(commune.district),
        legend=Legend(f"TỈNH {PROVINCE.upper()}", ("ỦY BAN NHÂN DÂN", commune.district.upper())),
        code=_local_code(commune),
    )


def business_office(day: date, commune: Commune) -> Agency:
    """Who registers household businesses: the district's finance office, now the commune's economy office."""
    committee = local_committee(day, commune)
    unit = commune.name if day >= TWO_LEVELS_FROM else commune.district
    name = "Phòng Kinh tế" if day >= TWO_LEVELS_FROM else "Phòng Tài chính - Kế hoạch"
    return Agency(
        head=(f"UBND {unit.upper()}", name.upper()),
        parents=1,
        name=f"{name} {unit}",
        symbol="PKT" if day >= TWO_LEVELS_FROM else "TCKH",
        signing=_office("TRƯỞNG PHÒNG"),
        place=committee.place,
        legend=Legend(f"ỦY BAN NHÂN DÂN {unit.upper()}", _balanced(name.upper().replace(" - ", " "), 16)),
        code=committee.code,
    )


def _ring(commune: Commune) -> str:
    return " - ".join(part.upper() for part in (commune.district, f"tỉnh {PROVINCE}") if part)


def _local_code(commune: Commune) -> str:
    """An invented, stable code: old style with districts, short style since."""
    number = sum(commune.name.encode()) % 89 + 10
    return f"H20.{number}" if not commune.district else f"000.{number}.{sum(commune.district.encode()) % 30 + 20}.H20"
