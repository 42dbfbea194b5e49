"""Where training keeps what it fetches and makes."""

from __future__ import annotations

from pathlib import Path

_PROJECT = Path(__file__).parents[3]

FONTS = _PROJECT / ".cache" / "reader-fonts"
RUN = _PROJECT / ".cache" / "reader-training"
"""State and log of the training run."""
SHIPPED = Path(__file__).parents[1] / "reader"
"""The weights and their card in the package."""
CURVE = _PROJECT / "docs" / "reader-curve.svg"
