"""The pages of results: complete without scripts, for analysts only, nothing written by reading, nothing hidden shown."""

from __future__ import annotations

import csv
import fcntl
import io
import re
import time
from datetime import UTC, datetime
from urllib.parse import urlencode

import docx
import openpyxl
import pytest
import sqlalchemy as sa

from reports.crosstabs import one_way
from survey.services import reportfiles, reporting, surveys
from survey.store.tables import Event, Response
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import analysed_survey, small

PAGES = ("results", "breakdown", "frequencies", "weights", "report")


@pytest.fixture
def analyst(store, hire, give_role, desk_of):
    """A survey of 120 valid answers to the small questionnaire, and its analyst's browser."""
    made = analysed_survey(store, 120, questionnaire=small())
    person = hire("analyst")
    give_role(made.id, person, "analyst")
    return desk_of(person)


@pytest.fixture
def county(store, hire, desk_of):
    """The county questionnaire answered by 240, simulated, and the administrator's browser."""
    analysed_survey(store, 240, is_simulated=True)
    return desk_of(hire("root", is_administrator=True))


def broken_down(*by, **more):
    return "/staff/county/breakdown?" + urlencode([*(("by", one) for one in by), *more.items()])


def test_every_page_of_results_opens_for_the_analyst(analyst):
    for page in PAGES:
        response = analyst.get(f"/staff/county/{page}")
        assert response.status_code == 200, page
        assert "数据版本" in response.text


@only_sqlite
@pytest.mark.parametrize("page", [*PAGES, "chart.png?by=sex", "table.csv?by=sex"])
def test_whoever_is_no_analyst_sees_no_results(store, hire, give_role, desk_of, page):
    made = analysed_survey(store, 60, questionnaire=small())
    reviewer, stranger = hire("reviewer"), hire("stranger")
    give_role(made.id, reviewer, "reviewer")
    assert desk_of(reviewer).get(f"/staff/county/{page}").status_code == 403
    assert desk_of(stranger).get(f"/staff/county/{page}").status_code == 404


@only_sqlite
def test_the_five_purpose_tables_stand_on_one_page_with_their_charts(county):
    page = county.get("/staff/county/results").text
    for title in ("队伍规模", "从业结构", "年龄结构", "职称结构", "政治面貌"):
        assert f"<h2>{title}" in page
    pictures = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', page)
    assert len(pictures) == 4
    for address, words in pictures:
        assert len(words) > 20
        response = county.get(address.replace("&amp;", "&"))
        assert response.mimetype == "image/png"
        assert response.headers["Cache-Control"].startswith("private")
    assert "模拟数据" in page
    assert "[95 % 区间]" in page


@only_sqlite
def test_three_features_are_broken_down_by_a_plain_form(county):
    page = county.get(broken_down("age3", "sex", "education")).text
    assert 'class="level0 head"' in page
    assert "level2" in page
    assert 'value="age3" selected' in page
    assert "<script" not in page


@only_sqlite
def test_a_hidden_cell_shows_its_reason_on_focus_and_in_a_note(county):
    page = county.get(broken_down("age10", "sex", "education")).text
    assert 'class="hidden-mark" href="#hidden-note"' in page
    assert 'data-reason="为保护个人信息不公布' in page
    assert "格不公布" in page


@only_sqlite
def test_no_count_under_the_threshold_leaves_in_a_file(county):
    response = county.get("/staff/county/table.csv?by=age10&by=sex&by=education")
    assert response.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
    counts = [int(row["n"]) for row in rows if row["n"]]
    assert counts
    assert not [count for count in counts if 0 < count < 10]
    assert all(row["n"] == row["占比"] == row["加权 n"] == "" for row in rows if row["不公布"] == "1")
    assert all("模拟数据" in row["数据版本"] for row in rows)


@only_sqlite
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("by=nothing", 422),
        ("by=" + "x" * 500, 400),
        ("by=age3&by=age5", 422),
        ("by=sex&question=nothing", 422),
        ("by=sex&form=pie", 200),
        ("by=sex&question=sex", 422),
        ("by=sex&by=sex", 200),
        ("by=age&by=title", 200),
        ("by=&by=&by=", 200),
        ("by=sex&page=99", 200),
        ("by=%00", 400),
    ],
)
def test_whatever_the_address_says_the_page_is_a_page(county, query, status):
    assert county.get(f"/staff/county/breakdown?{query}").status_code == status


