"""What leases are called: kinds of work and their subjects."""

from __future__ import annotations

from digitize.model import PageRef

READ = "read"
SPLIT = "split"
FINISH = "finish"
CLOSE = "close"
FIXITY = "fixity"


def page_subject(ref: PageRef) -> str:
    """The subject of a lease on a page."""
    return f"{ref.blob}:{ref.index}"


def page_of(subject: str) -> PageRef:
    """The page of such a subject."""
    blob, _, index = subject.partition(":")
    return PageRef(blob, int(index))


def finish_subject(stack: str, document: str) -> str:
    """The subject of a lease on a document, which is finished as it was cut from this stack."""
    return f"{stack}/{document}"


def finish_of(subject: str) -> tuple[str, str]:
    """Stack and document of such a subject."""
    stack, _, document = subject.partition("/")
    return stack, document
