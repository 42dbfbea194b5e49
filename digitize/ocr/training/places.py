"""Where training keeps what it fetches and makes."""

from __future__ import annotations

from pathlib import Path

_PROJECT = Path(__file__).parents[3]

FONTS = _PROJECT / ".cache" / "reader-fonts"
RUNS = _PROJECT / ".cache" / "reader-training"
"""State and log of each reader's training."""
SHIPPED = Path(__file__).parents[1] / "reader"
"""The weights of each reader and their card in the package."""
CURVES = _PROJECT / "docs"
