"""The language people are spoken to in: Vietnamese first, English on request.

Both wordings of a message stand side by side in the code, so that neither can be forgotten. Which of them is
shown is decided once, at the edge (the command line by locale, the application by request).
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Literal

Language = Literal["vi", "en"]

_current: ContextVar[Language] = ContextVar("language", default="vi")


def use(language: Language) -> None:
    """Speaks this language from now on, in this thread or task."""
    _current.set(language)


def current() -> Language:
    """The language now spoken."""
    return _current.get()


def t(vi: str, en: str) -> str:
    """The wording of the language now spoken.

    Args:
        vi: The Vietnamese wording.
        en: The English wording.
    """
    return vi if _current.get() == "vi" else en


def from_environment(environment: dict[str, str]) -> Language:
    """The language a POSIX environment asks for.

    Args:
        environment: The process environment; ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` count, in this order.
    """
    for name in ("DIGITIZE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            return "en" if value.lower().startswith("en") else "vi"
    return "vi"
