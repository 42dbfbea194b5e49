"""The state of a training run on disk, whole at every moment."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn


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


def save_weights(file: Path, network: nn.Module) -> None:
    """The weights alone, at half precision: small enough to commit, and training goes on from them."""
    arrays = {name: value.detach().cpu().numpy() for name, value in network.state_dict().items()}
    small = {name: value.astype(np.float16) if value.dtype == np.float32 else value for name, value in arrays.items()}
    np.savez_compressed(file, allow_pickle=False, **small)


def load_weights(file: Path, network: nn.Module) -> None:
    """Puts committed weights into a network of the same size."""
    with np.load(file, allow_pickle=False) as stored:
        state = {name: torch.from_numpy(np.asarray(stored[name])) for name in stored.files}
    network.load_state_dict(
        {name: value.float() if value.is_floating_point() else value for name, value in state.items()}
    )
