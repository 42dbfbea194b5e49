"""Documents, hits and reuse answers as tables for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from digitize.cli import keeping_views
from digitize.cli.wording import (
    answer_of,
    blank_of,
    day_of,
    facts,
    field_of,
    forgiven_of,
    kind_of,
    meaning_of,
    standing_of,
    state_of,
    table,
    why_of,
)
from digitize.errors import reason
from digitize.language import t
from digitize.model import Checked, Classification, Facets, SearchAnswer, SearchHit, Term, ValidityState
from digitize.records.rows import PageState

if TYPE_CHECKING:
    from digitize.actions.inspect import DocumentView
    from digitize.actions.reuse import Requirement, ReuseCandidate, ReuseReport

MOST_MEANINGS = 12
"""Of a part of a query; a merged unit has had dozens of names."""


def explained_answer(console: Console, answer: SearchAnswer) -> None:
    """What the words were taken for, then the hits."""
    for part in answer.understood:
        text = Text(f"{part.typed}", style="bold")
        for meaning in part.meanings[:MOST_MEANINGS]:
            text.append(f"\n  {meaning.text}", style="not bold")
            text.append(f"  {meaning_of(meaning.why)}", style="dim not bold")
        if (more := len(part.meanings) - MOST_MEANINGS) > 0:
            text.append(t(f"\n  … và {more} nữa", f"\n  … and {more} more"), style="dim not bold")
        console.print(text)
    search_answer(console, answer)


def search_answer(console: Console, answer: SearchAnswer) -> None:
    """Hits with their snippets."""
    console.print(t(f"{answer.total} văn bản", f"{answer.total} documents"), style="bold")
    if answer.forgiven:
        console.print(forgiven_of(answer.forgiven), style="yellow")
    for hit in answer.hits:
        console.print(_hit(hit))
    if answer.facets:
        console.print(_facets(answer.facets))
    if answer.next:
        console.print(t(f"Còn nữa: --after {answer.next}", f"There are more: --after {answer.next}"), style="dim")


def _facets(found: Facets) -> Table:
    """How many documents have which value."""
    shown = table("", t("Giá trị", "Value"), t("Văn bản", "Documents"))
    for name, counts in (
        (t("Loại kết quả", "Result type"), found.result_types),
        (t("Cơ quan", "Agency"), found.agencies),
        (t("Năm cấp", "Year of issue"), found.years),
    ):
        for count in counts:
            shown.add_row(name, escape(f"{count.value}  {count.name}".strip()), str(count.documents))
    for count in found.validity:
        shown.add_row(t("Hiệu lực", "Validity"), standing_of(ValidityState(count.value)), str(count.documents))
    return shown


def _hit(hit: SearchHit) -> Text:
    text = Text()
    text.append(hit.title or t("(chưa rõ loại)", "(type unknown)"), style="bold")
    text.append(f"\n  {hit.document_id}  {hit.number or '–'}  {day_of(hit.issued_on)}", style="cyan")
    if hit.valid_until:
        text.append(t(f"  có giá trị đến {day_of(hit.valid_until)}", f"  valid until {day_of(hit.valid_until)}"))
    if hit.snippet:
        snippet = Text(hit.snippet, style="dim")
        for start, end in hit.highlights:
            snippet.stylize("bold not dim yellow", start, end)
        text.append("\n  ")
        text.append_text(Text(" ").join(snippet.split()))
    return text


def reuse_report(console: Console, report: ReuseReport) -> None:
    """The answer first, then what it rests on."""
    for requirement, proof in zip(report.requirements, report.proofs, strict=True):
        console.print(_requirement(requirement, report.as_of))
        for candidate in requirement.candidates:
            console.print(_candidate(candidate))
        console.print(t(f"  Mã tra cứu: {proof}", f"  Proof reference: {proof}"), style="dim")


def _requirement(requirement: Requirement, as_of: date) -> Text:
    text = answer_of(requirement.answer)
    text.append(t(f"  (tính đến {day_of(as_of)})", f"  (as of {day_of(as_of)})"), style="not bold default")
    if requirement.name:
        text.append(f"  {requirement.name}", style="not bold default")
    return text


def _candidate(candidate: ReuseCandidate) -> Table:
    checked = {
        Checked.MACHINE: t("máy đọc, chưa có người kiểm tra", "machine-read, not checked by a person"),
        Checked.PERSON: t("đã có người kiểm tra", "person-checked"),
    }[candidate.checked]
    answer = answer_of(candidate.answer)
    answer.append(f" – {why_of(candidate.reason)}", style="not bold default")
    rows = [
        (t("Trả lời", "Answer"), answer),
        (t("Văn bản", "Document"), f"{candidate.document}  {candidate.number or '–'}  {day_of(candidate.issued_on)}"),
        (t("Loại kết quả", "Result type"), candidate.result_type or "–"),
        (t("Cơ quan", "Issuer"), candidate.issuer or "–"),
        (t("Thời hạn", "Term"), _term(candidate.term)),
        (t("Căn cứ", "Basis"), candidate.basis or "–"),
        (t("Độ tin cậy", "Vouched for"), checked),
    ]
    return facts((f"  {name}", value) for name, value in rows)


def _term(term: Term) -> str:
    if not term.known:
        return t("chưa rõ", "unknown")
    if term.unlimited:
        return t("không thời hạn", "unlimited")
    return t(f"đến hết {day_of(term.valid_until)}", f"until {day_of(term.valid_until)}, inclusive")


# --- documents --------------------------------------------------------------------------------------------


def document(console: Console, view: DocumentView) -> None:
    """All that is known of a document."""
    what = view.classification or Classification()
    doc = view.document
    rows: list[tuple[str, object]] = [
        (t("Trạng thái", "State"), state_of(doc.state)),
        (t("Là", "Is"), f"{kind_of(what.kind)}: {what.document_type or '–'} ({what.probability:.2f}, {what.rung})"),
        (t("Vì", "Because"), what.why or "–"),
        (t("Loại kết quả", "Result type"), what.result_type or ", ".join(c.code for c in what.candidates) or "–"),
        (t("Thủ tục", "Procedure"), what.procedure or "–"),
        (t("Hồ sơ", "Dossiers"), ", ".join(view.dossiers) or "–"),
        (t("Thời hạn", "Term"), _term(view.term) if view.term else "–"),
        (
            t("Trang", "Pages"),
            f"{len(view.pages)}, {t('trắng', 'blank')} {sum(p.blank is not None for p in view.pages)}",
        ),
    ]
    console.print(facts(rows, f"{doc.id} · v{doc.version} · r{doc.revision}"))
    fields = table(
        t("Trường", "Field"),
        t("Giá trị", "Value"),
        t("Tin cậy", "Confidence"),
        t("Trang", "Page"),
        t("Nguồn", "Source"),
    )
    for said in view.fields:
        value = said.value
        page = "–" if value.page is None else str(value.page + 1)
        fields.add_row(
            field_of(value.name), escape(value.value), f"{value.confidence:.2f}", page, f"{said.source} {value.rule}"
        )
    console.print(fields)
    for code in doc.reasons:
        error = reason(code)
        console.print(Text(f"! {error.message()} {error.remedy()}  [{code}]", style="yellow"))
    for line in _pages(view):
        console.print(line)
    for line in keeping_views.kept(view):
        console.print(line)
    history = table(t("Lúc", "When"), t("Ai", "Who"), t("Việc", "What"))
    for entry in view.history:
        history.add_row(entry.moment.astimezone().strftime("%d/%m/%Y %H:%M:%S"), escape(entry.actor), entry.action)
    console.print(history)


def _pages(view: DocumentView) -> Iterator[Text]:
    """What stands against single pages, which of them are blank and why, and how the page list has changed."""
    for number, page in enumerate(view.pages, start=1):
        where = t(f"Trang {number}", f"Page {number}")
        if page.blank:
            yield Text(f"  {where}: {t('trắng', 'blank')}, {blank_of(page.blank)}", style="dim")
        codes = (page.reason,) if page.state is PageState.FAILED and page.reason else page.notes
        for code in codes:
            yield Text(f"! {where}: {reason(code).message()}  [{code}]", style="yellow")
    if len(view.versions) > 1:
        for version in view.versions:
            said = t(f"{len(version.pages)} trang", f"{len(version.pages)} pages")
            if version.rescanned:
                pages = ", ".join(str(place + 1) for place in version.rescanned)
                said += t(f", quét lại trang {pages}", f", rescanned pages {pages}")
            moment = version.recorded_at.astimezone().strftime("%d/%m/%Y %H:%M:%S")
            yield Text(f"  {t('Phiên bản', 'Version')} {version.version}, {moment}: {said}", style="dim")
