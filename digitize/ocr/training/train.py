"""Trains the line reader: ``python -m digitize.ocr.training.train``.

A run goes on where the last one stopped, however it stopped; SIGTERM and Ctrl-C end it after a few seconds with all
saved. Where neither a checkpoint is there nor committed weights of this size, it begins from nothing. Each line of its
log is a JSON object.
"""

from __future__ import annotations

import argparse
import copy
import math
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TextIO

import cv2
import msgspec
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from digitize.ocr.engines.own import ReaderName
from digitize.ocr.lines import TextLineFinder
from digitize.ocr.training import checkpoint, texts, watching
from digitize.ocr.training.alphabet import encoded
from digitize.ocr.training.batches import FRAME, Batch, Batches, Plan
from digitize.ocr.training.checkpoint import Progress
from digitize.ocr.training.courses import COURSES, Course
from digitize.ocr.training.feeding import Feed, ParallelBatches
from digitize.ocr.training.network import SIZES, LineNetwork, Reader, from_bytes, weights
from digitize.ocr.training.texts import Source

_PEAK, _FLOOR, _WARM_UP = 2.5e-3, 1e-4, 400
_CLIP, _AVERAGE, _DECAY = 5.0, 0.998, 0.01
_LEAST_HARDNESS = 0.15
_AGAIN_FROM, _MOST_AGAIN, _AGAIN_SHARE = 0.5, 6000, 0.25
_MISREAD = 0.35
"""Loss a letter from which a line counts as misread."""
_SAVE_EVERY, _WATCH_EVERY = 120.0, 300.0
_WIDE_BATCH = 40_000
"""Sum of the widths of a batch's pictures on an accelerator, px: it does not fill with less."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked of a run.

    Attributes:
        course: What is trained.
        size: Of the network, by name.
        lines: How many lines the schedule is laid out for.
        minutes: How long this run takes, after the end of the schedule at the lowest rate; ``None``: until that end.
        anneal: The schedule ends with the minutes of this run, however many lines it sees.
        seed: Of texts, drawing and wear.
        folder: Where the state and the log lie.
        pause: While this file exists the run rests.
        fresh: Begins from nothing although there are committed weights.
    """

    course: Course
    size: str
    lines: int
    minutes: float | None
    anneal: bool
    seed: int
    folder: Path
    pause: Path | None
    fresh: bool


def accelerator() -> torch.device | None:
    """What is quicker than a processor, where there is one."""
    return torch.device("cuda") if torch.cuda.is_available() else None


