"""Opaque identifiers and moments."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

# Crockford's base 32 leaves out I, L, O and U, which people misread or mistype.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 12


def new_id(prefix: str) -> str:
    """A new random id that a person can type, such as ``D-7ZK3Q0X9M2VB``: a letter for the kind and 60 random bits."""
    return f"{prefix}-{''.join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))}"


def utc_now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)
