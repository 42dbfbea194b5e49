"""A writer that is killed in the middle of a transaction leaves the records as they were before it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from digitize.records.sqlite import open_sqlite

WRITER = """
import sys
from pathlib import Path
from digitize.records.sqlite import open_sqlite
from tests.archives import document, publication

folder, stop_at = Path(sys.argv[1]), int(sys.argv[2])
records = open_sqlite(folder / "records.db", folder / "owner-keys.json")
for number in range(1000):
    with records.write() as w:
        made = document(w, f"{stop_at}-{number}", pages=3).id
        w.publish(made, publication())
        if number == stop_at:
            # Large enough to spill from SQLite's cache into the log before the commit.
            for more in range(400):
                w.publish(document(w, f"{stop_at}-more-{more}").id, publication())
            print("writing", flush=True)
            sys.stdin.read()
        w.audit.append("test", "publish", made)
    print(made, flush=True)
"""


@pytest.mark.fault
def test_kill_in_the_middle_of_a_transaction(tmp_path: Path) -> None:
    said: list[str] = []
    for stop_at in (0, 3):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), str(stop_at)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        with process:
            assert process.stdout is not None
            for line in process.stdout:
                if line == "writing\n":
                    break
                said.append(line.strip())
            os.kill(process.pid, signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
    assert len(said) == 3

    with closing(sqlite3.connect(tmp_path / "records.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    records = open_sqlite(tmp_path / "records.db", tmp_path / "owner-keys.json", busy_timeout=1)
    with records.write() as w:
        # What was acknowledged is there, whole; what was not has left nothing.
        assert {document.id for document in w.documents.listing()} == set(said)
        assert w.outbox.waiting() == len(said)
        assert all(len(w.documents.pages(document)) == 3 for document in said)
        assert all(w.results.of_document(document) for document in said)
        (chain,) = w.audit.verify_chain()
        assert (chain.length, chain.broken_at) == (3, None)
    records.close()
