"""Papers about a person: criminal record, diploma copy, practice certificate, benefit (templates 2, 6, 12, 16)."""

from __future__ import annotations

from datetime import date, timedelta

from digitize.samples.layout import Element, Emblem, Form, Gap, NextPage, Para, Signature, Table
from digitize.samples.papers import (
    Case,
    Paper,
    about,
    by_hand,
    dated_above,
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
    years_later,
)
from digitize.samples.people import official, person
from digitize.samples.sheet import RED, Colour

_BLUE: Colour = (36, 70, 140)
_NEW_RECORD_FORM_FROM = date(2024, 7, 1)


def criminal_record(case: Case) -> Paper:
    """Judicial record No. 1, or No. 2 with the family; sensitive."""
    owner, rng = case.owner, case.rng
    kind = "2" if case.chance(0.35) else "1"
    number = f"{rng.randint(120, 9800)}/{case.agency.symbol}" + ("-LLTP" if case.agency.symbol == "STP" else "")
    bases = [
        "Căn cứ Luật Lý lịch tư pháp ngày 17 tháng 6 năm 2009;",
        "Căn cứ Nghị định số 111/2010/NĐ-CP ngày 23 tháng 11 năm 2010 của Chính phủ quy định chi tiết và hướng dẫn "
        "thi hành một số điều của Luật Lý lịch tư pháp;",
        "Căn cứ Thông tư số 13/2011/TT-BTP ngày 27 tháng 6 năm 2011 và Thông tư số 16/2013/TT-BTP ngày 11 tháng 11 "
        "năm 2013 của Bộ trưởng Bộ Tư pháp,",
    ]
    if case.issued >= _NEW_RECORD_FORM_FROM:
        bases[2] = "Căn cứ Thông tư số 06/2024/TT-BTP ngày 19 tháng 6 năm 2024 của Bộ trưởng Bộ Tư pháp,"
    card_day = case.owner.card_on(case.issued)
    elements: list[Element] = [
        *head(case.agency, numbered(case, number), place_and_date(case)),
        *title(f"PHIẾU LÝ LỊCH TƯ PHÁP SỐ {kind}", size=15),
        *(Para(base, 13, italic=True, indent=10, after=2) for base in bases),
        *title("XÁC NHẬN:", size=13),
        Para(f"1. Họ và tên: <b>{owner.name.upper()}</b>"),
        Para(f"2. Giới tính: {owner.sex.capitalize()}"),
        Para(f"3. Ngày, tháng, năm sinh: {slashed(owner.born)}"),
        Para("4. Nơi sinh: tỉnh Đồng Tháp"),
        Para("5. Quốc tịch: Việt Nam"),
        Para(f"6. Nơi thường trú: {case.home}", align="left"),
        Para("7. Nơi tạm trú: Không"),
        Para(
            f"8. Giấy CMND/Thẻ CCCD/Hộ chiếu: {case.id_name} Số: {case.owner_id} "
            f"Cấp {in_words(card_day)} Tại: {case.id_issuer}",
            align="left",
        ),
    ]
    if kind == "2":
        father = person(rng, owner.born.year - 38, owner.born.year - 22, "nam", owner.name.split()[0])
        mother = person(rng, owner.born.year - 36, owner.born.year - 20, "nữ")
        elements += [
            Para(f"9. Họ và tên cha: {father.name}   Năm sinh: {father.born.year}"),
            Para(f"10. Họ và tên mẹ: {mother.name}   Năm sinh: {mother.born.year}"),
            Para("11. Họ và tên vợ (chồng): Không"),
        ]
    following = 12 if kind == "2" else 9
    elements += _convictions(case, following)
    elements += [
        Para(
            f"{following + 1}. Thông tin về cấm đảm nhiệm chức vụ, thành lập, quản lý doanh nghiệp, hợp tác xã: "
            "Không bị cấm.",
            after=12,
        ),
        sign(
            case,
            (Para("NGƯỜI LẬP PHIẾU", bold=True, align="centre", after=80), Para(official(rng), align="centre")),
        ),
    ]
    fields = fields_of(
        case,
        f"Phiếu lý lịch tư pháp số {kind}",
        number,
        owner_name=owner.name.upper(),
        owner_birth_date=owner.born,
        owner_id=case.owner_id,
    )
    return Paper("result", fields, tuple(elements), Form(), f"KQ.G01.000{200 if kind == '1' else 199}", "3.000333")


def _convictions(case: Case, item: int) -> list[Element]:
    if not case.chance(0.15):
        return [Para(f"{item}. Tình trạng án tích: Không có án tích.")]
    year = case.issued.year - case.rng.randint(2, 5)
    row = (f"Số {case.rng.randint(10, 200)}/{year}/HSST", "Đánh bạc", "06 tháng tù nhưng cho hưởng án treo", "Không")
    return [
        Para(f"{item}. Tình trạng án tích: Có án tích."),
        Table(("Bản án", "Tội danh", "Hình phạt chính", "Hình phạt bổ sung"), (row,), (0.26, 0.2, 0.3, 0.24)),
    ]