@only_sqlite
def test_a_question_is_broken_down_by_groups_with_every_kind(county):
    for question in ("pressure", "act", "sat", "need", "hours"):
        response = county.get(broken_down("sex", question=question))
        if response.status_code != 422:
            assert response.status_code == 200, question
            assert 'class="table breakdown"' in response.text


@only_sqlite
def test_a_chart_takes_its_form_order_and_title_from_the_page_and_is_downloaded_as_pdf(county):
    page = county.get("/staff/county/breakdown?by=sex&form=dots&order=given&title=男女各半").text
    assert "为什么用这种图：" in page
    assert 'value="男女各半"' in page
    address = re.search(r'href="([^"]+chart\.pdf[^"]+)"', page)[1].replace("&amp;", "&")
    assert "form=dots" in address
    assert "order=given" in address
    response = county.get(address)
    assert response.data.startswith(b"%PDF-")
    assert "attachment" in response.headers["Content-Disposition"]
    assert county.get("/staff/county/breakdown?by=sex&order=random").status_code == 400
    assert county.get(f"/staff/county/chart.pdf?by=sex&title={'长' * 101}").status_code == 400


@only_sqlite
def test_every_question_has_its_section_and_the_index_leads_to_it(county):
    page = county.get("/staff/county/frequencies").text
    links = re.findall(r'<li><a href="(/staff/county/frequencies[^"#]*)#(q-[^"]+)">', page)
    assert len(links) > 40
    for address, name in links[:3] + links[-3:]:
        assert f'id="{name}"' in county.get(address).text


@only_sqlite
def test_a_question_of_too_many_values_says_so_beside_the_others_and_where_it_is_asked_for(
    store, hire, desk_of, monkeypatch
):
    analysed_survey(store, 70, questionnaire=small())
    browser = desk_of(hire("root", is_administrator=True))
    monkeypatch.setattr(one_way, "MOST_VALUES", 2)
    page = browser.get("/staff/county/frequencies")
    assert page.status_code == 200
    assert "多于 2 个" in page.text
    assert "<table>" in page.text
    for place in ("chart.png?question=sex", "breakdown?by=sex", "build?row=sex"):
        found = browser.get(f"/staff/county/{place}")
        assert found.status_code < 500
        assert "多于 2 个" in found.text


@only_sqlite
def test_the_page_of_weights_shows_populations_valid_weights_and_what_they_cost(analyst):
    page = analyst.get("/staff/county/weights").text
    assert "工业" in page
    assert "3,495" in page
    assert "设计效应" in page


@only_sqlite
def test_without_population_counts_the_pages_say_that_nothing_is_weighted(store, hire, desk_of):
    analysed_survey(store, 60, questionnaire=small(), populations={})
    browser = desk_of(hire("root", is_administrator=True))
    assert "不作为概率样本推断总体" in browser.get("/staff/county/breakdown?by=sex").text
    assert "权数为 1" in browser.get("/staff/county/weights").text


@only_sqlite
def test_counts_that_are_partly_missing_are_explained_with_the_way_out(store, hire, desk_of):
    analysed_survey(store, 60, questionnaire=small(), populations={"1": 920})
    response = desk_of(hire("root", is_administrator=True)).get("/staff/county/results")
    assert response.status_code == 409
    assert "教育" in response.text
    assert "填写各层人数" in response.text


@only_sqlite
def test_a_survey_without_valid_answers_teaches_what_will_stand_here(make_survey, hire, desk_of):
    make_survey("empty")
    response = desk_of(hire("root", is_administrator=True)).get("/staff/empty/results")
    assert response.status_code == 409
    assert "还没有有效答卷" in response.text


@only_sqlite
@pytest.mark.parametrize(
    "page", ["results", "frequencies", "report", "breakdown?by=sex", "breakdown?by=sex&by=stratum"]
)
def test_with_fewer_valid_answers_than_the_threshold_a_sentence_stands_instead_of_tables(
    store, hire, desk_of, page
):
    analysed_survey(store, 9, questionnaire=small())
    response = desk_of(hire("root", is_administrator=True)).get(f"/staff/county/{page}")
    assert response.status_code == 409
    assert "有效答卷少于 10 份" in response.text
    assert "▪" not in response.text
    assert not re.search(r"n\s*=\s*9", response.text)


