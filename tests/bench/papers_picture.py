"""How far probabilities tell the truth, as a picture."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.read_statistics import BINS, Scored, reliability

_SIDE, _EDGE = 360, 50
_LARGEST, _SMALLEST = 14.0, 2.5


def drawn(scored: Sequence[Scored], x_axis: str, y_axis: str) -> str:
    """An SVG: share that is right over mean probability, a disc for each bin, its area by the answers in it.

    Args:
        scored: Probabilities, and whether each answer is right.
        x_axis: What stands under it.
        y_axis: What stands beside it.
    """
    whole = 2 * _EDGE + _SIDE

    def x(share: float) -> float:
        return _EDGE + _SIDE * share

    def y(share: float) -> float:
        return _EDGE + _SIDE * (1 - share)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" font-family="sans-serif"',
        '  font-size="12">',
        f'<rect width="{whole}" height="{whole}" fill="white"/>',
    ]
    for tenth in range(0, BINS + 1, 2):
        share = tenth / BINS
        parts += [
            f'<path d="M{x(0):.1f} {y(share):.1f}H{x(1):.1f}M{x(share):.1f} {y(0):.1f}V{y(1):.1f}" stroke="#ddd"/>',
            f'<text x="{x(0) - 6:.1f}" y="{y(share) + 4:.1f}" text-anchor="end">{share:.0%}</text>',
            f'<text x="{x(share):.1f}" y="{y(0) + 18:.1f}" text-anchor="middle">{share:.0%}</text>',
        ]
    parts.append(f'<path d="M{x(0):.1f} {y(0):.1f}L{x(1):.1f} {y(1):.1f}" stroke="#888" stroke-dasharray="4 4"/>')
    most = max((one.words for one in reliability(scored) if one), default=1)
    for one in filter(None, reliability(scored)):
        radius = max(_SMALLEST, _LARGEST * (one.words / most) ** 0.5)
        place = f'cx="{x(one.confidence):.1f}" cy="{y(one.right):.1f}" r="{radius:.1f}"'
        parts.append(f'<circle {place} fill="#1b6ca8" fill-opacity="0.7"/>')
    parts.append(f'<text x="{whole / 2}" y="{whole - 12}" text-anchor="middle">{x_axis}</text>')
    turned = f'transform="rotate(-90 14 {whole / 2})"'
    parts.append(f'<text x="14" y="{whole / 2}" text-anchor="middle" {turned}>{y_axis}</text>')
    return "\n".join((*parts, "</svg>", ""))
