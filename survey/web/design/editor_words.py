"""What the designer's script says, and the words for kinds, roles and privacy, as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from flask_babel import gettext as _

from questionnaires.editing.blank import BORN, KIND_WORDS, LEVEL
from questionnaires.kinds import MISSING_WORDS
from questionnaires.model import Missing
from questionnaires.text import Text
from questionnaires.vocabulary import PRIVACY_WORDS, ROLE_WORDS
from survey.web.design.words_of_counts import count_words
from survey.web.design.words_of_forms import kind_words, part_words, question_words
from survey.web.design.words_of_frame import bar_words, panel_words
from survey.web.design.words_of_rules import check_words, rule_words
from survey.web.language import LANGUAGES, current_language

#: What an option may count as, and what may be offered beside a question (but for the last).
MARKED = (Missing.REFUSED, Missing.UNKNOWN, Missing.NOT_APPLICABLE)


def editor_words() -> str:
    """What the script says, as JSON for an attribute of the page."""
    return _in_language(current_language())


@cache
def _in_language(language: str) -> str:
    """The words in ``language``, which is that of the request."""
    about = _kinds()
    found: dict[str, Any] = {
        "words": {
            **bar_words(),
            **panel_words(),
            **question_words(),
            **kind_words(),
            **part_words(),
            **rule_words(),
            **check_words(),
            **count_words(),
        },
        "kinds": [
            {"name": name, "label": label.say(language), "about": about[name]}
            for name, label in KIND_WORDS.items()
        ],
        "roles": _named(ROLE_WORDS, language),
        "privacies": _named(PRIVACY_WORDS, language),
        "missing": _named({one: MISSING_WORDS[one] for one in MARKED}, language),
        "languages": LANGUAGES,
        "levels": dict(LEVEL),
        "born": [words for one in BORN for words in one.values()],
    }
    return json.dumps(found, ensure_ascii=False)


def _named(words: Mapping[Any, Text], language: str) -> list[dict[str, str]]:
    return [{"name": name.value, "label": label.say(language)} for name, label in words.items()]


def _kinds() -> dict[str, str]:
    """What each kind is for, in a few words."""
    return {
        "single": _("从几项里选一项"),
        "multiple": _("可以选几项，能设排他和最多几项"),
        "matrix": _("几个方面用同一组选项评价，如满意度"),
        "scale": _("在两端之间打分，如 0–10 分"),
        "ranking": _("按重要程度选出前几项"),
        "number": _("填一个数，有单位和范围"),
        "split": _("把固定的总数（如 100）分给各部分"),
        "date": _("年、年月或年月日"),
        "text": _("写几个字，或一段话"),
        "cascade": _("一级一级选，如省、市、县"),
        "note": _("只显示一段话，不用回答"),
        "consent": _("读过声明，同意或不同意"),
        "calculated": _("由前面的回答算出来，不显示"),
    }
