"""What the designer's script says, and the words for kinds, roles and privacy, as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from questionnaires.editing.blank import KIND_WORDS, LEVEL
from survey.web.design.words_of_forms import kind_words, part_words, question_words
from survey.web.design.words_of_frame import bar_words, panel_words
from survey.web.design.words_of_rules import check_words, rule_words
from survey.web.language import LANGUAGES, current_language


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
        },
        "kinds": [
            {"name": name, "label": label.say(language), "about": about[name]}
            for name, label in KIND_WORDS.items()
        ],
        "roles": _named(_roles()),
        "privacies": _named(_privacies()),
        "missing": _named(_missing()),
        "languages": LANGUAGES,
        "levels": dict(LEVEL),
    }
    return json.dumps(found, ensure_ascii=False)


def _named(words: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "label": label} for name, label in words.items()]


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


def _roles() -> dict[str, str]:
    """What a question can mean to the analysis: questionnaires.model.Role."""
    return {
        "sex": _("性别"),
        "birth": _("出生年月"),
        "age": pgettext("designer", "年龄"),
        "education": _("学历"),
        "degree": _("学位"),
        "field": _("专业领域"),
        "political": _("政治面貌"),
        "occupation": _("职业"),
        "title": _("职称级别"),
        "title_series": _("职称系列"),
        "industry": _("行业"),
        "sector": _("单位所有制或部门"),
        "town": _("乡镇、街道"),
        "unit_type": pgettext("designer", "单位类型"),
        "unit": _("工作单位"),
        "suggestion": pgettext("designer", "意见建议"),
        "suggestion_topic": _("意见建议的主题"),
        "suggestion_consent": _("意见建议可否转交"),
    }


def _privacies() -> dict[str, str]:
    """How far an answer may point at a person: questionnaires.model.Privacy."""
    return {
        "plain": _("一般"),
        "quasi_identifying": _("间接可识别（如年龄、职称）"),
        "sensitive": _("敏感"),
        "identifying": _("直接可识别（如姓名、电话）"),
    }


def _missing() -> dict[str, str]:
    """Why an option may count as missing."""
    return {
        "refused": _("不愿回答"),
        "unknown": _("不知道"),
        "not_applicable": _("不适用"),
    }
