"""The quality gate: whether a page should be scanned again, said before the paper leaves the scanner.

Each fault is measured in millimetres or shares of the paper's light, so that a limit means the same at any resolution.
The limits stand where the rendered faults part from rendered good pages; ``docs/quality-gate.md`` has the rates.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from digitize import errors
from digitize.model import Colour, PageImage, PageText, Pixels
from digitize.ocr.cleaning import Cleaned, guessed_dpi
from digitize.ocr.corners import folded_mm
from digitize.ocr.ink import SMALL_DPI, below, black_of, px

# A scanner that says 199.9 dpi is set to 200.
_DPI_SLACK = 0.98
_READ_WELL = 0.85
_UNSURE_WORD, _UNSURE_SHARE = 0.5, 0.3

_SLIGHTLY_BLURRED_MM, _BLURRED_MM = 0.43, 0.50
_FAINT, _TOO_FAINT = 0.5, 0.35
_TOO_DARK = 0.4
_ASKEW = 5.0
_CUT_LETTERS = 3
_FOLDED_MM = 8.0

# Letters at the border: ink as long as a stroke or a letter, nearer to it than any margin.
_AT_BORDER_MM = 0.6
_LETTER_MM = (0.5, 7.0)
_INK_BELOW = 150
_DARKEST_PERCENTILE = 0.5

# Soft edges are measured in bands of a few rows and columns, within a window wider than strokes are.
_BAND, _BAND_EVERY = 6, 96
_WINDOW_MM = 1.0
_LEAST_STEP = 30
_MOST_STEPS_PERCENTILE = 90
_STRONG_SHARE = 0.6
_FEWEST_EDGES = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """What the settings say of resolution, in dpi: below the first scan again, below the second have a look."""

    min_dpi: float = 200.0
    target_dpi: float = 300.0


@dataclass(frozen=True, slots=True)
class Measures:
    """What is measured of a page's scan.

    Attributes:
        dpi: Its resolution.
        edge_mm: How wide the step from paper to ink is at its median; 0 where it cannot be told, as on bilevel scans.
        ink: How much darker than the paper ink is, as a share of the paper's light.
        paper: How light the paper is, 0…1.
        skew: Degrees counter-clockwise by which the lines rise.
        cut_letters: Letters that touch the border at the side where they are most.
        folded_mm: The shorter leg of the largest triangle that is missing at a corner.
    """

    dpi: float
    edge_mm: float
    ink: float
    paper: float
    skew: float
    cut_letters: int
    folded_mm: float


def measure(image: PageImage, cleaned: Cleaned) -> Measures:
    """Measures a page's scan; takes some milliseconds.

    Args:
        image: The page as received.
        cleaned: The same cleaned.
    """
    sight, dpi = cleaned.sight, image.dpi or guessed_dpi(image)
    return Measures(
        dpi=dpi,
        edge_mm=0.0 if image.colour is Colour.BILEVEL else edge_mm(image.pixels, dpi),
        ink=ink_of(sight.flat),
        paper=float(np.median(sight.shade[::4, ::4])) / 255,
        skew=cleaned.skew,
        cut_letters=cut_letters(sight.flat, sight.dpi),
        folded_mm=folded_mm(sight.small, SMALL_DPI),
    )


def warnings_of(measures: Measures, text: PageText, limits: Limits) -> tuple[str, ...]:
    """The reason codes of what is wrong with a scan and how it was read, the worst first.

    Args:
        measures: Of the scan.
        text: What was read.
        limits: From the settings.
    """
    one, read = measures, text.confidence
    found: list[tuple[bool, type[errors.NeedsPerson]]] = [
        (one.dpi < limits.min_dpi * _DPI_SLACK, errors.ResolutionTooLow),
        (one.cut_letters >= _CUT_LETTERS, errors.EdgeCut),
        (one.folded_mm >= _FOLDED_MM, errors.CornerFolded),
        (one.edge_mm >= _BLURRED_MM, errors.Blurred),
        (one.paper < _TOO_DARK, errors.TooDark),
        (one.ink < _TOO_FAINT, errors.TooFaint),
        (abs(one.skew) > _ASKEW, errors.Askew),
        (_SLIGHTLY_BLURRED_MM <= one.edge_mm < _BLURRED_MM, errors.SlightlyBlurred),
        (_TOO_FAINT <= one.ink < _FAINT, errors.Faint),
        (
            limits.min_dpi <= one.dpi / _DPI_SLACK < limits.target_dpi and read < _READ_WELL,
            errors.ResolutionBelowTarget,
        ),
        (unsure_share(text) > _UNSURE_SHARE, errors.PartlyUnreadable),
    ]
    return tuple(reason.code for is_so, reason in found if is_so)


def unsure_share(text: PageText) -> float:
    """The share of a page's letters that stand in words read with low confidence."""
    lengths = [(len(word.text), word.confidence < _UNSURE_WORD) for word in text.words()]
    return sum(length for length, unsure in lengths if unsure) / max(1, sum(length for length, _ in lengths))


