"""Puts trained weights into the package: ``python -m digitize.ocr.training.export``.

Writes the ONNX files (fp32, and int8 by static quantisation, each channel on its own scale), the model card for the
runtime and for people, and the weights from which training goes on. What is measured is measured on the files written.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import msgspec
import numpy as np
import numpy.typing as npt
import onnxruntime
import torch
from onnxruntime import quantization
from onnxruntime.quantization.shape_inference import quant_pre_process

from digitize.ocr.engines.line_picture import HEIGHT
from digitize.ocr.engines.own import CARD, Precision, ReaderName
from digitize.ocr.training import checkpoint, fonts, handwriting, legal_texts, texts, watching
from digitize.ocr.training.alphabet import ALPHABET
from digitize.ocr.training.batches import Batches, Plan, batch_of
from digitize.ocr.training.courses import COURSES, Course
from digitize.ocr.training.network import SIZES, LineNetwork, Reader, weights
from digitize.ocr.training.texts import Source

_CALIBRATION_LINES, _CALIBRATION_SEED, _TOGETHER = 256, 5_000_001, 8
_WEAKNESSES = (
    "Handwriting: of real hands only digits were seen (MNIST); letters only in fonts that look written.",
    "Text under seals and stamps; a stamp may be read as text.",
    "Hook and tilde (bỏ/bỗ), Ố/Ó and Ộ/Ọ in capitals, spaces around a hyphen.",
    "Characters outside the alphabet are read as others or left out.",
    "Turned or vertical text: lines must be level and upright.",
    "Rows of dots to write on are left out on purpose.",
)


@dataclass(frozen=True, slots=True)
class _Calibration(quantization.CalibrationDataReader):  # type: ignore[misc]
    """Lines as in training, a few at a time, in which the quantisation sees what values occur."""

    batches: Iterator[npt.NDArray[np.uint8]]

    def get_next(self) -> dict[str, npt.NDArray[np.uint8]] | None:
        pictures = next(self.batches, None)
        return None if pictures is None else {"pictures": pictures}


def export(course: Course, state_file: Path, folder: Path) -> dict[str, Any]:
    """Writes all files of a checkpoint into a folder and gives the card.

    Args:
        course: Of the reader.
        state_file: Written by :mod:`digitize.ocr.training.train`.
        folder: Made where it is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    state = checkpoint.load(state_file)
    network = LineNetwork(SIZES[state["size"]])
    network.load_state_dict(state["average"])
    network.eval()
    progress = checkpoint.Progress(**state["progress"])
    checkpoint.save_weights(folder / f"{state['size']}.npz", network, progress)
    files = {Precision.FP32: folder / "line.fp32.onnx", Precision.INT8: folder / "line.int8.onnx"}
    _write_fp32(network, files[Precision.FP32])
    _write_int8(course, files[Precision.FP32], files[Precision.INT8])
    card = _card(course, state, weights(network), files)
    (folder / CARD).write_bytes(msgspec.json.format(msgspec.json.encode(card), indent=1) + b"\n")
    (folder / "card.md").write_text(_for_people(card), encoding="utf-8")
    return card


def _write_fp32(network: LineNetwork, file: Path) -> None:
    sample = torch.zeros(2, HEIGHT, 256, dtype=torch.uint8)
    axes = {
        "pictures": {0: "lines", 2: "width"},
        "best": {0: "lines", 1: "frames"},
        "probability": {0: "lines", 1: "frames"},
    }
    torch.onnx.export(
        Reader(network).eval(),
        (sample,),
        str(file),
        input_names=["pictures"],
        output_names=["best", "probability"],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


def _write_int8(course: Course, fp32: Path, int8: Path) -> None:
    source = Source(texts.trained_on(), course.shares)
    plan = Plan(_CALIBRATION_SEED, source=source, preparation=course.preparation)
    made = Batches(plan).samples(0, _CALIBRATION_LINES, 0.7)
    made.sort(key=lambda one: one.picture.shape[1])
    groups = (made[place : place + _TOGETHER] for place in range(0, len(made), _TOGETHER))
    pictures = (batch_of(group).pictures for group in groups)
    with tempfile.TemporaryDirectory() as place:
        ready = Path(place) / "ready.onnx"
        quant_pre_process(str(fp32), str(ready), skip_symbolic_shape=True)
        quantization.quantize_static(
            str(ready),
            str(int8),
            _Calibration(pictures),
            quant_format=quantization.QuantFormat.QDQ,
            per_channel=True,
            activation_type=quantization.QuantType.QUInt8,
            weight_type=quantization.QuantType.QInt8,
            op_types_to_quantize=["Conv"],
        )


def _rates(course: Course, file: Path) -> dict[str, dict[str, float]]:
    """What the runtime's file itself reads wrong, on each set of lines."""
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])

    def network(pictures: npt.NDArray[np.uint8]) -> watching.Frames:
        best, probability = session.run(None, {"pictures": pictures})
        return best, probability

    rates = {name: watching.rate(network, batches) for name, batches in watching.sets(course.name).items()}
    return {
        name: {"cer": round(one.letters, 5), "whole_lines": round(one.whole_lines, 4)} for name, one in rates.items()
    }


