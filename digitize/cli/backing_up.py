"""Commands about backups, and about the keys that must not lie with them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from digitize.cli import output
from digitize.cli.options import Actor, Home, Json, account, open_archive
from digitize.language import t

_keys = typer.Typer(
    no_args_is_help=True,
    help=t(
        "Khoá bảo vệ số giấy tờ, cất riêng khỏi bản sao lưu; cặp khoá để mã hoá.",
        "The keys of owners' numbers, kept apart from backups; pairs of keys to seal with.",
    ),
)

_Identity = Annotated[
    Path,
    typer.Option(
        "--identity",
        metavar="FILE",
        help=t("Tệp khoá riêng; chỉ chủ tệp được đọc (chmod 600).", "File with the private key (chmod 600)."),
    ),
]


def add_to(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command(
        help=t(
            "Sao lưu hồ sơ và các tệp chưa có ở DIGITIZE_BACKUP, mã hoá bằng khoá công khai; kho vẫn dùng được.",
            "Backs up records and the objects that DIGITIZE_BACKUP lacks, sealed to public keys; work goes on.",
        )
    )(backup)
    app.command(
        help=t(
            "Dựng lại kho từ bản sao lưu vào nơi còn trống mà thiết lập nêu. Dừng thì chạy lại để làm tiếp.",
            "Brings an archive back to the empty place that the settings name. Run it again to go on.",
        )
    )(restore)
    app.add_typer(_keys, name="keys")


def backup(
    show_list: Annotated[
        bool, typer.Option("--list", help=t("Chỉ liệt kê các bản sao lưu.", "Only list the backups that are there."))
    ] = False,
    by: Actor = None,
    home: Home = None,
    json: Json = False,
) -> int:
    """``digitize backup``."""
    from digitize.actions.backup import back_up
    from digitize.actions.backups import Backups
    from digitize.cli import backup_views
    from digitize.errors import ExitCode
    from digitize.settings import load
    from digitize.store.vault.opening import open_vault

    if show_list:
        output.show(Backups(open_vault(load(home=home))).all(), json, backup_views.backups)
        return ExitCode.OK
    with open_archive(home) as archive, output.progress(quiet=json) as progress:
        report = back_up(archive, by or account(), progress)
    output.show(report, json, backup_views.backed_up)
    return report.exit_code


def restore(
    identity: _Identity,
    backup: Annotated[
        str, typer.Option("--backup", metavar="ID", help=t("Mã bản sao lưu; mặc định: mới nhất.", "Default: newest."))
    ] = "",
    by: Actor = None,
    home: Home = None,
    json: Json = False,
) -> int:
    """``digitize restore``."""
    from digitize.actions.restore import restore as bring_back
    from digitize.cli import backup_views
    from digitize.settings import load

    with output.progress(quiet=json) as progress:
        report = bring_back(load(home=home), identity, backup, by or account(), progress)
    output.show(report, json, backup_views.restored)
    return report.exit_code


@_keys.command(
    help=t(
        "Tạo cặp khoá: khoá riêng vào tệp, khoá công khai in ra. Làm trên máy của người giữ khoá.",
        "Makes a pair of keys: the private one in the file, the public one printed. Do it on its holder's machine.",
    )
)
def new(file: Path, json: Json = False) -> None:
    """``digitize keys new``."""
    from digitize.actions import owner_keys
    from digitize.cli import backup_views

    output.show(owner_keys.make_identity(file), json, backup_views.identity)


@_keys.command(
    help=t(
        "Ghi khoá bảo vệ số giấy tờ ra tệp, mã hoá cho người khác với người giữ khoá sao lưu.",
        "Writes the keys of owners' numbers to a file, sealed to another person than backups are.",
    )
)
def export(
    file: Path,
    recipient: Annotated[str, typer.Option(help=t("Khoá công khai (age1…).", "The public key (age1…)."))],
    by: Actor = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """``digitize keys export``."""
    from digitize.actions import owner_keys
    from digitize.cli import backup_views

    with open_archive(home) as archive:
        report = owner_keys.export_keys(archive, file, recipient, by or account())
    output.show(report, json, backup_views.keys)


@_keys.command(
    "import",
    help=t(
        "Đưa khoá đã cất riêng trở lại tệp khoá (DIGITIZE_KEY_FILE), trước hoặc sau khi dựng lại kho.",
        "Puts exported keys back into the key file (DIGITIZE_KEY_FILE), before an archive is restored or after.",
    ),
)
def import_command(file: Path, identity: _Identity, home: Home = None, json: Json = False) -> None:
    """``digitize keys import``."""
    from digitize.actions import owner_keys
    from digitize.cli import backup_views
    from digitize.settings import load

    output.show(owner_keys.import_keys(load(home=home), file, identity), json, backup_views.keys)
