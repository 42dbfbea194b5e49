"""What makes a PDF a PDF/A-2u (ISO 19005-2, level U): metadata, output intent, and how the file is written."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream, String
from PIL import ImageCms

LONGEST_SIDE = 14_400.0
SHORTEST_SIDE = 3.0
"""Bounds of a page's sides in points (ISO 32000-1, annex C)."""


@lru_cache(maxsize=1)
def _srgb() -> bytes:
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # Bytes 24 to 35 of the header are the moment of making (ICC.1, 7.2); a fixed one, or no two copies were equal.
    profile[24:36] = b"".join(part.to_bytes(2, "big") for part in (2000, 1, 1, 0, 0, 0))
    return bytes(profile)


def declare(pdf: Pdf, *, title: str, document_id: str, moment: datetime) -> None:
    """Makes the file say that it is PDF/A-2u, what it is and when it was made.

    Args:
        pdf: The file.
        title: For people.
        document_id: The document's stable id.
        moment: When the copy was made, with its time zone.
    """
    pdf.Root.Lang = String("vi")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    profile = Stream(pdf, _srgb())
    profile.N = 3
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=pdf.make_indirect(profile),
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
    made = moment.isoformat(timespec="seconds")
    with pdf.open_metadata(set_pikepdf_as_editor=False) as xmp:
        xmp["pdfaid:part"] = "2"
        xmp["pdfaid:conformance"] = "U"
        xmp["dc:title"] = title
        xmp["dc:identifier"] = document_id
        xmp["dc:language"] = {"vi"}
        xmp["dc:format"] = "application/pdf"
        xmp["xmp:CreateDate"] = made
        xmp["xmp:ModifyDate"] = made
        xmp["xmp:MetadataDate"] = made
        xmp["xmp:CreatorTool"] = "digitize"
        xmp["pdf:Producer"] = f"digitize {version('digitize')}"


def write(pdf: Pdf, target: Path) -> None:
    """Writes the file; its id follows from its content, so the same content gives the same bytes."""
    pdf.save(
        target,
        deterministic_id=True,
        min_version="1.7",
        object_stream_mode=ObjectStreamMode.generate,
        compress_streams=True,
        recompress_flate=False,
    )
