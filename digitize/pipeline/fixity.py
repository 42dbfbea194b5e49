"""Fixity: objects are read whole and hashed again, those read longest ago first, and brought back from a replica."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from digitize.errors import DigitizeError, ExitCode, ObjectDamaged, SystemRefused
from digitize.model import ObjectKind
from digitize.pipeline.keeping import Protector
from digitize.pipeline.parts import Parts
from digitize.pipeline.progress import Progress, Step
from digitize.records.kept import Coverage, FixityRun, Object
from digitize.store.interfaces import ObjectStore
from digitize.store.opening import open_replica

_CHUNK = 100
"""Objects after which what was found is put on record, so that a run that is broken off was not for nothing."""


@dataclass(frozen=True, slots=True)
class Damage:
    """An object that was missing or did not have its hash.

    Attributes:
        kind: Shelf.
        sha256: Its hash.
        repaired: Whether it is intact again.
        reason: Code of what kept it from being repaired; empty where there is no replica.
    """

    kind: ObjectKind
    sha256: str
    repaired: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FixityReport:
    """What a run found.

    Attributes:
        run: What it read, as it stands on record.
        damage: What was damaged.
        has_replica: Whether there is one to repair from.
        coverage: Of which objects it is known now that they are intact.
        exit_code: What the command ends with. Nothing verified is no success, and what was repaired is worth a look.
    """

    run: FixityRun
    damage: tuple[Damage, ...]
    has_replica: bool
    coverage: Coverage
    exit_code: ExitCode


@dataclass(frozen=True, slots=True)
class FixityHistory:
    """Runs so far, newest first, and of which objects it is known that they are intact."""

    runs: tuple[FixityRun, ...]
    coverage: Coverage


def check(
    archive: Parts, actor: str, progress: Progress, *, sample: int | None = None, share: float | None = None
) -> FixityReport:
    """Reads objects whole and compares their hashes; first what was damaged, then new ones, then the longest ago.

    Args:
        archive: Where they lie. An ingest may go on meanwhile.
        actor: Id of an account, not a name.
        progress: Is told of objects.
        sample: How many of them.
        share: How many of a hundred; without either all.

    Raises:
        BadAddress: The replica's address is none, or that of the store.
        StoreUnavailable: The store does not answer; what was found before stays on record.
    """
    replica = open_replica(archive.settings)
    with archive.records.read() as read:
        objects = read.fixity.coverage().objects
        due = read.fixity.due(sample if share is None else ceil(objects * share / 100))
    with archive.records.write() as write:
        run = write.fixity.begin(objects, len(due))
    damage: list[Damage] = []
    for start in range(0, len(due), _CHUNK):
        some = due[start : start + _CHUNK]
        damage += [_repair(archive, replica, run, actor, one) for one in _read(archive, run, actor, some)]
        progress(Step.OBJECTS, start + len(some), len(due))
    if any(one.repaired for one in damage):
        Protector(archive.records, archive.store).drain()
    return _report(archive, run, actor, tuple(damage), replica is not None)


def history(archive: Parts) -> FixityHistory:
    """What earlier runs found."""
    with archive.records.read() as read:
        return FixityHistory(read.fixity.runs(), read.fixity.coverage())


def _read(archive: Parts, run: str, actor: str, objects: tuple[Object, ...]) -> tuple[Object, ...]:
    """Reads some objects, puts on record what was found, and gives those that are damaged."""
    size, damaged = 0, []
    for one in objects:
        try:
            size += archive.store.verify(*one)
        except ObjectDamaged:
            damaged.append(one)
    with archive.records.write() as write:
        # What was disposed of since is not missing.
        lost = tuple(one for one in damaged if write.fixity.is_needed(*one))
        for kind, sha256 in lost:
            if not write.fixity.is_damaged(kind, sha256):
                write.audit.append(actor, "find_damage", sha256, {"kind": kind, "run": run})
        intact = set(objects) - set(damaged)
        write.fixity.note(intact, intact=True)
        write.fixity.note(lost, intact=False)
        write.fixity.count(run, checked=len(intact) + len(lost), size=size, damaged=len(lost))
    return lost


def _repair(archive: Parts, replica: ObjectStore | None, run: str, actor: str, one: Object) -> Damage:
    """Brings an object back from the replica, where there is one and its copy is intact."""
    kind, sha256 = one
    if replica is None:
        return Damage(kind, sha256, repaired=False)
    with archive.records.write() as write:
        # First, so that it stays known if this breaks off: what comes back is locked by nothing but the default.
        write.keeping.ask_for(kind, sha256)
    try:
        with replica.local(kind, sha256) as copy:
            archive.store.mend(kind, sha256, copy)
    except DigitizeError as error:
        return Damage(kind, sha256, repaired=False, reason=error.code)
    except OSError:
        return Damage(kind, sha256, repaired=False, reason=SystemRefused.code)
    with archive.records.write() as write:
        write.fixity.note([one], intact=True)
        write.fixity.count(run, repaired=1)
        write.audit.append(actor, "repair_object", sha256, {"kind": kind, "run": run})
        if not write.fixity.is_needed(kind, sha256):
            # It was disposed of while it was brought back; its disposal is then gone on with.
            write.disposals.came_back(kind, sha256)
    return Damage(kind, sha256, repaired=True)


def _report(archive: Parts, run: str, actor: str, damage: tuple[Damage, ...], has_replica: bool) -> FixityReport:
    with archive.records.write() as write:
        done = write.fixity.end(run)
        counts = {"planned": done.planned, "checked": done.checked, "damaged": done.damaged, "repaired": done.repaired}
        write.audit.append(actor, "fixity", run, counts)
    with archive.records.read() as read:
        coverage = read.fixity.coverage()
    code = ExitCode.OK
    if not done.checked or done.repaired < done.damaged:
        code = ExitCode.DAMAGED
    elif done.repaired:
        code = ExitCode.PARTIAL
    return FixityReport(done, damage, has_replica, coverage, code)
