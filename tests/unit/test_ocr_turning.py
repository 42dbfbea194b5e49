"""Turned pictures and the maps that lead back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.ocr.turning import levelled, levelling, quarter_turn, scaling

WIDTH, HEIGHT = 40, 60


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_quarter_turn_leads_every_pixel_back(rotation: int) -> None:
    picture = np.arange(WIDTH * HEIGHT, dtype=np.uint16).astype(np.uint8).reshape(HEIGHT, WIDTH)
    picture[7, 11] = 1
    picture[picture != 1] = 255
    picture[7, 11] = 0
    turned, to_source = quarter_turn(picture, rotation)
    ((row, column),) = np.argwhere(turned == 0)
    assert to_source.point(column + 0.5, row + 0.5) == pytest.approx((11.5, 7.5))


def test_a_quarter_turn_is_clockwise() -> None:
    picture = np.full((HEIGHT, WIDTH), 255, np.uint8)
    picture[0, 0] = 0
    turned, _ = quarter_turn(picture, 90)
    assert turned.shape == (WIDTH, HEIGHT)
    assert turned[0, HEIGHT - 1] == 0


def test_scaling_leads_corner_to_corner() -> None:
    assert scaling(100, 50, 200, 75).point(200, 75) == (100, 50)


@settings(max_examples=50)
@given(skew=st.floats(-15, 15), factor=st.floats(1, 3))
def test_levelling_keeps_the_middle_and_turns_about_it(skew: float, factor: float) -> None:
    to_source = levelling(WIDTH, HEIGHT, skew, factor)
    assert to_source.point(WIDTH * factor / 2, HEIGHT * factor / 2) == pytest.approx((WIDTH / 2, HEIGHT / 2))
    x, y = to_source.point(WIDTH * factor, HEIGHT * factor / 2)
    # A level line of the new picture rises in the skewed one, where y grows downwards.
    assert np.degrees(np.arctan2(HEIGHT / 2 - y, x - WIDTH / 2)) == pytest.approx(skew, abs=1e-6)


@pytest.mark.parametrize(("skew", "factor"), [(0.0, 1.0), (0.0, 2.0), (3.0, 1.0), (-4.0, 1.5)])
def test_levelled_pixels_lie_where_the_map_says(skew: float, factor: float) -> None:
    picture = np.full((120, 100), 255, np.uint8)
    picture[30:33, 70:73] = 0
    level, to_source = levelled(picture, skew, factor)
    assert level.shape == (round(120 * factor), round(100 * factor))
    weights = 255.0 - level
    rows, columns = np.mgrid[0 : level.shape[0], 0 : level.shape[1]] + 0.5
    centre = (columns * weights).sum() / weights.sum(), (rows * weights).sum() / weights.sum()
    assert to_source.point(*centre) == pytest.approx((71.5, 31.5), abs=0.15)


def test_what_comes_from_outside_is_white() -> None:
    level, _ = levelled(np.zeros((100, 100), np.uint8), 10.0)
    assert level[0, 0] == 255
    assert level[50, 50] == 0
