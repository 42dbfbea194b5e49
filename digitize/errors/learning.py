"""Reasons that concern what the classifier learned."""

from __future__ import annotations

from digitize.errors.root import DigitizeError, ExitCode


class ModelDamaged(DigitizeError):
    """A model's file is not as training left it, or another archive's training made it."""

    code = "model_damaged"
    vi = "Tệp mô hình phân loại đã bị sửa, bị hỏng hoặc không do kho lưu trữ này tạo ra."
    en = "The classifier's model file was changed, is damaged or was not made by this archive."
    remedy_vi = "Quay lại mô hình trước («digitize models rollback»), hoặc huấn luyện lại («digitize train»)."
    remedy_en = "Go back to the model before ('digitize models rollback'), or train again ('digitize train')."
    exit_code = ExitCode.DAMAGED


class ModelKeyMissing(DigitizeError):
    """The key that signs or verifies models is not here."""

    code = "model_key_missing"
    vi = "Không có khoá ký mô hình phân loại."
    en = "The key that signs the classifier's models is missing."
    remedy_vi = "Chép lại model-signing.key và model-signing.pub vào HOME/secrets từ nơi đã huấn luyện."
    remedy_en = "Bring model-signing.key and model-signing.pub back into HOME/secrets from where training was done."
    exit_code = ExitCode.SETUP


class NoModel(DigitizeError):
    """There is no such model, or none at all."""

    code = "no_model"
    vi = "Không có mô hình phân loại này."
    en = "There is no such model of the classifier."
    remedy_vi = "Xem «digitize models list»; tạo mô hình bằng «digitize train»."
    remedy_en = "See 'digitize models list'; make one with 'digitize train'."
    exit_code = ExitCode.NOT_FOUND
    http_status = 404


class ModelWorse(DigitizeError):
    """A new model does worse on the fixed set than the one in use, so it was not put into use."""

    code = "model_worse"
    vi = "Mô hình mới kém hơn mô hình đang dùng trên bộ kiểm tra cố định, nên chưa được đưa vào sử dụng."
    en = "The new model does worse on the fixed set than the one in use, so it was not put into use."
    remedy_vi = "Xem các thay đổi; nếu vẫn muốn dùng, chạy «digitize models switch» với mã của nó."
    remedy_en = "Look at what changed; to use it all the same, run 'digitize models switch' with its version."
    exit_code = ExitCode.REFUSED
    http_status = 409


class TooFewPapers(DigitizeError):
    """There is not enough to learn from, or nothing to measure on."""

    code = "too_few_papers"
    vi = "Không đủ giấy tờ để huấn luyện hoặc đánh giá."
    en = "There are too few papers to learn from or to measure on."
    remedy_vi = "Xác nhận thêm văn bản («digitize review»), hoặc cho thêm hồ sơ mẫu (--rendered)."
    remedy_en = "Confirm more documents ('digitize review'), or allow more rendered ones (--rendered)."
    exit_code = ExitCode.NOT_FOUND
    http_status = 422
