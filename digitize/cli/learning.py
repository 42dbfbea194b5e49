"""Commands about what the classifier learns: training, evaluation, which model is in use."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from digitize.cli import output
from digitize.cli.options import Actor, Home, Json, account, open_archive
from digitize.errors import ExitCode
from digitize.language import t

_models = typer.Typer(
    no_args_is_help=True,
    help=t("Các mô hình phân loại của kho: xem, đổi, quay lại.", "Models of the classifier: list, switch, go back."),
)


def add_to(app: typer.Typer) -> None:
    """Adds these commands."""
    app.add_typer(_models, name="models")
    app.command(
        help=t(
            "Huấn luyện mô hình phân loại từ văn bản đã xác nhận và giấy mẫu; so với mô hình đang dùng.",
            "Trains the classifier's model from confirmed documents and drawn papers; compares it with the one in use.",
        )
    )(train)
    app.command(
        help=t(
            "Đo phân loại đúng đến đâu, trên văn bản đã xác nhận hoặc trên thư mục mẫu có sẵn đáp án.",
            "Measures how good the classifier is, on confirmed documents or on a folder with the truth beside it.",
        )
    )(evaluate)


def train(
    seed: Annotated[int, typer.Option(min=1, help=t("Cùng số thì cùng mô hình.", "Same seed, same model."))] = 1,
    rendered: Annotated[
        int, typer.Option(min=0, help=t("Số giấy mẫu vẽ thêm để học.", "How many papers are drawn to learn from."))
    ] = 8000,
    switch: Annotated[
        bool,
        typer.Option("--switch", help=t("Đưa vào sử dụng nếu không kém hơn.", "Put it into use unless it is worse.")),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help=t("Cùng --switch: dù kém hơn.", "With --switch: even if it is worse."))
    ] = False,
    by: Actor = None,
    home: Home = None,
    json: Json = False,
) -> int:
    """``digitize train``."""
    from digitize.actions import train as action
    from digitize.cli import learning_views

    with open_archive(home) as archive, output.progress(quiet=json) as progress:
        report = action.train(archive, progress, by or account(), seed=seed, drawn=rendered, switch=switch, force=force)
    output.show(report, json, learning_views.trained)
    return report.exit_code


def evaluate(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="SET",
            help=t(
                "Thư mục do «digitize samples» tạo; bỏ trống: văn bản đã xác nhận của kho.",
                "A folder as 'digitize samples' writes it; none: the archive's confirmed documents.",
            ),
        ),
    ] = None,
    rung: Annotated[
        Literal["all", "model"],
        typer.Option(help=t("Cả bộ phân loại, hay riêng mô hình.", "The whole classifier, or the model alone.")),
    ] = "all",
    model: Annotated[
        str | None, typer.Option(help=t("Mã mô hình; mặc định: đang dùng.", "Version of a model."))
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help=t("Ghi bảng (Markdown) vào tệp.", "Write the tables (Markdown) to a file."))
    ] = None,
    picture: Annotated[
        Path | None,
        typer.Option(help=t("Ghi biểu đồ độ tin cậy (SVG).", "Write the reliability curve (SVG) to a file.")),
    ] = None,
    home: Home = None,
    json: Json = False,
) -> int:
    """``digitize evaluate``."""
    from digitize.actions import evaluate as action
    from digitize.classify.learning.picture import reliability_svg
    from digitize.cli import learning_views
    from digitize.settings import load

    with output.progress(quiet=json) as progress:
        if folder:
            found = action.evaluate_folder(load(home=home), folder, rung, model, progress)
        else:
            with open_archive(home) as archive:
                found = action.evaluate_confirmed(archive, rung, model, progress)
    if report:
        output.write_text(report, learning_views.markdown(found))
    if picture:
        output.write_text(picture, reliability_svg(found.measures.reliability))
    output.show(found, json, learning_views.evaluation)
    return ExitCode.OK


@_models.command(
    "list", help=t("Các mô hình đang giữ; mô hình đang dùng có dấu.", "All models; the one in use is marked.")
)
def list_command(home: Home = None, json: Json = False) -> None:
    """``digitize models list``."""
    from digitize.actions import train as action
    from digitize.cli import learning_views

    with open_archive(home) as archive:
        output.show(action.list_models(archive), json, learning_views.models)


@_models.command(
    help=t(
        "Đưa một mô hình vào sử dụng; văn bản đã phân loại giữ nguyên.",
        "Puts a model into use; what was classified before stays as it is.",
    )
)
def switch(
    version: Annotated[str, typer.Argument(help=t("Mã mô hình, dạng M-….", "Version of a model, M-…."))],
    by: Actor = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """``digitize models switch``."""
    from digitize.actions import train as action
    from digitize.cli import learning_views

    with open_archive(home) as archive:
        output.show(action.put_into_use(archive, version, by or account()), json, learning_views.switched)


@_models.command(help=t("Quay lại mô hình dùng trước đó.", "Goes back to the model that was in use before."))
def rollback(by: Actor = None, home: Home = None, json: Json = False) -> None:
    """``digitize models rollback``."""
    from digitize.actions import train as action
    from digitize.cli import learning_views

    with open_archive(home) as archive:
        output.show(action.roll_back(archive, by or account()), json, learning_views.switched)
