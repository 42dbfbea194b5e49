"""Files as operators hand them in: order, odd names, and things that are no files."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.errors import (
    EmptyFile,
    NoPermission,
    NotAFile,
    NotFound,
    SymbolicLink,
    UnsupportedFormat,
    WrongExtension,
)
from digitize.ingest.files import open_regular
from digitize.ingest.gather import Found, gather, natural_key
from digitize.ingest.sniffing import MediaType
from digitize.vietnamese.text import display_name

PDF = b"%PDF-1.7\nwhatever follows"


def by_name(*paths: Path) -> dict[str, Found]:
    return {found.relative: found for found in gather(paths)}


def put(path: Path, content: bytes = PDF) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_order_is_that_of_a_reader(tmp_path: Path) -> None:
    for name in ("p10.pdf", "p2.pdf", "P1.pdf", "b/1.pdf", "đ.pdf", "e.pdf", "p02.pdf"):
        put(tmp_path / name)
    names = [found.relative for found in gather([tmp_path])]
    assert names == ["b/1.pdf", "đ.pdf", "e.pdf", "P1.pdf", "p02.pdf", "p2.pdf", "p10.pdf"]


@given(st.lists(st.text(alphabet="aB10.²đ ", max_size=12), max_size=8))
@settings(max_examples=100)
def test_any_names_can_be_sorted_and_differ(names: list[str]) -> None:
    assert len({natural_key(name) for name in names}) == len(set(names))


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_numbers_in_names_sort_by_value(one: int, other: int) -> None:
    assert (natural_key(f"p{one}.pdf") < natural_key(f"p{other}.pdf")) is (one < other)


def test_folders_may_be_nested_deeply(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(400):
        deep /= "d"
    put(deep / "a.pdf")
    assert [found.relative for found in gather([tmp_path])] == ["d/" * 400 + "a.pdf"]


def test_paths_keep_the_order_they_were_given_in(tmp_path: Path) -> None:
    first, second = put(tmp_path / "z.pdf"), put(tmp_path / "folder" / "a.pdf")
    assert [found.relative for found in gather([first, second.parent])] == ["z.pdf", "a.pdf"]


def test_what_lies_beside_the_scans_is_no_failure(tmp_path: Path) -> None:
    for name, content in {
        "truth.json": b"{}",
        "text.txt": "chữ".encode(),
        "list.xlsx": b"PK\x03\x04" + bytes(50),
        ".gitkeep": b"",
    }.items():
        put(tmp_path / name, content)
    found = list(gather([tmp_path]))
    assert len(found) == 4
    assert not any(file.is_scan or file.problem for file in found)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.pdf", b"only a text", WrongExtension),
        ("a.pdf", b"", EmptyFile),
        ("a", b"", EmptyFile),
        ("a.heic", b"\0\0\0\x18ftypheic", UnsupportedFormat),
        ("picture", b"GIF89a" + bytes(20), UnsupportedFormat),
    ],
)
def test_what_claims_to_be_a_scan_is_a_failure(tmp_path: Path, name: str, content: bytes, problem: type) -> None:
    put(tmp_path / name, content)
    (found,) = gather([tmp_path])
    assert (found.problem, found.is_scan) == (problem, True)


@pytest.mark.parametrize("name", ["scan.txt", "scan", "SCAN.PDF", "scan.tif"])
def test_content_counts_not_the_name(tmp_path: Path, name: str) -> None:
    put(tmp_path / name)
    (found,) = gather([tmp_path])
    assert (found.media_type, found.problem, found.is_scan) == (MediaType.PDF, None, True)


def test_links_are_named_and_not_followed(tmp_path: Path) -> None:
    put(tmp_path / "in" / "a.pdf")
    (tmp_path / "in" / "loop").symlink_to(tmp_path)
    (tmp_path / "in" / "b.pdf").symlink_to("a.pdf")
    (tmp_path / "in" / "gone.pdf").symlink_to("nowhere")
    (tmp_path / "link").symlink_to("in")
    found = by_name(tmp_path / "in", tmp_path / "link")
    assert {name: file.problem for name, file in found.items()} == {
        "a.pdf": None,
        "b.pdf": SymbolicLink,
        "gone.pdf": SymbolicLink,
        "loop": SymbolicLink,
        "link": SymbolicLink,
    }
    with pytest.raises(SymbolicLink):
        open_regular(tmp_path / "in" / "b.pdf")


@pytest.mark.timeout(10)
def test_pipes_sockets_and_devices_are_named_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    os.mknod(tmp_path / "socket.pdf", stat.S_IFSOCK | 0o600)
    found = by_name(tmp_path, Path("/dev/null"))
    assert {name: file.problem for name, file in found.items()} == dict.fromkeys(
        ("pipe.pdf", "socket.pdf", "null"), NotAFile
    )
    for path in (tmp_path / "pipe.pdf", tmp_path / "socket.pdf", tmp_path, Path("/dev/null")):
        with pytest.raises(NotAFile):
            open_regular(path)


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """A folder that an ordinary user may enter, since the tests may be run by root."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        put(folder / "open.pdf").chmod(0o644)
        put(folder / "secret.pdf").chmod(0)
        put(folder / "locked" / "a.pdf")
        (folder / "locked").chmod(0)
        user = os.geteuid()
        if user == 0:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            os.seteuid(user)
            (folder / "locked").chmod(0o755)


def test_what_may_not_be_read_is_named(closed_folder: Path) -> None:
    found = by_name(closed_folder)
    assert {name: file.problem for name, file in found.items()} == {
        "open.pdf": None,
        "secret.pdf": NoPermission,
        "locked": NoPermission,
    }
    with pytest.raises(NoPermission):
        open_regular(closed_folder / "secret.pdf")


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    (found,) = gather([tmp_path / "gone.pdf"])
    assert found.problem is NotFound


def test_long_and_odd_names(tmp_path: Path) -> None:
    put(tmp_path / ("a" * 251 + ".pdf"))
    put(tmp_path / os.fsdecode(b"scan\xff.pdf"))
    put(tmp_path / "line\nbreak\x1b[31m.pdf")
    put(tmp_path / "Đo\u0302\u0300ng.pdf")
    found = by_name(tmp_path)
    assert set(found) == {"a" * 251 + ".pdf", r"scan\xff.pdf", r"line\nbreak\x1b[31m.pdf", "Đồng.pdf"}
    assert not any(file.problem for file in found.values())
    for file in found.values():
        file.name.encode()
        with open_regular(file.path) as opened:
            assert opened.read() == PDF


@given(st.binary(min_size=1, max_size=40).filter(lambda name: b"\0" not in name and b"/" not in name))
@settings(max_examples=100)
def test_any_name_can_be_shown(name: bytes) -> None:
    shown = display_name(name)
    assert shown.isprintable()
    assert shown.encode()


@pytest.mark.real_data
def test_the_official_scans_are_fourteen(shared_data: Path) -> None:
    found = list(gather([shared_data / "official_scans"]))
    assert sum(file.is_scan for file in found) == 14
    assert not any(file.problem for file in found)
    assert "truth.json" in {file.relative for file in found if not file.is_scan}
