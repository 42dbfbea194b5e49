"""Owners named in sentences: «ông Nguyễn Văn An, sinh ngày …, CCCD số …», «Công ty TNHH …, mã số thuế …».

Decisions, notices and letters have no labels. A name counts behind a form of address, or as an organisation by its
first words; what stands behind it until the next name speaks of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from digitize.catalogue.identifiers import OwnerKind, parse_owner_number
from digitize.classify.document import Passage, Piece
from digitize.errors import BadOwnerNumber
from digitize.vietnamese.dates import find_dates
from digitize.vietnamese.names import has_surname, leading_name, normal_name
from digitize.vietnamese.text import squeeze

# «địa chỉ Nguyễn Huệ» is a street.
_ADDRESSED = re.compile(
    r"(?<!\w)(?<!dia )(?:ong|ba|anh|chi|chau|em)(?: ?\( ?(?:ba|ong) ?\)| ?/ ?(?:ba|ong))? ?:? (?=\S)"
)
_FIRM = re.compile(
    r"(?<!\w)(?:cong ty (?:tnhh|cp|co phan|trach nhiem|hop danh|luat)|doanh nghiep tu nhan|dntn|ho kinh doanh|"
    r"hop tac xa|chi nhanh cong ty|cua hang|nha thuoc|nha hang|quan an|dai ly|phong kham|"
    r"trung tam (?:giao duc|dao tao|ngoai ngu))"
)
# A firm's name ends where its description begins.
_FIRM_ENDS = re.compile(
    r"[,;:()\"“”]|\.(?:\s|$)| (?:dia chi|ma so|mst|co (?:dia|tru|ma)|do (?:ong|ba)|tai |da |duoc |thuc hien|de nghi|"
    r"xin |ngay |theo |nop |nhan |de |voi |vi |phai |khong |so (?:cccd|cmnd|[0-9])|tru so|dien thoai)"
)
_CITIZEN = (
    r"(?:so\s+)?(?:the\s+)?(?:can cuoc(?: cong dan)?|cccd|cmnd|cmtnd|cmt|chung minh nhan dan|so dinh danh(?: ca nhan)?|"
    r"dinh danh ca nhan|giay to tuy than)"
)
_TAX = (
    r"(?:ma so (?:thue|doanh nghiep|dn|hkd|ho kinh doanh|hop tac xa)|mst|"
    r"giay (?:chung nhan )?dang ky (?:doanh nghiep|kinh doanh))"
)
_MARKS = {
    OwnerKind.CITIZEN: re.compile(rf"(?<!\w){_CITIZEN}[^0-9;]{{0,30}}"),
    OwnerKind.TAX: re.compile(rf"(?<!\w){_TAX}[^0-9;]{{0,20}}"),
}
# Nothing may be glued to the digits: what looks like a mark there was a digit once.
DIGITS = re.compile(r"(?<![^\s:(/])[0-9](?:[ .]?[0-9]){8,12}(?:-[0-9]{3})?(?=[\s,.;:)/]|$)")
_BORN = re.compile(r"sinh\s*(?:ngay|nam)?[ :]*(?:ngay )?")
_SOMEBODY_ELSE = re.compile(
    r"(?<!\w)(?:nguoi|cha|me|vo|chong|con|ong|ba|ho (?:va |chu dem )?ten|ho,|dai dien|chu (?:ho|co so|dau tu)|ben|"
    r"giam doc|noi nhan|cong ty|ho kinh doanh)(?!\w)"
)
_REACH = 260
"""Letters behind a name in which its numbers stand."""
_FEWEST_WORDS = 3
_LONGEST_NAME = 6
_OWN_NAME = 20
"""Letters of a name, in which words stand that else begin another."""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named in a text.

    Attributes:
        at: Where the name begins in the folded text.
        name: Normalised.
        piece: Where it stands.
        firm: Whether it is an organisation.
        birth: Day of birth in ISO 8601, and where it stands.
        number: Number, its kind, and where it stands.
    """

    at: int
    name: str
    piece: Piece
    firm: bool
    birth: tuple[str, Piece] | None = None
    number: tuple[str, OwnerKind, Piece] | None = None


