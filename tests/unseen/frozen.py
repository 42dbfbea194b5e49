"""The freeze: one hash over the code and the data of this folder, kept in ``FROZEN``."""

from __future__ import annotations

import hashlib
from pathlib import Path

FOLDER = Path(__file__).parent
RECORD = FOLDER / "FROZEN"
_SUFFIXES = frozenset((".py", ".txt", ".csv", ".toml"))


def fingerprint() -> str:
    """SHA-256 over names and contents of everything that decides what is rendered."""
    whole = hashlib.sha256()
    for path in sorted(path for path in FOLDER.rglob("*") if path.suffix in _SUFFIXES):
        whole.update(path.relative_to(FOLDER).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def freeze() -> None:
    """Writes the hash; from then on a test fails when something here differs."""
    RECORD.write_text(f"{fingerprint()}\n", encoding="utf-8")
