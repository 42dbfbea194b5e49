"""Where the title of a paper may stand: blocks of capitals above the body, apart from motto, agency and number.

Source of the zones: Decree 30/2020/NĐ-CP, annex I, part II and its diagram (national motto top right, agency top left,
number and day below, title in capitals in the middle). Sector forms set agency and title below each other as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from digitize.classify.document import Layout, Passage
from digitize.vietnamese.dates import find_dates

MOTTO = "cong hoa xa hoi chu nghia viet nam"
_TIEU_NGU = "doc lap - tu do - hanh phuc"
MOTTO_LIKE = 80.0
NUMBER_MARK = re.compile(
    r"^\(?(?:[s5][so]?[o06]|(?:so )?(?:giay phep|gcn|gp|giay chung nhan|chung chi)(?: so)?|so cap)"
    r"(?: ?/ ?(?:number|no)\.?)?\s*[:.;]+\s*|^so\s+(?=[0-9])"
)
AGENCY = re.compile(
    r"^(?:ubnd|uy ban|hdnd|hoi dong|so (?!yeu|ho khau)|chi cuc|cuc |phong |bo (?!sung|nhiem|tri)|"
    r"ban (?:quan ly|chi huy|chi dao|dan toc|to chuc|tuyen giao|noi chinh|thuong vu|giam doc)|tong cuc|van phong|"
    r"cong an\b|trung tam|truong |thanh tra|hat |don (?:cong|bien)|tinh (?!trang|hinh)|thanh pho |huyen |quan |"
    r"thi xa |thi tran |xa |phuong |dac khu |co quan |chinh phu|thu tuong|toa an|vien |kho bac|bao hiem|ngan hang|"
    r"doi (?!voi|moi|ten|chieu))"
)
# «PHƯƠNG ÁN» is a title, «PHƯỜNG AN BÌNH» an agency: folded they begin alike.
_NO_AGENCY = re.compile(r"^(?:phương án|hội đồng thẩm)", re.IGNORECASE)
HEAD = re.compile(
    r"^(?:giay|quyet|thong bao|phieu|chung (?:chi|nhan|thu)|bang|the|phu hieu|van ban|xac nhan|trich luc|hop dong|"
    r"to|don|ban|bien|bao cao|ke hoach|cong bo|quy|huong dan|so|danh sach|nghi quyet|ly lich|hoa don|lenh|thu)\b"
)
"""How titles begin, also those that no table knows."""
_OFFICE = re.compile(
    r"^(?:(?:tm|kt|tl|tuq)\b|(?:pho )?(?:tong )?(?:giam doc|chu tich|truong phong|cuc truong|chi cuc truong|bo truong|"
    r"thu truong|hieu truong|truong ban|chanh van phong))\b"
)
_BODY = re.compile(r"^(?:can cu|kinh gui|dieu \d|xet (?:de|don|to|ho))")
_SUBJECT_MARK = re.compile(r"^v\s?/\s?v\b|^ve viec\b")
_NO_SUBJECT = re.compile(
    r"^(?:can cu|xet |theo |kinh gui|dieu \d|[1i]\s?[.)]|phan |cap cho|cho phep|chung nhan|"
    r"thuc hien (?:nghi|quyet|cong|chi|ke|thong)|ngay \d|mau |\(mau |[-+*•])|:\s*$|^[^:]{3,40}:\s"
)
_ZONE = 0.65
_LINE_GAP, _AGENCY_GAP, _SUBJECT_GAP = 2.2, 1.8, 1.6
_MOST_LINES, _MOST_SUBJECT_ROWS = 5, 8
_CENTRED, _WIDE = 0.08, 0.78

Placed = tuple[int, Passage]
"""A passage with the index of its row."""


@dataclass(frozen=True, eq=False)
class Block:
    """Lines in capitals that may be a title, and lines below that may be its subject.

    Attributes:
        lines: At least one.
        subject: Possibly none.
    """

    lines: tuple[Placed, ...]
    subject: tuple[Placed, ...]


def is_motto(passage: Passage) -> bool:
    """Whether a passage is the national motto or the line below it."""
    return (
        fuzz.partial_ratio(MOTTO, passage.folded) >= MOTTO_LIKE or fuzz.ratio(_TIEU_NGU, passage.folded) >= MOTTO_LIKE
    )


def is_agency(passage: Passage) -> bool:
    """Whether a passage begins as names of agencies do."""
    return AGENCY.search(passage.folded) is not None and _NO_AGENCY.search(passage.text) is None


def starts_subject(passage: Passage) -> bool:
    """Whether a passage begins as abstracts do."""
    return _SUBJECT_MARK.match(passage.folded) is not None


def title_blocks(layout: Layout) -> tuple[Block, ...]:
    """The blocks in which a title may stand, from top to bottom."""
    agencies: list[Passage] = []
    blocks: list[Block] = []
    taken: set[int] = set()
    for index, row in enumerate(layout.rows):
        if row[0].box.y0 > _ZONE * layout.height or (blocks and any(_BODY.search(part.folded) for part in row)):
            break
        for passage in row:
            if id(passage) in taken or not passage.is_upper or _is_furniture(passage):
                continue
            if _is_of_agency(passage, agencies):
                agencies.append(passage)
                continue
            block = _block(layout, index, passage)
            taken.update(id(part) for _, part in block.lines)
            blocks.append(block)
    return tuple(blocks)


def _is_furniture(passage: Passage) -> bool:
    """Whether a line in capitals is no title: motto, number, office of the signer, or a label with its value."""
    label, colon, _ = passage.text.partition(":")
    return (
        is_motto(passage)
        or NUMBER_MARK.match(passage.folded) is not None
        or _OFFICE.match(passage.folded) is not None
        or (bool(colon) and any(letter.islower() for letter in label[1:]))
    )


def _is_of_agency(passage: Passage, agencies: list[Passage]) -> bool:
    """Whether a line names an agency, or goes on where the one above it did not end: «SỞ VĂN HÓA», «VÀ DU LỊCH»."""
    if is_agency(passage):
        return True
    last = agencies[-1] if agencies else None
    if last is None or passage.box.y0 - last.box.y1 > _AGENCY_GAP * last.letter_height or not passage.over(last):
        return False
    short = len(passage.words) <= 2 and passage.box.width < last.box.width and not HEAD.match(passage.folded)
    return short or passage.folded.startswith(("va ", "- "))


def _block(layout: Layout, index: int, passage: Passage) -> Block:
    lines = [(index, passage)]
    for below in range(index + 1, min(index + _MOST_LINES, len(layout.rows))):
        last = lines[-1][1]
        following = next((part for part in layout.rows[below] if part.is_upper and part.over(last)), None)
        if following is None or following.box.y0 - last.box.y1 > _LINE_GAP * last.letter_height:
            break
        if _is_furniture(following) or is_agency(following):
            break
        lines.append((below, following))
    return Block(tuple(lines), tuple(_subject(layout, lines)))


def _subject(layout: Layout, lines: list[Placed]) -> Iterator[Placed]:
    """Lines below a title in its middle; the line of the number or the day may stand between."""
    last_row, title = lines[-1]
    last, found = title, 0
    for below in range(last_row + 1, min(last_row + 1 + _MOST_SUBJECT_ROWS, len(layout.rows))):
        row = layout.rows[below]
        if not found and all(_is_number_or_day(part) for part in row):
            last = row[0]
            continue
        passage = min(row, key=lambda part: abs(part.middle - title.middle))
        centred = abs(passage.middle - title.middle) < _CENTRED * layout.width
        gap = passage.box.y0 - last.box.y1
        limit = _SUBJECT_GAP if found else _LINE_GAP
        far = gap > limit * max(last.letter_height, title.letter_height)
        plain = any(letter.isalnum() for letter in passage.text)
        # Lines of the body reach from margin to margin.
        wide = passage.box.width > _WIDE * layout.width and not starts_subject(passage)
        if not plain or not centred or far or wide or passage.is_upper or _is_no_subject(passage):
            return
        yield below, passage
        last, found = passage, found + 1


def _is_number_or_day(passage: Passage) -> bool:
    return NUMBER_MARK.match(passage.folded) is not None or (
        bool(find_dates(passage.text)) and len(passage.words) < 12 and "ngay" in passage.folded
    )


def _is_no_subject(passage: Passage) -> bool:
    if starts_subject(passage):
        return False
    return _NO_SUBJECT.search(passage.folded) is not None or (passage.text[0].isupper() and is_agency(passage))
