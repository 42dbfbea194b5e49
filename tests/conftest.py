"""What all tests share: where the test material and the yardsticks lie, and no network."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

from digitize.errors import EngineMissing
from digitize.ocr.engines import find_tessdata
from scripts.make_fonts import CROSCORE

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


def _absent(what: str) -> NoReturn:
    """Skips on a laptop and fails in CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what}, which CI must not hide")
    pytest.skip(what)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of test material made by others."""
    if not SHARED_DATA.is_dir():
        _absent("the shared test material is not on this machine")
    return SHARED_DATA


@pytest.fixture(scope="session")
def tesseract() -> Path:
    """The folder of Tesseract's data, where its program is there too: it is our yardstick and one of the engines."""
    try:
        folder = find_tessdata()
    except EngineMissing:
        _absent("Tesseract's Vietnamese data is not on this machine; run scripts/setup-tests")
    if not shutil.which("tesseract"):
        _absent("Tesseract is not on this machine; run scripts/setup-tests")
    return folder


@pytest.fixture(scope="session")
def croscore() -> Path:
    """The folder of Debian's whole fonts, of which the package holds a part."""
    if not CROSCORE.is_dir():
        _absent("Debian's fonts-croscore is not on this machine; run scripts/setup-tests")
    return CROSCORE
