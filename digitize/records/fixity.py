"""Which objects must be intact, when each was last read whole, and the runs in which that was done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Row, Subquery, and_, case, func, literal, select, union_all

from digitize.model import ObjectKind
from digitize.records.context import Context
from digitize.records.ids import new_id
from digitize.records.kept import Coverage, FixityRun, Object
from digitize.records.tables import blobs, disposed_objects, fixity_runs, object_checks, pages, renditions


class Fixity:
    """What is known of the soundness of objects."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def due(self, limit: int | None = None) -> tuple[Object, ...]:
        """Objects that the records need: first what was damaged, then what was never read, then the longest ago.

        Args:
            limit: Most objects; ``None``: all.
        """
        needed, checked = _needed(), object_checks.c
        urgency = case((checked.intact.is_(False), 0), (checked.intact.is_(None), 1), else_=2)
        query = select(needed).outerjoin(object_checks, _is_of(needed))
        # Those never read come by their hashes, which is by chance.
        query = query.order_by(urgency, checked.checked_at, needed.c.sha256, needed.c.kind).limit(limit)
        return tuple((ObjectKind(row.kind), row.sha256) for row in self._context.all(query))

    def is_needed(self, kind: ObjectKind, sha256: str) -> bool:
        """Whether the records need an object."""
        needed = _needed()
        return self._context.first(select(needed).where(needed.c.kind == kind, needed.c.sha256 == sha256)) is not None

    def coverage(self) -> Coverage:
        """How many objects were read, and how long ago."""
        needed, checked = _needed(), object_checks.c
        counts: tuple[ColumnElement[Any], ...] = (
            func.count().label("objects"),
            func.count(checked.intact).label("checked"),
            func.count(case((checked.intact.is_(False), 1))).label("damaged"),
            func.min(case((checked.intact, checked.checked_at))).label("oldest"),
        )
        query = select(*counts).select_from(needed.outerjoin(object_checks, _is_of(needed)))
        row = self._context.one(query, "objects")
        return Coverage(row.objects, row.objects - row.checked, row.damaged, row.oldest)

    def note(self, objects: Iterable[Object], *, intact: bool) -> None:
        """Says what was found when objects were read whole."""
        statement = self._context.insert(object_checks)
        found = {"intact": statement.excluded.intact, "checked_at": statement.excluded.checked_at}
        statement = statement.on_conflict_do_update(index_elements=["kind", "sha256"], set_=found)
        said = {"intact": intact, "checked_at": self._context.now}
        # In one order, so that two runs at the same time never wait for each other.
        rows = [{"kind": kind, "sha256": sha256} | said for kind, sha256 in sorted(objects)]
        if rows:
            self._context.connection.execute(statement, rows)

    def is_damaged(self, kind: ObjectKind, sha256: str) -> bool:
        """Whether an object was damaged or missing when it was last read."""
        this = and_(object_checks.c.kind == kind, object_checks.c.sha256 == sha256, object_checks.c.intact.is_(False))
        return self._context.first(select(object_checks).where(this)) is not None

    # --- runs ---------------------------------------------------------------------------------------------

    def begin(self, objects: int, planned: int) -> str:
        """Says that a run begins.

        Args:
            objects: Objects that the records need.
            planned: How many of them are to be read.

        Returns:
            Its id.
        """
        run = new_id("F")
        row = {"id": run, "started_at": self._context.now, "objects": objects, "planned": planned}
        self._context.add(fixity_runs, row | {"checked": 0, "size": 0, "damaged": 0, "repaired": 0})
        return run

    def count(self, run: str, **more: int) -> None:
        """Adds to what was counted in a run.

        Args:
            run: Id.
            **more: By how much each of ``checked``, ``size``, ``damaged`` and ``repaired`` grows.
        """
        self._change(run, {name: fixity_runs.c[name] + count for name, count in more.items()})

    def end(self, run: str) -> FixityRun:
        """Says that a run is done."""
        self._change(run, {"ended_at": self._context.now})
        return _run(self._context.one(select(fixity_runs).where(fixity_runs.c.id == run), run))

    def runs(self, limit: int = 30) -> tuple[FixityRun, ...]:
        """The newest runs, newest first."""
        query = select(fixity_runs).order_by(fixity_runs.c.started_at.desc(), fixity_runs.c.id).limit(limit)
        return tuple(map(_run, self._context.all(query)))

    def _change(self, run: str, values: dict[str, Any]) -> None:
        self._context.connection.execute(fixity_runs.update().where(fixity_runs.c.id == run).values(values))


def _run(row: Row[Any]) -> FixityRun:
    return FixityRun(**row._asdict())


def _needed() -> Subquery:
    """Shelf and hash of every object that the records need, each once; none that was disposed of."""
    originals = select(literal(ObjectKind.ORIGINAL.value).label("kind"), blobs.c.sha256)
    texts = select(literal(ObjectKind.PAGE_TEXT.value), pages.c.reading).where(pages.c.reading.is_not(None))
    copies = select(renditions.c.kind, renditions.c.sha256).where(renditions.c.kind == ObjectKind.ACCESS)
    return union_all(
        originals.where(~_is_gone(ObjectKind.ORIGINAL, blobs.c.sha256)),
        texts.distinct(),
        copies.where(~_is_gone(ObjectKind.ACCESS, renditions.c.sha256)).distinct(),
    ).subquery("needed")


def _is_gone(kind: ObjectKind, sha256: ColumnElement[str]) -> ColumnElement[bool]:
    gone = disposed_objects.c
    return select(gone.sha256).where(gone.sha256 == sha256, gone.kind == kind).exists()


def _is_of(needed: Subquery) -> ColumnElement[bool]:
    return and_(object_checks.c.kind == needed.c.kind, object_checks.c.sha256 == needed.c.sha256)