def diploma_copy(case: Case) -> Paper:
    """Copy of an upper-secondary diploma from the register: two dates and two numbers, of original and copy."""
    owner, rng = case.owner, case.rng
    graduated = owner.born.year + 18
    original_day = date(graduated, rng.choice((7, 8, 9)), rng.randint(1, 28))
    number = f"{rng.randint(100, 990):04d}/{case.issued.year}/BS-THPT"
    grade = rng.choice(("Trung bình", "Khá", "Giỏi"))
    school = rng.choice(("Trường THPT Lai Vung 1", "Trường THPT Tràm Chim", "Trường THPT Thiên Hộ Dương"))
    elements: tuple[Element, ...] = (
        Para("BẢN SAO", 16, bold=True, align="left", after=4, colour=RED),
        *nation_only(),
        Emblem(18),
        Para("GIÁM ĐỐC", 14, bold=True, align="centre", after=0),
        Para("SỞ GIÁO DỤC VÀ ĐÀO TẠO ĐỒNG THÁP", 14, bold=True, align="centre", after=2),
        Para("cấp", 13, italic=True, align="centre", after=4),
        *title("BẰNG TỐT NGHIỆP", "TRUNG HỌC PHỔ THÔNG", size=21, colour=RED),
        Gap(3),
        Para(f"Cho: {owner.address} <b>{owner.name}</b>", 14, inset=8),
        Para(f"Ngày sinh: {slashed(owner.born)}", 14, inset=8),
        Para("Nơi sinh: tỉnh Đồng Tháp", 14, inset=8),
        Para(f"Giới tính: {owner.sex.capitalize()}   Dân tộc: {owner.ethnic}", 14, inset=8),
        Para(f"Học sinh trường: {school}", 14, inset=8),
        Para(f"Năm tốt nghiệp: {graduated}   Xếp loại tốt nghiệp: {grade}", 14, inset=8),
        Para("Hình thức đào tạo: Chính quy", 14, inset=8, after=8),
        Signature(
            (
                Para(f"Số hiệu: {rng.choice('ABC')}{rng.randint(10**6, 10**7 - 1)}", align="left"),
                Para(f"Số vào sổ gốc cấp bằng: {rng.randint(100, 900)}/{graduated}", align="left"),
            ),
            ("GIÁM ĐỐC",),
            official(rng),
            None,
            above=(Para(f"Đồng Tháp, {in_words(original_day)}", italic=True, align="centre"),),
            signed=False,
            room=16,
        ),
        Gap(4),
        Signature(
            (Para(f"Số vào sổ cấp bản sao: {by_hand(case, number)}", align="left"),),
            ("NGƯỜI CẤP BẢN SAO", *case.titles),
            case.signer,
            case.agency.legend,
            above=dated_above(case),
        ),
    )
    fields = fields_of(
        case,
        "Bằng tốt nghiệp trung học phổ thông",
        number,
        issuer="SỞ GIÁO DỤC VÀ ĐÀO TẠO ĐỒNG THÁP",
        owner_birth_date=owner.born,
    )
    form = Form(30, 26, 24, 22, frame="ornate", accent=_BLUE, paper=(252, 251, 244), numbered=False)
    return Paper("result", fields, elements, form, "X-KQ.003")


def practice_certificate(case: Case) -> Paper:
    """Construction practice certificate; every row of its table ends on its own day."""
    owner, rng = case.owner, case.rng
    again = case.chance(0.25)
    number = f"DOT-{rng.randint(1000, 99999):08d}"
    rows: list[tuple[str, str, str]] = []
    ends: list[date] = []
    areas = rng.sample(
        ("Khảo sát địa hình", "Thiết kế kết cấu công trình", "Giám sát công tác xây dựng công trình dân dụng",
         "Định giá xây dựng", "Quản lý dự án đầu tư xây dựng"), rng.randint(1, 3),
    )  # fmt: skip
    for index, area in enumerate(areas):
        end = years_later(case.issued, 5) - timedelta(index * rng.choice((0, 365)))
        ends.append(end)
        rows.append((area, rng.choice(("II", "III")), slashed(end)))
    elements: tuple[Element, ...] = (
        *head(case.agency, None, None),
        *title("CHỨNG CHỈ HÀNH NGHỀ", "HOẠT ĐỘNG XÂY DỰNG", size=17, colour=RED),
        Para(f"Số: {number}", align="centre", after=2),
        Para(f"({'Cấp lần 2' if again else 'Cấp lần đầu'})", italic=True, align="centre", after=8),
        Para(f"Họ và tên: <b>{owner.name}</b>"),
        Para(f"Ngày sinh: {slashed(owner.born)}"),
        Para(
            f"Số CMND/CCCD: {case.owner_id} cấp ngày {slashed(case.owner.card_on(case.issued))} tại {case.id_issuer}",
            align="left",
        ),
        Para("Quốc tịch: Việt Nam"),
        Para(f"Trình độ chuyên môn: {rng.choice(('Kỹ sư xây dựng dân dụng và công nghiệp', 'Kỹ sư cầu đường'))}"),
        Para("Được phép hành nghề hoạt động xây dựng với các lĩnh vực sau:", after=6),
        Table(("Lĩnh vực hành nghề", "Hạng", "Ngày hết hạn"), tuple(rows), (0.56, 0.14, 0.3), (1, 2), 13),
        Gap(3),
        sign(case, above=dated_above(case), photo=True),
    )
    fields = fields_of(
        case,
        "Chứng chỉ hành nghề hoạt động xây dựng",
        number,
        owner_birth_date=owner.born,
        owner_id=case.owner_id,
        valid_until=min(ends),
    )
    form = Form(27, 22, 24, 20, frame="double", accent=RED, numbered=False)
    code, procedure = ("KQ.G17.000034", "1.013217") if again else ("KQ.G17.000233", "1.013237")
    return Paper("result", fields, elements, form, code, procedure, validities=tuple(ends))


