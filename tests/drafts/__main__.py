"""``python -m tests.drafts``: renders the papers as scans, or writes how they would be read."""

from __future__ import annotations

import argparse
import sys
import time
from functools import partial
from pathlib import Path

from tests.drafts import readings
from tests.drafts.compose import document, key_of
from tests.unseen.compose import Document
from tests.unseen.scanning import render_all


def numbered(seed: int, number: int) -> tuple[str, Document]:
    """A document with the key of its scan."""
    return key_of(seed, number), document(seed, number)


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.drafts", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    papers = commands.add_parser("papers", help="documents of all layouts as PDF scans, with truth.jsonl")
    papers.add_argument("--level", choices=("clean", "medium", "hard", "mixed"), default="mixed")
    papers.add_argument("--jobs", type=int, default=1)
    read = commands.add_parser("readings", help="the same without pictures: readings.jsonl and truth.jsonl")
    read.add_argument("--misread", type=float, default=0.0, help="share of letters and digits read wrongly")
    for one in (papers, read):
        one.add_argument("folder", type=Path)
        one.add_argument("--count", type=int, default=400)
        one.add_argument("--seed", type=int, default=811)
        one.add_argument("--first", type=int, default=0)
    asked = parser.parse_args()
    began = time.monotonic()
    if asked.command == "papers":
        numbers = range(asked.first, asked.first + asked.count)
        render_all(asked.folder, numbers, partial(numbered, asked.seed), asked.level, asked.jobs)
    else:
        readings.write(asked.folder, asked.count, asked.seed, asked.misread, asked.first)
    spent = time.monotonic() - began
    sys.stdout.write(f"{asked.count} documents in {spent:.1f} s, {1000 * spent / asked.count:.0f} ms each\n")


if __name__ == "__main__":
    main()
