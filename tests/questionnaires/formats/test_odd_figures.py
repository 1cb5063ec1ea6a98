"""What only looks like a number, and numbers that nobody means, in files of strangers."""

from __future__ import annotations

import json
import math

import pytest

from questionnaires.formats import registry, yaml
from questionnaires.formats.error import FormatError
from questionnaires.formats.figures import figure, is_day, whole
from tests.questionnaires.formats import lime, qsf

ODD = [
    "²",
    "٣",
    "２０２０",
    "9" * 5000,
    "--1",
    "1-",
    "1e400",
    "1e9999999",
    "nan",
    "infinity",
    "1_0",
    "9999999999",
]
ATTRIBUTES = [
    ("S", "maximum_chars"), ("M", "min_answers"), ("M", "max_answers"), ("D", "date_min"), (":", "multiflexible_min"),
    ("N", "min_num_value_n"), ("K", "equals_num_value"), ("K", "max_num_value_n"),
]  # fmt: skip
ELEMENTS = [
    {"type": "text", "inputType": "date", "min": "?"},
    {"type": "text", "inputType": "number", "min": "?", "max": "?", "step": "?"},
    {"type": "comment", "maxLength": "?"},
    {"type": "checkbox", "choices": [1, 2], "maxSelectedChoices": "?"},
    {"type": "ranking", "choices": [1, 2], "minSelectedChoices": "?", "maxSelectedChoices": "?"},
    {"type": "rating", "rateMax": "?"},
    {"type": "rating", "rateCount": "?"},
]


def read(filename, content):
    """The first question made of a file; it must come over, for only a figure of it is odd."""
    _format, carried = registry.read(filename, content, name="trial")
    return carried.questionnaire.questions[0]


def bounds(question):
    values = [getattr(question, name, None) for name in ("least", "most", "limit", "total", "step")]
    return [value for value in values if value is not None]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(("kind", "attribute"), ATTRIBUTES)
def test_an_odd_figure_of_limesurvey_is_left_out_and_the_question_comes(kind, attribute, odd):
    rows = [lime.question("q1", kind), lime.sub("q1", "A"), lime.sub("q1", "X", scale=1)]
    question = read("a.lss", lime.lss(*rows, lime.attribute("q1", attribute, odd)))
    assert all(math.isfinite(bound) and abs(bound) <= 10_000_000_000 for bound in bounds(question))


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("element", ELEMENTS, ids=lambda element: "-".join(map(str, element.values())))
def test_an_odd_figure_of_surveyjs_is_left_out_and_the_question_comes(element, odd):
    filled = {key: odd if value == "?" else value for key, value in element.items()}
    content = json.dumps({"pages": [{"name": "p", "elements": [{"name": "q1", **filled}]}]}).encode()
    assert all(math.isfinite(bound) for bound in bounds(read("a.json", content)))


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_figure_of_qualtrics_is_left_out_and_the_question_comes(odd):
    files = [
        qsf.qsf(qsf.q(1, "MC", "MAVR", settings={"Type": "ChoiceRange", "MinChoices": odd}, **qsf.choices("a", "b"))),
        qsf.qsf(qsf.q(1, "MC", "SAVR", Choices=[{"Display": "a"}], ChoiceOrder=[odd])),
        qsf.qsf(qsf.q(1, "Slider", "STAR", Configuration={"StarCount": odd}, **qsf.choices("a"))),
        qsf.qsf(qsf.q(1, "Slider", "HSLIDER", Configuration={"CSSliderMax": odd, "NumDecimals": odd}, **qsf.choices("a"))),
        qsf.qsf(qsf.q(1, "MC", "SAVR", **qsf.choices("a", "b")), qsf.q(2, "TE", "SL", DisplayLogic={odd: {odd: {}}})),
    ]  # fmt: skip
    for content in files:
        assert all(math.isfinite(bound) for bound in bounds(read("a.qsf", content)))


@pytest.mark.parametrize(
    "question",
    [
        "{name: s, kind: ranking, label: {zh-CN: 排}, most: 100000000, options: [{code: '1', label: {zh-CN: 甲}}]}",
        "{name: s, kind: scale, label: {zh-CN: 打分}, most: 100000000}",
    ],
)
def test_more_ranks_or_points_than_memory_holds_are_refused_at_their_place(question):
    content = f"name: x\ntitle: {{zh-CN: x}}\npages: [{{name: a, questions: [{question}]}}]\n"
    with pytest.raises(FormatError) as refused:
        yaml.load(content)
    (finding,) = refused.value.findings
    assert (finding.code, finding.place) == ("less_than_equal", "pages[0].questions[0].most")
    assert "1000" in finding.remedy.say("zh-CN")


def test_a_rating_of_very_many_points_is_asked_as_a_number():
    content = json.dumps(
        {"pages": [{"elements": [{"type": "rating", "name": "r", "rateMax": 10**9}]}]}
    ).encode()
    assert read("a.json", content).kind == "number"
    stars = qsf.q(1, "Slider", "STAR", Configuration={"StarCount": 10**9}, **qsf.choices("a"))
    assert read("a.qsf", qsf.qsf(stars)).kind == "number"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("1.5", 1.5), (".5", 0.5), ("-2", -2), ("1e3", 1000), (7, 7), (True, None), (None, None), ([], None)],
)
def test_figures_are_read_as_people_write_them(written, read_as):
    assert figure(written) == read_as


def test_whole_numbers_and_days_are_read_as_people_write_them():
    assert [whole(one) for one in ("12", " 7 ", "-3", "1.0", "")] == [12, 7, -3, None, None]
    assert [is_day(one) for one in ("2026", "2026-05", "2026-05-31", "2026-5", "20260531")] == [True] * 3 + [
        False
    ] * 2
