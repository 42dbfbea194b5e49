"""Reasons that concern proposals, and what people say of results' validity."""

from __future__ import annotations

from digitize.errors.archive import BadRequest
from digitize.errors.root import DigitizeError, ExitCode


class NoResult(BadRequest):
    """What is asked makes sense of a result only, and the document shows none."""

    code = "no_result"
    vi = "Văn bản này không phải là kết quả giải quyết."
    en = "This document shows no result."
    remedy_vi = "Kiểm tra mã văn bản bằng «digitize show»; nếu nhận nhầm loại, sửa loại trước."
    remedy_en = "Check the id with 'digitize show'; if its kind is wrong, correct that first."


class ProposalDecided(BadRequest):
    """A proposal was decided already, or waits where one that was decided is needed."""

    code = "proposal_decided"
    vi = "Đề xuất này không còn ở trạng thái cho phép làm việc đó."
    en = "The proposal does not stand so that this can be done about it."
    remedy_vi = "Xem lại bằng «digitize proposals list»; muốn đổi quyết định, dùng «digitize proposals undo» trước."
    remedy_en = "Look at it with 'digitize proposals list'; to decide otherwise, undo the decision first."
    http_status = 409


class ProposalOutdated(DigitizeError):
    """What a proposal rests on has changed since it was made."""

    code = "proposal_outdated"
    vi = "Căn cứ của đề xuất đã thay đổi, nên không chấp nhận được nữa."
    en = "What the proposal rests on has changed, so it cannot be accepted any more."
    remedy_vi = "Xem lại hai văn bản; nếu vẫn đúng, chạy «digitize proposals find» để lập đề xuất mới."
    remedy_en = "Look at both papers; if it still holds, 'digitize proposals find' proposes it anew."
    exit_code = ExitCode.REFUSED
    http_status = 409


class NothingToRestore(BadRequest):
    """Nothing was done to a result that could be taken back or restored."""

    code = "nothing_to_restore"
    vi = "Kết quả này không bị thu hồi, thay thế hay hủy bỏ, nên không có gì để khôi phục."
    en = "The result was not revoked, replaced or cancelled, so there is nothing to restore."
    remedy_vi = "Xem hiệu lực bằng «digitize validity explain»."
    remedy_en = "'digitize validity explain' shows how it stands."


class TermIsKnown(BadRequest):
    """A person wants to say a term that the catalogue knows."""

    code = "term_is_known"
    vi = "Danh mục đã có thời hạn cho loại kết quả này trong khoảng ngày đó."
    en = "The catalogue knows a term of this result type for these days of issue."
    remedy_vi = "Nếu thời hạn trong danh mục sai, sửa terms.csv (DIGITIZE_CATALOGUE)."
    remedy_en = "If the catalogue's term is wrong, mend terms.csv (DIGITIZE_CATALOGUE)."


class NotOneOwner(DigitizeError):
    """An acceptance would make one of two owners whose numbers say that they are two."""

    code = "not_one_owner"
    vi = "Chấp nhận thì hai số định danh (hoặc mã số thuế) khác nhau sẽ thành của một chủ."
    en = "Accepted, two different citizen numbers (or tax codes) would be one owner's."
    remedy_vi = "Kiểm tra giấy tờ gốc; nếu một đề xuất trước là sai, huỷ nó bằng «digitize proposals undo»."
    remedy_en = "Look at the papers; if an earlier proposal was accepted wrongly, take it back with 'proposals undo'."
    exit_code = ExitCode.REFUSED
    http_status = 409
