"""A model in use has a part in what is finished from then on, and says so; a damaged one stops the work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from digitize.actions.archive import open_archive
from digitize.classify.learning.files import pack, signing_key
from digitize.errors import ExitCode
from digitize.pipeline.models import Models
from digitize.settings import Settings
from tests.desk import Desk
from tests.drawn_paper import official_paper
from tests.learning import small_model


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path, monkeypatch)


@pytest.fixture
def models(desk: Desk) -> Models:
    return Models(Settings(home=desk.folder / "archive"))


def scan(desk: Desk, batch: str) -> str:
    paper = official_paper(200)
    paper.write(f"Lô {batch}", 30, 120)
    target = desk.folder / f"{batch}.tif"
    paper.image.convert("L").save(target, dpi=(200, 200))
    return target.name


def ingest(desk: Desk, batch: str, *more: str) -> Any:
    return desk.json("ingest", scan(desk, batch), "--batch", batch, *more)["account"]


def said_by(desk: Desk, batch: str) -> set[str]:
    """Name and version of who says what stands in a batch's documents."""
    with open_archive(Settings(home=desk.folder / "archive")) as archive, archive.records.read() as read:
        documents = read.documents.of_batch(batch)
        found = [said for one in documents for said in read.statements.effective(one.id).assertions]
        return {said.source_version for said in found}


def test_the_model_in_use_has_a_part_until_it_is_taken_out(desk: Desk, models: Models) -> None:
    first = ingest(desk, "một")["batch"]["id"]
    [rules_alone] = said_by(desk, first)
    assert "M-" not in rules_alone
    version = models.add(pack(small_model(), signing_key(models.secrets)))
    desk.run("models", "switch", version)
    assert said_by(desk, first) == {rules_alone}, "what was classified stays as it is"
    second = ingest(desk, "hai")["batch"]["id"]
    assert said_by(desk, second) == {f"{rules_alone} {version}"}
    ingest(desk, "một", "--again")
    assert said_by(desk, first) == {f"{rules_alone} {version}"}
    desk.run("models", "rollback")
    third = ingest(desk, "ba")["batch"]["id"]
    assert said_by(desk, third) == {rules_alone}


def test_a_damaged_model_stops_the_work_until_it_is_taken_out(desk: Desk, models: Models) -> None:
    ingest(desk, "một")
    version = models.add(pack(small_model(), signing_key(models.secrets)))
    desk.run("models", "switch", version)
    file = models.place_of(version).path
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    desk.run("ingest", scan(desk, "hai"), "--batch", "hai", code=ExitCode.DAMAGED)
    desk.run("models", "rollback")
    account = ingest(desk, "hai")
    assert (account["published"], account["batch"]["state"]) == (1, "finished")
