"""A dossier taken in over S3: refused while the server is down, then taken in and found as in an archive of files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.test_main_job import Shell
from tests.stores import StoreKey, throw_away_buckets

DOWN = "s3://digitize:a-secret@digitize?endpoint=http://127.0.0.1:1"
"""Nobody listens on this port."""


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    shell = Shell(tmp_path_factory.mktemp("store"))
    shell.run("samples", "scans", "--count", "1", "--seed", "5", "--level", "clean")
    return shell


@pytest.fixture(scope="module")
def up(shell: Shell, store_key: StoreKey) -> Iterator[str]:
    with throw_away_buckets(store_key) as settings:
        store = settings(shell.folder).store
        assert store
        yield store.get_secret_value()


@pytest.fixture(scope="module")
def ingested(shell: Shell, up: str) -> Any:
    """Taken in at the second try; at the first the server was down."""
    before = {path: path.read_bytes() for path in scans(shell)}
    shell.environment["DIGITIZE_STORE"] = DOWN
    refused = shell.json("ingest", "scans", code=9)
    assert refused["error"]["code"] == "store_unavailable"
    assert "a-secret" not in str(refused)
    assert {path: path.read_bytes() for path in scans(shell)} == before
    shell.environment["DIGITIZE_STORE"] = up
    return shell.json("ingest", "scans")


def scans(shell: Shell) -> list[Path]:
    return sorted(path for path in (shell.folder / "scans").rglob("*") if path.is_file())


def test_after_the_refusal_all_is_taken_in(shell: Shell, ingested: Any) -> None:
    account = ingested["account"]
    assert account["published"] == account["indexed"] > 0
    assert ingested["stored"] == account["objects"] > 0
    assert ingested["missing"] == []
    assert not (shell.folder / "archive" / "objects").exists()
    assert list((shell.folder / "archive" / "scratch").iterdir()) == []


def test_the_same_comes_out_as_of_an_archive_of_files(shell: Shell, ingested: Any) -> None:
    files = Shell(shell.folder)
    of_files = files.json("ingest", "scans", "--home", str(shell.folder / "files"))
    for name in ("published", "kinds", "pages", "objects", "files"):
        assert ingested["account"][name] == of_files["account"][name]


def test_originals_come_back_and_verify_reads_them(shell: Shell, ingested: Any) -> None:
    assert shell.json("verify")["damaged"] == []
    assert shell.json("ingest", "scans")["account"]["published"] == ingested["account"]["published"]
    document = shell.json("search", "giay")["hits"][0]["document_id"]
    (shell.folder / "out").mkdir()
    received = {path.read_bytes() for path in scans(shell)}
    written = shell.run("get", document, "--original", "-o", "out").split()
    assert {(shell.folder / path).read_bytes() for path in written} <= received


def test_with_the_server_down_search_goes_on_and_verify_says_what_is_wrong(
    shell: Shell, ingested: Any, up: str
) -> None:
    shell.environment["DIGITIZE_STORE"] = DOWN
    try:
        assert shell.json("search", "giay")["total"] > 0
        assert shell.json("verify", code=9)["error"]["code"] == "store_unavailable"
    finally:
        shell.environment["DIGITIZE_STORE"] = up
