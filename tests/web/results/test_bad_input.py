"""Bad input through the pages of results: what is wrong, what to do, in both languages, and what stays chosen."""

from __future__ import annotations

import html
import io
import re

import pytest
import sqlalchemy as sa

from questionnaires.text import Text
from reports.errors import ReportError
from survey.services import savedtables, surveys
from survey.store.tables import Response, Submission, WeightSet
from survey.web.language import COOKIE
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import NOW, analysed_survey, small

pytestmark = only_sqlite
AT = "/staff/county"
#: Address, what the page says in Chinese, what it says in English. No such address is answered with an error alone.
GONE = (
    "数据中没有这些变量：vanished",
    "Variables change with a new version of the questionnaire or an erasure",
)
ADDRESSES = (
    ("/breakdown?by=vanished", *GONE),
    ("/breakdown?by=sex&question=vanished", *GONE),
    ("/breakdown?by=hours", "是数值，没有类别", "ask it in classes next time"),
    ("/breakdown?by=sex&by=hours", "各组的平均数", "see the mean of each group"),
    ("/breakdown?by=hours&by=vanished", *GONE),
    ("/breakdown?by=act", "不在可以作分组的特征之列", "Choose it under “Question”"),
    ("/breakdown?by=stratum&question=sex&answer=vanished", "没有这个选项或题项：vanished", "no such answer"),
    ("/regression?outcome=vanished&by=sex", *GONE),
    ("/regression?outcome=hours&by=vanished", *GONE),
    ("/regression?outcome=sex&part=vanished&by=hours", "没有这个选项或题项：vanished", "no such answer"),
    ("/regression.png?outcome=hours&by=vanished", *GONE),
    ("/chart.svg?question=vanished", "数据中没有变量“vanished”", "The variables are: "),
    ("/build?row=vanished", *GONE),
    ("/build?row=sex&filter=stratum&f.stratum=vanished", "现有的取值：1, 2", "there are: 1, 2"),
    (
        "/build?row=sex&filter=stratum" + "".join(f"&f.stratum={n}" for n in range(61)),
        "筛选要选一至60个取值",
        "a filter takes one to 60 values",
    ),
    ("/build?" + "&".join(f"row=v{n}" for n in range(15)), "一共最多放 14 个变量", "they hold 14 variables"),
    ("/breakdown?by=sex&weights=vanished", "没有名为“vanished”的权数", "There are no weights called"),
)
TOTALS = (
    ("1 -5\n2 1595", "总体数不能是负数", "has a total below zero"),
    ("1 0\n2 1595", "总体数为零，却有有效答卷", "the total is zero, yet there are valid answers"),
    ("1\n2 1595", "没有看到类别和数", "has no category and number"),
    ("2 1595", "但没有它们的总体数", "no total"),
    ("1 61%\n2 49%", "各类占比合计 110.0%", "The shares make 110.0%"),
    ("1 61%\n2 1595", "占比和人数混在一起", "stand side by side"),
    ("1 99999999999999\n2 1595", "总体数太大", "too large for persons"),
)
#: What else a form of weights can ask for that goes unused or cannot be: its fields, and the words of both languages.
RAKED = {"margin": "sex", "totals-sex": "1 1900\n2 1595", "step": "look"}
ASKED = (
    ({"low": "0.5"}, "所选的方法却不用界限", "the method chosen has none"),
    ({"high": "2", "method": "linear"}, "所选的方法却不用界限", "the method chosen has none"),
    ({"method": "bounded"}, "所选的方法要有调整系数的界限", "needs bounds"),
    ({"method": "logit", "low": "0.5"}, "logit 两个都填", "logit both"),
    ({"trim_low": "0.2"}, "却选了不截尾", "no trimming is chosen"),
)
FILES = (
    ("category,total\n1,\n2,1595\n", "没有填总体数", "has no total"),
    ("category,total\n1,-5\n2,1595\n", "总体数不能是负数", "has a total below zero"),
    ("category,total\n1,nan\n2,1595\n", "总体数不是数", "is no number of persons"),
    ("category,total\n1,5\n1,6\n", "这个类别填了两次", "is given twice"),
)
#: A text that is called a workbook.
CALLED = (("totals.xlsx", "这个 XLSX 文件打不开", "This XLSX file cannot be opened"),)
#: Totals that no weights above zero meet where sexes and strata are added up.
CONTRARY = {"totals-sex": "1 3490\n2 5", "totals-stratum": "1 3400\n2 25\n3 25\n4 25\n6 20"}


