"""What a wrong count holds back, who lets it go, and a bad page that is scanned again."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from digitize.records.audit import Audit
from digitize.records.tables import audit
from tests.desk import Desk
from tests.pages import LINES, draw_page

NUMBERS = ("11/UBND-XNTTHN", "12/UBND-XNTTHN", "13/UBND-XNTTHN")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Two files: one of two pages, one of a single page."""
    scans = tmp_path / "scans"
    scans.mkdir()
    first, second = (draw_page(*LINES, f"Số: {number}") for number in NUMBERS[:2])
    more = draw_page("Trang sau của giấy này", "có thêm mấy dòng chữ nữa.")
    first.save(scans / "a.tif", save_all=True, append_images=[more], dpi=(300, 300))
    second.save(scans / "b.png", dpi=(300, 300))
    return Desk(tmp_path, monkeypatch)


def documents(desk: Desk, batch: str) -> list[str]:
    """Ids of a batch's documents, in scanning order."""
    with sqlite3.connect(desk.folder / "archive" / "records" / "records.sqlite") as database:
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


def hits(desk: Desk, code: int = 0) -> int:
    return int(desk.json("search", "tinh trang hon nhan", code=code)["total"])


def test_a_wrong_count_holds_documents_back_until_a_person_decides(desk: Desk) -> None:
    report = desk.json("ingest", "scans", "--batch", "lô", "--sheets", "4", code=4)
    account = report["account"]
    assert account["batch"]["state"] == "mismatch"
    assert (account["documents"]["held"], account["published"], account["indexed"]) == (2, 0, 0)
    assert account["pages"]["read"] == 3
    assert hits(desk, code=5) == 0
    view = desk.json("show", documents(desk, "lô")[0])
    assert view["document"]["state"] == "held"
    assert "sheet_mismatch" in view["document"]["reasons"]
    said = desk.run("status", "lô")
    assert "digitize decide" in said
    assert "chờ quyết định" in said
    # Nothing that rebuilds the index lets them out.
    desk.run("reindex")
    assert hits(desk, code=5) == 0

    desk.run("decide", "lô", "--reason", "đếm nhầm", code=2)
    desk.run("decide", "lô", "--accept", code=2)
    decided = desk.json("decide", "lô", "--accept", "--reason", "đếm nhầm một tờ", "--by", "can-bo-7")
    assert (decided["released"], decided["account"]["batch"]["state"]) == (2, "finished")
    assert decided["decision"]["decided_by"] == "can-bo-7"
    assert hits(desk) == 2
    assert "sheet_mismatch" not in desk.json("show", documents(desk, "lô")[0])["document"]["reasons"]
    again = desk.json("decide", "lô", "--accept", "--reason", "lần nữa")
    assert (again["released"], again["decision"]["reason"]) == (0, "đếm nhầm một tờ")
    assert "đếm nhầm một tờ" in desk.run("status", "lô")
    # The decision holds for these counts when the same batch is taken in again, and not for others.
    desk.json("ingest", "scans", "--batch", "lô", "--sheets", "4")
    desk.json("ingest", "scans", "--batch", "lô", "--sheets", "9", code=4)
    assert hits(desk) == 2


def test_a_decision_that_is_interrupted_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.json("ingest", "scans", "--batch", "lô", "--sheets", "4", code=4)
    append = Audit.append

    def interrupted(self: Audit, actor: str, action: str, *more: Any) -> Any:
        if action == "release" and self._context.first(select(audit).where(audit.c.action == "release")):
            raise KeyboardInterrupt
        return append(self, actor, action, *more)

    with monkeypatch.context() as patched:
        patched.setattr(Audit, "append", interrupted)
        desk.run("decide", "lô", "--accept", "--reason", "đếm nhầm", code=130)
    [account] = desk.json("status")
    assert (account["documents"]["held"], account["published"]) == (1, 1)
    # Another ingest of the same batch goes on as well as the decision itself.
    report = desk.json("ingest", "scans", "--batch", "lô")
    assert (report["account"]["documents"]["held"], report["account"]["published"]) == (0, 2)
    assert hits(desk) == 2


def test_the_missing_sheet_makes_the_counts_agree(desk: Desk) -> None:
    desk.json("ingest", "scans", "--batch", "lô", "--sheets", "4", code=4)
    draw_page(*LINES, f"Số: {NUMBERS[2]}").save(desk.folder / "scans" / "c.png", dpi=(300, 300))
    report = desk.json("ingest", "scans", "--batch", "lô", "--sheets", "4")
    assert report["account"]["batch"]["state"] == "finished"
    assert (report["account"]["documents"]["held"], report["account"]["published"]) == (0, 3)
    assert hits(desk) == 3
    desk.run("decide", "lô", "--accept", "--reason", "x", code=2)
    desk.run("decide", "lô khác", "--accept", "--reason", "x", code=5)


def test_what_was_published_is_not_taken_back_by_another_batch(desk: Desk) -> None:
    desk.json("ingest", "scans", "--batch", "lô")
    assert hits(desk) == 2
    desk.json("ingest", "scans", "--batch", "lô khác", "--sheets", "7", code=4)
    assert hits(desk) == 2


