"""The codebook: every data column with labels, codes, missing codes, universe and source, in three files."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from lxml import etree  # type: ignore[import-untyped]
from openpyxl import load_workbook

from questionnaires import library
from questionnaires.formats.codebook import (
    Codebook,
    Variable,
    codebook_of,
    ddi_of,
    html_of,
    write_ddi,
    write_html,
    write_xlsx,
    xlsx_of,
)
from questionnaires.interview import Interview
from questionnaires.kinds import columns
from questionnaires.model import Missing, Questionnaire
from questionnaires.text import Text
from tests.questionnaires.formats.every_kind import every_kind

#: The schema as the DDI Alliance publishes it (2.5.1, LGPL 3, its licence beside it).
SCHEMA = Path(__file__).parents[2] / "reference" / "ddi-codebook-2.5" / "schemas" / "codebook.xsd"
DDI = "{ddi:codebook:2_5}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
HOSTILE = "=1+1 <script>alert(1)</script> &lt; ]]> @SUM(A1) \x07\ufffe"
FACTS = {"survey_place": Text(zh="福宁县", en="Funing")}
#: The order in which the schema of DDI-Codebook 2.5.1 has the elements that are written.
ORDER = {
    "codeBook": "docDscr stdyDscr fileDscr dataDscr",
    "docDscr": "citation",
    "stdyDscr": "citation stdyInfo",
    "citation": "titlStmt prodStmt verStmt",
    "titlStmt": "titl parTitl IDNo",
    "dataDscr": "varGrp var",
    "var": "labl security qstn valrng invalrng universe txt stdCatgry catgry concept derivation varFormat notes",
    "catgry": "catValu labl",
    "fileTxt": "fileName dimensns fileType",
}


@pytest.fixture
def made() -> Codebook:
    return codebook_of(every_kind(), FACTS)


@pytest.fixture
def variables(made: Codebook) -> dict[str, Variable]:
    return {one.name: one for one in made.variables}


def hostile() -> Questionnaire:
    def spoilt(part: Any) -> Any:
        if isinstance(part, dict):
            if part and set(part) <= {"zh-CN", "en"}:
                return dict.fromkeys(part, HOSTILE)
            return {name: spoilt(value) for name, value in part.items()}
        return [spoilt(each) for each in part] if isinstance(part, list) else part

    return Questionnaire.model_validate(spoilt(every_kind().model_dump(mode="json", exclude_defaults=True)))


def test_the_variables_are_the_data_columns_in_their_order(made):
    source = every_kind()
    expected = [column.name for question in source.questions for column in columns(question, source)]
    assert [one.name for one in made.variables] == expected
    assert made.title == Text(zh="福宁县问卷", en="Questionnaire of Funing")


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"agree": "2"},
        {"agree": "1", "works": "2"},
        {"agree": "1", "works": "1", "hours": 50, "does": ["2"], "needs": ["1"]},
        {"agree": "1", "works": "98", "works_oth": "x", "sat_1": {"missing": "unknown"}},
        {"agree": "1", "works": {"missing": "refused"}, "town": "t1", "village_oth": "y"},
    ],
)
def test_a_record_holds_no_column_and_no_missing_code_that_the_codebook_does_not_know(answers, variables):
    values = Interview(every_kind(), answers, start=datetime(2026, 11, 1, tzinfo=UTC)).record().values
    assert set(values) == set(variables)
    for name, value in values.items():
        if isinstance(value, dict):
            code = Missing(value["missing"]).code
            assert code in {reason.code for reason in variables[name].reasons}, (name, value)


def test_codes_are_labelled_in_every_language_and_declared_missing_ones_are_told(variables):
    works, sat = variables["works"], variables["sat_1"]
    assert [(one.code, one.label.say("en")) for one in works.values] == [
        ("1", "Yes"),
        ("2", "No"),
        ("98", "Other"),
    ]
    assert [one.code for one in works.reasons] == ["-1", "-7", "-9"]
    assert [(one.code, one.missing) for one in sat.values][-1] == ("3", Missing.NOT_APPLICABLE)
    assert variables["does_97"].label.say("zh-CN") == "做过哪些事？ · 都没有"
    assert [one.code for one in variables["does_97"].values] == ["0", "1"]
    assert [one.code for one in variables["village"].reasons] == ["-1", "-3", "-9"]


def test_the_universe_says_in_words_who_is_asked(variables):
    assert variables["agree"].universe.say("zh-CN") == "全体填答的人。"
    assert variables["works"].universe.say("en") == "Everybody whose questionnaire had not ended before."
    assert variables["hours"].universe.say("zh-CN") == "当“A1 您有工作吗？”为“有”。"
    assert variables["sat_2"].rules == ("${works} = '1'",)
    assert "选了这一项" in variables["works_oth"].universe.say("zh-CN")


def test_numbers_roles_privacy_lists_and_calculations_are_told(variables):
    hours, town, long = variables["hours"], variables["town"], variables["long"]
    assert (hours.least, hours.most, hours.decimals, hours.unit.say("en")) == (0, 120, 1, "hours")
    assert (town.source.name, town.source.standard, town.role.value) == ("places", "GB/T 2260", "town")
    assert (long.value, long.inputs) == ("${hours} > 60", ("hours",))
    assert variables["born"].privacy.value == "quasi_identifying"
    assert variables["needs_2"].position == 2


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_page_needs_nothing_else_and_every_heading_is_reached_from_its_contents(made):
    html = html_of(made)
    page = Page()
    page.feed(html)
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in page.tags}
    ids = [values["id"] for _, values in page.tags if "id" in values]
    assert len(ids) == len(set(ids))
    links = [str(values["href"]) for tag, values in page.tags if tag == "a"]
    assert links
    assert {link.removeprefix("#") for link in links} <= set(ids)
    assert dict(page.tags)["html"] == {"lang": "zh-CN"}
    assert all(values.get("scope") for tag, values in page.tags if tag == "th")
    assert "您有工作吗？" in html
    assert '<span lang="en">Do you work?</span>' in html


def test_texts_are_inert_in_the_page():
    page = Page()
    page.feed(write_html(hostile()).content.decode())
    assert "script" not in {tag for tag, _ in page.tags}


def rows(sheet: Any) -> list[tuple[str, ...]]:
    return [tuple(cell or "" for cell in row) for row in sheet.iter_rows(values_only=True)]


def test_the_workbook_lists_variables_values_lists_and_missing_codes(made):
    book = load_workbook(io.BytesIO(xlsx_of(made, "zh-CN")))
    assert book.sheetnames == ["说明", "变量", "取值", "代码表", "缺失代码"]
    listed = rows(book["变量"])
    assert [row[0] for row in listed[1:]] == [one.name for one in made.variables]
    assert {"标签 (中文)", "标签 (英文)", "问谁", "隐私"} <= set(listed[0])
    assert ("works", "-7", "不愿回答", "Prefer not to say", "不愿回答") in rows(book["取值"])
    assert ("places", "地方", "Places", "GB/T 2260", "2020") in rows(book["代码表"])
    assert [row[0] for row in rows(book["缺失代码"])[1:]] == ["-1", "-7", "-8", "-9", "-3"]


def test_no_cell_of_the_workbook_is_a_formula():
    book = load_workbook(io.BytesIO(write_xlsx(hostile()).content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert any(str(cell.value).startswith("=1+1 <script>") for cell in cells)


def elements(root: Any, name: str) -> Iterator[Any]:
    return iter(root.iter(f"{DDI}{name}"))


def test_the_ddi_file_names_every_variable_with_its_question_codes_and_universe(made):
    root = etree.fromstring(ddi_of(made))
    found = {one.get("name"): one for one in elements(root, "var")}
    assert list(found) == [one.name for one in made.variables]
    works = found["works"]
    assert [one.text for one in elements(works, "qstnLit")] == ["您有工作吗？", "Do you work?"]
    assert [one.text for one in elements(works, "catValu")] == ["1", "2", "98", "-1", "-7", "-9"]
    missing = [
        one.find(f"{DDI}catValu").text for one in elements(works, "catgry") if one.get("missing") == "Y"
    ]
    assert missing == ["-1", "-7", "-9"]
    assert next(elements(works, "concept")).text == "occupation"
    assert next(elements(found["hours"], "range")).attrib == {"UNITS": "REAL", "min": "0", "max": "120"}
    assert next(elements(found["town"], "stdCatgry")).text == "GB/T 2260 2020"
    assert next(elements(found["long"], "derivation")).get("var") == "V.hours"
    assert {one.get(LANGUAGE) for one in elements(root, "labl")} == {"zh-CN", "en"}


@pytest.mark.parametrize("name", [*library.names(), "every_kind", "hostile"])
def test_the_ddi_file_is_ordered_as_the_schema_wants_and_every_reference_leads_somewhere(name):
    root = etree.fromstring(written(name))
    for parent in root.iter():
        order = ORDER.get(etree.QName(parent).localname, "").split()
        if order:
            places = [order.index(etree.QName(child).localname) for child in parent]
            assert places == sorted(places), etree.QName(parent).localname
    ids = [one.get("ID") for one in root.iter() if one.get("ID")]
    assert len(ids) == len(set(ids))
    named = [ref for one in root.iter() for ref in (one.get("var") or one.get("files") or "").split()]
    assert set(named) <= set(ids)


@pytest.mark.parametrize("name", [*library.names(), "every_kind", "hostile"])
def test_the_ddi_file_is_valid_by_the_schema_of_the_alliance(name):
    schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
    schema.assertValid(etree.fromstring(written(name)))


def written(name: str) -> bytes:
    own = {"every_kind": every_kind, "hostile": hostile}
    return write_ddi(own[name]() if name in own else library.source(name)).content


@pytest.mark.parametrize("name", library.names())
def test_every_shipped_questionnaire_has_its_codebook_and_twice_the_same(name):
    shipped = library.source(name)
    for write in (write_html, write_xlsx, write_ddi):
        assert write(shipped, "en") == write(shipped, "en")
