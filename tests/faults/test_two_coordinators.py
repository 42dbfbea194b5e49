"""Two coordinators take in the same files at the same time, in one batch or in two: every document once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from digitize.actions.archive import Archive
from digitize.actions.upkeep import verify
from digitize.errors import ExitCode
from digitize.records.rows import BatchState, DocumentState, PageState, ReceiptOutcome
from tests.faults.shared_archive import open_shared
from tests.pages import LINES, save_page

pytestmark = pytest.mark.fault

FILES = 6


def coordinator(folder: Path, url: str, home: str, batch: str) -> subprocess.Popen[bytes]:
    program = "from tests.faults.shared_archive import ingest_shared; ingest_shared()"
    return subprocess.Popen(
        [sys.executable, "-c", program, str(folder), url, home, batch], cwd=Path(__file__).parents[2]
    )


@pytest.mark.parametrize("batches", [("Lô 1", "Lô 1"), ("Lô 1", "Lô 2")], ids=["one batch", "two batches"])
def test_every_document_is_there_once(tmp_path: Path, postgres_url: str, batches: tuple[str, str]) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    for number in range(FILES):
        # Different words, so that no two files are the same bytes; no common number, so that they form no series.
        save_page(scans / f"tờ-{chr(97 + number)}.png", *LINES, f"Số: {number + 1:02}/UBND-XNTTHN")
    # The index is made before, as every process would make it where there is none.
    with open_shared(tmp_path, postgres_url, "home-0") as archive:
        archive.index.rebuild(())
    both = [coordinator(tmp_path, postgres_url, f"home-{at}", name) for at, name in enumerate(batches)]
    assert [process.wait(timeout=200) for process in both] == [0, 0]
    with open_shared(tmp_path, postgres_url, "home-0") as archive:
        _check(archive, set(batches))


def _check(archive: Archive, batches: set[str]) -> None:
    with archive.records.read() as r:
        found = r.batches.all()
        assert {batch.name for batch in found} == batches
        assert {batch.state for batch in found} == {BatchState.FINISHED}
        documents = r.documents.listing()
        assert len(documents) == FILES
        assert {document.revision for document in documents} == {1}
        assert DocumentState.RECEIVED not in {document.state for document in documents}
        assert all(len(r.audit.of_subject(document.id)) == 1 for document in documents)
        assert r.outbox.waiting() == 0
        for batch in found:
            account = r.reports.reconciliation(batch.id)
            assert account.pages == dict.fromkeys(PageState, 0) | {PageState.READ: FILES}
            assert account.published == account.indexed == FILES
            assert account.files[ReceiptOutcome.ACCEPTED] + account.files[ReceiptOutcome.AGAIN] == FILES
    assert verify(archive, lambda *_: None).exit_code is ExitCode.OK
