"""How long results are valid, as text and tables for people."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from digitize.cli.wording import day_of, table
from digitize.language import t
from digitize.model import SourceKind, ValidityState

if TYPE_CHECKING:
    from digitize.actions.terms import TermReport, UnknownTerm
    from digitize.actions.validity import EventReport, Explanation, Step
    from digitize.catalogue import TermRule


def state_of(state: ValidityState) -> str:
    """A state of a result."""
    return {
        ValidityState.VALID: t("còn hiệu lực", "valid"),
        ValidityState.EXPIRED: t("hết hạn", "expired"),
        ValidityState.REVOKED: t("đã bị thu hồi", "revoked"),
        ValidityState.REPLACED: t("đã được thay thế", "replaced"),
        ValidityState.CANCELLED: t("đã bị huỷ bỏ", "cancelled"),
        ValidityState.TERM_UNKNOWN: t("chưa rõ thời hạn", "term unknown"),
        ValidityState.NOT_YET_VALID: t("chưa đến ngày có hiệu lực", "not yet valid"),
    }[state]


def verb_of(state: ValidityState) -> str:
    """What an event did to a result."""
    return {
        ValidityState.REVOKED: t("thu hồi", "revoked"),
        ValidityState.REPLACED: t("thay thế", "replaced"),
        ValidityState.CANCELLED: t("huỷ bỏ", "cancelled"),
        ValidityState.VALID: t("khôi phục", "restored"),
    }[state]


# --- why ---------------------------------------------------------------------------------------------------


def explanation(console: Console, found: Explanation) -> None:
    """The steps, one a line, the answer last; then each row of the paper."""
    console.print(Text(f"{found.document} · {found.result}", style="bold"))
    for number, step in enumerate(found.steps, start=1):
        style = "bold" if step.kind == "state" else ""
        console.print(Text(f"{number}. {_step(found, step)}", style=style))
    if len(found.rows) > 1:
        rows = table(t("Dòng", "Row"), t("Nội dung", "What it says"), t("Đến hết ngày", "Until"),
                     t("Tin cậy", "Confidence"), t("Trang", "Page"), t("Hiệu lực", "Validity"))  # fmt: skip
        for row in found.rows:
            until = t("không thời hạn", "unlimited") if row.unlimited else day_of(row.until)
            sure = t("người kiểm tra", "checked") if row.by is SourceKind.PERSON else f"{row.confidence:.2f}"
            page = "–" if row.page is None else str(row.page + 1)
            rows.add_row(str(row.item + 1), escape(row.line or row.raw), until, sure, page, state_of(row.state))
        console.print(rows)
    for event in found.events:
        if event.undone:
            said = t(
                f"Ghi nhầm, đã bỏ: {verb_of(event.state)} từ {day_of(event.effective_on)} ({event.basis})",
                f"Taken back: {verb_of(event.state)} from {day_of(event.effective_on)} ({event.basis})",
            )
            console.print(Text(said, style="dim"))


def _step(found: Explanation, step: Step) -> str:
    """A step in words."""
    by = t(f", người ghi {step.by}", f", said by {step.by}") if step.by else ""
    match step.kind:
        case "type":
            name = f"{found.result_type} {found.type_name}".strip() or t("chưa rõ", "unknown")
            return t(f"Loại kết quả: {name}", f"Result type: {name}")
        case "printed":
            until = day_of(step.until) if step.until else t("không thời hạn", "unlimited")
            return t(
                f"Giấy ghi thời hạn, nên không xét quy định: {until} ({step.basis})",
                f"The paper prints its term, so no rule is asked: {until} ({step.basis})",
            )
        case "printed_unsure":
            return t(
                "Giấy có ghi thời hạn nhưng đọc chưa chắc; không thay bằng quy định, cần người kiểm tra",
                "The paper prints a term that was not read surely; no rule stands in for it, a person must look",
            )
        case "rule":
            length = _length(step.months)
            return t(
                f"Theo quy định: {length}{_days(found)} – {step.basis or 'không ghi căn cứ'}{by}",
                f"By rule: {length}{_days(found)} – {step.basis or 'no basis given'}{by}",
            )
        case "on_document":
            return t(
                "Loại này chỉ theo ngày in trên giấy, mà giấy chưa đọc được ngày đó",
                "Of this type only the paper tells, and no such day was read on it",
            )
        case "no_rule":
            return t(
                "Giấy không ghi thời hạn và chưa có quy định: hỏi bằng «digitize validity unknown»",
                "The paper prints no term and no rule is known: see 'digitize validity unknown'",
            )
        case "no_day":
            return t("Không rõ ngày cấp nên chưa tính được", "The day of issue is not known, so nothing can be counted")
        case "counted":
            return t(
                f"Tính từ ngày cấp {day_of(step.day)}, ngày đầu không tính: đến hết {day_of(step.until)}",
                f"Counted from the day of issue {day_of(step.day)}, that day not included: until {day_of(step.until)}",
            )
        case "event":
            done = verb_of(step.state or ValidityState.VALID)
            return t(
                f"Từ {day_of(step.day)}: {done} theo {step.basis}{by}",
                f"From {day_of(step.day)}: {done} by {step.basis}{by}",
            )
        case _:
            state = state_of(step.state or found.state)
            return t(f"Ngày {day_of(found.as_of)}: {state}", f"On {day_of(found.as_of)}: {state}")


def _length(months: int | None) -> str:
    return t(f"{months} tháng", f"{months} months") if months else t("không thời hạn", "unlimited")


def _days(found: Explanation) -> str:
    """For which days of issue the rule is, where it is not for all."""
    return _span(found.rule.rule) if found.rule else ""


def _span(rule: TermRule) -> str:
    if rule.valid_from is None and rule.valid_to is None:
        return ""
    first, last = _open(rule.valid_from), _open(rule.valid_to)
    return t(f" (cấp từ {first} đến {last})", f" (issued from {first} to {last})")


def _open(day: date | None) -> str:
    return day_of(day) if day else "…"


# --- what people do ----------------------------------------------------------------------------------------


def event(console: Console, report: EventReport) -> None:
    """What was said of a result."""
    one = report.event
    said = t(
        f"Đã ghi: {verb_of(one.state)} {report.document} từ {day_of(one.effective_on)} theo {one.basis} "
        f"(trước đó: {state_of(report.before)}).",
        f"On record: {report.document} {verb_of(one.state)} from {day_of(one.effective_on)} by {one.basis} "
        f"(before: {state_of(report.before)}).",
    )
    console.print(said)


def unknown_terms(console: Console, asked: tuple[UnknownTerm, ...]) -> None:
    """Result types that wait for a term."""
    why = {
        "no_rule": t("hỏi người: chưa có quy định", "a person is asked: no rule"),
        "on_document": t("chỉ theo giấy, chưa đọc được", "only the paper tells; not read"),
        "day_missing": t("không rõ ngày cấp", "day of issue not known"),
    }
    rows = table(t("Loại kết quả", "Result type"), t("Tên", "Name"), t("Kết quả chờ", "Results"), t("Vì", "Why"))
    for one in asked:
        rows.add_row(one.result_type, escape(one.name), str(one.results), why[one.why])
    console.print(rows)


def term(console: Console, report: TermReport) -> None:
    """What came of a term that was said."""
    if report.rule:
        rule = report.rule
        length = t("chỉ theo giấy", "only the paper tells") if rule.kind == "on_document" else _length(rule.months)
        console.print(t(f"Đã ghi {rule.id}: {length}{_span(rule)}.", f"On record as {rule.id}: {length}{_span(rule)}."))
    console.print(
        t(
            f"{report.settled} kết quả đã có thời hạn, {report.waiting} còn chờ.",
            f"{report.settled} results have their term now, {report.waiting} still wait.",
        )
    )
