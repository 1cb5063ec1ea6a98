"""The page that says which figures of a report moved, and what the report page says of its reports."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from questionnaires.text import Text
from reports.templates import WordsPart, editing
from survey.services import changes, nearness, reportfiles, reporting, results, surveys, templates
from survey.store.tables import Response
from tests.fixtures.databases import only_sqlite
from tests.fixtures.pages import check_page
from tests.survey.analysed import analysed_survey, small

pytestmark = only_sqlite
AT = "/staff/county/report"


@pytest.fixture
def analyst(store, hire, give_role, desk_of):
    """A survey of 120 valid answers to the small questionnaire, and its analyst's browser."""
    made = analysed_survey(store, 120, questionnaire=small())
    person = hire("analyst")
    give_role(made.id, person, "analyst")
    return desk_of(person)


def report(store, settings, template="brief", days=0):
    """A report as the process leaves it, without its files but the Word file's name; gives its version."""
    at = datetime.now(UTC) + timedelta(days=days)
    card = surveys.named(store, "county", at=at)
    name = reporting.freeze(store, settings.instance, card, at=at).name
    made = reporting.report_of(store, settings.instance, card, name, template=template, forms=())
    changes.keep(store, settings.instance, card, name, template, made.printed)
    reportfiles.file_of(settings.instance, "county", name, "zh-CN", template).write_bytes(b"PK")
    return name


def test_the_page_names_what_moved_and_why_in_both_languages(store, settings, analyst):
    before = report(store, settings)
    with store.writing() as session:
        some = session.scalars(sa.select(Response.id).limit(4)).all()
        session.execute(sa.update(Response).where(Response.id.in_(some)).values(outcome="invalid"))
    after = report(store, settings, days=1)
    page = analyst.get(AT).text
    check_page(page)
    address = f"{AT}/changes?before={before}&after={after}&language=zh-CN&template=brief"
    assert address.replace("&", "&amp;") in page
    found = analyst.get(address)
    check_page(found.text)
    assert "4 份原来有效的答卷不再计入" in found.text
    assert "有效答卷" in found.text.split("句子</h2>")[1]
    assert analyst.get(f"{AT}/changes?template=brief").text.count("<table") == found.text.count("<table")
    english = analyst.get(address, headers={"Accept-Language": "en"})
    assert english.status_code == 200


def decide(store, count: int) -> None:
    """Other answers count: so many that did do not any more."""
    with store.writing() as session:
        valid = session.scalars(sa.select(Response.id).where(Response.outcome == "valid").limit(count)).all()
        session.execute(sa.update(Response).where(Response.id.in_(valid)).values(outcome="invalid"))


def test_a_version_near_one_that_has_a_report_is_warned_of_with_the_way_out(store, settings, analyst):
    name = report(store, settings)
    assert "相差不到 10 份答卷" not in analyst.get(AT).text  # the same data
    decide(store, 4)
    page = analyst.get(AT).text
    check_page(page)
    assert "相差不到 10 份答卷" in page
    for path in reportfiles.folder_of(settings.instance, "county").glob(f"{name}.*"):
        path.unlink()
    assert "相差不到 10 份答卷" not in analyst.get(AT).text  # no report of it, nothing to subtract
    report(store, settings, days=1)
    decide(store, 12)
    assert "相差不到 10 份答卷" not in analyst.get(AT).text


@pytest.mark.parametrize("ending", [".docx", reportfiles.PRINTED])
def test_a_report_after_the_usual_template_or_by_the_command_is_one_to_be_warned_of(store, settings, ending):
    analysed_survey(store, 120, questionnaire=small())
    at = datetime.now(UTC)
    card = surveys.named(store, "county", at=at)
    name = reporting.freeze(store, settings.instance, card, at=at).name

    def near():
        found = results.current(store, settings.instance, card).dataset
        return [one.name for one in nearness.near(store, settings.instance, card, found)]

    decide(store, 4)
    assert near() == []
    made = reportfiles.file_of(settings.instance, "county", name, "zh-CN", ending=ending)
    made.parent.mkdir(parents=True, exist_ok=True)
    made.write_bytes(b"PK")
    assert near() == [name]


def test_a_version_whose_file_is_damaged_hinders_nobody(store, settings, analyst):
    name = report(store, settings)
    frozen = settings.instance / "snapshots" / "county" / f"{name}.parquet"
    frozen.write_bytes(b"damaged")
    decide(store, 5)
    assert analyst.get(AT).status_code == 200


def test_versions_without_a_report_are_refused_in_words(store, settings, analyst):
    only = report(store, settings)
    for query in ("template=brief", f"template=brief&before={only}&after=nothing"):
        response = analyst.get(f"{AT}/changes?{query}")
        assert response.status_code in (404, 409, 422), query
        assert "报告" in response.text or "快照" in response.text
    assert analyst.get(f"{AT}/changes?template=../etc").status_code == 404
    assert analyst.get(f"{AT}/changes?language=xx").status_code == 404
    assert analyst.get(f"{AT}/changes?before={only}&after=%00").status_code == 400


def test_a_wrong_quote_and_a_template_changed_since_stand_beside_the_report(store, settings, analyst):
    at = datetime.now(UTC)
    card = surveys.named(store, "county", at=at)
    made = templates.copy(store, card.id, "brief", "own", Text(zh="自拟", en="Own"), at=at)
    part = WordsPart(what="words", text=Text(zh="中级占 {title/nothing}。", en="{title/nothing}"))
    made = templates.edit(store, card.id, "own", made.revision, editing.added(2, part), at=at)
    report(store, settings, "own")
    page = analyst.get(AT).text
    check_page(page)
    assert "模板第 3 部分的文字引用了“title/nothing”" in page
    assert "模板此后改过" not in page
    templates.edit(store, card.id, "own", made.revision, editing.dropped(2), at=at)
    assert "模板此后改过" in analyst.get(AT).text
