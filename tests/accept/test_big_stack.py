"""A stack of 500 rendered sides through ``digitize ingest``: split right or flagged, and none silently wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from digitize.actions.archive import open_archive
from digitize.errors import BarcodeError, DoubtfulCut, reason
from digitize.settings import Settings
from tests import orphans
from tests.accept.big_stack import render

SIDES, DOCUMENTS, BAD = 500, 80, 0.05
WORKERS = 2
LIMIT, WORKER_AT_LEAST = 1024**3, 150 * 1024**2


def test_a_stack_of_500_sides_is_split_right_or_flagged(tmp_path: Path) -> None:
    truth = render(tmp_path / "stack.pdf", DOCUMENTS, SIDES // 2 - (DOCUMENTS - 1), BAD, 20260630)
    assert (truth.pages, len(truth.documents)) == (SIDES, DOCUMENTS)
    (tmp_path / "manifest.csv").write_text("file,sides\nstack.pdf,2\n", encoding="utf-8")
    home = tmp_path / "archive"
    account, peak = ingest(tmp_path, home)
    assert account["pages"] == {"pending": 0, "read": SIDES, "failed": 0, "disposed": 0}

    found = documents(home)
    right = {tuple(pages) for pages in truth.documents}
    outcome: Counter[str] = Counter()
    silently_wrong = []
    for pages, reasons in found:
        doubtful = [code for code in reasons if issubclass(reason(code), DoubtfulCut | BarcodeError)]
        is_right = tuple(pages) in right
        outcome[f"{'right' if is_right else 'wrong'}, {'flagged' if doubtful else 'not flagged'}"] += 1
        if not is_right and not doubtful:
            silently_wrong.append(pages)
    blank = {page for pages in truth.documents for page in pages} & set(blanks(home))
    figures = {
        "documents": len(found),
        **outcome,
        "damaged separators": dict(Counter(truth.damaged.values())),
        "blank sides in documents": len(blank),
        "peak of a worker, MiB": peak >> 20,
    }
    sys.stdout.write(json.dumps(figures) + "\n")
    assert silently_wrong == [], figures
    # What is right without any doubt is nearly all: a flag on everything would flag nothing.
    assert outcome["right, not flagged"] >= DOCUMENTS - 4 * len(truth.damaged), figures
    # The server that workers are forked from, adopted as well, holds some 110 MiB; a worker that has read pages more.
    assert WORKER_AT_LEAST < peak < LIMIT, figures


def ingest(folder: Path, home: Path) -> tuple[dict[str, Any], int]:
    """The batch's account, and the largest peak of resident memory among the workers, bytes."""
    program = "from digitize.cli import main; main()"
    arguments = ("ingest", "stack.pdf", "--manifest", "manifest.csv", "--sheets", str(SIDES // 2), "--json")
    environment = {**os.environ, "DIGITIZE_HOME": str(home), "DIGITIZE_JOBS": str(WORKERS)}
    with orphans.adopted() as workers:
        run = subprocess.run(
            [sys.executable, "-c", program, *arguments], cwd=folder, env=environment, capture_output=True, text=True
        )
    assert run.returncode == 0, run.stderr
    account: dict[str, Any] = json.loads(run.stdout)["account"]
    return account, workers.peak


def documents(home: Path) -> list[tuple[list[int], tuple[str, ...]]]:
    """Sides and reasons of each document."""
    with open_archive(Settings(home=home)) as archive, archive.records.read() as read:
        listed = read.documents.listing(limit=1000)
        return [([ref.index for ref in read.documents.pages(one.id)], one.reasons) for one in listed]


def blanks(home: Path) -> list[int]:
    with open_archive(Settings(home=home)) as archive, archive.records.read() as read:
        [batch] = read.batches.all()
        return [blank.page.index for blank in read.reports.reconciliation(batch.id).blank_pages]
