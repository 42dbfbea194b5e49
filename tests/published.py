"""Papers put into an archive as the pipeline publishes them: their pages as read, and what is said of them."""

from __future__ import annotations

import io

import msgspec

from digitize.actions.archive import Archive
from digitize.model import ObjectKind, PageReading
from digitize.records.rows import Publication
from tests import archives
from tests.archives import NAME, NUMBER
from tests.classify_pages import paper


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


def certificate(
    *more: str, number: str = "07/GCN", name: str = NAME, owner: str = NUMBER.value, old: str = ""
) -> PageReading:
    """A page: the certificate of :data:`tests.archives.FIELDS`, or one that is otherwise as given.

    Args:
        more: Lines at its end.
        number: Its number.
        name: Whose it is.
        owner: Their number; empty: none was read.
        old: An older number beside it.
    """
    return paper(
        ("SỞ NÔNG NGHIỆP VÀ", "PHÁT TRIỂN NÔNG THÔN"),
        (
            f"Chứng nhận: bà {name}",
            f"Căn cước công dân số: {owner}" if owner else "Căn cước công dân:",
            *([f"(CMND cũ số {old})"] if old else []),
            "Địa chỉ: ấp 3, xã Tân Hội, huyện Cao Lãnh, tỉnh Đồng Tháp",
            "đủ điều kiện buôn bán thuốc bảo vệ thực vật",
            *more,
        ),
        number=f"Số: {number}",
        dated="Đồng Tháp, ngày 07 tháng 02 năm 2023",
        title=("GIẤY CHỨNG NHẬN",),
        office=("GIÁM ĐỐC",),
        signer="Lê Văn Hải",
    )
