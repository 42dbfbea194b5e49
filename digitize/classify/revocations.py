"""What a paper does to other papers: decisions that revoke or cancel them, papers that say which one they replace.

Read from the abstract and the articles alone. The recitals («Căn cứ …») cite laws, and what stands behind «về việc» is
what another decision was about: «Hủy bỏ Quyết định số 12/QĐ-UBND ngày … về việc thu hồi Giấy phép …» takes back the
decision and revokes nothing. A paper is named by number and day; one of the two alone is too little to go by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from digitize.classify.document import DocumentText, Passage, Piece, join
from digitize.classify.titles import find_title
from digitize.model import ValidityState
from digitize.vietnamese.dates import find_dates
from digitize.vietnamese.numbers import read_number

_DECIDES = frozenset({"quyet dinh", "thong bao"})
_VERBS = {
    "thu hoi": ValidityState.REVOKED,
    "huy bo": ValidityState.CANCELLED,
    "huy": ValidityState.CANCELLED,
    "bai bo": ValidityState.CANCELLED,
}
_VERB = r"(?P<verb>thu hoi|huy bo|huy|bai bo)\b(?:\s+hieu luc(?:\s+cua)?)?"
_IN_ABSTRACT = re.compile(rf"^(?:(?:ve viec|ve|v\s?/\s?v)\s+)?{_VERB}")
_IN_ARTICLE = re.compile(rf"\bdieu\s+[1-9il]\s*[.:;]?\s*(?:nay\s+)?(?:[1-9]\s*[.)]\s*)?{_VERB}")
_REPLACES = re.compile(r"\bthay the\s+(?:cho\s+)?(?=giay|chung chi|chung nhan|quyet dinh|trich luc|gcn|gp|bang)")
_STOP = re.compile(
    r"\b(?:ve viec|v\s?/\s?v|can cu|theo|ly do|do vi pham|ke tu ngay|trong thoi han|dieu\s+[1-9il]\b|noi nhan|giao)\b"
)
# «số», not «Sở»: a number follows, be it behind a few letters.
_NUMBER = re.compile(r"\bso\b(?:\s+hieu)?\s*[:.]?\s*(?=[a-z]{0,4}[ -]{0,3}[0-9])")
# What is counted or identified by these numbers is no paper that was issued.
_NO_PAPER = re.compile(
    r"(?:cmnd|cccd|can cuoc|chung minh(?: nhan dan)?|dinh danh|thue|thoai|thua(?: dat)?|to ban do|nha)\s*$"
)
_ISSUER = re.compile(r"\bdo\s+(?P<agency>[^,;.]{4,80}?)\s+(?:cap|ban hanh|ky)\b")
_ABSTRACT_ROWS = 6
_REACH = 500
_DAY_WITHIN = 110
_BEFORE = 24


@dataclass(frozen=True, slots=True)
class Act:
    """What a paper does to another.

    Attributes:
        state: What the other is by it: revoked, cancelled or replaced.
        number: The other's number.
        issued_on: The other's day of issue.
        issuer: Who issued it, as printed; empty where the paper does not say.
        piece: Where number and day stand.
        rule: Where it was read: ``abstract``, ``article`` or ``replaces``.
    """

    state: ValidityState
    number: str
    issued_on: date
    issuer: str
    piece: Piece
    rule: str


def find_acts(document: DocumentText) -> tuple[Act, ...]:
    """What a document does to other papers, each of them once."""
    found: dict[tuple[str, date], Act] = {}
    for act in (*_decided(document), *_replaced(document)):
        found.setdefault((act.number, act.issued_on), act)
    return tuple(found.values())


def _decided(document: DocumentText) -> Iterator[Act]:
    page = document.layouts[0] if document.layouts else None
    title = find_title(page) if page else None
    if page is None or title is None or title.name not in _DECIDES:
        return
    # More rows than the abstract has: what it says ends before the recitals, wherever its lines break.
    if below := page.rows[title.last_row + 1 :][:_ABSTRACT_ROWS]:
        abstract = join(passage for row in below for passage in row)
        if verb := _IN_ABSTRACT.search(abstract.folded):
            yield from _named(abstract, verb.end(), _VERBS[verb["verb"]], "abstract")
    for layout in document.layouts:
        if layout.flow:
            for verb in _IN_ARTICLE.finditer(layout.flow.folded):
                yield from _named(layout.flow, verb.end(), _VERBS[verb["verb"]], "article")


def _replaced(document: DocumentText) -> Iterator[Act]:
    for layout in document.layouts:
        if layout.flow:
            for words in _REPLACES.finditer(layout.flow.folded):
                yield from _named(layout.flow, words.end(), ValidityState.REPLACED, "replaces")


def _named(text: Passage, begin: int, state: ValidityState, rule: str) -> Iterator[Act]:
    """The papers that a verb governs: those named by number and day before the sentence turns to something else."""
    end = min(begin + _REACH, len(text.folded))
    if stop := _STOP.search(text.folded, begin, end):
        end = stop.start()
    marks = list(_NUMBER.finditer(text.folded, begin, end))
    for mark, upto in zip(marks, [*(after.start() for after in marks[1:]), end], strict=False):
        if _NO_PAPER.search(text.folded[max(0, mark.start() - _BEFORE) : mark.start()]):
            continue
        number = read_number(text.plain(mark.end(), upto), bare=True)
        if number is None or number.repaired or _may_be_a_person(number.value):
            continue
        behind = text.at(mark.end()) + number.end
        words = text.text[behind : min(text.at(upto), behind + _DAY_WITHIN)]
        day = next((day for day in find_dates(words) if not day.repaired), None)
        piece = text.cut_text(text.at(mark.end()), behind + day.end) if day else None
        if day and piece:
            issuer = _ISSUER.search(text.folded, mark.end(), upto)
            agency = text.plain(issuer.start("agency"), issuer.end("agency")) if issuer else ""
            yield Act(state, number.value, day.value, agency, piece, rule)


def _may_be_a_person(number: str) -> bool:
    return number.isdigit() and len(number) in (9, 12)