def ink_of(flat: Pixels) -> float:
    """How much darker than the paper ink is, 0…1.

    Args:
        flat: Reduced page on evenly white paper, not blank.
    """
    black = black_of(flat)
    # Nothing is as dark as ink; what is darkest must be it.
    return 1 - (float(np.percentile(flat, _DARKEST_PERCENTILE)) if black is None else black) / 255


def cut_letters(flat: Pixels, dpi: float) -> int:
    """How many letters touch the picture's border, on the side where they are most.

    Args:
        flat: Reduced page on evenly white paper.
        dpi: Of the reduced page.
    """
    rim = px(_AT_BORDER_MM, dpi)
    sides = (flat[:rim].min(axis=0), flat[-rim:].min(axis=0), flat[:, :rim].min(axis=1), flat[:, -rim:].min(axis=1))
    return max(_letters_along(side, dpi) for side in sides)


def _letters_along(side: Pixels, dpi: float) -> int:
    """How many runs of ink along a side are as long as a letter or a stroke of it."""
    dark = np.concatenate(([0], below(side, _INK_BELOW), [0])).astype(np.int8)
    starts, ends = (np.flatnonzero(np.diff(dark) == way) for way in (1, -1))
    least, most = (px(mm, dpi) for mm in _LETTER_MM)
    return int(((ends - starts >= least) & (ends - starts <= most)).sum())


def edge_mm(pixels: Pixels, dpi: float) -> float:
    """How wide the step from paper to ink is, in mm, at the median of the strong edges; 0 where there are few.

    The width is the whole step over its steepest slope, 2.5 times the σ of a blur. Both directions are measured and
    the softer counts, since paper that is pulled blurs only along its way.

    Args:
        pixels: Grey or BGR, in full resolution.
        dpi: Of the picture.
    """
    return max(_edge_px(_bands(pixels), dpi), _edge_px(_bands(pixels.swapaxes(0, 1)), dpi)) * 25.4 / dpi


def _bands(pixels: Pixels) -> Pixels:
    """Some rows of a picture, in grey."""
    whole = pixels[: pixels.shape[0] // _BAND_EVERY * _BAND_EVERY]
    bands = whole.reshape(-1, _BAND_EVERY, *pixels.shape[1:])[:, :_BAND] if whole.size else whole[None]
    rows: Pixels = np.ascontiguousarray(bands.reshape(-1, *pixels.shape[1:]))
    return cv2.cvtColor(rows, cv2.COLOR_BGR2GRAY) if rows.ndim == 3 and rows.size else rows


def _edge_px(rows: Pixels, dpi: float) -> float:
    if not rows.size:
        return 0.0
    window = np.ones((1, px(_WINDOW_MM, dpi) | 1), np.uint8)
    slope = cv2.absdiff(rows[:, 1:], rows[:, :-1])
    step = cv2.subtract(cv2.dilate(rows, window), cv2.erode(rows, window))[:, 1:]
    steps = step[step > _LEAST_STEP]
    if steps.size < _FEWEST_EDGES:
        return 0.0
    strong = _STRONG_SHARE * float(np.percentile(steps, _MOST_STEPS_PERCENTILE))
    edges = (slope == cv2.dilate(slope, window)) & (step >= strong) & (slope > 0)
    return float(np.median(step[edges] / slope[edges])) if edges.sum() >= _FEWEST_EDGES else 0.0
