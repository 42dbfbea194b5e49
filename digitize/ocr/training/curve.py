"""The error rates of a training run against the lines seen, as a picture: ``python -m digitize.ocr.training.curve``."""

from __future__ import annotations

import argparse
import math
from typing import Any

import msgspec

from digitize.ocr.engines.own import ReaderName
from digitize.ocr.training import places
from digitize.ocr.training.courses import COURSES

_WIDE, _HIGH, _LEFT, _BELOW, _RIGHT, _ABOVE = 760, 400, 60, 40, 130, 20
_LEAST, _MOST = 0.001, 1.0
_COLOURS = {"nothing": "#1b6ca8", "fonts": "#c0392b", "wear": "#2e8b57", "document": "#8e44ad"}


def drawn(entries: list[dict[str, Any]]) -> str:
    """An SVG: error rate on a logarithmic scale, a line for each set by what is held back in it."""
    measured = [entry for entry in entries if "cer_nothing" in entry]
    most = max((entry["lines"] for entry in measured), default=1)

    def place(lines: float, share: float) -> str:
        across = _LEFT + (_WIDE - _LEFT - _RIGHT) * lines / most
        down = math.log(_MOST / max(share, _LEAST)) / math.log(_MOST / _LEAST)
        return f"{across:.1f},{_ABOVE + (_HIGH - _ABOVE - _BELOW) * down:.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" font-family="sans-serif"',
        '  font-size="12">',
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="white"/>',
    ]
    for share in (1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001):
        x, y = place(0, share).split(",")
        parts.append(f'<path d="M{x} {y}H{_WIDE - _RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{float(y) + 4:.1f}" text-anchor="end">{share:.1%}</text>')
    for quarter in range(5):
        x, y = place(most * quarter / 4, _LEAST).split(",")
        label = f"{most * quarter / 4:,.0f}"
        parts.append(f'<text x="{x}" y="{float(y) + 20:.1f}" text-anchor="middle">{label}</text>')
    for name, colour in _COLOURS.items():
        points = [place(entry["lines"], entry[f"cer_{name}"]) for entry in measured]
        if points:
            parts.append(f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="1.6"/>')
            end = float(points[-1].split(",")[1]) + 4
            parts.append(f'<text x="{_WIDE - _RIGHT + 6}" y="{end:.1f}" fill="{colour}">{name} held back</text>')
    return "\n".join((*parts, "</svg>", ""))


def main() -> None:
    """Writes the picture of the log in the training folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reader", choices=list(ReaderName), type=ReaderName, default=ReaderName.FIRST)
    chosen = parser.parse_args()
    log = COURSES[chosen.reader].run / "log.jsonl"
    entries = [msgspec.json.decode(line) for line in log.read_bytes().splitlines()]
    (places.CURVES / f"reader-{chosen.reader}.svg").write_text(drawn(entries), encoding="utf-8")


if __name__ == "__main__":
    main()
