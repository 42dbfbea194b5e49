"""Turns terminal output into a picture: ``make demo 2>&1 | python -m scripts.terminal_picture docs/demo.svg``."""

from __future__ import annotations

import io
import sys

from rich.console import Console
from rich.text import Text


def main() -> None:
    """Reads text with colour codes from standard input and writes an SVG."""
    console = Console(record=True, width=130, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(sys.stdin.read()))
    console.save_svg(sys.argv[1], title="make demo")


if __name__ == "__main__":
    main()
