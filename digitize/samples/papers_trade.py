"""Trade: plant protection, fertiliser, food safety, veterinary, household business (templates 3–5, 7, 14)."""

from __future__ import annotations

from datetime import date, timedelta

from digitize.samples.layout import Element, Form, Gap, Para, Table
from digitize.samples.papers import (
    Case,
    Paper,
    copy_stamp,
    dated_above,
    fields_of,
    head,
    in_words,
    numbered,
    place_and_date,
    recipients,
    serial,
    sign,
    slashed,
    title,
    years_later,
)
from digitize.samples.people import phone
from digitize.samples.places import TWO_LEVELS_FROM
from digitize.samples.sheet import INK, RED

_SHOPS = ("Tấn Phát", "Út Nhàn", "Hai Lúa", "Thanh Tùng", "Kim Ngân", "Đồng Xanh", "Phú Nông", "Minh Thư", "Năm Hiền")
_FORM = Form(28, 22, 24, 22, frame="double", accent=RED, numbered=False)


def _number_line(case: Case, number: str) -> Para:
    return Para(f"Số: {numbered(case, number)}", align="centre", after=8)


def pesticide_trade(case: Case) -> Paper:
    """Certificate for trade in plant-protection products; five years, printed."""
    owner, rng = case.owner, case.rng
    number = f"{serial(case, 400)}/GCN-{case.agency.symbol}"
    shop = f"Cửa hàng vật tư nông nghiệp {rng.choice(_SHOPS)}"
    end = years_later(case.issued, 5)
    in_head = case.chance(0.5)
    elements: tuple[Element, ...] = (
        *copy_stamp(case),
        *head(case.agency, numbered(case, number) if in_head else None, place_and_date(case) if in_head else None),
        *title("GIẤY CHỨNG NHẬN", "ĐỦ ĐIỀU KIỆN BUÔN BÁN THUỐC BẢO VỆ THỰC VẬT", size=15),
        *(() if in_head else (_number_line(case, number),)),
        Para(f"CHI CỤC TRƯỞNG {case.agency.name.upper()}", bold=True, align="centre", after=0),
        Para("CHỨNG NHẬN", bold=True, align="centre", after=8),
        Para(f"Tên cơ sở: <b>{shop}</b>"),
        Para(f"Địa chỉ trụ sở: {case.home}", align="left"),
        Para(f"Điện thoại: {phone(rng)}"),
        Para(f"Họ và tên chủ cơ sở: <b>{owner.name}</b>"),
        Para(f"Số CCCD/mã số doanh nghiệp: {case.owner_id}"),
        Para(f"Địa điểm nơi buôn bán thuốc bảo vệ thực vật: {case.home}", align="left"),
        Para(f"Địa điểm nơi chứa thuốc bảo vệ thực vật: {case.another_address()}", align="left", after=8),
        Para("Đủ điều kiện buôn bán thuốc bảo vệ thực vật theo quy định của pháp luật.", bold=True, indent=10),
        Para(f"Giấy chứng nhận này có giá trị đến {in_words(end)}.", indent=10, after=12),
        sign(case, recipients("Chủ cơ sở;", "Lưu: VT, BVTV."), () if in_head else dated_above(case)),
    )
    fields = fields_of(
        case,
        "Giấy chứng nhận đủ điều kiện buôn bán thuốc bảo vệ thực vật",
        number,
        owner_id=case.owner_id,
        valid_until=end,
    )
    return Paper("result", fields, elements, Form() if in_head else _FORM, "KQ.G10.001350", "1.004363")


def fertiliser_trade(case: Case) -> Paper:
    """Certificate for trade in fertiliser: no line about its end."""
    owner, rng = case.owner, case.rng
    number = f"{serial(case, 300)}/GCN-{case.agency.symbol}"
    in_head = case.chance(0.5)
    registered = case.issued - timedelta(rng.randint(100, 900))
    elements: tuple[Element, ...] = (
        *head(case.agency, numbered(case, number) if in_head else None, place_and_date(case) if in_head else None),
        *title("GIẤY CHỨNG NHẬN", "ĐỦ ĐIỀU KIỆN BUÔN BÁN PHÂN BÓN", size=15),
        *(() if in_head else (_number_line(case, number),)),
        Para("CHỨNG NHẬN", bold=True, align="centre", after=8),
        Para(f"1. Tên cơ sở: <b>Hộ kinh doanh {rng.choice(_SHOPS)}</b>"),
        Para(f"Địa chỉ: {case.home}", align="left", inset=5),
        Para(f"Điện thoại: {phone(rng)}", inset=5),
        Para(
            f"Giấy chứng nhận đăng ký doanh nghiệp/hộ kinh doanh số: {_business_number(case)} "
            f"cấp ngày {slashed(registered)}",
            align="left",
            inset=5,
        ),
        Para(f"2. Họ, tên người đứng đầu cơ sở: <b>{owner.name}</b>"),
        Para(f"{case.id_name} số: {case.owner_id}", inset=5),
        Para(f"3. Địa điểm buôn bán phân bón: {case.home}", align="left"),
        Para("4. Kho chứa phân bón: Tại địa điểm buôn bán", after=8),
        Para("Đủ điều kiện buôn bán phân bón theo quy định tại Luật Trồng trọt.", bold=True, indent=10, after=12),
        sign(case, recipients("Cơ sở;", "Lưu: VT."), () if in_head else dated_above(case)),
    )
    fields = fields_of(case, "Giấy chứng nhận đủ điều kiện buôn bán phân bón", number, owner_id=case.owner_id)
    return Paper("result", fields, elements, Form() if in_head else _FORM, "X-KQ.002")


