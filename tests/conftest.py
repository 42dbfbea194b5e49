"""What all tests share: where the test material lies, and no network."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of test material made by others; its absence skips on a laptop and fails in CI."""
    if not SHARED_DATA.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("the shared test material is missing, which CI must not hide")
        pytest.skip("the shared test material is not on this machine")
    return SHARED_DATA