class Trainer:
    """A network, its average, its optimiser and how far they are.

    Args:
        options: Of the run.
        batches: What it trains on.

    Attributes:
        spent: Share of the run's minutes that are over, 0…1.
    """

    def __init__(self, options: Options, batches: Feed) -> None:
        self.options = options
        self.batches = batches
        self.device = accelerator() or torch.device("cpu")
        # Convolutions by depth are quicker with channels last on a processor, and much slower on an accelerator.
        self._layout = torch.contiguous_format if accelerator() else torch.channels_last
        torch.manual_seed(options.seed)
        self.network = LineNetwork(SIZES[options.size]).to(self.device, memory_format=self._layout)
        self.progress = Progress()
        committed = options.course.shipped / f"{options.size}.npz"
        if committed.exists() and not options.fresh and not self._file.exists():
            self.progress = checkpoint.load_weights(committed, self.network)
        self.average = copy.deepcopy(self.network).eval()
        self.optimiser = torch.optim.AdamW(self.network.parameters(), _PEAK, weight_decay=_DECAY)
        if self._file.exists():
            self._restore()
        self._began = self._seen
        self.spent = 0.0

    @property
    def _file(self) -> Path:
        return self.options.folder / "state.pt"

    @property
    def share(self) -> float:
        """How much of the schedule is done, 0…1."""
        return self._began + (1 - self._began) * self.spent if self.options.anneal else self._seen

    @property
    def _seen(self) -> float:
        return min(self.progress.lines / self.options.lines, 1.0)

    @property
    def hardness(self) -> float:
        """Of the wear: the better it reads, the harder."""
        return min(max(1.0 - self.progress.loss, _LEAST_HARDNESS), 1.0)

    def save(self) -> None:
        """Writes everything that going on needs."""
        state = {
            "reader": str(self.options.course.name),
            "size": self.options.size,
            "seed": self.options.seed,
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "progress": asdict(self.progress),
        }
        checkpoint.save(self._file, state)

    def _restore(self) -> None:
        state = checkpoint.load(self._file)
        if (state["reader"], state["size"]) != (self.options.course.name, self.options.size):
            raise SystemExit(f"{self._file}: {state['reader']}, {state['size']}")
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.progress = Progress(**state["progress"])

    def chunk(self) -> None:
        """Trains on the next chunk of samples."""
        progress = self.progress
        again = _AGAIN_SHARE * max(self.share - _AGAIN_FROM, 0) / (1 - _AGAIN_FROM)
        self.batches.draw_again(progress.again, again)
        for batch in self.batches.chunk(progress.chunks, self.hardness):
            self._step(batch)
        progress.chunks += 1
        del progress.again[:-_MOST_AGAIN]

    def _step(self, batch: Batch) -> None:
        for group in self.optimiser.param_groups:
            group["lr"] = self._rate()
        lengths = torch.tensor([len(one.text) for one in batch.samples])
        frames = torch.tensor([one.picture.shape[1] // FRAME for one in batch.samples])
        losses = self._losses(batch, lengths, frames)
        # By frames and not by letters: pictures without text count as well, and no more than others.
        loss = losses.sum() / frames.sum()
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), _CLIP)
        self.optimiser.step()
        self.progress.steps += 1
        self.progress.lines += len(batch.samples)
        self._follow()
        done = losses.detach().cpu()
        if lengths.any():
            self.progress.loss += 0.02 * ((done[lengths > 0].sum() / lengths.sum()).item() - self.progress.loss)
        per_letter = (done / lengths.clamp(min=1)).tolist()
        self.progress.again += [
            one.text for one, bad in zip(batch.samples, per_letter, strict=True) if bad > _MISREAD and one.text
        ]

    def _losses(self, batch: Batch, lengths: Tensor, frames: Tensor) -> Tensor:
        pictures = from_bytes(torch.from_numpy(batch.pictures).to(self.device))
        targets = torch.tensor([output for one in batch.samples for output in encoded(one.text)])
        self.network.train()
        with torch.autocast(self.device.type, torch.bfloat16):
            logits = self.network(pictures.contiguous(memory_format=self._layout))
        spread = logits.float().log_softmax(2).transpose(0, 1)
        return functional.ctc_loss(
            spread, targets.to(self.device), frames, lengths, reduction="none", zero_infinity=True
        )

    def _rate(self) -> float:
        warm = min((self.progress.steps + 1) / _WARM_UP, 1.0)
        return warm * (_FLOOR + (_PEAK - _FLOOR) * (1 + math.cos(math.pi * self.share)) / 2)

    def _follow(self) -> None:
        """The average follows the network."""
        much = 1 - min(_AVERAGE, (1 + self.progress.steps) / (10 + self.progress.steps))
        with torch.no_grad():
            for mine, other in zip(self.average.state_dict().values(), self.network.state_dict().values(), strict=True):
                if mine.is_floating_point():
                    mine.lerp_(other, much)
                else:
                    mine.copy_(other)

    def watch(self) -> dict[str, watching.Rate]:
        """How well the average reads what it was not trained on."""
        reader = Reader(self.average)

        def network(pictures: npt.NDArray[np.uint8]) -> watching.Frames:
            with torch.inference_mode():
                best, probability = reader(torch.from_numpy(pictures).to(self.device))
            return best.cpu().numpy(), probability.cpu().numpy()

        sets = watching.sets(self.options.course.name)
        return {name: watching.rate(network, batches) for name, batches in sets.items()}


