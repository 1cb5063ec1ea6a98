"""A questionnaire as one survey takes it: core or extended, with its lists filled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from questionnaires.codelists import resolve
from questionnaires.kinds import answer_fields
from questionnaires.model import Ending, Matrix, Option, Page, Question, Questionnaire, Row, Split
from questionnaires.text import Text

P = TypeVar("P", Page, Question, Option, Row)


class SettingError(ValueError):
    """A setting that the questionnaire does not have, or one that leaves nothing to ask.

    ``code`` is ``unknown_setting`` or ``nothing_left``, ``place`` where it stands;
    ``reason`` and ``remedy`` are for the person who chose it.
    """

    def __init__(self, code: str, place: str, reason: Text, remedy: Text) -> None:
        super().__init__(f"{place}: {reason.say('en')}")
        self.code = code
        self.place = place
        self.reason = reason
        self.remedy = remedy


def configure(questionnaire: Questionnaire, settings: Mapping[str, bool] | None = None) -> Questionnaire:
    """The questionnaire without the parts whose ``only`` setting is off, and without settings.

    A setting that is not given has its default. Shared lists are filled with their
    entries. What ``complete_when`` and the endings name and is no longer there is dropped;
    a rule that names it finds it empty.

    Raises:
        SettingError: for a setting that the questionnaire does not declare, given or in an
            ``only``, and where no page is left.
        questionnaires.codelists.UnknownListError: for a shared list that does not exist.
    """
    chosen = {setting.name: setting.default for setting in questionnaire.settings}
    for name, value in (settings or {}).items():
        if name not in chosen:
            raise _unknown(name, "settings", chosen)
        chosen[name] = value
    pages = tuple(
        found for page in _kept(questionnaire.pages, chosen, "") if (found := _page(page, chosen)) is not None
    )
    if not pages:
        raise SettingError(
            "nothing_left",
            "settings",
            Text(zh="按这些设置，问卷里一道题也没有了。", en="With these settings nothing is left to ask."),
            Text(zh="打开至少一项设置。", en="Switch on at least one setting."),
        )
    kept = {question.name for page in pages for question in page.questions}
    filled = resolve(questionnaire)
    content = {name: getattr(filled, name) for name in type(filled).model_fields}
    content["settings"] = ()
    content["pages"] = tuple(_asking_only(page, kept) for page in pages)
    if questionnaire.complete_when:
        dropped = _fields(questionnaire) - _fields(Questionnaire(**content))
        content["complete_when"] = tuple(name for name in questionnaire.complete_when if name not in dropped)
    # A new object and not model_copy, which would carry over what the old one had worked out.
    return Questionnaire(**content)


def _page(page: Page, chosen: Mapping[str, bool]) -> Page | None:
    place = f"page:{page.name}"
    questions = tuple(_question(question, chosen) for question in _kept(page.questions, chosen, place))
    return page.model_copy(update={"questions": questions, "only": None}) if questions else None


def _question(question: Question, chosen: Mapping[str, bool]) -> Question:
    place = f"question:{question.name}"
    update: dict[str, object] = {"only": None}
    options: tuple[Option, ...] = getattr(question, "options", ())
    parts: tuple[Option | Row, ...] = (*options, *getattr(question, "rows", ()))
    if question.only is None and all(part.only is None for part in parts):
        return question
    if options:
        update["options"] = tuple(
            option.model_copy(update={"only": None}) for option in _kept(options, chosen, place)
        )
    if isinstance(question, Matrix | Split):
        update["rows"] = tuple(
            row.model_copy(update={"only": None}) for row in _kept(question.rows, chosen, place)
        )
    return question.model_copy(update=update)


def _kept(parts: tuple[P, ...], chosen: Mapping[str, bool], place: str) -> tuple[P, ...]:
    for part in parts:
        if part.only is not None and part.only not in chosen:
            raise _unknown(part.only, place or f"page:{getattr(part, 'name', '')}", chosen)
    return tuple(part for part in parts if part.only is None or chosen[part.only])


def _asking_only(page: Page, kept: set[str]) -> Page:
    endings: tuple[Ending, ...] = tuple(
        ending.model_copy(update={"ask": tuple(name for name in ending.ask if name in kept)})
        for ending in page.endings
    )
    return page.model_copy(update={"endings": endings})


def _fields(questionnaire: Questionnaire) -> set[str]:
    return {
        field.name for question in questionnaire.questions for field in answer_fields(question, questionnaire)
    }


def _unknown(name: str, place: str, chosen: Mapping[str, bool]) -> SettingError:
    known = "、".join(chosen) or "—"
    return SettingError(
        "unknown_setting",
        place,
        Text(zh=f"问卷没有名为 {name} 的设置。", en=f"The questionnaire has no setting {name}."),
        Text(zh=f"改用已有的设置（{known}），或先加上它。", en=f"Use one of: {known}; or declare it first."),
    )
