"""Manifests as offices write them, and what is refused in them."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.errors import BadFile, BadManifest
from digitize.ingest.manifest import Manifest, ManifestRow, load

OWNER = "087190001234"
FULL = ManifestRow(
    2,
    "a/p1.pdf",
    "000.00.19.H20-220511-0012",
    "1.004363",
    "KQ.G10.000123",
    "07/GCN",
    date(2022, 5, 11),
    "Nguyễn Văn A",
    OWNER,
    2,
    14,
)
ENGLISH = "file,dossier_code,procedure,result_type,number,issued_on,owner_name,owner_id,sides,sheets\n"
ROW = f"a/p1.pdf,000.00.19.H20-220511-0012,1.004363,KQ.G10.000123,07/GCN,2022-05-11,Nguyễn Văn A,{OWNER},2,14\n"


def manifest(folder: Path, content: str | bytes) -> Manifest:
    path = folder / "manifest"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load(path)


def problems(folder: Path, content: str | bytes) -> str:
    with pytest.raises(BadManifest) as caught:
        manifest(folder, content)
    return caught.value.detail


def xlsx(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_csv_in_english(tmp_path: Path) -> None:
    assert manifest(tmp_path, ENGLISH + ROW).rows == (FULL,)


def test_csv_as_a_vietnamese_spreadsheet_writes_it(tmp_path: Path) -> None:
    header = (
        "STT;Tên tệp;Mã hồ sơ;Mã TTHC;Mã loại kết quả;Số, ký hiệu;Ngày ban hành;Chủ hồ sơ;Số định danh;Số mặt;Số tờ"
    )
    row = f'1;"a\\p1.pdf";000.00.19.H20-220511-0012;1.004363;KQ.G10.000123;07/GCN;11/5/2022;Nguyễn  Văn A;{OWNER};2;14'
    read = manifest(tmp_path, f"\ufeff{header}\r\n{row}\r\n;;;;;;;;;;\r\n")
    assert read.rows == (FULL,)
    assert read.unknown_columns == (1,)


def test_xlsx_with_a_title_above_and_typed_cells(tmp_path: Path) -> None:
    content = xlsx(
        ("DANH SÁCH HỒ SƠ SỐ HÓA",),
        (),
        ("TỆP", "Ngày cấp", "Số tờ", "Số", "Chủ giấy tờ"),
        ("p1.pdf", datetime(2022, 5, 11), 3, 12, None),
        ("p2.pdf", date(2022, 5, 12), 3.0, "12/GP", "=1+1"),
    )
    first, second = manifest(tmp_path, content).rows
    assert (first.line, first.issued_on, first.sheets, first.number) == (4, date(2022, 5, 11), 3, "12")
    assert first.owner_name is None
    assert second.sheets == 3
    assert second.owner_name == "=1+1"


def test_a_number_that_a_spreadsheet_shortened_is_told_not_mended(tmp_path: Path) -> None:
    content = xlsx(
        ("file", "owner id", "procedure"), ("p1.pdf", 87190001234, 1.00436), ("p2.pdf", int(OWNER), "1.004360")
    )
    assert problems(tmp_path, content) == "row 2: owner_id; row 2: procedure; row 3: owner_id"


def test_every_wrong_row_is_named_without_its_values(tmp_path: Path) -> None:
    rows = [
        "p1.pdf,x,1.004363,,,2022-02-30,,12,3,0",
        ",,,,,,Nguyễn Văn A,,,",
        "p2.pdf,,14363,K Q,,11/13/2022,,,,",
        "p2.pdf,,,,,,,,,-1",
    ]
    detail = problems(tmp_path, ENGLISH + "\n".join(rows))
    assert detail == (
        "row 2: dossier_code; row 2: issued_on; row 2: owner_id; row 2: sides; row 2: sheets; row 3: file; "
        "row 4: procedure; row 4: result_type; row 4: issued_on; row 5: sheets; row 5: file (as in row 4)"
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "no column for the file"),
        ("a;b;c\n1;2;3\n", "no column for the file"),
        ("file,tệp\na,b\n", "column file stands twice"),
        ("tệp\n".encode("utf-16"), "neither UTF-8 nor XLSX"),
        (xlsx(("file",))[:200], "not a readable XLSX (BadZipFile)"),
    ],
)
def test_what_is_no_manifest(tmp_path: Path, content: str | bytes, expected: str) -> None:
    assert problems(tmp_path, content) == expected


def test_a_workbook_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digitize.ingest.manifest._MOST_BYTES", 10**6)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/a.xml", "w") as part:
        for _ in range(9):
            part.write(bytes(1024 * 1024))
    assert problems(tmp_path, buffer.getvalue()) == "too large when unpacked"


def test_a_thousand_wrong_rows_are_not_all_told(tmp_path: Path) -> None:
    detail = problems(tmp_path, "file,sides\n" + "".join(f"p{row}.pdf,9\n" for row in range(1000)))
    assert detail.endswith("; and more")
    assert len(detail) < 2000


def test_a_file_is_found_by_its_whole_relative_name(tmp_path: Path) -> None:
    read = manifest(tmp_path, "file,number\n./a/p1.pdf,1\nĐo\u0302\u0300ng  Tháp.pdf,2\n")
    for name, number in (("a/p1.pdf", "1"), ("Đồng  Tháp.pdf", "2")):
        row = read.for_file(name)
        assert row is not None
        assert row.number == number
    assert read.for_file("p1.pdf") is None
    assert read.for_file("b/a/p1.pdf") is None


def test_a_manifest_may_not_be_a_folder(tmp_path: Path) -> None:
    with pytest.raises(BadFile):
        load(tmp_path)


@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=4), max_size=5), st.sampled_from(",;\t"))
@settings(max_examples=100, deadline=None)
def test_any_table_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], sign: str
) -> None:
    text = f"file{sign}number\n" + "\n".join(sign.join(row) for row in rows)
    try:
        read = manifest(tmp_path_factory.getbasetemp(), text.encode("utf-8", "replace"))
    except BadManifest:
        return
    assert len({row.file for row in read.rows}) == len(read.rows)
    assert all(row.file for row in read.rows)
