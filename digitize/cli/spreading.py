"""Commands of those who work for others: workers, and the scheduler."""

from __future__ import annotations

from typing import Annotated

import typer

from digitize.cli.options import Home
from digitize.language import t
from digitize.pipeline.distributed.messages import Queue


def add_to(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command(
        help=t(
            "Chạy máy xử lý: nhận việc từ DIGITIZE_BROKER cho tới khi được bảo dừng.",
            "Runs a worker: takes work from DIGITIZE_BROKER until it is told to end.",
        )
    )(worker)
    app.command(
        help=t(
            "Chạy bộ hẹn giờ: gọi lại những việc đứng yên (chỉ cần một).",
            "Runs the scheduler: calls again for work that stands still (one is enough).",
        )
    )(beat)


def worker(
    queues: Annotated[
        list[Queue] | None,
        typer.Option("--queues", help=t("Loại việc nhận; mặc định: tất cả.", "Kinds of work to take; default: all.")),
    ] = None,
    jobs: Annotated[int, typer.Option(min=0, help=t("Số tiến trình; 0: mọi lõi.", "Processes; 0: every core."))] = 0,
    home: Home = None,
) -> int:
    """``digitize worker``."""
    from digitize.actions import spread
    from digitize.settings import load

    return spread.run_worker(load(home=home, jobs=jobs or None), queues or ())


def beat(
    every: Annotated[float, typer.Option(min=1, help=t("Giây giữa hai lượt.", "Seconds between two rounds."))] = 30,
    home: Home = None,
) -> None:
    """``digitize beat``."""
    from digitize.actions import spread
    from digitize.settings import load

    spread.run_scheduler(load(home=home), every)
