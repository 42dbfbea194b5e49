"""A model's file: what it says, who made it, which one is in use."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from digitize.classify.learning.files import PRIVATE, PUBLIC, pack, signing_key, unpack, verifying_key
from digitize.classify.learning.model import Model
from digitize.cli import run
from digitize.cli.app import app
from digitize.errors import ModelDamaged, ModelKeyMissing, NoModel, NoSuchPath
from digitize.pipeline import pool
from digitize.pipeline.models import Models, load
from digitize.settings import Settings
from tests.learning import examples, small_model


@pytest.fixture
def models(tmp_path: Path) -> Models:
    return Models(Settings(home=tmp_path))


def packed(models: Models) -> bytes:
    return pack(small_model(), signing_key(models.secrets))


def test_a_model_comes_back_as_it_was(models: Models) -> None:
    file = packed(models)
    back = unpack(file, verifying_key(models.secrets))
    assert back.card == small_model().card
    assert back.calibration == small_model().calibration
    assert back.version.startswith("M-")
    for example in examples(2)[:50]:
        one, other = small_model().ranked(example.view)[0], back.ranked(example.view)[0]
        assert one.code == other.code
        assert one.probability == pytest.approx(other.probability, abs=0.02)


def test_a_useful_model_is_small(models: Models) -> None:
    assert len(packed(models)) < 3 * 1024 * 1024


@pytest.mark.parametrize("place", [20, 90, -40])
def test_a_file_that_was_changed_is_refused(models: Models, place: int) -> None:
    file = bytearray(packed(models))
    file[place] ^= 1
    with pytest.raises(ModelDamaged):
        unpack(bytes(file), verifying_key(models.secrets))


def test_a_file_of_another_archive_is_refused(models: Models) -> None:
    file = pack(small_model(), Ed25519PrivateKey.generate())
    signing_key(models.secrets)
    with pytest.raises(ModelDamaged):
        unpack(file, verifying_key(models.secrets))


def test_what_is_no_model_is_refused(models: Models) -> None:
    signing_key(models.secrets)
    with pytest.raises(ModelDamaged):
        unpack(b"PK\x03\x04", verifying_key(models.secrets))


def test_the_private_key_is_for_its_owner_alone_and_stays_the_same(models: Models) -> None:
    key = signing_key(models.secrets)
    assert (models.secrets / PRIVATE).stat().st_mode & 0o077 == 0
    assert signing_key(models.secrets).private_bytes_raw() == key.private_bytes_raw()


def test_a_machine_with_the_public_key_alone_reads_models_and_makes_none(models: Models) -> None:
    file = packed(models)
    (models.secrets / PRIVATE).unlink()
    assert unpack(file, verifying_key(models.secrets)).labels == small_model().labels
    with pytest.raises(ModelKeyMissing):
        signing_key(models.secrets)


@pytest.mark.parametrize("content", ["", "no key", "ab"])
def test_a_damaged_key_is_named(models: Models, content: str) -> None:
    signing_key(models.secrets)
    (models.secrets / PUBLIC).write_text(content)
    with pytest.raises(ModelKeyMissing):
        verifying_key(models.secrets)


def test_none_is_in_use_at_first(models: Models) -> None:
    assert (models.versions(), models.in_use, models.place()) == ((), None, None)
    with pytest.raises(NoModel):
        models.roll_back()


def test_switching_and_going_back(models: Models) -> None:
    first = models.add(packed(models))
    second = models.add(pack(trained_otherwise(), signing_key(models.secrets)))
    assert models.in_use is None
    models.switch(first)
    models.switch(second)
    assert models.in_use == second
    assert models.roll_back() == first
    assert models.in_use == first
    assert models.roll_back() is None
    assert models.in_use is None
    assert set(models.versions()) == {first, second}


def trained_otherwise() -> Model:
    return replace(small_model(), intercepts=np.zeros_like(small_model().intercepts))


def test_a_damaged_model_is_never_put_into_use(models: Models) -> None:
    version = models.add(packed(models))
    path = models.place_of(version).path
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ModelDamaged):
        models.switch(version)
    assert models.in_use is None


def test_a_model_in_use_that_was_changed_is_sent_to_no_worker(models: Models) -> None:
    version = models.add(packed(models))
    models.switch(version)
    path = models.place_of(version).path
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ModelDamaged):
        models.place()


@pytest.mark.parametrize("in_use", [False, True])
def test_workers_load_what_reads_models_where_one_is_in_use(
    models: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_use: bool
) -> None:
    if in_use:
        models.switch(models.add(packed(models)))
    asked: list[bool] = []
    monkeypatch.setattr(pool, "start_early", lambda *, model: asked.append(model))
    arguments = ["ingest", str(tmp_path / "none"), "--home", str(tmp_path)]
    assert run(lambda: app(arguments, standalone_mode=False)) == NoSuchPath.exit_code
    assert asked == [in_use]


def test_a_model_is_read_once_for_each_process(models: Models) -> None:
    version = models.add(packed(models))
    models.switch(version)
    place = models.place()
    assert place is not None
    assert load(place) is load(place)


def test_an_unknown_version_is_named(models: Models) -> None:
    with pytest.raises(NoModel):
        models.switch("M-none")