def _card(course: Course, state: dict[str, Any], count: int, files: dict[Precision, Path]) -> dict[str, Any]:
    progress = state["progress"]
    return {
        "reader": course.name,
        "alphabet": ALPHABET,
        "preparation": course.preparation,
        "files": {
            precision: {"name": file.name, "sha256": _sha256(file), "bytes": file.stat().st_size}
            for precision, file in files.items()
        },
        "size": state["size"],
        "weights": count,
        "seed": state["seed"],
        "lines_seen": progress["lines"],
        "hours": round(progress["seconds"] / 3600, 2),
        "exported": time.strftime("%Y-%m-%d"),
        "watched_lines_a_set": watching.LINES,
        "held_back": {precision: _rates(course, file) for precision, file in files.items()},
        "texts": [
            {
                "what": "legal texts, less the fifth set aside and what the real test pages show",
                "sha256": _sha256(legal_texts.FILE),
                "licence": "official texts, no copyright",
            },
            {"what": "wording of papers, names, numbers, syllables made up by rule", "licence": "of this project"},
            {"what": "names of units and procedures of the catalogue", "licence": "see NOTICE.md"},
        ],
        "hands": {"source": handwriting.PACKAGE, "licence": "package MIT; MNIST CC BY-SA 3.0", "held_back": "one in 5"},
        "fonts": [
            {"name": family.name, "source": family.source, "licence": family.licence, "held_back": family.held_back}
            for family in fonts.families()
        ],
        "weaknesses": list(_WEAKNESSES),
    }


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _for_people(card: dict[str, Any]) -> str:
    """The card as a page."""
    figures = [
        f"| {precision} | {name} | {one['cer']:.2%} | {one['whole_lines']:.1%} |"
        for precision, sets in card["held_back"].items()
        for name, one in sets.items()
    ]
    files = [f"| `{file['name']}` | {file['bytes']:,} | `{file['sha256']}` |" for file in card["files"].values()]
    families = [
        f"| {one['name']} | {one['source']} | {one['licence']} | {'yes' if one['held_back'] else ''} |"
        for one in card["fonts"]
    ]
    return "\n".join(
        (
            f"# Model card of the line reader `{card['reader']}`",
            "",
            "Written by `python -m digitize.ocr.training.export`.",
            "",
            f"Network `{card['size']}`, {card['weights']:,} weights, pictures {card['preparation']}, "
            f"seed {card['seed']}, {card['lines_seen']:,} lines "
            f"seen in {card['hours']} hours, exported {card['exported']}.",
            "",
            "| file | bytes | SHA-256 |",
            "|---|---|---|",
            *files,
            "",
            f"Rendered lines, {card['watched_lines_a_set']} a set, of texts not trained on, wear at its hardest:",
            "",
            "| file | held back | letters wrong | lines without error |",
            "|---|---|---|---|",
            *figures,
            "",
            "## Known weaknesses",
            "",
            *(f"- {weakness}" for weakness in card["weaknesses"]),
            "",
            "## Texts",
            "",
            *(f"- {text['what']}: {text['licence']}" for text in card["texts"]),
            "",
            "## Digits by hand",
            "",
            f"- npm:{card['hands']['source']} ({card['hands']['licence']}); held back: {card['hands']['held_back']}",
            "",
            "## Fonts",
            "",
            "| family | from | licence | held back |",
            "|---|---|---|---|",
            *families,
            "",
        )
    )


def main() -> None:
    """Exports the checkpoint of the training folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reader", choices=list(ReaderName), type=ReaderName, default=ReaderName.FIRST)
    parser.add_argument("--state", type=Path, help="default: that of the training folder")
    parser.add_argument("--folder", type=Path, help="default: that of the package")
    chosen = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    course = COURSES[chosen.reader]
    card = export(course, chosen.state or course.run / "state.pt", chosen.folder or course.shipped)
    sys.stdout.write(msgspec.json.encode(card["held_back"]).decode() + "\n")


if __name__ == "__main__":
    main()
