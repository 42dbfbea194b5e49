"""Until when a paper says it is valid: a printed last day, «không thời hạn», a printed duration, or a day per row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from digitize.classify.document import DocumentText, Layout, Passage, Piece
from digitize.classify.terms import PRINTED_DURATION, end_of_term
from digitize.model import UNLIMITED, Box, PageReading
from digitize.vietnamese.dates import find_dates, find_durations, find_ranges
from digitize.vietnamese.text import fold

# Terms of other things than the paper (for a payment, an appointment, the use of land) are none of it.
_WHAT = (
    r"su dung(?! dat)|thi hanh|hanh nghe|hieu luc|lam viec|hoat dong|cong nhan|van chuyen|"
    r"(?:cua )?giay (?:phep|chung nhan)(?: nay)?"
)
_FORCE = rf"(?:(?:gia tri|hieu luc|thoi han)(?:\s+(?:{_WHAT}))?|han su dung(?! dat)|thoi gian (?:hoat dong|lam viec))"
_TO_DAY = r"(?:den|toi)(?:\s+het)?(?:\s+(?:ngay|n.ay|.gay|nga.))?(?:\s*/\s*(?:expires|expiry|valid until|until))?"
# «… có giá trị đến ngày», «Có hiệu lực đến hết ngày», «Ngày hết hạn:», «Valid until»: the date follows at once.
_LAST_DAY = re.compile(
    rf"(?:{_FORCE}[\s:,]*(?:tu ngay (?:ky|cap)\s+)?{_TO_DAY}|ngay\s+het\s+(?:han|hieu luc)|"
    r"het han(?:\s+vao)?(?:\s+ngay)?|valid\s+(?:until|to)|expiry\s+date)[\s:/]*"
)
_FROM_DAY = re.compile(rf"{_FORCE}[\s:,]*(?:ke\s+)?tu\s+(?=[a-z]{{0,5}}\s?[0-9])")
_ENDLESS = re.compile(
    rf"{_FORCE}[^.;:0-9]{{0,30}}[\s:]*(?:khong\s+(?:xac dinh\s+)?(?:co\s+)?thoi han|vo thoi han)|"
    r"(?:gia tri|hieu luc)[\s:]+(?:lau dai|vinh vien)|"
    r"(?<!hop dong )(?<!lao dong )khong\s+(?:xac dinh|gioi han|quy dinh|co)\s+"
    r"(?:thoi han|thoi gian|han su dung)|khong thoi han"
)
_TERM = re.compile(rf"{_FORCE}[^.;0-9]{{0,60}}?(?=[0-9])")
_COLUMN = re.compile(
    r"^(?:ngay|thoi)\s+(?:het han|han)(?:\s+(?:het han|su dung|hieu luc))?$|^co gia tri den(?:\s+ngay)?$"
)
# «Đồng Tháp, ngày …» above the signature ends a table, however near it stands.
_PLACE_AND_DATE = re.compile(r"[^\d,]+,\s*ngay\s")
_COUNTED = re.compile(r"(?:(?:ke|tinh)\w? )?tu\w?\s")
_OF_ISSUE = re.compile(r"\s*\w{3,5} (?:duoc )?(?:ky|cap)\b")
# «ngày», a translation and white space may stand between the words and the date, no more.
_NEAR = 12
_REACH = 60
_TABLE_GAP = 4.0


@dataclass(frozen=True, slots=True)
class Expiry:
    """A last day as the paper gives it.

    Attributes:
        value: ISO 8601, or ``unlimited``.
        piece: Where it stands.
        rule: Which rule found it.
        repaired: Whether letters were taken for digits.
    """

    value: str
    piece: Piece
    rule: str
    repaired: bool = False


def find_expiries(layouts: tuple[Layout, ...], issued_on: date | None) -> tuple[Expiry, ...]:
    """All last days a document gives, one for each row of a table, else at most one.

    Args:
        layouts: Its pages.
        issued_on: The day of issue, from which a printed duration counts; without it no duration is answered.

    Returns:
        Nothing where two sentences give different days: then a person must look.
    """
    for layout in layouts:
        if rows := tuple(_per_row(layout)):
            return rows
    flows = [layout.flow for layout in layouts if layout.flow]
    for rule in (_last_days, _ranges, _endless):
        found = [expiry for flow in flows for expiry in rule(flow)]
        if found:
            return (found[0],) if len({expiry.value for expiry in found}) == 1 else ()
    if issued_on is None:
        return ()
    counted = [expiry for flow in flows for expiry in _durations(flow, issued_on)]
    return (counted[0],) if len({expiry.value for expiry in counted}) == 1 else ()


def line_at(page: PageReading, box: Box) -> str:
    """What stands on the line of a page that runs through a box, from left to right.

    Args:
        page: As read.
        box: In the source frame of the page.
    """
    for layout in DocumentText((page,)).layouts:
        passages = [part for part in layout.passages() if _level(part.to_source.box(part.box), box)]
        return " ".join(part.text for part in sorted(passages, key=lambda part: part.box.x0))
    return ""


def _level(one: Box, other: Box) -> bool:
    shared = min(one.y1, other.y1) - max(one.y0, other.y0)
    return shared > 0.5 * min(one.height, other.height)


def _last_days(flow: Passage) -> Iterator[Expiry]:
    for match in _LAST_DAY.finditer(flow.folded):
        text = flow.plain(match.end(), match.end() + _REACH)
        offset = flow.at(match.end())
        first = next(iter(find_dates(text)), None)
        if first is None or first.start > _NEAR or re.search(r"\w{3,}", text[: first.start].replace("ngày", "")):
            continue
        if piece := flow.cut_text(offset + first.start, offset + first.end):
            yield Expiry(first.value.isoformat(), piece, "printed_date", first.repaired)


def _ranges(flow: Passage) -> Iterator[Expiry]:
    for match in _FROM_DAY.finditer(flow.folded):
        text = flow.plain(match.end(), match.end() + 2 * _REACH)
        offset = flow.at(match.end())
        for first, last in find_ranges(text)[:1]:
            piece = flow.cut_text(offset + last.start, offset + last.end)
            if piece and first.start < _NEAR:
                yield Expiry(last.value.isoformat(), piece, "printed_range", last.repaired)


def _endless(flow: Passage) -> Iterator[Expiry]:
    for match in _ENDLESS.finditer(flow.folded):
        if piece := flow.cut(match.start(), match.end()):
            yield Expiry(UNLIMITED, piece, "printed_unlimited")


def _durations(flow: Passage, issued_on: date) -> Iterator[Expiry]:
    for match in _TERM.finditer(flow.folded):
        # «trước khi hết hiệu lực 3 tháng» speaks of renewal, «hết hạn» of the past.
        if re.search(r"\b(?:truoc|het|con|qua)\b[^.;]{0,12}$", flow.folded[: match.start()]) or re.search(
            r"\b(?:truoc|den|gia han|it nhat|toi thieu)\b", match[0]
        ):
            continue
        text = flow.plain(match.end(), match.end() + _REACH)
        first = next(iter(find_durations(text)), None)
        if first is None or first.start > 0:
            continue
        # A duration may count from some other event («kể từ ngày khởi công»); only issue and signing are known here.
        rest = fold(text[first.end :]).lstrip(" ,")
        start = issued_on
        if not first.counted_from and (counted := _COUNTED.match(rest)):
            day = next(iter(find_dates(rest[counted.end() :])), None)
            if day and day.start < _NEAR and not day.repaired:
                start = day.value
            elif not _OF_ISSUE.match(rest, counted.end()):
                continue
        offset = flow.at(match.end())
        piece = flow.cut_text(offset + first.start, offset + first.end)
        if piece:
            yield Expiry(end_of_term(start, first.months).isoformat(), piece, PRINTED_DURATION)


def _per_row(layout: Layout) -> Iterator[Expiry]:
    for index, row in enumerate(layout.rows):
        head = next((part for part in row if len(row) > 1 and _COLUMN.match(part.folded.strip(" :"))), None)
        if head is None:
            continue
        above = head
        for below in layout.rows[index + 1 :]:
            cell = next((part for part in below if part.over(head) and find_dates(part.text)), None)
            if cell is None:
                # A cell of another column may run over several lines; a far gap ends the table.
                if below[0].box.y0 - above.box.y1 > _TABLE_GAP * head.letter_height:
                    break
                continue
            if _PLACE_AND_DATE.match(cell.folded):
                break
            found = find_dates(cell.text)[-1]
            if piece := cell.cut_text(found.start, found.end):
                yield Expiry(found.value.isoformat(), piece, "printed_row", found.repaired)
            above = cell
        return
