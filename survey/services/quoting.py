"""What the questionnaire says of its survey: nothing may be left blank while people answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from questionnaires.checks.quotations import facts_quoted
from questionnaires.model import Questionnaire
from questionnaires.text import Text
from survey.errors import Refusal

PREFIX = "survey_"
#: Facts that say something of themselves when nothing was filled in (nobody processes on behalf).
MAY_BE_EMPTY = frozenset({"processor"})
#: Days that the consent page promises; once they are over it cannot be shown any more.
PROMISED = ("link_destroyed_on", "answers_kept_until")
LABELS: Mapping[str, Text] = {
    "title": Text(zh="标题", en="Title"),
    "place": Text(zh="地区", en="Place"),
    "organiser": Text(zh="主办单位", en="Organiser"),
    "contact": Text(zh="联系人", en="Contact"),
    "phone": Text(zh="联系电话", en="Phone"),
    "processor": Text(zh="受托单位", en="Processor"),
    "selection": Text(zh="填答人怎样产生", en="How respondents are selected"),
    "reference_date": Text(zh="调查时点", en="Reference date"),
    "link_destroyed_on": Text(zh="对应表销毁日期", en="Link table destroyed on"),
    "answers_kept_until": Text(zh="答案保存到", en="Answers kept until"),
}
MOST_PLACES = 3


@dataclass(frozen=True)
class Quoted:
    """A fact that the questionnaire quotes: the field of the survey, its words, and where."""

    name: str
    label: Text
    places: tuple[Text, ...]

    @property
    def where(self) -> Text:
        """The first places and how many more there are."""
        shown, more = self.places[:MOST_PLACES], len(self.places) - MOST_PLACES
        zh = "、".join(place.say("zh-CN") for place in shown)
        en = ", ".join(place.say("en") for place in shown)
        if more > 0:
            return Text(zh=f"{zh}等 {len(self.places)} 处", en=f"{en} and {more} more")
        return Text(zh=zh, en=en)


def quoted_by(questionnaire: Questionnaire) -> list[Quoted]:
    """The facts that a questionnaire quotes, in the order of the facts."""
    found = []
    for fact, places in facts_quoted(questionnaire).items():
        name = fact.removeprefix(PREFIX)
        found.append(Quoted(name, LABELS[name], places))
    return found


def blanks(questionnaire: Questionnaire, facts: Any) -> list[Quoted]:
    """The quoted facts that ``facts`` (those of a survey, or its row) leaves empty."""
    return [
        one
        for one in quoted_by(questionnaire)
        if one.name not in MAY_BE_EMPTY and not getattr(facts, one.name)
    ]


def overdue(questionnaire: Questionnaire, facts: Any, at: datetime) -> list[Quoted]:
    """The quoted days that the survey promises and that are over in its zone."""
    today = at.astimezone(ZoneInfo(facts.time_zone)).date()
    quoted = {one.name: one for one in quoted_by(questionnaire)}
    return [quoted[name] for name in PROMISED if name in quoted and _is_over(getattr(facts, name), today)]


def _is_over(day: date | None, today: date) -> bool:
    return day is not None and day <= today


def left_blank(found: Iterable[Quoted]) -> list[Refusal]:
    """Each blank as a refusal at its field."""
    return [
        Refusal(
            "fact_missing",
            place=one.name,
            reason=Text(
                zh=f"“{one.label.say('zh-CN')}”没有填，问卷里引用了它（{one.where.say('zh-CN')}）",
                en=f"{one.label.say('en')} is empty, and the questionnaire quotes it ({one.where.say('en')})",
            ),
            remedy=Text(zh="请在“调查信息”里填写", en="Fill it in under Facts"),
        )
        for one in found
    ]


def run_out(found: Iterable[Quoted]) -> list[Refusal]:
    """Each promised day that is over as a refusal at its field."""
    return [
        Refusal(
            "fact_over",
            place=one.name,
            reason=Text(
                zh=f"“{one.label.say('zh-CN')}”已经过了，而问卷还在这样承诺（{one.where.say('zh-CN')}）",
                en=f"The day under {one.label.say('en')} is over, and the questionnaire still promises it"
                f" ({one.where.say('en')})",
            ),
            remedy=Text(zh="请在“调查信息”里改成以后的日期", en="Give a later day under Facts"),
        )
        for one in found
    ]
