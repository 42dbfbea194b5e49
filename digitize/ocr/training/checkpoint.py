"""The state of a training run on disk, whole at every moment."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

_SEEN, _KEPT = "progress.", ("chunks", "lines", "seconds", "loss")
"""What is kept of the progress beside weights that are committed."""


@dataclass(slots=True)
class Progress:
    """How far a run is.

    Attributes:
        chunks: Chunks of samples done; the next begins with this number.
        lines: Lines seen.
        steps: Steps of the optimiser.
        seconds: Time spent, all runs together.
        loss: Mean loss a letter of late.
        again: Texts that were misread of late.
    """

    chunks: int = 0
    lines: int = 0
    steps: int = 0
    seconds: float = 0.0
    loss: float = 6.0
    again: list[str] = field(default_factory=list)


def save(file: Path, state: dict[str, Any]) -> None:
    """Writes a state beside the old one and then in its place, so that a kill leaves one of them whole."""
    part = file.with_suffix(".part")
    with part.open("wb") as stream:
        torch.save(state, stream)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(file)


def load(file: Path) -> dict[str, Any]:
    """A state that was saved here by this program."""
    loaded: dict[str, Any] = torch.load(file, map_location="cpu", weights_only=True)
    return loaded


def save_weights(file: Path, network: nn.Module, progress: Progress) -> None:
    """The weights alone, at half precision, and how far they are: small enough to commit."""
    arrays = {name: value.detach().cpu().numpy() for name, value in network.state_dict().items()}
    small = {name: value.astype(np.float16) if value.dtype == np.float32 else value for name, value in arrays.items()}
    seen = {f"{_SEEN}{name}": np.asarray(getattr(progress, name)) for name in _KEPT}
    np.savez_compressed(file, allow_pickle=False, **small, **seen)


def load_weights(file: Path, network: nn.Module) -> Progress:
    """Puts committed weights into a network of the same size.

    Returns:
        How far they are. The steps begin anew, and with them the warm-up: the optimiser remembers nothing.
    """
    with np.load(file, allow_pickle=False) as stored:
        arrays = {name: np.asarray(stored[name]) for name in stored.files}
    seen = {name: arrays.pop(f"{_SEEN}{name}").item() for name in _KEPT}
    state = {name: torch.from_numpy(array) for name, array in arrays.items()}
    network.load_state_dict({name: one.float() if one.is_floating_point() else one for name, one in state.items()})
    return Progress(**seen)