def food_safety(case: Case) -> Paper:
    """Food-safety certificate: bilingual of the farm sector, or that of the health sector with its term in words."""
    return _food_health(case) if case.agency.symbol == "ATTP" else _food_farm(case)


def _food_farm(case: Case) -> Paper:
    owner, rng = case.owner, case.rng
    style = rng.choice(("bilingual", "plain", "plain year"))
    number = {
        "bilingual": f"{rng.randint(1, 900):04d}/{case.issued.year}/NNPTNT-ĐTH",
        "plain": f"{serial(case, 200)}/GCN.ATTP",
        "plain year": f"{serial(case, 300)}/{case.issued.year}/GCN-ATTP",
    }[style]
    end = years_later(case.issued, 3)
    goods = rng.sample(("Gạo đóng gói", "Cá tra phi lê", "Nem chua", "Xoài sấy dẻo", "Khô cá lóc", "Rau ăn lá"), 2)
    two = style == "bilingual"

    def en(english: str) -> str:
        return f"/<i>{english}</i>" if two else ""

    renewed = (
        f" (thay thế Giấy chứng nhận số: {rng.randint(10, 99)}/GCN.ATTP cấp ngày "
        f"{slashed(years_later(case.issued, -3) - timedelta(10))})"
        if case.chance(0.3)
        else ""
    )
    elements: tuple[Element, ...] = (
        *head(case.agency, None if two else numbered(case, number), None if two else place_and_date(case)),
        *title("GIẤY CHỨNG NHẬN", "CƠ SỞ ĐỦ ĐIỀU KIỆN AN TOÀN THỰC PHẨM", size=15, colour=RED if two else INK),
        *(
            (Para("CERTIFICATE OF COMPLIANCE WITH FOOD SAFETY REGULATIONS", 12, italic=True, align="centre"),)
            if two
            else ()
        ),
        Gap(2),
        Para(case.agency.name.upper(), bold=True, align="centre", after=0),
        Para(f"CHỨNG NHẬN{en('CERTIFIES THAT')}", bold=True, align="centre", after=8),
        Para(f"Cơ sở{en('Establishment')}: <b>Cơ sở sản xuất {rng.choice(_SHOPS)}</b>", align="left"),
        *((Para(f"Mã số{en('Approval number')}: ĐTH-{rng.randint(100, 999)}", align="left"),) if two else ()),
        Para(f"Chủ cơ sở{en('Owner')}: <b>{owner.name}</b>", align="left"),
        Para(f"Địa chỉ{en('Address')}: {case.home}", align="left"),
        Para(f"Điện thoại{en('Tel')}: {phone(rng)}", align="left"),
        Para(
            f"Đủ điều kiện an toàn thực phẩm để sản xuất, kinh doanh sản phẩm"
            f"{en('Has been found to comply with food safety regulations for products')}:",
            align="left",
        ),
        *(Para(f"{index}. {name}", inset=10) for index, name in enumerate(goods, start=1)),
        *((Para(f"Số cấp{en('Number')}: <b>{numbered(case, number)}</b>", align="left"),) if two else ()),
        Para(
            f"Có hiệu lực đến {in_words(end)}{en('Valid until')}{renewed}",
            align="left",
            after=12,
        ),
        sign(case, () if two else recipients("Cơ sở;", "Lưu: VT."), dated_above(case) if two else ()),
    )
    fields = fields_of(case, "Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm", number, valid_until=end)
    return Paper("result", fields, elements, _FORM if two else Form(), "KQ.G10.000559", "2.001827")


