"""Reasons that concern the review of documents by persons: why one waits, and why a decision is refused."""

from __future__ import annotations

from digitize.errors.root import DigitizeError, ExitCode
from digitize.errors.work import NeedsPerson

# --- why a document waits -----------------------------------------------------------------------------------


class TwoPersons(NeedsPerson):
    """The catalogue wants results of this type checked by two persons, and nobody has checked this one."""

    code = "two_persons"
    vi = "Loại kết quả này phải có hai người kiểm tra."
    en = "Results of this type must be checked by two persons."
    remedy_vi = "Đối chiếu với ảnh rồi xác nhận hoặc sửa; một người khác sẽ kiểm tra lần thứ hai."
    remedy_en = "Compare it with the picture, confirm or correct it; another person checks it a second time."


class SecondCheck(NeedsPerson):
    """One person has checked it and another has to."""

    code = "second_check"
    vi = "Một người đã kiểm tra, chờ người thứ hai."
    en = "One person has checked it; it waits for a second."
    remedy_vi = "Người thứ hai xem giá trị của người thứ nhất, đối chiếu với ảnh rồi xác nhận hoặc sửa."
    remedy_en = "A second person looks at what the first said, compares it with the picture, confirms or corrects."


class MachineDiffers(NeedsPerson):
    """Read again, a machine says something else than a person said; the person's word counts."""

    code = "machine_differs"
    vi = "Đọc lại ra giá trị khác với giá trị người đã kiểm tra; giá trị của người vẫn được dùng."
    en = "Read again, it says something else than a person said; what the person said still counts."
    remedy_vi = "Đối chiếu với ảnh rồi xác nhận lại, hoặc sửa."
    remedy_en = "Compare it with the picture, then confirm it once more or correct it."


class RescanAsked(NeedsPerson):
    """A person could not read it and asked for another scan."""

    code = "rescan_asked"
    vi = "Người kiểm tra không đọc được, đã yêu cầu quét lại."
    en = "A person could not read it and asked for another scan."
    remedy_vi = "Quét lại các trang được nêu rồi thay bằng «digitize rescan»."
    remedy_en = "Scan the named pages again and replace them with 'digitize rescan'."


class CutChanged(NeedsPerson):
    """A person changed its pages, and it is not finished again yet."""

    code = "cut_changed"
    vi = "Người kiểm tra đã tách, ghép hoặc xoay trang; văn bản đang chờ xử lý lại."
    en = "A person split, merged or turned pages; the document waits to be processed again."
    remedy_vi = "Thường tự xong ngay; nếu không, tiếp nhận lại lô bằng «digitize ingest»."
    remedy_en = "This ends by itself within moments; if not, take the batch in again with 'digitize ingest'."


class Merged(DigitizeError):
    """A person found that it is part of another document."""

    code = "merged"
    vi = "Văn bản này đã được ghép vào văn bản đứng trước nó."
    en = "This document was merged into the one before it."
    remedy_vi = "Nếu ghép nhầm, hoàn tác bằng «digitize review decide undo D-…»."
    remedy_en = "If that was wrong, take it back with 'digitize review decide undo D-…'."
    http_status = 410


# --- why a decision is refused ------------------------------------------------------------------------------


class ReviewRefused(DigitizeError):
    """This cannot be decided so; the children say why."""

    code = "review_refused"
    vi = "Không quyết định được như vậy cho văn bản này."
    en = "This cannot be decided so for this document."
    remedy_vi = "Xem lại văn bản bằng «digitize review show»."
    remedy_en = "Look at the document with 'digitize review show'."
    exit_code = ExitCode.REFUSED
    http_status = 409


class ReviewTaken(ReviewRefused):
    """Another person is at it."""

    code = "review_taken"
    vi = "Người khác đang kiểm tra văn bản này."
    en = "Another person is reviewing this document."
    remedy_vi = "Lấy văn bản khác bằng «digitize review next»; lượt của người kia tự hết khi họ ngừng làm."
    remedy_en = "Take another with 'digitize review next'; the other's turn ends by itself when they stop working."
    exit_code = ExitCode.BUSY


