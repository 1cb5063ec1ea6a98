"""Printing a questionnaire in the text form of 问卷星, and reading it back."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires import library
from questionnaires.formats.carried import Fate
from questionnaires.formats.wenjuanxing import read, write
from questionnaires.library import names, source
from questionnaires.model import Questionnaire
from questionnaires.settings import configure

WORDS = st.lists(
    st.sampled_from("工作单位学历培训科研经费设备团队成果农业医院教师"), min_size=2, max_size=8
).map("".join)
ZH = "zh-CN"


def labels(question):
    parts = (*getattr(question, "options", ()), *getattr(question, "rows", ()))
    return [part.label.say(ZH) for part in parts]


def text(words):
    return {ZH: words}


def coded(labels):
    return [{"code": str(number), "label": text(label)} for number, label in enumerate(labels, start=1)]


LABELS = st.lists(WORDS, min_size=2, max_size=6, unique=True)


def body(draw):
    """What the text form can say of a question, besides its name and words."""
    kind = draw(
        st.sampled_from(
            ["single", "multiple", "ranking", "scale", "matrix", "split", "text", "number", "date"]
        )
    )
    found = {"kind": kind}
    if kind in ("single", "multiple", "ranking", "matrix"):
        found["options"] = coded(draw(LABELS))
    if kind == "single" and draw(st.booleans()):
        found["appearance"] = "dropdown"
    if kind in ("single", "multiple", "ranking") and draw(st.booleans()):
        found["options"][-1] |= {"label": text("其他"), "write_in": True}
    if kind in ("multiple", "ranking"):
        found |= _bounds(draw, len(found["options"]), ranking=kind == "ranking")
    if kind in ("matrix", "split"):
        found |= _rows(draw, kind)
    if kind == "scale":
        found["least"] = draw(st.integers(0, 1))
        found["most"] = draw(st.integers(3, 10))
        if draw(st.booleans()):
            found |= {"low_label": text("很差"), "high_label": text("很好")}
    return found | _written(draw, kind)


def _rows(draw, kind):
    found = {"rows": [{"name": "row", "label": text(label)} for label in draw(LABELS)]}
    if kind == "matrix":
        return found | {"scale": draw(st.booleans())}
    return found | ({"total": 10, "unit": text("分")} if draw(st.booleans()) else {"unit": text("%")})


def _written(draw, kind):
    if kind == "text":
        return {"long": True, "limit": 1000} if draw(st.booleans()) else {}
    if kind == "number":
        return {"least": 0, "unit": text(draw(st.sampled_from(["岁", "元", "人", "次"])))}
    return {"precision": draw(st.sampled_from(["day", "month"]))} if kind == "date" else {}


def _bounds(draw, count, *, ranking):
    least = draw(st.integers(1 if ranking else 0, count))
    most = draw(
        st.one_of(st.just(None) if not ranking else st.just(count), st.integers(max(least, 2), max(count, 2)))
    )
    found = {"least": least, "most": most} if most else {"least": least}
    whole = ranking and least == most == count
    if least and least == most:
        hint = "" if whole else f"请选 {most} 项。"
    elif least > (1 if ranking else 0) and most:
        hint = f"选 {least} 到 {most} 项。"
    elif most:
        hint = f"最多选 {most} 项。"
    else:
        hint = f"至少选 {least} 项。" if least else ""
    return found | ({"hint": text(hint)} if hint else {})


def whole(draw):
    """Questionnaires of which the text form can say all."""
    pages, number = [], 0
    for place in range(1, draw(st.integers(1, 3)) + 1):
        questions: list[dict[str, Any]] = []
        page = {"name": f"page_{place}", "questions": questions}
        if draw(st.booleans()):
            page["title"] = text(draw(WORDS))
        if draw(st.booleans()):
            page["intro"] = text(draw(WORDS))
        for at in range(draw(st.integers(1, 4))):
            number += 1
            own = body(draw)
            question = {"name": f"q{number}", "number": str(number), "label": text(draw(WORDS)), **own}
            question["required"] = draw(st.booleans())
            for row_number, row in enumerate(question.get("rows", []), start=1):
                row["name"] = f"q{number}_{row_number}"
            questions.append(question)
            if at and draw(st.integers(0, 5)) == 0:
                note = {"kind": "note", "name": f"note{number}", "label": text(draw(WORDS))}
                questions.insert(at, note)
        pages.append(page)
    document = {"name": "whole", "title": text(draw(WORDS)), "pages": pages}
    if draw(st.booleans()):
        document["introduction"] = text(draw(WORDS))
    return Questionnaire.model_validate(document)


def nameless(questionnaire):
    """Without the names of notes, which the text form has no place for."""
    document = questionnaire.model_dump(mode="json", exclude_defaults=True)
    for page in document["pages"]:
        for question in page["questions"]:
            if question["kind"] == "note":
                del question["name"]
    return document


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(st.data())
def test_what_the_text_form_can_say_comes_back_equal(data):
    questionnaire = whole(data.draw)
    written = write(questionnaire).content
    assert nameless(read(written, name="whole").questionnaire) == nameless(questionnaire)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(st.data())
def test_writing_what_was_read_changes_nothing(data):
    questionnaire = whole(data.draw)
    written = write(questionnaire).content
    assert write(read(written, name="whole").questionnaire).content == written


def test_the_text_is_that_of_the_grammar():
    questionnaire = read(
        "满意度\n说明一句\n\n1. 部门[下拉框]\n甲\n乙\n\n2. 满意吗[矩阵量表题]（选填）\n行：\n- 内容\n- 收入\n列：\n- 差\n- 好\n\n"
        "=== 分页 ===\n\n3. 打分[量表题]\n1~5\n".encode(),
        name="x",
    ).questionnaire
    assert write(questionnaire).content.decode() == (
        "满意度\n\n说明一句\n\n1. 部门[下拉框]\n甲\n乙\n\n2. 满意吗[矩阵量表题]（选填）\n行：\n- 内容\n- 收入\n列：\n- 差\n- 好\n\n"
        "=== 分页 ===\n\n3. 打分[量表题]\n1~5\n"
    )


@pytest.mark.parametrize("name", names())
def test_shipped_questionnaires_are_written_and_read_back_question_by_question(name):
    questionnaire = configure(source(name))
    written = write(questionnaire)
    again = [one for one in read(written.content, name=name).questionnaire.questions if one.kind != "note"]
    asked = [one for one in questionnaire.questions if one.kind not in ("calculated", "note")]
    assert len(again) == len(asked)
    for came, went in zip(again, asked, strict=True):  # hints stand in brackets now; （可多选） became a hint
        assert came.label.say(ZH).startswith(went.label.say(ZH).split("（")[0])
        assert getattr(went, "list", None) or labels(came) == labels(went)
    said = " ".join(note.what.say(ZH) for note in written.notes)
    assert all(one.show in said for one in asked if one.show)


def test_what_the_form_has_no_word_for_is_noted():
    questionnaire = Questionnaire.model_validate(
        {
            "name": "notes",
            "title": {ZH: "问卷", "en": "Survey"},
            "languages": (ZH, "en"),
            "pages": [
                {
                    "name": "one",
                    "questions": [
                        {
                            "kind": "multiple",
                            "name": "act",
                            "number": "C1",
                            "label": {ZH: "做过", "en": "Done"},
                            "offers": ["refused"],
                            "options": [
                                {"code": "7", "label": {ZH: "甲", "en": "A"}},
                                {"code": "97", "label": {ZH: "都没有", "en": "None"}, "exclusive": True},
                            ],
                        },
                        {
                            "kind": "number",
                            "name": "age",
                            "label": {ZH: "年龄", "en": "Age"},
                            "show": "selected(${act}, '7')",
                            "most": 90,
                            "role": "age",
                            "checks": [
                                {"code": "old", "require": ". < 80", "message": {ZH: "太大", "en": "Too old"}}
                            ],
                        },
                        {"kind": "calculated", "name": "twice", "value": "${age} * 2"},
                    ],
                }
            ],
        }
    )
    written = write(questionnaire)
    assert {note.code for note in written.notes} == {
        "languages", "numbers", "offers", "codes", "exclusive", "rule", "number", "analysis", "check", "calculated",
        "not_shown",
    }  # fmt: skip
    (rule,) = [note for note in written.notes if note.code == "rule"]
    assert (rule.fate, rule.place) == (Fate.LEFT_OUT, "question:age")
    assert "selected(${act}, '7')" in rule.what["en"]
    assert "Done" not in written.content.decode()
    assert "1. Done" in write(questionnaire, "en").content.decode()


def test_the_language_written_is_named_with_those_that_are_not():
    both = Questionnaire.model_validate(
        {"name": "q", "title": {ZH: "问卷", "en": "Form"}, "languages": [ZH, "en"], "pages": []}
    )
    written = write(both, "en")
    assert written.content.decode() == "Form\n"
    (note,) = [one for one in written.notes if one.code != "not_shown"]
    assert note.what.say("en") == "The text is in one language, en; the questionnaire is also in zh-CN."
    fallen_back = write(both, "fr")
    assert fallen_back.content.decode() == "问卷\n"
    assert [note.code for note in fallen_back.notes] == ["language", "languages", "not_shown"]
    assert "fr" in fallen_back.notes[0].what.say("zh-CN")


def test_conditions_of_options_and_rows_units_and_steps_are_not_passed_over():
    written = write(
        Questionnaire.model_validate(
            {
                "name": "q",
                "title": {ZH: "问卷"},
                "lists": [
                    {"name": "towns", "levels": ["t"], "entries": [{"code": "1", "label": {ZH: "东镇"}}]}
                ],
                "pages": [
                    {
                        "name": "a",
                        "questions": [
                            {"kind": "number", "name": "n", "label": {ZH: "产量"}, "unit": {ZH: "标准箱"}},
                            {
                                "kind": "matrix",
                                "name": "m",
                                "label": {ZH: "满意吗"},
                                "rows": [{"name": "m_1", "label": {ZH: "收入"}, "show": "${n} > 1"}],
                                "options": [
                                    {"code": "1", "label": {ZH: "是"}, "show": "${n} > 2"},
                                    {"code": "2", "label": {ZH: "不适用"}, "missing": "not_applicable"},
                                ],
                            },
                            {
                                "kind": "cascade",
                                "name": "c",
                                "label": {ZH: "住哪"},
                                "list": "towns",
                                "levels": [{"name": "t", "label": {ZH: "乡镇"}}],
                                "write_in": True,
                            },
                        ],
                    }
                ],
            }
        )
    )
    told = {(note.code, note.place) for note in written.notes}
    assert told >= {
        ("rule", "question:m/row:m_1"),
        ("rule", "question:m/option:1"),
        ("unit", "question:n"),
        ("levels", "question:c"),
        ("analysis", "question:m"),
    }


def test_what_only_a_setting_brings_is_named_where_it_is_off():
    (note,) = [one for one in write(library.source("county_person")).notes if one.code == "settings_off"]
    assert note.fate is Fate.LEFT_OUT
    assert "扩展" in note.what.say("zh-CN")
    assert not [one for one in write(library.load("county_person")).notes if one.code == "settings_off"]


def test_a_questionnaire_without_a_question_is_written_with_its_title():
    empty = Questionnaire.model_validate(
        {"name": "q", "title": {ZH: "空问卷"}, "languages": [ZH], "pages": []}
    )
    assert write(empty).content.decode() == "空问卷\n"
