"""What the classifier learned and how good it is, as tables for people and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from digitize.classify.learning import KIND
from digitize.cli.wording import kind_of, table
from digitize.errors import reason
from digitize.language import t
from digitize.model import DocumentKind

if TYPE_CHECKING:
    from digitize.actions.evaluate import Evaluation
    from digitize.actions.train import ModelRow, SwitchReport, TrainReport
    from digitize.classify.learning.measures import Measures


def label_text(label: str) -> str:
    """A label as a person reads it: a result type's code, or what kind of paper it is."""
    if not label:
        return t("(không trả lời)", "(no answer)")
    return kind_of(DocumentKind(label.removeprefix(KIND))) if label.startswith(KIND) else label


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    made = table(*head)
    for row in rows:
        made.add_row(*row)
    return made


def trained(console: Console, report: TrainReport) -> None:
    """A training: what was learned, how it compares, whether it is in use."""
    card = report.card
    console.print(
        t(
            f"Mô hình {report.version}: {card.confirmed} văn bản đã xác nhận, {card.rendered} giấy mẫu, "
            f"{len(card.labels)} nhãn, {report.bytes / 1024:.0f} KB, {report.seconds:.0f} s.",
            f"Model {report.version}: {card.confirmed} confirmed documents, {card.rendered} drawn papers, "
            f"{len(card.labels)} labels, {report.bytes / 1024:.0f} KB, {report.seconds:.0f} s.",
        )
    )
    console.print(
        t(
            f"Trên mẫu trình bày chưa học: đúng {card.right:.1%}, ECE {card.ece:.3f}.",
            f"On layouts left out of training: {card.right:.1%} right, ECE {card.ece:.3f}.",
        )
    )
    for label, count in report.too_few.items():
        said = t(
            f"· {label_text(label)}: mới có {count}, chưa học.", f"· {label_text(label)}: only {count}, not learned."
        )
        console.print(said)
    compared = report.comparison
    columns = [t("mới", "new")] if compared.before is None else [t("đang dùng", "in use"), t("mới", "new")]
    rows = [_figures(one) for one in (compared.before, compared.after) if one]
    console.print(_table(("", *columns), zip(_names(), *rows, strict=True)))
    if compared.before:
        console.print(
            t(
                f"Đúng thêm {compared.became_right}, sai thêm {compared.became_wrong} trên bộ kiểm tra cố định.",
                f"{compared.became_right} became right, {compared.became_wrong} wrong on the fixed set.",
            )
        )
    if compared.changes:
        head = (t("đáp án", "truth"), t("trước", "before"), t("nay", "now"), t("số lần", "times"))
        cells = ((*map(label_text, (one.truth, one.before, one.after)), str(one.count)) for one in compared.changes)
        console.print(_table(head, cells))
    if report.refused:
        error = reason(report.refused)
        console.print(Text(f"! {error.message()} {error.remedy()}", style="bold red"))
    elif report.switched:
        console.print(t("Đã đưa vào sử dụng.", "It is in use now."))
    else:
        console.print(
            t(
                f"Chưa đưa vào sử dụng: «digitize models switch {report.version}».",
                f"Not in use yet: 'digitize models switch {report.version}'.",
            )
        )


def models(console: Console, rows: Sequence[ModelRow]) -> None:
    """All models."""
    head = (
        t("mô hình", "model"),
        t("đang dùng", "in use"),
        t("huấn luyện lúc", "trained at"),
        t("đã xác nhận", "confirmed"),
        t("giấy mẫu", "drawn"),
        t("nhãn", "labels"),
        "ECE",
    )
    cells = (
        (
            one.version,
            "✓" if one.in_use else "",
            one.card.made_at,
            str(one.card.confirmed),
            str(one.card.rendered),
            str(len(one.card.labels)),
            f"{one.card.ece:.3f}",
        )
        for one in rows
    )
    console.print(_table(head, cells))


def switched(console: Console, report: SwitchReport) -> None:
    """Which model is in use now."""
    none = t("không có", "none")
    console.print(
        t(
            f"Mô hình đang dùng: {report.after or none} (trước đó: {report.before or none}).",
            f"Model in use: {report.after or none} (before: {report.before or none}).",
        )
    )


# --- evaluation -------------------------------------------------------------------------------------------------


def _names() -> tuple[str, ...]:
    return (
        t("văn bản", "documents"),
        t("nhãn đầu đúng", "first label right"),
        t("có trả lời", "answered"),
        t("đúng khi trả lời", "right of the answered"),
        t("trả lời sai", "wrong and answered"),
        "macro-F1",
        "ECE",
    )


def _figures(found: Measures) -> tuple[str, ...]:
    shares = (found.accuracy, found.coverage, found.accuracy_answered, found.wrong_answered)
    figures = (f"{found.macro_f1:.3f}", f"{found.reliability.ece:.3f}")
    return (str(found.documents), *(f"{share:.1%}" for share in shares), *figures)


def _parts(found: Evaluation) -> tuple[tuple[str, tuple[str, ...], list[tuple[str, ...]]], ...]:
    """The tables of an evaluation: name, head, rows."""
    measures = found.measures
    return (
        (t("Kết quả", "Result"), ("", ""), list(zip(_names(), _figures(measures), strict=True))),
        (
            t("Đúng theo tỷ lệ trả lời", "Right by the share that is answered"),
            (t("trả lời", "answered"), t("đúng", "right")),
            [(f"{one.coverage:.0%}", f"{one.accuracy:.1%}") for one in measures.at_coverage],
        ),
        (
            t("Độ tin cậy", "Reliability"),
            (t("nói là", "stated"), t("đúng", "right"), t("số văn bản", "documents")),
            [(f"{one.stated:.3f}", f"{one.right:.3f}", str(one.count)) for one in measures.reliability.bins],
        ),
        (
            t("Nhầm lẫn", "Confusions"),
            (t("đáp án", "truth"), t("trả lời", "answer"), t("số lần", "times")),
            [(label_text(one.truth), label_text(one.said), str(one.count)) for one in measures.confusions],
        ),
    )


def evaluation(console: Console, found: Evaluation) -> None:
    """How good the classifier is."""
    for name, head, rows in _parts(found):
        if rows:
            console.print(name)
            console.print(_table(head, rows))


def markdown(found: Evaluation) -> str:
    """The same as a page."""
    asked = t("mô hình", "model") if found.rung == "model" else t("cả bộ phân loại", "the whole classifier")
    parts = [
        t(
            f"Đo {asked} ({found.model or 'không có mô hình'}); trả lời từ xác suất {found.answer_at}; "
            f"{found.unread} văn bản không đọc được.",
            f"Of {asked} ({found.model or 'no model'}); answered from a probability of {found.answer_at}; "
            f"{found.unread} documents could not be read.",
        )
    ]
    parts += [f"## {name}\n\n{_markdown(head, rows)}" for name, head, rows in _parts(found) if rows]
    return "\n\n".join(parts)


def _markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
