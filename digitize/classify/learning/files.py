"""A model's file: signature, then what the model holds, written and read by skops.

Nothing in it is code: skops reads plain types alone, numbers as arrays, and refuses all else. The signature (Ed25519)
says that the archive's own training made the file. A machine that only uses models holds the public key.
"""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from digitize.classify.learning.calibration import Calibration, Curve
from digitize.classify.learning.features import Vocabulary
from digitize.classify.learning.model import Card, Model, Zone
from digitize.errors import ModelDamaged, ModelKeyMissing

_MAGIC = b"digitize-model-1\n"
_SIGNATURE = 64
_VERSION_LETTERS = 12
PRIVATE, PUBLIC = "model-signing.key", "model-signing.pub"
"""Files in HOME/secrets: the raw keys in hexadecimal letters. Only a machine that trains needs the private one."""

_CURVES = msgspec.json.Decoder(dict[str, Curve])
_CARD = msgspec.json.Decoder(Card)


def version_of(file: bytes) -> str:
    """The name of a model: a hash of its whole file."""
    return f"M-{hashlib.sha256(file).hexdigest()[:_VERSION_LETTERS]}"


# --- keys -----------------------------------------------------------------------------------------------------


def signing_key(secrets: Path) -> Ed25519PrivateKey:
    """The key that signs this archive's models, made with the first training.

    Raises:
        ModelKeyMissing: The file is no key, or only the public one is here.
    """
    path = secrets / PRIVATE
    if not path.exists():
        if (secrets / PUBLIC).exists():
            raise ModelKeyMissing("only the public key is here")
        secrets.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(path, Ed25519PrivateKey.generate().private_bytes_raw(), 0o600)
    key = Ed25519PrivateKey.from_private_bytes(_read(path))
    if not (secrets / PUBLIC).exists():
        _write(secrets / PUBLIC, key.public_key().public_bytes_raw(), 0o644)
    return key


def verifying_key(secrets: Path) -> Ed25519PublicKey:
    """The key that tells whether a model is this archive's own.

    Raises:
        ModelKeyMissing: There is none, or the file is no key.
    """
    return Ed25519PublicKey.from_public_bytes(_read(secrets / PUBLIC))


def _write(path: Path, key: bytes, mode: int) -> None:
    path.touch(mode)
    path.write_text(key.hex() + "\n", encoding="ascii")


def _read(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        raise ModelKeyMissing(path.name) from None
    except ValueError:
        raise ModelKeyMissing(f"{path.name} is no key") from None
    if len(key) != 32:
        raise ModelKeyMissing(f"{path.name} is no key")
    return key


# --- files ----------------------------------------------------------------------------------------------------


def pack(model: Model, key: Ed25519PrivateKey) -> bytes:
    """The file of a model."""
    import skops.io

    content = {
        "card": msgspec.json.encode(asdict(model.card)).decode(),
        "curves": msgspec.json.encode(model.calibration.curves).decode(),
        "labels": "\n".join(model.labels),
        "temperature": model.temperature,
        # Sixteen bits hold a weight to three places, which no ranking depends on, in half the room.
        "coefficients": model.coefficients.astype(np.float16),
        "intercepts": model.intercepts,
        **_zone("heading", model.heading),
        **_zone("page", model.page),
    }
    body: bytes = skops.io.dumps(content, compression=zipfile.ZIP_DEFLATED, compresslevel=9)
    return _MAGIC + key.sign(body) + body


def _zone(name: str, zone: Zone) -> dict[str, Any]:
    return {
        f"{name}_features": "\n".join(zone.vocabulary.features),
        f"{name}_rarity": zone.rarity,
        f"{name}_weight": zone.weight,
    }


def verified(file: bytes, key: Ed25519PublicKey) -> bytes:
    """What a file holds behind its signature.

    Raises:
        ModelDamaged: It is no model, was changed, or was signed by another key.
    """
    start = len(_MAGIC) + _SIGNATURE
    if not file.startswith(_MAGIC):
        raise ModelDamaged("no model file")
    try:
        key.verify(file[len(_MAGIC) : start], file[start:])
    except InvalidSignature:
        raise ModelDamaged("signature") from None
    return file[start:]


def unpack(file: bytes, key: Ed25519PublicKey) -> Model:
    """The model of a file.

    Raises:
        ModelDamaged: As of :func:`verified`; or a newer program wrote it.
    """
    body = verified(file, key)
    import skops.io

    try:
        content = skops.io.loads(body, trusted=[])
        curves = _CURVES.decode(content["curves"])
        model = Model(
            card=_CARD.decode(content["card"]),
            labels=tuple(content["labels"].split("\n")),
            heading=_read_zone("heading", content),
            page=_read_zone("page", content),
            coefficients=content["coefficients"].astype(np.float32),
            intercepts=content["intercepts"],
            temperature=content["temperature"],
            calibration=Calibration(curves),
        )
    except (KeyError, TypeError, ValueError, msgspec.DecodeError) as error:
        raise ModelDamaged(type(error).__name__) from None
    return replace(model, version=version_of(file))


def _read_zone(name: str, content: dict[str, Any]) -> Zone:
    features = content[f"{name}_features"].split("\n")
    return Zone(Vocabulary(features), content[f"{name}_rarity"], content[f"{name}_weight"])
