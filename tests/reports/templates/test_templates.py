"""A report is data: a template decides what stands in it, never a figure."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from questionnaires.text import Text
from reports.documents.content import Heading, Paragraph, Picture, Table, flat
from reports.documents.filling import investigation_report, remarks
from reports.documents.investigation import Investigation
from reports.documents.quoting import categories, examples, known, quoted
from reports.errors import ReportError
from reports.templates import Template, parse, shipped, shipped_names, typed_figures
from tests.reports.documents.county import investigation


def template(*parts: dict[str, object]) -> Template:
    return parse(
        {"name": "own", "label": {"zh-CN": "自拟"}, "title": {"zh-CN": "{title}简况"}, "parts": list(parts)}
    )


def words(text: str) -> dict[str, object]:
    return {"what": "words", "text": {"zh-CN": text}}


def said(given: Investigation, *parts: dict[str, object], language: str = "zh-CN") -> list[str]:
    blocks = flat(investigation_report(given, language, template(*parts)).blocks)
    return [block.text for block in blocks if isinstance(block, Heading | Paragraph)]


@pytest.mark.parametrize("name", shipped_names())
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_shipped_template_makes_a_report(name: str, language: str) -> None:
    document = investigation_report(investigation(), language, shipped(name))
    assert any(isinstance(block, Picture) for block in document.blocks)
    assert "{" not in document.cover.title


@pytest.mark.parametrize("name", shipped_names())
def test_a_template_is_the_same_after_it_was_written_down(name: str) -> None:
    given = shipped(name)
    again = parse(yaml.safe_load(yaml.safe_dump(given.document(), allow_unicode=True)))
    assert again == given
    assert again.hash == given.hash


def test_parts_stand_in_the_order_of_the_template_and_no_others() -> None:
    given = template({"what": "structure", "by": "title", "table": False}, {"what": "limits"})
    document = investigation_report(investigation(), "zh-CN", given)
    assert document.cover.title.endswith("简况")
    kinds = [type(block) for block in document.blocks]
    assert kinds == [Heading, Paragraph, Picture, Paragraph]
    (chart,) = [block for block in document.blocks if isinstance(block, Picture)]
    sentence = next(block.text for block in document.blocks if isinstance(block, Paragraph))
    assert chart.title
    assert sentence.endswith("（图 1）。")


def test_a_feature_that_the_data_do_not_have_is_named_in_its_place() -> None:
    (line,) = said(investigation(), {"what": "structure", "by": "political"})
    assert "政治面貌" in line
    assert "略去" in line


def test_a_form_of_chart_that_does_not_fit_is_told_and_another_drawn() -> None:
    unfit = template({"what": "structure", "by": "title", "chart": "pyramid"})
    blocks = investigation_report(investigation(), "zh-CN", unfit).blocks
    assert any(isinstance(block, Paragraph) and "不适合" in block.text for block in blocks)
    assert isinstance(blocks[-1], Picture)
    bare = template({"what": "structure", "by": "title", "chart": "none"})
    assert isinstance(investigation_report(investigation(), "zh-CN", bare).blocks[-1], Table)


def test_a_question_can_stand_alone_and_an_unknown_one_is_named() -> None:
    found = said(
        investigation(), {"what": "answers", "question": "sat"}, {"what": "answers", "question": "nowhere"}
    )
    assert "满意度" in found
    assert any("nowhere" in line for line in found)


def test_sentences_quote_figures_of_the_data_version() -> None:
    (line,) = said(
        investigation(), words("发放 {issued} 份，有效 {valid} 份；队伍 {size} 人；中级占 {title/middle}。")
    )
    assert line.startswith("发放 720 份，有效 600 份；队伍 21,500 人；中级占 53.1 % [49.0, 57.2]")


def test_a_share_that_is_hidden_is_said_to_be_not_published() -> None:
    (line,) = said(investigation(), words("五十岁以上占 {age/51-60}。"))
    assert "不公布" in line


@pytest.mark.parametrize("quote", ["nothing", "title/77", "sex", "title.__class__", ""])
def test_a_quote_of_what_there_is_not_stands_marked_and_is_listed_on_the_last_page(quote: str) -> None:
    given = template(words("占 {" + quote + "}，有效 {valid} 份。"), {"what": "limits"})
    blocks = investigation_report(investigation(), "zh-CN", given).blocks
    lines = [block.text for block in blocks if isinstance(block, Heading | Paragraph)]
    assert lines[0] == f"占 【引用有误：{quote}】，有效 600 份。"
    assert lines[-2] == "待改正的引用"
    assert lines[-1].startswith(f"模板第 1 部分的文字引用了“{quote}”")
    (remark,) = remarks(investigation(), given, "en")
    assert f"“{quote}”" in remark.say("en")


def test_a_template_without_a_wrong_quote_ends_as_it_says() -> None:
    given = template(words("有效 {valid} 份。"))
    assert len(investigation_report(investigation(), "zh-CN", given).blocks) == 1
    assert remarks(investigation(), given, "zh-CN") == []


def test_braces_in_an_answer_are_never_read_as_a_quote() -> None:
    given = replace(investigation(), organiser=Text(zh="{title/3}"))
    assert said(given, words("由 {organiser} 组织")) == ["由 {title/3} 组织"]


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ({"what": "nonsense"}, "parts/0"),
        ({"what": "structure"}, "parts/0"),
        ({"what": "structure", "by": "../etc"}, "parts/0"),
        ({"what": "crossed", "by": ["age", "sex", "title", "sector"]}, "parts/0"),
        ({"what": "heading", "text": {"zh-CN": "一"}, "level": 4}, "parts/0"),
        ({"what": "limits", "more": 1}, "parts/0"),
    ],
)
def test_a_part_that_cannot_be_is_refused_with_its_place(part: dict[str, object], place: str) -> None:
    with pytest.raises(ReportError) as refused:
        template(part)
    assert refused.value.place.startswith(place)


def test_an_unknown_template_names_those_there_are() -> None:
    with pytest.raises(ReportError) as refused:
        shipped("nowhere")
    assert "county" in refused.value.remedy.say("en")


@pytest.mark.parametrize(
    "part",
    [
        {"by": ["age"]},
        {"by": ["age", "sex", "title"]},
        {"by": ["sex"], "question": "ind"},
        {"by": ["sex", "age3"], "question": "ind"},
        {"by": ["sex"], "question": "hours"},
    ],
)
def test_any_number_of_features_makes_a_table(part: dict[str, object]) -> None:
    document = investigation_report(investigation(), "zh-CN", template({"what": "crossed", **part}))
    blocks = flat(document.blocks)
    assert any(isinstance(block, Table) and block.rows for block in blocks), blocks


def test_every_page_names_the_data_version_and_the_template() -> None:
    (line,) = [one for one in said(investigation(), {"what": "data_version"}) if "按模板“自拟”" in one]
    assert template({"what": "data_version"}).hash[:8] in line
    bare = template({"what": "limits"})
    footer = investigation_report(investigation(), "zh-CN", bare).footer
    assert f"自拟 {bare.hash[:8]}" in footer
    assert investigation().dataset.hash[:8] in footer


def test_figures_typed_by_hand_are_found_and_quotes_are_not() -> None:
    text = Text(zh="共 {valid} 份，占 ３５.5%，{title/3}；2,310 人", en="{size}")
    assert typed_figures(text) == ["３５.5%", "2,310"]


def test_every_category_that_an_editor_offers_can_be_quoted() -> None:
    given = investigation()
    for feature in ("sex", "age", "title", "sector"):
        offered = categories(given, feature)
        assert offered
        for code, _label in offered:
            assert known(f"{feature}/{code}", given)
            quoted(Text(zh=f"{{{feature}/{code}}}"), given, "zh-CN")
    assert not known("sex/99x", given)
    assert not known("people", given)
    assert {name for name, _words, _now in examples(given, "zh-CN")} >= {"valid", "place"}
