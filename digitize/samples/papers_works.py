"""Building permit, transport licence, fishing-vessel registration (templates 1, 13, 15)."""

from __future__ import annotations

from datetime import timedelta

from digitize.model import UNLIMITED
from digitize.samples.layout import Element, Form, Gap, NextPage, Para, Table
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
)
from digitize.samples.people import phone, tax_code
from digitize.samples.sheet import RED, Colour

_SEA_BLUE: Colour = (20, 84, 128)


_DUTIES = (
    "Phải hoàn toàn chịu trách nhiệm trước pháp luật nếu xâm phạm các quyền hợp pháp của các chủ sở hữu liền kề.",
    "Phải thực hiện đúng các quy định của pháp luật về đất đai, về đầu tư xây dựng và Giấy phép xây dựng này.",
    "Phải thông báo cho cơ quan cấp phép xây dựng đến kiểm tra khi định vị công trình, xây móng và công trình ngầm.",
    "Xuất trình Giấy phép xây dựng cho cơ quan có thẩm quyền khi được yêu cầu theo quy định của pháp luật.",
    "Khi điều chỉnh thiết kế làm thay đổi nội dung Giấy phép xây dựng thì phải đề nghị điều chỉnh và chờ quyết định "
    "của cơ quan cấp phép.",
)


def building_permit(case: Case) -> Paper:
    """Building permit: two pages; for a house by the local committee, for other works by the department."""
    owner, rng = case.owner, case.rng
    department = case.agency.symbol == "SXD"
    number = f"{serial(case, 600)}/GPXD"
    area, floors = rng.randint(60, 240), rng.randint(1, 4)
    work = "Trụ sở làm việc kết hợp kho" if department else rng.choice(("Nhà ở riêng lẻ", "Nhà ở gia đình"))
    plot = f"thửa đất số {rng.randint(10, 990)}, tờ bản đồ số {rng.randint(1, 60)}"
    land_day = case.issued - timedelta(rng.randint(400, 3000))
    in_head = case.chance(0.6)
    elements: tuple[Element, ...] = (
        *copy_stamp(case),
        *head(case.agency, numbered(case, number) if in_head else None, place_and_date(case) if in_head else None),
        *title("GIẤY PHÉP XÂY DỰNG", size=17),
        *(() if in_head else (Para(f"Số: {numbered(case, number)}", align="centre", after=2),)),
        Para(
            f"(Sử dụng cho {'công trình không theo tuyến' if department else 'nhà ở riêng lẻ'})",
            italic=True,
            align="centre",
            after=8,
        ),
        Para(f"1. Cấp cho: {owner.address} <b>{owner.name}</b>"),
        Para(f"Địa chỉ: {case.home}", align="left", inset=5),
        Para(f"2. Được phép xây dựng công trình: {work}" + (", cấp công trình: cấp II" if department else "")),
        Para("- Theo thiết kế: Bản vẽ thiết kế xin phép xây dựng", inset=5),
        Para("- Do: Công ty TNHH Tư vấn Xây dựng Sen Hồng lập", inset=5),
        Para(f"- Chủ nhiệm, chủ trì thiết kế: {rng.choice(('KTS. Lâm Chí Bảo', 'KS. Mai Quốc Thái'))}", inset=5),
        *((Para("- Đơn vị thẩm định, thẩm tra: Công ty Cổ phần Kiểm định Tháp Mười", inset=5),) if department else ()),
        Para("- Gồm các nội dung sau:", inset=5),
        Para(f"+ Vị trí xây dựng: {plot}, {case.commune.full}", align="left", inset=8),
        Para(f"+ Cốt nền xây dựng công trình: +{rng.randint(1, 4)},{rng.randint(10, 90)} m", inset=8),
        Para(
            f"+ Mật độ xây dựng: {rng.randint(40, 90)} %, hệ số sử dụng đất: {rng.randint(1, 3)},{rng.randint(1, 9)}",
            inset=8,
        ),
        Para("+ Chỉ giới đường đỏ, chỉ giới xây dựng: Theo bản vẽ kèm theo", inset=8),
        Para(f"+ Diện tích xây dựng (tầng một): {area} m2", inset=8),
        Para(f"+ Tổng diện tích sàn: {area * floors} m2", inset=8),
        Para(f"+ Chiều cao công trình: {floors * 4},{rng.randint(10, 90)} m; số tầng: {floors:02d}", inset=8),
        Para(
            f"3. Giấy tờ về đất đai: Giấy chứng nhận quyền sử dụng đất số CH {rng.randint(10000, 99999)} "
            f"cấp ngày {slashed(land_day)}"
        ),
        Para("4. Ghi nhận nộp lệ phí cấp giấy phép xây dựng: Đã nộp"),
        Para(
            "5. Giấy phép này có hiệu lực khởi công xây dựng trong thời hạn 12 tháng kể từ ngày cấp; quá thời hạn "
            "trên thì phải đề nghị gia hạn giấy phép xây dựng.",
            after=10,
        ),
        sign(case, recipients("Chủ đầu tư;", "Lưu: VT."), () if in_head else dated_above(case)),
        NextPage(),
        Para("CHỦ ĐẦU TƯ PHẢI THỰC HIỆN CÁC NỘI DUNG SAU ĐÂY:", bold=True, align="centre", after=8),
        *(Para(f"{item}. {duty}") for item, duty in enumerate(_DUTIES, start=1)),
        Gap(5),
        Para("ĐIỀU CHỈNH/GIA HẠN GIẤY PHÉP", bold=True, align="centre", after=6),
        Para("1. Nội dung điều chỉnh:", leader=True),
        Para("2. Thời gian có hiệu lực của giấy phép:", leader=True),
    )
    fields = fields_of(case, "Giấy phép xây dựng", number)
    codes = ("KQ.G17.000232", "1.013236") if department else ("KQ.G17.000311", "1.013225")
    return Paper("result", fields, elements, Form(numbered=case.chance(0.5)), *codes, term_months=12)


