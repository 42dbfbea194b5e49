"""Writers that are killed, and several that are given the same work: what was acknowledged is there, and there once."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from digitize.records.interfaces import Records
from tests.faults.record_writers import open_at

pytestmark = pytest.mark.fault


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where the records of each implementation are: a file or an address."""
    return request.getfixturevalue("postgres_url") if request.param == "postgres" else str(tmp_path / "records.db")


def start(what: str, place: str, folder: Path, *arguments: object) -> subprocess.Popen[str]:
    program = f"from tests.faults.record_writers import {what}; {what}()"
    return subprocess.Popen(
        [sys.executable, "-c", program, place, str(folder / "owner-keys.json"), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


@pytest.fixture
def records(place: str, tmp_path: Path) -> Iterator[Records]:
    """As they are found when all is over; opened by the test when it says so."""
    opened = open_at(place, tmp_path / "owner-keys.json")
    yield opened
    opened.close()


def test_kill_in_the_middle_of_a_transaction(place: str, tmp_path: Path) -> None:
    said: list[str] = []
    for stop_at in (0, 3):
        process = start("fill", place, tmp_path, stop_at)
        with process:
            assert process.stdout is not None
            for line in process.stdout:
                if line == "writing\n":
                    break
                said.append(line.strip())
            os.kill(process.pid, signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
    assert len(said) == 3

    if "://" not in place:
        with closing(sqlite3.connect(place)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    records = open_at(place, tmp_path / "owner-keys.json", busy_timeout=5)
    with records.write() as w:
        # What was acknowledged is there, whole; what was not has left nothing.
        assert {document.id for document in w.documents.listing()} == set(said)
        assert w.outbox.waiting() == len(said)
        assert all(len(w.documents.pages(document)) == 3 for document in said)
        assert all(w.results.of_document(document) for document in said)
        (chain,) = w.audit.verify_chain()
        assert (chain.length, chain.broken_at) == (3, None)
    records.close()


def test_the_same_messages_to_several_workers_are_done_once(records: Records, place: str, tmp_path: Path) -> None:
    messages, workers = 20, 3
    with records.write() as w:
        w.batches.open("Lô 1")
    # The first is killed with a lease in its hands; the others take over when it has run out.
    killed = start("work", place, tmp_path, 0, messages, 3)
    assert killed.stdout is not None
    assert any(line.startswith("lease 3 ") for line in killed.stdout)
    others = [start("work", place, tmp_path, number, messages) for number in range(1, workers)]
    killed.kill()
    done = [process.communicate(timeout=120)[0] for process in others]
    killed.communicate()
    assert [process.returncode for process in others] == [0] * (workers - 1)
    with records.read() as r:
        found = r.documents.listing(limit=messages + 1)
        assert len(found) == messages
        assert {document.revision for document in found} == {1}
        assert all(len(r.audit.of_subject(document.id)) == 1 for document in found)
        (chain,) = r.audit.verify_chain()
        assert (chain.length, chain.broken_at) == (messages, None)
    assert "lease 3 attempt 2" in "".join(done)
