"""``python -m tests.unseen``: renders the papers, or a picture of one page of each layout."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.unseen.contact import contact_sheet
from tests.unseen.frozen import freeze
from tests.unseen.headings import render_headings
from tests.unseen.scanning import render


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.unseen", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, told in (("papers", "documents of all layouts"), ("headings", "first pages of national result types")):
        one = commands.add_parser(name, help=f"{told} as scans, with truth.jsonl")
        one.add_argument("folder", type=Path)
        one.add_argument("--count", type=int, default=1026 if name == "papers" else 300)
        one.add_argument("--seed", type=int, default=2611)
        one.add_argument("--level", choices=("clean", "medium", "hard", "mixed"), default="mixed")
        one.add_argument("--jobs", type=int, default=1)
        one.add_argument("--first", type=int, default=0)
    sheet = commands.add_parser("contact", help="a picture of one page of each layout")
    sheet.add_argument("folder", type=Path)
    sheet.add_argument("--only", default="", help="paper types, separated by commas")
    commands.add_parser("freeze", help="writes the hash of what is frozen")
    asked = parser.parse_args()
    match asked.command:
        case "contact":
            for path in contact_sheet(asked.folder, tuple(filter(None, asked.only.split(",")))):
                sys.stdout.write(f"{path}\n")
        case "freeze":
            freeze()
        case _:
            began = time.monotonic()
            if asked.command == "papers":
                truths = render(asked.folder, asked.count, asked.seed, asked.level, asked.jobs, asked.first)
            else:
                truths = render_headings(asked.folder, asked.count, asked.seed, asked.level, asked.jobs)
            spent = time.monotonic() - began
            sys.stdout.write(f"{len(truths)} documents in {spent:.0f} s, {spent / max(1, len(truths)):.2f} s each\n")


if __name__ == "__main__":
    main()
