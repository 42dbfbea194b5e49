"""Real units of Đồng Tháp before and after 1 July 2025; streets, hamlets and house numbers in them are invented."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

TWO_LEVELS_FROM = date(2025, 7, 1)
"""From this day there are no districts and the communes are merged (Law 72/2025/QH15)."""

PROVINCE = "Đồng Tháp"

# A selection: district → communes that kept their names for all of 2012–2025.
_DISTRICTS: dict[str, tuple[str, ...]] = {
    "huyện Cao Lãnh": ("thị trấn Mỹ Thọ", "xã Ba Sao", "xã Bình Hàng Tây", "xã Gáo Giồng", "xã Mỹ Xương", "xã Nhị Mỹ"),
    "huyện Châu Thành": ("thị trấn Cái Tàu Hạ", "xã An Hiệp", "xã Hòa Tân", "xã Phú Long", "xã Tân Bình"),
    "huyện Lai Vung": ("thị trấn Lai Vung", "xã Long Hậu", "xã Tân Dương", "xã Vĩnh Thới", "xã Định Hòa"),
    "huyện Lấp Vò": ("thị trấn Lấp Vò", "xã Bình Thành", "xã Long Hưng A", "xã Tân Mỹ", "xã Định Yên"),
    "huyện Tam Nông": ("thị trấn Tràm Chim", "xã An Long", "xã Phú Hiệp", "xã Phú Thành A", "xã Tân Công Sính"),
    "huyện Thanh Bình": ("thị trấn Thanh Bình", "xã An Phong", "xã Bình Tấn", "xã Tân Huề", "xã Tân Quới"),
    "huyện Tháp Mười": ("thị trấn Mỹ An", "xã Hưng Thạnh", "xã Láng Biển", "xã Phú Điền", "xã Tân Kiều"),
    "huyện Tân Hồng": ("thị trấn Sa Rài", "xã Bình Phú", "xã Thông Bình", "xã Tân Công Chí", "xã Tân Thành B"),
    "thành phố Cao Lãnh": ("phường 1", "phường Mỹ Phú", "phường Hòa Thuận", "xã Mỹ Tân", "xã Tịnh Thới", "xã Hòa An"),
    "thành phố Sa Đéc": ("phường 1", "phường 2", "phường Tân Quy Đông", "xã Tân Khánh Đông", "xã Tân Phú Đông"),
}
_COMMUNES_2025 = (
    "phường Cao Lãnh", "phường Mỹ Ngãi", "phường Mỹ Trà", "phường Sa Đéc", "phường Hồng Ngự",
    "xã Tân Hồng", "xã Tràm Chim", "xã Tam Nông", "xã Tháp Mười", "xã Phương Thịnh", "xã Đốc Binh Kiều",
    "xã Mỹ Thọ", "xã Bình Hàng Trung", "xã Thanh Bình", "xã Tân Long", "xã Lấp Vò", "xã Mỹ An Hưng",
    "xã Lai Vung", "xã Phong Hòa", "xã Phú Hựu", "xã Tân Nhuận Đông", "xã Cái Bè", "xã Vĩnh Kim",
)  # fmt: skip
_STREETS = ("Nguyễn Huệ", "Lê Lợi", "Hùng Vương", "Trần Phú", "Nguyễn Trãi", "30 Tháng 4", "Lý Thường Kiệt")
_HAMLETS = ("1", "2", "3", "Mỹ Thuận", "Tân Lộc", "Bình Hòa", "Phú Thạnh", "Long Hòa", "Đông Bình")


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune with the district it lay in; ``district`` is empty from 1 July 2025 on."""

    name: str
    district: str

    @property
    def kind(self) -> str:
        """``xã``, ``phường`` or ``thị trấn``."""
        return "thị trấn" if self.name.startswith("thị trấn") else self.name.split()[0]

    @property
    def short(self) -> str:
        """The name without its kind; ``Phường 1`` keeps it, as nobody writes «1, ngày …»."""
        rest = self.name.removeprefix(self.kind).strip()
        return self.name.capitalize() if rest.isdigit() else rest

    @property
    def full(self) -> str:
        """With district and province."""
        return ", ".join(filter(None, (self.name, self.district, f"tỉnh {PROVINCE}")))


def commune_on(rng: random.Random, day: date) -> Commune:
    """A commune that existed on a day."""
    if day >= TWO_LEVELS_FROM:
        return Commune(rng.choice(_COMMUNES_2025), "")
    district = rng.choice(sorted(_DISTRICTS))
    return Commune(rng.choice(_DISTRICTS[district]), district)


def address(rng: random.Random, commune: Commune) -> str:
    """An invented address in a commune."""
    if commune.kind == "xã":
        return f"số {rng.randint(5, 900)}, ấp {rng.choice(_HAMLETS)}, {commune.full}"
    return f"số {rng.randint(5, 400)}, đường {rng.choice(_STREETS)}, {commune.full}"


def district_short(district: str) -> str:
    """``huyện Cao Lãnh`` → ``Cao Lãnh``."""
    return district.removeprefix("huyện ").removeprefix("thành phố ")
