"""How true probabilities are, as a picture: what was stated across, what was right upwards."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from digitize.classify.learning.calibration import Reliability

_SIDE, _LEFT, _BELOW, _MARGIN = 320, 56, 44, 20
_COLOUR, _RULE = "#1b6ca8", "#ddd"


def reliability_svg(found: Reliability) -> str:
    """An SVG: a disc for each bin, its area by the number of answers; the diagonal is where all should lie."""
    wide, high = _LEFT + _SIDE + _MARGIN, _MARGIN + _SIDE + _BELOW
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" font-family="sans-serif"'
            ' font-size="12">',
            f'<rect width="{wide}" height="{high}" fill="white"/>',
            *_grid(),
            f'<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke="#999" stroke-dasharray="4 3"/>',
            *_discs(found),
            f'<text x="{_x(0.5)}" y="{high - 6}" text-anchor="middle">stated · ECE {found.ece:.3f}</text>',
            f'<text transform="rotate(-90 14 {_y(0.5)})" x="14" y="{_y(0.5)}" text-anchor="middle">right</text>',
            "</svg>",
            "",
        )
    )


def _x(share: float) -> str:
    return f"{_LEFT + _SIDE * share:.1f}"


def _y(share: float) -> str:
    return f"{_MARGIN + _SIDE * (1 - share):.1f}"


def _grid() -> Iterator[str]:
    for tenths in range(0, 11, 2):
        share = tenths / 10
        yield f'<path d="M{_x(0)} {_y(share)}H{_x(1)}M{_x(share)} {_y(0)}V{_y(1)}" stroke="{_RULE}"/>'
        yield f'<text x="{_LEFT - 6}" y="{float(_y(share)) + 4:.1f}" text-anchor="end">{share:.1f}</text>'
        yield f'<text x="{_x(share)}" y="{_MARGIN + _SIDE + 18}" text-anchor="middle">{share:.1f}</text>'


def _discs(found: Reliability) -> Iterator[str]:
    most = max((one.count for one in found.bins), default=1)
    for one in found.bins:
        radius = 3 + 11 * sqrt(one.count / most)
        place = f'cx="{_x(one.stated)}" cy="{_y(one.right)}" r="{radius:.1f}"'
        yield f'<circle {place} fill="{_COLOUR}" fill-opacity="0.75"><title>{one.count}</title></circle>'
