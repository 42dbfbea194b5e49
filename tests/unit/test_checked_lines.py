"""Lines that are read more than once: which, and what is noted at their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from digitize.model import Affine, Box, Word
from digitize.ocr.engines.checked import CheckedLineEngine
from digitize.ocr.interfaces import LineImage


@dataclass
class Scripted:
    """A line engine that reads what a line is said to hold; a line is known by the grey of its paper."""

    texts: dict[int, str]
    score: float = 0.9
    by_hand: frozenset[str] = frozenset()
    seen: list[int] = field(default_factory=list)
    name: str = "scripted"
    version: str = "1"

    def read(self, lines: Sequence[LineImage]) -> list[tuple[Word, ...]]:
        shades = [int(line.pixels[0, 0]) for line in lines]
        self.seen += shades
        box = Box(0, 0, 10, 10)
        return [
            tuple(Word(text, box, self.score, handwritten=text in self.by_hand) for text in self.texts[shade].split())
            for shade in shades
        ]


def lines(*shades: int) -> list[LineImage]:
    return [LineImage(np.full((4, 9), shade, np.uint8), Affine()) for shade in shades]


def agreed(words: tuple[Word, ...]) -> list[tuple[str, bool | None]]:
    return [(word.text, word.agreed) for word in words]


TEXTS = {1: "Điều khoản chung", 2: "ngày 05 tháng 9"}


def test_a_sure_line_without_digits_is_read_once() -> None:
    again, fields = Scripted({}), Scripted({})
    [words] = CheckedLineEngine("own", Scripted(TEXTS), (again,), fields).read(lines(1))
    assert agreed(words) == [("Điều", None), ("khoản", None), ("chung", None)]
    assert again.seen == fields.seen == []


def test_digits_are_always_read_by_the_second_reader_and_only_they_count() -> None:
    fields = Scripted({2: "ngáy 06 tháng 9"})
    _, words = CheckedLineEngine("own", Scripted(TEXTS), (), fields).read(lines(1, 2))
    assert fields.seen == [2]
    assert agreed(words) == [("ngày", None), ("05", False), ("tháng", None), ("9", True)]


def test_a_doubtful_line_is_read_again_by_all_and_one_that_differs_is_enough() -> None:
    first = Scripted(TEXTS, score=0.3)
    same, other = Scripted(TEXTS), Scripted({1: "Điều khoán chung"})
    [words] = CheckedLineEngine("both", first, (other, same), Scripted({})).read(lines(1))
    assert agreed(words) == [("Điều", True), ("khoản", False), ("chung", True)]


def test_words_are_compared_in_their_places_though_one_is_missed_or_added() -> None:
    first = Scripted({1: "Số 07 ngày 08"})
    for other in ("Số 07 08", "Số : 07 ngày 08"):
        [words] = CheckedLineEngine("own", first, (), Scripted({1: other})).read(lines(1))
        assert [word.agreed for word in words] == [None, True, None, True]


def test_a_hand_is_noted_if_one_sees_it_where_they_differ_and_if_both_do_where_they_agree() -> None:
    first = Scripted({1: "Số 17 ngày 08/5 giờ 7"}, by_hand=frozenset({"08/5", "7"}))
    fields = Scripted({1: "Số 11 ngày 08/5 giờ 7"}, by_hand=frozenset({"11", "7"}))
    [words] = CheckedLineEngine("own", first, (), fields).read(lines(1))
    assert [(word.text, word.agreed, word.handwritten) for word in words if word.text[0].isdigit()] == [
        ("17", False, True),
        ("08/5", True, False),
        ("7", True, True),
    ]


def test_text_and_score_are_those_of_the_first() -> None:
    [words] = CheckedLineEngine(
        "own", Scripted({1: "12"}, score=0.2), (Scripted({1: "13"}),), Scripted({1: "13"})
    ).read(lines(1))
    assert [(word.text, word.confidence, word.agreed) for word in words] == [("12", 0.2, False)]


def test_the_version_names_every_reader() -> None:
    first, again, fields = (Scripted({}, version=str(number)) for number in range(3))
    engine = CheckedLineEngine("both", first, (again,), fields)
    assert (engine.name, engine.version) == ("both", "0+2+1")
    assert engine.read([]) == []


@pytest.mark.parametrize("text", ["Ⅻ", "xii"])
def test_only_digits_make_a_field_critical(text: str) -> None:
    fields = Scripted({1: text})
    CheckedLineEngine("own", Scripted({1: text}), (), fields).read(lines(1))
    assert fields.seen == []
