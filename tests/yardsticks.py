"""What only tests need of a machine: absent, it skips on a laptop and fails in CI."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest

from digitize.errors import EngineMissing
from digitize.ocr.engines import create, find_tessdata
from digitize.ocr.interfaces import Engine


def absent(what: str, remedy: str = "scripts/setup-tests installs what it can") -> NoReturn:
    """Ends a test for which something is not here."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} absent, which CI must not hide")
    pytest.skip(f"{what} absent; {remedy}")


def require_tesseract() -> None:
    """Tesseract with its Vietnamese data; one of the engines, and the yardstick of the others."""
    try:
        find_tessdata()
    except EngineMissing:
        absent("Tesseract's Vietnamese data")
    if not shutil.which("tesseract"):
        absent("Tesseract")


def engine_named(name: str) -> Engine:
    """An engine as the setting ``engine`` names it; all but our own need Tesseract."""
    if name != "own":
        require_tesseract()
    return create(name)
