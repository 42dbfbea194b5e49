"""Papers by which agencies work among themselves: no citizen asked for them, and none decides an application.

Types and abbreviations are those of Decree 30/2020/NĐ-CP, Annex III; subjects are made up.
"""

from __future__ import annotations

from datetime import timedelta

from digitize.samples.layout import Element, Para
from digitize.samples.papers import (
    Case,
    Paper,
    about,
    fields_of,
    head,
    in_words,
    place_and_date,
    recipients,
    serial,
    sign,
    title,
)

_TYPES = (
    ("Nghị quyết", "NQ"), ("Quyết định", "QĐ"), ("Chỉ thị", "CT"), ("Quy chế", "QC"), ("Thông báo", "TB"),
    ("Hướng dẫn", "HD"), ("Chương trình", "CTr"), ("Kế hoạch", "KH"), ("Phương án", "PA"), ("Đề án", "ĐA"),
    ("Báo cáo", "BC"), ("Biên bản", "BB"), ("Tờ trình", "TTr"), ("Công điện", "CĐ"), ("Giấy mời", "GM"),
    ("Phiếu chuyển", "PC"), ("Công văn", ""), ("Công văn", ""), ("Quyết định", "QĐ"), ("Kế hoạch", "KH"),
)  # fmt: skip
_DEEDS = (
    "triển khai", "tăng cường", "phê duyệt kế hoạch", "ban hành quy chế", "tổng kết", "kiểm tra", "báo cáo kết quả",
    "phân công nhiệm vụ", "thành lập Ban Chỉ đạo", "thành lập Tổ công tác", "kiện toàn Hội đồng", "đôn đốc",
    "điều chỉnh dự toán", "phân bổ kinh phí", "góp ý dự thảo", "cung cấp số liệu", "công bố danh mục thủ tục",
    "khen thưởng", "bổ nhiệm cán bộ", "cử công chức tham gia", "mời dự hội nghị",
)  # fmt: skip
_MATTERS = (
    "công tác cải cách hành chính", "chuyển đổi số", "phòng, chống dịch bệnh", "thu ngân sách nhà nước",
    "phòng cháy và chữa cháy", "an toàn thực phẩm dịp Tết", "quản lý đất đai", "cấp giấy phép xây dựng trên địa bàn",
    "số hóa hồ sơ, kết quả giải quyết thủ tục hành chính", "đăng ký và quản lý hộ tịch", "quản lý phân bón",
    "xây dựng nông thôn mới", "trợ giúp xã hội", "an toàn giao thông", "tuyển sinh năm học mới", "kinh doanh vận tải",
    "phòng, chống thiên tai", "giải quyết khiếu nại, tố cáo", "phát triển du lịch",
    "quản lý tàu cá và khai thác thủy sản",
    "hành nghề thú y và thuốc bảo vệ thực vật", "lý lịch tư pháp", "hoạt động của hộ kinh doanh",
)  # fmt: skip
_SAYS = (
    "Thực hiện chỉ đạo của cấp trên, đề nghị các cơ quan, đơn vị phối hợp thực hiện các nội dung sau:",
    "1. Tiếp tục quán triệt, phổ biến đến toàn thể cán bộ, công chức, viên chức.",
    "2. Rà soát, thống kê số liệu và báo cáo đúng thời gian quy định.",
    "3. Giao Văn phòng theo dõi, tổng hợp, tham mưu.",
    "Trong quá trình thực hiện nếu có khó khăn, vướng mắc, kịp thời phản ánh để được hướng dẫn./.",
    "Điều 1. Phạm vi điều chỉnh, đối tượng áp dụng.",
    "Điều 2. Tổ chức thực hiện. Các cơ quan, tổ chức có liên quan chịu trách nhiệm thi hành.",
    "Điều 3. Hiệu lực thi hành.",
    "I. MỤC ĐÍCH, YÊU CẦU",
    "II. NỘI DUNG VÀ TIẾN ĐỘ THỰC HIỆN",
    "III. TỔ CHỨC THỰC HIỆN",
    "Kết quả đạt được so với cùng kỳ năm trước tăng, vượt chỉ tiêu kế hoạch đề ra.",
)


def internal(case: Case) -> Paper:
    """A paper of an agency to its own or other agencies."""
    rng = case.rng
    name, short = rng.choice(_TYPES)
    year = case.issued.year
    subject = f"{rng.choice(_DEEDS)} {rng.choice(_MATTERS)}{rng.choice(('', f' năm {year}', ' trên địa bàn tỉnh'))}"
    number = (
        f"{serial(case, 4000)}/{short}-{case.agency.symbol}" if short else f"{serial(case)}/{case.agency.symbol}-VP"
    )
    dated = place_and_date(case)
    if short:
        top: tuple[Element, ...] = (
            *head(case.agency, number, dated),
            *title(name.upper()),
            about(_opening(name, subject)),
        )
    else:
        top = (
            *head(case.agency, number, dated, about=f"V/v {subject}"),
            Para("Kính gửi: Các sở, ban, ngành; Ủy ban nhân dân các xã, phường", align="centre", after=8),
        )
    basis = case.issued - timedelta(rng.randint(20, 900))
    elements: tuple[Element, ...] = (
        *top,
        Para(f"Căn cứ văn bản chỉ đạo {in_words(basis)} về việc {subject};", indent=10),
        *(Para(line, indent=10) for line in rng.sample(_SAYS, rng.randint(3, 7))),
        sign(case, recipients("Như trên;", "Lãnh đạo cơ quan;", "Lưu: VT, VP.")),
    )
    return Paper("internal", fields_of(case, name, number, abstract=subject), elements)


def _opening(name: str, subject: str) -> str:
    return f"Về việc {subject}" if name != "Kế hoạch" else subject[:1].upper() + subject[1:]
