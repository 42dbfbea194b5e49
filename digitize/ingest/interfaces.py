"""The port of page sources: a received file seen as pages."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from digitize.ingest.sniffing import MediaType
from digitize.model import PageImage, Word


class PageSource(Protocol):
    """A received file, page by page. Used by one thread only; a context manager that closes the file."""

    @property
    def media_type(self) -> MediaType:
        """What the content is."""
        ...

    @property
    def page_count(self) -> int:
        """How many pages the file has, unreadable ones included."""
        ...

    def image(self, index: int, dpi: float) -> PageImage:
        """A page's picture; its pixels are the *source frame* of the page.

        Args:
            index: 0-based.
            dpi: Resolution at which a page is drawn that has no pixels of its own.

        Raises:
            IndexError: There is no such page.
            PageUnreadable: The page cannot be decoded.
            TooManyPixels: The picture is larger than allowed; found out before it is decoded.
        """
        ...

    def words(self, index: int, dpi: float) -> tuple[Word, ...]:
        """The words the file itself gives for a page, boxes in pixels of :meth:`image` with the same arguments.

        Empty where the file gives none, or where the page is a picture: a hidden layer over a scan is another
        program's reading, not the page's text.
        """
        ...

    def close(self) -> None:
        """Frees the file."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
