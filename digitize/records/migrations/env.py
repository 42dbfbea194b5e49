"""Alembic's entry: runs the migrations on the connection that :mod:`digitize.records.migrating` hands over."""

from alembic import context

from digitize.records import tables

context.configure(connection=context.config.attributes["connection"], target_metadata=tables.meta.metadata)
with context.begin_transaction():
    context.run_migrations()
