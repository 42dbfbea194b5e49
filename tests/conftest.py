"""What all tests share: where the test material lies, and no network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digitize.records.postgres import open_postgres
from scripts.make_fonts import CROSCORE
from tests import postgres
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


@pytest.fixture(scope="session")
def postgres_archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Name of a database that holds an archive without a row: to copy it is quicker than to make one."""
    with postgres.database() as url:
        open_postgres(url, tmp_path_factory.mktemp("keys") / "owner-keys.json").close()
        yield postgres.name_of(url)


@pytest.fixture
def postgres_url(postgres_archive: str) -> Iterator[str]:
    """Address of a database with an archive without a row, for one test alone."""
    with postgres.database(postgres_archive) as url:
        yield url
