"""The Word report holds every part, comes from one frozen version, and is the same for the same data."""

from __future__ import annotations

import io
from datetime import timedelta

import docx
import pytest
import sqlalchemy as sa

from survey.errors import Refusal
from survey.services import clearing, reporting, suggestions, surveys
from survey.services.events import SYSTEM
from survey.store.tables import Event, Response
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import NOW, analysed_survey, small

pytestmark = only_sqlite


def make(store, path, language="zh-CN", code="county"):
    card = surveys.named(store, code, at=NOW)
    frozen = reporting.freeze(store, path, card, at=NOW)
    return reporting.report_of(store, path, card, frozen.name, language)


def texts(report):
    document = docx.Document(io.BytesIO(report.content))
    return "\n".join(paragraph.text for paragraph in document.paragraphs), document


def test_the_report_has_every_part_and_speaks_of_one_version(store, tmp_path):
    analysed_survey(store)
    report = make(store, tmp_path)
    text, document = texts(report)
    for heading in ("调查概况", "回收情况", "加权与精度", "局限", "队伍规模", "队伍结构", "结构的交叉"):
        assert heading in text
    for heading in ("各题结果", "意见和建议", "附一　调查问卷", "附二　数据版本"):
        assert heading in text
    assert report.version.startswith(text.split("每八位一组。\n")[1][:8])
    assert len(document.tables) > 40
    assert len(document.inline_shapes) >= 6
    assert "${" not in text
    assert "A1  性别" in text
    returned = document.tables[1]  # the first is the one of the summary
    assert [cell.text for cell in returned.rows[-1].cells][:5] == ["合计", "256", "1", "241", "240"]
    assert "模拟数据" not in text


def test_the_same_version_gives_the_same_bytes(store, tmp_path):
    analysed_survey(store, 120, questionnaire=small())
    assert make(store, tmp_path).content == make(store, tmp_path).content


def test_the_report_in_english_has_no_chinese_heading(store, tmp_path):
    analysed_survey(store, 120, questionnaire=small())
    text, document = texts(make(store, tmp_path, "en"))
    headings = [one.text for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert headings
    assert not any("\u4e00" <= letter <= "\u9fff" for heading in headings for letter in heading)
    assert "Question by question" in text


def test_a_simulated_survey_says_so_on_cover_header_and_in_the_name(store, tmp_path):
    analysed_survey(store, 120, questionnaire=small(), is_simulated=True)
    report = make(store, tmp_path)
    text, document = texts(report)
    assert "模拟数据" in text
    assert "模拟数据" in document.sections[0].header.paragraphs[0].text
    named = surveys.named(store, "county", at=NOW)
    assert reporting.file_name(named, report.version, "zh-CN").endswith("-simulated.docx")


def test_only_cleared_suggestions_are_quoted(store, tmp_path):
    made = analysed_survey(store, 120, questionnaire=small(), suggestion="请修路，我的电话 13800000000")
    text, _ = texts(make(store, tmp_path))
    assert "请修路" not in text
    assert "共收到意见和建议 30 条，其中 15 条" in text
    item = suggestions.overview(store, made.id).items[0]
    clearing.clear(store, made.id, item.response_id, "请修路", quotable=True, actor=SYSTEM, at=NOW)
    text, _ = texts(make(store, tmp_path))
    assert "请修路" in text
    assert "13800000000" not in text


def test_making_a_report_is_logged_and_reading_it_again_is_not(store, tmp_path):
    analysed_survey(store, 120, questionnaire=small())
    make(store, tmp_path)
    card = surveys.named(store, "county", at=NOW)
    (version,) = reporting.frozen_versions(store, card.id)
    reporting.report_of(store, tmp_path, card, version.name)
    with store.reading() as session:
        actions = session.scalars(sa.select(Event.action)).all()
    assert actions.count("report.made") == 1


def test_whoever_waits_is_told_the_share_that_is_done_from_the_content_to_the_last_form(store, tmp_path):
    analysed_survey(store, 60, questionnaire=small())
    card = surveys.named(store, "county", at=NOW)
    frozen = reporting.freeze(store, tmp_path, card, at=NOW)
    told: list[float] = []
    reporting.report_of(
        store, tmp_path, card, frozen.name, template="brief", forms=("docx", "xlsx"), told=told.append
    )
    assert told == sorted(told)
    assert 0 < told[0] < 0.2
    assert told[-3:] == [0.75, 0.875, 1.0]


def test_an_unknown_version_is_refused(store, tmp_path):
    analysed_survey(store, 60, questionnaire=small())
    card = surveys.named(store, "county", at=NOW)
    with pytest.raises(Refusal) as refused:
        reporting.report_of(store, tmp_path, card, "nothing")
    assert refused.value.code == "snapshot_unknown"


def test_hostile_wordings_stand_in_the_report_as_they_are(store, tmp_path):
    hostile = "<script>alert(1)</script> {{7*7}} \u202e =1+1 ${survey_title} $\\frac{1}{0}$ 𠮷"
    analysed_survey(store, 60, questionnaire=small(), title=hostile)
    text, _ = texts(make(store, tmp_path))
    assert "<script>alert(1)</script> {{7*7}}" in text


def test_the_report_of_an_older_version_keeps_its_number_of_answers(store, tmp_path):
    made = analysed_survey(store, 120, questionnaire=small())
    card = surveys.named(store, "county", at=NOW)
    first = reporting.freeze(store, tmp_path, card, at=NOW)
    with store.writing() as session:
        some = session.scalars(sa.select(Response.id).where(Response.survey_id == made.id).limit(5)).all()
        session.execute(sa.update(Response).where(Response.id.in_(some)).values(outcome="invalid"))
    second = reporting.freeze(store, tmp_path, card, at=NOW + timedelta(days=1))
    assert (len(first.dataset), len(second.dataset)) == (120, 115)
    text, _ = texts(reporting.report_of(store, tmp_path, card, first.name))
    assert "共 120 份有效答卷" in text
