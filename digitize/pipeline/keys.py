"""Keys of what stages leave: the same inputs give the same key, whoever works."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec


def key_of(*parts: Any) -> str:
    """The key of a stage's output: a hash over all that goes into it."""
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()
