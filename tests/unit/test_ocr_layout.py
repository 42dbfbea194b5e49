"""Heading and foot in the order a person reads them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.model import Block, Box, Word
from digitize.ocr.layout import arranged
from digitize.ocr.tree import block_of, line_of

WIDTH = 2480.0
LETTER, HEIGHT, SPACE = 18.0, 40.0, 14.0


def _words(text: str, x: float, y: float) -> list[Word]:
    words = []
    for part in text.split():
        words.append(Word(part, Box(x, y, x + LETTER * len(part), y + HEIGHT), 0.9))
        x += LETTER * len(part) + SPACE
    return words


def _row(y: float, *parts: tuple[float, str]) -> list[Word]:
    return [word for x, text in parts for word in _words(text, x, y)]


def _block(*rows: list[Word]) -> Block:
    return block_of(line_of(row) for row in rows)


def _texts(blocks: tuple[Block, ...]) -> list[str]:
    return [line.text for block in blocks for line in block.lines]


MERGED = _block(
    _row(200, (250, "ỦY BAN NHÂN DÂN"), (1000, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")),
    _row(260, (280, "TỈNH ĐỒNG THÁP"), (1150, "Độc lập - Tự do - Hạnh phúc")),
    _row(380, (300, "Số: 05/QĐ-UBND"), (1200, "Đồng Tháp, ngày 05 tháng 01 năm 2024")),
)
TITLE = _block(_row(500, (1000, "QUYẾT ĐỊNH")), _row(560, (500, "Về việc cấp giấy chứng nhận cho cơ sở sản xuất")))


def test_a_merged_heading_is_parted() -> None:
    assert _texts(arranged((MERGED, TITLE), WIDTH)) == [
        "ỦY BAN NHÂN DÂN",
        "TỈNH ĐỒNG THÁP",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 05/QĐ-UBND",
        "Đồng Tháp, ngày 05 tháng 01 năm 2024",
        "QUYẾT ĐỊNH",
        "Về việc cấp giấy chứng nhận cho cơ sở sản xuất",
    ]


def test_a_heading_of_one_column_stays_as_it_is() -> None:
    form = _block(
        _row(200, (880, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")),
        _row(260, (960, "Độc lập - Tự do - Hạnh phúc")),
        _row(380, (1250, "Đồng Tháp, ngày 05 tháng 01 năm 2024")),
        _row(440, (300, "Số: 05/ĐN")),
        _row(500, (1000, "ĐƠN ĐỀ NGHỊ")),
        _row(560, (300, "Kính gửi: Sở Xây dựng")),
    )
    assert arranged((form,), WIDTH) == (form,)


def test_columns_that_stand_close_are_parted_at_the_motto() -> None:
    close = _block(_row(200, (250, "THỦ TƯỚNG CHÍNH PHỦ"), (620, "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM")))
    assert _texts(arranged((close, TITLE), WIDTH))[:2] == [
        "THỦ TƯỚNG CHÍNH PHỦ",
        "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    ]


def test_columns_found_apart_come_left_first() -> None:
    right = _block(
        _row(200, (1000, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")), _row(260, (1150, "Độc lập - Tự do - Hạnh phúc"))
    )
    left = _block(_row(205, (250, "ỦY BAN NHÂN DÂN")), _row(265, (280, "XÃ MỸ AN")))
    assert _texts(arranged((right, left, TITLE), WIDTH))[:3] == [
        "ỦY BAN NHÂN DÂN",
        "XÃ MỸ AN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    ]


def test_an_agency_of_many_lines_is_kept_together() -> None:
    heading = _block(
        _row(200, (250, "SỞ NÔNG NGHIỆP VÀ"), (1000, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")),
        _row(260, (250, "MÔI TRƯỜNG ĐỒNG THÁP"), (1150, "Độc lập - Tự do - Hạnh phúc")),
        _row(320, (250, "CHI CỤC TRỒNG TRỌT"), (1200, "Đồng Tháp, ngày 21 tháng 5 năm 2025")),
        _row(380, (250, "VÀ BẢO VỆ THỰC VẬT")),
        _row(465, (250, "Số: 194/GCN")),
    )
    assert _texts(arranged((heading, TITLE), WIDTH))[:8] == [
        "SỞ NÔNG NGHIỆP VÀ",
        "MÔI TRƯỜNG ĐỒNG THÁP",
        "CHI CỤC TRỒNG TRỌT",
        "VÀ BẢO VỆ THỰC VẬT",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 194/GCN",
        "Đồng Tháp, ngày 21 tháng 5 năm 2025",
    ]


def test_a_long_subject_is_kept_together_below_number_and_date() -> None:
    subject = [f"dòng thứ {number} của trích yếu" for number in range(2, 9)]
    heading = _block(
        _row(200, (250, "ỦY BAN NHÂN DÂN"), (1000, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")),
        _row(260, (250, "TỈNH ĐỒNG THÁP"), (1150, "Độc lập - Tự do - Hạnh phúc")),
        _row(340, (250, "Số: 507/UBND-KGVX"), (1200, "Đồng Tháp, ngày 24 tháng 01 năm 2025")),
        _row(400, (250, "V/v góp ý dự thảo")),
        *(_row(450 + 50 * at, (250, line)) for at, line in enumerate(subject)),
        _row(900, (700, "Kính gửi: Sở Thông tin và Truyền thông")),
    )
    assert _texts(arranged((heading,), WIDTH))[4:] == [
        "Số: 507/UBND-KGVX",
        "Đồng Tháp, ngày 24 tháng 01 năm 2025",
        "V/v góp ý dự thảo",
        *subject,
        "Kính gửi: Sở Thông tin và Truyền thông",
    ]


def test_a_misread_number_beside_the_date_stays_with_it() -> None:
    misread = _block(
        _row(200, (250, "ỦY BAN NHÂN DÂN"), (1000, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")),
        _row(380, (300, "8ó 05/QĐ-UBND"), (1200, "Đồng Tháp, ngày 05 tháng 01 năm 2024")),
    )
    assert _texts(arranged((misread, TITLE), WIDTH))[:4] == [
        "ỦY BAN NHÂN DÂN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "8ó 05/QĐ-UBND",
        "Đồng Tháp, ngày 05 tháng 01 năm 2024",
    ]


def test_a_misread_motto_is_still_known() -> None:
    misread = _block(_row(200, (250, "SỞ Y TẾ"), (1000, "CỌNG HÒA XÃ HỌI CHÚ NGHĨA VIỆT NAN")))
    assert _texts(arranged((misread,), WIDTH)) == ["SỞ Y TẾ", "CỌNG HÒA XÃ HỌI CHÚ NGHĨA VIỆT NAN"]


def test_recipients_come_before_the_signature() -> None:
    foot = _block(
        _row(2000, (250, "Nơi nhận:"), (1500, "KT. CHỦ TỊCH")),
        _row(2060, (250, "- Như Điều 3;"), (1480, "PHÓ CHỦ TỊCH")),
        _row(2120, (250, "- Sở Tài chính và các sở liên quan;")),
        _row(2180, (250, "- Lưu: VT."), (1490, "Nguyễn Văn Mẫu")),
    )
    assert _texts(arranged((foot,), WIDTH)) == [
        "Nơi nhận:",
        "- Như Điều 3;",
        "- Sở Tài chính và các sở liên quan;",
        "- Lưu: VT.",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Nguyễn Văn Mẫu",
    ]


def test_tables_and_forms_stay_in_rows() -> None:
    table = _block(
        _row(900, (250, "STT"), (600, "Tên cơ sở"), (1700, "Địa chỉ")),
        _row(960, (250, "1"), (600, "Cơ sở A"), (1700, "Ấp 1")),
    )
    assert arranged((MERGED, TITLE, table), WIDTH)[-1] == table


def test_a_page_without_heading_or_foot_is_left_alone() -> None:
    assert arranged((TITLE,), WIDTH) == (TITLE,)
    assert arranged((), WIDTH) == ()


def test_a_motto_in_running_text_takes_nothing_along() -> None:
    running = _block(
        _row(900, (250, "nước Cộng hòa xã hội chủ nghĩa Việt Nam quy định rằng mọi công dân đều có quyền")),
        _row(960, (250, "bình đẳng trước pháp luật và không ai bị phân biệt đối xử trong đời sống chính trị")),
    )
    assert arranged((running,), WIDTH) == (running,)


def test_the_name_of_the_state_at_the_end_of_a_line_is_no_motto() -> None:
    running = _block(
        _row(900, (250, "Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam đã được")),
        _row(960, (250, "sửa đổi, bổ sung một số điều theo Nghị quyết số 51/2001/QH10;")),
    )
    assert arranged((running,), WIDTH) == (running,)


PART = st.sampled_from(
    ["Nơi nhận:", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 1/QĐ", "ngày 1 tháng 2 năm 2024", "một hai", "_", "KT."]
)
ROWS = st.lists(st.tuples(st.integers(0, 3000), st.lists(PART, min_size=1, max_size=3)), max_size=8)


@settings(max_examples=100)
@given(ROWS)
def test_no_word_is_lost_or_doubled(rows: list[tuple[int, list[str]]]) -> None:
    blocks = tuple(
        _block(_row(float(y), *((300.0 + 900 * place, text) for place, text in enumerate(texts)))) for y, texts in rows
    )
    before = sorted(id(word) for block in blocks for line in block.lines for word in line.words)
    after = sorted(id(word) for block in arranged(blocks, WIDTH) for line in block.lines for word in line.words)
    assert before == after
