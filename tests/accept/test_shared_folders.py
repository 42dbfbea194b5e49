"""Whole folders of other people's files through ``ingest``: every file accounted for, bounded memory, no crash."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from digitize.vietnamese.text import display_name
from tests import orphans

GIB_AND_A_HALF, WORKER_AT_LEAST = 1536 * 1024**2, 180 * 1024**2


def ingest(folder: Path, home: Path) -> tuple[int, Any, str, int]:
    """Exit code, report, what was said, and the largest peak of resident memory among the workers, bytes."""
    program = "from digitize.cli import main; main()"
    arguments = ["ingest", str(folder), "--home", str(home), "--json"]
    with orphans.adopted() as workers:
        run = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True)
    return run.returncode, json.loads(run.stdout), run.stderr, workers.peak


def test_malformed_files_are_accounted_for_one_by_one(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "malformed"
    code, report, said, peak = ingest(folder, tmp_path / "archive")
    account = report["account"]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert code == 3
    assert "Traceback" not in said
    assert sum(account["files"].values()) == len(files)
    turned_away = [receipt["name"] for receipt in report["turned_away"]]
    assert len(turned_away) == account["files"]["rejected"] + account["files"]["not_a_scan"]
    assert set(turned_away) <= {display_name(path.relative_to(folder)) for path in files}
    assert all(receipt["reason"] for receipt in report["turned_away"] if receipt["outcome"] == "rejected")
    assert account["pages"]["pending"] == 0
    assert "page_crashed" not in {page["reason"] for page in account["failed"]}
    assert account["published"] == account["indexed"]
    assert report["missing"] == []
    # The server that workers are forked from, adopted as well, holds some 110 MiB; a worker that has read pages more.
    assert WORKER_AT_LEAST < peak < GIB_AND_A_HALF


def test_official_scans_end_with_fourteen_documents_and_no_result(shared_data: Path, tmp_path: Path) -> None:
    code, report, _, _ = ingest(shared_data / "official_scans", tmp_path / "archive")
    account = report["account"]
    assert code == 0
    assert account["published"] == 14
    assert account["kinds"]["result"] == 0
    not_scans = {receipt["name"] for receipt in report["turned_away"]}
    assert "truth.json" in not_scans
    assert account["files"] == {"accepted": 14, "again": 0, "rejected": 0, "not_a_scan": len(not_scans)}
