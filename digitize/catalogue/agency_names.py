"""Names of agencies as they are printed, and which units they may mean.

A heading is taken apart into the names the tree knows: a unit and units above it. All of it must be accounted for;
a heading with a remainder names a unit that is not in the tree, and guessing its parent would be wrong.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from digitize.vietnamese.text import fold, nfc

_ABBREVIATIONS = {
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "tp": "thanh pho",
    "tx": "thi xa",
    "bvtv": "bao ve thuc vat",
    "attp": "an toan thuc pham",
    "atvstp": "an toan ve sinh thuc pham",
    "qlcl": "quan ly chat luong",
    "qldt": "quan ly do thi",
    "dkkd": "dang ky kinh doanh",
    "nn ptnt": "nong nghiep phat trien nong thon",
    "nnptnt": "nong nghiep phat trien nong thon",
    "ptnt": "phat trien nong thon",
    "nn mt": "nong nghiep moi truong",
    "nnmt": "nong nghiep moi truong",
    "tn mt": "tai nguyen moi truong",
    "tnmt": "tai nguyen moi truong",
    "gtvt": "giao thong van tai",
    "ld tb xh": "lao dong thuong binh xa hoi",
    "ldtb xh": "lao dong thuong binh xa hoi",
    "ldtbxh": "lao dong thuong binh xa hoi",
    "kh dt": "ke hoach dau tu",
    "khdt": "ke hoach dau tu",
    "kh cn": "khoa hoc cong nghe",
    "khcn": "khoa hoc cong nghe",
    "tt tt": "thong tin truyen thong",
    "tttt": "thong tin truyen thong",
    "gd dt": "giao duc dao tao",
    "gddt": "giao duc dao tao",
    "vh tt dl": "van hoa the thao du lich",
    "vhtt dl": "van hoa the thao du lich",
    "vhttdl": "van hoa the thao du lich",
    "vh tt": "van hoa thong tin",
    "vhtt": "van hoa thong tin",
    "vh xh": "van hoa xa hoi",
    "tc kh": "tai chinh ke hoach",
    "tckh": "tai chinh ke hoach",
    "kt ht": "kinh te ha tang",
    "ktht": "kinh te ha tang",
}
_ABBREVIATION = re.compile(r"\b(" + "|".join(sorted(map(re.escape, _ABBREVIATIONS), key=len, reverse=True)) + r")\b")

_SILENT = re.compile(
    r"\b(va|cua|thuoc|truc thuoc|uy ban nhan dan|chu tich|pho chu tich|giam doc|pho giam doc"
    r"|(pho )?chi cuc truong|(pho )?truong phong|tm|kt|tl|tuq)\b"
)
"""What says nothing about which unit is meant: joining words, a committee's own name, the signer's office."""

_PLACE = re.compile(r"^(tinh|thanh pho|thi xa|huyen|quan|phuong|xa|thi tran) (?=[a-z])")
_WARD = re.compile(r"\bp ?(?=\d)")
_LEADING_ZERO = re.compile(r"\b0+(?=\d)")
_MISREAD = {"0": "o", "1": "i", "5": "s"}
"""Digits that readers see in capital letters."""


def phrase(name: str) -> str:
    """A name as words to compare: folded, abbreviations written out, nothing that does not tell units apart."""
    words = " ".join(map(_repaired, re.findall(r"[a-z0-9]+", fold(name))))
    words = _ABBREVIATION.sub(lambda match: _ABBREVIATIONS[match.group()], words)
    words = _LEADING_ZERO.sub("", _WARD.sub("phuong ", words))
    return " ".join(_SILENT.sub(" ", words).split())


def _repaired(token: str) -> str:
    if token.isdigit() or token.isalpha() or re.fullmatch(r"p\d+", token):
        return token
    return "".join(_MISREAD.get(letter, letter) for letter in token)


def _spelled(name: str) -> str:
    """A name with its accents, in small letters: what tells ``Tân Thành`` from ``Tân Thạnh``."""
    words = re.findall(r"\w+", nfc(name).lower())
    return " ".join(words).removeprefix("ủy ban nhân dân ")


def _shorter(words: str) -> str:
    """A place's name without its rank: ``tinh dong thap`` → ``dong thap``; a numbered ward has no shorter name."""
    return _PLACE.sub("", words)


class NameFinder:
    """Finds the units a heading may mean.

    Args:
        lineages: By code, the names of the unit, of its parent, and so on up; each with its aliases.
    """

    def __init__(self, lineages: Mapping[str, Sequence[tuple[str, ...]]]) -> None:
        self._owners: defaultdict[str, list[str]] = defaultdict(list)
        self._short: defaultdict[str, list[str]] = defaultdict(list)
        self._spellings: dict[str, list[str]] = {}
        self._above: dict[str, list[str]] = {}
        for code, (own, *above) in lineages.items():
            for words in dict.fromkeys(map(phrase, own)):
                self._owners[words].append(code)
                if (short := _shorter(words)) != words:
                    self._short[short].append(code)
            self._spellings[code] = [_spelled(name) for name in own]
            self._above[code] = sorted(_contexts(above), key=len, reverse=True)

    def find(self, name: str) -> tuple[str, ...]:
        """Codes of the units that account for the whole name; in no order.

        Where units differ by accents only, those spelled as in the name win, if there are any.
        """
        heading = f" {phrase(name)} "
        found: dict[str, None] = {}
        for words, codes in self._owners.items():
            if words and f" {words} " in heading:
                rest = heading.replace(f" {words} ", "  ", 1)
                found.update((code, None) for code in codes if not self._remainder(rest, code))
        candidates = tuple(found or dict.fromkeys(self._short.get(heading.strip(), ())))
        spelled = f" {_spelled(name)} "
        exact = (code for code in candidates if any(f" {own} " in spelled for own in self._spellings[code]))
        return tuple(exact) or candidates

    def _remainder(self, rest: str, code: str) -> str:
        for words in self._above[code]:
            rest = rest.replace(f" {words} ", "  ", 1)
        return rest.strip()


def _contexts(above: Sequence[tuple[str, ...]]) -> Iterator[str]:
    for names in above:
        for words in map(phrase, names):
            yield words
            yield _shorter(words)
