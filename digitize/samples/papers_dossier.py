"""Papers that are no results: receipt, application, authorisation, notice of death, card copy; refusals."""

from __future__ import annotations

from datetime import timedelta

from digitize.samples.layout import Code, Columns, Element, Form, Gap, Para, Signature, Table
from digitize.samples.papers import (
    Case,
    Fields,
    Paper,
    about,
    card_name,
    head,
    in_words,
    nation_lines,
    nation_only,
    place_and_date,
    recipients,
    serial,
    sign,
    slashed,
    title,
)
from digitize.samples.people import official, person, phone


def receipt(case: Case, result_name: str) -> Paper:
    """Receipt of the dossier with the day of return (forms of TT 01/2018/TT-VPCP)."""
    applicant, rng = case.applicant, case.rng
    number = f"{rng.randint(10, 9000)}/TNHS"
    due = case.received + timedelta(rng.randint(7, 25))
    coded = case.chance(0.4)
    parts = (
        ("1", f"Đơn đề nghị cấp {result_name}", "01 bản chính"),
        ("2", "Bản sao Căn cước công dân hoặc Chứng minh nhân dân", "01 bản sao"),
        ("3", "Giấy tờ khác có liên quan", "01 bộ"),
    )
    clerk = official(rng)
    elements: tuple[Element, ...] = (
        *((Code(case.code, 18),) if coded else ()),
        *((Gap(20),) if coded else ()),
        *head(case.agency, number, place_and_date(case, case.received, hand=0)),
        *title("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", size=14),
        Para(f"Mã hồ sơ: <b>{case.code}</b>", align="centre", after=8),
        Para(f"Bộ phận Tiếp nhận và Trả kết quả: {case.agency.name}", align="left"),
        Para(f"Tiếp nhận hồ sơ của: {applicant.name}"),
        Para(f"Địa chỉ: {case.home}", align="left"),
        Para(f"Số điện thoại: {phone(rng)}"),
        Para(f"Nội dung yêu cầu giải quyết: Cấp {result_name}", align="left"),
        Para("Thành phần hồ sơ, yêu cầu và số lượng mỗi loại giấy tờ gồm:"),
        Table(("STT", "Tên giấy tờ", "Số lượng"), parts, (0.1, 0.65, 0.25), (0, 2)),
        Para("Số lượng hồ sơ: 01 (bộ)"),
        Para(
            f"Thời gian nhận hồ sơ: {rng.randint(7, 16):02d} giờ {rng.randint(0, 59):02d} phút, "
            f"{in_words(case.received)}"
        ),
        Para(f"Thời gian trả kết quả giải quyết hồ sơ: 16 giờ 30 phút, {in_words(due)}"),
        Para("Đăng ký nhận kết quả tại: Bộ phận Tiếp nhận và Trả kết quả"),
        Para(f"Vào Sổ theo dõi hồ sơ, Quyển số: {rng.randint(1, 4):02d} Số thứ tự: {rng.randint(1, 900)}", after=10),
        _two_sign("NGƯỜI NỘP HỒ SƠ", applicant.name, "NGƯỜI TIẾP NHẬN HỒ SƠ", clerk),
    )
    fields = Fields(
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        number=number,
        issued_on=case.received,
        issuer=case.agency.issuer,
        signer=clerk,
        signer_title="NGƯỜI TIẾP NHẬN HỒ SƠ",
        owner_name=applicant.name,
    )
    return Paper("dossier_paper", fields, elements, Form())


def _two_sign(left: str, left_name: str, right: str, right_name: str) -> Columns:
    def side(role: str, name: str) -> tuple[Para, ...]:
        return (
            Para(role, bold=True, align="centre", after=0),
            Para("(Ký và ghi rõ họ tên)", 11, italic=True, align="centre", after=44),
            Para(name, align="centre"),
        )

    return Columns(side(left, left_name), side(right, right_name), share=0.5)