@only_sqlite
def test_a_stratum_with_one_valid_answer_leaves_shares_without_intervals_and_says_which(store, hire, desk_of):
    analysed_survey(store, 60, questionnaire=small())
    with store.writing() as session:
        farmers = session.scalars(sa.select(Response).where(Response.stratum == "2")).all()
        for one in farmers:
            one.stratum = "1"
        session.scalars(sa.select(Response).where(Response.stratum == "1").limit(1)).one().stratum = "2"
    browser = desk_of(hire("root", is_administrator=True))
    for page in ("results", "breakdown?by=sex", "weights", "report"):
        text = browser.get(f"/staff/county/{page}").text
        assert "“农业”层只有一份有效答卷" in text, page
    page = browser.get("/staff/county/breakdown?by=sex").text
    assert re.search(r"\d+\.\d %", page)
    assert not re.search(r"\[\d+\.\d, \d+\.\d\]", page)
    assert "▪" not in browser.get("/staff/county/breakdown?by=stratum").text


@only_sqlite
def test_a_stratum_without_valid_answers_is_named_on_every_page_of_results(store, hire, desk_of):
    analysed_survey(store, 60, questionnaire=small())
    with store.writing() as session:
        session.execute(sa.update(Response).where(Response.stratum == "2").values(stratum="1"))
    browser = desk_of(hire("root", is_administrator=True))
    for page in ("results", "breakdown?by=sex", "frequencies", "weights", "report"):
        text = browser.get(f"/staff/county/{page}").text
        assert re.search(r'class="note warn">[^<]*农业', text), page


def test_the_report_is_begun_by_a_button_and_downloaded_when_it_is_made(store, settings, analyst):
    response = analyst.submit("/staff/county/report", {"language": "zh-CN"})
    assert response.status_code == 303
    page = analyst.get(response.location)
    while "正在生成" in page.text:
        assert page.headers["Refresh"]
        time.sleep(0.5)
        page = analyst.get(response.location)
    assert "Refresh" not in page.headers
    address = re.search(r'href="([^"]+\.zh-CN\.docx)"', page.text)[1]
    made = analyst.get(address)
    assert "attachment" in made.headers["Content-Disposition"]
    assert docx.Document(io.BytesIO(made.data)).tables
    assert analyst.get(address.replace("zh-CN", "en")).status_code == 404
    heads = {"pdf": b"%PDF", "pptx": b"PK", "xlsx": b"PK", "editable": b"PK"}
    for form, head in heads.items():
        other = analyst.get(address.replace(".docx", f".{form}"))
        assert other.data.startswith(head), form
        assert "county-report-" in other.headers["Content-Disposition"]
    assert analyst.get(address.replace(".docx", ".exe")).status_code == 404
    with store.reading() as session:
        assert session.scalars(sa.select(Event.action)).all().count("report.made") == 1


@only_sqlite
def test_an_interrupted_and_a_failed_report_say_so_and_offer_the_button_again(settings, store, analyst):
    card = surveys.named(store, "county", at=datetime.now(UTC))
    frozen = reporting.freeze(store, settings.instance, card, at=datetime.now(UTC))
    made = reportfiles.file_of(settings.instance, "county", frozen.name, "zh-CN")
    made.parent.mkdir(parents=True)
    made.with_suffix(".lock").touch()
    page = analyst.get("/staff/county/report")
    assert "生成时中断了" in page.text
    assert "再生成" in page.text
    made.with_suffix(".failed").write_text('{"zh-CN": "权数不足。", "en": "No weights."}', "utf-8")
    assert "权数不足。" in analyst.get("/staff/county/report").text


@only_sqlite
def test_a_report_in_the_making_says_how_much_is_done(settings, store, analyst):
    card = surveys.named(store, "county", at=datetime.now(UTC))
    frozen = reporting.freeze(store, settings.instance, card, at=datetime.now(UTC))
    made = reportfiles.file_of(settings.instance, "county", frozen.name, "zh-CN")
    made.parent.mkdir(parents=True)
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "正在生成，已用" in analyst.get("/staff/county/report").text
        made.with_suffix(".progress").write_text("0.43", "ascii")
        page = analyst.get("/staff/county/report")
        assert "已完成 43 %" in page.text
        assert page.headers["Refresh"]
    assert "生成时中断了" in analyst.get("/staff/county/report").text


