"""The two readers that are compared: our own, and Tesseract, whose readings are kept."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import ModuleType

import msgspec

from digitize.model import Block, PageImage
from digitize.ocr import layout
from digitize.ocr.engines import create, in_process, preparation, tsv
from digitize.ocr.engines.by_line import LinewiseEngine
from digitize.ocr.engines.own import OwnLineEngine
from digitize.ocr.interfaces import Engine
from digitize.ocr.lines import TextLineFinder

OWN, PEER = "own", "tesserocr"

_CODE: tuple[ModuleType, ...] = (in_process, preparation, tsv, layout)
"""What stands between a page and Tesseract's words, and has no version of its own."""


def own(weights: Path | None) -> Engine:
    """Our own reader.

    Args:
        weights: A folder as the export of the training writes it; ``None``: what the package holds.

    Raises:
        EngineMissing: There are no weights.
    """
    if weights is None:
        return create(OWN)
    return LinewiseEngine(TextLineFinder(), OwnLineEngine(weights))


class KeptReadings:
    """An engine whose readings are kept on disk, by the picture and by all that makes it read otherwise.

    Args:
        engine: Reads what was not read before.
        folder: Made where it is missing.
    """

    def __init__(self, engine: Engine, folder: Path) -> None:
        code = hashlib.sha256(b"".join(Path(str(module.__file__)).read_bytes() for module in _CODE))
        self._engine = engine
        self._folder = folder / f"{engine.name}-{engine.version}-{code.hexdigest()[:12]}"
        self._folder.mkdir(parents=True, exist_ok=True)

    @property
    def name(self) -> str:
        """That of the engine."""
        return self._engine.name

    @property
    def version(self) -> str:
        """That of the engine."""
        return self._engine.version

    def read(self, image: PageImage) -> tuple[Block, ...]:
        """See :class:`digitize.ocr.interfaces.Engine`."""
        digest = hashlib.sha256(f"{image.pixels.shape} {image.dpi:g}".encode())
        digest.update(image.pixels.tobytes())
        file = self._folder / f"{digest.hexdigest()[:32]}.json"
        if file.exists():
            return msgspec.json.decode(file.read_bytes(), type=tuple[Block, ...])
        blocks = self._engine.read(image)
        draft = file.with_suffix(".draft")
        draft.write_bytes(msgspec.json.encode(blocks))
        draft.rename(file)
        return blocks


def peer(folder: Path) -> Engine:
    """Tesseract; what it read once is kept in ``folder``.

    Raises:
        EngineMissing: It is not on this machine.
    """
    return KeptReadings(create(PEER), folder)
