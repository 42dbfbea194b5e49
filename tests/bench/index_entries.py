"""Invented entries for a search index: some 1,500 letters of syllables, as frequent as in natural text (Zipf)."""

from __future__ import annotations

import itertools
import random
from datetime import date, timedelta

from digitize.model import IndexEntry

ONSETS = ["b", "c", "ch", "d", "đ", "g", "h", "kh", "l", "m", "n", "ng", "nh", "ph", "qu", "s", "t", "th", "tr", "v"]
RIMES = ["a", "ạ", "ác", "ai", "an", "ảng", "anh", "ảo", "ật", "âm", "ân", "ê", "ện", "ệt", "í", "ía", "iên", "iều"]
RIMES += ["in", "ình", "ô", "ốc", "ội", "ôn", "ông", "ơ", "ời", "u", "ủa", "uân", "úc", "ung", "ư", "ường"]
SYLLABLES = [onset + rime for onset, rime in itertools.product(ONSETS, RIMES)]
SYMBOLS = ["QĐ-UBND", "GPXD", "GCN.ATTP", "STP-LLTP", "GP-KT&HT", "TLKT-BS"]
LETTERS = 1500


class Invented:
    """A reproducible source of entries."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._random.shuffle(SYLLABLES)
        self._weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(SYLLABLES))))

    def again(self, seed: int) -> None:
        """Goes on as from a seed of its own: what comes next does not depend on what came before."""
        self._random.seed(seed)

    def words(self, count: int) -> str:
        return " ".join(self._random.choices(SYLLABLES, cum_weights=self._weights, k=count))

    def number(self) -> str:
        return f"{self._random.randint(1, 3000):02}/{self._random.choice(SYMBOLS)}"

    def entry(self, identity: int, revision: int = 1) -> IndexEntry:
        text = self.words(LETTERS // 5)
        return IndexEntry(
            document_id=f"{identity:012x}",
            revision=revision,
            title=self.words(8),
            number=self.number(),
            body=f"Số: {self.number()} ngày {self._random.randint(1, 28):02}/03/2022. {text}"[:LETTERS],
            result_type=f"KQ.G{self._random.randint(10, 20)}.000{self._random.randint(100, 120)}",
            agency=f"H20.{self._random.randint(1, 80)}",
            issued_on=date(2010, 1, 1) + timedelta(self._random.randint(0, 5000)),
            term_known=True,
            owner_names=(self.words(3).title(),),
            owner_hashes=(f"{identity:064x}",),
        )
