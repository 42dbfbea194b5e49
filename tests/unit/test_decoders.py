"""How JSON is decoded."""

from __future__ import annotations

import re
from pathlib import Path

import digitize

DECODED_BY_TYPE = re.compile(r"\.decode\((?:[^()]|\([^()]*\))*\btype=")


def test_types_are_learned_when_modules_are_loaded() -> None:
    """msgspec learns a type when it first decodes it; two threads that do so at the same moment crash the process.

    A migration of 2,000 documents died of it. Decoders are made once, on import, for which Python holds a lock.
    """
    package = Path(digitize.__file__).parent
    sources = {path: path.read_text(encoding="utf-8") for path in package.rglob("*.py")}
    assert [path.name for path, source in sources.items() if DECODED_BY_TYPE.search(source)] == []
