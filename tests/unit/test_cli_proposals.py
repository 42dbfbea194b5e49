"""The commands about validity and proposals, as a clerk types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitize.actions.archive import open_archive
from digitize.model import Term
from digitize.pipeline.proposing import Proposer
from digitize.settings import Settings
from tests.archives import FIELDS, NAME, NUMBER, RESULT, TYPE, publication
from tests.classify_pages import paper
from tests.desk import Desk
from tests.published import paper_in

UNKNOWN = "KQ.G10.000044"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path, monkeypatch)


@pytest.fixture
def documents(desk: Desk) -> list[str]:
    """Two scans of one paper, and a paper of unknown term."""
    sheet = paper(
        ("SỞ NÔNG NGHIỆP",),
        (f"Chứng nhận: bà {NAME}", f"CCCD số: {NUMBER.value}", "đủ điều kiện buôn bán thuốc bảo vệ thực vật"),
        number="Số: 07/GCN",
        title=("GIẤY CHỨNG NHẬN",),
    )
    with open_archive(Settings(home=desk.folder / "archive"), create=True) as archive:
        made = [paper_in(archive, seed, publication(), sheet) for seed in "ab"]
        of_unknown = type(RESULT)(RESULT.kind, RESULT.document_type, UNKNOWN, None, 0.97, "header")
        made.append(paper_in(archive, "c", publication(FIELDS[:3], classification=of_unknown, term=Term()), sheet))
        Proposer(archive).drain()
    return made


def test_why_a_result_is_valid_is_told_step_by_step(desk: Desk, documents: list[str]) -> None:
    told = desk.run("validity", "explain", documents[0], "--as-of", "2026-06-30")
    assert [line[:2] for line in told.splitlines()[1:]] == ["1.", "2.", "3.", "4."]
    assert "60 tháng" in told
    assert "đến hết 07/02/2028" in told
    assert "Ngày 30/06/2026: còn hiệu lực" in told
    as_json = desk.json("validity", "explain", documents[0], "--as-of", "30/06/2026")
    assert (as_json["state"], as_json["result_type"], as_json["steps"][-1]["kind"]) == ("valid", TYPE, "state")


def test_a_result_is_revoked_and_restored(desk: Desk, documents: list[str]) -> None:
    told = desk.run(
        "validity", "revoke", documents[0], "--basis", "12/QĐ-UBND", "--on", "10/03/2026", "--by", "clerk-1"
    )
    assert "thu hồi" in told
    assert desk.json("validity", "explain", documents[0], "--as-of", "2026-06-30")["state"] == "revoked"
    desk.run("validity", "restore", documents[0], "--basis", "15/QĐ-UBND", "--on", "2026-05-01")
    told = desk.run("validity", "explain", documents[0], "--as-of", "2026-06-30")
    assert "khôi phục theo 15/QĐ-UBND" in told
    desk.run("validity", "restore", documents[1], "--basis", "x", "--on", "2026-05-01", code=2)


def test_a_term_is_asked_and_said(desk: Desk, documents: list[str]) -> None:
    assert UNKNOWN in desk.run("validity", "unknown")
    said = desk.json("validity", "term", UNKNOWN, "--months", "60", "--basis", "Điều 9", "--by", "clerk-1")
    assert (said["settled"], said["waiting"]) == (1, 0)
    assert desk.json("validity", "unknown") == []
    desk.run("validity", "term", UNKNOWN, "--months", "60", "--unlimited", "--basis", "x", code=2)


def test_proposals_are_listed_accepted_and_taken_back(desk: Desk, documents: list[str]) -> None:
    told = desk.run("proposals", "list")
    [proposal] = [one["id"] for one in desk.json("proposals", "list", "--kind", "same_paper")]
    assert proposal in told
    assert "cùng một tờ giấy" in told
    assert NUMBER.value not in told
    assert NAME not in told
    assert "đã chấp nhận" in desk.run("proposals", "accept", proposal, "--reason", "đã xem")
    assert desk.json("proposals", "list") == []
    desk.run("proposals", "undo", proposal, "--reason", "nhầm")
    outcome = desk.json("proposals", "refuse", proposal, "E-NONE", "--reason", "hai tờ", code=3)
    assert [one["problem"] for one in outcome["outcomes"]] == [None, "not_found"]
    assert [one["state"] for one in desk.json("proposals", "list", "--document", documents[0])] == ["refused"]
    assert desk.json("proposals", "find") == {"proposals": 0}
