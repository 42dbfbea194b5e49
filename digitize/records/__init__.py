"""The system of record: tables, migrations, repository, outbox, audit."""