@pytest.fixture
def analyst(store, hire, give_role, desk_of):
    """A survey of 120 valid answers to the small questionnaire, and its analyst's browser."""
    made = analysed_survey(store, 120, questionnaire=small())
    person = hire("analyst")
    give_role(made.id, person, "analyst")
    return desk_of(person)


def said(response) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]+>", " ", response.text)))


def unsaid(analyst, asked) -> list[tuple[str, str]]:
    """Which of the words are missing; ``asked`` are pairs of a request and its words in both languages."""
    found = []
    for language, place in (("zh-CN", 0), ("en", 1)):
        analyst.set_cookie(COOKIE, language)
        for name, send, words in asked:
            response = send()
            if response.status_code not in (409, 422) or words[place] not in said(response):
                found.append((f"{response.status_code} {name[:80]}", words[place]))
    return found


def test_what_the_data_have_not_is_named_with_the_way_out(analyst):
    asked = [(address, lambda at=address: analyst.get(AT + at), words) for address, *words in ADDRESSES]
    assert unsaid(analyst, asked) == []


def test_what_is_left_of_an_address_stays_chosen(analyst):
    page = analyst.get(f"{AT}/breakdown?by=vanished&by=stratum&question=sex").text
    assert re.search(r'<option value="stratum" selected>', page)
    assert re.search(r'<option value="sex" selected>', page)


def test_totals_that_cannot_be_are_said_at_their_line(analyst, store):
    new = f"{AT}/weights/new?margin=sex"

    def typed(lines):
        return analyst.submit(new, {"margin": "sex", "totals-sex": lines, "step": "look"})

    def filed(text, name="totals.csv"):
        file = (io.BytesIO(text.encode()), name)
        return analyst.submit(new, {"margin": "sex", "file": file, "step": "look"})

    asked = [(lines, lambda lines=lines: typed(lines), words) for lines, *words in TOTALS]
    asked += [(text, lambda text=text: filed(text), words) for text, *words in FILES]
    asked += [
        (str(more), lambda more=more: analyst.submit(new, {**RAKED, **more}), words) for more, *words in ASKED
    ]
    asked += [
        (name, lambda name=name: filed("category,total\n1,5\n", name), words) for name, *words in CALLED
    ]
    assert unsaid(analyst, asked) == []
    with store.reading() as session:
        assert session.scalars(sa.select(WeightSet)).all() == []


def test_a_calibration_to_weights_below_zero_is_refused_with_another_method(analyst, store):
    new, fields = f"{AT}/weights/new?margin=sex&margin=stratum", {"margin": ["sex", "stratum"], **CONTRARY}
    for step in ("look", "save"):
        more = {"name": "contrary", "label": "x", "method": "linear", "step": step}
        refused = analyst.submit(new, {**fields, **more})
        assert refused.status_code == 422
        assert "权数成了零或负数" in refused.text
        assert 'href="#method"' in refused.text
    raked = analyst.submit(new, {**fields, "method": "raking", "step": "look"})
    assert raked.status_code == 200
    with store.reading() as session:
        assert session.scalars(sa.select(WeightSet)).all() == []


def test_full_shelves_take_no_more_and_say_so(analyst):
    held = "&".join(f"row=v{n}" for n in range(14))
    kept = analyst.get(f"{AT}/build?{held}&do=col:sex", follow_redirects=True)
    assert "一共最多放 14 个变量" in kept.text
    assert kept.request.args.getlist("row") == [f"v{n}" for n in range(14)]
    assert "col" not in kept.request.args