@only_sqlite
def test_a_report_in_an_unknown_language_or_of_an_unknown_version_is_not_there(analyst):
    assert analyst.submit("/staff/county/report", {"language": "xx"}).status_code == 400
    assert analyst.submit("/staff/county/report", {"language": "en", "template": "../x"}).status_code == 400
    assert analyst.get("/staff/county/report/nothing.zh-CN.docx").status_code in (404, 409)


@only_sqlite
def test_a_workbook_explains_itself_and_holds_no_formula(analyst):
    data = analyst.get("/staff/county/table.xlsx?by=sex").data
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert "数据版本" in book.worksheets[0]["A2"].value
    assert book.worksheets[1]["A4"].value == "性别"
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)


@only_sqlite
def test_hostile_labels_are_inert_and_characters_outside_the_font_are_named(store, hire, desk_of):
    hostile = '<img src=x onerror=alert(1)> =cmd|"/c calc" {{7*7}} 𠮷'
    analysed_survey(store, 60, questionnaire=small(), title=hostile)
    browser = desk_of(hire("root", is_administrator=True))
    page = browser.get("/staff/county/breakdown?by=sex").text
    assert "<img src=x" not in page
    assert "𠮷" in page.split("以〓代替：")[1][:10]
    assert "49" not in re.findall(r"\{\{7\*7\}\}|49", page)[:1]
    assert browser.get("/staff/county/chart.png?by=sex").status_code == 200
    assert browser.get("/staff/county/chart.svg?by=sex").status_code == 200


@only_sqlite
def test_a_chart_is_kept_by_the_browser_only_under_its_version(analyst):
    page = analyst.get("/staff/county/breakdown?by=sex").text
    address = re.search(r'<img src="([^"]+)"', page)[1].replace("&amp;", "&")
    first = analyst.get(address)
    assert "max-age" in first.headers["Cache-Control"]
    again = analyst.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    stale = analyst.get(re.sub(r"version=\w+", "version=000000000000", address))
    assert stale.headers["Cache-Control"] == "private, no-cache"


@only_sqlite
def test_the_pages_speak_english(county):
    county.set_cookie("language", "en")
    for page in PAGES:
        text = county.get(f"/staff/county/{page}").text
        assert 'lang="en"' in text
    page = county.get(broken_down("age3", "sex")).text
    assert "Share" in page
    heading = re.search(r"<thead>.*?</thead>", page, re.DOTALL)[0]
    assert not re.search(r"[\u4e00-\u9fff]", heading)


@only_sqlite
def test_below_a_crossing_stands_its_test_in_words_in_both_languages(store, hire, desk_of):
    analysed_survey(store, 1200)
    desk = desk_of(hire("root", is_administrator=True))
    page = desk.get(broken_down("age3", "title4")).text
    assert "差异检验" in page
    assert "Rao–Scott" in page
    assert "<script" not in page
    pairs = desk.get(broken_down("age3", question="age")).text
    assert "Holm" in pairs
    assert "两两比较的数值" in pairs
    chosen = desk.get(broken_down("age3", question="polit", answer="01")).text
    assert 'value="01" selected' in chosen
    assert desk.get(broken_down("age3", question="polit", answer="nothing")).status_code == 422
    assert "差异检验" not in desk.get(broken_down("age3")).text
    desk.set_cookie("language", "en")
    english = desk.get(broken_down("age3", "title4")).text
    assert "Tests of differences" in english
    assert "Groups by" in english or "No difference in" in english or "The base is too small" in english


@only_sqlite
def test_sizes_stand_side_by_side_with_what_they_assume_and_shares_beside_published_ones(county):
    page = county.get("/staff/county/results").text
    assert "各种方法对照" in page
    assert "台账法的前提" in page
    assert "与已公布的数据对照" in page
    sex = county.get(broken_down("sex")).text
    assert "已公布" in sex
    assert "67.6 %" in sex  # men in Shandong, 2017
    assert "与已公布的数据对照" not in county.get(broken_down("stratum")).text


@only_sqlite
def test_a_matrix_has_its_reliability_or_the_reason_why_not(county):
    text = "".join(county.get(f"/staff/county/frequencies?page={one}").text for one in (1, 2, 3, 4, 5))
    assert "信度：Cronbach α" in text or "不计算信度" in text
    assert "占人次" in text
