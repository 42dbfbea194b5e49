"""The other hand's papers: frozen, and the same every time; ``tests/accept`` looks at the truth of each."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from digitize.catalogue.catalogue import load
from tests.unseen.compose import KINDS, document
from tests.unseen.frozen import RECORD, fingerprint
from tests.unseen.headings import heading
from tests.unseen.layouts import layouts
from tests.unseen.national import drawn
from tests.unseen.scanning import render


def test_nothing_was_changed_since_the_freeze() -> None:
    assert fingerprint() == RECORD.read_text(encoding="utf-8").strip(), "frozen; see tests/unseen/README.md"


def test_there_are_enough() -> None:
    assert len(layouts()) >= 40
    assert all(len(own) >= 2 for own in layouts().values())
    assert {own.settings["kind"] for each in layouts().values() for own in each} >= set(KINDS) - {"unknown"}


def test_result_types_are_known() -> None:
    known = load().result_types
    for layout in (layout for own in layouts().values() for layout in own):
        assert layout.settings["kind"] in KINDS
        assert set(layout.codes) <= set(known), layout.paper
        assert layout.settings["kind"] in ("result", "refusal") or not layout.codes


def test_the_same_seed_gives_the_same_document() -> None:
    first, second = document(7, 3), document(7, 3)
    assert first.truth == second.truth
    assert all(
        np.array_equal(np.asarray(one.image), np.asarray(other.image))
        for one, other in zip(first.sheets, second.sheets, strict=True)
    )
    assert document(8, 3).truth != first.truth


def test_scans_are_the_same_bytes(tmp_path: Path) -> None:
    truths = render(tmp_path / "one", 2, 7, "mixed")
    render(tmp_path / "other", 1, 7, "mixed", first=1)
    name = truths[1]["file"]
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


@pytest.mark.real_data
def test_headings_name_their_result_type(shared_data: Path) -> None:
    assert shared_data.is_dir()
    known = load().result_types
    assert len(drawn(2611, 300)) == 300
    for number in (0, 7, 150, 299):
        truth = heading(2611, number)[1].truth
        assert truth["code"] in truth["result_types"]
        assert set(truth["result_types"]) <= set(known)
        assert truth["misread"] != "\n".join(truth["pages"])
