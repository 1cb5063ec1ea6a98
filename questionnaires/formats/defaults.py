"""A questionnaire as a survey would take it by default, for files that show what is asked."""

from __future__ import annotations

from questionnaires.codelists import UnknownListError
from questionnaires.formats.carried import Fate, Note
from questionnaires.model import Questionnaire
from questionnaires.settings import SettingError, configure
from questionnaires.text import Text


def as_taken(questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire with its settings at their defaults and its shared lists filled in.

    One that cannot be configured, because a setting or a list is missing, is given as it is.
    """
    try:
        return configure(questionnaire)
    except (SettingError, UnknownListError):
        return questionnaire


def not_taken(questionnaire: Questionnaire) -> tuple[Note, ...]:
    """What a file made of :func:`as_taken` does not show, because a setting is off by default."""
    taken = as_taken(questionnaire)
    off = [setting for setting in questionnaire.settings if not setting.default]
    gone = len(questionnaire.questions) - len(taken.questions)
    if not off or taken == questionnaire:
        return ()
    names = {
        language: "、".join(f"“{setting.label.say(language) or setting.name}”" for setting in off)
        for language in ("zh-CN", "en")
    }
    what = Text(
        zh=f"设置{names['zh-CN']}没有打开：只有打开时才有的 {gone} 题和选项没有写出。",
        en=f"Off by default: {names['en']}. The {gone} questions, and options, that are there only with it were left out.",
    )
    remedy = Text(
        zh="要写出它们，请放进一次调查，打开设置，再从那里导出。",
        en="To write them, take it into a survey, switch the setting on and export from there.",
    )
    return (Note(Fate.LEFT_OUT, "settings_off", "questionnaire/settings", what, remedy),)