def find_named(flow: Passage) -> tuple[Named, ...]:
    """Everybody named in a page's text, in order, each once."""
    starts = sorted([*_persons(flow), *_numbered(flow), *_firms(flow)], key=lambda one: one.at)
    found: dict[str, Named] = {}
    for place, one in enumerate(starts):
        until = starts[place + 1].at if place + 1 < len(starts) else len(flow.folded)
        whole = _described(flow, one, min(until, one.at + _REACH))
        known = found.get(one.name)
        if known is None or (known.number is None and whole.number is not None):
            found[one.name] = whole
    return tuple(found.values())


def number_behind(flow: Passage, at: int, *, firm: bool) -> tuple[str, OwnerKind, Piece] | None:
    """The number of whom a text names at a place, before it speaks of somebody else."""
    # Not the first words of the name itself.
    other = _SOMEBODY_ELSE.search(flow.folded, at + _OWN_NAME)
    until = min(other.start() if other else len(flow.folded), at + _REACH)
    return _number(flow, OwnerKind.TAX if firm else OwnerKind.CITIZEN, at, until)


def _persons(flow: Passage) -> Iterator[Named]:
    for match in _ADDRESSED.finditer(flow.folded):
        rest = flow.plain(match.end(), match.end() + 60)
        name = leading_name(rest)
        if not name or not has_surname(name) or _FIRM.match(flow.folded, match.end()):
            continue
        begin = flow.at(match.end())
        begin += rest.find(name.split()[0])
        if piece := flow.cut_text(begin, begin + len(name)):
            yield Named(match.end(), normal_name(name), piece, firm=False)


def _numbered(flow: Passage) -> Iterator[Named]:
    """Names without a form of address, right before a number: «của Mai Ánh My (CCCD …)»."""
    for match in _MARKS[OwnerKind.CITIZEN].finditer(flow.folded):
        before = flow.text[: flow.at(match.start())].rstrip(" (,:")
        words = before.split(" ")[-_LONGEST_NAME:]
        for start in range(len(words)):
            name = " ".join(words[start:])
            if leading_name(name) == name and has_surname(name):
                end = len(before)
                if piece := flow.cut_text(end - len(name), end):
                    yield Named(match.start() - 1, normal_name(name), piece, firm=False)
                break


def _firms(flow: Passage) -> Iterator[Named]:
    for match in _FIRM.finditer(flow.folded):
        if not flow.plain(match.start(), match.start() + 1).isupper():
            continue
        end = _FIRM_ENDS.search(flow.folded, match.end())
        until = min(end.start() if end else len(flow.folded), match.start() + 120)
        piece = flow.cut(match.start(), until)
        if piece and len(piece.raw.split()) >= _FEWEST_WORDS:
            yield Named(match.start(), squeeze(piece.raw), piece, firm=True)


def _described(flow: Passage, one: Named, until: int) -> Named:
    birth = None if one.firm else _birth(flow, one.at, until)
    number = _number(flow, OwnerKind.TAX if one.firm else OwnerKind.CITIZEN, one.at, until)
    return Named(one.at, one.name, one.piece, one.firm, birth, number)


def _birth(flow: Passage, start: int, until: int) -> tuple[str, Piece] | None:
    for match in _BORN.finditer(flow.folded, start, until):
        text = flow.plain(match.end(), until)
        day = next(iter(find_dates(text)), None)
        if day and day.start <= 1 and not day.repaired:
            begin = flow.at(match.end())
            if piece := flow.cut_text(begin + day.start, begin + day.end):
                return day.value.isoformat(), piece
    return None


def _number(flow: Passage, kind: OwnerKind, start: int, until: int) -> tuple[str, OwnerKind, Piece] | None:
    """The first number of a kind behind a mark of it; one of another length is none, since a digit may be lost."""
    for match in _MARKS[kind].finditer(flow.folded, start, until):
        begin = flow.at(match.end())
        digits = DIGITS.match(flow.text, begin)
        if digits is None:
            continue
        try:
            number = parse_owner_number(digits[0])
        except BadOwnerNumber:
            continue
        fits = number.kind is OwnerKind.TAX if kind is OwnerKind.TAX else number.kind is not OwnerKind.TAX
        if fits and (piece := flow.cut_text(digits.start(), digits.end())):
            return number.value, number.kind, piece
    return None
