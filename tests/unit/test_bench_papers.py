"""The judge of classification and fields: what counts as right, wrong and answered, and what it comes to."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from digitize import catalogue
from digitize.errors import FieldUnsure, TypeUnsure
from digitize.model import UNLIMITED, Classification, DocumentKind, FieldName, FieldValue, SourceKind
from digitize.pipeline import work
from digitize.pipeline.readings import UNREAD
from digitize.records.rows import Publication, Source
from digitize.settings import Settings
from tests.bench.papers_figures import (
    Figures,
    OfficialScan,
    OfficialValue,
    Share,
    Times,
    macro_f1,
    of_fields,
    of_types,
    probabilities,
    taken_for_results,
    within,
)
from tests.bench.papers_picture import drawn
from tests.bench.papers_read import Desk, PaperSet
from tests.bench.papers_report import report
from tests.bench.papers_scores import (
    FieldScore,
    Said,
    TypeScore,
    field_scores,
    matched,
    plain,
    rank_of,
    said_of,
    type_score,
)
from tests.bench.papers_targets import targets
from tests.classify_pages import paper

CATALOGUE = catalogue.load()
TRUTH: dict[str, Any] = {
    "paper": "trade",
    "level": "medium",
    "kind": "result",
    "kinds": ["result"],
    "result_types": ["KQ.A", "KQ.B"],
    "number": "07/GCN-SNN",
    "number_also": ["A 0012345"],
    "issued_on": "2024-01-05",
    "valid": {"stated": "date", "until": ["2026-01-05", "2027-01-05"]},
    "owners": [
        {"name": "Nguyễn Thị Lan", "id": "087190000001", "tax_code": None},
        {"name": "Công ty TNHH An Bình", "id": None, "tax_code": "1400000001"},
        {"name": "Trần Văn Minh", "id": None, "tax_code": None},
    ],
    "issuer": "UBND TỈNH ĐỒNG THÁP SỞ NÔNG NGHIỆP",
    "issuer_name": "Sở Nông nghiệp tỉnh Đồng Tháp",
    "signer": "Lê Văn Hai",
    "abstract": None,
}
RESULT = Classification(DocumentKind.RESULT, "Giấy chứng nhận", "KQ.A", None, 0.95, "header")


def value(name: FieldName, text: str, confidence: float = 0.9) -> FieldValue:
    return FieldValue(name, text, text, confidence)


def said(what: Classification = RESULT, *fields: FieldValue, reasons: tuple[str, ...] = ()) -> Said:
    return Said(what, Publication(what, Source(SourceKind.RULE, "classify", "0"), fields, reasons=reasons))


def score(*, right: bool = True, answered: bool = True, **changed: Any) -> TypeScore:
    given = type_score(TRUTH, said())
    return replace(given, right=right, answered=answered, **changed)


# --- one paper --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "kinds", "codes", "right"),
    [
        (RESULT, ["result"], ["KQ.A", "KQ.B"], True),
        (replace(RESULT, result_type="KQ.C"), ["result"], ["KQ.A", "KQ.B"], False),
        (RESULT, ["result"], [], False),
        (RESULT, ["refusal"], ["KQ.A"], False),
        (replace(RESULT, kind=DocumentKind.INTERNAL, result_type=None), ["result", "internal"], ["KQ.A"], True),
        (replace(RESULT, kind=DocumentKind.DOSSIER_PAPER, result_type=None), ["result"], ["KQ.A"], False),
        (replace(RESULT, result_type=None), ["result"], ["KQ.A"], False),
    ],
)
def test_kind_and_type_are_right_together(
    what: Classification, kinds: list[str], codes: list[str], right: bool
) -> None:
    assert type_score({**TRUTH, "kinds": kinds, "result_types": codes}, said(what)).right is right


def test_what_publishing_doubts_is_no_answer() -> None:
    sure, doubted = said(), said(reasons=(TypeUnsure.code,))
    assert (sure.answered, doubted.answered) == (True, False)
    assert said(reasons=(FieldUnsure.code,)).answered, "a doubted field is no doubt of the type"
    for open_ in (replace(RESULT, result_type=None), Classification()):
        assert not said(open_).complete
        assert not said(open_).answered
    wrong = type_score({**TRUTH, "result_types": ["KQ.C"]}, doubted)
    assert not wrong.right
    assert not wrong.wrong


@pytest.mark.parametrize(
    ("there", "answers", "counts"),
    [
        ([{"a"}], ["a"], (1, 1, 0)),
        ([{"a"}], ["b"], (1, 0, 1)),
        ([{"a"}], [], (1, 0, 0)),
        ([], ["b"], (0, 0, 1)),
        ([{"a", "b"}], ["a", "b"], (1, 1, 0)),
        ([{"a"}, {"b"}], ["a", "a"], (2, 1, 0)),
        ([{"a"}, {"b"}], ["b", "c"], (2, 1, 1)),
    ],
)
def test_values_are_matched_with_those_that_are_there(
    there: list[set[str]], answers: list[str], counts: tuple[int, int, int]
) -> None:
    assert matched(map(frozenset, there), answers) == counts


def scored(truth: dict[str, Any], *fields: FieldValue) -> dict[FieldName, tuple[int, int, int]]:
    found = field_scores(truth, said(RESULT, *fields), 0.75)
    return {one.field: (one.there, one.right, one.wrong) for one in found}


def test_fields_are_compared_with_all_that_is_right() -> None:
    counts = scored(
        TRUTH,
        value(FieldName.NUMBER, "07/gcn-SNN"),
        value(FieldName.ISSUED_ON, "2024-01-06"),
        value(FieldName.ISSUED_ON, "2024-01-05", 0.6),
        value(FieldName.OWNER_ID, "087190000001"),
        value(FieldName.OWNER_ID, "1400000001", 0.5),
        value(FieldName.VALID_UNTIL, "2026-01-05"),
        value(FieldName.VALID_UNTIL, UNLIMITED),
        value(FieldName.OWNER_NAME, "NGUYỄN THỊ  LAN"),
        value(FieldName.ISSUER, "Sở Nông nghiệp tỉnh Đồng Tháp"),
        value(FieldName.SIGNER, "Lê Văn Hải"),
        value(FieldName.ABSTRACT, "Về việc khác"),
    )
    assert counts == {
        FieldName.NUMBER: (1, 1, 0),
        FieldName.ISSUED_ON: (1, 0, 1),
        FieldName.OWNER_ID: (2, 1, 0),
        FieldName.VALID_UNTIL: (2, 1, 1),
        FieldName.OWNER_NAME: (3, 1, 0),
        FieldName.ISSUER: (1, 1, 0),
        FieldName.SIGNER: (1, 0, 1),
        FieldName.ABSTRACT: (0, 0, 1),
    }


def test_serials_count_as_numbers_and_unlimited_as_an_end() -> None:
    truth = {**TRUTH, "number": None, "valid": {"stated": "unlimited", "until": []}}
    counts = scored(truth, value(FieldName.NUMBER, "A 0012345"), value(FieldName.VALID_UNTIL, UNLIMITED))
    assert counts[FieldName.NUMBER] == counts[FieldName.VALID_UNTIL] == (1, 1, 0)


def test_of_a_copy_its_own_day_counts_and_not_that_of_the_original() -> None:
    own, original = value(FieldName.ISSUED_ON, "2024-01-05"), value(FieldName.ISSUED_ON, "2020-01-05")
    assert scored(TRUTH, own, replace(original, item=1))[FieldName.ISSUED_ON] == (1, 1, 0)
    assert scored(TRUTH, replace(own, item=1), original)[FieldName.ISSUED_ON] == (1, 0, 1)


def test_pages_of_laws_tell_nothing_of_fields() -> None:
    assert not scored({**TRUTH, "paper": "law_text"}, value(FieldName.NUMBER, "1/2020/NĐ-CP"))


@pytest.mark.parametrize(
    ("name", "one", "other", "same"),
    [
        (FieldName.NUMBER, "05 / QĐ–UBND.", "05/qđ-ubnd", True),
        (FieldName.NUMBER, "05/QĐ-UBND", "5/QĐ-UBND", False),
        (FieldName.SIGNER, "Lê  Văn HAI", "Lê Văn Hai", True),
        (FieldName.SIGNER, "Lê Văn Hai", "Lê Văn Hải", False),
        (FieldName.ISSUER, "UỶ BAN HOÀ BÌNH", "Ủy ban Hòa Bình", True),
        (FieldName.ISSUER, "Ủy ban Phường", "Ủy ban Phướng", False),
        (FieldName.ABSTRACT, "V/v cấp phép.", "cấp phép", True),
        (FieldName.ABSTRACT, "Về việc cấp phép", "V/v: cấp phép", True),
    ],
)
def test_values_are_plain_before_they_are_compared(name: FieldName, one: str, other: str, same: bool) -> None:
    assert (plain(name, one) == plain(name, other)) is same


def test_a_page_is_judged_as_at_work_and_its_heading_is_looked_up() -> None:
    # The first result type whose name is long and nobody else's.
    result = next(
        one
        for one in CATALOGUE.result_types.values()
        if one.name.startswith("Giấy chứng nhận ") and 6 < len(one.name.split()) < 12 and "(" not in one.name
    )
    words = result.name.upper().split()
    page = paper(("SỞ Y TẾ",), ("Nội dung",), number="Số: 07/GCN-SYT", title=(" ".join(words),))
    answer = said_of((page,), CATALOGUE, Settings())
    numbers = [one.value for one in answer.publication.fields if one.name is FieldName.NUMBER]
    assert numbers == ["07/GCN-SYT"]
    assert rank_of({"result_types": [result.code]}, (page,), CATALOGUE) == 1
    assert rank_of({"result_types": ["KQ.X"]}, (page,), CATALOGUE) is None
    assert rank_of({"result_types": [result.code]}, (UNREAD,), CATALOGUE) is None


# --- what it comes to -------------------------------------------------------------------------------------


def test_wilson_bounds() -> None:
    # Newcombe 1998 (Statistics in Medicine 17, 857–872), table I, method 3: 81 of 263 and 0 of 20.
    for part, whole, low, high in ((81, 263, 0.2553, 0.3662), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)):
        bounds = Share(part, whole).interval
        assert (bounds.low, bounds.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
    assert Share(0, 0).at_least(0) is None
    assert Share(0, 0).at_most(1) is None


def test_types_are_counted_over_those_that_can_be_answered() -> None:
    results = [
        score(),
        score(right=False),
        score(answered=False),
        score(codes=frozenset(), right=False),
        score(codes=frozenset(), answered=False),
    ]
    counts = of_types(results)
    assert counts.right == Share(1, 3)
    assert counts.answered == Share(2, 3), "one has no type in the catalogue, and need not be answered"
    assert counts.wrong == Share(2, 5)


def test_strangers_are_wrong_only_where_they_are_published_as_a_result() -> None:
    stranger = {"kind": DocumentKind.DOSSIER_PAPER, "codes": frozenset[str]()}
    scores = [
        score(**stranger, right=False),
        score(**stranger, right=False, answered=False),
        score(**stranger, said=DocumentKind.DOSSIER_PAPER),
        score(**stranger, said=DocumentKind.INTERNAL, right=False),
        score(right=False),
    ]
    assert taken_for_results(scores, DocumentKind.DOSSIER_PAPER) == Share(1, 4)


def test_macro_f1_is_the_same_for_rare_and_frequent_types() -> None:
    many, few = frozenset(("KQ.A", "KQ.B")), frozenset(("KQ.C",))
    scores = [score(codes=many, code="KQ.A") for _ in range(8)]
    scores += [score(codes=few, code="KQ.A", right=False), score(codes=few, answered=False)]
    # Of eight all found and one too many: 16 of 17; of two none.
    assert macro_f1(scores) == (pytest.approx((16 / 17 + 0) / 2), 2)
    assert macro_f1([]) == (0.0, 0)


def test_probabilities_are_of_all_that_says_something() -> None:
    scores = [score(), score(answered=False, right=False), score(complete=False, answered=False)]
    assert probabilities(scores) == [(0.95, True), (0.95, False)]


def test_fields_have_places_where_they_are_or_are_answered() -> None:
    counts = [(1, 1, 0), (1, 0, 1), (1, 0, 0), (0, 0, 1), (2, 1, 2), (0, 0, 0)]
    answers = of_fields(FieldScore(FieldName.NUMBER, "medium", DocumentKind.RESULT, *one) for one in counts)
    assert answers.right == Share(2, 6)
    assert answers.answered == Share(4, 5)
    assert answers.wrong == Share(4, 7)


def test_headings_within_the_first_places() -> None:
    assert within([1, 5, None, 2], 1) == Share(1, 4)
    assert within([1, 5, None, 2], 5) == Share(3, 4)


# --- the page ---------------------------------------------------------------------------------------------


def figures(types: Iterable[TypeScore], share: float = 0.05) -> Figures:
    name = OfficialValue("01/CT-UBND", "01/CT-UBND", right=True, sure=True)
    scan = OfficialScan("01CT", OfficialValue("Chỉ thị", "Chỉ thị", right=True, sure=True), None, {"number": name})
    fields = [
        FieldScore(one, "medium", DocumentKind.RESULT, 1, 1, 0)
        for one in (FieldName.NUMBER, FieldName.ISSUED_ON, FieldName.OWNER_ID, FieldName.VALID_UNTIL)
    ]
    stranger = score(kind=DocumentKind.UNKNOWN, said=DocumentKind.INTERNAL)
    return Figures(
        command="x",
        reader="reader 1",
        whole=(3, 2, 1),
        types=list(types),
        laws=[stranger],
        fields=fields,
        ranks=[1, 2],
        official=[scan],
        times=Times(2, 3, 10.0, 10 * share),
    )


def verdicts(one: Figures) -> dict[str, bool | None]:
    return {target.claim: target.met for target in targets(one)}


def test_targets_follow_from_the_figures() -> None:
    good = verdicts(figures([score(probability=1.0)] * 3))
    assert {claim for claim, met in good.items() if not met} == {"retrieval alone, by headings: first ≥ 80 %"}
    bad = verdicts(figures([score(right=False)], share=0.2))
    assert {claim for claim, met in bad.items() if not met} == {
        "results: type right, of the answered, ≥ 98 %",
        "results: wrong and answered ≤ 1 %",
        "expected calibration error ≤ 0.03",
        "retrieval alone, by headings: first ≥ 80 %",
        "classify and extract ≤ 10 % of the reading time of the same pages",
    }


def test_the_page_says_what_was_not_measured() -> None:
    whole = report(figures([score(), score(), score(right=False)]), "picture.svg")
    assert "(picture.svg)" in whole
    assert "Not all of them were read" not in whole
    empty = replace(figures([]), times=None, fields=[], laws=[], ranks=[])
    page = report(empty, "picture.svg")
    assert "Not measured in this run" in page
    assert "Not all of them were read" in page
    assert "0 of 3 papers" in page
    assert page.count("not measured") > len(list(targets(empty))) // 2


def test_the_picture_shows_each_bin_that_has_answers() -> None:
    picture = drawn([(0.95, True), (0.95, False), (0.35, False)], "x", "y")
    assert picture.count("<circle") == 2
    assert 'cx="392.0" cy="230.0"' in picture


# --- what is kept -----------------------------------------------------------------------------------------


def test_scans_are_made_once_and_begun_ones_again(tmp_path: Path) -> None:
    made: list[range] = []

    def write(folder: Path, numbers: range) -> None:
        made.append(numbers)
        folder.mkdir(parents=True, exist_ok=True)
        lines = [json.dumps({"file": f"{number}.png"}) for number in numbers]
        (folder / "truth.jsonl").write_text("\n".join(lines), encoding="utf-8")

    desk = Desk(tmp_path, work.ReaderSpec.of(Settings()))
    chosen = PaperSet("some", 40, write)
    assert [one.file.name for one in desk.papers(chosen, 20)] == [f"{number}.png" for number in range(20)]
    assert made == [range(18), range(18, 36)]
    for killed in tmp_path.rglob("00018/truth.jsonl"):
        killed.unlink()
    assert len(list(desk.papers(chosen, None))) == 40
    assert made[2:] == [range(18, 36), range(36, 40)]


def test_a_file_is_read_once(tmp_path: Path) -> None:
    file, other = tmp_path / "a.png", tmp_path / "b.png"
    for path, shade in ((file, 255), (other, 254)):
        Image.new("L", (400, 500), shade).save(path, dpi=(72, 72))
    desk = Desk(tmp_path / "kept", replace(work.ReaderSpec.of(Settings()), engine="own"))
    assert desk.known(file) is None
    read = desk.read(file)
    assert len(read.pages) == 1
    assert desk.known(file) == read == desk.read(file)
    assert desk.known(other) is None
