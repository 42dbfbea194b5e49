"""The heading of a paper as Decree 30/2020 lays it out: agency, number, place and date, subject.

Source of the zones: Decree 30/2020/NĐ-CP, annex I, part II and its diagram. Sector forms keep agency and motto, and
often carry the number under the title and the date above the signature.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from digitize.classify.document import Layout, Passage, Piece, join
from digitize.classify.titles import Title
from digitize.classify.zones import (
    AGENCY,
    MOTTO,
    MOTTO_LIKE,
    NUMBER_MARK,
    is_agency,
    is_motto,
    starts_subject,
    title_blocks,
)
from digitize.vietnamese.dates import FoundDate, find_dates
from digitize.vietnamese.numbers import DocumentNumber, read_number

_OFFICE = re.compile(r"^(?:giam doc|chi cuc truong|truong phong|chu tich|cuc truong|thu truong)\s+(?=\S)")
_CERTIFIES = re.compile(r"\s+(?:chung nhan|cap|cap cho)\s*:?$")
# «Đồng Tháp, ngày 05 tháng 01 năm 2024» and no sentence: little stands before the day, and nothing behind it.
_DATE_LINE = re.compile(r"^[^0-9]{0,50}\d{1,2}\D{1,12}\d{1,2}\D{1,10}[0-9oOlI]{4}\W*$|^[^0-9]{0,50}[0-9/.-]{8,10}\W*$")
_OTHER_DAY = re.compile(r"sinh|birth|het han|expir|gia tri|hieu luc|den ngay|can cu|theo ")
_PERSONS = re.compile(r"[0-9]{9}|[0-9]{12}")
_ALONE = re.compile(r"[0-9][0-9.-]{1,12}[0-9]?[ .):]*")
_HEADING_HEIGHT = 0.45
_AGENCY_ROWS = 8
_SUBJECT_GAP = 1.6
_SCOPE_ROWS = 4
_MOST_SUBJECT_ROWS = 8


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the body of the first page.

    Attributes:
        agency: The agency's lines, the parent first.
        number: The document number and where it stands.
        dated: The date beside the place name and where it stands.
        subject: Lines of the abstract, below the title or behind «V/v».
        scope: Folded text from the top of the page to the end of the subject, and some lines more.
        addressed: Whether «Kính gửi» follows, as in official letters.
    """

    agency: tuple[Passage, ...]
    number: tuple[DocumentNumber, Piece] | None
    dated: tuple[FoundDate, Piece] | None
    subject: tuple[Passage, ...]
    scope: str
    addressed: bool


def read_heading(layout: Layout, title: Title | None) -> Heading:
    """The heading of a page.

    Args:
        layout: The document's first page with text.
        title: The title found on it, where there is one.
    """
    motto = _motto_row(layout)
    number_at, number = _number(layout, title)
    limit = title.first_row if title else _last_heading_row(layout)
    above = limit if number_at is None else min(limit, number_at)
    subject = _letter_subject(layout, number_at) or (_subject(layout, title) if title else ())
    last = title.last_row if title else limit
    scope = " ".join(part.folded for row in layout.rows[: last + _SCOPE_ROWS] for part in row)
    agency = _agency(layout, motto, above)
    # The agency's lines once more in one piece: row by row the motto stands between them.
    scope = " ".join((*(part.folded for part in agency), scope, *(part.folded for part in subject)))
    rows = layout.rows[: last + _MOST_SUBJECT_ROWS + len(subject)]
    return Heading(
        agency=agency,
        number=number,
        dated=_dated(layout, limit),
        subject=subject,
        scope=scope,
        addressed=any(part.folded.startswith("kinh gui") for row in rows for part in row),
    )


def certifying_agency(layout: Layout) -> Piece | None:
    """The agency in a line such as ``GIÁM ĐỐC SỞ … cấp`` or ``{AGENCY} CHỨNG NHẬN`` of a certificate."""
    for index, row in enumerate(layout.rows):
        for passage in row:
            if not passage.text[:12].isupper():
                continue
            office = _OFFICE.match(passage.folded)
            start = office.end() if office else 0
            if not AGENCY.search(passage.folded[start:]):
                continue
            end = _CERTIFIES.search(passage.folded)
            following = layout.rows[index + 1][0].folded if index + 1 < len(layout.rows) else ""
            if end:
                return passage.cut(start, end.start())
            if office and following.strip(" :") in ("chung nhan", "cap"):
                return passage.cut(start, len(passage.folded))
    return None


def has_motto(layout: Layout) -> bool:
    """Whether the national motto stands in the heading of a page."""
    return _motto_row(layout) is not None


def has_agency(layout: Layout) -> bool:
    """Whether a page begins with the name of an agency, on the left and in capitals."""
    rows = layout.rows[:_AGENCY_ROWS]
    return any(part.is_upper and part.middle < 0.55 * layout.width and is_agency(part) for row in rows for part in row)


