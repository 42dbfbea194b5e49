"""An archive of several coordinators: records on PostgreSQL, store and index in one folder, homes of their own."""

from __future__ import annotations

import sys
from pathlib import Path

from pydantic import SecretStr

from digitize.actions.archive import Archive
from digitize.actions.ingest import IngestRequest, ingest
from digitize.catalogue import load
from digitize.index.sqlite import SqliteIndex
from digitize.records.opening import open_records
from digitize.settings import Settings
from digitize.store.files import FileStore


def open_shared(folder: Path, url: str, home: str) -> Archive:
    """The archive as one of its machines sees it."""
    (folder / home).mkdir(exist_ok=True)
    settings = Settings(
        home=folder / home, records=SecretStr(url), key_file=folder / "owner-keys.json", engine="own", jobs=1
    )
    return Archive(
        settings,
        load(),
        FileStore(folder / "objects"),
        open_records(settings, create=True),
        SqliteIndex(folder / "index" / "search.sqlite"),
    )


def ingest_shared() -> None:
    """Takes the scans of a folder in; ends with the command's exit code."""
    folder, url, home, batch = sys.argv[1:]
    with open_shared(Path(folder), url, home) as archive:
        request = IngestRequest((Path(folder) / "scans",), batch=batch)
        sys.exit(ingest(archive, request, lambda *_: None).exit_code)
