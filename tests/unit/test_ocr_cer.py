"""The error rates by which reading is judged."""

from __future__ import annotations

import unicodedata

import pytest

from tests.bench.cer import Cause, causes, cer, matched_cer, order_free_cer


def test_edits_over_the_length_of_the_truth() -> None:
    assert cer("Đồng Tháp", "Đồng Tháp") == 0
    assert cer("Dồng Tháp", "Đồng Tháp") == pytest.approx(1 / 9)
    assert cer("", "Đồng Tháp") == 1
    assert cer("Đồng Tháp Đồng Tháp", "Đồng Tháp") == pytest.approx(10 / 9)


def test_line_breaks_and_composition_do_not_count() -> None:
    assert cer(unicodedata.normalize("NFD", "Đồng\n\n  Tháp "), "Đồng Tháp") == 0


def test_order_counts_in_one_rate_and_not_in_the_other() -> None:
    truth, read = "dòng một\ndòng thứ hai\ncuối", "dòng thứ hai\ncuối\ndòng một"
    assert cer(read, truth) > 0.3
    assert order_free_cer(read, truth) == 0


def test_lines_too_many_and_too_few_cost_their_length() -> None:
    assert order_free_cer("một hai", "một hai\nba") == pytest.approx(2 / 9)
    assert order_free_cer("một hai\nba\nxyz", "một hai\nba") == pytest.approx(3 / 9)
    assert order_free_cer("", "một") == 1


def test_of_the_truths_lines_alone_what_else_was_read_does_not_count() -> None:
    assert matched_cer("một hai\nba\nĐẾN", "một hai\nba") == 0
    assert matched_cer("một hoi\nĐẾN", "một hai\nba") == pytest.approx(3 / 9)


def test_an_empty_truth_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        cer("x", " ")
    with pytest.raises(ValueError, match="empty"):
        order_free_cer("x", "\n")


def test_edits_are_counted_by_what_they_are_about() -> None:
    truth = "Số: 12/QĐ-UBND\nCăn cứ Luật\nNơi nhận:"
    read = "ĐẾN 15\nSố: 17/QĐ-UBND\nCan cứ Luật,"
    assert causes(read, truth) == {
        Cause.ACCENTS: 1,
        Cause.DIGITS: 1,
        Cause.SIGNS: 1,
        Cause.LINES_MISSED: len("Nơi nhận:"),
        Cause.LINES_ADDED: len("ĐẾN 15"),
    }
