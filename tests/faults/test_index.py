"""An index whose writer is killed, or whose disk is full."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from digitize.index.sqlite import SqliteIndex
from digitize.model import IndexEntry, SearchQuery

pytestmark = pytest.mark.fault

PHEP = SearchQuery(text="phép")

COMMON = """
import os, resource, sys
from pathlib import Path
from digitize.errors import IndexUnavailable
from digitize.index.sqlite import SqliteIndex
from digitize.model import IndexEntry

def entry(name):
    return IndexEntry(name, 1, body=f"giấy phép {name} " * 100)

index = SqliteIndex(Path(sys.argv[1]))
"""


def python(code: str, path: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", COMMON + textwrap.dedent(code), str(path)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def test_what_a_killed_writer_was_told_is_safe_is_there(tmp_path: Path) -> None:
    path = tmp_path / "search.db"
    index = SqliteIndex(path)
    index.rebuild(())
    moments = random.Random(8)
    for life in range(5):
        process = python(
            f"""
            for n in range(10_000):
                index.apply([entry(f"{life}-{{n}}-a"), entry(f"{life}-{{n}}-b")])
                os.write(1, b"%d\\n" % n)
            """,
            path,
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(moments.uniform(0, 0.1))
        process.send_signal(signal.SIGKILL)
        acknowledged = 1 + process.stdout.read().count(b"\n")
        process.stdout.close()
        process.wait()

        assert not index.stale
        present = [name for name, _ in index.revisions() if name.startswith(f"{life}-")]
        assert acknowledged * 2 <= len(present) <= acknowledged * 2 + 2
        assert len(present) % 2 == 0
        assert index.search(PHEP).total == len(list(index.revisions()))


def test_a_killed_rebuild_leaves_the_old_index(tmp_path: Path) -> None:
    path = tmp_path / "search.db"
    index = SqliteIndex(path)
    index.rebuild([IndexEntry("old", 1, body="giấy phép")])
    process = python(
        """
        def entries():
            for n in range(10**9):
                if n == 200:
                    os.write(1, b"half way\\n")
                yield entry(f"n{n}")

        index.rebuild(entries())
        """,
        path,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"half way\n"
    process.send_signal(signal.SIGKILL)
    process.stdout.close()
    process.wait()

    assert not index.stale
    assert [hit.document_id for hit in index.search(PHEP).hits] == ["old"]
    assert index.apply([IndexEntry("next", 1, body="phép")]).count == 1
    assert index.rebuild([IndexEntry("new", 1, body="giấy phép")]).count == 1
    assert [hit.document_id for hit in index.search(PHEP).hits] == ["new"]


@pytest.mark.parametrize(
    "fill", ["index.apply(entry(f'n{n}') for n in range(1000))", "index.rebuild(entry(f'n{n}') for n in range(1000))"]
)
def test_a_full_disk_is_said_and_leaves_the_old_index(tmp_path: Path, fill: str) -> None:
    path = tmp_path / "search.db"
    index = SqliteIndex(path)
    index.rebuild([IndexEntry("old", 1, body="giấy phép")])
    process = python(
        f"""
        resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))
        try:
            {fill}
        except IndexUnavailable as error:
            print(error.code)
        """,
        path,
    )
    output, _ = process.communicate(timeout=60)

    assert output == b"index_unavailable\n"
    assert not index.stale
    assert [hit.document_id for hit in index.search(PHEP).hits] == ["old"]
    assert not path.with_name("search.db.new").exists()
