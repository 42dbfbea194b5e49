"""What all tests share: where the test material lies, and no network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.make_fonts import CROSCORE
from tests.stores import StoreKey, throw_away_key
from tests.yardsticks import absent

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of test material made by others."""
    if not SHARED_DATA.is_dir():
        absent("the shared test material")
    return SHARED_DATA


@pytest.fixture(scope="session")
def croscore() -> Path:
    """The folder of Debian's whole fonts, of which the package holds a part."""
    if not CROSCORE.is_dir():
        absent("fonts-croscore")
    return CROSCORE


@pytest.fixture(scope="session")
def store_key() -> Iterator[StoreKey]:
    """A key of the real object store, as the program has one."""
    with throw_away_key() as key:
        yield key