def run(trainer: Trainer) -> None:
    """Trains until time is over or a signal comes."""
    options, progress = trainer.options, trainer.progress
    options.folder.mkdir(parents=True, exist_ok=True)
    began = tick = saved = watched = time.monotonic()
    with _stopping() as asked, (options.folder / "log.jsonl").open("a", encoding="utf-8") as log:
        while not asked and not _over(trainer, time.monotonic() - began):
            if options.pause and options.pause.exists():
                time.sleep(5)
                tick = saved = watched = time.monotonic()
                continue
            trainer.chunk()
            now = time.monotonic()
            if options.minutes:
                trainer.spent = min((now - began) / (options.minutes * 60), 1.0)
            progress.seconds += now - tick
            tick = now
            if now - watched > _WATCH_EVERY:
                _note(log, trainer, trainer.watch())
                tick = watched = time.monotonic()
            if now - saved > _SAVE_EVERY:
                _note(log, trainer, {})
                trainer.save()
                saved = time.monotonic()
        trainer.save()
        _note(log, trainer, {})


def _over(trainer: Trainer, seconds: float) -> bool:
    """Whether a run that has taken so long is at its end."""
    minutes = trainer.options.minutes
    return trainer.share >= 1 if minutes is None else seconds >= minutes * 60


def _note(log: TextIO, trainer: Trainer, rates: dict[str, watching.Rate]) -> None:
    """A line of the log: how far, how fast, how well, and what is left."""
    progress, options = trainer.progress, trainer.options
    a_second = max(progress.lines, 1) / max(progress.seconds, 1)
    entry = {
        "at": time.strftime("%Y-%m-%dT%H:%M:%S"),
        "lines": progress.lines,
        "of": options.lines,
        "hours": round(progress.seconds / 3600, 3),
        "hours_left": round(max(options.lines - progress.lines, 0) / a_second / 3600, 2),
        "lines_a_second": round(a_second, 1),
        "loss_a_letter": round(progress.loss, 4),
        "hardness": round(trainer.hardness, 3),
        "misread_kept": len(progress.again),
        **{f"cer_{name}": round(rate.letters, 5) for name, rate in rates.items()},
        **{f"whole_{name}": round(rate.whole_lines, 4) for name, rate in rates.items()},
    }
    log.write(msgspec.json.encode(entry).decode() + "\n")
    log.flush()


@contextmanager
def _stopping() -> Iterator[list[int]]:
    """A list that gets the signal which asks the run to end."""
    asked: list[int] = []
    before = {
        which: signal.signal(which, lambda number, _: asked.append(number)) for which in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield asked
    finally:
        for which, handler in before.items():
            signal.signal(which, handler)


def main() -> None:
    """Reads the options and trains."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reader", choices=list(ReaderName), type=ReaderName, default=ReaderName.FIRST)
    parser.add_argument("--size", choices=SIZES, help="default: that of the course")
    parser.add_argument("--lines", type=int, help="of the whole schedule; default: that of the course")
    parser.add_argument("--minutes", type=float, help="of this run; default: to the end of the schedule")
    parser.add_argument("--anneal", action="store_true", help="the schedule ends with the minutes")
    parser.add_argument("--seed", type=int, help="default: that of the course")
    parser.add_argument("--folder", type=Path, help="default: that of the course")
    parser.add_argument("--pause", type=Path)
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--processes", type=int, default=0, help="that make lines; 0: this one makes them")
    chosen = parser.parse_args()
    if chosen.anneal and not chosen.minutes:
        parser.error("--anneal takes --minutes")
    os.nice(19)
    cv2.setNumThreads(1)
    torch.set_num_threads(chosen.threads)
    course = COURSES[chosen.reader]
    options = Options(
        course,
        chosen.size or course.size,
        chosen.lines or course.lines,
        chosen.minutes,
        chosen.anneal,
        course.seed if chosen.seed is None else chosen.seed,
        chosen.folder or course.run,
        chosen.pause,
        chosen.fresh,
    )
    source = Source(texts.trained_on(), course.shares)
    plan = Plan(options.seed, source=source, finder=TextLineFinder(), preparation=course.preparation)
    if accelerator():
        plan = replace(plan, batch_width=_WIDE_BATCH)
    trainer = Trainer(options, ParallelBatches(plan, chosen.processes) if chosen.processes else Batches(plan))
    sys.stdout.write(f"{weights(trainer.network)} weights, {trainer.device}, {trainer.progress.lines} lines seen\n")
    run(trainer)


if __name__ == "__main__":
    main()