def has_number_and_date(layout: Layout) -> bool:
    """Whether the line of the number and the line of place and date stand in the heading of a page."""
    number_at, _ = _number(layout, None)
    last = _last_heading_row(layout)
    return number_at is not None and number_at <= last and _dated(layout, last) is not None


def _motto_row(layout: Layout) -> int | None:
    for index, row in enumerate(layout.rows):
        if row[0].box.y0 > _HEADING_HEIGHT * layout.height:
            return None
        if any(fuzz.partial_ratio(MOTTO, part.folded) >= MOTTO_LIKE for part in row if len(part.words) > 3):
            return index
    return None


def _last_heading_row(layout: Layout) -> int:
    rows = [index for index, row in enumerate(layout.rows) if row[0].box.y0 <= _HEADING_HEIGHT * layout.height]
    return rows[-1] if rows else 0


def _number(layout: Layout, title: Title | None) -> tuple[int | None, tuple[DocumentNumber, Piece] | None]:
    limit = max(title.last_row + 4 if title else 0, 12)
    for index, row in enumerate(layout.rows[: limit + 1]):
        for place, passage in enumerate(row):
            mark = NUMBER_MARK.match(passage.folded)
            if not mark:
                continue
            found = _number_in(passage, mark.end())
            # A handwritten ordinal stands apart from its printed symbol: «Số:   05   /QĐ-UBND».
            if found is None and place + 1 < len(row):
                joined = join(row[place : place + 3])
                found = _number_in(joined, mark.end())
            if found is None and not any("/" in other.text for other in row[place + 1 :]):
                found = _alone(passage, mark.end())
            return index, found
    return None, None


def _number_in(passage: Passage, start: int) -> tuple[DocumentNumber, Piece] | None:
    return _placed(passage, start, read_number(passage.plain(start, len(passage.folded))))


def _alone(passage: Passage, start: int) -> tuple[DocumentNumber, Piece] | None:
    """A number without a symbol, as cards and certificates of civil status bear it; never that of a person."""
    text = passage.plain(start, len(passage.folded))
    if not _ALONE.fullmatch(text.strip()) or _PERSONS.fullmatch(re.sub(r"\D", "", text)):
        return None
    return _placed(passage, start, read_number(text, bare=True) or DocumentNumber(text.strip(" .):"), "", len(text)))


def _placed(passage: Passage, start: int, number: DocumentNumber | None) -> tuple[DocumentNumber, Piece] | None:
    offset = passage.at(start)
    piece = passage.cut_text(offset, offset + number.end) if number else None
    return (number, piece) if number and piece else None


def _dated(layout: Layout, limit: int) -> tuple[FoundDate, Piece] | None:
    for row in layout.rows[: limit + 1]:
        for passage in row:
            # Number and day may have been read as one line.
            alone = _DATE_LINE.search(passage.folded) or NUMBER_MARK.match(passage.folded)
            if not alone or _OTHER_DAY.search(passage.folded):
                continue
            for found in find_dates(passage.text):
                piece = passage.cut_text(found.start, found.end)
                # The date of a receipt stamp stands left, the one of the paper right of the middle.
                if piece and passage.box.x1 > layout.width / 2:
                    return found, piece
    return None


def _agency(layout: Layout, motto: int | None, limit: int) -> tuple[Passage, ...]:
    lines: list[Passage] = []
    for index, row in enumerate(layout.rows[:limit]):
        if motto is not None and index < motto - 2:
            continue
        for passage in row:
            if not passage.is_upper or is_motto(passage):
                continue
            left = passage.middle < 0.55 * layout.width
            if not left or (not lines and not is_agency(passage)):
                continue
            if lines and not passage.over(lines[-1]):
                continue
            lines.append(passage)
    return tuple(lines)


def _subject(layout: Layout, title: Title) -> tuple[Passage, ...]:
    """The abstract below a title, if no line in capitals stands between."""
    for block in title_blocks(layout):
        if block.lines[-1][0] == title.last_row:
            return tuple(passage for _, passage in block.subject)
    return ()


def _letter_subject(layout: Layout, number_at: int | None) -> tuple[Passage, ...]:
    if number_at is None:
        return ()
    lines: list[Passage] = []
    for row in layout.rows[number_at + 1 :][:_MOST_SUBJECT_ROWS]:
        passage = next((part for part in row if part.middle < 0.5 * layout.width), None)
        if not lines:
            if passage and starts_subject(passage):
                lines.append(passage)
            continue
        if passage is None or passage.folded.startswith("kinh gui") or not passage.over(lines[-1]):
            break
        if passage.box.y0 - lines[-1].box.y1 > _SUBJECT_GAP * lines[-1].letter_height:
            break
        lines.append(passage)
    return tuple(lines)
