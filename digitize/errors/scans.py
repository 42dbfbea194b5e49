"""Reasons of the quality gate: what is wrong with a scan, said while the paper is still at hand."""

from __future__ import annotations

from digitize.errors.work import NeedsPerson


class ScanFault(NeedsPerson):
    """The scan is so bad that the page should be scanned again."""

    code = "scan_fault"
    vi = "Ảnh quét của trang chưa đạt."
    en = "The page's scan is not good enough."
    remedy_vi = "Quét lại trang này."
    remedy_en = "Scan this page again."


class ResolutionTooLow(ScanFault):
    """The picture has fewer dots per inch than the setting ``min_dpi``."""

    code = "resolution_too_low"
    vi = "Độ phân giải quét quá thấp."
    en = "The scan's resolution is too low."
    remedy_vi = "Đặt máy quét ở 300 dpi rồi quét lại trang này."
    remedy_en = "Set the scanner to 300 dpi and scan this page again."


class EdgeCut(ScanFault):
    """Text runs out of the picture at its border."""

    code = "edge_cut"
    vi = "Chữ bị cắt ở mép ảnh, trang có thể thiếu nội dung."
    en = "Text is cut off at the picture's edge; content may be missing."
    remedy_vi = "Đặt giấy ngay ngắn, chọn đúng khổ giấy (A4/A3) rồi quét lại trang này."
    remedy_en = "Lay the paper straight, choose its size (A4, A3) and scan this page again."


class Blurred(ScanFault):
    """The edges of the letters are so soft that letters run together."""

    code = "blurred"
    vi = "Ảnh bị mờ, nét chữ nhoè."
    en = "The picture is blurred."
    remedy_vi = "Lau mặt kính, ép phẳng giấy, không kéo giấy khi quét; quét lại trang này."
    remedy_en = "Wipe the glass, press the paper flat, do not pull it; scan this page again."


class TooFaint(ScanFault):
    """The ink is hardly darker than the paper."""

    code = "too_faint"
    vi = "Chữ quá nhạt so với nền giấy."
    en = "The print is too faint."
    remedy_vi = "Giảm độ sáng hoặc tăng tương phản của máy quét rồi quét lại trang này."
    remedy_en = "Make the scanner darker or raise its contrast and scan this page again."


class TooDark(ScanFault):
    """The paper is so dark that print is hard to tell from it."""

    code = "too_dark"
    vi = "Ảnh quá tối."
    en = "The picture is too dark."
    remedy_vi = "Tăng độ sáng của máy quét, đậy kín nắp rồi quét lại trang này."
    remedy_en = "Make the scanner lighter, close its lid and scan this page again."


class Askew(ScanFault):
    """The page lies so far askew that its corners may be lost."""

    code = "askew"
    vi = "Trang bị quét lệch nhiều."
    en = "The page lies far askew."
    remedy_vi = "Đặt giấy thẳng theo thanh dẫn rồi quét lại trang này."
    remedy_en = "Lay the paper along the guide and scan this page again."


class CornerFolded(ScanFault):
    """A corner of the sheet is folded over or torn off."""

    code = "corner_folded"
    vi = "Góc giấy bị gấp hoặc rách, có thể che mất chữ."
    en = "A corner of the sheet is folded over or torn; it may hide text."
    remedy_vi = "Vuốt phẳng góc giấy rồi quét lại; nếu giấy rách sẵn, xác nhận trang này."
    remedy_en = "Smooth the corner and scan again; if the paper itself is torn, confirm the page."


class SlightlyBlurred(NeedsPerson):
    """The letters' edges are soft; the page may be read all the same."""

    code = "slightly_blurred"
    vi = "Ảnh hơi mờ."
    en = "The picture is a little blurred."
    remedy_vi = "Xem ảnh trang; nếu khó đọc, lau mặt kính rồi quét lại."
    remedy_en = "Look at the page; if it is hard to read, wipe the glass and scan it again."


class Faint(NeedsPerson):
    """The ink is pale; the page may be read all the same."""

    code = "faint"
    vi = "Chữ nhạt."
    en = "The print is faint."
    remedy_vi = "Xem ảnh trang; nếu khó đọc, tăng độ đậm rồi quét lại."
    remedy_en = "Look at the page; if it is hard to read, make the scanner darker and scan it again."


class ResolutionBelowTarget(NeedsPerson):
    """The picture is coarser than the setting ``target_dpi``, and the page was not read well."""

    code = "resolution_below_target"
    vi = "Độ phân giải dưới mức nên dùng và trang đọc chưa rõ."
    en = "The resolution is below what is aimed at, and the page was not read clearly."
    remedy_vi = "Nếu còn giấy, quét lại trang này ở 300 dpi."
    remedy_en = "If the paper is at hand, scan this page again at 300 dpi."


class PartlyUnreadable(NeedsPerson):
    """A large part of the page's words was read with low confidence."""

    code = "partly_unreadable"
    vi = "Nhiều chỗ trên trang đọc không rõ."
    en = "Much of the page was not read clearly."
    remedy_vi = "Xem ảnh trang; nếu mờ hoặc bị che, quét lại; nếu viết tay, nhập tay."
    remedy_en = "Look at the page; if it is blurred or covered, scan it again; if written by hand, type it in."
