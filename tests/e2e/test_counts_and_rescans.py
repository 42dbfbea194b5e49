"""What a wrong count holds back, who lets it go, and a bad page that is scanned again."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.desk import Desk
from tests.pages import LINES, draw_page

NUMBERS = ("11/UBND-XNTTHN", "12/UBND-XNTTHN", "13/UBND-XNTTHN")


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Two files: one of two pages, one of a single page."""
    scans = tmp_path / "scans"
    scans.mkdir()
    first, second = (draw_page(*LINES, f"Số: {number}") for number in NUMBERS[:2])
    more = draw_page("Trang sau của giấy này", "có thêm mấy dòng chữ nữa.")
    first.save(scans / "a.tif", save_all=True, append_images=[more], dpi=(300, 300))
    second.save(scans / "b.png", dpi=(300, 300))
    return Desk(tmp_path, monkeypatch)


def documents(shell: Desk, batch: str) -> list[str]:
    """Ids of a batch's documents, in scanning order."""
    with sqlite3.connect(shell.folder / "archive" / "records" / "records.sqlite") as database:
        rows = database.execute(
            "SELECT documents.id FROM documents JOIN batches ON batches.id = documents.batch "
            "JOIN stack_pages ON blob = first_blob AND page_index = first_index "
            "JOIN stacks ON stacks.id = stack WHERE batches.name = ? AND stacks.batch = batches.id "
            "ORDER BY stacks.position, stack_pages.position",
            (batch,),
        )
        found = [row[0] for row in rows]
    database.close()
    return found


def hits(shell: Desk, code: int = 0) -> int:
    return int(shell.json("search", "tinh trang hon nhan", code=code)["total"])


def test_a_wrong_count_holds_documents_back_until_a_person_decides(shell: Desk) -> None:
    report = shell.json("ingest", "scans", "--batch", "lô", "--sheets", "4", code=4)
    account = report["account"]
    assert account["batch"]["state"] == "mismatch"
    assert (account["documents"]["held"], account["published"], account["indexed"]) == (2, 0, 0)
    assert account["pages"]["read"] == 3
    assert hits(shell, code=5) == 0
    view = shell.json("show", documents(shell, "lô")[0])
    assert view["document"]["state"] == "held"
    assert "sheet_mismatch" in view["document"]["reasons"]
    said = shell.run("status", "lô")
    assert "digitize decide" in said
    assert "chờ quyết định" in said
    # Nothing that rebuilds the index lets them out.
    shell.run("reindex")
    assert hits(shell, code=5) == 0

    shell.run("decide", "lô", "--reason", "đếm nhầm", code=2)
    shell.run("decide", "lô", "--accept", code=2)
    decided = shell.json("decide", "lô", "--accept", "--reason", "đếm nhầm một tờ", "--by", "can-bo-7")
    assert (decided["released"], decided["account"]["batch"]["state"]) == (2, "finished")
    assert decided["decision"]["decided_by"] == "can-bo-7"
    assert hits(shell) == 2
    assert "sheet_mismatch" not in shell.json("show", documents(shell, "lô")[0])["document"]["reasons"]
    again = shell.json("decide", "lô", "--accept", "--reason", "lần nữa")
    assert (again["released"], again["decision"]["reason"]) == (0, "đếm nhầm một tờ")
    assert "đếm nhầm một tờ" in shell.run("status", "lô")
    # The decision holds for these counts when the same batch is taken in again, and not for others.
    shell.json("ingest", "scans", "--batch", "lô", "--sheets", "4")
    shell.json("ingest", "scans", "--batch", "lô", "--sheets", "9", code=4)
    assert hits(shell) == 2


def test_the_missing_sheet_makes_the_counts_agree(shell: Desk) -> None:
    shell.json("ingest", "scans", "--batch", "lô", "--sheets", "4", code=4)
    draw_page(*LINES, f"Số: {NUMBERS[2]}").save(shell.folder / "scans" / "c.png", dpi=(300, 300))
    report = shell.json("ingest", "scans", "--batch", "lô", "--sheets", "4")
    assert report["account"]["batch"]["state"] == "finished"
    assert (report["account"]["documents"]["held"], report["account"]["published"]) == (0, 3)
    assert hits(shell) == 3
    shell.run("decide", "lô", "--accept", "--reason", "x", code=2)
    shell.run("decide", "lô khác", "--accept", "--reason", "x", code=5)


def test_what_was_published_is_not_taken_back_by_another_batch(shell: Desk) -> None:
    shell.json("ingest", "scans", "--batch", "lô")
    assert hits(shell) == 2
    shell.json("ingest", "scans", "--batch", "lô khác", "--sheets", "7", code=4)
    assert hits(shell) == 2


def pages_of(shell: Desk, document: str) -> list[dict[str, Any]]:
    return [page["ref"] for page in shell.json("show", document)["pages"]]


