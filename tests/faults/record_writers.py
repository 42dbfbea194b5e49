"""What the processes of ``test_records`` do that are killed or run beside each other."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from digitize.records.interfaces import Records
from digitize.records.postgres import open_postgres
from digitize.records.sqlite import open_sqlite
from tests.archives import document, publication, sha

#: Seconds for which a worker takes a message.
LEASE = 3.0


def open_at(place: str, key_file: Path, **given: Any) -> Records:
    """Records at an address or in a file."""
    if "://" in place:
        return open_postgres(place, key_file, **given)
    return open_sqlite(Path(place), key_file, **given)


def fill() -> None:
    """Publishes documents until one at which it stops in the middle of the transaction."""
    place, key_file, stop_at = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    records = open_at(place, key_file)
    for number in range(1000):
        with records.write() as w:
            made = document(w, f"{stop_at}-{number}", pages=3).id
            w.publish(made, publication())
            if number == stop_at:
                # Large enough to spill from SQLite's cache into the log before the commit.
                for more in range(400):
                    w.publish(document(w, f"{stop_at}-more-{more}").id, publication())
                _say("writing")
                sys.stdin.read()
            w.audit.append("test", "publish", made)
        _say(made)


def work() -> None:
    """Does every message that nobody has done, waiting for what others are at."""
    place, key_file, number, messages = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    # The message at which it hangs, its lease in its hands.
    hang_at = int(sys.argv[5]) if len(sys.argv) > 5 else None
    records = open_at(place, key_file)
    waiting = list(range(messages))
    while waiting:
        waiting = [message for message in waiting if not _do(records, message, f"worker-{number}", hang_at)]
        time.sleep(0.05)


def _do(records: Records, message: int, holder: str, hang_at: int | None) -> bool:
    key = sha(f"output {message}")
    with records.write() as w:
        if w.stages.find(key):
            return True
        lease = w.leases.take("work", f"message-{message}", holder, LEASE)
    if lease is None:
        return False
    _say(f"lease {message} attempt {lease.attempt}")
    if message == hang_at:
        sys.stdin.read()
    time.sleep(0.02)
    with records.write() as w:
        if not w.leases.end(lease):
            return False
        # Between the look and the lease another may have done it.
        if not w.stages.find(key):
            made = document(w, message).id
            w.publish(made, publication())
            w.stages.keep(key, "work", made)
            w.audit.append(holder, "publish", made)
    return True


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
