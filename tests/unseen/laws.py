"""Pages of laws as papers that somebody laid among a dossier: no result, and nobody's."""

from __future__ import annotations

import gzip
import json
import random
from functools import cache
from pathlib import Path
from typing import Any

from digitize.samples.layout import Columns, Element, Form, Gap, Para, set_paper
from digitize.samples.sheet import Sheet
from digitize.vietnamese.text import nfc

TEXTS = Path(__file__).parents[3] / "shared" / "data" / "legal_texts.jsonl.gz"
_PAGES = 2


@cache
def _laws() -> tuple[dict[str, Any], ...]:
    with gzip.open(TEXTS, "rt", encoding="utf-8") as source:
        return tuple(json.loads(line) for line in source)


def law_pages(key: str) -> tuple[list[Sheet], str]:
    """One or two pages from the beginning of a legal text, with its kind; cut off where the pages end."""
    rng = random.Random(key)
    law = rng.choice([law for law in _laws() if len(law["body"]) > 3000])
    lines = [nfc(line).strip() for line in law["body"][:9000].splitlines() if line.strip()]
    number = next((i for i, line in enumerate(lines) if line.upper() == law["loai"].upper()), 0)
    elements: list[Element] = list(_head(law, rng))
    elements += [Para(line, 13, indent=10) for line in lines[number + 1 :] if "<" not in line]
    sheets = set_paper(elements, Form(), rng)
    return sheets[: rng.randint(1, _PAGES)], law["loai"]


def _head(law: dict[str, Any], rng: random.Random) -> tuple[Element, ...]:
    body = str(law["so"]).rpartition("-")[2]
    name = {"CP": "CHÍNH PHỦ", "TTg": "THỦ TƯỚNG CHÍNH PHỦ", "QH15": "QUỐC HỘI"}.get(body, "BỘ TƯ PHÁP")
    left = (Para(name, 12, bold=True, align="centre", rule=0.4), Para(f"Số: {law['so']}", 13, align="centre"))
    right = (
        Para("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True, align="centre", after=0),
        Para("Độc lập - Tự do - Hạnh phúc", 13, bold=True, align="centre", rule=0.9),
    )
    title = Para(law["loai"].upper(), 14, bold=True, align="centre")
    return (Columns(left, right, outdent=6), Gap(4), title) if rng.random() < 0.8 else (title,)
