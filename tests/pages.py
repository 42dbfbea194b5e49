"""Small pages drawn for tests: text in Tinos on white paper."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from digitize.vietnamese.typeface import face_file

LINES = (
    "ỦY BAN NHÂN DÂN XÃ MỸ HIỆP",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",
    "Giấy này được cấp để bổ túc hồ sơ.",
)


def draw_page(*lines: str, width: int = 1000, height: int = 500, size: int = 42) -> Image.Image:
    """A grey page at 300 dpi with these lines from the top."""
    font = ImageFont.truetype(str(face_file(False, False)), size)
    page = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        pen.text((60, 50 + number * 2 * size), line, fill=0, font=font)
    return page


def save_page(path: Path, *lines: str) -> Path:
    """A page as a PNG of 300 dpi."""
    draw_page(*lines).save(path, dpi=(300, 300))
    return path
