"""The filter of the list of responses, as the address has it and in words."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort
from flask_babel import gettext as _

from questionnaires.model import Questionnaire
from survey.services.modes import mode_label
from survey.services.outcomes import BY_NAME
from survey.services.quality import flag_label
from survey.services.review import ResponseFilter
from survey.web.language import say
from survey.web.listing import asked


def asked_filter() -> ResponseFilter:
    """The filter of the address; 400 where it names what there is not."""
    outcome = asked("outcome") or None
    if outcome is not None and outcome not in BY_NAME:
        abort(400)
    return ResponseFilter(outcome, asked("mode") or None, asked("stratum") or None, asked("flag", 64) or None)


def in_words(
    wanted: ResponseFilter, questionnaire: Questionnaire | None, labels: Mapping[str, str] | None = None
) -> list[str]:
    """What a filter lets through, each part in words."""
    words = []
    if wanted.outcome:
        words.append(_("结果为“%(outcome)s”", outcome=say(BY_NAME[wanted.outcome].label)))
    if wanted.stratum:
        words.append(_("层为“%(stratum)s”", stratum=(labels or {}).get(wanted.stratum, wanted.stratum)))
    if wanted.mode:
        words.append(_("方式为“%(mode)s”", mode=mode_in_words(wanted.mode)))
    if wanted.flag == "none":
        words.append(_("没有质量标记"))
    elif wanted.flag == "any":
        words.append(_("有质量标记"))
    elif wanted.flag:
        words.append(_("标记为“%(flag)s”", flag=say(flag_label(wanted.flag, questionnaire))))
    return words


def mode_in_words(mode: str) -> str:
    """A mode in the language of this request."""
    return say(mode_label(mode))


def as_arguments(wanted: ResponseFilter) -> dict[str, str]:
    """A filter as arguments of an address."""
    parts = {
        "outcome": wanted.outcome,
        "mode": wanted.mode,
        "stratum": wanted.stratum,
        "flag": wanted.flag,
    }
    return {name: value for name, value in parts.items() if value}
