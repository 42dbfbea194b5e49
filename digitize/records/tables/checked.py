"""When stored objects were last read whole, and the runs in which that was done."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Table

from digitize.records.columns import code, id_, metadata, moment, number, sha256

# One row for each object and not one for each reading: over the years these would be more than all else together. What
# was found damaged or repaired stands in the audit.
object_checks = Table(
    "object_checks",
    metadata,
    code("kind", key=True),
    sha256("sha256", key=True),
    Column("intact", Boolean, nullable=False),
    moment("checked_at"),
)

fixity_runs = Table(
    "fixity_runs",
    metadata,
    id_(),
    moment("started_at"),
    # None while it runs, and for ever where it was broken off.
    moment("ended_at", nullable=True),
    number("objects"),
    number("planned"),
    number("checked"),
    Column("size", BigInteger, nullable=False),
    number("damaged"),
    number("repaired"),
)
