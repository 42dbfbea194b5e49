"""Brings a database to the schema of this program."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from digitize.errors import ArchiveNewer

#: The newest migration; a database that has it needs no look at the migrations themselves.
SCHEMA = "0009"

_FOLDER = Path(__file__).parent / "migrations"


def schema_of(connection: Connection) -> str | None:
    """The migration a database stands at; ``None`` for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def migrate(connection: Connection, to: str = SCHEMA) -> None:
    """Goes up (or, for ``base`` and older migrations, down) to a migration, within the connection's transaction.

    Raises:
        ArchiveNewer: A newer program made the database.
    """
    # Alembic takes a tenth of a second to load, and most starts need none of it.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    present = schema_of(connection)
    order = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()][::-1]
    if present is not None and present not in order:
        raise ArchiveNewer(f"schema {present}")
    down = present is not None and (to == "base" or order.index(to) < order.index(present))
    (command.downgrade if down else command.upgrade)(config, to)
