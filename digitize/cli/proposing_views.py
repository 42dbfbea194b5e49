"""Proposals as tables for people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from digitize.catalogue.identifiers import OwnerKind
from digitize.cli.validity_views import verb_of
from digitize.cli.wording import day_of, table
from digitize.errors import reason
from digitize.language import t
from digitize.model import ValidityState
from digitize.records.proposed import Proposal, ProposalKind, ProposalState

if TYPE_CHECKING:
    from digitize.actions.proposals import DecidedReport, FoundReport


def kind_of(kind: ProposalKind) -> str:
    """What is proposed."""
    return {
        ProposalKind.REPLACES: t("thay thế kết quả cũ", "replaces an older result"),
        ProposalKind.REVOKES: t("thu hồi hoặc huỷ bỏ kết quả", "revokes or cancels a result"),
        ProposalKind.OTHER_NUMBER: t("số cũ và số mới của một chủ", "old and new number of one owner"),
        ProposalKind.SAME_PERSON: t("có thể cùng một người", "may be the same person"),
        ProposalKind.SAME_PAPER: t("cùng một tờ giấy, quét hai lần", "the same paper, scanned twice"),
        ProposalKind.DRAFT: t("bản dự thảo của văn bản đã ký", "the draft of a signed paper"),
        ProposalKind.CERTIFIED_COPY: t("bản sao của bản chính đã có", "a copy of an original that is here"),
    }[kind]


def state_of(state: ProposalState) -> str:
    """How a proposal stands."""
    return {
        ProposalState.WAITING: t("đang chờ", "waits"),
        ProposalState.ACCEPTED: t("đã chấp nhận", "accepted"),
        ProposalState.REFUSED: t("đã bác", "refused"),
        ProposalState.LAPSED: t("hết căn cứ", "lapsed"),
    }[state]


def proposals(console: Console, found: tuple[Proposal, ...]) -> None:
    """Proposals with what they rest on."""
    for one in found:
        text = Text(f"{one.id}  {kind_of(one.kind)}", style="bold")
        text.append(f"  {state_of(one.state)}", style="cyan not bold")
        text.append(f"\n  {one.document} – {one.other_document or one.counterpart}", style="not bold")
        text.append(f"\n  {_evidence(one.evidence)}", style="dim not bold")
        console.print(text)
    if not found:
        console.print(t("Không có đề xuất nào.", "There are no proposals."))


def decided(console: Console, report: DecidedReport) -> None:
    """What came of each proposal."""
    rows = table(t("Đề xuất", "Proposal"), t("Trạng thái", "State"), t("Vì sao chưa làm", "Why not done"))
    for one in report.outcomes:
        why = f"{reason(one.problem).message()}  [{one.problem}]" if one.problem else ""
        rows.add_row(escape(one.proposal), state_of(one.state) if one.state else "–", escape(why))
    console.print(rows)


def found(console: Console, report: FoundReport) -> None:
    """How many proposals are new."""
    console.print(t(f"{report.proposals} đề xuất mới đang chờ.", f"{report.proposals} new proposals wait."))


def _evidence(evidence: Mapping[str, Any]) -> str:
    """What a proposal rests on, in words; what is not known is passed over."""
    said = []
    if state := evidence.get("state"):
        said.append(verb_of(ValidityState(state)))
    for number, day, of in (
        ("number", "issued_on", t("giấy này", "this paper")),
        ("cites", "cites_issued_on", t("nêu", "names")),
        ("older_number", "older_issued_on", t("giấy cũ", "the older paper")),
    ):
        if evidence.get(number):
            said.append(f"{of} {evidence[number]} {_day(evidence.get(day))}".rstrip())
    if "text" in evidence:
        said.append(t(f"chữ giống {evidence['text']:.0%}", f"words {evidence['text']:.0%} alike"))
    for name, words in (
        ("number_and_day", t("cùng số và ngày", "same number and day")),
        ("owner", t("cùng chủ", "same owner")),
        ("subject", t("cùng trích yếu", "same abstract")),
        ("name", t("cùng họ tên", "same name")),
        ("birth_date", t("cùng ngày sinh", "same birth date")),
        ("issuer_agrees", t("đúng cơ quan cấp", "same issuer")),
    ):
        if evidence.get(name) is True:
            said.append(words)
    if "older" in evidence:
        said.append(f"{_number_of(evidence['older'])} – {_number_of(evidence['newer'])}")
    if "page" in evidence:
        said.append(t(f"trang {evidence['page']}", f"page {evidence['page']}"))
    return ", ".join(said)


def _day(iso: str | None) -> str:
    return day_of(date.fromisoformat(iso)) if iso else ""


def _number_of(kind: str) -> str:
    return {
        OwnerKind.CITIZEN: t("số định danh", "citizen number"),
        OwnerKind.OLD_CITIZEN: t("số CMND", "old card's number"),
        OwnerKind.TAX: t("mã số thuế", "tax code"),
        OwnerKind.HOUSEHOLD: t("số hộ kinh doanh cũ", "old number of a household business"),
    }[OwnerKind(kind)]
