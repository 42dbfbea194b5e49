"""What a page's reading is kept under."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digitize.ocr import calibration
from digitize.ocr.calibration import Calibration
from digitize.pipeline import work
from digitize.settings import Settings


def test_another_calibration_or_none_is_another_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = work.ReaderSpec.of(Settings())
    shipped = calibration.all_known()[0]

    def with_calibration(known: Calibration | None) -> str:
        monkeypatch.setattr(calibration, "find", lambda engine, version: known)
        return work.reader_version(spec)

    curves = {
        kind: replace(curve, shares=tuple(share / 2 for share in curve.shares))
        for kind, curve in shipped.curves.items()
    }
    versions = [with_calibration(known) for known in (shipped, replace(shipped, curves=curves), None)]
    assert len(set(versions)) == 3
    assert all(version.startswith(work.engine_version(spec)) for version in versions)
