"""Records on each database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

import pytest

from digitize.records.interfaces import Records
from digitize.records.postgres import open_postgres
from digitize.records.sqlite import open_sqlite
from tests.archives import Clock


class Opener(Protocol):
    """Opens the one archive of a test, as another process would."""

    def __call__(self, **given: Any) -> Records: ...


@pytest.fixture(params=["sqlite", "postgres"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Opens an empty archive of each implementation."""
    key_file = tmp_path / "keys" / "owner-keys.json"
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    with ExitStack() as stack:

        def open_one(**given: Any) -> Records:
            found = (
                open_postgres(url, key_file, **given)
                if url
                else open_sqlite(tmp_path / "records.db", key_file, **given)
            )
            stack.callback(found.close)
            return found

        yield open_one


@pytest.fixture
def records(opened: Opener) -> Records:
    """An empty archive of each implementation."""
    return opened(clock=Clock())
