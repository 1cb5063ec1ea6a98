"""A questionnaire as one survey takes it."""

from __future__ import annotations

import pytest

from questionnaires.interview import Interview
from questionnaires.settings import SettingError, configure
from tests.questionnaires.kinds.tiny import START, ask, form, interview, option, page, row, text

SETTING = {"name": "extended", "label": text("扩展版"), "default": False}
FORM = form(
    page(
        "a",
        ask("single", "q", options=[option("1"), option("2", only="extended")]),
        ask("matrix", "m", rows=[row("m_1"), row("m_2", only="extended")], options=[option("1")]),
        ask("text", "t", only="extended"),
        endings=[
            {
                "when": "false()",
                "reason": "r",
                "outcome": "refused",
                "message": text("谢谢"),
                "ask": ["q", "t", "u"],
            }
        ],
    ),
    page("b", ask("text", "u", only="extended")),
    page("c", ask("text", "v"), only="extended"),
    settings=[SETTING],
    complete_when=["q", "t", "m_2", "m_1"],
)


def test_parts_of_a_setting_that_is_off_are_dropped():
    core = configure(FORM)
    assert [question.name for question in core.questions] == ["q", "m"]
    assert list(interview(core).record().values) == ["q", "m_1"]
    assert core.settings == ()
    assert core.complete_when == ("q", "m_1")
    assert core.pages[0].endings[0].ask == ("q",)


def test_parts_of_a_setting_that_is_on_are_kept():
    extended = configure(FORM, {"extended": True})
    assert [question.name for question in extended.questions] == ["q", "m", "t", "u", "v"]
    assert list(interview(extended).record().values) == ["q", "m_1", "m_2", "t", "u", "v"]
    assert configure(extended) == extended
    assert configure(FORM, {"extended": False}) == configure(FORM)


def test_what_was_worked_out_for_the_whole_does_not_linger():
    assert len(FORM.questions) == 5
    assert "t" not in configure(FORM).question_by_name


@pytest.mark.parametrize(
    ("questionnaire", "settings", "place"),
    [
        (FORM, {"short": True}, "settings"),
        (form(page("a", ask("text", "t", only="short"), ask("text", "u"))), {}, "page:a"),
        (form(page("a", ask("text", "t"), only="short")), {}, "page:a"),
    ],
)
def test_an_unknown_setting_is_refused_with_its_place(questionnaire, settings, place):
    with pytest.raises(SettingError) as refused:
        configure(questionnaire, settings)
    assert (refused.value.code, refused.value.place) == ("unknown_setting", place)
    assert refused.value.remedy.say("zh-CN")


def test_settings_that_leave_nothing_are_refused():
    with pytest.raises(SettingError, match="nothing is left"):
        configure(form(page("a", ask("text", "t"), only="extended"), settings=[SETTING]))


def test_a_shared_list_is_filled():
    listed = {"name": "levels", "shared": "gbt12407"}
    questionnaire = form(page("a", ask("single", "q", list="levels")), lists=[listed])
    filled = configure(questionnaire)
    assert filled.lists[0].shared is None
    look = Interview(filled, {}, start=START)
    assert look.shown_options(filled.questions[0])
