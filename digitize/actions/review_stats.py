"""Figures of the review: what waits and why, who decided how much, and how often persons changed what machines said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from digitize.actions.archive import Archive
from digitize.errors import RescanAsked
from digitize.pipeline.keeping import HERE
from digitize.records.reviewed import Review, ReviewAct, Waiting, Wanted

AGES = (1, 7, 30)
"""Days up to which documents that wait are counted together; the last count is of older ones."""


@dataclass(frozen=True, slots=True)
class Worked:
    """How many decisions a person made on a day (in Viet Nam), by what they were."""

    by: str
    day: date
    decisions: Mapping[ReviewAct, int]


@dataclass(frozen=True, slots=True)
class Changed:
    """How often persons changed what a machine had said.

    Attributes:
        field: Name of the field; ``result_type`` for what a document is.
        result_type: What the machine took the documents for or, where it took them for nothing, what persons say;
            empty for papers that are no results.
        answered: Documents persons vouched for of which a machine had said something here.
        changed: Those of them of which persons say something else.
    """

    field: str
    result_type: str
    answered: int
    changed: int

    @property
    def share(self) -> float:
        """The part that was changed, 0…1."""
        return self.changed / self.answered


@dataclass(frozen=True, slots=True)
class ReviewStats:
    """Figures of the review.

    Attributes:
        waiting: Documents that wait for a reviewer.
        by_reason: Of these, those that wait for each reason; one may wait for several.
        by_agency: By the agency that handed their batch in.
        by_age: By the days since they came in: up to each of :data:`AGES`, then older.
        for_rescan: Documents that wait for an operator to scan pages again.
        days: For how many days back the rest is counted.
        worked: Who decided how much.
        changed: What machines said and persons changed; what was taken back is left out.
    """

    waiting: int
    by_reason: Mapping[str, int]
    by_agency: Mapping[str, int]
    by_age: tuple[int, ...]
    for_rescan: int
    days: int
    worked: tuple[Worked, ...]
    changed: tuple[Changed, ...]


def stats(archive: Archive, wanted: Wanted, days: int = 30) -> ReviewStats:
    """Counts what waits, and what was decided.

    Args:
        archive: Where it lies.
        wanted: Which of the documents that wait.
        days: For how many days back decisions are counted.
    """
    now = datetime.now(UTC)
    with archive.records.read() as read:
        waiting = read.reviews.all_waiting(wanted)
        rescans = read.reviews.count(replace(wanted, reason=RescanAsked.code))
        reviews = read.reviews.since(now - timedelta(days=days))
    return ReviewStats(
        waiting=len(waiting),
        by_reason=_counted(reason for one in waiting for reason in one.reasons),
        by_agency=_counted(one.agency for one in waiting),
        by_age=_ages(waiting, now),
        for_rescan=rescans,
        days=days,
        worked=tuple(_worked(reviews)),
        changed=tuple(_changed(reviews)),
    )


def _counted(what: Iterable[str]) -> dict[str, int]:
    return dict(Counter(what).most_common())


def _ages(waiting: Iterable[Waiting], now: datetime) -> tuple[int, ...]:
    counts = [0] * (len(AGES) + 1)
    for one in waiting:
        days = (now - one.since) / timedelta(days=1)
        counts[next((place for place, most in enumerate(AGES) if days <= most), len(AGES))] += 1
    return tuple(counts)


def _worked(reviews: Iterable[Review]) -> Iterable[Worked]:
    by_day: dict[tuple[date, str], Counter[ReviewAct]] = {}
    for one in reviews:
        by_day.setdefault((one.decided_at.astimezone(HERE).date(), one.decided_by), Counter())[one.act] += 1
    return (Worked(by, day, dict(counts)) for (day, by), counts in sorted(by_day.items()))


def _changed(reviews: tuple[Review, ...]) -> Iterable[Changed]:
    undone = {one.undoes for one in reviews}
    answered, changed = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for one in reviews:
        if one.applied and one.id not in undone:
            answered.update((one.result_type or "", field) for field in one.answered)
            changed.update((one.result_type or "", field) for field in one.changed)
    return (
        Changed(field, result_type, count, changed[result_type, field])
        for (result_type, field), count in sorted(answered.items())
    )
