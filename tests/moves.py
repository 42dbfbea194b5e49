"""Archives on their way to the real servers: a place for them there, and whether both places say the same."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from digitize.actions import find, inspect, reuse
from digitize.actions.archive import Archive
from digitize.model import ObjectKind
from digitize.records.copying import TABLES
from tests import postgres
from tests.archives import TYPE
from tests.indexes import index_address
from tests.invented import owner
from tests.shell import Shell
from tests.stores import StoreKey, throw_away_buckets


@contextmanager
def place_on_servers(folder: Path, key: StoreKey) -> Iterator[Path]:
    """A file with the settings of an empty place on all three servers, which is cleared at the end."""
    with throw_away_buckets(key) as buckets, postgres.database() as records, index_address() as search:
        store = buckets(folder).store
        assert store
        lines = {"STORE": store.get_secret_value(), "RECORDS": records, "SEARCH": search, "STORE_LOCK_DAYS": "1"}
        file = folder / "new.env"
        file.write_text("".join(f"DIGITIZE_{name}='{value}'\n" for name, value in lines.items()))
        file.chmod(0o600)
        yield file


def killed_at(shell: Shell, command: Iterable[str], line: str) -> bool:
    """Begins a command and kills it with -9 when it says this; whether it had come that far."""
    program = [sys.executable, "-c", "from digitize.cli import main; main()", *command]
    with subprocess.Popen(
        program, cwd=shell.folder, env=shell.environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stderr
        for said in process.stderr:
            if said.startswith(line):
                process.kill()
                break
    return process.returncode == -signal.SIGKILL


def answers(archive: Archive, searches: Iterable[str], owners: Iterable[int]) -> Any:
    """What two places must say alike. Engines rank by figures of their own, so hits are compared as a set."""
    question = reuse.Question(TYPE, "", "", date(2023, 1, 1))
    found = [find.search(archive, find.Wanted(text, limit=10_000)) for text in searches]
    return {
        "searches": [(one.total, sorted(hit.document_id for hit in one.hits)) for one in found],
        "status": inspect.status(archive, None),
        "reuse": [reuse.check_reuse(archive, question, owner(number).value).requirements for number in owners],
    }


def objects(archive: Archive) -> set[tuple[ObjectKind, str, int]]:
    """Shelf, hash and size of all that lies in the store."""
    return {(kind, one.sha256, one.size) for kind in ObjectKind for one in archive.store.objects(kind)}


def rows(archive: Archive) -> dict[str, dict[Any, Any]]:
    """Every row of the records by table and key."""
    with archive.records.read() as read:
        return {
            table.name: {key: tuple(row) for key, row in read.rows.between(table, None, None).items()}
            for table in TABLES
        }
