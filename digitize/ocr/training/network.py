"""The network: a line picture of any width in, a distribution over characters for each 4 px out. No recurrence.

A convolution and depthwise-separable blocks bring 32 px of height down to 1; one-dimensional blocks then look left and
right; a linear layer names characters for the alignment without segmentation (CTC).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from digitize.ocr.training.alphabet import ALPHABET, DIGITS

_DIGITS = len(DIGITS)
_BEFORE = 1 + ALPHABET.index(DIGITS)
_PARTS = (_BEFORE, _DIGITS, len(ALPHABET) + 1 - _BEFORE - 2 * _DIGITS, _DIGITS)
"""Of the outputs: the blank and letters, digits in print, signs, digits by hand."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large the network is.

    Attributes:
        channels: After each of the four stages of pictures (heights 16, 8, 4, 4).
        depth: Blocks in each of the stages.
        wide: Channels of the one-dimensional blocks.
        long: How many of them.
        reach: Their kernel, frames.
    """

    channels: tuple[int, int, int, int] = (32, 64, 96, 128)
    depth: tuple[int, int, int, int] = (1, 2, 2, 2)
    wide: int = 224
    long: int = 6
    reach: int = 9


SIZES = {
    "small": Size((24, 48, 72, 96), (1, 1, 2, 1), 144, 5, 9),
    "medium": Size(),
    "large": Size((40, 80, 128, 192), (1, 2, 3, 2), 288, 8, 9),
}


class _Separable(nn.Module):
    """Depthwise, then pointwise convolution; a shortcut where shapes allow."""

    def __init__(self, before: int, after: int, kernel: tuple[int, int], stride: tuple[int, int] = (1, 1)) -> None:
        super().__init__()
        padding = (kernel[0] // 2, kernel[1] // 2)
        self.deep = nn.Conv2d(before, before, kernel, stride, padding, groups=before, bias=False)
        self.deep_norm = nn.BatchNorm2d(before)
        self.point = nn.Conv2d(before, after, 1, bias=False)
        self.point_norm = nn.BatchNorm2d(after)
        self.shortcut = before == after and stride == (1, 1)

    def forward(self, x: Tensor) -> Tensor:
        y = torch.relu(self.deep_norm(self.deep(x)))
        y = self.point_norm(self.point(y))
        return torch.relu(x + y if self.shortcut else y)


class LineNetwork(nn.Module):
    """Gives logits of shape (lines, frames, characters + 1) for pictures (lines, 1, 32, width) in 0…1, ink 1."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        first, *_, last = size.channels
        layers: list[nn.Module] = [
            nn.Conv2d(1, first, 3, (2, 2), 1, bias=False),
            nn.BatchNorm2d(first),
            nn.ReLU(),
        ]
        before = first
        strides = ((1, 1), (2, 2), (2, 1), (1, 1))
        for after, depth, stride in zip(size.channels, size.depth, strides, strict=True):
            for place in range(depth):
                layers.append(_Separable(before, after, (3, 3), stride if place == 0 else (1, 1)))
                before = after
        # Height 4 becomes 1 at once, so that every row keeps its own weight: marks above, letters, dots below.
        layers += [nn.Conv2d(last, last, (4, 1), groups=last, bias=False), nn.BatchNorm2d(last), nn.ReLU()]
        layers += [nn.Conv2d(last, size.wide, 1, bias=False), nn.BatchNorm2d(size.wide), nn.ReLU()]
        layers += [_Separable(size.wide, size.wide, (1, size.reach)) for _ in range(size.long)]
        self.body = nn.Sequential(*layers)
        self.drop = nn.Dropout(0.05)
        self.head = nn.Conv2d(size.wide, len(ALPHABET) + 1, 1)
        # All characters begin as likely as each other, not some of them as nearly sure.
        nn.init.normal_(self.head.weight, std=0.01)

    def forward(self, pictures: Tensor) -> Tensor:
        """See the class."""
        return self.head(self.drop(self.body(pictures))).squeeze(2).transpose(1, 2)


class Reader(nn.Module):
    """The network as it is shipped: bytes (lines, 32, width) in, ink 255; the likeliest output of each frame out."""

    def __init__(self, network: LineNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Outputs and their probabilities, each (lines, frames)."""
        spread = torch.softmax(self.network(from_bytes(pictures)), dim=2)
        # A digit is as likely as it is in print and by hand together; which of the two it is, the likelier says.
        before, printed, between, hand = spread.split(_PARTS, dim=2)
        both = printed + hand
        likelier = hand > printed
        merged = torch.cat((before, both * ~likelier, between, both * likelier), dim=2)
        probability, best = merged.max(dim=2)
        return best.to(torch.int32), probability


def from_bytes(pictures: Tensor) -> Tensor:
    """Pictures (lines, 32, width) of bytes as the network takes them."""
    return (pictures.float() / 255).unsqueeze(1)


def weights(network: nn.Module) -> int:
    """How many weights there are."""
    return sum(parameter.numel() for parameter in network.parameters())
