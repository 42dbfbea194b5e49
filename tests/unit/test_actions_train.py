"""Training as an action: what is kept, what is compared, what is in use, what the audit says."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import msgspec
import pytest

from digitize import language
from digitize.actions import evaluate, train, training_set
from digitize.actions.archive import Archive, open_archive
from digitize.classify.document import DocumentText
from digitize.classify.learning.features import view_of
from digitize.classify.learning.measures import Judged, measure
from digitize.classify.learning.picture import reliability_svg
from digitize.cli.learning_views import label_text, markdown
from digitize.errors import ExitCode, NoModel, NoSuchPath, TooFewPapers
from digitize.model import FieldName, ObjectKind, PageReading
from digitize.pipeline.models import Models
from digitize.pipeline.progress import silent
from digitize.records.rows import DocumentState
from digitize.settings import Settings
from digitize.vietnamese.text import fold
from tests.archives import RESULT, publication
from tests.learning import examples, model_without, papers, small_model
from tests.reviewers import arrives, decided, fields_with

NEW, OTHER = "KQ.G15.000038", "KQ.G15.000031"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(Settings(home=tmp_path / "archive", jobs=2), create=True) as opened:
        yield opened


def acts(archive: Archive, subject: str) -> list[str]:
    with archive.records.read() as read:
        return [entry.action for entry in read.audit.of_subject(subject)]


def test_train_switch_compare_and_go_back(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_set, "FIXED_DRAWN", 100)
    first = train.train(archive, silent, "uid:1", seed=1, drawn=300, switch=True)
    assert (first.switched, first.exit_code, first.comparison.before) == (True, ExitCode.OK, None)
    assert first.comparison.after.accuracy_answered > 0.95
    assert first.too_few
    assert acts(archive, first.version) == ["train_model", "switch_model"]

    second = train.train(archive, silent, "uid:1", seed=2, drawn=300)
    assert not second.switched
    assert second.comparison.before == first.comparison.after
    assert Models(archive.settings).in_use == first.version

    train.put_into_use(archive, second.version, "uid:1")
    rows = train.list_models(archive)
    assert {row.version: row.in_use for row in rows} == {first.version: False, second.version: True}
    assert train.roll_back(archive, "uid:1") == train.SwitchReport(second.version, first.version)
    assert acts(archive, first.version)[-1] == "switch_model"


def kept(archive: Archive, reading: PageReading, seed: int, result_type: str, owner: str) -> str:
    """A document whose page was read, waiting for a person."""
    said = replace(RESULT, result_type=result_type, procedure=None)
    fields = fields_with(FieldName.OWNER_NAME, owner)
    document = arrives(archive, seed, publication(fields, classification=said, state=DocumentState.REVIEW))
    stored = archive.store.put(ObjectKind.PAGE_TEXT, BytesIO(msgspec.json.encode(reading)))
    with archive.records.write() as write:
        [ref] = write.documents.pages(document)
        write.pages.save_reading(ref, stored.sha256, reading.findings, reading.text.confidence)
    return document


def test_what_a_person_confirmed_is_learned_from(archive: Archive) -> None:
    drawn = [paper for paper in papers(2) if paper.result_type == NEW][:6]
    documents = [kept(archive, paper.reading, seed, NEW, paper.people[0]) for seed, paper in enumerate(drawn)]
    for document in documents[:4]:
        decided(archive, document, "an", "confirm")
    decided(archive, documents[4], "an", "correct", result_type=OTHER)
    found = training_set.gather(archive, 1, 0, silent)
    vouched = (*found.learned, *found.fixed)
    assert sorted(one.label for one in vouched) == sorted([NEW] * 4 + [OTHER])
    assert all(one.confirmed for one in vouched)
    assert len(found.rungs) == len(found.learned)
    for paper in drawn[:5]:
        assert not any(fold(paper.people[0]) in fold(one.view.page) for one in vouched)
    assert {one.label: one.view for one in vouched}[OTHER] == view_of(DocumentText((drawn[4].reading,)))


def test_nothing_to_learn_from_is_said(archive: Archive) -> None:
    with pytest.raises(TooFewPapers):
        train.train(archive, silent, "uid:1", drawn=0)


def test_a_model_that_lost_a_class_is_worse() -> None:
    lost = train.compare(small_model(), model_without(NEW), examples(2), 0.85)
    assert lost.worse
    assert any(change.truth == NEW and change.before == NEW for change in lost.changes)
    found = train.compare(model_without(NEW), small_model(), examples(2), 0.85)
    assert not found.worse
    assert found.became_right > found.became_wrong
    assert not train.compare(None, small_model(), examples(2), 0.85).worse


def test_a_tenth_of_the_documents_is_held_out_for_ever() -> None:
    held_out = [number for number in range(2000) if training_set.is_held_out(f"D-{number}")]
    assert 120 < len(held_out) < 280


def test_names_that_are_the_same_are_not_drawn_apart(archive: Archive) -> None:
    named, others = training_set.names_to_draw(archive.catalogue, ())
    codes = {one.code for one in named}
    assert "KQ.G15.000031" in codes
    # Building permits of two issuers, and both certificates of practice, bear one name.
    assert not codes & {"KQ.G17.000232", "KQ.G17.000311", "KQ.G17.000233", "KQ.G17.000034"}
    assert not [name for name in others if name.casefold().startswith("giấy khai sinh")]


def test_there_is_nothing_to_evaluate_by_at_first(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(NoModel):
        evaluate.evaluate_confirmed(archive, "model", None, silent)
    with pytest.raises(TooFewPapers):
        evaluate.evaluate_confirmed(archive, "all", None, silent)
    with pytest.raises(NoSuchPath):
        evaluate.evaluate_folder(archive.settings, tmp_path, "all", None, silent)


def test_an_evaluation_is_a_page_and_a_picture() -> None:
    language.use("en")
    judged = [Judged("A", "A", 0.97)] * 30 + [Judged("kind:internal", "A", 0.9)] * 2
    found = evaluate.Evaluation("model", "M-1", 0.85, 0, measure(judged, 0.85))
    page = markdown(found)
    assert "| internal paper | A | 2 |" in page
    assert "| answered | 100.0% |" in page
    picture = ElementTree.fromstring(reliability_svg(found.measures.reliability))
    assert len(picture.findall("{http://www.w3.org/2000/svg}circle")) == 1
    assert label_text("") == "(no answer)"