def test_a_rescan_takes_the_bad_pages_place_and_both_stay(shell: Desk) -> None:
    shell.json("ingest", "scans", "--batch", "lô", "--sheets", "3")
    document = documents(shell, "lô")[0]
    before = shell.json("show", document)
    good = draw_page("Trang sau đã quét lại rõ hơn", "cơ quan ấn định mười hai con dấu.")
    good.save(shell.folder / "lại.png", dpi=(300, 300))
    shell.run("rescan", document, "lại.png", "--page", "3", code=2)
    shell.run("rescan", document, "lại.png", "--page", "1", "--page", "2", code=2)
    shell.run("rescan", document, "no-such.png", "--page", "2", code=2)
    assert pages_of(shell, document) == [page["ref"] for page in before["pages"]]

    report = shell.json("rescan", document, "lại.png", "--page", "2", "--by", "can-bo-7")
    assert (report["replaced"], report["not_replaced"], report["document"]["version"]) == ([2], [], 2)
    after = shell.json("show", document)
    assert after["pages"][0]["ref"] == before["pages"][0]["ref"]
    assert after["pages"][1]["ref"] != before["pages"][1]["ref"]
    assert after["document"]["revision"] == before["document"]["revision"] + 1
    assert [(version["version"], version["rescanned"]) for version in after["versions"]] == [(1, []), (2, [1])]
    assert [entry["actor"] for entry in after["history"] if entry["action"] == "rescan"] == ["can-bo-7"]
    assert "quét lại trang 2" in shell.run("show", document)
    assert shell.json("search", "muoi hai con dau")["total"] == 1
    assert shell.json("search", "them may dong", code=5)["total"] == 0
    # The present version's received bytes, and the copy made of it.
    (shell.folder / "out").mkdir()
    written = shell.run("get", document, "--original", "-o", "out").split()
    assert {(shell.folder / path).read_bytes() for path in written} == {
        (shell.folder / "scans" / "a.tif").read_bytes(),
        (shell.folder / "lại.png").read_bytes(),
    }
    [copy] = shell.run("get", document, "-o", "out").split()
    assert (shell.folder / copy).read_bytes().startswith(b"%PDF")

    # The trap: cutting the stack again, from the same scans, must not undo the rescan.
    shell.json("ingest", "scans", "--batch", "lô", "--sheets", "3")
    shell.json("ingest", "scans", "--batch", "lô", "--sheets", "3", "--again")
    shell.json("ingest", "scans", "--batch", "lô khác")
    kept = shell.json("show", document)
    assert kept["pages"][1]["ref"] == after["pages"][1]["ref"]
    assert kept["document"]["version"] == 2
    assert shell.json("search", "muoi hai con dau")["total"] == 1

    # A rescan of the first page leaves the document the same document.
    first = draw_page(*LINES, f"Số: {NUMBERS[2]}")
    first.save(shell.folder / "một.png", dpi=(300, 300))
    shell.json("rescan", document, "một.png", "--page", "1")
    shell.json("ingest", "scans", "--batch", "lô", "--sheets", "3")
    both = shell.json("show", document)
    assert [version["rescanned"] for version in both["versions"]] == [[], [1], [0, 1]]
    assert documents(shell, "lô")[0] == document
    # The first rescan again is the same rescan; the received page, handed in again, stands in its old place.
    shell.json("rescan", document, "lại.png", "--page", "2")
    assert shell.json("show", document)["document"]["version"] == 3
    with Image.open(shell.folder / "scans" / "a.tif") as old:
        old.seek(1)
        old.save(shell.folder / "cũ.png", dpi=(300, 300))
    shell.json("rescan", document, "cũ.png", "--page", "2")
    assert shell.json("search", "them may dong")["total"] == 1
    assert shell.json("verify")["damaged"] == []


def test_a_rescan_that_is_no_page_replaces_nothing(shell: Desk) -> None:
    shell.json("ingest", "scans", "--batch", "lô")
    document = documents(shell, "lô")[0]
    before = pages_of(shell, document)
    (shell.folder / "hỏng.png").write_bytes((shell.folder / "scans" / "b.png").read_bytes()[:300])
    shell.run("rescan", document, "hỏng.png", "--page", "2", code=3)
    shell.run("sheets", "tờ.pdf", "--count", "1")
    report = shell.json("rescan", document, "tờ.pdf", "--page", "2", code=3)
    assert report["not_replaced"] == [{"page": 2, "reason": "rescan_is_separator"}]
    assert pages_of(shell, document) == before


def test_a_rescan_lets_nothing_out_that_is_held_back(shell: Desk) -> None:
    shell.json("ingest", "scans", "--batch", "lô", "--sheets", "9", code=4)
    document = documents(shell, "lô")[0]
    draw_page("Trang sau đã quét lại").save(shell.folder / "lại.png", dpi=(300, 300))
    report = shell.json("rescan", document, "lại.png", "--page", "2")
    assert report["document"]["state"] == "held"
    assert hits(shell, code=5) == 0
    assert json.dumps(shell.json("decide", "lô", "--accept", "--reason", "x"))
    assert hits(shell) == 2
