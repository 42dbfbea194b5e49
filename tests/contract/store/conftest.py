"""The object store in each form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from digitize.settings import Settings
from digitize.store.interfaces import ObjectStore
from digitize.store.opening import open_store
from tests.stores import throw_away_buckets


@pytest.fixture(params=["files", "s3"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Of an empty store of each implementation, in which nothing is locked that no test locks."""
    if request.param == "files":
        yield Settings(home=tmp_path, disposal=SecretStr("files"))
        return
    with throw_away_buckets(request.getfixturevalue("store_key")) as made:
        yield made(tmp_path).model_copy(update={"store_lock_days": 0})


@pytest.fixture
def store(settings: Settings) -> ObjectStore:
    """An empty store of each implementation."""
    return open_store(settings, create=True)