class ReviewLost(ReviewRefused):
    """It is not this person's turn: never taken, run out, or decided by another in the meantime."""

    code = "review_lost"
    vi = "Bạn không giữ lượt kiểm tra văn bản này: chưa nhận, hoặc đã hết hạn và người khác đã nhận."
    en = "It is not your turn at this document: you did not take it, or it ran out and another person took it."
    remedy_vi = "Xem lại bằng «digitize review show» rồi quyết định trên những gì đang hiện ra."
    remedy_en = "Look at it again with 'digitize review show', then decide on what you see."


class ReviewOutdated(ReviewRefused):
    """It was read again, or its pages changed, after this person looked at it."""

    code = "review_outdated"
    vi = "Văn bản đã được đọc lại hoặc đổi trang sau khi bạn xem."
    en = "The document was read again, or its pages changed, after you looked at it."
    remedy_vi = "Xem lại bằng «digitize review show» rồi quyết định trên những gì đang hiện ra."
    remedy_en = "Look at it again with 'digitize review show', then decide on what you see."


class NotReviewable(ReviewRefused):
    """It is in a state in which nobody reviews it."""

    code = "not_reviewable"
    vi = "Văn bản đang xử lý, đang giữ lại theo lô, đã rút hoặc đã tiêu huỷ nên không kiểm tra được."
    en = "The document is in work, held back with its batch, withdrawn or disposed of; it cannot be reviewed."
    remedy_vi = "Xem trạng thái bằng «digitize show»."
    remedy_en = "'digitize show' says in which state it is."


class NothingToConfirm(ReviewRefused):
    """What it is is open, so there is nothing to agree with."""

    code = "nothing_to_confirm"
    vi = "Chưa biết đây là loại giấy tờ nào nên không thể xác nhận."
    en = "What kind of paper it is is open, so there is nothing to confirm."
    remedy_vi = "Chọn loại: «digitize review decide correct D-… --result-type …» hoặc «not_result»."
    remedy_en = "Choose: 'digitize review decide correct D-… --result-type …', or 'not_result'."


class SameReviewer(ReviewRefused):
    """The second check is by the person who did the first."""

    code = "same_reviewer"
    vi = "Bạn đã kiểm tra lần thứ nhất; lần thứ hai phải là người khác."
    en = "You did the first check; the second must be by another person."
    remedy_vi = "Để người khác kiểm tra, hoặc hoàn tác bằng «digitize review decide undo D-…»."
    remedy_en = "Leave it to another person, or take it back with 'digitize review decide undo D-…'."
    http_status = 403


class NotUndoable(ReviewRefused):
    """Nobody decided anything about it, or what was decided cannot be taken back."""

    code = "not_undoable"
    vi = "Không có quyết định nào để hoàn tác, hoặc trang của văn bản đã thay đổi từ đó."
    en = "There is no decision to take back, or the document's pages have changed since."
    remedy_vi = "Sửa bằng một quyết định mới: «digitize review decide correct D-…»."
    remedy_en = "Decide anew: 'digitize review decide correct D-…'."


class NoPlaceToCut(ReviewRefused):
    """The pages cannot be parted or joined there."""

    code = "no_place_to_cut"
    vi = "Không tách hoặc ghép được ở trang này."
    en = "The pages cannot be parted or joined there."
    remedy_vi = (
        "Tách: chọn trang từ 2 trở đi, chưa quét lại thành tệp khác. Ghép: chỉ ghép với văn bản ngay trước trong cùng "
        "xấp quét."
    )
    remedy_en = "Split at page 2 or later. Merge only with the document just before it in the same scanned stack."


class BulkChanged(ReviewRefused):
    """Not as many documents wait as the person saw."""

    code = "bulk_changed"
    vi = "Số văn bản khớp điều kiện không còn như lần xem trước; chưa quyết định gì."
    en = "Another number of documents matches than was seen; nothing was decided."
    remedy_vi = "Chạy lại không có --yes để xem, rồi --yes với số mới."
    remedy_en = "Run it without --yes to look, then with --yes and the new number."
