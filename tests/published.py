"""Papers put into an archive as the pipeline publishes them: their pages as read, and what is said of them."""

from __future__ import annotations

import io

import msgspec

from digitize.actions.archive import Archive
from digitize.model import ObjectKind, PageReading
from digitize.records.rows import Publication
from tests import archives


def paper_in(archive: Archive, seed: str, said: Publication, *pages: PageReading) -> str:
    """The id of a document that was published.

    Args:
        archive: Where it goes.
        seed: Another seed, other bytes.
        said: What is said of it.
        pages: As read.
    """
    with archive.records.write() as write:
        document = archives.document(write, seed, len(pages))
        for ref, page in zip(write.documents.pages(document.id), pages, strict=True):
            stored = archive.store.put(ObjectKind.PAGE_TEXT, io.BytesIO(msgspec.json.encode(page)))
            write.pages.save_reading(ref, stored.sha256, page.findings, 0.95)
        write.publish(document.id, said)
    return document.id
