"""The two readers that are compared: our own, and Tesseract, whose readings are kept."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import ModuleType

import msgspec

from digitize.model import Block, PageImage
from digitize.ocr import layout
from digitize.ocr.engines import create, in_process, preparation, tsv
from digitize.ocr.interfaces import Engine

OWN, PEER = "own", "tesseract"
"""Names of the engines; our own asks no other than our own."""

_CODE: tuple[ModuleType, ...] = (in_process, preparation, tsv, layout)
"""What stands between a page and Tesseract's words, and has no version of its own."""


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


def readers(folder: Path) -> dict[str, Engine]:
    """Both readers by name; what Tesseract read once is kept in ``folder``.

    Raises:
        EngineMissing: One of them is not on this machine.
    """
    return {OWN: create(OWN), PEER: KeptReadings(create(PEER), folder)}
