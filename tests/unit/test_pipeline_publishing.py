"""What is sure enough is answered, the rest is marked for a person, with the reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from digitize import catalogue
from digitize.ingest.manifest import ManifestRow
from digitize.model import Classification, DocumentKind, FieldName, FieldValue, PageRef
from digitize.pipeline.publishing import publication_of
from digitize.pipeline.work import Finished
from digitize.records.rows import DocumentState, Page, PageState, Publication
from digitize.settings import Settings
from tests.archives import FIELDS, NUMBER, RESULT, TYPE, field

CATALOGUE = catalogue.load()
ROW = ManifestRow(2, "a.pdf", number="07/GCN", issued_on=date(2023, 2, 7), owner_id=NUMBER.value, result_type=TYPE)


def page(state: PageState = PageState.READ, reason: str | None = None) -> Page:
    return Page(PageRef("b", 0), state, reason, "r", None, None, 0, 0.0, 300.0, None, 0.9, (), 1)


def weighed(
    what: Classification = RESULT,
    fields: tuple[FieldValue, ...] = FIELDS,
    *,
    pages: tuple[Page, ...] = (page(),),
    warnings: tuple[str, ...] = (),
    row: ManifestRow | None = None,
    problem: str | None = None,
) -> Publication:
    return publication_of(Finished(what, fields, None, problem), pages, warnings, "", row, CATALOGUE, Settings())


def test_what_is_sure_is_published_with_its_term() -> None:
    said = weighed()
    assert (said.state, said.reasons, said.classification) == (DocumentState.PUBLISHED, (), RESULT)
    assert said.term is not None
    # Plant protection trade: 60 months from the day of issue (law 41/2013/QH13, article 66).
    assert said.term.valid_until == date(2028, 2, 7)


def test_a_type_that_is_not_probable_enough_is_a_proposal_and_has_no_term() -> None:
    said = weighed(replace(RESULT, probability=0.6))
    assert said.classification.result_type is None
    assert said.classification.candidates[0].code == TYPE
    assert said.state is DocumentState.REVIEW
    assert said.reasons == ("type_unsure",)
    assert said.term is not None
    assert not said.term.known


def test_an_unknown_paper_is_marked_and_an_internal_one_is_not() -> None:
    assert weighed(Classification(), ()).reasons == ("type_unsure",)
    assert weighed(Classification(DocumentKind.INTERNAL, "Báo cáo", probability=0.9), ()).reasons == ()


@pytest.mark.parametrize("name", [FieldName.NUMBER, FieldName.ISSUED_ON, FieldName.OWNER_ID, FieldName.VALID_UNTIL])
def test_a_critical_field_read_with_low_confidence_is_marked(name: FieldName) -> None:
    values = {FieldName.ISSUED_ON: "2023-02-07", FieldName.VALID_UNTIL: "2028-02-07", FieldName.OWNER_ID: NUMBER.value}
    others = tuple(value for value in FIELDS if value.name is not name)
    said = weighed(fields=(*others, field(name, values.get(name, "07/GCN"), confidence=0.5)))
    assert said.reasons == ("field_unsure",)


def test_failed_pages_warnings_and_problems_come_with_their_reasons() -> None:
    failed = page(PageState.FAILED, "page_timeout")
    said = weighed(pages=(page(), failed), warnings=("second_heading",), problem="text_layer_differs")
    assert said.state is DocumentState.FAILED_PAGES
    assert said.reasons == ("page_timeout", "second_heading", "text_layer_differs")


def test_what_agrees_with_the_manifest_is_no_difference() -> None:
    assert weighed(row=ROW).reasons == ()
    assert weighed(row=replace(ROW, number=" 07 / gcn ")).reasons == ()
    assert weighed(row=ManifestRow(2, "a.pdf")).reasons == ()


@pytest.mark.parametrize(
    "row",
    [
        replace(ROW, number="08/GCN"),
        replace(ROW, issued_on=date(2023, 2, 8)),
        replace(ROW, owner_id="087090000124"),
        replace(ROW, owner_name="Trần Thị Đẹp Em"),
        replace(ROW, result_type="KQ.G10.000559"),
    ],
)
def test_what_differs_from_the_manifest_is_marked(row: ManifestRow) -> None:
    assert weighed(row=row).reasons == ("manifest_differs",)


def test_dossier_papers_are_not_held_against_the_manifest_of_their_result() -> None:
    paper = Classification(DocumentKind.DOSSIER_PAPER, "Giấy ủy quyền", probability=0.9)
    assert weighed(paper, row=replace(ROW, number="08/GCN")).reasons == ()


def test_the_issuing_agency_is_found_in_the_tree() -> None:
    issuer = field(FieldName.ISSUER, "UBND TỈNH ĐỒNG THÁP SỞ XÂY DỰNG")
    code = weighed(fields=(*FIELDS, issuer)).agency
    agency = CATALOGUE.agencies.get(code)
    assert agency is not None
    assert "Xây dựng" in agency.name
