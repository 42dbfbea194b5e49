"""Commands that bring a whole archive from one place to another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from digitize.cli import output
from digitize.cli.options import Actor, Home, Json, account, open_archive
from digitize.language import t


def add_to(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command(
        help=t(
            "Chuyển cả kho lên máy chủ: tệp, hồ sơ, nhật ký; dựng lại chỉ mục. Dừng thì chạy lại để làm tiếp.",
            "Moves the whole archive to servers: objects, records, audit; indexes it anew. Run it again to go on.",
        )
    )(migrate)


def migrate(
    to: Annotated[
        Path,
        typer.Option(
            "--to",
            metavar="SETTINGS_FILE",
            help=t(
                "Tệp thiết lập của nơi mới, mỗi dòng DIGITIZE_TÊN=giá-trị; chỉ chủ tệp được đọc (chmod 600).",
                "Settings of the new place, lines of DIGITIZE_NAME=value; nobody else may read it (chmod 600).",
            ),
        ),
    ],
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help=t("Chỉ xem sẽ chuyển những gì.", "Only says what would be moved.")),
    ] = False,
    by: Actor = None,
    home: Home = None,
    json: Json = False,
) -> int:
    from digitize.actions.migrate import migrate as move
    from digitize.actions.migrate import plan
    from digitize.cli import moving_views
    from digitize.settings import load_file

    target = load_file(to, home=home)
    with open_archive(home) as archive, output.progress(quiet=json) as progress:
        report = plan(archive, target) if dry_run else move(archive, target, by or account(), progress)
    output.show(report, json, moving_views.migration)
    return report.exit_code
