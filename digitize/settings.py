"""Every setting once: name, default, help, environment variable (``DIGITIZE_`` and the name in capitals).

Read at the edge (:func:`load`) and passed in. ``docs/settings.md`` is made from this class, and a test keeps it true.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from digitize.errors import FileExposed, NoSuchPath


def usable_cores() -> int:
    """Processor cores this process may run on."""
    return len(os.sched_getaffinity(0))


class Settings(BaseSettings):
    """The settings of one archive and of the machine it works on."""

    model_config = SettingsConfigDict(env_prefix="DIGITIZE_", frozen=True, extra="forbid", hide_input_in_errors=True)

    home: Path = Field(Path("digitize-archive"), description="The archive's folder (never on a network drive).")
    key_file: Path | None = Field(
        None,
        description="File with the keys that protect owners' numbers; default: HOME/secrets/owner-keys.json. "
        "Keep it apart from backups of the archive.",
    )
    store: SecretStr | None = Field(
        None,
        description="Where the object store is: `s3://KEY:SECRET@prefix?endpoint=https://host:9000`, with `&region=…` "
        "and `&ca=FILE` where they are needed; the buckets are `prefix-originals` and so on. Default: files in "
        "HOME/objects.",
    )
    store_lock: Literal["governance", "compliance"] = Field(
        "governance",
        description="The lock on versions in buckets that are made: `governance`: those with a right of their own can "
        "lift it; `compliance`: nobody can before its time, mistakes included.",
    )
    store_lock_days: int = Field(
        3650, ge=0, description="How long that lock lasts from when an object came in, in days; 0: no lock by time."
    )
    replica: SecretStr | None = Field(
        None,
        description="Where copies of the same objects are, from which `digitize fixity` repairs what is damaged: the "
        "path of a folder laid out as HOME/objects, or an address as of `DIGITIZE_STORE` with a key that may read. "
        "Default: none, damage is only told.",
    )
    fixity_share: float = Field(
        0.0,
        ge=0,
        le=100,
        description="How many per cent of the objects `beat` reads whole each night; 3.4: each of them in 30 nights. "
        "Default: none.",
    )
    disposal: SecretStr | None = Field(
        None,
        description="The right to dispose of documents, to be set only where archivists do that: `files` for files in "
        "HOME/objects; for buckets the address of the store with a key that may delete "
        "(`deploy/disposal-policy.json`). Default: none, nothing can be removed.",
    )
    search: SecretStr | None = Field(
        None,
        description="Elasticsearch: `https://USER:PASSWORD@HOST:9200?index=digitize&shards=1&replicas=1`, all behind "
        "the host may be left out; default: an index in HOME (SQLite).",
    )
    search_api_key: SecretStr | None = Field(
        None, description="API key for Elasticsearch in its encoded form, in place of user and password."
    )
    search_ca: Path | None = Field(
        None, description="File with the certificates that vouch for Elasticsearch; default: those the system trusts."
    )
    records: SecretStr | None = Field(
        None,
        description="Where the records are: `postgresql://user:password@host:port/database` (the password may lie in "
        "libpq's own file, `PGPASSFILE`); default: a SQLite file in HOME.",
    )
    broker: SecretStr | None = Field(
        None,
        description="The broker that hands work to other machines: `redis://:PASSWORD@HOST:6379/0`, `amqps://…` or "
        "another that Celery knows; needs `records` on a server. Default: the process that ingests does all work "
        "itself, on this machine.",
    )
    metrics: str = Field(
        "",
        pattern=r"^(.+:\d+)?$",
        description="Where `worker` and `beat` serve figures for Prometheus, `HOST:PORT`; there is no TLS and no "
        "password, so keep it inside. Default: nowhere.",
    )
    records_connections: int = Field(
        10, ge=2, description="Most connections to PostgreSQL that one process opens; `ingest` uses two."
    )
    backup: SecretStr | None = Field(
        None,
        description="Where `digitize backup` writes and `digitize restore` reads: a folder outside HOME, or "
        "`s3://KEY:SECRET@prefix?endpoint=https://host:9000` (bucket `prefix-backup`), best on another server.",
    )
    backup_recipients: str = Field(
        "",
        description="Public keys that backups are sealed to (`age1…`), with spaces between; the private keys do not "
        "belong on this machine.",
    )
    catalogue: Path | None = Field(
        None, description="A folder whose CSV files replace the built-in catalogue files of the same names."
    )
    engine: Literal["auto", "own", "both", "tesseract", "pytesseract"] = Field(
        "auto",
        description="The reader: `auto`: Tesseract where it is installed, else our own; `own`; `both`: our own, and "
        "Tesseract as well about lines it is not sure of; `tesseract`: in process; `pytesseract`: through the program "
        "of the system.",
    )
    tessdata: Path | None = Field(
        None, description="Folder with vie.traineddata; default: where Debian and Ubuntu put it."
    )
    jobs: int = Field(0, ge=0, description="Workers; 0: one for each usable core.")
    page_timeout: float = Field(120.0, gt=0, description="Seconds after which a page is given up.")
    worker_memory: int = Field(3 * 1024**3, gt=0, description="Address space a worker may use, in bytes (RLIMIT_AS).")
    max_file_bytes: int = Field(2 * 1024**3, gt=0, description="Largest file taken in, in bytes.")
    max_pages: int = Field(5000, gt=0, description="Most pages of one file.")
    max_pixels: int = Field(
        120_000_000, gt=0, description="Most pixels of one page picture (A3 at 600 dpi has 70 million)."
    )
    separators: tuple[str, ...] = Field(
        (),
        description='Barcode texts of the office\'s own separator sheets beside Patch-T, as JSON: `["KHAC"]`; '
        "`*` at the end stands for any ending.",
    )
    stickers: tuple[str, ...] = Field(
        (),
        description="Barcode texts of the office's own stickers on first pages, as JSON; such a page stays in its "
        "document. Dossier stickers of `digitize sheets` are known without this.",
    )
    min_dpi: float = Field(200.0, gt=0, description="Below this resolution a page is to be scanned again.")
    target_dpi: float = Field(
        300.0,
        gt=0,
        description="Resolution to scan at, and at which vector pages are rendered; a page that is below it and was "
        "not read well is to be looked at.",
    )
    answer_at: float = Field(
        0.85, gt=0, le=1, description="Probability from which a result type is answered rather than proposed."
    )

    trust_at: float = Field(
        0.75, gt=0, le=1, description="Field confidence from which a machine's reading is used without a person's look."
    )

    review_minutes: float = Field(
        15.0,
        gt=0,
        description="How long a person keeps a document they review without a word, before others are given it.",
    )

    @property
    def workers(self) -> int:
        """How many workers run."""
        return self.jobs or usable_cores()

    @property
    def keys(self) -> Path:
        """Where the owner keys lie."""
        return self.key_file or self.home / "secrets" / "owner-keys.json"

    @property
    def model_in_use(self) -> Path:
        """Names the classifier's model that is in use; it is not there before the first one is."""
        return self.home / "models" / "in-use.json"


def load(**overrides: Any) -> Settings:
    """The settings from the environment, with what the command line says on top.

    Args:
        **overrides: Values by field name; ``None`` means not given.

    Raises:
        pydantic.ValidationError: A value is not allowed.
    """
    return Settings(**{name: value for name, value in overrides.items() if value is not None})


class _WithFile(Settings):
    """What a file says counts before the environment."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return dotenv_settings, init_settings, env_settings


def load_file(path: Path, **overrides: Any) -> Settings:
    """The settings as a file has them, and as they are now where it says nothing.

    Args:
        path: Lines such as ``DIGITIZE_RECORDS=postgresql://…``; nobody else may read it.
        **overrides: As of :func:`load`.

    Raises:
        NoSuchPath: There is no such file.
        FileExposed: Others may read it.
        pydantic.ValidationError: A name or value is not allowed.
    """
    if not path.is_file():
        raise NoSuchPath("settings")
    if path.stat().st_mode & 0o077:
        raise FileExposed
    given = {name: value for name, value in overrides.items() if value is not None}
    # A parameter of the library's own, which its types do not show for a class with fields.
    return _WithFile(_env_file=path, **given)  # type: ignore[call-arg]
