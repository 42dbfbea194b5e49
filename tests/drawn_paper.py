"""Paper drawn for tests of reading: known text, known place, known faults."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from digitize.model import Colour, PageImage, Pixels
from digitize.vietnamese.typeface import face_file

A4_INCHES = (210 / 25.4, 297 / 25.4)

HEADING_LEFT = ("ỦY BAN NHÂN DÂN", "TỈNH ĐỒNG THÁP")
HEADING_RIGHT = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
BODY = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
    "Căn cứ Nghị định số 45/2020/NĐ-CP ngày 08 tháng 4 năm 2020 của Chính phủ;",
    "Xét đề nghị của Giám đốc Sở Nông nghiệp và Phát triển nông thôn,",
    "Điều 1. Cấp giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm.",
    "Điều 2. Giấy này có hiệu lực ba năm kể từ ngày ký và được gửi cho cơ sở.",
    "Điều 3. Các cơ quan, đơn vị liên quan chịu trách nhiệm thi hành văn bản này.",
)


@dataclass(frozen=True)
class Run:
    """A line as it was drawn: place of its upper left corner and size of its letters in px."""

    text: str
    x: float
    y: float
    font: Path
    size: float


@dataclass
class Paper:
    """A white A4 page to write on; millimetres from its upper left corner."""

    dpi: float = 300.0
    runs: list[Run] = field(default_factory=list)
    image: Image.Image = field(init=False)

    def __post_init__(self) -> None:
        width, height = (round(side * self.dpi) for side in A4_INCHES)
        self.image = Image.new("RGB", (width, height), "white")

    def px(self, mm: float) -> float:
        return mm * self.dpi / 25.4

    def write(
        self, text: str, x: float, y: float, *, points: float = 13, bold: bool = False, colour: str = "black"
    ) -> None:
        """Writes a line whose letters' upper left corner stands at the place, and notes it."""
        run = Run(text, self.px(x), self.px(y), face_file(bold, italic=False), points * self.dpi / 72)
        self.runs.append(run)
        font = ImageFont.truetype(str(run.font), run.size)
        ImageDraw.Draw(self.image).text((run.x, run.y), text, font=font, fill=colour)

    def seal(self, x: float, y: float, *, diameter: float = 36) -> None:
        """Stamps a round red seal about the place: two rings, a star and strokes for the writing."""
        colour, draw = (215, 40, 50), ImageDraw.Draw(self.image)
        for share, width in ((1.0, 1.0), (0.65, 0.6)):
            radius = self.px(diameter * share / 2)
            left, top = self.px(x) - radius, self.px(y) - radius
            draw.ellipse((left, top, left + 2 * radius, top + 2 * radius), outline=colour, width=round(self.px(width)))
        for angle in np.arange(0, 2 * np.pi, np.pi / 18):
            draw.line(
                [self._around(x, y, diameter * share / 2, angle) for share in (0.72, 0.9)],
                fill=colour,
                width=round(self.px(0.7)),
            )
        points = [self._around(x, y, 2.5 if point % 2 else 6, (point * 0.2 - 0.5) * np.pi) for point in range(10)]
        draw.polygon(points, fill=colour)

    def _around(self, x: float, y: float, radius: float, angle: float) -> tuple[float, float]:
        return self.px(x + radius * np.cos(angle)), self.px(y + radius * np.sin(angle))

    def page(self) -> PageImage:
        """The paper as a colour picture."""
        pixels: Pixels = np.ascontiguousarray(np.asarray(self.image)[:, :, ::-1])
        return PageImage(pixels, self.dpi, Colour.COLOUR)

    @property
    def text(self) -> str:
        """What was written, a line each."""
        return "\n".join(run.text for run in self.runs)


def official_paper(dpi: float = 300.0) -> Paper:
    """A small official paper: heading in two columns, then the body."""
    paper = Paper(dpi)
    for row, text in enumerate(HEADING_LEFT):
        paper.write(text, 30, 20 + 6 * row, bold=row > 0)
    for row, text in enumerate(HEADING_RIGHT):
        paper.write(text, 95, 20 + 6 * row, points=12, bold=True)
    for row, text in enumerate(BODY):
        paper.write(text, 30, 60 + 8 * row)
    return paper


def grey(page: PageImage) -> PageImage:
    """The same page in grey."""
    return PageImage(cv2.cvtColor(page.pixels, cv2.COLOR_BGR2GRAY), page.dpi, Colour.GREY)


def turned(page: PageImage, clockwise: int) -> PageImage:
    """The page turned by quarters, degrees clockwise."""
    return PageImage(np.ascontiguousarray(np.rot90(page.pixels, -clockwise // 90)), page.dpi, page.colour)


def skewed(page: PageImage, degrees: float) -> PageImage:
    """The page with lines that rise by so many degrees counter-clockwise."""
    matrix = cv2.getRotationMatrix2D((page.width / 2, page.height / 2), degrees, 1)
    pixels = cv2.warpAffine(
        page.pixels, matrix, (page.width, page.height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255)
    )
    return PageImage(pixels, page.dpi, page.colour)


def shaded(page: PageImage) -> PageImage:
    """The page darker towards its lower right corner."""
    rows, columns = np.mgrid[0 : page.height, 0 : page.width]
    shade: npt.NDArray[np.float64] = 1 - 0.45 * (rows / page.height + columns / page.width) / 2
    pixels = page.pixels * (shade if page.pixels.ndim == 2 else shade[:, :, None])
    return PageImage(pixels.astype(np.uint8), page.dpi, page.colour)


def sprinkled(page: PageImage, share: float, seed: int = 7) -> PageImage:
    """The page with single black pixels strewn over it."""
    pixels = page.pixels.copy()
    pixels[np.random.default_rng(seed).random(pixels.shape[:2]) < share] = 0
    return PageImage(pixels, page.dpi, page.colour)
