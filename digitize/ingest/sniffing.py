"""What a file is, judged by its first bytes; its name is only a claim."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePath

from digitize.errors import BadFile, DamagedFile, UnsupportedFormat, WrongExtension


class MediaType(StrEnum):
    """The formats that are taken in."""

    PDF = "application/pdf"
    TIFF = "image/tiff"
    JPEG = "image/jpeg"
    PNG = "image/png"


HEAD_BYTES = 1024

_SCAN_SUFFIXES = frozenset({".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".jpe", ".jfif", ".png"})
_OTHER_PICTURE_SUFFIXES = frozenset(
    {".bmp", ".gif", ".webp", ".heic", ".heif", ".avif", ".jp2", ".j2k", ".jpx", ".jxl", ".djvu", ".psd", ".ico"}
    | {".ppm", ".pgm", ".pbm", ".pnm", ".pcx", ".tga", ".dds", ".sgi", ".xps"}
)
_STARTS = {
    b"II*\0": MediaType.TIFF,
    b"MM\0*": MediaType.TIFF,
    b"II+\0": MediaType.TIFF,
    b"MM\0+": MediaType.TIFF,
    b"\xff\xd8\xff": MediaType.JPEG,
    b"\x89PNG\r\n\x1a\n": MediaType.PNG,
}
# The header may stand anywhere in the first 1024 bytes (ISO 32000-1, annex H, note 13), but a text that mentions
# it in the middle of a line is no PDF.
_PDF = re.compile(rb"(?:\A|[^\x20-\x7e])%PDF-")
_OTHER_PICTURE = re.compile(
    rb"GIF8[79]a|BM.{4}\0\0\0\0|RIFF.{4}WEBP|8BPS|AT&TFORM|\0\0\0\x0cjP {2}\r\n|\xff\x4f\xff\x51"
    rb"|\xff\x0a|.{4}ftyp(?:heic|heix|mif1|msf1|avif)",
    re.DOTALL,
)
_OTHER_CONTENT = re.compile(
    rb"PK\x03\x04|PK\x05\x06|\xd0\xcf\x11\xe0|\x1f\x8b|7z\xbc\xaf|Rar!|MZ|\x7fELF|SQLite format 3"
)
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_TEXT_CONTROLS = frozenset(b"\t\n\f\r\x1b")


def media_type(head: bytes) -> MediaType | None:
    """The format of a content; ``None`` where it is none of ours.

    Args:
        head: The first :data:`HEAD_BYTES` bytes.
    """
    for start, kind in _STARTS.items():
        if head.startswith(start):
            return kind
    return MediaType.PDF if _PDF.search(head[:HEAD_BYTES]) else None


def claims_scan(name: str) -> bool:
    """Whether a name ends as those of scans do."""
    return PurePath(name).suffix.lower() in _SCAN_SUFFIXES


def refusal(head: bytes, name: str) -> type[BadFile] | None:
    """Why a content that is none of our formats is refused.

    Args:
        head: The first :data:`HEAD_BYTES` bytes, for which :func:`media_type` gave ``None``.
        name: The file's name.

    Returns:
        The reason; ``None`` where neither name nor content claims to be a scan, as with a table beside the scans.
    """
    suffix = PurePath(name).suffix.lower()
    if claims_scan(name):
        return WrongExtension if _is_something_else(head) else DamagedFile
    if suffix in _OTHER_PICTURE_SUFFIXES or _OTHER_PICTURE.match(head):
        return UnsupportedFormat
    return None


def _is_something_else(head: bytes) -> bool:
    """Whether a content is recognised as something that is no scan, rather than the remains of one."""
    if _OTHER_PICTURE.match(head) or _OTHER_CONTENT.match(head) or head.startswith(_BYTE_ORDER_MARKS):
        return True
    return all(byte >= 0x20 or byte in _TEXT_CONTROLS for byte in head) and not _is_mostly_high(head)


def _is_mostly_high(head: bytes) -> bool:
    return sum(byte >= 0x80 for byte in head) * 2 > len(head)
