"""Reasons why a job, a page or a document fails, or wants a person's look."""

from __future__ import annotations

from digitize.errors.root import DigitizeError, ExitCode


class JobTimeout(DigitizeError):
    """A job took longer than its limit; its worker was ended."""

    code = "job_timeout"
    vi = "Công việc chạy quá thời gian cho phép."
    en = "The job took longer than allowed."


class JobCrashed(DigitizeError):
    """The worker died while it did the job."""

    code = "job_crashed"
    vi = "Tiến trình xử lý bị dừng đột ngột."
    en = "The worker process died."


class JobLost(DigitizeError):
    """Several workers died or were ended while they did the job, or went without a word."""

    code = "job_lost"
    vi = "Nhiều tiến trình hoặc máy đã dừng giữa chừng khi làm công việc này, nên không tự làm lại nữa."
    en = "Several workers died at this job, so it is not tried again by itself."
    remedy_vi = "Xem nhật ký của các máy xử lý (thường là thiếu bộ nhớ), rồi tiếp nhận lại với --again."
    remedy_en = "See the workers' logs (memory is the usual reason), then take the batch in with --again."
    exit_code = ExitCode.PARTIAL


class JobOutOfMemory(DigitizeError):
    """The job reached the worker's memory limit."""

    code = "job_out_of_memory"
    vi = "Công việc cần nhiều bộ nhớ hơn mức cho phép."
    en = "The job needs more memory than allowed."


class PageFailed(DigitizeError):
    """One page could not be read; the document is kept and shows this reason."""

    code = "page_failed"
    vi = "Không đọc được trang."
    en = "The page could not be read."
    remedy_vi = "Xem ảnh trang; nếu mờ hoặc hỏng, quét lại trang này."
    remedy_en = "Look at the page; if it is blurred or damaged, scan it again."
    exit_code = ExitCode.PARTIAL
    http_status = 422


class PageUnreadable(PageFailed):
    """The page's picture cannot be decoded."""

    code = "page_unreadable"
    vi = "Không giải mã được ảnh của trang."
    en = "The page's picture cannot be decoded."


class PageTimeout(PageFailed):
    """The page took longer than the limit."""

    code = "page_timeout"
    vi = "Đọc trang quá thời gian cho phép."
    en = "Reading the page took too long."
    remedy_vi = "Chạy lại; nếu vẫn quá giờ, quét lại trang ở 300 dpi."
    remedy_en = "Run it again; if it still takes too long, scan the page again at 300 dpi."


class PageCrashed(PageFailed):
    """The worker that read the page died."""

    code = "page_crashed"
    vi = "Bộ đọc bị dừng đột ngột khi đọc trang."
    en = "The reader died while reading the page."


class PageLost(PageFailed):
    """Several workers died or were ended while they read the page."""

    code = "page_lost"
    vi = "Nhiều tiến trình hoặc máy đã dừng giữa chừng khi đọc trang này."
    en = "Several workers died while they read the page."
    remedy_vi = JobLost.remedy_vi
    remedy_en = JobLost.remedy_en


class PageOutOfMemory(PageFailed):
    """The page needed more memory than a worker may have."""

    code = "page_out_of_memory"
    vi = "Trang cần nhiều bộ nhớ hơn mức cho phép."
    en = "The page needs more memory than allowed."
    remedy_vi = "Quét lại trang ở 300 dpi, khổ A4/A3."
    remedy_en = "Scan the page again at 300 dpi, A4 or A3."


class EngineFailed(PageFailed):
    """The recognition engine failed or answered something that is no reading."""

    code = "engine_failed"
    vi = "Bộ nhận dạng chữ báo lỗi."
    en = "The recognition engine failed."


class ComposeFailed(DigitizeError):
    """The access copy could not be made."""

    code = "compose_failed"
    vi = "Không tạo được bản truy cập (PDF/A)."
    en = "The access copy (PDF/A) could not be made."
    remedy_vi = "Bản quét gốc vẫn còn nguyên; chạy lại, nếu vẫn lỗi báo người quản trị."
    remedy_en = "The original is safe; run it again, and if it still fails tell the administrator."
    exit_code = ExitCode.PARTIAL


class TextLayerDiffers(ComposeFailed):
    """The access copy's text, read back, is not the text that was put in."""

    code = "text_layer_differs"
    vi = "Lớp chữ của bản truy cập không khớp với kết quả đọc."
    en = "The access copy's text layer differs from the reading."


class DoubtfulCut(DigitizeError):
    """A stack was cut into documents, and a person should look whether rightly so."""

    code = "doubtful_cut"
    vi = "Chưa chắc xấp giấy được tách đúng thành từng văn bản."
    en = "It is not certain that the stack was cut into its documents rightly."
    remedy_vi = "Xem các trang của văn bản; nếu sai, đặt tờ phân cách rồi quét lại."
    remedy_en = "Look at the document's pages; if it is wrong, put in separator sheets and scan again."
    exit_code = ExitCode.PARTIAL
    http_status = 422


class SecondHeading(DoubtfulCut):
    """A page after the first looks like the first page of another document."""

    code = "second_heading"
    vi = "Có trang giữa giống trang đầu của một văn bản khác (có quốc hiệu)."
    en = "A page after the first looks like the first page of another document."


