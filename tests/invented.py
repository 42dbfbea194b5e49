"""Whole archives without a scanner: originals, page texts, access copies, records and index, all of it invented.

Nothing is rendered or read. An original is a few bytes that no other has, a page text holds the words of one document,
and all of it goes in through the same ports as what a worker has read.
"""

from __future__ import annotations

import io
import random
from datetime import date, timedelta
from pathlib import Path

import msgspec

from digitize.actions.archive import Archive
from digitize.catalogue.identifiers import OwnerKind, OwnerNumber
from digitize.model import (
    Block,
    Box,
    Colour,
    FieldName,
    Line,
    ObjectKind,
    PageFindings,
    PageReading,
    PageRef,
    PageText,
    Term,
    Word,
)
from digitize.records.rows import BatchState, DocumentState, ReceiptOutcome
from digitize.records.transaction import Transaction
from tests.archives import FIELDS, field, publication

_TEXT = "giấy chứng nhận đủ điều kiện an toàn thực phẩm buôn bán thuốc bảo vệ hộ kinh doanh xây dựng"
_PLACES = ("Cao Lãnh", "Sa Đéc", "Hồng Ngự", "Lấp Vò", "Tháp Mười", "Tam Nông", "Châu Thành", "Lai Vung", "Tân Hồng")
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ")
_GIVEN = ("An", "Bình", "Cường", "Đẹp", "Giang", "Hạnh", "Khánh", "Lan", "Minh", "Ngọc")
_BATCH = 100
_DAY = date(2021, 1, 4)
_BOX = Box(0, 0, 100, 10)


def owner(number: int) -> OwnerNumber:
    """Whose the result of a document is."""
    return OwnerNumber(OwnerKind.CITIZEN, f"0872{number:08}")


def title_of(number: int) -> str:
    """Words that only this document has together."""
    draw = random.Random(number)
    return f"{' '.join(draw.sample(_TEXT.split(), 6))} {draw.choice(_PLACES)} {number:05}"


def fill(archive: Archive, count: int, *, size: int = 2_000, first: int = 0) -> None:
    """Adds documents of two pages, in batches of a hundred, published and indexed.

    Args:
        archive: Where they go.
        count: How many.
        size: Of an original, in bytes; the access copy has half of them.
        first: The number of the first: the same numbers give the same documents.
    """
    for start in range(first, first + count, _BATCH):
        _batch(archive, range(start, min(start + _BATCH, first + count)), size)
        archive.indexer.drain()


def _batch(archive: Archive, numbers: range, size: int) -> None:
    with archive.records.write() as write:
        batch = write.batches.open(f"Lô {numbers[0]}").id
        for number in numbers:
            _document(archive, write, batch, number, size)
        write.batches.finish(batch, BatchState.FINISHED)


def _document(archive: Archive, write: Transaction, batch: str, number: int, size: int) -> None:
    draw = random.Random(number)
    original = archive.store.put(ObjectKind.ORIGINAL, io.BytesIO(b"%PDF-1.7\n" + draw.randbytes(size)))
    access = archive.store.put(ObjectKind.ACCESS, io.BytesIO(b"%PDF-1.7\n" + draw.randbytes(size // 2)))
    write.batches.add_blob(original, "application/pdf", 2)
    refs = tuple(PageRef(original.sha256, index) for index in range(2))
    write.batches.add_receipt(batch, Path(f"/scans/{number}.pdf"), ReceiptOutcome.ACCEPTED, blob=original.sha256)
    write.batches.add_stack(batch, f"{number}.pdf", refs)
    name = f"{draw.choice(_FAMILY)} Thị {draw.choice(_GIVEN)}"
    title, printed = title_of(number), f"{number:02}/GCN-{number % 7}"
    for ref, text in zip(refs, (f"Số: {printed} {title} cho {name}", f"trang sau {title}"), strict=True):
        _page(archive, write, ref, text, draw)
    document = write.documents.create(batch, refs).id
    write.documents.add_rendition(document, access)
    issued = _DAY + timedelta(number % 1000)
    said = {
        FieldName.NUMBER: printed,
        FieldName.ISSUED_ON: issued.isoformat(),
        FieldName.ABSTRACT: title,
        FieldName.OWNER_NAME: name,
        FieldName.OWNER_ID: owner(number).value,
    }
    fields = tuple(field(one.name, said.get(one.name, one.value), confidence=0.8 + draw.random() / 5) for one in FIELDS)
    term = Term(issued, issued + timedelta(1826), known=True, rule="60-months")
    state = DocumentState.REVIEW if number % 5 == 0 else DocumentState.PUBLISHED
    write.publish(document, publication(fields, term=term, dossiers=(f"H-{number // 3}",), state=state))
    write.stages.keep(original.sha256, "finish", {"document": document, "skew": draw.random()})
    write.audit.append("test", "publish", document, {"revision": 1})


def _page(archive: Archive, write: Transaction, ref: PageRef, text: str, draw: random.Random) -> None:
    words = tuple(Word(word, _BOX, draw.random()) for word in text.split())
    tree = PageText((Block((Line(words, _BOX),), _BOX),), 2480, 3508, 2480, 3508, engine="own", engine_version="1")
    findings = PageFindings(300.0, Colour.GREY, skew=draw.random())
    stored = archive.store.put(ObjectKind.PAGE_TEXT, io.BytesIO(msgspec.json.encode(PageReading(tree, findings))))
    write.pages.save_reading(ref, stored.sha256, findings, draw.random())
