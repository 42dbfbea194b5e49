"""``digitize ingest`` killed with -9 at ten random moments, then run again: every document once, nothing lost."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from digitize.actions.archive import open_archive
from digitize.model import ObjectKind
from digitize.settings import Settings
from tests.pages import LINES, save_page

pytestmark = pytest.mark.fault

FILES = 24
KILLS = 10


def command(home: Path, *arguments: str) -> list[str]:
    program = "from digitize.cli import main; main()"
    return [sys.executable, "-c", program, *arguments, "--home", str(home)]


def test_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    for number in range(FILES):
        # Different words, so that no two files are the same bytes; no common number, so that they form no series.
        save_page(scans / f"tờ-{chr(97 + number)}.png", *LINES, f"Số: {number + 1:02}/UBND-XNTTHN")
    received = {path.name: path.read_bytes() for path in scans.iterdir()}
    home = tmp_path / "archive"
    chance = random.Random(20260630)
    environment = {**os.environ, "DIGITIZE_JOBS": "2"}
    killed = 0
    for _ in range(KILLS):
        run = subprocess.Popen(command(home, "ingest", str(scans)), env=environment, stderr=subprocess.DEVNULL)
        try:
            # From the first import to the last page: a whole run takes some 8 seconds on an idle machine, one that
            # finds nothing left to do some 3. Later moments would mostly come after the end.
            run.wait(chance.uniform(0.3, 4.0))
        except subprocess.TimeoutExpired:
            run.kill()
            killed += 1
        run.wait()
        assert {path.name: path.read_bytes() for path in scans.iterdir()} == received
    assert killed >= KILLS // 2, "the runs ended before they could be killed"

    last = subprocess.run(
        command(home, "ingest", str(scans), "--json"), env=environment, capture_output=True, text=True, check=True
    )
    account = json.loads(last.stdout)["account"]
    assert account["pages"] == {"pending": 0, "read": FILES, "failed": 0, "disposed": 0}
    assert account["published"] == account["indexed"] == FILES
    assert account["files"]["rejected"] == 0

    checked = subprocess.run(command(home, "verify", "--json"), env=environment, capture_output=True, text=True)
    report = json.loads(checked.stdout)
    assert checked.returncode == 0, report
    assert report["damaged"] == []
    with open_archive(Settings(home=home)) as archive:
        with archive.records.read() as read:
            batches = read.batches.all()
            documents = read.documents.listing()
        assert len(batches) == 1
        assert len(documents) == FILES
        originals = []
        for one in archive.store.objects(ObjectKind.ORIGINAL):
            with archive.store.open(one.kind, one.sha256) as stream:
                originals.append(stream.read())
    assert sorted(originals) == sorted(received.values())


def test_ctrl_c_ends_cleanly_and_goes_on_later(tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    for number in range(6):
        save_page(scans / f"tờ-{chr(97 + number)}.png", *LINES, f"Số: {number + 1:02}/UBND-XNTTHN")
    home = tmp_path / "archive"
    environment = {**os.environ, "DIGITIZE_LANGUAGE": "en"}
    arguments = command(home, "ingest", str(scans))
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, env=environment) as run:
        assert run.stderr is not None
        for line in run.stderr:
            if line.startswith("Pages read"):
                run.send_signal(signal.SIGINT)
                break
        rest = run.stderr.read()
    assert run.returncode == 130
    assert "Traceback" not in rest
    assert "Stopped" in rest
    again = subprocess.run(command(home, "ingest", str(scans), "--json"), capture_output=True, text=True, timeout=120)
    assert json.loads(again.stdout)["account"]["published"] == 6
