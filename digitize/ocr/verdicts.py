"""What follows from a page's reason codes; apart from the gate, so that who only tells it loads no imaging library."""

from __future__ import annotations

from collections.abc import Iterable

from digitize import errors
from digitize.model import Verdict


def verdict_of(warnings: Iterable[str]) -> Verdict:
    """What follows from a page's reason codes: scan again for any fault of the scan, a look for any other reason."""
    reasons = [errors.reason(code) for code in warnings]
    if any(issubclass(reason, errors.ScanFault) for reason in reasons):
        return Verdict.RESCAN
    return Verdict.LOOK if reasons else Verdict.OK