_TRANSPORT = (
    "vận tải hành khách theo tuyến cố định",
    "vận tải hành khách bằng xe buýt",
    "vận tải hành khách bằng xe taxi",
    "vận tải hành khách theo hợp đồng",
    "vận tải hàng hóa",
)


def transport_licence(case: Case) -> Paper:
    """Licence for transport by car: the owner is a company with a tax code, its head another name on the paper."""
    owner, rng = case.owner, case.rng
    number = f"{rng.randint(20, 9900):04d}/{case.issued.year}/GPKDVT"
    company = f"CÔNG TY TNHH VẬN TẢI {rng.choice(('SEN THÁP', 'TÂN PHƯỚC LỘC', 'HOÀNG LONG GIANG', 'CỬU LONG XANH'))}"
    tax = tax_code(rng)
    change = case.chance(0.3)
    first = case.issued - timedelta(rng.randint(400, 2000)) if change else case.issued
    dated = f"Cấp lần đầu, {in_words(first)}" + (f"; cấp thay đổi lần thứ 1, {in_words(case.issued)}" if change else "")
    boxed = case.chance(0.5)
    kinds = rng.sample(_TRANSPORT, rng.randint(1, 3))
    elements: tuple[Element, ...] = (
        *head(case.agency, None if boxed else numbered(case, number), None),
        *title("GIẤY PHÉP", "KINH DOANH VẬN TẢI BẰNG XE Ô TÔ", size=17, colour=RED),
        *((Para(f"Số: {numbered(case, number)}", align="centre", after=2),) if boxed else ()),
        Para(dated, italic=True, align="centre", after=8),
        Para(f"1. Tên đơn vị: <b>{company}</b>", align="left"),
        Para("Tên giao dịch quốc tế (nếu có): Không", inset=5),
        Para(f"2. Địa chỉ: {case.home}", align="left"),
        Para(f"3. Điện thoại: {phone(rng)}   Email: lienhe@vantai.example"),
        Para(
            f"4. Giấy chứng nhận đăng ký doanh nghiệp số {tax} do Phòng Đăng ký kinh doanh tỉnh Đồng Tháp "
            f"cấp ngày {slashed(first - timedelta(200))}, mã số thuế {tax}"
        ),
        Para(f"5. Người đại diện theo pháp luật: {owner.name}"),
        Para("6. Các loại hình kinh doanh:", after=2),
        *(Para(f"- {kind};", inset=8, after=2) for kind in kinds[:-1]),
        Para(f"- {kinds[-1]}.", inset=8),
        Para(f"7. Cơ quan cấp phép: {case.agency.name}", after=12),
        sign(case, recipients("Đơn vị vận tải;", "Lưu: VT."), dated_above(case)),
    )
    fields = fields_of(case, "Giấy phép kinh doanh vận tải bằng xe ô tô", number, owner_name=company, owner_id=tax)
    form = Form(28, 22, 24, 22, frame="double", accent=RED, numbered=False) if boxed else Form()
    return Paper("result", fields, elements, form, "KQ.G04.000042", "1.000703")


