"""Searching the question bank."""

from __future__ import annotations

import time
from datetime import date
from functools import cache

import pytest

from questionnaires import library
from questionnaires.formats.canonical import version_hash
from questionnaires.library.bank import MOST_FOUND, Bank, Shelf, Use, search
from questionnaires.model import Questionnaire
from questionnaires.text import Text
from tests.questionnaires.kinds.tiny import ask, form, options, page, text


def shelf(questionnaire, use=None):
    return Shelf(questionnaire, version_hash(questionnaire), use)


@cache
def shipped():
    return Bank(shelf(library.source(name)) for name in library.names())


def names(query="", *tags, bank=None, most=MOST_FOUND):
    return [one.question.name for one in search(bank or shipped(), query, tags, most).found]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("职称级别", "title_lv"),
        ("总的说，您对现在的工作", "job_all"),
        ("出生年月", "birth_ym"),
        ("Highest education", "edu"),
        ("highest EDUCATION", "edu"),
        ("ＡＧＥ", "age"),
        ("A9", "title_lv"),
        ("title_lv", "title_lv"),
        ("九三学社", "polit"),
        ("设备与实验", "sat"),
        ("民族", None),
        ("gbt4754", "ind"),
        ("国民经济行业", "ind"),
        ("4754-2017", "ind"),
        ("受委托种植作物", None),
        ("锻炼 次数", "exercise"),
        ("压力主要来源于哪里", "press_src"),
        ("qxnykxyjs", None),
    ],
)
def test_words_are_found_wherever_they_stand(query, name):
    found = names(query)
    assert found[:3] == [] if name is None else name in found[:3], found


def test_the_wording_of_a_question_comes_before_that_of_its_options():
    bank = Bank(
        [
            shelf(
                form(
                    page(
                        "a",
                        ask("single", "q1", options=[{"code": "1", "label": text("收入")}]),
                        {"kind": "number", "name": "q2", "label": text("您的年收入")},
                        {"kind": "number", "name": "q3", "label": text("收入")},
                    )
                )
            )
        ]
    )
    assert names("收入", bank=bank) == ["q3", "q2", "q1"]


def test_every_word_must_be_found():
    assert "exercise" in names("锻炼")
    assert names("锻炼 职称") == []


def test_tags_narrow_down_and_two_of_a_group_widen():
    ranking = names("", "kind:ranking", most=100)
    assert {"barr", "life", "need"} <= set(ranking)
    both = names("", "kind:ranking", "kind:split", most=100)
    assert {*ranking, "time"} == set(both)
    assert names("", "kind:ranking", "topic:生活") == ["life"]
    assert names("", "role:title") == ["title_lv"]
    assert set(names("", "list:gbt4754_2017")) == {"ind"}


def test_facets_count_what_was_found():
    results = search(shipped(), "职称")
    kinds = {facet.tag.name: facet.count for facet in results.facets if facet.tag.group == "kind"}
    assert sum(kinds.values()) == results.total
    for facet in results.facets:
        assert facet.tag.label["zh-CN"]
        assert search(shipped(), "职称", [facet.tag.name]).total == facet.count


def test_results_are_bounded_and_say_how_many_there_are():
    results = search(shipped())
    assert len(results.found) == MOST_FOUND
    assert results.total == len(shipped().questions) > 100


def test_a_question_used_in_several_surveys_stands_once_with_its_uses_latest_first():
    whole = library.load("county_person")
    uses = [
        Use("wave-1", Text(zh="第一轮"), date(2024, 5, 1)),
        Use("wave-2", Text(zh="第二轮"), date(2026, 5, 1)),
        Use("wave-1", Text(zh="第一轮"), date(2024, 6, 1)),
    ]
    other = whole.model_copy(update={"name": "county_again"})
    shelves = [
        shelf(library.source("county_person")),
        *(shelf(q, u) for q, u in zip([whole, other, whole], uses, strict=True)),
    ]
    bank = Bank(shelves)
    found = search(bank, "总的说，您对现在的工作").found
    job = [one for one in found if one.question.name == "job_all"]
    assert len(job) == 1
    assert [(use.survey, use.on) for use in job[0].uses] == [
        ("wave-2", date(2026, 5, 1)),
        ("wave-1", date(2024, 6, 1)),
    ]
    assert "job_all" in names("", "used:wave-2", bank=bank, most=100)
    assert bank.get(job[0].key) is job[0]


def test_another_wording_is_another_question():
    one = form(page("a", ask("single", "q", options=options("1", "2"))))
    other = Questionnaire.model_validate(
        {**one.model_dump(), "pages": [page("a", ask("single", "q", options=options("1", "2", "3")))]}
    )
    assert len(Bank([shelf(one), shelf(other)]).questions) == 2


def test_in_use_comes_first_where_nothing_is_searched_for():
    one = form(page("a", ask("text", "q1"), ask("text", "q2")))
    other = form(page("a", ask("text", "q2")), name="other")
    bank = Bank([shelf(one), shelf(other, Use("s", Text(zh="调查"), None))])
    assert names("", bank=bank) == ["q2", "q1"]


@pytest.mark.parametrize("query", ["", "   ", "*", "\\", "\x00", "%", "职" * 500, "${age}", "<script>", "😀"])
def test_any_query_is_answered(query):
    search(shipped(), query)


@pytest.mark.parametrize(
    "query",
    ["职称", "您对下列各方面是否满意", "工作压力大小如何评价才好呢各位同事" * 3, "nothing of the kind"],
)
def test_five_thousand_questions_are_searched_in_a_tenth_of_a_second(query):
    bank = large()
    assert len(bank.questions) > 5000
    begun = time.thread_time()
    search(bank, query)
    assert time.thread_time() - begun < 0.1


@cache
def large():
    shelves = []
    for number in range(90):
        whole = library.source("county_person")
        pages = tuple(
            one.model_copy(
                update={
                    "questions": tuple(
                        q.model_copy(update={"label": Text({k: f"{v}{number}" for k, v in q.label.items()})})
                        for q in one.questions
                    )
                }
            )
            for one in whole.pages
        )
        shelves.append(
            Shelf(
                Questionnaire(
                    **{name: getattr(whole, name) for name in Questionnaire.model_fields} | {"pages": pages}
                ),
                f"{number:064x}",
            )
        )
    return Bank(shelves)
