"""Leases as a worker holds them: renewed while the work goes on, ended in the transaction that writes its outcome."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from digitize.errors import (
    BatchBusy,
    DigitizeError,
    EngineMissing,
    IndexUnavailable,
    ModelDamaged,
    ModelKeyMissing,
    NoModel,
    RecordsUnavailable,
    StoreFull,
    StoreUnavailable,
)
from digitize.pipeline.parts import Permit
from digitize.records.interfaces import Records
from digitize.records.rows import Lease
from digitize.records.transaction import Transaction

LEASE = 60.0
"""Seconds for which others leave the work of a worker alone that says nothing any more."""
HEALS = (
    *(StoreUnavailable, StoreFull, RecordsUnavailable, IndexUnavailable, BatchBusy),
    *(EngineMissing, ModelDamaged, ModelKeyMissing, NoModel),
)
"""What passes by itself or by an administrator's hand, whatever the document: worth trying again."""


class LeaseLost(Exception):
    """Another worker has the work now; nothing of it is written."""


@contextmanager
def holding(records: Records, lease: Lease) -> Iterator[Permit]:
    """Keeps a lease for as long as the context lasts, which gives the permit to write what comes of the work.

    If the context ends with a failure the lease is given back. One that heals does not count as a try, since it says
    nothing about the work; neither does the lease of a worker that goes without a word, until it has run out.
    """
    done = Event()
    renewing = Thread(target=_renew, args=(records, lease, done), daemon=True)
    renewing.start()

    def permit(write: Transaction) -> None:
        if not write.leases.end(lease):
            raise LeaseLost

    try:
        yield permit
    except HEALS:
        _give_back(records, lease, counts=False)
        raise
    except Exception:
        _give_back(records, lease, counts=True)
        raise
    finally:
        done.set()
        renewing.join()


def _renew(records: Records, lease: Lease, done: Event) -> None:
    while not done.wait(LEASE / 3):
        # The records may be gone for a moment; the next time comes before the lease has run out.
        with suppress(DigitizeError), records.write() as write:
            write.leases.renew(lease, LEASE)


def _give_back(records: Records, lease: Lease, counts: bool) -> None:
    # Where the records are gone it runs out by itself.
    with suppress(DigitizeError), records.write() as write:
        if counts:
            write.leases.give_back(lease)
        else:
            write.leases.return_untried(lease)
