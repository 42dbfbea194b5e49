"""With its records on PostgreSQL an archive answers as the embedded one does; a server that is gone loses nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from tests import postgres
from tests.shell import Shell, plain


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sample dossiers."""
    folder = tmp_path_factory.mktemp("scans")
    Shell(folder).run("samples", "scans", "--count", "2", "--seed", "5", "--level", "clean")
    return folder / "scans"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with postgres.database() as made:
        yield made


@pytest.fixture(scope="module")
def shells(tmp_path_factory: pytest.TempPathFactory, url: str) -> tuple[Shell, Shell]:
    """An embedded archive, and one whose records are on PostgreSQL."""
    embedded, other = (tmp_path_factory.mktemp(name) for name in ("embedded", "postgres"))
    return Shell(embedded, engine="own"), Shell(other, engine="own", records=url)


@pytest.fixture(scope="module")
def dossiers(scans: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (scans / "truth.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def ingested(shells: tuple[Shell, Shell], scans: Path, url: str) -> tuple[Any, Any]:
    """Both archives filled; before, the one on PostgreSQL finds its server gone."""
    gone = make_url(url).set(port=1).render_as_string(hide_password=False)
    refused = Shell(shells[1].folder, records=gone).json("ingest", str(scans), code=9)
    assert refused["error"]["code"] == "records_unavailable"
    assert str(make_url(url).password) not in json.dumps(refused)
    embedded, other = (shell.json("ingest", str(scans), "--manifest", str(scans / "manifest.csv")) for shell in shells)
    return embedded, other


def test_a_batch_ends_the_same(ingested: tuple[Any, Any]) -> None:
    embedded, other = ingested
    assert plain(other) == plain(embedded)
    assert other["account"]["published"] > 0


def test_status_and_verify_say_the_same(shells: tuple[Shell, Shell], ingested: tuple[Any, Any]) -> None:
    for command in ("status", "verify"):
        embedded, other = (shell.json(command) for shell in shells)
        assert plain(other) == plain(embedded)


def test_search_finds_the_same(
    shells: tuple[Shell, Shell], ingested: tuple[Any, Any], dossiers: list[dict[str, Any]]
) -> None:
    [result] = [document for document in dossiers[0]["documents"] if document["kind"] == "result"]
    for words in (["giay"], ["giấy", "chứng", "nhận"], [result["fields"]["number"]]):
        embedded, other = (shell.json("search", *words) for shell in shells)
        assert embedded["total"] == other["total"] > 0
        assert sorted(map(str, plain(embedded["hits"]))) == sorted(map(str, plain(other["hits"])))


def test_reuse_answers_the_same_and_documents_show_the_same(
    shells: tuple[Shell, Shell], ingested: tuple[Any, Any], dossiers: list[dict[str, Any]]
) -> None:
    for dossier in dossiers:
        [result] = [document for document in dossier["documents"] if document["kind"] == "result"]
        owner = result["fields"].get("owner_id")
        if not owner:
            continue
        answers = []
        for shell in shells:
            ended = shell.call("reuse", "--as-of", "2025-01-01", "--json", typed=owner + "\n")
            answers.append((ended.returncode, json.loads(ended.stdout)))
        assert plain(answers[0]) == plain(answers[1])
        shown = []
        for shell, (_, answer) in zip(shells, answers, strict=True):
            [candidate] = answer["requirements"][0]["candidates"]
            shown.append(shell.json("show", candidate["document"]))
        assert plain(shown[0]) == plain(shown[1])


def test_the_same_again_adds_nothing(shells: tuple[Shell, Shell], ingested: tuple[Any, Any], scans: Path) -> None:
    again = shells[1].json("ingest", str(scans), "--manifest", str(scans / "manifest.csv"))
    assert again["account"]["batch"]["id"] == ingested[1]["account"]["batch"]["id"]
    assert again["account"]["documents"] == ingested[1]["account"]["documents"]
    assert shells[1].json("reindex")["documents"] == ingested[1]["account"]["published"]