def pages_of(desk: Desk, document: str) -> list[dict[str, Any]]:
    return [page["ref"] for page in desk.json("show", document)["pages"]]


def test_a_rescan_takes_the_bad_pages_place_and_both_stay(desk: Desk) -> None:
    desk.json("ingest", "scans", "--batch", "lô", "--sheets", "3")
    document = documents(desk, "lô")[0]
    before = desk.json("show", document)
    good = draw_page("Trang sau đã quét lại rõ hơn", "cơ quan ấn định mười hai con dấu.")
    good.save(desk.folder / "lại.png", dpi=(300, 300))
    desk.run("rescan", document, "lại.png", "--page", "3", code=2)
    desk.run("rescan", document, "lại.png", "--page", "1", "--page", "2", code=2)
    desk.run("rescan", document, "no-such.png", "--page", "2", code=2)
    assert pages_of(desk, document) == [page["ref"] for page in before["pages"]]

    report = desk.json("rescan", document, "lại.png", "--page", "2", "--by", "can-bo-7")
    assert (report["replaced"], report["not_replaced"], report["document"]["version"]) == ([2], [], 2)
    after = desk.json("show", document)
    assert after["pages"][0]["ref"] == before["pages"][0]["ref"]
    assert after["pages"][1]["ref"] != before["pages"][1]["ref"]
    assert after["document"]["revision"] == before["document"]["revision"] + 1
    assert [(version["version"], version["rescanned"]) for version in after["versions"]] == [(1, []), (2, [1])]
    assert [entry["actor"] for entry in after["history"] if entry["action"] == "rescan"] == ["can-bo-7"]
    assert "quét lại trang 2" in desk.run("show", document)
    assert desk.json("search", "muoi hai con dau")["total"] == 1
    assert desk.json("search", "them may dong", code=5)["total"] == 0
    # The present version's received bytes, and the copy made of it.
    (desk.folder / "out").mkdir()
    written = desk.run("get", document, "--original", "-o", "out").split()
    assert {(desk.folder / path).read_bytes() for path in written} == {
        (desk.folder / "scans" / "a.tif").read_bytes(),
        (desk.folder / "lại.png").read_bytes(),
    }
    [copy] = desk.run("get", document, "-o", "out").split()
    assert (desk.folder / copy).read_bytes().startswith(b"%PDF")

    # The trap: cutting the stack again, from the same scans, must not undo the rescan.
    desk.json("ingest", "scans", "--batch", "lô", "--sheets", "3")
    desk.json("ingest", "scans", "--batch", "lô", "--sheets", "3", "--again")
    desk.json("ingest", "scans", "--batch", "lô khác")
    kept = desk.json("show", document)
    assert kept["pages"][1]["ref"] == after["pages"][1]["ref"]
    assert kept["document"]["version"] == 2
    assert desk.json("search", "muoi hai con dau")["total"] == 1

    # A rescan of the first page leaves the document the same document.
    first = draw_page(*LINES, f"Số: {NUMBERS[2]}")
    first.save(desk.folder / "một.png", dpi=(300, 300))
    desk.json("rescan", document, "một.png", "--page", "1")
    desk.json("ingest", "scans", "--batch", "lô", "--sheets", "3")
    both = desk.json("show", document)
    assert [version["rescanned"] for version in both["versions"]] == [[], [1], [0, 1]]
    assert documents(desk, "lô")[0] == document
    # The first rescan again is the same rescan; the received page, handed in again, stands in its old place.
    desk.json("rescan", document, "lại.png", "--page", "2")
    assert desk.json("show", document)["document"]["version"] == 3
    with Image.open(desk.folder / "scans" / "a.tif") as old:
        old.seek(1)
        old.save(desk.folder / "cũ.png", dpi=(300, 300))
    desk.json("rescan", document, "cũ.png", "--page", "2")
    assert desk.json("search", "them may dong")["total"] == 1
    assert desk.json("verify")["damaged"] == []


def test_a_rescan_that_is_no_page_replaces_nothing(desk: Desk) -> None:
    desk.json("ingest", "scans", "--batch", "lô")
    document = documents(desk, "lô")[0]
    before = pages_of(desk, document)
    (desk.folder / "hỏng.png").write_bytes((desk.folder / "scans" / "b.png").read_bytes()[:300])
    desk.run("rescan", document, "hỏng.png", "--page", "2", code=3)
    desk.run("sheets", "tờ.pdf", "--count", "1")
    report = desk.json("rescan", document, "tờ.pdf", "--page", "2", code=3)
    assert report["not_replaced"] == [{"page": 2, "reason": "rescan_is_separator"}]
    assert pages_of(desk, document) == before


def test_a_rescan_lets_nothing_out_that_is_held_back(desk: Desk) -> None:
    desk.json("ingest", "scans", "--batch", "lô", "--sheets", "9", code=4)
    document = documents(desk, "lô")[0]
    draw_page("Trang sau đã quét lại").save(desk.folder / "lại.png", dpi=(300, 300))
    report = desk.json("rescan", document, "lại.png", "--page", "2")
    assert report["document"]["state"] == "held"
    assert hits(desk, code=5) == 0
    assert json.dumps(desk.json("decide", "lô", "--accept", "--reason", "x"))
    assert hits(desk) == 2
