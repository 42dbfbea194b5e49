"""Result papers of which nothing is known but the name in the catalogue, in four layouts of no type in particular.

Names in the catalogue are not titles: they carry remarks, say «hoặc», and nobody prints them as they stand. Here they
are worded as papers are: in capitals, parts left out, words abbreviated.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import timedelta

from digitize.samples.layout import Element, Emblem, Form, Gap, Para
from digitize.samples.papers import (
    Case,
    Fields,
    Paper,
    about,
    dated_above,
    fields_of,
    head,
    in_words,
    nation_only,
    place_and_date,
    recipients,
    serial,
    sign,
    slashed,
    title,
    years_later,
)

_REMARK = re.compile(r"\s*(?:[(\[].*|theo [Mm]ẫu.*|kèm theo.*|[-–:;.] .*|\.$)")
_OR = re.compile(r"\s+hoặc\s+.*|\s*/\s*.*")
_SHORT = (
    ("An toàn thực phẩm", "ATTP"),
    ("bảo vệ thực vật", "BVTV"),
    ("Giấy chứng nhận", "GCN"),
    ("Ủy ban nhân dân", "UBND"),
    ("phòng cháy và chữa cháy", "PCCC"),
    ("phòng cháy chữa cháy", "PCCC"),
    ("quyền sử dụng đất", "QSDĐ"),
    ("khám bệnh, chữa bệnh", "KCB"),
    ("trách nhiệm hữu hạn", "TNHH"),
    ("doanh nghiệp", "DN"),
    ("xã hội chủ nghĩa", "XHCN"),
)
_ABBREVIATED, _WITHOUT_TAIL = 0.12, 0.2
_TITLE_LETTERS = 44
_DECIDES = re.compile(r"quyết định|phê duyệt|chấp thuận|công nhận|văn bản|công văn|thông báo", re.IGNORECASE)


def worded(name: str, rng: random.Random) -> str:
    """A result's name of the catalogue as a paper may word it."""
    plain = _REMARK.sub("", name).strip() or name
    shorter = _OR.sub("", plain)
    plain = shorter if len(shorter.split()) > 2 else plain
    if rng.random() < _ABBREVIATED:
        for long, short in _SHORT:
            plain = re.sub(long, short, plain, flags=re.IGNORECASE)
    if rng.random() < _WITHOUT_TAIL and plain.count(",") == 1:
        plain = plain.split(",")[0]
    return plain


def named(case: Case, name: str) -> tuple[Paper, str]:
    """A paper of a result of that name.

    Returns:
        The paper, without its result type, and its layout.
    """
    called = worded(name, case.rng)
    layouts: list[Callable[[Case, str], Paper]] = [_certificate, _licence, _with_emblem]
    if _DECIDES.match(called):
        layouts = [_certificate, _decision, _decision]
    layout = case.rng.choice(layouts)
    return layout(case, called), layout.__name__.strip("_")


def _lines(text: str) -> tuple[str, ...]:
    """A title broken into lines of about the same length."""
    words, lines = text.upper().split(), [""]
    limit = max(_TITLE_LETTERS // 2, min(_TITLE_LETTERS, len(text) // 2 + 6))
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) >= limit:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return tuple(lines)


def _initials(case: Case, name: str) -> str:
    letters = "".join(word[0] for word in re.findall(r"\w+", name.upper())[:4])
    return case.rng.choice((f"{serial(case)}/{letters}", f"{serial(case)}/{letters}-{case.agency.symbol}"))


def _whom(case: Case) -> tuple[Para, ...]:
    owner, rng = case.owner, case.rng
    person = (
        Para(f"Họ và tên: <b>{owner.name.upper()}</b>"),
        Para(f"Ngày sinh: {slashed(owner.born)}"),
        Para(f"{case.id_name} số: {case.owner_id}"),
        Para(f"Địa chỉ thường trú: {case.home}", align="left"),
    )
    place = (
        Para(f"Tên tổ chức, cá nhân: <b>{owner.name}</b>"),
        Para(f"Địa chỉ trụ sở: {case.home}", align="left"),
        Para(f"Người đại diện theo pháp luật: {owner.name}"),
        Para(f"Điện thoại: 0277 {rng.randint(300, 399)} {rng.randint(1000, 9999)}"),
    )
    return rng.choice((person, place))


def _holds(case: Case) -> tuple[Para, ...]:
    rng, end = case.rng, years_later(case.issued, case.rng.choice((2, 3, 5)))
    return rng.choice(
        (
            (),
            (Para(f"Có giá trị đến {in_words(end)}."),),
            (Para("Thời hạn: 05 năm kể từ ngày cấp."),),
            (Para("Thời hạn: không thời hạn."),),
        )
    )


def _certificate(case: Case, name: str) -> Paper:
    number = _initials(case, name)
    certifier = f"{case.titles[-1].upper()} {case.agency.name.upper()}"
    elements: tuple[Element, ...] = (
        *head(case.agency, None, None),
        *title(*_lines(name), size=15),
        Para(f"Số: {number}", align="centre", after=8),
        Para(f"{certifier} CHỨNG NHẬN", bold=True, align="centre", after=6),
        *_whom(case),
        Para(f"{case.rng.choice(('Nội dung', 'Lĩnh vực', 'Phạm vi'))}: theo hồ sơ đã được thẩm định."),
        *_holds(case),
        sign(case, (), dated_above(case)),
    )
    return Paper("result", fields_of(case, name, number), elements)


