"""Two papers are alike only where nothing that both say differs, and they agree in whose or about what they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from digitize.classify.likeness import Paper, Wording, compare, wording_of
from digitize.model import DocumentKind, PageReading
from tests.classify_pages import document, line, page

WORDS = "giay chung nhan du dieu kien buon ban cap cho ba tran thi dep 087190000456 dia chi ap 3 xa tan hoi"
WORDING = Wording(WORDS, frozenset({"087190000456"}), frozenset({"087190000456"}), False, False)
ONE = Paper(
    kind=DocumentKind.RESULT,
    result_type="KQ.G10.001350",
    number="07/GCN",
    issued_on=date(2023, 2, 7),
    agency="H20.1",
    issuer="SỞ NÔNG NGHIỆP",
    subject="",
    names=("tran thi dep",),
    births=frozenset({date(1990, 5, 1)}),
    numbers=frozenset({"hash"}),
    text=WORDING,
    signed=True,
)


def test_the_same_paper_read_twice() -> None:
    misread = replace(
        ONE,
        issuer="SO NONG NGHlEP",
        number="07 / GCN",
        names=("tran thi dep",),
        text=replace(WORDING, folded=WORDS[:-9]),
    )
    like = compare(ONE, misread)
    assert like is not None
    assert like.identified
    assert like.text > 0.9


@pytest.mark.parametrize(
    "other",
    [
        {"numbers": frozenset({"another"})},
        {"names": ("le van binh",)},
        {"births": frozenset({date(1991, 5, 1)})},
        {"number": "08/GCN"},
        {"issued_on": date(2023, 2, 8)},
        {"agency": "H20.2"},
        {"agency": "", "issuer": "ỦY BAN NHÂN DÂN XÃ TÂN HỘI"},
        {"result_type": "KQ.G15.000031"},
        {"kind": DocumentKind.INTERNAL},
        {"text": replace(WORDING, digits=frozenset({"087190000999"}), sure=frozenset({"087190000999"}))},
    ],
)
def test_whatever_differs_keeps_two_papers_apart(other: dict[str, object]) -> None:
    assert compare(ONE, replace(ONE, **other)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "unread",
    [
        {"numbers": frozenset()},
        {"births": frozenset()},
        {"agency": "", "issuer": ""},
        {"result_type": None, "kind": DocumentKind.UNKNOWN},
        # A number that was not surely read contradicts nothing; nor does what a stamp adds.
        {"text": replace(WORDING, digits=frozenset({"087190000999"}), sure=frozenset())},
        {"text": replace(WORDING, digits=WORDING.digits | {"20240001"}, sure=WORDING.sure | {"20240001"})},
    ],
)
def test_what_was_not_read_contradicts_nothing(unread: dict[str, object]) -> None:
    like = compare(ONE, replace(ONE, **unread))  # type: ignore[arg-type]
    assert like is not None
    assert like.identified


def test_two_forms_that_name_nobody_are_never_one() -> None:
    nobody = replace(ONE, names=(), numbers=frozenset(), births=frozenset())
    like = compare(nobody, nobody)
    assert like is not None
    assert not like.identified
    # A name that differs by a letter is no contradiction, and no proof.
    like = compare(replace(nobody, names=("tran thi dep",)), replace(nobody, names=("tran thi dap",)))
    assert like is not None
    assert not like.identified


def test_what_papers_are_about_identifies_them() -> None:
    decision = replace(ONE, names=(), numbers=frozenset(), subject="Về việc phê duyệt Kế hoạch ứng phó sự cố tràn dầu")
    like = compare(decision, replace(decision, subject="Ve viec phe duyet Ke hoach ung pho su co tran dâu"))
    assert like is not None
    assert like.subject


def read(*lines: str) -> PageReading:
    return page(*(line(text, 200 + 60 * index) for index, text in enumerate(lines)))


def test_copies_and_drafts_say_so() -> None:
    copy = wording_of(document(read("GIẤY CHỨNG NHẬN", "Chứng thực bản sao đúng với bản chính")))
    extract = wording_of(document(read("TRÍCH LỤC KHAI TỬ", "(BẢN SAO)")))
    draft = wording_of(document(read("DỰ THẢO", "QUYẾT ĐỊNH")))
    plain = wording_of(document(read("GIẤY CHỨNG NHẬN", "đã nộp bản sao căn cước công dân")))
    assert [one.says_copy for one in (copy, extract, draft, plain)] == [True, True, False, False]
    assert [one.says_draft for one in (copy, draft, plain)] == [False, True, False]


def test_a_paper_without_number_day_and_signer_is_a_draft() -> None:
    assert replace(ONE, number="", issued_on=None, signed=False).is_draft
    assert not replace(ONE, number="", issued_on=None).is_draft
    assert not ONE.is_draft


def test_surely_read_words_with_digits() -> None:
    sheet = page(line("Số 087190000456", 200, confidence=0.99), line("ngày 05/01/2024 số 12", 260, confidence=0.5))
    wording = wording_of(document(sheet))
    assert (wording.digits, wording.sure) == ({"087190000456", "05012024"}, {"087190000456"})
