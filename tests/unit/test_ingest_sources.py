"""What is taken in and what is refused, and the pixels that come of pictures."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from digitize.errors import (
    DamagedFile,
    DigitizeError,
    EmptyFile,
    EncryptedFile,
    FileVanished,
    NoPages,
    PageUnreadable,
    SymbolicLink,
    TooManyBytes,
    TooManyPages,
    TooManyPixels,
    TruncatedFile,
    UnsupportedFormat,
    WrongExtension,
)
from digitize.ingest.sniffing import MediaType
from digitize.ingest.sources import Limits, Probe, open_source, probe
from digitize.model import Colour

LIMITS = Limits(max_bytes=50_000_000, max_pages=20, max_pixels=5_000_000)


def noise(width: int, height: int, channels: int = 1) -> Image.Image:
    values = np.random.default_rng(7).integers(0, 255, (height, width, channels), dtype=np.uint8)
    return Image.fromarray(values.squeeze())


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def pdf(pages: int = 1, **options: object) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    buffer = io.BytesIO()
    document.save(buffer, **options)
    return buffer.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing: a bomb's outside."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 64)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def bomb_pdf(width: int, height: int) -> bytes:
    """A page with a picture of a huge claimed size."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    image = document.make_stream(zlib.compress(b"\0" * 64))
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height, image.BitsPerComponent = width, height, 8
    image.ColorSpace, image.Filter = pikepdf.Name.DeviceGray, pikepdf.Name.FlateDecode
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=image))
    page.Contents = document.make_stream(b"q 595 0 0 842 0 0 cm /Im Do Q")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "x")
    return buffer.getvalue()


def tiff(frames: int, **options: object) -> bytes:
    pictures = [noise(200, 283).convert("1") for _ in range(frames)]
    return saved(pictures[0], "TIFF", save_all=True, append_images=pictures[1:], compression="group4", **options)


JPEG, PNG, TIFF, PDF = saved(noise(300, 400), "JPEG"), saved(noise(300, 400), "PNG"), tiff(3), pdf(2)


