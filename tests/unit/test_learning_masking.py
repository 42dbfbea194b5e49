"""No citizen stands in what is learned from."""

from __future__ import annotations

from itertools import pairwise

import pytest

from digitize.classify import DocumentText
from digitize.classify.document import Passage
from digitize.classify.learning.features import view_of
from digitize.classify.learning.masking import hidden_values, masked
from digitize.model import Affine
from tests.classify_pages import line
from tests.learning import papers, small_model


def words(text: str, *hidden: str) -> str:
    return masked(Passage(line(text, 0).words, 0, Affine()), hidden_values(hidden))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("GIẤY PHÉP XÂY DỰNG", "giấy phép xây dựng"),
        ("PHIẾU LÝ LỊCH TƯ PHÁP SỐ 1", "phiếu lý lịch tư pháp số 1"),
        ("LÝ LỊCH TƯ PHÁP", "lý lịch tư pháp"),
        ("Số: 12/GPXD", "số | gpxd |"),
        ("Họ và tên: NGUYỄN VĂN AN", "họ và tên |"),
        ("Giới tính: Nam Dân tộc: Kinh Quốc tịch: Việt Nam", "giới tính | dân tộc | quốc tịch |"),
        ("NGUYỄN VĂN AN", "|"),
        ("ÔNG NGUYỄN VĂN AN", "|"),
        ("Cấp cho ông Nguyễn Văn An được xây dựng", "cấp cho ông | được xây dựng"),
        ("Số định danh cá nhân 087090000123 do", "số định danh cá nhân | do"),
        ("Đồng Tháp, ngày 05 tháng 01 năm 2024", "| ngày | tháng | năm |"),
        ("được giải quyết./.", "được giải quyết"),
    ],
)
def test_what_is_left_of_a_line(text: str, left: str) -> None:
    assert words(text) == left


def test_what_is_known_of_a_document_is_taken_out_wherever_it_stands() -> None:
    left = words("TRỢ CẤP CHO BÀ LÂM THỊ AN HẰNG THÁNG", "Lâm Thị An")
    assert left == "trợ cấp cho bà | hằng tháng"


def test_one_syllable_alone_is_no_value_to_hide() -> None:
    assert hidden_values(["An", "Lâm Thị An"]) == {("lam", "thi", "an")}


def test_no_name_and_no_number_of_the_papers_stands_in_a_model() -> None:
    model = small_model()
    known = {feature for zone in (model.heading, model.page) for feature in zone.vocabulary.features}
    assert not [feature for feature in known if sum(map(str.isdigit, feature)) > 1]
    pairs = {feature for feature in known if " " in feature.strip()}
    for paper in papers(1):
        for person in paper.people:
            # As written: folded, «Thị Hạnh» is «thi hành», which forms say.
            syllables = person.lower().split()
            named = {f"{one} {other}" for one, other in pairwise(syllables)}
            assert not named & pairs, named & pairs


def test_a_page_without_words_has_no_view() -> None:
    assert view_of(DocumentText(())) is None
