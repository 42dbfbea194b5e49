"""The code on the cover sheet of a dossier: written when the sheet is printed, read when it comes back as a scan."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

COVER_PREFIX = "DIGITIZE1|"
"""How every cover's code begins; whatever begins so was made to be one."""
_CHECK_LENGTH = 2


@dataclass(frozen=True, slots=True)
class Cover:
    """What a cover sheet says of the dossier behind it; a part the sheet leaves out is empty."""

    dossier_code: str
    procedure: str
    agency: str


def cover_text(cover: Cover) -> str:
    """The code of a cover, ``DIGITIZE1|<dossier code>|<procedure>|<agency>|<check>``.

    The check is the last two hexadecimal digits of the SHA-256 of everything before the last ``|``.
    """
    body = f"{COVER_PREFIX}{cover.dossier_code}|{cover.procedure}|{cover.agency}"
    return f"{body}|{_check(body)}"


def parse_cover(text: str) -> Cover | None:
    """Reads the code of a cover; see :func:`cover_text`.

    Returns:
        The cover; ``None`` where the text is no cover's, or its check is wrong.
    """
    if not text.startswith(COVER_PREFIX) or text.count("|") != 4:
        return None
    body, check = text.rsplit("|", 1)
    return Cover(*body.split("|")[1:]) if check.lower() == _check(body) else None


def _check(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[-_CHECK_LENGTH:]