def _food_health(case: Case) -> Paper:
    owner, rng = case.owner, case.rng
    number = f"{serial(case, 400)}/{case.issued.year}/ATTP-CNĐK"
    elements: tuple[Element, ...] = (
        *head(case.agency, numbered(case, number), place_and_date(case)),
        *title("GIẤY CHỨNG NHẬN", "CƠ SỞ ĐỦ ĐIỀU KIỆN AN TOÀN THỰC PHẨM", size=15),
        Gap(3),
        Para(case.agency.name.upper(), bold=True, align="centre", after=0),
        Para("CHỨNG NHẬN", bold=True, align="centre", after=8),
        Para(f"Tên cơ sở: <b>Quán ăn {rng.choice(_SHOPS)}</b>"),
        Para(f"Loại hình kinh doanh: {rng.choice(('Dịch vụ ăn uống', 'Cửa hàng ăn uống', 'Bếp ăn tập thể'))}"),
        Para(f"Chủ cơ sở: <b>{owner.name}</b>"),
        Para(f"Địa chỉ: {case.home}", align="left"),
        Para(f"Điện thoại: {phone(rng)}", after=8),
        Para("Đủ điều kiện an toàn thực phẩm theo quy định để kinh doanh dịch vụ ăn uống.", indent=10),
        Para("Giấy chứng nhận có hiệu lực 03 năm kể từ ngày ký.", italic=True, indent=10, after=12),
        sign(case, recipients("Chủ cơ sở;", "Lưu: VT.")),
    )
    fields = fields_of(case, "Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm", number)
    return Paper("result", fields, elements, Form(), "X-KQ.008", term_months=36)


def veterinary(case: Case) -> Paper:
    """Veterinary practice certificate, or certificate for trade in veterinary drugs; five years, printed."""
    return _vet_practice(case) if case.chance(0.5) else _vet_trade(case)


def _vet_practice(case: Case) -> Paper:
    owner, rng = case.owner, case.rng
    number = f"{serial(case, 200)}/CCHN-{case.agency.symbol}"
    end = years_later(case.issued, 5)
    elements: tuple[Element, ...] = (
        *head(case.agency, numbered(case, number), None),
        *title("CHỨNG CHỈ HÀNH NGHỀ THÚ Y", size=18, colour=RED),
        Gap(2),
        Para(case.agency.name.upper(), bold=True, align="centre", after=8),
        Para(f"Chứng nhận Ông/bà: <b>{owner.name}</b>"),
        Para(f"Năm sinh: {owner.born.year}"),
        Para(f"{case.id_name} số: {case.owner_id}"),
        Para(f"Địa chỉ thường trú: {case.home}", align="left"),
        Para(f"Bằng cấp chuyên môn: {rng.choice(('Bác sĩ thú y', 'Trung cấp chăn nuôi thú y'))}"),
        Para(
            f"Được phép hành nghề: {rng.choice(('Buôn bán thuốc thú y', 'Khám bệnh, chữa bệnh, phẫu thuật động vật'))}"
        ),
        Para(f"Tại: {case.another_address()}", align="left", after=8),
        Para(f"Chứng chỉ này có giá trị đến {in_words(end)}.", indent=10, after=10),
        sign(case, above=dated_above(case), photo=case.chance(0.6)),
    )
    fields = fields_of(case, "Chứng chỉ hành nghề thú y", number, owner_id=case.owner_id, valid_until=end)
    return Paper("result", fields, elements, _FORM, "KQ.G10.000865", "1.004756")


def _vet_trade(case: Case) -> Paper:
    owner, rng = case.owner, case.rng
    number = f"{serial(case, 200)}/GCN-{case.agency.symbol}"
    end = years_later(case.issued, 5)
    elements: tuple[Element, ...] = (
        *head(case.agency, numbered(case, number), place_and_date(case)),
        *title("GIẤY CHỨNG NHẬN", "ĐỦ ĐIỀU KIỆN BUÔN BÁN THUỐC THÚ Y", size=15),
        Gap(2),
        Para(f"{case.agency.name.upper()} CHỨNG NHẬN", bold=True, align="centre", after=8),
        Para(f"Tên cơ sở: <b>Cửa hàng thuốc thú y {rng.choice(_SHOPS)}</b>"),
        Para(f"Họ và tên chủ cơ sở: <b>{owner.name}</b>"),
        Para(f"Số {case.id_name}: {case.owner_id}"),
        Para(f"Địa chỉ cơ sở: {case.home}", align="left"),
        Para(f"Điện thoại: {phone(rng)}", after=8),
        Para("Đủ điều kiện buôn bán thuốc thú y theo quy định của Luật Thú y.", bold=True, indent=10),
        Para(f"Giấy chứng nhận này có giá trị đến {in_words(end)}.", indent=10, after=12),
        sign(case, recipients("Chủ cơ sở;", "Lưu: VT.")),
    )
    fields = fields_of(
        case, "Giấy chứng nhận đủ điều kiện buôn bán thuốc thú y", number, owner_id=case.owner_id, valid_until=end
    )
    return Paper("result", fields, elements, Form(), "KQ.G10.000209", "1.001686")