def application(case: Case, result_name: str, declaration: str | None) -> Paper:
    """The application: «TỜ KHAI …» where the form has a name, else «ĐƠN ĐỀ NGHỊ …»; partly filled in by hand."""
    applicant, rng = case.applicant, case.rng
    name = declaration or f"Đơn đề nghị cấp {result_name}"
    handwritten = case.chance(0.5)

    def filled(text: str) -> str:
        return f"<h>{text}</h>" if handwritten else text

    elements: tuple[Element, ...] = (
        *nation_only(),
        Gap(3),
        *title(name.upper(), size=14),
        Para(f"Kính gửi: {case.agency.name}", align="centre", after=10),
        Para(f"Họ, chữ đệm, tên người yêu cầu: {filled(applicant.name)}", leader=True),
        Para(f"Ngày, tháng, năm sinh: {filled(slashed(applicant.born))}", leader=True),
        Para(f"Nơi cư trú: {filled(case.home)}", align="left", leader=True),
        Para(f"Giấy tờ tùy thân: {card_name(case.applicant_id)} số {filled(case.applicant_id)}", leader=True),
        Para(f"Điện thoại: {filled(phone(rng))}", leader=True, after=8),
        Para(
            f"Đề nghị quý cơ quan giải quyết thủ tục cấp {result_name} cho {case.owner.address} {case.owner.name}.",
            indent=10,
        ),
        Para(
            "Tôi cam đoan những nội dung khai trên đây là đúng sự thật và chịu trách nhiệm trước pháp luật về cam đoan "
            "của mình.",
            indent=10,
            after=12,
        ),
        Signature(
            (Para("Hồ sơ kèm theo: 01 bộ", italic=True, align="left"),),
            ("NGƯỜI YÊU CẦU",),
            applicant.name,
            None,
            above=(Para(f"Đồng Tháp, {in_words(case.received)}", italic=True, align="centre"),),
        ),
    )
    fields = Fields(
        name,
        issued_on=case.received,
        signer=applicant.name,
        signer_title="NGƯỜI YÊU CẦU",
        owner_name=applicant.name,
        owner_birth_date=applicant.born,
        owner_id=case.applicant_id,
    )
    return Paper("dossier_paper", fields, elements, Form(numbered=False))


def authorisation(case: Case, result_name: str) -> Paper:
    """A power of attorney to hand in and collect; it names a result without being one."""
    applicant, rng = case.applicant, case.rng
    agent = person(rng, 1975, 1998)
    elements: tuple[Element, ...] = (
        *nation_only(),
        Gap(3),
        *title("GIẤY ỦY QUYỀN", size=16),
        Para(f"Hôm nay, {in_words(case.received)}, chúng tôi gồm có:", indent=10),
        Para("I. BÊN ỦY QUYỀN (BÊN A)", bold=True),
        Para(f"Họ và tên: {applicant.name}   Sinh năm: {applicant.born.year}"),
        Para(f"{card_name(case.applicant_id)} số: {case.applicant_id}"),
        Para(f"Địa chỉ: {case.home}", align="left"),
        Para("II. BÊN ĐƯỢC ỦY QUYỀN (BÊN B)", bold=True),
        Para(f"Họ và tên: {agent.name}   Sinh năm: {agent.born.year}"),
        Para(f"Giấy tờ tùy thân số: {agent.number_on(case.received)}"),
        Para(f"Địa chỉ: {case.another_address()}", align="left"),
        Para("III. NỘI DUNG ỦY QUYỀN", bold=True),
        Para(
            f"Bên A ủy quyền cho Bên B thay mặt Bên A nộp hồ sơ và nhận kết quả giải quyết thủ tục cấp {result_name} "
            f"tại {case.agency.name}.",
            indent=10,
        ),
        Para("Giấy ủy quyền này có hiệu lực kể từ ngày ký đến khi hoàn thành công việc.", indent=10, after=12),
        _two_sign("BÊN ỦY QUYỀN", applicant.name, "BÊN ĐƯỢC ỦY QUYỀN", agent.name),
    )
    fields = Fields("Giấy ủy quyền", issued_on=case.received, owner_name=applicant.name, owner_id=case.applicant_id)
    return Paper("dossier_paper", fields, elements, Form(numbered=False))


def death_notice(case: Case) -> Paper:
    """Notice of death by a hospital: must not be taken for the extract of the register."""
    owner, rng = case.owner, case.rng
    number = f"{serial(case, 300)}/GBT"
    director = official(rng)
    elements: tuple[Element, ...] = (
        Columns(
            (
                Para("SỞ Y TẾ ĐỒNG THÁP", 12.5, align="centre", after=0),
                Para("BỆNH VIỆN ĐA KHOA", 12.5, bold=True, align="centre", after=0),
                Para("ĐỒNG THÁP", 12.5, bold=True, align="centre", rule=0.6),
                Para(f"Số: {number}", align="centre"),
            ),
            (*nation_lines(), Para(f"Đồng Tháp, {in_words(case.received)}", italic=True, align="centre")),
            share=0.42,
            outdent=6,
        ),
        Gap(4),
        *title("GIẤY BÁO TỬ", size=17),
        Para(f"Họ, chữ đệm, tên người chết: <b>{owner.name.upper()}</b>"),
        Para(f"Ngày, tháng, năm sinh: {slashed(owner.born)}   Giới tính: {owner.sex.capitalize()}"),
        Para(f"Giấy tờ tùy thân: {case.id_name} số {case.owner_id}"),
        Para(f"Nơi cư trú cuối cùng: {case.home}", align="left"),
        Para(f"Đã chết vào lúc {rng.randint(1, 23):02d} giờ {rng.randint(0, 59):02d} phút, {in_words(case.received)}"),
        Para("Nơi chết: Bệnh viện Đa khoa Đồng Tháp"),
        Para("Nguyên nhân chết: Bệnh lý", after=12),
        Signature((), ("GIÁM ĐỐC",), director, None),
    )
    fields = Fields(
        "Giấy báo tử",
        number=number,
        issued_on=case.received,
        issuer="SỞ Y TẾ ĐỒNG THÁP BỆNH VIỆN ĐA KHOA ĐỒNG THÁP",
        signer=director,
        signer_title="GIÁM ĐỐC",
        owner_name=owner.name.upper(),
        owner_birth_date=owner.born,
        owner_id=case.owner_id,
    )
    return Paper("dossier_paper", fields, elements, Form())


