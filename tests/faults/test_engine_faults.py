"""A ``tesseract`` program that crashes, hangs or answers rubbish: pages fail alone, with their reason, nothing else.

The fault comes in by the same door as the real program: a script of that name, first on the path.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pages import LINES, save_page
from tests.yardsticks import require_tesseract

pytestmark = pytest.mark.fault

HEADER = "level page_num block_num par_num line_num word_num left top width height conf text"
BEHAVIOURS = {
    "crash": "kill -SEGV $$",
    "fail": "echo 'Error during processing' >&2; exit 1",
    "hang": "exec sleep 600",
    "rubbish": r"printf '\377\376not\ta\ttable\n' > \"$2.tsv\"",
    "lies": f"printf '%s\\n' '{HEADER}' '5 1 1 1 1 1 -9 nan 1e9 -3 999 lie' | tr ' ' '\\t' > \"$2.tsv\"",
}
REASONS = {
    "crash": {"engine_failed"},
    "fail": {"engine_failed"},
    "hang": {"page_timeout"},
    "rubbish": {"engine_failed"},
    "lies": {"engine_failed"},
}


def environment(tmp_path: Path, behaviour: str) -> dict[str, str]:
    require_tesseract()
    programs = tmp_path / "bin"
    programs.mkdir()
    fake = programs / "tesseract"
    fake.write_text(f'#!/bin/bash\n[ "$1" = --version ] && echo "tesseract 5.3.0" && exit 0\n{BEHAVIOURS[behaviour]}\n')
    fake.chmod(0o755)
    return {
        **os.environ,
        "PATH": f"{programs}:{os.environ['PATH']}",
        "DIGITIZE_ENGINE": "pytesseract",
        "DIGITIZE_PAGE_TIMEOUT": "4",
        "DIGITIZE_JOBS": "2",
    }


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_each_page_fails_alone_and_its_document_is_kept(tmp_path: Path, behaviour: str) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    for number in range(2):
        save_page(scans / f"tờ-{chr(97 + number)}.png", *LINES, f"Số: {number + 1:02}/UBND-XNTTHN")
    program = "from digitize.cli import main; main()"
    arguments = ["ingest", str(scans), "--json", "--home", str(tmp_path / "archive")]
    run = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=environment(tmp_path, behaviour),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "Traceback" not in run.stderr
    assert run.returncode == 3, run.stderr
    account = json.loads(run.stdout)["account"]
    assert account["pages"] == {"pending": 0, "read": 0, "failed": 2, "disposed": 0}
    assert {page["reason"] for page in account["failed"]} <= REASONS[behaviour]
    assert account["documents"]["failed_pages"] == 2
    assert account["indexed"] == 2
