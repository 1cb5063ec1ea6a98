"""The page of models: a plain form, the model that follows from the outcome, refusals in words."""

from __future__ import annotations

import csv
import io
from urllib.parse import urlencode

import pytest

from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import analysed_survey

pytestmark = only_sqlite


@pytest.fixture
def desk(store, hire, desk_of):
    """The county questionnaire answered by 240, and the administrator's browser."""
    analysed_survey(store, 240)
    return desk_of(hire("root", is_administrator=True))


def asked(*by, kind="", **more):
    query = urlencode([*more.items(), *(("by", one) for one in by)])
    return f"/staff/county/regression{kind and '.' + kind}?{query}"


def test_the_model_follows_from_the_outcome_and_says_what_it_supports(desk):
    assert "看一个例子" in desk.get("/staff/county/regression").text
    page = desk.get(asked("title4", outcome="age"))
    assert page.status_code == 200
    for words in ("线性回归", "份答卷参加计算", "设计自由度", "不能据此说哪个是原因", "对照：高级"):
        assert words in page.text
    assert "优势比" not in page.text
    assert "<script" not in page.text.replace("<script src", "")
    assert "style=" not in page.text
    other = desk.get(asked("title4", outcome="age", of="age", against="title4=none")).text
    assert "对照：高级" not in other
    # What was chosen for one outcome is not held against another.
    page = desk.get(asked("title4", outcome="job_all", of="age", against="title4=nothing", part="9"))
    assert page.status_code == 200
    page = desk.get(asked("age", outcome="job_all", part="4"))
    assert "逻辑回归" in page.text
    assert "优势比" in page.text


def test_what_cannot_be_explained_is_said_in_words(desk):
    waits = desk.get(asked("title4", outcome="move"))
    assert waits.status_code == 422
    assert "请选一个选项或一行" in waits.text
    assert 'name="part"' in waits.text
    for by, words in ((("age3", "age5"), "每个特征请只选一种分组"), (("hours",), "既是因变量又是自变量")):
        refused = desk.get(asked(*by, outcome="hours"))
        assert refused.status_code == 422
        assert words in refused.text
    for predictor, outcome in (("nothing", "hours"), ("sex", "nothing")):
        refused = desk.get(asked(predictor, outcome=outcome))
        assert refused.status_code == 422
        assert "数据中没有这些变量：nothing" in refused.text
    assert desk.get(asked("sex", outcome="hours", against="sex")).status_code == 400


def test_chart_and_table_are_files_and_the_page_is_complete_in_english(desk):
    assert desk.get(asked("hours", kind="png", outcome="age")).mimetype == "image/png"
    table = desk.get(asked("hours", kind="csv", outcome="age", language="en"))
    rows = list(csv.DictReader(io.StringIO(table.data.decode("utf-8-sig"))))
    assert [row["Predictor·code"] for row in rows] == ["(Intercept)", "hours"]
    assert float(rows[1]["coefficient·95 % low"]) < float(rows[1]["coefficient"])
    assert desk.get(asked(kind="csv", outcome="hours")).status_code == 404
    assert desk.get(asked("mode", kind="csv", outcome="hours")).status_code == 409
    desk.submit("/staff/county/regression", {"language": "en"}, action="/preferences")
    page = desk.get(asked("title4", outcome="age")).text
    main = page[page.index("<main") :]
    for words in (
        "Outcome: the question to explain",
        "against Senior",
        "neither name a cause",
        "Coefficient",
    ):
        assert words in main
    assert "自变量" not in main
