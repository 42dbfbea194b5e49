"""Our own line reader: a small network on ONNX Runtime, greedy decoding, no language model."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import onnxruntime

from digitize.errors import EngineFailed, EngineMissing, ReaderDamaged
from digitize.model import Box, Pixels, Word
from digitize.ocr.engines.alignment import Alphabet, Letters, letters
from digitize.ocr.engines.line_picture import HEIGHT, Preparation, line_picture
from digitize.ocr.interfaces import LineImage
from digitize.vietnamese.text import nfc

CARD = "card.json"

_TOGETHER = 8
"""Lines of one call, so that the pictures of a call stay in the processor's cache."""
_FRAME = 4
_INK = 96
"""What is this dark in a line picture counts as ink."""
_BESIDE = 0.8
"""How far beyond the middle of its outer letters a line's ink may reach, heights of a line picture."""
_NO_WORD = 1.2
"""Gap that no word has, however far its letters are spaced, heights of a line picture."""


class ReaderName(StrEnum):
    """Our readers: the first reads every line, the second those of critical fields once more."""

    FIRST = "first"
    SECOND = "second"


class Precision(StrEnum):
    """In which numbers the network is kept."""

    INT8 = "int8"
    FP32 = "fp32"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file of weights and its SHA-256."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Card:
    """What the runtime needs of the model card: the characters in the order of the outputs, pictures, and files."""

    alphabet: str
    preparation: Preparation
    files: dict[Precision, ModelFile]


_CARD = msgspec.json.Decoder(Card)


def shipped(name: ReaderName) -> Traversable:
    """The folder of a reader's weights in the package."""
    return resources.files("digitize.ocr") / "reader" / name


class OwnLineEngine:
    """Reads lines; see :class:`digitize.ocr.interfaces.LineEngine`.

    Args:
        folder: With the model card and the weights.
        precision: Of the weights.

    Raises:
        EngineMissing: There are no weights.
        ReaderDamaged: They are not those of the card.
    """

    name = "own"

    def __init__(self, folder: Traversable, precision: Precision = Precision.INT8) -> None:
        try:
            card = _CARD.decode((folder / CARD).read_bytes())
            weights = (folder / card.files[precision].name).read_bytes()
        except (OSError, KeyError) as error:
            raise EngineMissing(f"own {precision}") from error
        except msgspec.DecodeError as error:
            raise ReaderDamaged(CARD) from error
        digest = hashlib.sha256(weights).hexdigest()
        if digest != card.files[precision].sha256:
            raise ReaderDamaged(card.files[precision].name)
        self._alphabet = Alphabet(card.alphabet)
        self._preparation = card.preparation
        self._session = onnxruntime.InferenceSession(weights, _options(), providers=["CPUExecutionProvider"])
        self._version = f"{precision}-{digest[:12]}"

    def seeing(self, preparation: Preparation) -> OwnLineEngine:
        """The same network, given pictures that are prepared otherwise."""
        other = copy.copy(self)
        other._preparation = preparation
        return other

    @property
    def version(self) -> str:
        """Precision and the beginning of the hash of the weights."""
        return self._version

    def read(self, lines: Sequence[LineImage]) -> list[tuple[Word, ...]]:
        """The words of each line, see :meth:`digitize.ocr.interfaces.LineEngine.read`."""
        pictures = [line_picture(line.pixels, self._preparation) for line in lines]
        read: list[tuple[Word, ...]] = [()] * len(lines)
        for group in _groups(pictures):
            for place, (best, probability) in zip(group, self._frames([pictures[one] for one in group]), strict=True):
                found = letters(best, probability, self._alphabet)
                read[place] = _words(found, pictures[place], lines[place].pixels.shape[0] / HEIGHT)
        return read

    def _frames(self, pictures: list[Pixels]) -> Iterator[tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]]:
        """Of each picture the likeliest output of each frame and its probability."""
        widest = max(picture.shape[1] for picture in pictures)
        together = np.zeros((len(pictures), HEIGHT, -(-widest // (2 * _FRAME)) * 2 * _FRAME), np.uint8)
        for row, picture in zip(together, pictures, strict=True):
            row[:, : picture.shape[1]] = picture
        try:
            best, probability = self._session.run(None, {"pictures": together})
        except Exception as error:  # ONNX Runtime raises classes of its own that share no base but this.
            raise EngineFailed("onnxruntime") from error
        for row, picture in enumerate(pictures):
            frames = -(-picture.shape[1] // _FRAME)
            yield best[row, :frames], probability[row, :frames]


def _options() -> onnxruntime.SessionOptions:
    """One thread: workers share the cores among themselves."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return options


def _groups(pictures: list[Pixels]) -> Iterator[list[int]]:
    """Indices of pictures of about one width."""
    order = sorted(range(len(pictures)), key=lambda place: pictures[place].shape[1])
    for begin in range(0, len(order), _TOGETHER):
        yield order[begin : begin + _TOGETHER]


def _words(found: Letters, picture: Pixels, scale: float) -> tuple[Word, ...]:
    """Letters between spaces as words; boxes reach from ink to ink, px of the cut.

    Args:
        found: The letters of the line.
        picture: The line picture.
        scale: How much larger the cut is.
    """
    if not found.text.strip():
        return ()
    ink = picture >= _INK
    columns = np.flatnonzero(ink.any(axis=0))
    middles = (found.first + found.behind) * (_FRAME / 2)
    words = []
    begin, before = 0, middles[0] - HEIGHT * _BESIDE
    line_end = len(found.text), len(found.text), middles[-1] + HEIGHT * _BESIDE
    for end, following, behind in (*_partings(found.text, middles, columns), line_end):
        if end > begin:
            left, right = _from_ink_to_ink(columns, before, behind, middles[begin], middles[end - 1])
            rows = np.flatnonzero(ink[:, int(left) : int(right) + 1].any(axis=1))
            top, bottom = (rows[0], rows[-1] + 1) if rows.size else (0, HEIGHT)
            box = Box(left * scale, float(top) * scale, right * scale, float(bottom) * scale)
            score, handwritten = float(found.scores[begin:end].min()), bool(found.by_hand[begin:end].any())
            words.append(Word(nfc(found.text[begin:end]), box, score, handwritten=handwritten))
        begin, before = following, behind
    return tuple(words)


def _partings(
    text: str, middles: npt.NDArray[np.floating[Any]], columns: npt.NDArray[np.intp]
) -> list[tuple[int, int, float]]:
    """Where words part: the letter after the last, the first of the next, and the place between them, px.

    They part at spaces, and where there is no ink for so long that no word goes on, whatever was read: columns of a
    heading that stand close together.
    """
    partings = [(place, place + 1, float(middles[place])) for place, letter in enumerate(text) if letter == " "]
    for gap in np.flatnonzero(np.diff(columns) > HEIGHT * _NO_WORD):
        between = float(columns[gap] + columns[gap + 1]) / 2
        place = int(np.searchsorted(middles, between))
        if 0 < place < len(text) and " " not in text[place - 1 : place + 1]:
            partings.append((place, place, between))
    return sorted(partings)


def _from_ink_to_ink(
    columns: npt.NDArray[np.intp], before: float, behind: float, first: float, last: float
) -> tuple[float, float]:
    """The outermost columns with ink between two bounds; around the middles of the outer letters where none has."""
    begin, end = np.searchsorted(columns, (before, behind))
    if begin == end:
        return max(first - _FRAME, 0.0), last + _FRAME
    return float(columns[begin]), float(columns[end - 1] + 1)