def _licence(case: Case, name: str) -> Paper:
    number = _initials(case, name)
    basis = case.issued - timedelta(case.rng.randint(300, 4000))
    elements: tuple[Element, ...] = (
        *head(case.agency, number, place_and_date(case)),
        *title(*_lines(name), size=14),
        Para(f"Căn cứ chức năng, nhiệm vụ, quyền hạn của {case.agency.name};", indent=10),
        Para(f"Căn cứ các quy định hiện hành ban hành {in_words(basis)};", indent=10),
        Para(f"Xét đơn đề nghị của {case.owner.address} {case.owner.name},", indent=10, after=8),
        *_whom(case),
        *_holds(case),
        sign(case, recipients("Như trên;", "Lưu: VT.")),
    )
    return Paper("result", fields_of(case, name, number), elements)


def _with_emblem(case: Case, name: str) -> Paper:
    number = _initials(case, name)
    elements: tuple[Element, ...] = (
        Emblem(),
        *nation_only(),
        Gap(6),
        Para(case.agency.name.upper(), 13, bold=True, align="centre"),
        *title(*_lines(name), size=18),
        Para(f"Số hiệu: {number}", align="centre", after=8),
        *_whom(case),
        *_holds(case),
        sign(case, (), dated_above(case), photo=case.chance(0.3)),
    )
    return Paper("result", fields_of(case, name, number), elements, Form(frame="double"))


def _decision(case: Case, name: str) -> Paper:
    number = f"{serial(case, 3000)}/QĐ-{case.agency.symbol}"
    subject = re.sub(r"^quyết định\s+(?:về việc\s+)?", "", name, flags=re.IGNORECASE) or name
    elements: tuple[Element, ...] = (
        *head(case.agency, number, place_and_date(case)),
        *title("QUYẾT ĐỊNH", size=15),
        about(f"Về việc {subject[:1].lower()}{subject[1:]}"),
        Para(f"{case.titles[-1].upper()} {case.agency.name.upper()}", bold=True, align="centre", after=6),
        Para(f"Căn cứ chức năng, nhiệm vụ, quyền hạn của {case.agency.name};", indent=10),
        Para(f"Xét đề nghị của {case.owner.address} {case.owner.name},", indent=10),
        Para("QUYẾT ĐỊNH:", bold=True, align="centre"),
        Para(f"Điều 1. {subject[:1].upper()}{subject[1:]} đối với {case.owner.address} {case.owner.name}.", indent=10),
        Para("Điều 2. Quyết định này có hiệu lực kể từ ngày ký./.", indent=10, after=10),
        sign(case, recipients("Như Điều 1;", "Lưu: VT.")),
    )
    return Paper("result", fields_of(case, "Quyết định", number, abstract=subject), elements)


# --- what people hand in ----------------------------------------------------------------------------------------

_HANDED_IN = (
    "Hợp đồng thuê nhà", "Hợp đồng thuê mặt bằng", "Hợp đồng mua bán", "Hợp đồng lao động", "Hợp đồng ủy quyền",
    "Sơ yếu lý lịch", "Giấy khám sức khỏe", "Hóa đơn giá trị gia tăng", "Biên lai thu phí, lệ phí", "Phiếu thu",
    "Bản vẽ mặt bằng", "Bản thuyết minh", "Bản kê khai cơ sở vật chất", "Bản cam kết bảo vệ môi trường",
    "Giấy cam kết", "Biên bản họp gia đình", "Văn bản thỏa thuận", "Giấy xác nhận thời gian công tác",
    "Đơn xin xác nhận", "Đơn đăng ký biến động", "Giấy đề nghị cấp lại", "Danh sách nhân viên", "Giấy chứng sinh",
    "Sổ hộ khẩu",
    "Giấy chứng minh nhân dân", "Thẻ căn cước", "Hộ chiếu", "Bảng điểm", "Phiếu kiểm soát quá trình giải quyết hồ sơ",
    "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "Giấy biên nhận hồ sơ", "Giấy giới thiệu", "Đơn khiếu nại",
)  # fmt: skip


def handed_in(case: Case, result_name: str) -> Paper:
    """A paper that lies in dossiers and decides nothing; some name the result that is asked for."""
    rng, applicant = case.rng, case.applicant
    name = rng.choice(_HANDED_IN)
    purpose = f"Mục đích: bổ sung hồ sơ đề nghị cấp {result_name}" if case.chance(0.5) else "Mục đích: lưu hồ sơ"
    elements: tuple[Element, ...] = (
        *(nation_only() if case.chance(0.7) else ()),
        Gap(3),
        *title(*_lines(name), size=15),
        Para(f"Hôm nay, {in_words(case.received)}, tại {case.commune.full}.", indent=10),
        Para(f"Họ và tên: {applicant.name}"),
        Para(f"{case.id_name} số: {case.applicant_id}"),
        Para(f"Địa chỉ: {case.home}", align="left"),
        Para(purpose, align="left"),
        Para("Tôi xin chịu trách nhiệm về nội dung nêu trên.", indent=10, after=10),
        Para("Người viết (ký, ghi rõ họ tên)", italic=True, align="right"),
        Para(applicant.name, align="right"),
    )
    return Paper("dossier_paper", Fields(name, owner_name=applicant.name), elements)
