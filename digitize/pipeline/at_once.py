"""Work on many objects, some of it at the same time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")

_AT_ONCE = 8
"""Objects on their way at the same time: a server's answer takes longer than its work."""


def at_once(work: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
    """Does some of the work at the same time and never has much of it waiting, so that it ends soon when stopped."""
    rest = iter(items)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        while some := list(islice(rest, 4 * _AT_ONCE)):
            yield from pool.map(work, some)
