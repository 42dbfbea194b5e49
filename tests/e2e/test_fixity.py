"""Stored bytes that are lost come back from a replica: from the command line, in the embedded and distributed form."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from digitize.actions.archive import open_archive
from digitize.model import ObjectKind
from digitize.settings import Settings, load
from digitize.store.address import S3Address
from digitize.store.hashing import place_of
from digitize.store.opening import open_replica, open_store
from digitize.store.s3_client import connect
from tests.desk import Desk
from tests.invented import fill
from tests.stores import owner_address, throw_away_buckets

ORIGINAL = ObjectKind.ORIGINAL


@pytest.fixture(params=["embedded", "distributed"])
def desk(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """An archive of eight documents, and a replica of it: files and SQLite, or S3 and PostgreSQL."""
    with ExitStack() as stack:
        if request.param == "embedded":
            monkeypatch.setenv("DIGITIZE_REPLICA", str(tmp_path / "replica"))
        else:
            key = request.getfixturevalue("store_key")
            for name in ("STORE", "REPLICA"):
                made = stack.enter_context(throw_away_buckets(key))(tmp_path)
                open_store(made, create=True)
                monkeypatch.setenv(f"DIGITIZE_{name}", secret(made.store))
            monkeypatch.setenv("DIGITIZE_STORE_LOCK_DAYS", "1")
            monkeypatch.setenv("DIGITIZE_RECORDS", request.getfixturevalue("postgres_url"))
        desk = Desk(tmp_path, monkeypatch)
        with open_archive(load(), create=True) as archive:
            fill(archive, 8)
            replica = open_replica(archive.settings)
            assert replica
            for kind in ObjectKind:
                for one in archive.store.objects(kind):
                    with archive.store.open(kind, one.sha256) as stream:
                        replica.put(kind, stream)
        yield desk


def secret(value: SecretStr | None) -> str:
    assert value
    return value.get_secret_value()


def lose(settings: Settings, sha256: str) -> None:
    """Takes an original away, as somebody with all rights can."""
    if settings.store:
        bucket = S3Address.parse(secret(settings.store)).bucket(ORIGINAL)
        connect(owner_address()).remove_object(bucket, place_of(ORIGINAL, sha256))
    else:
        (settings.home / "objects" / ORIGINAL / place_of(ORIGINAL, sha256)).unlink()


def test_what_is_lost_comes_back_and_is_kept_as_before(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    sample: Any = desk.json("fixity", "--sample", "20")
    assert (sample["run"]["checked"], sample["coverage"]["unchecked"]) == (20, 12)
    document = desk.json("search", "giay")["hits"][0]["document_id"]
    original = desk.json("show", document)["pages"][0]["ref"]["blob"]
    desk.json("hold", document, "--reason", "toà án yêu cầu")
    store = open_store(load())
    lose(load(), original)
    assert desk.json("verify", code=6)["damaged"] == [[ORIGINAL, original]]

    with monkeypatch.context() as alone:
        alone.delenv("DIGITIZE_REPLICA")
        assert "DIGITIZE_REPLICA" in desk.run("fixity", code=6)
        assert desk.json("fixity", "--share", "1", code=6)["coverage"]["damaged"] == 1
    report = desk.json("fixity", "--share", "1", code=3)
    assert [(one["sha256"], one["repaired"]) for one in report["damage"]] == [(original, True)]

    assert store.protection(ORIGINAL, original).held
    assert desk.json("verify")["exit_code"] == 0
    assert desk.json("fixity")["run"]["damaged"] == 0
    assert [one["repaired"] for one in desk.json("fixity", "--history")["runs"]] == [0, 1, 0, 0, 0]
    assert report["run"]["id"] in desk.run("fixity", "--history")


def test_one_plan_at_a_time(desk: Desk) -> None:
    assert desk.json("fixity", "--sample", "3")["run"]["checked"] == 3
    for both in (("--sample", "3", "--share", "1"), ("--history", "--share", "1")):
        desk.run("fixity", *both, code=2)
