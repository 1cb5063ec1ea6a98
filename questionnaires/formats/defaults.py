"""A questionnaire as a survey would take it by default, for files that show what is asked."""

from __future__ import annotations

from questionnaires.codelists import UnknownListError
from questionnaires.model import Questionnaire
from questionnaires.settings import SettingError, configure


def as_taken(questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire with its settings at their defaults and its shared lists filled in.

    One that cannot be configured, because a setting or a list is missing, is given as it is.
    """
    try:
        return configure(questionnaire)
    except (SettingError, UnknownListError):
        return questionnaire
