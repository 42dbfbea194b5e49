"""Who signed, and as what: the block above the name at the end of a paper.

Source: Decree 30/2020/NĐ-CP, annex I, part II, section II, 7: authority («TM.», «KT.», «TL.», «TUQ.», «Q.»), office,
signature, full name. The seal lies over about a third of the signature, so marks and scraps of text between office and
name are passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from digitize.classify.document import Layout, Passage, Piece
from digitize.vietnamese.names import has_surname, is_name

_AUTHORITY = re.compile(r"^\(?(?:tm|kt|tl|tuq|q)\b\s*[.,]")
_OFFICE = re.compile(
    r"^\(?(?:pho )?(?:chu tich(?: ubnd| uy ban nhan dan)?\b.{0,40}|(?:tong )?giam doc|(?:tong |chi )?cuc truong|"
    r"truong phong|truong ban(?: chi dao)?|chanh van phong|chanh thanh tra|hieu truong|vien truong|vu truong|"
    r"hat truong|bo truong|thu truong|thu tuong(?: chinh phu)?|truong cong an\b.{0,30}|chanh an|truong doan|"
    r"tong bien tap|cong chuc tu phap.{0,20})(?: \(.*\))?\)?[.,;:]?$"
)
# An office read with a wrong letter is still no name.
_OFFICES = ("chu tich", "giam doc", "cuc truong", "truong phong", "truong ban", "chanh van phong", "chanh thanh tra")
_OFFICE_LIKE = 80.0
# «CHÁNH VĂN PHÒNG» of which the seal hides a word is no name, either.
_OF_OFFICE = re.compile(r"van phong|giam d|chu tich|truong phong|cuc truong|chi cuc|\bpho\b|\bho gi|thu truong|uy ban")
_ANCHOR = re.compile(r"^nguoi (?:ky|cap)\b")
_SIGNED = re.compile(r"^\W*(?:da ky|ky boi|ky ten|ky, |signed)")
# The name stands at most this many letter heights below the office: the room of signature and seal.
_REACH = 16.0
_LINE_GAP = 2.0


@dataclass(frozen=True, slots=True)
class Signature:
    """The block of the signer.

    Attributes:
        title: Authority and office, line by line; empty where none is printed.
        name: The full name.
        surname: Whether the name begins with a common Vietnamese surname.
    """

    title: tuple[Piece, ...]
    name: Piece
    surname: bool

    @property
    def office(self) -> str:
        """Authority and office in one line, as printed."""
        return " ".join(piece.raw for piece in self.title)


def find_signature(layouts: tuple[Layout, ...]) -> Signature | None:
    """The signer of a document: on the last page that has an office with a name below it."""
    for layout in reversed(layouts):
        passages = tuple(layout.passages())
        for index in range(len(passages) - 1, -1, -1):
            if _is_office(passages[index]) or _ANCHOR.match(passages[index].folded):
                found = _signature(passages, index)
                if found:
                    return found
    return None


def _is_office(passage: Passage) -> bool:
    small = passage.folded
    if passage.is_upper and (_AUTHORITY.match(small) or _OFFICE.match(small)):
        return True
    return len(passage.words) <= 4 and _like_office(small)


def _like_office(text: str) -> bool:
    plain = re.sub(r"^p\w{1,3} ", "", text)
    return any(fuzz.ratio(plain, office) >= _OFFICE_LIKE for office in _OFFICES)


def _signature(passages: tuple[Passage, ...], index: int) -> Signature | None:
    office = passages[index]
    name = _name_below(passages, index)
    if name is None:
        return None
    lines = [office] if _is_office(office) else []
    for above in reversed(passages[:index]):
        lowest = lines[-1] if lines else office
        if lowest.box.y0 - above.box.y1 > _LINE_GAP * lowest.letter_height:
            break
        if lines and above.over(lowest) and above.box.y1 <= lowest.box.y0 + 0.5 * lowest.letter_height:
            if not _continues(above):
                break
            lines.append(above)
    pieces = tuple(piece for line in reversed(lines) if (piece := line.whole()))
    whole = name.whole()
    return Signature(pieces, whole, has_surname(whole.raw)) if whole else None


def _continues(passage: Passage) -> bool:
    """Whether a line above the office belongs to it: an authority, an office, or a bracket on its own."""
    return passage.is_upper and (_is_office(passage) or passage.text.startswith("("))


def _name_below(passages: tuple[Passage, ...], index: int) -> Passage | None:
    office = passages[index]
    for passage in passages[index + 1 :]:
        distance = passage.box.y0 - office.box.y1
        if distance > _REACH * office.letter_height:
            return None
        if distance < -0.5 * office.letter_height or not passage.over(office):
            continue
        if _is_office(passage) or _SIGNED.match(passage.folded) or _OF_OFFICE.search(passage.folded):
            continue
        if is_name(passage.text):
            return passage
    return None