def card_copy(case: Case) -> Paper:
    """A photocopied identity card in the middle of a sheet."""
    applicant = case.applicant
    elements: tuple[Element, ...] = (
        Gap(30),
        *nation_only(),
        Para("CĂN CƯỚC CÔNG DÂN", 15, bold=True, align="centre", after=8),
        Para(f"Số: <b>{applicant.citizen}</b>", 15, align="centre"),
        Para(f"Họ và tên: <b>{applicant.name.upper()}</b>", inset=28),
        Para(f"Ngày sinh: {slashed(applicant.born)}", inset=28),
        Para(f"Giới tính: {applicant.sex.capitalize()}   Quốc tịch: Việt Nam", inset=28),
        Para(f"Quê quán: {case.commune.full}", inset=28, align="left"),
        Para(f"Nơi thường trú: {case.home}", inset=28, align="left"),
    )
    fields = Fields(
        "Căn cước công dân",
        owner_name=applicant.name.upper(),
        owner_birth_date=applicant.born,
        owner_id=applicant.citizen,
        number=applicant.citizen,
    )
    return Paper("dossier_paper", fields, elements, Form(40, 40, numbered=False))


_REASONS = (
    "thành phần hồ sơ chưa đầy đủ theo quy định",
    "nội dung kê khai không thống nhất với giấy tờ kèm theo",
    "địa điểm đề nghị không phù hợp với quy hoạch đã được phê duyệt",
)


def refusal(case: Case, result_name: str) -> Paper:
    """A refusal: as notice, as slip of the one-stop shop, or as official letter."""
    applicant, rng = case.applicant, case.rng
    reason = rng.choice(_REASONS)
    layout = rng.choice(("notice", "slip", "letter"))
    subject = f"không cấp {result_name}"
    symbol = {"notice": "TB-", "slip": "PTC-", "letter": ""}[layout]
    number = f"{serial(case, 900)}/{symbol}{case.agency.symbol}"
    dated = place_and_date(case, case.received)
    names = {
        "notice": ("Thông báo", f"Về việc {subject}"),
        "slip": ("Phiếu từ chối giải quyết hồ sơ", None),
        "letter": ("Công văn", f"V/v {subject}"),
    }
    document_type, abstract = names[layout]
    if layout == "letter":
        top = (
            *head(case.agency, number, dated, about=abstract),
            Para(f"Kính gửi: {applicant.address.capitalize()} {applicant.name}", align="centre", after=10),
        )
    else:
        top = (*head(case.agency, number, dated), *title(document_type.upper(), size=15))
        if abstract:
            top = (*top, about(abstract))
    elements: tuple[Element, ...] = (
        *top,
        Para(
            f"{case.agency.name} đã nhận hồ sơ của {applicant.address} {applicant.name}, địa chỉ: {case.home}, "
            f"đề nghị cấp {result_name}.",
            indent=10,
        ),
        Para(f"Sau khi xem xét, {case.agency.name} từ chối giải quyết hồ sơ với lý do: {reason}.", indent=10),
        Para(
            f"{case.agency.name} trả lại hồ sơ để {applicant.address} {applicant.name} được biết và hoàn thiện theo "
            "quy định./.",
            indent=10,
            after=12,
        ),
        sign(case, recipients("Như trên;", "Lưu: VT.")),
    )
    fields = Fields(
        document_type,
        number=number,
        issued_on=case.received,
        issuer=case.agency.issuer,
        signer=case.signer,
        signer_title=" ".join(case.titles),
        abstract=abstract,
        owner_name=applicant.name,
    )
    return Paper("refusal", fields, elements, Form())
