"""Names of people: one normal form to keep, one key to compare."""

from __future__ import annotations

import re

from digitize.vietnamese.text import fold, squeeze

_TITLE = re.compile(
    r"^(?:(?:ông|bà|anh|chị|ths|ts|pgs|gs|bs|ks)\s*(?:[./,(]\s*(?:ông|bà|anh|chị)\s*\)?)?\s*[.:/]?\s+)+", re.IGNORECASE
)
# A name is letters, with a hyphen or an apostrophe in names of ethnic minorities and foreigners (Y-Bhiu, H'Hen).
_SYLLABLE = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
_EDGE = " .,:;…·_-–—|*\"'“”()[]"
_FEWEST, _MOST = 2, 7
# The surnames that cover nearly all Vietnamese people, folded since reading loses accents. A name without one is
# possible, only less certain.
_COMMON = """
    an au bach banh bui cai cam can cao cat chau che chu chung co cu cung dai dam dan dang danh dao dau dien diep
    dieu dinh do doan doi dong du duong giang giap h ha han hang ho hoang hong hua huynh kha khang khong khuat khuc
    kien kieu kim la lai lam le lo loc lu luc luong luu ly ma mac mai man manh mong nghiem ngo ngoc nguyen ninh nong
    ong pham phan phi pho phung phuong quach quan sam son ta tang tao thach thai tham than thang thi thieu tieu to
    ton tong tra tran trang trieu trinh truong tu tuong ung van vang vi vien vo vu vuong y
"""
SURNAMES = frozenset(_COMMON.split())
"""Folded surnames that cover nearly all Vietnamese people."""


def strip_title(text: str) -> str:
    """The text without a form of address (Ông, Bà, ThS. …) before it and without marks around it."""
    return _TITLE.sub("", squeeze(text).strip(_EDGE)).strip(_EDGE)


def normal_name(text: str) -> str:
    """The form in which a name is kept: each syllable with a capital, single spaces, no form of address.

    ``Ông NGUYỄN  VĂN AN`` and ``Nguyễn văn An`` both give ``Nguyễn Văn An``.
    """
    return " ".join(_capital(part) for part in strip_title(text).split())


def _capital(syllable: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda part: part[0][:1].upper() + part[0][1:].lower(), syllable)


def name_key(text: str) -> str:
    """The key under which names are the same whatever their accents and capitals."""
    return fold(normal_name(text))


def is_name(text: str) -> bool:
    """Whether a text has the shape of a person's full name: two to seven syllables of letters, each capitalised."""
    syllables = strip_title(text).split()
    return _FEWEST <= len(syllables) <= _MOST and all(
        _SYLLABLE.fullmatch(part) and part[0].isupper() for part in syllables
    )


def leading_name(text: str) -> str:
    """The person's name a text begins with, as written and without a form of address; empty where it begins with none.

    The name ends at the first mark or small letter, and where capitals turn to mixed case (``NGUYỄN VĂN AN Giới …``).
    """
    syllables: list[str] = []
    for part in strip_title(text).split():
        syllable = part.strip(_EDGE)
        fits = _SYLLABLE.fullmatch(syllable) and syllable[0].isupper()
        # A syllable of one letter («Ý») is a capital either way and says nothing of the rest.
        long = [one for one in (*syllables, syllable) if len(one) > 1]
        if not fits or (syllables and len({one.isupper() for one in long}) > 1):
            break
        syllables.append(syllable)
        if part[-1] in _EDGE:
            break
    return " ".join(syllables) if _FEWEST <= len(syllables) <= _MOST else ""


def has_surname(text: str) -> bool:
    """Whether a name begins with a common Vietnamese surname (accents do not count, since reading loses them)."""
    return name_key(text).split(" ")[0] in SURNAMES
