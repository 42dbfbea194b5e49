"""NFC and accent folding: the one place where text is made comparable, for index and query alike."""

from __future__ import annotations

import os
import unicodedata


def nfc(text: str) -> str:
    """Text with precomposed letters (NFC), as it is kept everywhere."""
    return unicodedata.normalize("NFC", text)


class _Folding(dict[int, str]):
    """What each letter folds to, by its code point, as :meth:`str.translate` asks for it; filled as letters come."""

    def __missing__(self, letter: int) -> str:
        parts = unicodedata.normalize("NFD", chr(letter))
        base = "".join(part for part in parts if not unicodedata.combining(part))
        # «đ» is a letter of its own that no Unicode decomposition takes apart.
        folded = base.lower().replace("đ", "d")
        # A damaged file may hold any letter there is; those of our papers are a few hundred.
        if len(self) < _MOST_LETTERS:
            self[letter] = folded
        return folded


_MOST_LETTERS = 4096
_FOLDING = _Folding()


def fold(text: str) -> str:
    """Text without accents and capitals: ``Đồng Tháp`` and ``dong thap`` fold to the same.

    Marks that stand alone (text that was not NFC) are dropped as well.
    """
    return nfc(text).translate(_FOLDING)


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """Folded text and, for each of its characters, the index in ``nfc(text)`` it comes from."""
    composed = nfc(text)
    if all(len(_FOLDING[ord(letter)]) == 1 for letter in set(composed)):
        # One for one, as in nearly every text.
        return composed.translate(_FOLDING), list(range(len(composed)))
    letters = [_FOLDING[ord(letter)] for letter in composed]
    return "".join(letters), [index for index, parts in enumerate(letters) for _ in parts]


def has_accents(text: str) -> bool:
    """Whether the text holds a letter that folding changes beyond its case."""
    return fold(text) != nfc(text).lower()


def squeeze(text: str) -> str:
    """NFC text with every run of white space as one space, none at the ends."""
    return " ".join(nfc(text).split())


def display_name(name: str | bytes | os.PathLike[str]) -> str:
    r"""A file name or path as it can be shown and kept: NFC, what is not UTF-8 or cannot be printed escaped.

    Bytes that are no UTF-8 appear as ``\xff``, control characters as ``\n``; nothing is lost and no terminal is
    fooled.
    """
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    shown = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)
    return nfc(shown)
