"""The port of a place for backups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol


class Vault(Protocol):
    """Bytes by name. Nothing is written over and nothing is removed; what may be read here is sealed beforehand.

    Names are paths of letters, digits, ``-``, ``_`` and ``.`` below folders of the same.
    """

    def prepare(self) -> None:
        """Makes what is missing of the place, and makes sure of what is there.

        Raises:
            StoreUnavailable: Its server does not answer, or does not let this program in.
            StoreUnsafe: It was made by others and keeps no versions or cannot lock them.
            StoreFull: It cannot be written.
        """
        ...

    def add(self, fill: Callable[[BinaryIO], str]) -> None:
        """Stores bytes; when it returns they are safe. If ``fill`` fails nothing is there.

        Args:
            fill: Writes the bytes to the stream that it is given, and returns the name that they shall have. There is
                nothing of that name yet.

        Raises:
            StoreFull: The bytes could not be written.
            StoreUnavailable: The server does not answer.
        """
        ...

    def open(self, name: str) -> BinaryIO:
        """A stream of the bytes.

        Raises:
            NotFound: Nothing has that name.
        """
        ...

    def names(self, folder: str) -> Iterator[str]:
        """All names below a folder, in no particular order."""
        ...