_AMOUNTS = {
    "360.000": "ba trăm sáu mươi nghìn đồng",
    "540.000": "năm trăm bốn mươi nghìn đồng",
    "720.000": "bảy trăm hai mươi nghìn đồng",
}


def social_benefit(case: Case) -> Paper:
    """Decision on a monthly social benefit: the classic decision of Decree 30/2020, sometimes on two pages."""
    owner, rng = case.owner, case.rng
    number = f"{serial(case, 2900)}/QĐ-UBND"
    amount = rng.choice(sorted(_AMOUNTS))
    group = rng.choice(
        ("Người cao tuổi từ đủ 80 tuổi trở lên", "Người khuyết tật nặng", "Người khuyết tật đặc biệt nặng")
    )
    subject = "Về việc trợ cấp xã hội hằng tháng" + (" và hỗ trợ chi phí mai táng" if case.chance(0.3) else "")
    unit = case.agency.name.removeprefix("Ủy ban nhân dân ")
    start = date(case.issued.year, case.issued.month, 1)
    law = (
        "Căn cứ Nghị định số 20/2021/NĐ-CP ngày 15 tháng 3 năm 2021 của Chính phủ quy định chính sách trợ giúp xã hội "
        "đối với đối tượng bảo trợ xã hội;"
        if case.issued >= date(2021, 7, 1)
        else "Căn cứ Nghị định số 136/2013/NĐ-CP ngày 21 tháng 10 năm 2013 của Chính phủ quy định chính sách trợ giúp "
        "xã hội đối với đối tượng bảo trợ xã hội;"
    )
    organisation = (
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;"
        if not case.commune.district
        else "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;"
    )
    asked_by = (
        "Trưởng phòng Văn hóa - Xã hội"
        if not case.commune.district
        else (f"Trưởng phòng Lao động - Thương binh và Xã hội tại Tờ trình số {rng.randint(20, 300)}/TTr-LĐTBXH")
    )
    elements: tuple[Element, ...] = (
        *head(case.agency, numbered(case, number), place_and_date(case)),
        *title("QUYẾT ĐỊNH", size=14),
        about(subject),
        *title(f"CHỦ TỊCH ỦY BAN NHÂN DÂN {unit.upper()}", size=13),
        *(Para(base, italic=True, indent=10) for base in (organisation, law)),
        Para(f"Theo đề nghị của {asked_by}.", italic=True, indent=10, after=8),
        *title("QUYẾT ĐỊNH:", size=13),
        Para(
            f"<b>Điều 1.</b> Trợ cấp xã hội hằng tháng đối với ông (bà): <b>{owner.name}</b>, sinh ngày "
            f"{slashed(owner.born)}, số định danh cá nhân/CMND: {case.owner_id}.",
            indent=10,
        ),
        Para(f"Địa chỉ thường trú: {case.home}.", indent=10),
        Para(f"Loại đối tượng: {group}.", indent=10),
        Para(f"Mức trợ cấp: {amount} đồng/tháng (bằng chữ: {_AMOUNTS[amount]}).", indent=10),
        Para(f"Kể từ {in_words(start)}.", indent=10),
        *((NextPage(),) if case.chance(0.3) else ()),
        Para(
            "<b>Điều 2.</b> Quyết định này có hiệu lực kể từ ngày ký.",
            indent=10,
        ),
        Para(
            "<b>Điều 3.</b> Chánh Văn phòng, Thủ trưởng các đơn vị có liên quan và ông (bà) có tên tại Điều 1 chịu "
            "trách nhiệm thi hành Quyết định này./.",
            indent=10,
            after=12,
        ),
        sign(case, recipients("Như Điều 3;", "Sở chuyên ngành;", "Lưu: VT.")),
    )
    fields = fields_of(
        case,
        "Quyết định",
        number,
        abstract=subject,
        owner_birth_date=owner.born,
        owner_id=case.owner_id,
    )
    return Paper("result", fields, elements, Form(), "X-KQ.023")
