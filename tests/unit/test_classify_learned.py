"""Rules and what was learned, side by side: who decides, and what each keeps of the other."""

from __future__ import annotations

import subprocess
import sys
from functools import cache

import numpy as np
import pytest

from digitize import catalogue
from digitize.classify import Known, classify
from digitize.classify.learning import KIND, RUNG, Calibration, Model
from digitize.classify.learning.calibration import Curve
from digitize.classify.learning.features import Vocabulary
from digitize.classify.learning.model import Card, Zone
from digitize.model import Candidate, Classification, DocumentKind, PageReading
from tests.classify_pages import document, paper

BIRTH, PRACTICE = "KQ.G15.000031", "KQ.G17.000233"
BUILDING = ("KQ.G17.000232", "KQ.G17.000311")
"""Permits of two issuers, of one name."""
APPLICATION = f"{KIND}dossier_paper"


def learned(label: str, probability: float, confirmed: int = 20, applications: int = 20) -> Model:
    """A model that says one thing of every page with the motto on it."""
    none = np.zeros(0, np.float32)
    return Model(
        card=Card(
            "2026-11-26T08:00:00+00:00", 1, 0, 40, {}, {APPLICATION: applications, label: confirmed}, "test", 1.0, 0.0
        ),
        labels=(label, "kind:result"),
        heading=Zone(Vocabulary(("=nam",)), np.ones(1, np.float32), 1.0),
        page=Zone(Vocabulary(()), none, 1.0),
        coefficients=np.array([[5.0, 0.0]], np.float32),
        intercepts=np.zeros(2, np.float32),
        temperature=1.0,
        calibration=Calibration({RUNG: Curve((0.0, 1.0), (probability, probability))}),
        version="M-test",
    )


@cache
def facts() -> catalogue.Catalogue:
    return catalogue.load()


def said(page: PageReading, model: Model | None = None, known: Known | None = None) -> Classification:
    return classify(document(page), facts(), known=known, model=model)


def titled(*title: str, agency: tuple[str, ...] = ("UBND HUYỆN CAO LÃNH", "PHÒNG TƯ PHÁP")) -> PageReading:
    return paper(agency, ("Họ, chữ đệm, tên: TRẦN VĂN HAI",), title=title)


BY_TITLE = titled("GIẤY KHAI SINH")
BY_NAME = titled("GIẤY PHÉP THĂM DÒ NƯỚC DƯỚI ĐẤT", agency=("UBND TỈNH ĐỒNG THÁP", "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG"))
A_CHOICE = titled("GIẤY PHÉP XÂY DỰNG", agency=("MỘT", "HAI"))
NEAR_NAMES = titled("GIẤY NÀY", "CHO BIẾT")
NOTHING = titled()


def test_the_pages_are_what_they_are_taken_for() -> None:
    assert (said(BY_TITLE).rung, said(BY_TITLE).result_type) == ("header", BIRTH)
    assert (said(A_CHOICE).kind, said(A_CHOICE).result_type) == (DocumentKind.RESULT, None)
    assert (said(NOTHING).kind, said(NOTHING).candidates) == (DocumentKind.UNKNOWN, ())
    assert (said(NEAR_NAMES).kind, len(said(NEAR_NAMES).candidates)) == (DocumentKind.UNKNOWN, 5)
    by_name = said(BY_NAME)
    assert (by_name.rung, by_name.kind) == ("retrieval", DocumentKind.RESULT)
    assert by_name.probability >= 0.85


def test_what_both_say_is_surer() -> None:
    alone, both = said(BY_NAME), said(BY_NAME, learned(said(BY_NAME).result_type or "", 0.8))
    assert (both.result_type, both.rung) == (alone.result_type, alone.rung)
    assert alone.probability < both.probability <= 0.99
    assert "M-test" in both.why


def test_a_title_is_not_overruled() -> None:
    alone = said(BY_TITLE)
    assert said(BY_TITLE, learned(PRACTICE, 0.97)) == alone
    assert said(BY_TITLE, learned(APPLICATION, 0.97)) == alone


@pytest.mark.parametrize("label", [PRACTICE, APPLICATION])
def test_what_names_alone_say_is_a_proposal_where_the_model_says_otherwise(label: str) -> None:
    alone, both = said(BY_NAME), said(BY_NAME, learned(label, 0.9))
    assert (both.result_type, both.probability) == (alone.result_type, 0.6)
    codes = [candidate.code for candidate in both.candidates]
    assert alone.result_type in codes
    assert (label in codes) == (label == PRACTICE)


@pytest.mark.parametrize(
    ("page", "label"),
    [(A_CHOICE, BUILDING[0]), (A_CHOICE, BUILDING[1]), (NOTHING, BIRTH), (NEAR_NAMES, BIRTH)],
    ids=["one", "other", "nothing", "names"],
)
def test_where_the_rules_leave_a_choice_or_say_nothing_the_model_decides(page: PageReading, label: str) -> None:
    both = said(page, learned(label, 0.93))
    assert (both.kind, both.result_type, both.rung) == (DocumentKind.RESULT, label, RUNG)
    assert both.probability == pytest.approx(0.93)
    assert both.candidates[0] == Candidate(label, 0.93)
    assert "M-test" in both.why


def test_a_paper_of_a_dossier_is_known_but_not_where_the_title_says_a_result() -> None:
    both = said(NOTHING, learned(APPLICATION, 0.93))
    assert (both.kind, both.result_type, both.rung) == (DocumentKind.DOSSIER_PAPER, None, RUNG)
    assert said(A_CHOICE, learned(APPLICATION, 0.93)) == said(A_CHOICE)


@pytest.mark.parametrize(("confirmed", "applications"), [(19, 20), (20, 19), (20, 0)])
def test_too_few_confirmed_papers_do_not_decide(confirmed: int, applications: int) -> None:
    both = said(NOTHING, learned(BIRTH, 0.93, confirmed, applications))
    assert (both.kind, both.result_type) == (DocumentKind.UNKNOWN, None)
    assert both.candidates == (Candidate(BIRTH, 0.93),)


def test_of_an_unsure_model_nothing_but_a_candidate_is_taken() -> None:
    both = said(NOTHING, learned(BIRTH, 0.4))
    assert (both.kind, both.result_type) == (DocumentKind.UNKNOWN, None)
    assert both.candidates == (Candidate(BIRTH, 0.4),)


def test_like_nothing_that_was_learned_says_nothing() -> None:
    for page in (BY_TITLE, A_CHOICE, NOTHING, BY_NAME):
        assert said(page, learned(f"{KIND}unknown", 0.99)) == said(page)


def test_a_type_that_the_catalogue_no_longer_has_says_nothing() -> None:
    assert said(NOTHING, learned("KQ.G99.999999", 0.99)) == said(NOTHING)


def test_only_what_cover_and_manifest_allow_is_answered() -> None:
    known = Known(result_type=PRACTICE)
    assert said(NOTHING, learned(BIRTH, 0.93), known).result_type is None


def test_who_has_no_model_does_not_load_what_models_are_read_with() -> None:
    program = "import sys, digitize.pipeline.work; print({'sklearn', 'skops'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
