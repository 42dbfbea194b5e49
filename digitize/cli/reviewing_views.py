"""The review as a person at a keyboard sees it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from digitize.cli.wording import facts, field_of, kind_of, state_of, table
from digitize.errors import reason
from digitize.language import t
from digitize.model import Classification, FieldName, SourceKind
from digitize.records.reviewed import Review, ReviewAct
from digitize.records.rows import PageState

if TYPE_CHECKING:
    from digitize.actions.review import FirstCheck, Place, QueuePage, ReviewTask
    from digitize.actions.review_decide import DecisionReport, Outcome
    from digitize.actions.review_stats import ReviewStats


def act_of(act: ReviewAct) -> str:
    """What a person decided."""
    return {
        ReviewAct.CONFIRM: t("xác nhận", "confirmed"),
        ReviewAct.CORRECT: t("sửa", "corrected"),
        ReviewAct.NOT_RESULT: t("không phải kết quả", "no result"),
        ReviewAct.RESCAN: t("yêu cầu quét lại", "rescan asked for"),
        ReviewAct.SPLIT: t("tách", "split"),
        ReviewAct.MERGE: t("ghép với văn bản trước", "merged with the one before"),
        ReviewAct.ROTATE: t("xoay trang", "pages turned"),
        ReviewAct.UNDO: t("hoàn tác", "taken back"),
    }[act]


# --- one document -----------------------------------------------------------------------------------------


def task(console: Console, shown: ReviewTask | None) -> None:
    """All that a person needs to judge a document, and what they may answer."""
    if shown is None:
        console.print(t("Không còn văn bản nào chờ bạn kiểm tra.", "Nothing waits for you."), style="bold green")
        return
    console.print(_head(shown))
    for code in shown.view.document.reasons:
        error = reason(code)
        console.print(Text(f"! {error.message()} {error.remedy()}  [{code}]", style="yellow"))
    for line in _pages(shown):
        console.print(line)
    console.print(_fields(shown))
    if shown.choices:
        console.print(_choices(shown))
    if shown.first:
        console.print(_first(shown.first, shown))
    for review in shown.reviews:
        console.print(_review_line(review))
    console.print(_answers(shown))


def _head(shown: ReviewTask) -> Table:
    view = shown.view
    what = view.classification or Classification()
    until = shown.until.astimezone().strftime("%H:%M")
    rows: list[tuple[str, object]] = [
        (t("Trạng thái", "State"), f"{state_of(view.document.state)}, {t('rủi ro', 'risk')} {view.document.risk:.2f}"),
        (t("Là", "Is"), f"{kind_of(what.kind)}: {what.document_type or '–'} ({what.probability:.2f}, {what.rung})"),
        (t("Vì", "Because"), what.why or "–"),
        (t("Loại kết quả", "Result type"), _named(shown, what.result_type)),
        (t("Thủ tục", "Procedure"), _named(shown, what.procedure)),
        (t("Hồ sơ", "Dossiers"), ", ".join(view.dossiers) or "–"),
        (t("Xem ảnh", "Picture"), f"digitize get {view.document.id}"),
        (t("Lượt của bạn đến", "Your turn until"), until),
    ]
    return facts(rows, f"{view.document.id} · v{view.document.version} · r{view.document.revision}")


def _named(shown: ReviewTask, code: str | None) -> str:
    return f"{code}  {shown.names.get(code, '')}".rstrip() if code else "–"


def _pages(shown: ReviewTask) -> Iterator[Text]:
    for number, page in enumerate(shown.view.pages, start=1):
        codes = (page.reason,) if page.state is PageState.FAILED and page.reason else page.notes
        for code in codes:
            said = f"! {t(f'Trang {number}', f'Page {number}')}: {reason(code).message()}  [{code}]"
            yield Text(said, style="yellow")


def _fields(shown: ReviewTask) -> Table:
    """The values that count; the least sure ones stand out."""
    found = table(
        t("Trường", "Field"),
        t("Giá trị", "Value"),
        t("Tin cậy", "Confidence"),
        t("Chỗ trên giấy", "Where on the paper"),
        t("Nguồn", "Source"),
        "--set",
    )
    for said, place in zip(shown.view.fields, shown.places, strict=True):
        value = said.value
        by_person = said.source is SourceKind.PERSON
        sure = by_person or value.confidence >= 0.9
        found.add_row(
            field_of(value.name),
            Text(value.value, style="" if sure else "bold yellow"),
            t("người", "person") if by_person else f"{value.confidence:.2f}",
            _where(value.page, place),
            escape(said.source_name if by_person else value.rule),
            _slot(value.name, value.item),
        )
    named = {said.value.name for said in shown.view.fields}
    for name in FieldName:
        if name not in named:
            found.add_row(field_of(name), Text("–", style="dim"), "", "", "", _slot(name, 0))
    return found


def _slot(name: FieldName, item: int) -> str:
    if name is FieldName.OWNER_ID:
        return f"--owner-number {item + 1}"
    return f"{name}.{item + 1}" if item else str(name)


def _where(page: int | None, place: Place | None) -> str:
    if page is None:
        return "–"
    said = t(f"trang {page + 1}", f"page {page + 1}")
    if place is None:
        return said
    down = t(f"{place.down:.0%} từ trên", f"{place.down:.0%} down")
    across = t(f"{place.across:.0%} từ trái", f"{place.across:.0%} across")
    return f"{said}, {down}, {across}"


def _choices(shown: ReviewTask) -> Table:
    found = table("--choice", t("Có thể là", "May be"), t("Tên", "Name"), t("Xác suất", "Probability"))
    for number, one in enumerate(shown.choices, start=1):
        found.add_row(str(number), one.code, escape(one.name), f"{one.probability:.2f}")
    return found


def _first(first: FirstCheck, shown: ReviewTask) -> Table:
    """What the first person said; where that differs from what is shown above it stands out."""
    moment = first.at.astimezone().strftime("%d/%m/%Y %H:%M")
    title = t(f"Người thứ nhất ({first.by}, {moment}) đã ghi:", f"The first person ({first.by}, {moment}) said:")
    what = first.said.classification
    found = table(t("Trường", "Field"), t("Giá trị", "Value"), title=title)
    found.add_row(t("Loại kết quả", "Result type"), _named(shown, what.result_type))
    present = {(one.value.name, one.value.item): one.value.value for one in shown.view.fields}
    for value in first.said.fields:
        if value.value or present.get((value.name, value.item)):
            same = present.get((value.name, value.item)) == value.value
            found.add_row(field_of(value.name), Text(value.value or "–", style="" if same else "bold yellow"))
    return found


def _review_line(review: Review) -> Text:
    moment = review.decided_at.astimezone().strftime("%d/%m/%Y %H:%M")
    changed = f": {', '.join(review.changed)}" if review.changed else ""
    waits = "" if review.applied else t(" (chờ người thứ hai)", " (waits for a second person)")
    note = f" – {review.note}" if review.note else ""
    return Text(f"  {moment}  {review.decided_by}  {act_of(review.act)}{changed}{waits}{note}", style="dim")


def _answers(shown: ReviewTask) -> Text:
    """The commands to choose from, ready to be copied."""
    one = shown.view.document.id
    lines = (
        f"digitize review decide confirm {one}",
        f"digitize review decide correct {one} --set number=… --choice 1",
        f"digitize review decide not_result {one}",
        f"digitize review decide rescan {one} --page 1",
        f"digitize review decide split {one} --page 2 · merge {one} · rotate {one} --page 1 --degrees 90",
        t("digitize review next --skip    để lại cho người khác", "digitize review next --skip    leave it to others"),
    )
    return Text("\n".join(lines), style="cyan")


# --- several ----------------------------------------------------------------------------------------------


def queue(console: Console, page: QueuePage) -> None:
    """What waits, the riskiest first."""
    console.print(t(f"{page.total} văn bản đang chờ", f"{page.total} documents wait"), style="bold")
    found = table(
        t("Văn bản", "Document"),
        t("Rủi ro", "Risk"),
        t("Loại kết quả", "Result type"),
        t("Lý do", "Reasons"),
        t("Lô", "Batch"),
        t("Tiếp nhận", "Received"),
        t("Đang giữ", "Held by"),
    )
    for one in page.entries:
        row = one.document
        found.add_row(
            row.id,
            f"{row.risk:.2f}",
            row.result_type or kind_of(row.kind),
            ", ".join(row.reasons),
            escape(one.batch),
            row.created_at.astimezone().strftime("%d/%m/%Y"),
            escape(one.holder),
        )
    console.print(found)
    if page.entries and page.total > len(page.entries):
        last = page.entries[-1].document.id
        console.print(t(f"Còn nữa: --after {last}", f"There are more: --after {last}"), style="dim")


def decided(console: Console, report: DecisionReport) -> None:
    """What came of each document."""
    for one in report.outcomes:
        console.print(_outcome(one, report))
    if report.dry_run:
        able = sum(one.refused is None for one in report.outcomes)
        count = len(report.outcomes)
        console.print(
            t(
                f"Xem trước, chưa ghi gì: {able}/{count} làm được. Để làm thật, thêm --yes {count}.",
                f"Nothing was written: {able} of {count} can be done. To do it, add --yes {count}.",
            ),
            style="bold",
        )


def _outcome(one: Outcome, report: DecisionReport) -> Text:
    if one.refused:
        error = reason(one.refused)
        return Text(f"! {one.document}: {error.message()} {error.remedy()}  [{one.refused}]", style="yellow")
    said = f"{one.document}: {act_of(report.act)}"
    if one.state:
        said += f" → {state_of(one.state)}"
    if one.reasons:
        said += f" ({', '.join(one.reasons)})"
    if one.others:
        said += t(f"; liên quan: {', '.join(one.others)}", f"; with it: {', '.join(one.others)}")
    return Text(said)


# --- figures ----------------------------------------------------------------------------------------------


def stats(console: Console, found: ReviewStats) -> None:
    """The figures of the review."""
    from digitize.actions.review_stats import AGES

    rescans = t(f"; chờ quét lại: {found.for_rescan}", f"; for a rescan: {found.for_rescan}")
    console.print(t(f"Đang chờ: {found.waiting}", f"Waiting: {found.waiting}") + rescans, style="bold")
    names = [t(f"đến {most} ngày", f"up to {most} days") for most in AGES]
    names.append(t(f"quá {AGES[-1]} ngày", f"over {AGES[-1]} days"))
    ages = ((name, count) for name, count in zip(names, found.by_age, strict=True) if count)
    console.print(facts(ages, t("Theo tuổi", "By age")))
    reasons = ((f"{reason(code).message()} [{code}]", count) for code, count in found.by_reason.items())
    console.print(facts(reasons, t("Theo lý do", "By reason")))
    console.print(
        facts(((code or "–", count) for code, count in found.by_agency.items()), t("Theo cơ quan", "By agency"))
    )
    worked = table(
        t("Ngày", "Day"),
        t("Ai", "Who"),
        t("Quyết định", "Decisions"),
        title=t(f"{found.days} ngày qua", f"{found.days} days"),
    )
    for one in found.worked:
        acts = ", ".join(f"{act_of(act)} {count}" for act, count in one.decisions.items())
        worked.add_row(one.day.strftime("%d/%m/%Y"), escape(one.by), acts)
    console.print(worked)
    changed = table(
        t("Loại kết quả", "Result type"),
        t("Trường", "Field"),
        t("Máy đã trả lời", "Machine answered"),
        t("Người sửa", "Persons changed"),
        t("Tỷ lệ", "Share"),
    )
    for share in found.changed:
        row = (share.result_type or "–", share.field, str(share.answered), str(share.changed), f"{share.share:.1%}")
        changed.add_row(*row)
    console.print(changed)
