"""First pages of papers of the national list, for retrieval: heading, head and enough beside them to look like one."""

from __future__ import annotations

import random
import re
from functools import partial
from pathlib import Path

from digitize.samples.render import SampleLevel
from tests.unseen.compose import Document, Truth, compose
from tests.unseen.layouts import Layout
from tests.unseen.misreading import misread
from tests.unseen.national import National, drawn, wording
from tests.unseen.people import rows
from tests.unseen.scanning import render_all

COUNT, SEED, MISREAD = 300, 2611, 0.02
_NUMBERS = {
    "Quyết định": "{n}/QĐ-{sym}",
    "Thông báo": "{n}/TB-{sym}",
    "Văn bản": "{n}/{sym} | {n}/{sym}-QLN | {n}/{sym}-PC",
    "Công văn": "{n}/{sym} | {n}/{sym}-TTHC",
    "Giấy phép": "{n}/GP-{sym} | {n}/GP",
    "Giấy chứng nhận": "{n}/GCN-{sym} | {n4}/GCN",
    "Giấy xác nhận": "{n}/GXN-{sym}",
    "Chứng chỉ": "{d6}/CC-{sym} | {n4}",
}
_LETTERS = ("Văn bản", "Công văn")
_BROKEN = 46


def heading(seed: int, number: int) -> tuple[str, Document]:
    """Document ``number`` of the draw: the key of its scan, its page and truth."""
    national = drawn(seed, number + 1)[number]
    key = f"unseen/heading/{seed}/{number}"
    rng = random.Random(key)
    worded = wording(national, rng)
    lines = _lines(national, worded.text, rng)
    refusal = bool(re.match(r"(từ chối|không|chưa)", worded.text))
    settings = {
        "kind": "refusal" if refusal else "result",
        "type": national.kind,
        "issuer": _issuer(national),
        "owners": "org" if any("{org." in line for line in lines) else "owner",
        "number": _NUMBERS.get(national.kind, "{n}/{sym}"),
        "years": "2025-2026",
        "extra": "none",
    }
    made = compose(Layout("heading", national.kind, settings, tuple(lines)), key)
    text = "\n".join(made.truth["pages"])
    truth = {
        **made.truth,
        "code": national.code,
        "result_types": list(worded.codes),
        "published": national.name,
        "as_published": worded.as_published,
        "misread": misread(text, MISREAD, random.Random(f"{key}/misread")),
    }
    return key, Document(made.sheets, truth)


def render_headings(folder: Path, count: int, seed: int, level: SampleLevel, jobs: int = 1) -> list[Truth]:
    """Writes the first ``count`` of the draw as scans, and ``truth.jsonl``; gives the truth."""
    return render_all(folder, range(count), partial(heading, seed), level, jobs)


def _issuer(national: National) -> str:
    """Who signs such a paper: by the agency of the list, else by the ministry in the code."""
    said = f"{national.agency} {national.code}"
    return next(row["key"] for row in rows("issuers.csv") if re.search(row["pattern"], said))


def _lines(national: National, text: str, rng: random.Random) -> list[str]:
    """The paper in the words of the layouts' files."""
    who = rng.choice(("{org.name}", "{org.name}", "{owner.ong} {owner.name}"))
    if national.kind in _LETTERS:
        return [*_letter(text, who, rng), "< Nơi nhận:", "< - Như trên;", "< - Lưu: VT.", "^sign"]
    if national.kind in ("Quyết định", "Thông báo"):
        body = _decision(national.kind, text, who, rng)
    else:
        body = _certificate(national.kind, text, who, rng)
    return [*body, "< Nơi nhận:", "< - Như trên;", "< - Lưu: VT, HS.", "^sign"]


def _letter(text: str, who: str, rng: random.Random) -> list[str]:
    concern = rng.choice((text, f"{text} của {who}", f"{text} cho {who}"))
    return [
        f"^two V/v {concern}",
        f"> Kính gửi: {who}",
        f"~ Phúc đáp đề nghị của {who} ngày {{past:dmy}}, {{agency}} có ý kiến như sau:",
        "~ Căn cứ hồ sơ và kết quả thẩm định, nội dung đề nghị được giải quyết theo quy định hiện hành.",
        "~ Đề nghị thực hiện đầy đủ các nghĩa vụ liên quan và báo cáo khi có thay đổi./.",
    ]


def _decision(kind: str, text: str, who: str, rng: random.Random) -> list[str]:
    concern = re.sub(r"^(về việc|v/v) ", "", text)
    opening = rng.choice(("Về việc ", "Về việc ", "V/v ", ""))
    added = rng.choice(("", f" {rng.choice(('cho', 'đối với'))} {who}"))
    lines = _broken(f"{opening}{concern if opening else concern[0].upper() + concern[1:]}{added}")
    marks = ["!"] * (len(lines) - 1) + ["!!"]
    head = ["^two", f"# {kind.upper()}", *(f"{mark} {line}" for mark, line in zip(marks, lines, strict=True))]
    if kind == "Thông báo":
        return [
            *head,
            f"> Kính gửi: {who}",
            "~ {agency} thông báo kết quả giải quyết hồ sơ {dossier}, tiếp nhận ngày {past:dmy}./.",
        ]
    return [
        *head,
        ">* {AGENCY}",
        "/ Căn cứ chức năng, nhiệm vụ, quyền hạn được giao;",
        f"/ Xét hồ sơ đề nghị của {who};",
        ">* QUYẾT ĐỊNH:",
        f"~ <b>Điều 1.</b> Giải quyết đề nghị của {who} theo hồ sơ đã được thẩm định.",
        "~ <b>Điều 2.</b> Quyết định này có hiệu lực kể từ ngày ký./.",
    ]


def _certificate(kind: str, text: str, who: str, rng: random.Random) -> list[str]:
    whole = rng.random() < 0.3 and len(f"{kind} {text}") < _BROKEN
    upper = rng.random() < 0.7
    lines = _broken(text.upper() if upper else text[0].upper() + text[1:])
    titles = [f"# {kind} {text}".upper()] if whole else [f"## {kind.upper()}", *(f">* {line}" for line in lines)]
    head = rng.choice(
        (["^two", *titles], ["^two nonumber", *titles, "> Số: {number}"], ["^one", *titles, ">/ Số: {number}"])
    )
    extra = rng.choice(([], [], [">/ (Cấp lần đầu)"], [">/ (Cấp lại lần 1)"], [">/ (Bản sao)"]))
    body = [f"1. Cấp cho: {who}"]
    if who.startswith("{org"):
        body += ["2. Trụ sở: {org.address}", "3. Mã số doanh nghiệp: {org.tax}", "4. Người đại diện: {head.name}"]
    else:
        body += ["2. Sinh ngày: {owner.born}", "3. Số CCCD: {owner.id}", "4. Nơi cư trú: {owner.home}"]
    dated = [] if head[0].startswith("^two") else [">> {place}, {issued:long}"]
    return [*head, *extra, "^gap 2", *body, *dated]


def _broken(text: str) -> list[str]:
    """Lines as a typist breaks a title: about equal, none longer than the middle of the page."""
    words = text.split()
    count = -(-len(text) // _BROKEN)
    lines, room = [""], len(text) / count
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) / 2 > room and len(lines) < count + 1:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
