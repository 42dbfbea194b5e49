"""The training loop goes on where it was killed. Runs where PyTorch is: in .venv-train."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from digitize.ocr.engines.own import ReaderName  # noqa: E402
from digitize.ocr.training import checkpoint  # noqa: E402
from digitize.ocr.training.batches import PER_CHUNK, Batches, Plan  # noqa: E402
from digitize.ocr.training.courses import COURSES  # noqa: E402
from digitize.ocr.training.feeding import ParallelBatches  # noqa: E402
from digitize.ocr.training.fonts import Family, families, styles  # noqa: E402
from digitize.ocr.training.network import SIZES, LineNetwork  # noqa: E402
from digitize.ocr.training.texts import Source  # noqa: E402
from digitize.ocr.training.train import Options, Trainer  # noqa: E402
from tests.training_fonts import LAW, only_tinos  # noqa: E402


@pytest.fixture
def options(tmp_path: Path) -> Options:
    folder = tmp_path / "run"
    folder.mkdir()
    return Options(COURSES[ReaderName.SECOND], "small", 2000, 1.0, False, 3, folder, None, fresh=True)


@pytest.fixture
def tinos(tmp_path: Path) -> Iterator[Family]:
    with only_tinos(tmp_path) as family:
        yield family


def trainer(options: Options, family: Family) -> Trainer:
    return Trainer(options, Batches(Plan(3, families=(family,), source=Source((LAW,)))))


def test_a_run_goes_on_as_if_it_had_not_been_killed(options: Options, tinos: Family) -> None:
    whole = trainer(options, tinos)
    whole.chunk()
    whole.save()
    (options.folder / "state.part").write_bytes(b"half a state")
    resumed = trainer(options, tinos)
    assert resumed.progress == whole.progress
    for one in (whole, resumed):
        torch.manual_seed(1)
        one.chunk()
    assert resumed.progress == whole.progress
    for name, value in whole.average.state_dict().items():
        assert torch.equal(value, resumed.average.state_dict()[name]), name


def test_a_state_of_another_size_is_refused(options: Options, tinos: Family) -> None:
    trainer(options, tinos).save()
    with pytest.raises(SystemExit):
        trainer(replace(options, size="medium"), tinos)


def test_committed_weights_come_back_at_half_precision(tmp_path: Path) -> None:
    network = LineNetwork(SIZES["small"])
    progress = checkpoint.Progress(chunks=3, lines=800, steps=20, seconds=9.5, loss=2.5)
    checkpoint.save_weights(tmp_path / "small.npz", network, progress)
    other = LineNetwork(SIZES["small"])
    assert checkpoint.load_weights(tmp_path / "small.npz", other) == replace(progress, steps=0)
    for name, value in network.state_dict().items():
        assert torch.allclose(value.float(), other.state_dict()[name].float(), atol=2e-3), name


def test_the_rate_falls_to_its_end_within_the_minutes_of_a_run_if_asked(options: Options, tinos: Family) -> None:
    one = trainer(replace(options, anneal=True), tinos)
    one.progress.lines = 10 * options.lines
    assert one.share == 0
    one.spent = 1.0
    assert one.share == 1


def test_other_processes_make_batches_and_draw_again_what_was_misread() -> None:
    if not any(styles(family) for family in families() if not family.held_back):
        pytest.skip("the fonts are not there; scripts/setup-train fetches them")
    feed = ParallelBatches(Plan(3, source=Source((LAW,))), 2)
    feed.draw_again(["HÌNH NHƯ SAI"], 1.0)
    batches = list(feed.chunk(4, 0.5))
    assert sum(len(batch.samples) for batch in batches) >= PER_CHUNK
    assert all(set(one.text) <= set("HÌNH NHƯ SAI") for batch in batches for one in batch.samples)