def test_a_form_that_fits_no_more_leaves_the_table_and_says_so(analyst):
    for address in ("/breakdown?by=stratum&form=map", "/build?row=stratum&form=map"):
        page = analyst.get(AT + address)
        assert page.status_code == 200
        assert "现在不能画成“地图”" in page.text
        assert re.search(r'<img src="[^"]*chart\.png', page.text)
    assert "现在不能画成" not in analyst.get(f"{AT}/breakdown?by=stratum").text


def test_pages_that_are_not_there_speak_to_staff_as_staff(analyst):
    for address, words in (("/results/nothing", "全部调查"), ("/weights/vanished", "全部调查")):
        page = said(analyst.get(AT + address))
        assert words in page
        assert "填答码" not in page
    refused = analyst.get(f"{AT}/report/changes")
    assert refused.status_code == 409
    assert f'href="{AT}/"' in refused.text


def test_a_question_nobody_answered_has_a_sentence_in_place_of_an_empty_table_and_chart(analyst, store):
    with store.writing() as session:
        for one in session.scalars(sa.select(Submission)):
            nobody = {name: 0 for name in one.record["values"] if name.startswith("act_")}
            one.record = {"values": {**one.record["values"], **nobody, "topic": {"missing": "left_out"}}}
    for language, words in (
        ("zh-CN", "没有人选这道题的任何一项"),
        ("en", "Nobody among them chose any option"),
    ):
        analyst.set_cookie(COOKIE, language)
        for address in ("/build?row=act&col=stratum", "/build?col=act", "/breakdown?by=stratum&question=act"):
            page = analyst.get(AT + address)
            assert (page.status_code, words in said(page)) == (200, True), address
            assert "chart.png" not in page.text
            assert not re.search(r"<tbody>\s*</tbody>", page.text)
    counted = analyst.get(f"{AT}/frequencies").text.partition('id="q-act"')[2].partition("<section")[0]
    assert "No chart here: nobody answered" in counted
    crossed = analyst.get(
        f"{AT}/breakdown?by=sex&question=act"
    )  # one sex is few, and no option can carry that
    assert (crossed.status_code, crossed.text.count("hidden-mark") > 0) == (200, True)


def test_a_page_past_the_last_is_the_last(analyst):
    page = analyst.get(f"{AT}/breakdown?by=stratum&page=900").text
    assert "920" in page
    assert re.search(r"<tbody>\s*<tr", page)


def test_links_between_pages_keep_every_value_of_the_address(app):
    from survey.web.listing import Listing

    with app.test_request_context("/breakdown?by=sector&by=title6&page=3"):
        assert Listing((), "").at(2) == "/breakdown?by=sector&by=title6&page=2"


def test_what_the_analysis_refuses_is_said_wherever_it_was_asked(app):
    words = Text(zh="权数缺失", en="Weights are missing")
    with app.test_request_context("/staff/county/frequencies"):
        response = app.handle_user_exception(ReportError("dataset.weight", "weight", words, words))
    assert response.status_code == 409
    assert "权数缺失" in response.get_data(as_text=True)


def test_without_an_answer_every_door_says_why_and_what_to_do(analyst, store):
    with store.writing() as session:
        session.execute(sa.update(Response).values(outcome="invalid"))
        held = surveys.named(store, "county", at=NOW).id
    assert savedtables.listed(store, held) == []
    for way in (
        "/results", "/breakdown?by=sex", "/frequencies", "/build?row=sex", "/regression?outcome=hours&by=sex", "/trends",
        "/weights", "/weights/new", "/tables", "/report",
    ):  # fmt: skip
        response = analyst.get(AT + way)
        assert response.status_code in (200, 409), way
        assert "还没有有效答卷" in said(response) or "没有有效" in said(response), way
    for way in (
        "/chart.png?by=sex",
        "/table.csv?by=sex",
        "/regression.csv?outcome=hours&by=sex",
        "/tables.xlsx",
    ):
        response = analyst.get(AT + way)
        assert response.status_code == 409, way
        assert "没有有效" in said(response), way