def _business_number(case: Case) -> str:
    """Number of a household business: two digits, a letter, seven digits; 12 digits from July 2025 on."""
    if case.issued >= TWO_LEVELS_FROM:
        return case.owner.citizen
    return f"51{case.rng.choice('ABCDH')}80{case.rng.randint(0, 99999):05d}"


_LINES = (
    ("Bán lẻ lương thực, thực phẩm, đồ uống trong các cửa hàng kinh doanh tổng hợp", "4711"),
    ("Nhà hàng và các dịch vụ ăn uống phục vụ lưu động", "5610"),
    ("Bán lẻ vật liệu xây dựng và thiết bị lắp đặt khác", "4752"),
    ("Sửa chữa mô tô, xe máy", "4542"),
    ("Cắt tóc, làm đầu, gội đầu", "9631"),
)


def household_business(case: Case) -> Paper:
    """Registration of a household business: items 1–6 and a table of trades."""
    owner, rng = case.owner, case.rng
    now = case.issued >= TWO_LEVELS_FROM
    number = _business_number(case)
    lines = rng.sample(_LINES, rng.randint(1, 3))
    rows = tuple(
        (str(index), name, f"{code} (Chính)" if index == 1 else code)
        for index, (name, code) in enumerate(lines, start=1)
    )
    change = case.chance(0.25)
    first: date = case.issued if not change else case.issued - timedelta(rng.randint(300, 1500))
    dates: list[Element] = [Para(f"Đăng ký lần đầu, {in_words(first)}", italic=True, align="centre", after=0)]
    if change:
        dates.append(
            Para(f"Đăng ký thay đổi lần thứ: 1, {in_words(case.issued)}", italic=True, align="centre", after=0)
        )
    card_day = case.owner.card_on(case.issued)
    elements: tuple[Element, ...] = (
        *head(case.agency, None, None),
        *title("GIẤY CHỨNG NHẬN", "ĐĂNG KÝ HỘ KINH DOANH", size=16),
        Para(f"{'Mã số hộ kinh doanh' if now else 'Số'}: <b>{number}</b>", align="centre", after=2),
        *dates,
        Gap(3),
        Para(f"<b>1. Tên hộ kinh doanh:</b> {rng.choice(_SHOPS).upper()}"),
        Para(f"<b>2. Địa điểm kinh doanh:</b> {case.home}", align="left"),
        Para(f"Điện thoại: {phone(rng)}   Fax:   Email:   Website:", inset=5),
        Para("<b>3. Ngành, nghề kinh doanh:</b>"),
        Table(("STT", "Tên ngành", "Mã ngành"), rows, (0.1, 0.66, 0.24), (0, 2)),
        Para(f"<b>4. Vốn kinh doanh:</b> {rng.choice((50, 80, 100, 200, 500))}.000.000 đồng"),
        Para(f"<b>5. Họ và tên đại diện hộ kinh doanh:</b> {owner.name.upper()}   Giới tính: {owner.sex.capitalize()}"),
        Para(f"Sinh ngày: {slashed(owner.born)}   Dân tộc: {owner.ethnic}   Quốc tịch: Việt Nam", inset=5),
        Para(
            f"Số {case.id_name}: {case.owner_id}   Ngày cấp: {slashed(card_day)}   Nơi cấp: {case.id_issuer}",
            inset=5,
            align="left",
        ),
        Para(f"Địa chỉ thường trú: {case.home}", inset=5, align="left"),
        Para(f"Chỗ ở hiện tại: {case.home}", inset=5, align="left"),
        Para(
            f"<b>6. Chủ thể thành lập hộ kinh doanh:</b> {rng.choice(('Cá nhân', 'Thành viên hộ gia đình'))}", after=10
        ),
        sign(case),
    )
    fields = fields_of(
        case,
        "Giấy chứng nhận đăng ký hộ kinh doanh",
        number,
        owner_name=owner.name.upper(),
        owner_birth_date=owner.born,
        owner_id=case.owner_id,
    )
    procedure = "2.000720" if change else "1.001612"
    return Paper("result", fields, elements, _FORM if now else Form(numbered=False), "KQ.G12.001041", procedure)
