"""Batches made by other processes, so that an accelerator need not wait for one core to draw lines.

Each process has strips of its own seed. How hard the wear is and what is drawn again reach them as fast as they work,
so what a run sees depends a little on its pace; with batches made in the training's own process it never does.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing.managers import Namespace, SyncManager
from typing import Protocol

import cv2
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from digitize.ocr.training.batches import PER_CHUNK, Batch, Batches, Plan

_APART = 10_000
"""Between the seeds of two processes."""
_AHEAD = 8
"""Batches that each process makes before they are asked for."""


class Feed(Protocol):
    """What gives a training its batches."""

    def draw_again(self, misread: Sequence[str], share: float) -> None:
        """From the next chunk on, texts that were misread are drawn again with a share of 0…1."""
        ...

    def chunk(self, number: int, hardness: float) -> Iterator[Batch]:
        """The batches of a chunk."""
        ...


@dataclass(frozen=True, slots=True)
class _Endless(IterableDataset[Batch]):
    """All batches from a chunk on.

    Attributes:
        plan: Of which each process makes its own.
        first: Number of the chunk that it begins with.
        told: What the training says: ``hardness``, and ``again`` with the texts and their share.
    """

    plan: Plan
    first: int
    told: Namespace

    def __iter__(self) -> Iterator[Batch]:
        cv2.setNumThreads(1)
        worker = get_worker_info()
        assert worker is not None, "made by a process of its own alone"
        batches = Batches(replace(self.plan, seed=self.plan.seed + _APART * (worker.id + 1)))
        number = self.first
        while True:
            batches.draw_again(*self.told.again)
            yield from batches.chunk(number, self.told.hardness)
            number += 1


class ParallelBatches:
    """Batches of a plan, made by several processes that end with this one.

    Args:
        plan: As for :class:`digitize.ocr.training.batches.Batches`.
        processes: How many.
    """

    def __init__(self, plan: Plan, processes: int) -> None:
        self._plan = plan
        self._processes = processes
        # Forked from a server that holds no accelerator; a fork of this process would.
        self._context = multiprocessing.get_context("forkserver")
        self._manager: SyncManager = self._context.Manager()
        self._told = self._manager.Namespace()
        self._made: Iterator[Batch] | None = None

    def draw_again(self, misread: Sequence[str], share: float) -> None:
        """See :class:`Feed`; heard when a process begins its next chunk."""
        self._told.again = (tuple(misread), share)

    def chunk(self, number: int, hardness: float) -> Iterator[Batch]:
        """About as many samples as a chunk has; the first call's number is that which every process begins with."""
        self._told.hardness = hardness
        if self._made is None:
            self._made = iter(self._loader(number))
        samples = 0
        while samples < PER_CHUNK:
            batch = next(self._made)
            samples += len(batch.samples)
            yield batch

    def _loader(self, first: int) -> DataLoader[Batch]:
        return DataLoader(
            _Endless(self._plan, first, self._told),
            batch_size=None,
            collate_fn=_as_it_is,
            num_workers=self._processes,
            prefetch_factor=_AHEAD,
            multiprocessing_context=self._context,
        )


def _as_it_is(batch: Batch) -> Batch:
    return batch
