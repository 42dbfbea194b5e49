"""Outputs of stages by the hash of all that went into them: running twice is finding the first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from digitize.records.context import Context
from digitize.records.rows import StageOutput
from digitize.records.tables import stage_outputs


class Stages:
    """The immutable outputs."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def find(self, key: str) -> StageOutput | None:
        """What was made of inputs with this key.

        Args:
            key: SHA-256 over inputs, stage version, settings that matter and model hash; lower-case hex.
        """
        row = self._context.first(select(stage_outputs).where(stage_outputs.c.key == key))
        return row and StageOutput(row.key, row.stage, row.output)

    def keep(self, key: str, stage: str, output: Any) -> StageOutput:
        """Keeps an output, unless there is one already.

        Args:
            key: As in :meth:`find`.
            stage: Name of the stage.
            output: Small and fit for JSON: hashes of objects rather than what is in them.

        Returns:
            The first output of this key.
        """
        row = {"key": key, "stage": stage, "output": output, "recorded_at": self._context.now}
        self._context.add_new(stage_outputs, row)
        found = self._context.one(select(stage_outputs).where(stage_outputs.c.key == key), "stage output")
        return StageOutput(found.key, found.stage, found.output)