def put(folder: Path, content: bytes, name: str = "scan") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (PDF, "a.pdf", Probe(MediaType.PDF, 2)),
        (TIFF, "a.tif", Probe(MediaType.TIFF, 3)),
        (JPEG, "a.jpg", Probe(MediaType.JPEG, 1)),
        (PNG, "a.png", Probe(MediaType.PNG, 1)),
        pytest.param(JPEG, "a.pdf", Probe(MediaType.JPEG, 1), id="another scan format under the name"),
        pytest.param(PDF, "a", Probe(MediaType.PDF, 2), id="no extension"),
        pytest.param(b"HTTP/1.1 200 OK\r\n\r\n" + PDF, "a.pdf", Probe(MediaType.PDF, 2), id="junk before the header"),
        pytest.param(
            pdf(encryption=pikepdf.Encryption(owner="o", user="")),
            "a.pdf",
            Probe(MediaType.PDF, 1),
            id="owner password",
        ),
    ],
)
def test_accepts(tmp_path: Path, content: bytes, name: str, expected: Probe) -> None:
    path = put(tmp_path, content)
    assert probe(path, name, LIMITS) == expected
    with open_source(path) as source:
        assert (source.media_type, source.page_count) == (expected.media_type, expected.pages)


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "a.pdf", EmptyFile),
        ("Kính gửi: Ủy ban nhân dân\n".encode() * 9, "a.pdf", WrongExtension),
        ("Kính gửi".encode("utf-16"), "a.tif", WrongExtension),
        (b"<html><body>504</body></html>", "a.PDF", WrongExtension),
        (zipped(), "a.jpg", WrongExtension),
        (b"GIF89a" + bytes(100), "a.png", WrongExtension),
        (b"a mail that mentions %PDF-1.4 in a line", "a.pdf", WrongExtension),
        pytest.param(bytes(5000), "a.pdf", DamagedFile, id="a disk that was full leaves zeros"),
        (b"GIF89a" + bytes(100), "a.gif", UnsupportedFormat),
        (b"\0\0\0\x18ftypheic" + bytes(100), "IMG_1", UnsupportedFormat),
        (b"name;number\n", "a.csv", UnsupportedFormat),
        (PDF[: len(PDF) // 2], "a.pdf", TruncatedFile),
        (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n", "a.pdf", DamagedFile),
        (JPEG[: len(JPEG) // 2], "a.jpg", TruncatedFile),
        (JPEG[:20], "a.jpg", TruncatedFile),
        (PNG[: len(PNG) // 2], "a.png", TruncatedFile),
        (PNG[:40] + bytes(60) + PNG[100:], "a.png", DamagedFile),
        (TIFF[: len(TIFF) // 2], "a.tif", TruncatedFile),
        (TIFF[:8], "a.tif", TruncatedFile),
        (TIFF[:4] + bytes(4) + TIFF[8:], "a.tif", NoPages),
        (pdf(encryption=pikepdf.Encryption(owner="o", user="u")), "a.pdf", EncryptedFile),
        (pdf(0), "a.pdf", NoPages),
        (pdf(21), "a.pdf", TooManyPages),
        (tiff(21), "a.tif", TooManyPages),
        (png_header(60_000, 60_000), "a.png", TooManyPixels),
    ],
)
def test_refuses(tmp_path: Path, content: bytes, name: str, reason: type[DigitizeError]) -> None:
    with pytest.raises(DigitizeError) as caught:
        probe(put(tmp_path, content), name, LIMITS)
    assert caught.type is reason


def test_refuses_what_is_too_large_without_reading_it(tmp_path: Path) -> None:
    path = put(tmp_path, PDF)
    with path.open("r+b") as file:
        file.truncate(LIMITS.max_bytes + 1)
    with pytest.raises(TooManyBytes):
        probe(path, "a.pdf", LIMITS)


def test_a_link_is_not_followed_and_a_missing_file_is_named(tmp_path: Path) -> None:
    put(tmp_path, PDF, "real.pdf")
    (tmp_path / "link.pdf").symlink_to("real.pdf")
    with pytest.raises(SymbolicLink):
        probe(tmp_path / "link.pdf", "link.pdf", LIMITS)
    with pytest.raises(FileVanished):
        open_source(tmp_path / "gone.pdf")


def test_a_cut_pdf_that_pdfium_would_repair_in_silence_is_refused(tmp_path: Path) -> None:
    # A page tree at the front survives the cut; the content of the last page does not.
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>",
        b"<</Length 5000>>stream\n" + b"0 0 m 9 9 l S\n" * 40,
    ]
    parts = [b"%d 0 obj\n%s\nendobj\n" % (number, content) for number, content in enumerate(objects, 1)]
    cut = b"%PDF-1.4\n" + b"".join(parts[:3]) + parts[3].removesuffix(b"\nendobj\n")
    with pytest.raises(TruncatedFile):
        probe(put(tmp_path, cut), "a.pdf", LIMITS)


def test_a_picture_bomb_fails_before_it_is_decoded(tmp_path: Path) -> None:
    limit = LIMITS.max_pixels
    pages = put(tmp_path, bomb_pdf(60_000, 60_000), "a.pdf")
    assert probe(pages, "a.pdf", LIMITS).pages == 1
    for path in (pages, put(tmp_path, png_header(60_000, 60_000), "a.png")):
        with open_source(path, max_pixels=limit) as source, pytest.raises(TooManyPixels):
            source.image(0, 300)


def test_one_huge_frame_of_a_tiff_fails_alone(tmp_path: Path) -> None:
    frames = [Image.new("1", (100, 100)), Image.new("1", (4000, 4000)), Image.new("1", (100, 100))]
    path = put(tmp_path, saved(frames[0], "TIFF", save_all=True, append_images=frames[1:], compression="group4"))
    limits = Limits(10**6, 10, 10**6)
    assert probe(path, "a.tif", limits).pages == 3
    with open_source(path, max_pixels=limits.max_pixels) as source:
        assert source.image(2, 300).width == 100
        with pytest.raises(TooManyPixels):
            source.image(1, 300)


def test_one_damaged_frame_of_a_tiff_fails_alone(tmp_path: Path) -> None:
    frames = [noise(64, 64) for _ in range(2)]
    content = bytearray(
        saved(frames[0], "TIFF", save_all=True, append_images=frames[1:], compression="tiff_adobe_deflate")
    )
    # The first frame's strip starts right behind its directory; both ends of a deflate stream are checked.
    start = content.find(b"x\x9c")
    content[start : start + 40] = bytes(40)
    path = put(tmp_path, bytes(content))
    assert probe(path, "a.tif", LIMITS).pages == 2
    with open_source(path) as source:
        with pytest.raises(PageUnreadable):
            source.image(0, 300)
        assert np.array_equal(source.image(1, 300).pixels, np.asarray(frames[1]))


def test_there_is_no_page_beyond_the_last(tmp_path: Path) -> None:
    for content in (PDF, TIFF):
        with open_source(put(tmp_path, content)) as source:
            for index in (-1, source.page_count):
                with pytest.raises(IndexError):
                    source.image(index, 300)
                with pytest.raises(IndexError):
                    source.words(index, 300)


def test_thumbnails_are_no_pages(tmp_path: Path) -> None:
    small = Image.new("L", (10, 10))
    small.encoderinfo = {"tiffinfo": {254: 1}}
    path = put(tmp_path, saved(noise(100, 100), "TIFF", save_all=True, append_images=[small, noise(100, 100)]))
    assert probe(path, "a.tif", LIMITS).pages == 2
    with open_source(path) as source:
        assert source.image(1, 300).width == 100


# --- pixels -----------------------------------------------------------------------------------------------


def red_on_white() -> Image.Image:
    picture = Image.new("RGB", (40, 60), "white")
    picture.paste((255, 0, 0), (0, 0, 20, 20))
    return picture


@pytest.mark.parametrize(
    ("picture", "kind", "colour"),
    [
        (noise(40, 60).convert("1"), "PNG", Colour.BILEVEL),
        (noise(40, 60).convert("1"), "TIFF", Colour.BILEVEL),
        (noise(40, 60), "PNG", Colour.GREY),
        pytest.param(noise(40, 60).convert("RGB"), "JPEG", Colour.GREY, id="colour JPEG of grey pixels"),
        (red_on_white(), "JPEG", Colour.COLOUR),
        (red_on_white().convert("P"), "PNG", Colour.COLOUR),
        (red_on_white().convert("CMYK"), "JPEG", Colour.COLOUR),
        (red_on_white().convert("CMYK"), "TIFF", Colour.COLOUR),
        (red_on_white().convert("RGBA"), "PNG", Colour.COLOUR),
    ],
)
def test_colour_is_told_from_the_pixels(tmp_path: Path, picture: Image.Image, kind: str, colour: Colour) -> None:
    with open_source(put(tmp_path, saved(picture, kind))) as source:
        image = source.image(0, 300)
    assert image.colour is colour
    assert image.pixels.dtype == np.uint8
    assert image.pixels.shape == ((60, 40, 3) if colour is Colour.COLOUR else (60, 40))
    if colour is Colour.COLOUR:
        blue, green, red = image.pixels[5, 5]
        assert red > 200
        assert max(blue, green) < 60
    if colour is Colour.BILEVEL:
        assert set(np.unique(image.pixels)) == {0, 255}


def test_one_coloured_pixel_at_the_foot_of_a_page_is_seen(tmp_path: Path) -> None:
    picture = Image.new("RGB", (40, 1200), "white")
    picture.putpixel((39, 1199), (255, 0, 0))
    with open_source(put(tmp_path, saved(picture, "PNG"))) as source:
        assert source.image(0, 300).colour is Colour.COLOUR


def test_sixteen_bits_keep_their_brightness(tmp_path: Path) -> None:
    values = np.linspace(0, 65535, 40 * 60).astype(np.uint16).reshape(60, 40)
    for kind in ("PNG", "TIFF"):
        with open_source(put(tmp_path, saved(Image.fromarray(values), kind))) as source:
            image = source.image(0, 300)
        assert np.array_equal(image.pixels, values >> 8)


def test_what_is_transparent_shows_white_paper(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (40, 60), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (0, 0, 10, 10))
    with open_source(put(tmp_path, saved(picture, "PNG"))) as source:
        pixels = source.image(0, 300).pixels
    assert pixels[5, 5] == 0
    assert pixels[50, 30] == 255


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
@pytest.mark.parametrize(("orientation", "corner"), [(1, (0, 0)), (3, (1, 1)), (6, (0, 1)), (8, (1, 0))])
def test_the_orientation_tag_turns_the_picture_upright(
    tmp_path: Path, kind: str, orientation: int, corner: tuple[int, int]
) -> None:
    picture = Image.new("L", (80, 40), 255)
    picture.paste(0, (0, 0, 16, 16))
    exif = Image.Exif()
    exif[274] = orientation
    with open_source(put(tmp_path, saved(picture, kind, exif=exif))) as source:
        pixels = source.image(0, 300).pixels
    assert pixels.shape == ((80, 40) if orientation in (6, 8) else (40, 80))
    height, width = pixels.shape
    darkest = pixels[8 if corner[0] == 0 else height - 8, 8 if corner[1] == 0 else width - 8]
    assert darkest < 60
    assert pixels[height // 2, width // 2] > 200


@pytest.mark.parametrize(
    ("size", "stated", "expected"),
    [
        ((827, 1169), (300, 300), 300),
        pytest.param((1654, 2339), None, 200, id="nothing stated, shaped like A4"),
        pytest.param((2339, 1654), (72, 72), 200, id="a screen's default, shaped like A4"),
        pytest.param((2000, 1500), (72, 72), 72, id="a screen's default, not shaped like A4"),
        pytest.param((2000, 1500), None, 0, id="nothing known"),
        pytest.param((4000, 3000), (72, 72), 0, id="a telephone's picture is no A0"),
        pytest.param((1654, 2339), (1, 1), 200, id="nonsense stated"),
    ],
)
def test_resolution(tmp_path: Path, size: tuple[int, int], stated: tuple[int, int] | None, expected: float) -> None:
    options = {"dpi": stated} if stated else {}
    for kind in ("JPEG", "PNG", "TIFF"):
        with open_source(put(tmp_path, saved(Image.new("L", size), kind, **options)), max_pixels=20_000_000) as source:
            assert source.image(0, 300).dpi == pytest.approx(expected, abs=1)


def test_a_fax_gets_square_pixels(tmp_path: Path) -> None:
    fax = Image.new("1", (1728, 1143), 1)
    with open_source(put(tmp_path, saved(fax, "TIFF", dpi=(204, 98), compression="group3"))) as source:
        image = source.image(0, 300)
    assert image.dpi == pytest.approx(204)
    assert (image.width, image.height) == (1728, round(1143 * 204 / 98))
