"""The main job as a newcomer does it: samples, ingest, search, reuse, get, verify, on the real engine."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.shell import Shell


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """An archive of the first three sample dossiers."""
    shell = Shell(tmp_path_factory.mktemp("job"))
    shell.run("samples", "scans", "--count", "3", "--seed", "5", "--level", "clean")
    return shell


@pytest.fixture(scope="module")
def dossiers(shell: Shell) -> list[dict[str, Any]]:
    lines = (shell.folder / "scans" / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def ingested(shell: Shell, dossiers: list[dict[str, Any]]) -> Any:
    sheets = sum(dossier["sheets"] for dossier in dossiers)
    return shell.json("ingest", "scans", "--manifest", "scans/manifest.csv", "--sheets", str(sheets))


def result_of(dossier: dict[str, Any]) -> dict[str, Any]:
    [result] = [document for document in dossier["documents"] if document["kind"] == "result"]
    return result


def test_the_batch_is_reconciled(ingested: Any, dossiers: list[dict[str, Any]]) -> None:
    account = ingested["account"]
    assert account["files"] == {
        "accepted": sum(len(dossier["files"]) for dossier in dossiers),
        "again": 0,
        "rejected": 0,
        "not_a_scan": 2,
    }
    assert sum(account["pages"].values()) == account["pages"]["read"] == sum(dossier["pages"] for dossier in dossiers)
    assert account["published"] == account["indexed"] == sum(len(dossier["documents"]) for dossier in dossiers)
    assert account["kinds"]["result"] == 3
    assert account["batch"]["state"] == "finished"
    assert ingested["stored"] == account["objects"]


def test_the_same_bytes_are_not_processed_twice(shell: Shell, ingested: Any) -> None:
    again = shell.json("ingest", "scans", "--manifest", "scans/manifest.csv")
    assert again["account"]["batch"]["id"] == ingested["account"]["batch"]["id"]
    other = shell.json("ingest", "scans", "--batch", "lô khác")
    assert other["account"]["files"]["again"] == ingested["account"]["files"]["accepted"]
    assert other["account"]["published"] == ingested["account"]["published"]
    assert len(shell.json("status")) == 2


def test_a_wrong_count_of_sheets_is_an_error(shell: Shell, ingested: Any) -> None:
    counted = ingested["account"]["sheets"]["counted"] + 1
    report = shell.json("ingest", "scans", "--batch", "đếm sai", "--sheets", str(counted), code=4)
    assert report["account"]["batch"]["state"] == "mismatch"


def test_search_without_accents_and_by_the_beginning_of_a_number(
    shell: Shell, ingested: Any, dossiers: list[dict[str, Any]]
) -> None:
    answer = shell.json("search", "buon", "ban", "thuoc", "bao", "ve", "thuc", "vat")
    assert any(hit["result_type"] == "KQ.G10.001350" for hit in answer["hits"])
    number = result_of(dossiers[2])["fields"]["number"]
    answer = shell.json("search", number[: number.index("/") + 3])
    assert number in {hit["number"] for hit in answer["hits"]}
    assert shell.json("search", "khongcochunaynhuthe", code=5)["total"] == 0


def test_reuse_is_valid_up_to_the_last_day_and_expired_after(
    shell: Shell, ingested: Any, dossiers: list[dict[str, Any]]
) -> None:
    fields = result_of(dossiers[2])["fields"]
    last = date.fromisoformat(fields["valid_until"])
    ask = ("reuse", "--result-type", "KQ.G10.001350", "--as-of")
    valid = shell.json(*ask, last.isoformat(), typed=fields["owner_id"] + "\n")
    [candidate] = valid["requirements"][0]["candidates"]
    assert (valid["answer"], candidate["reason"], candidate["checked"]) == ("valid", "printed_date", "machine_read")
    expired = shell.json(*ask, (last + timedelta(days=1)).isoformat(), typed=fields["owner_id"] + "\n", code=10)
    assert expired["answer"] == "expired"
    nobody = shell.json(*ask, last.isoformat(), typed="087090000123\n", code=5)
    assert nobody["answer"] == "not_found"
    assert "CÒN HIỆU LỰC" in shell.run(*ask, last.isoformat(), typed=fields["owner_id"] + "\n")


def test_get_gives_back_the_received_bytes_and_the_access_copy(
    shell: Shell, ingested: Any, dossiers: list[dict[str, Any]]
) -> None:
    hit = shell.json("search", "buon ban thuoc bao ve thuc vat", "--result-type", "KQ.G10.001350")["hits"][0]
    document = hit["document_id"]
    view = shell.json("show", document)
    assert view["document"]["result_type"] == "KQ.G10.001350"
    number = next(said["value"] for said in view["fields"] if said["value"]["name"] == "owner_id")
    assert number["value"].startswith("•••••••••")
    assert result_of(dossiers[2])["fields"]["owner_id"] not in json.dumps(view)
    (shell.folder / "out").mkdir()
    written = shell.run("get", document, "--original", "-o", "out").split()
    received = {(shell.folder / "scans" / file).read_bytes() for file in dossiers[2]["files"]}
    assert {(shell.folder / path).read_bytes() for path in written} <= received
    [copy] = shell.run("get", document, "-o", "out").split()
    assert shell.run("get", document, "-o", "out").split() == [copy]
    (shell.folder / "mine.pdf").write_bytes(b"mine")
    shell.run("get", document, "-o", "mine.pdf", code=2)
    assert (shell.folder / "mine.pdf").read_bytes() == b"mine"
    assert (shell.folder / copy).read_bytes().startswith(b"%PDF-1.7")
    shell.run("get", "D-000000000000", code=5)


def test_verify_finds_a_flipped_byte_and_reindex_rebuilds(shell: Shell, ingested: Any) -> None:
    assert shell.json("verify")["damaged"] == []
    assert shell.json("reindex")["documents"] == ingested["account"]["published"]
    victim = next(path for path in (shell.folder / "archive" / "objects" / "originals").rglob("*") if path.is_file())
    good = victim.read_bytes()
    victim.chmod(0o600)
    victim.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    try:
        damaged = shell.json("verify", code=6)["damaged"]
        assert damaged == [["originals", victim.name]]
    finally:
        victim.write_bytes(good)


def test_read_needs_no_archive(shell: Shell, ingested: Any, dossiers: list[dict[str, Any]]) -> None:
    file = f"scans/{dossiers[0]['files'][0]}"
    shell.run("read", file, "--pdf", "copy.pdf", "--json", "tree.json", "--text", "text.txt", "--keep-steps", "steps")
    tree = json.loads((shell.folder / "tree.json").read_text())
    text = (shell.folder / "text.txt").read_text()
    assert len(tree["pages"]) == text.count("\f") + 1
    assert any("GIẤY PHÉP XÂY DỰNG" in line for line in text.splitlines())
    assert (shell.folder / "copy.pdf").read_bytes().startswith(b"%PDF")
    assert list((shell.folder / "steps").glob("page-001-*.png"))


def test_read_never_writes_over_the_scan_and_says_so_before_it_reads(
    shell: Shell, dossiers: list[dict[str, Any]]
) -> None:
    file = shell.folder / "scans" / dossiers[0]["files"][0]
    received = file.read_bytes()
    for option in ("--pdf", "--text", "--json"):
        shell.run("read", str(file), option, str(file), code=2)
        shell.run("read", str(file), option, "nowhere/out", code=2)
    assert file.read_bytes() == received


def test_what_cannot_be_done_is_said_without_a_traceback(shell: Shell, tmp_path: Path) -> None:
    shell.run("status", "--home", str(tmp_path / "nowhere"), code=5)
    shell.run("search", "x", "--home", str(tmp_path / "nowhere"), code=5)
    shell.run("read", "no-such-file.pdf", code=2)
    shell.run("ingest", "no-such-folder", code=2)
    assert "no-such-folder" not in shell.run("status")
    shell.run("search", "x", "--procedure", "NOPE", code=2)
    shell.run("search", "x", "--result-type", "NOPE", code=2)
    shell.run("frobnicate", code=2)
    shell.run("ingest", "scans", "--agency", "H99.99", code=2)