def fishing_vessel(case: Case) -> Paper:
    """Registration certificate of a fishing vessel: bilingual, facts in lines or in a table."""
    owner, rng = case.owner, case.rng
    number = f"ĐT-{rng.randint(1, 99999):05d}-TS"
    unlimited = case.chance(0.5)
    length = rng.randint(80, 190) / 10
    facts = (
        ("Tên tàu", "Name of vessel", f"Sông Tiền {rng.randint(10, 99)}"),
        ("Công dụng", "Used for", rng.choice(("Khai thác thủy sản", "Dịch vụ hậu cần nuôi trồng thủy sản"))),
        ("Năm, nơi đóng", "Year and place of build", f"{case.issued.year - rng.randint(1, 6)}, Sa Đéc"),
        ("Chiều dài lớn nhất Lmax (m)", "Length overall", f"{length:.1f}".replace(".", ",")),
        ("Chiều rộng lớn nhất Bmax (m)", "Breadth", f"{length / 4:.1f}".replace(".", ",")),
        ("Chiều cao mạn D (m)", "Depth", f"{length / 9:.1f}".replace(".", ",")),
        ("Vật liệu vỏ", "Materials", rng.choice(("Gỗ", "Thép", "Composite"))),
        ("Tổng công suất máy chính (kW)", "Total power", str(rng.randint(15, 220))),
        ("Số thuyền viên", "Number of crew", f"{rng.randint(2, 8):02d}"),
        ("Cảng đăng ký", "Port of registry", "Đồng Tháp"),
    )
    listed: tuple[Element, ...]
    if case.chance(0.4):
        listed = (Table(("Nội dung", "Particulars", "Thông số"), facts, (0.4, 0.28, 0.32), (2,)),)
    else:
        listed = tuple(Para(f"{name}/<i>{english}</i>: {value}", align="left") for name, english, value in facts)
    ends = (
        (Para("Thời hạn hiệu lực/<i>Validity</i>: Không thời hạn", align="left", after=10),) if unlimited else (Gap(3),)
    )
    elements: tuple[Element, ...] = (
        *head(case.agency, None, None),
        *title("GIẤY CHỨNG NHẬN ĐĂNG KÝ TÀU CÁ", size=17, colour=RED),
        Para("FISHING VESSEL REGISTRATION CERTIFICATE", 13, italic=True, align="centre", after=8),
        Para(f"{case.agency.name.upper()} CHỨNG NHẬN", bold=True, align="centre", after=6),
        *listed,
        Para(f"Chủ tàu/<i>Owner</i>: <b>{owner.name}</b>", align="left"),
        Para(f"{case.id_name}/<i>ID No.</i>: {case.owner_id}", align="left"),
        Para(f"Nơi thường trú/<i>Residence</i>: {case.home}", align="left"),
        Para(f"Số đăng ký/<i>Number of registry</i>: <b>{number}</b>", align="left"),
        *ends,
        sign(case, above=dated_above(case)),
    )
    fields = fields_of(
        case,
        "Giấy chứng nhận đăng ký tàu cá",
        number,
        owner_id=case.owner_id,
        valid_until=UNLIMITED if unlimited else None,
    )
    form = Form(28, 22, 24, 20, frame="ornate", accent=_SEA_BLUE, numbered=False)
    return Paper("result", fields, elements, form, "KQ.G10.000871", "1.003650")
