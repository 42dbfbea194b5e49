"""Reasons that concern how long documents are kept, and their disposal."""

from __future__ import annotations

from digitize.errors.archive import BadRequest, NotFound
from digitize.errors.files import BadFile
from digitize.errors.root import DigitizeError, ExitCode


class DisposalRefused(DigitizeError):
    """A document may not be disposed of; the children say why."""

    code = "disposal_refused"
    vi = "Không được tiêu huỷ văn bản này."
    en = "This document may not be disposed of."
    remedy_vi = "Hỏi người phụ trách lưu trữ."
    remedy_en = "Ask who is in charge of the archive."
    exit_code = ExitCode.REFUSED
    http_status = 409


class OnHold(DisposalRefused):
    """A legal hold lies on it."""

    code = "on_hold"
    vi = "Văn bản đang bị tạm giữ theo yêu cầu pháp lý, không được tiêu huỷ."
    en = "A legal hold lies on the document; it may not be disposed of."
    remedy_vi = "Khi không còn lý do tạm giữ, gỡ bằng «digitize hold --lift» rồi làm lại."
    remedy_en = "When the reason for the hold is over, lift it with 'digitize hold --lift', then try again."


class StillRetained(DisposalRefused):
    """It must be kept for longer."""

    code = "still_retained"
    vi = "Văn bản còn trong thời hạn lưu trữ, hoặc kho tệp còn khoá tệp của nó."
    en = "The document must be kept for longer, or the object store still locks its bytes."
    remedy_vi = (
        "Chờ hết thời hạn. Nếu nhận nhầm, đề nghị lại với lý do «mistake»; khoá «compliance» thì không ai gỡ được."
    )
    remedy_en = (
        "Wait until its time is over. If it was received by mistake, propose that as the ground; a lock in compliance "
        "mode cannot be lifted by anybody."
    )


class RetentionUnknown(DisposalRefused):
    """Nobody knows how long it must be kept."""

    code = "retention_unknown"
    vi = "Chưa biết văn bản phải lưu đến bao giờ, nên không thể coi là đã hết thời hạn."
    en = "How long the document must be kept is not known, so its time cannot be over."
    remedy_vi = "Bổ sung thời hạn cho loại kết quả vào retention.csv của danh mục rồi chạy «digitize protect --all»."
    remedy_en = "Add its result type to the catalogue's retention.csv, then run 'digitize protect --all'."


class DisposalNotAllowed(DisposalRefused):
    """The right to remove bytes is lacking."""

    code = "disposal_not_allowed"
    vi = "Ở đây không có quyền tiêu huỷ, hoặc khoá được cấp không đủ quyền."
    en = "There is no right to dispose of documents here, or the given key does not have it."
    remedy_vi = "Đặt DIGITIZE_DISPOSAL trên máy của người phụ trách; so quyền với deploy/disposal-policy.json."
    remedy_en = "Set DIGITIZE_DISPOSAL on the archivist's machine; compare its rights with deploy/disposal-policy.json."
    http_status = 403


class SamePerson(DisposalRefused):
    """Who proposed a disposal also wants to confirm it."""

    code = "same_person"
    vi = "Người đề nghị tiêu huỷ không được tự xác nhận."
    en = "Who proposed the disposal may not confirm it."
    remedy_vi = "Một người khác phải xem văn bản và xác nhận."
    remedy_en = "Another person must look at the document and confirm."
    http_status = 403


class AlreadyProposed(DisposalRefused):
    """A proposal waits for a second person."""

    code = "already_proposed"
    vi = "Văn bản đã được đề nghị tiêu huỷ, đang chờ người thứ hai."
    en = "The disposal is proposed already and waits for a second person."
    remedy_vi = "Xác nhận hoặc bác đề nghị đang chờ trước."
    remedy_en = "Confirm or reject that proposal first."


class NotProposed(BadRequest):
    """Nothing waits to be confirmed or rejected."""

    code = "not_proposed"
    vi = "Văn bản này chưa được đề nghị tiêu huỷ."
    en = "Nobody proposed to dispose of this document."
    remedy_vi = "Một người đề nghị trước bằng «digitize dispose propose»."
    remedy_en = "One person proposes it first with 'digitize dispose propose'."


class Disposed(NotFound):
    """The document was disposed of; what is known of it stays, its bytes are gone."""

    code = "disposed"
    vi = "Văn bản đã được tiêu huỷ; chỉ còn lưu việc tiêu huỷ và thông tin của nó."
    en = "The document was disposed of; only the record of it stays."
    remedy_vi = "Xem ai tiêu huỷ, khi nào, vì sao bằng «digitize show»."
    remedy_en = "'digitize show' says who disposed of it, when and why."
    http_status = 410


class WasDisposed(BadFile):
    """A file whose bytes were disposed of is handed in again."""

    code = "was_disposed"
    vi = "Tệp này đã được tiêu huỷ theo quyết định, không tiếp nhận lại."
    en = "This very file was disposed of by decision; it is not taken in again."
    remedy_vi = "Nếu giấy tờ vẫn cần lưu, quét lại từ bản giấy."
    remedy_en = "If the paper is to be kept after all, scan it again."
