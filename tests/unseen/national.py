"""National result types that no sample renders: drawn once by seed, worded as the heads of their papers are."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from digitize.catalogue.catalogue import load
from digitize.vietnamese.text import nfc, squeeze
from tests.unseen.people import DATA, rows

PROCEDURES = Path(__file__).parents[3] / "shared" / "data" / "procedures_national.jsonl.gz"
_FORM = re.compile(
    r"[,:;]?\s*\(?\s*(theo\s+)*(theo\s+)?mẫu\s+(số\s+)?\S*\d.*$|[,;]?\s*\(?(được\s+)?ban hành kèm theo.*$"
    r"|\s*\((Mẫu|mẫu|theo mẫu|kèm theo)[^)]*\)?",
    re.IGNORECASE,
)
_NO_PAPER = re.compile(r";|/| hoặc |\bmẫu\b|:|\bcủa thủ tục\b|^.{0,18}$", re.IGNORECASE)
_KIND = re.compile(
    r"(Quyết định|Văn bản|Công văn|Thông báo|Giấy phép|Giấy chứng nhận|Giấy xác nhận|Giấy đăng ký|Chứng chỉ|Trích lục"
    r"|Biên bản|Giấy thông báo|Giấy công nhận|Phiếu xác nhận|Thẻ)\s+(.+)$"
)
# What offices leave out of a heading, as the head of the paper or its body says it.
_LEFT_OUT = tuple(
    map(
        re.compile,
        (
            r" thuộc thẩm quyền( cấp)?( giấy phép)?( của)? .*$",
            r" (cấp tỉnh|cấp bộ|cấp xã|cấp huyện)$",
            r" theo (quy định|Nghị định|Thông tư|Luật) .*$",
            r" trên địa bàn .*$",
            r" (trong|đối với) (các )?trường hợp .*$",
            r"\s*\([^()]*\)",
            r" (tại|ở|của) Việt Nam$",
            r"(?<=\S{3}), (?!bổ sung)[^,]{4,40}(?= và )",
            r"(?<=.{34}) (của|tại|đối với|cho) [^,]{8,60}$",
        ),
    )
)
_AUTHORITY = _LEFT_OUT[:2]
_FEWEST, _MOST, _LEFT = 4, 42, 0.6


@dataclass(frozen=True, slots=True)
class National:
    """A result type of the national list.

    Attributes:
        code: Its code, or one of those with this name.
        name: As published.
        kind: First words of the name: what paper it is.
        rest: The others, without the number of the form.
        agency: Who decides, as published.
    """

    code: str
    name: str
    kind: str
    rest: str
    agency: str


def core(name: str) -> str:
    """A published name without its list mark, the number of its form and closing signs."""
    plain = re.sub(r"^(-|\+|[a-zđ]\))\s*", "", squeeze(nfc(name)))
    return _FORM.sub("", plain).strip(" .;,/:-")


@cache
def usable() -> tuple[National, ...]:
    """Those that name one paper, in the order of their codes; what the samples render is not among them."""
    known = load().result_types
    listed = (DATA / "sampled.txt").read_text(encoding="utf-8").split()
    sampled = {_key(core(known[code].name)) for code in listed}
    found: dict[str, National] = {}
    with gzip.open(PROCEDURES, "rt", encoding="utf-8") as source:
        for line in source:
            procedure = json.loads(line)
            for result in procedure["results"]:
                shape = _KIND.fullmatch(core(result["name"]))
                code = result["code"].strip()
                if (
                    not shape
                    or code not in known
                    or code in found
                    or _key(shape[0]) in sampled
                    or _NO_PAPER.search(shape[0])
                ):
                    continue
                if _FEWEST <= len(shape[0].split()) <= _MOST:
                    found[code] = National(code, result["name"], shape[1], shape[2], squeeze(procedure["agency"]))
    return tuple(found[code] for code in sorted(found))


def drawn(seed: int, count: int) -> tuple[National, ...]:
    """So many of them; a longer draw begins with the shorter one."""
    pool = list(usable())
    random.Random(f"unseen/national/{seed}").shuffle(pool)
    return tuple(pool[:count])


@dataclass(frozen=True, slots=True)
class Wording:
    """How one office words a heading.

    Attributes:
        text: The rest of the name as worded.
        codes: All result types whose names are the same text once the same parts are left out.
        as_published: No word of the name was changed, as short names are often printed as they are.
    """

    text: str
    codes: tuple[str, ...]
    as_published: bool


def wording(national: National, rng: random.Random) -> Wording:
    """Written by hand where it was; else parts are left out and abbreviations put in, as offices do."""
    written = next((row["text"] for row in rows("reworded.csv") if row["code"] == national.code), None)
    left_out = _AUTHORITY if written else [cut for cut in _LEFT_OUT if rng.random() < _LEFT]
    text = _cut(national.rest, left_out)
    whole = _key(f"{national.kind} {text}")
    codes = {code for code, name in _cores() if _key(_whole_cut(name, left_out)) == whole}
    if written:
        text = written
    else:
        for swap in rows("swaps.csv"):
            if rng.random() < float(swap["chance"]):
                text = text.replace(swap["usual"], swap["office"])
    return Wording(squeeze(text), tuple(sorted(codes | {national.code})), _key(text) == _key(national.rest))


def _whole_cut(name: str, cuts: Iterable[re.Pattern[str]]) -> str:
    shape = _KIND.fullmatch(name)
    return f"{shape[1]} {_cut(shape[2], cuts)}" if shape else name


def _cut(text: str, cuts: Iterable[re.Pattern[str]]) -> str:
    for cut in cuts:
        shorter = cut.sub("", text).strip(" ,;")
        if len(shorter.split()) >= _FEWEST - 1:
            text = shorter
    return text


@cache
def _cores() -> tuple[tuple[str, str], ...]:
    return tuple((code, core(kind.name)) for code, kind in load().result_types.items())


def _key(text: str) -> str:
    """Letters and digits alone: a comma more or less is the same text."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())
