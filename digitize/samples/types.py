"""The sixteen result types of the samples: from when, by whom, for whom, and which papers lie beside them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from digitize.samples import (
    agencies,
    papers_civil,
    papers_personal,
    papers_trade,
    papers_works,
)
from digitize.samples.agencies import Agency
from digitize.samples.papers import Case, Paper
from digitize.samples.places import Commune

Issuer = Callable[[random.Random, date, Commune], Agency]


@dataclass(frozen=True, slots=True)
class PaperType:
    """A result type.

    Attributes:
        name: The result in running text, as applications call it.
        build: Writes the paper of a case.
        issuer: Who issues it on a day in a commune.
        since: First day of issue among the samples.
        fresh: Months before the samples' last day in which half of them are issued, so that some still hold.
        ages: Youngest and oldest age of the owner at issue.
        declaration: Name of the application form where it has one of its own.
        by_relative: Someone else applies, as the owner is a small child or has died.
    """

    name: str
    build: Callable[[Case], Paper]
    issuer: Issuer
    since: date = date(2012, 1, 2)
    fresh: int = 48
    ages: tuple[int, int] = (25, 65)
    declaration: str | None = None
    by_relative: bool = False


def _by_department(of: Callable[[date], Agency]) -> Issuer:
    return lambda rng, day, commune: of(day)


def _by_unit(of: Callable[[date, Commune], Agency]) -> Issuer:
    return lambda rng, day, commune: of(day, commune)


def _building_authority(rng: random.Random, day: date, commune: Commune) -> Agency:
    return agencies.construction(day) if rng.random() < 0.25 else agencies.local_committee(day, commune)


def _food_authority(rng: random.Random, day: date, commune: Commune) -> Agency:
    return agencies.food_safety(day) if rng.random() < 0.3 else agencies.food_quality(day)


TYPES: tuple[PaperType, ...] = (
    PaperType("giấy phép xây dựng", papers_works.building_permit, _building_authority, date(2013, 1, 2), 12),
    PaperType(
        "phiếu lý lịch tư pháp",
        papers_personal.criminal_record,
        _by_department(agencies.criminal_records),
        date(2014, 1, 2),
        declaration="Tờ khai yêu cầu cấp Phiếu lý lịch tư pháp",
    ),
    PaperType(
        "giấy chứng nhận đủ điều kiện buôn bán thuốc bảo vệ thực vật",
        papers_trade.pesticide_trade,
        _by_department(agencies.plant_protection),
        date(2015, 8, 3),
    ),
    PaperType(
        "giấy chứng nhận đủ điều kiện buôn bán phân bón",
        papers_trade.fertiliser_trade,
        _by_department(agencies.plant_protection),
        date(2020, 1, 2),
    ),
    PaperType(
        "giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm",
        papers_trade.food_safety,
        _food_authority,
        date(2015, 1, 5),
        30,
    ),
    PaperType(
        "bản sao bằng tốt nghiệp trung học phổ thông từ sổ gốc",
        papers_personal.diploma_copy,
        _by_department(agencies.education),
        ages=(19, 50),
    ),
    PaperType(
        "giấy chứng nhận đăng ký hộ kinh doanh", papers_trade.household_business, _by_unit(agencies.business_office)
    ),
    PaperType(
        "giấy khai sinh",
        papers_civil.birth,
        _by_unit(agencies.commune_committee),
        date(2016, 1, 4),
        ages=(0, 0),
        declaration="Tờ khai đăng ký khai sinh",
        by_relative=True,
    ),
    PaperType(
        "trích lục khai tử",
        papers_civil.death,
        _by_unit(agencies.commune_committee),
        date(2016, 1, 4),
        ages=(55, 95),
        declaration="Tờ khai đăng ký khai tử",
        by_relative=True,
    ),
    PaperType(
        "giấy chứng nhận kết hôn",
        papers_civil.marriage,
        _by_unit(agencies.commune_committee),
        date(2016, 1, 4),
        ages=(24, 36),
        declaration="Tờ khai đăng ký kết hôn",
    ),
    PaperType(
        "giấy xác nhận tình trạng hôn nhân",
        papers_civil.marital_status,
        _by_unit(agencies.commune_committee),
        date(2016, 1, 4),
        5,
        (20, 45),
        "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân",
    ),
    PaperType(
        "chứng chỉ hành nghề hoạt động xây dựng",
        papers_personal.practice_certificate,
        _by_department(agencies.construction),
        date(2016, 3, 1),
    ),
    PaperType(
        "giấy phép kinh doanh vận tải bằng xe ô tô",
        papers_works.transport_licence,
        _by_department(agencies.transport),
        date(2015, 1, 5),
    ),
    PaperType(
        "giấy chứng nhận đủ điều kiện buôn bán thuốc thú y hoặc chứng chỉ hành nghề thú y",
        papers_trade.veterinary,
        _by_department(agencies.veterinary),
        date(2016, 8, 1),
    ),
    PaperType("giấy chứng nhận đăng ký tàu cá", papers_works.fishing_vessel, _by_department(agencies.fishery)),
    PaperType(
        "quyết định trợ cấp xã hội hằng tháng",
        papers_personal.social_benefit,
        _by_unit(agencies.local_committee),
        date(2016, 1, 4),
        ages=(60, 92),
    ),
)
