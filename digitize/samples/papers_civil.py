"""Civil status: birth, death, marriage, marital status. Wordings after templates 8–11 (forms of TT 04/2020/TT-BTP)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from digitize.samples.layout import Columns, Element, Emblem, Form, Gap, Para, Signature
from digitize.samples.papers import (
    Case,
    Paper,
    by_hand,
    copy_stamp,
    fields_of,
    head,
    in_words,
    nation_only,
    numbered,
    place_and_date,
    recipients,
    serial,
    sign,
    slashed,
    title,
)
from digitize.samples.people import Person, person
from digitize.samples.sheet import INK, RED, Colour

_GREEN: Colour = (40, 110, 70)
_BROWN: Colour = (150, 96, 40)
_CREAM: Colour = (253, 250, 238)
_CITIZEN_NUMBERS_FOR_CHILDREN_FROM = date(2016, 1, 1)

_UNITS = ("", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def _tens(number: int) -> str:
    """1…99 in words."""
    tens, unit = divmod(number, 10)
    if tens == 0:
        return _UNITS[unit]
    last = {1: "mốt" if tens > 1 else "một", 5: "lăm"}.get(unit, _UNITS[unit])
    return f"{'mười' if tens == 1 else _UNITS[tens] + ' mươi'} {last}".strip()


def spelled(day: date) -> str:
    """A date in words, as birth certificates repeat it."""
    thousands, rest = divmod(day.year, 1000)
    hundreds, tens = divmod(rest, 100)
    year = f"{_UNITS[thousands]} nghìn {'không' if hundreds == 0 else _UNITS[hundreds]} trăm"
    tail = "" if tens == 0 else f" {'lẻ ' if tens < 10 else ''}{_tens(tens)}"
    month = "tư" if day.month == 4 else _tens(day.month)
    return f"ngày {_tens(day.day)} tháng {month} năm {year}{tail}"


def birth(case: Case) -> Paper:
    """Birth certificate: printed form with a frame, or a copy on plain paper."""
    owner, rng = case.owner, case.rng
    copy = case.chance(0.4)
    number = f"{serial(case, 300)}/{case.issued.year}" + ("/TLKS-BS" if copy else "")
    mother = person(rng, owner.born.year - 36, owner.born.year - 20, "nữ")
    father = person(rng, owner.born.year - 40, owner.born.year - 21, "nam", owner.name.split()[0])
    has_number = owner.born >= _CITIZEN_NUMBERS_FOR_CHILDREN_FROM
    office = f"{case.agency.name}, {case.commune.full.partition(', ')[2]}"
    body: list[Element] = [
        *copy_stamp(case),
        *head(case.agency, None, None),
        Emblem() if not copy else Gap(2),
        *title("GIẤY KHAI SINH", *(("(BẢN SAO)",) if copy else ()), size=20, colour=INK if copy else RED),
        Para(f"Số: {by_hand(case, number)}", align="centre", after=10),
        Para(f"Họ, chữ đệm, tên: <b>{owner.name.upper()}</b>", leader=True),
        Para(f"Ngày, tháng, năm sinh: <b>{slashed(owner.born)}</b> ghi bằng chữ: {spelled(owner.born)}", align="left"),
        Para(f"Giới tính: {owner.sex.capitalize()}   Dân tộc: {owner.ethnic}   Quốc tịch: Việt Nam", leader=True),
        Para(f"Nơi sinh: Bệnh viện Đa khoa khu vực {case.agency.place}, tỉnh Đồng Tháp", align="left"),
        Para(f"Quê quán: {case.commune.full}", align="left", leader=True),
        *((Para(f"Số định danh cá nhân: <b>{owner.citizen}</b>", leader=True),) if has_number else ()),
        *_parent(case, "mẹ", mother),
        *_parent(case, "cha", father),
        Para(f"Họ, chữ đệm, tên người đi khai sinh: {father.name}", leader=True),
        Para(f"Giấy tờ tùy thân: {_identity(father, case.issued)}", align="left", leader=True),
        Para(f"Nơi đăng ký khai sinh: {office}", align="left", leader=True),
        Para(f"Ngày, tháng, năm đăng ký: {by_hand(case, slashed(case.issued))}", after=10),
        _registrar(case, "NGƯỜI KÝ GIẤY KHAI SINH" if not copy else "NGƯỜI KÝ BẢN SAO"),
    ]
    return Paper(
        "result",
        fields_of(
            case,
            "Giấy khai sinh",
            number,
            signer_title=case.titles[-1],
            owner_name=owner.name.upper(),
            owner_birth_date=owner.born,
            owner_id=owner.citizen if has_number else None,
        ),
        tuple(body) if case.chance(0.5) else _filled_by_computer(body),
        Form(26, 22, 24, 22, numbered=False)
        if copy
        else Form(28, 26, 26, 24, frame="ornate", accent=_GREEN, paper=_CREAM, numbered=False),
        "KQ.G15.000031",
        "1.001193",
    )


def _filled_by_computer(elements: Sequence[Element]) -> tuple[Element, ...]:
    """The same without dots to write on."""
    return tuple(replace(part, leader=False) if isinstance(part, Para) else part for part in elements)


def _identity(who: Person, day: date) -> str:
    number, since = who.number_on(day), slashed(who.card_on(day))
    if len(number) == 12:
        return f"Căn cước công dân số {number}, Cục Cảnh sát QLHC về TTXH cấp ngày {since}"
    return f"Chứng minh nhân dân số {number}, Công an tỉnh Đồng Tháp cấp ngày {since}"


def _parent(case: Case, role: str, who: Person) -> tuple[Para, ...]:
    return (
        Para(f"Họ, chữ đệm, tên người {role}: <b>{who.name.upper()}</b>", leader=True),
        Para(f"Năm sinh: {who.born.year}   Dân tộc: {who.ethnic}   Quốc tịch: Việt Nam", leader=True),
        Para(f"Nơi cư trú: {case.home}", align="left", leader=True),
    )


def _registrar(case: Case, role: str) -> Signature:
    """«NGƯỜI KÝ …», below it office and name of who signed."""
    return Signature((), (role, case.titles[-1]), case.signer, case.agency.legend)


def death(case: Case) -> Paper:
    """Extract of the register of deaths, or a copy of it."""
    owner, rng = case.owner, case.rng
    copy = case.chance(0.5)
    number = f"{serial(case, 480)}/{case.issued.year}/TLKT-BS" if copy else f"{serial(case, 480)}/TLKT"
    cause = rng.choice(("Bệnh già", "Tai biến mạch máu não", "Nhồi máu cơ tim", "Ung thư phổi"))
    elements: tuple[Element, ...] = (
        *copy_stamp(case),
        *head(case.agency, numbered(case, number), place_and_date(case)),
        *title("TRÍCH LỤC KHAI TỬ", *(("(BẢN SAO)",) if copy else ()), size=17),
        Gap(3),
        Para(f"Họ, chữ đệm, tên: <b>{owner.name.upper()}</b>"),
        Para(f"Ngày, tháng, năm sinh: {slashed(owner.born)}"),
        Para(f"Giới tính: {owner.sex.capitalize()}   Dân tộc: {owner.ethnic}   Quốc tịch: Việt Nam"),
        Para(f"Số định danh cá nhân/Giấy tờ tùy thân: {case.owner_id}"),
        Para(f"Đã chết vào lúc: {rng.randint(1, 23):02d} giờ {rng.randint(0, 59):02d} phút, {in_words(case.received)}"),
        Para(f"Nơi chết: {case.home}", align="left"),
        Para(f"Nguyên nhân chết: {cause}"),
        Para(
            f"Đăng ký khai tử tại: {case.agency.name}, tỉnh Đồng Tháp, số: {rng.randint(1, 400)} "
            f"{in_words(case.issued)}",
            align="left",
            after=14,
        ),
        _registrar(case, "NGƯỜI KÝ TRÍCH LỤC"),
    )
    fields = fields_of(
        case,
        "Trích lục khai tử",
        number,
        signer_title=case.titles[-1],
        owner_name=owner.name.upper(),
        owner_birth_date=owner.born,
        owner_id=case.owner_id,
    )
    return Paper("result", fields, elements, Form(), "KQ.G15.000034", "1.000656")


def marriage(case: Case) -> Paper:
    """Marriage certificate: red frame, wife and husband in two columns, both sign."""
    owner, rng = case.owner, case.rng
    spouse = person(rng, owner.born.year - 3, owner.born.year + 3, "nữ" if owner.sex == "nam" else "nam")
    wife, husband = (owner, spouse) if owner.sex == "nữ" else (spouse, owner)
    number = f"{serial(case, 250)}/{case.issued.year}"
    two_columns = case.chance(0.6)
    wife_lines, husband_lines = _spouse(case, "vợ", wife), _spouse(case, "chồng", husband)
    couple: tuple[Element, ...] = (
        (Columns(wife_lines, husband_lines, share=0.5, gap=8),)
        if two_columns
        else (*wife_lines, Gap(2), *husband_lines)
    )
    office = f"{case.agency.name}, {case.commune.full.partition(', ')[2]}"
    elements: tuple[Element, ...] = (
        *nation_only(),
        Emblem(18),
        *title("GIẤY CHỨNG NHẬN KẾT HÔN", size=21, colour=RED),
        Para(f"Số: {by_hand(case, number, 0.6)}", align="centre", after=10),
        *couple,
        Gap(3),
        Para(f"Nơi đăng ký kết hôn: {office}", align="left", leader=True),
        Para(f"Ngày, tháng, năm đăng ký: {by_hand(case, slashed(case.issued), 0.5)}", after=12),
        _spouses_sign(wife, husband),
        Gap(2),
        _registrar(case, "NGƯỜI KÝ GIẤY CHỨNG NHẬN KẾT HÔN"),
    )
    fields = fields_of(
        case,
        "Giấy chứng nhận kết hôn",
        number,
        issuer=office,
        signer_title=case.titles[-1],
        owner_name=wife.name.upper(),
        owner_birth_date=wife.born,
        owner_id=wife.number_on(case.issued),
    )
    form = Form(27, 25, 25, 22, frame="ornate", accent=RED, paper=_CREAM, numbered=False)
    return Paper("result", fields, elements, form, "KQ.G15.000032", "1.000894", owners=(wife, husband))


def _spouse(case: Case, role: str, who: Person) -> tuple[Para, ...]:
    return (
        Para(f"Họ, chữ đệm, tên {role}: <b>{who.name.upper()}</b>", align="left"),
        Para(f"Ngày, tháng, năm sinh: {slashed(who.born)}", align="left"),
        Para(f"Dân tộc: {who.ethnic}", align="left"),
        Para("Quốc tịch: Việt Nam", align="left"),
        Para(f"Nơi cư trú: {case.another_address()}", align="left"),
        Para(f"Giấy tờ tùy thân: {_identity(who, case.issued)}", align="left"),
    )


def _spouses_sign(wife: Person, husband: Person) -> Columns:
    def side(role: str, who: Person) -> tuple[Para, ...]:
        return (
            Para(role, bold=True, align="centre", after=0),
            Para("(Ký, ghi rõ họ, chữ đệm, tên)", 11, italic=True, align="centre", after=6),
            Para(f"<h>{who.name}</h>", 15, align="centre"),
        )

    return Columns(side("Vợ", wife), side("Chồng", husband), share=0.5)


def marital_status(case: Case) -> Paper:
    """Confirmation of marital status, valid for six months from issue as it says itself."""
    owner, rng = case.owner, case.rng
    number = f"{serial(case)}/UBND-XNTTHN"
    divorced = case.chance(0.25)
    state = (
        f"Đã đăng ký kết hôn nhưng đã ly hôn theo Quyết định công nhận thuận tình ly hôn số "
        f"{rng.randint(10, 400)}/{case.issued.year - 2}/QĐST-HNGĐ của Tòa án nhân dân; "
        "hiện tại chưa đăng ký kết hôn với ai."
        if divorced
        else "Hiện tại chưa đăng ký kết hôn với ai."
    )
    purpose = rng.choice(("Đăng ký kết hôn", "Chuyển nhượng quyền sử dụng đất", "Bổ túc hồ sơ vay vốn ngân hàng"))
    elements: tuple[Element, ...] = (
        *copy_stamp(case),
        *head(case.agency, numbered(case, number), place_and_date(case)),
        *title("GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN", size=15),
        Para(case.agency.name.upper(), bold=True, align="centre", after=8),
        Para(
            f"Xét đề nghị của {owner.address} {owner.name}, về việc cấp Giấy xác nhận tình trạng hôn nhân "
            f"cho {owner.address} {owner.name},",
            indent=10,
        ),
        *title("XÁC NHẬN:", size=13),
        Para(f"Họ, chữ đệm, tên: <b>{owner.name.upper()}</b>"),
        Para(f"Ngày, tháng, năm sinh: {slashed(owner.born)}"),
        Para(f"Giới tính: {owner.sex.capitalize()}   Dân tộc: {owner.ethnic}   Quốc tịch: Việt Nam"),
        Para(f"Giấy tờ tùy thân: {case.id_name} số {case.owner_id}"),
        Para(f"Nơi cư trú: {case.home}", align="left"),
        Para(f"Tình trạng hôn nhân: {state}"),
        Para(f"Giấy này được cấp để: {purpose}."),
        Para("Giấy này có giá trị sử dụng trong thời hạn 6 tháng, kể từ ngày cấp.", italic=True, after=12),
        sign(case, recipients("Như trên;", "Lưu: VT.")),
    )
    fields = fields_of(
        case,
        "Giấy xác nhận tình trạng hôn nhân",
        number,
        owner_name=owner.name.upper(),
        owner_birth_date=owner.born,
        owner_id=case.owner_id,
    )
    return Paper("result", fields, elements, Form(), "KQ.G15.000038", "1.004873", term_months=6)