class OnlyBlankPages(DoubtfulCut):
    """A document without a single printed page."""

    code = "only_blank_pages"
    vi = "Văn bản chỉ có trang trắng."
    en = "The document has blank pages only."
    remedy_vi = "Kiểm tra xem có quét nhầm mặt sau không; nếu thiếu nội dung, quét lại."
    remedy_en = "Check whether the wrong side was scanned; if content is missing, scan again."


class SeriesGap(DoubtfulCut):
    """A series of one picture a page leaves numbers out."""

    code = "series_gap"
    vi = "Dãy ảnh trang bị cách số, có thể thiếu trang."
    en = "The series of page pictures leaves numbers out; pages may be missing."
    remedy_vi = "Đối chiếu với bản giấy; nếu thiếu, quét bổ sung trang đó."
    remedy_en = "Compare with the paper; scan the pages that are missing."


class SeparatorMissed(DoubtfulCut):
    """In a stack with separator sheets, a page inside a document surely begins another one."""

    code = "separator_missed"
    vi = "Có trang giữa chắc là trang đầu của văn bản khác: có thể thiếu hoặc không đọc được tờ phân cách."
    en = "A page inside surely begins another document: a separator sheet may be missing or was not recognised."
    remedy_vi = "Xem trang được nêu; nếu đúng là văn bản khác, đặt tờ phân cách trước trang đó rồi quét lại."
    remedy_en = "Look at the named page; if another document begins there, put a separator before it and scan again."


class SeparatorMisplaced(DoubtfulCut):
    """A separator sheet stands between two pages of one document."""

    code = "separator_misplaced"
    vi = "Tờ phân cách có thể đặt sai chỗ: số trang cho thấy văn bản bị cắt giữa chừng."
    en = "A separator sheet may stand in the wrong place: by its page numbers a document is cut in two."
    remedy_vi = "Xem trang đầu và trang cuối của văn bản; nếu bị cắt sai, bỏ tờ phân cách đó rồi quét lại."
    remedy_en = "Look at the document's first and last page; if it was cut in two, take the sheet out and scan again."


class BarcodeError(DigitizeError):
    """A code on a page cannot be relied upon."""

    code = "barcode_error"
    vi = "Mã vạch trên trang có vấn đề."
    en = "Something is wrong with a barcode on the page."
    remedy_vi = "Xem trang; nếu đó là tờ phân cách hoặc tờ bìa, in tờ mới («digitize sheets») rồi quét lại."
    remedy_en = "Look at the page; if it is a separator or cover, print a new one ('digitize sheets') and scan again."
    exit_code = ExitCode.PARTIAL
    http_status = 422


class BarcodeUnreadable(BarcodeError):
    """A barcode, or the bars of Patch-T, is there and cannot be read."""

    code = "barcode_unreadable"
    vi = "Trang có mã vạch hoặc vạch Patch-T bị hỏng, không đọc được."
    en = "The page has a barcode, or Patch-T bars, that is damaged and cannot be read."


class CoverCheckFailed(BarcodeError):
    """The check digits of a cover's code are wrong."""

    code = "cover_check_failed"
    vi = "Mã trên tờ bìa hồ sơ sai số kiểm tra, không dùng để gắn hồ sơ."
    en = "The check digits of a cover's code are wrong; it names no dossier."


class CoversDisagree(BarcodeError):
    """Two cover codes on one page name different dossiers."""

    code = "covers_disagree"
    vi = "Trên một trang có hai mã bìa hồ sơ khác nhau, không dùng mã nào."
    en = "Two cover codes on one page differ; neither is used."
    remedy_vi = "Bỏ nhãn hoặc tờ bìa thừa rồi quét lại."
    remedy_en = "Take away the sticker or cover that does not belong there and scan again."


class NeedsPerson(DigitizeError):
    """The machine is not sure enough; the document is kept, found and marked for a person."""

    code = "needs_person"
    vi = "Máy chưa chắc, cần người kiểm tra."
    en = "The machine is not sure; a person should check."
    remedy_vi = "Mở văn bản, đối chiếu với ảnh và xác nhận."
    remedy_en = "Open the document, compare it with the picture and confirm."
    exit_code = ExitCode.PARTIAL
    http_status = 422


class TypeUnsure(NeedsPerson):
    """No type of document or result is probable enough to be answered."""

    code = "type_unsure"
    vi = "Chưa chắc đây là loại giấy tờ nào."
    en = "It is not certain what kind of document this is."


class PoorlyRead(NeedsPerson):
    """A page was read with low confidence, or has marks and no word could be read."""

    code = "poorly_read"
    vi = "Trang đọc được rất ít hoặc không rõ."
    en = "Little of the page could be read, or not clearly."
    remedy_vi = "Xem ảnh trang; nếu mờ, mất chữ hoặc viết tay, quét lại hoặc nhập tay."
    remedy_en = "Look at the page; if it is blurred or written by hand, scan it again or type in what it says."


class OrientationUnsure(NeedsPerson):
    """The lines of a page do not run level, and it is not known which way up it belongs."""

    code = "orientation_unsure"
    vi = "Chưa chắc trang có bị xoay hay không."
    en = "It is not certain which way up the page belongs."
    remedy_vi = "Xem ảnh trang; nếu bị xoay, quét lại đúng chiều."
    remedy_en = "Look at the page; if it lies on its side, scan it again the right way up."


class FieldUnsure(NeedsPerson):
    """A number, date or owner was read with low confidence."""

    code = "field_unsure"
    vi = "Có số, ngày hoặc số giấy tờ đọc chưa rõ."
    en = "A number, a date or an owner's number was not read clearly."
