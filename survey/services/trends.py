"""The waves of a survey side by side: which may be compared, what their questionnaires say, and the figures.

A wave is a survey that was made from another one (:mod:`survey.services.waves`). Questions are matched by what
:mod:`questionnaires.differences` says of the versions published last; nothing here writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Final, Literal

from questionnaires.differences import differences
from questionnaires.differences.comparing import renamed_questions
from questionnaires.differences.parts import recoded_options
from questionnaires.kinds import Column, Lists, columns
from questionnaires.model import Question, Questionnaire
from questionnaires.text import Text
from reports.charts.chart import Chart
from reports.charts.drawing import Provenance, choose, draw_spec
from reports.charts.spec import ChartSpec
from reports.charts.wording import alt_text
from reports.documents import sheets
from reports.trends import (
    Asked,
    Change,
    Earlier,
    Finding,
    Trend,
    Wave,
    changes,
    feature_trend,
    harmonise,
    question_trend,
    sentence,
)
from reports.trends.harmonised import Kind
from survey.errors import Refusal
from survey.services import grants, results, surveys
from survey.services.releases import Which
from survey.services.results import Analysis
from survey.services.surveys import Card
from survey.services.versions import questionnaire_of
from survey.store import versions as stored_versions
from survey.store.engine import Store

MOST_WAVES = 8
ROLES = frozenset({"analyst", "administrator"})
FEATURE: Final = "feature"
QUESTION: Final = "question"


@dataclass(frozen=True, eq=False)
class Member:
    """A wave that takes part: the survey, its data, the questionnaire published last."""

    card: Card
    analysis: Analysis
    questionnaire: Questionnaire


@dataclass(frozen=True)
class Wanted:
    """What is compared: a feature or a question by name, with what the analyst decided.

    ``accepted``: differently asked, yet taken for the same. ``into``: options joined with others, by code.
    """

    kind: Literal["feature", "question"]
    name: str
    accepted: bool = False
    into: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Choice:
    """Something that can be compared; ``question`` is the one whose wording decides, ``judged`` how it stands."""

    kind: Literal["feature", "question"]
    name: str
    label: Text
    judged: str


@dataclass(frozen=True)
class Told:
    """A difference as the page lists it: the wave, and what was judged."""

    wave: Text
    finding: Finding


@dataclass(frozen=True)
class Option:
    """An option that lacks in some wave, and may be joined with another."""

    code: str
    label: Text


@dataclass(frozen=True, eq=False)
class Compared:
    """What was made: the joined table, the changes, a sentence, and the differences that were judged."""

    trend: Trend
    changes: tuple[Change, ...]
    sentence: Text


class Comparison:
    """Chosen waves, the earliest first; labels are those of the latest."""

    def __init__(self, members: Sequence[Member]) -> None:
        self.members = tuple(members)
        self.labels = labels_of([one.card for one in members])

    @property
    def latest(self) -> Member:
        """The wave that wordings and options are taken from."""
        return self.members[-1]

    @property
    def provenance(self) -> Provenance:
        """What tables and charts say of where they come from: every wave with its data and its weights."""
        parts = {
            language: "; ".join(
                f"{self.labels[one.card.code].say(language)} {one.analysis.data_version[:8]} ({one.analysis.weights})"
                for one in self.members[:-1]
            )
            for language in ("zh-CN", "en")
        }
        title = self.latest.analysis.dataset.title
        named = Text(
            zh=f"{title.say('zh-CN')}（与 {parts['zh-CN']} 比较）",
            en=f"{title.say('en')} (compared with {parts['en']})",
        )
        simulated = any(one.analysis.is_simulated for one in self.members)
        return Provenance(named, self.latest.analysis.data_version, simulated, self.latest.analysis.weights)

    @property
    def bases(self) -> Text:
        """The valid answers of every wave, as charts say them."""
        said = [(self.labels[one.card.code], len(one.analysis.dataset)) for one in self.members]
        return Text(
            zh="，".join(f"{label.say('zh-CN')} n = {n:,}" for label, n in said),
            en=", ".join(f"{label.say('en')} n = {n:,}" for label, n in said),
        )

    @cached_property
    def _told(self) -> tuple[Mapping[str, tuple[Finding, ...]], ...]:
        """For each earlier wave what differs, by the name of the question in the latest."""
        found = []
        for one in self.members[:-1]:
            by_question: dict[str, list[Finding]] = {}
            for each in differences(one.questionnaire, self.latest.questionnaire):
                judged = Finding(each.consequence.value, each.was, each.now, each.why)
                for key in (each.question, f"{each.question}@{each.place}"):
                    by_question.setdefault(key, []).append(judged)
            found.append({name: tuple(listed) for name, listed in by_question.items()})
        return tuple(found)

    @cached_property
    def _columns(self) -> dict[str, tuple[Question, Column]]:
        return _columns_of(self.latest)

    def choices(self) -> list[Choice]:
        """Features and questions that every wave has, with the gravest difference of each."""
        offered = [{one.name: one for one in results.features(member.analysis)} for member in self.members]
        found = [
            Choice(FEATURE, name, one.label, self._judged(_role_variable(self.latest, one.role)))
            for name, one in offered[-1].items()
            if name != "stratum" and all(name in other for other in offered)
        ]
        for name, (question, column) in self._columns.items():
            if self._asked_everywhere(question, column) is not None:
                label = question.label if column.type == "indicator" else column.label
                found.append(Choice(QUESTION, name, label, self._judged(name)))
        return found

    def told(self, wanted: Wanted) -> list[Told]:
        """What must be read before it is compared: differences that are not the same, by wave."""
        name = wanted.name
        if wanted.kind == FEATURE:
            name = _role_variable(self.latest, _role(self.latest, wanted.name))
        found = []
        for place, member in enumerate(self.members[:-1]):
            wave = self.labels[member.card.code]
            found += [Told(wave, one) for one in self._findings(place, name) if one.judged != "same"]
        return found

    def lacking(self, wanted: Wanted) -> tuple[list[Option], list[Option]]:
        """Of a single choice the options that lack in some wave, and those that they may be joined with."""
        made = self._asked_of(wanted.name) if wanted.kind == QUESTION else None
        if made is None or made[0].kind != "code":
            return [], []
        latest, earlier = made
        own = [
            set(latest.codes),
            *({one.recoded.get(code, code) for code in one.asked.codes} for one in earlier),
        ]
        shared = set.intersection(*own)
        words = dict(latest.codes)
        for one in earlier:
            for code, label in one.asked.codes.items():
                words.setdefault(one.recoded.get(code, code), label)
        lacking = [Option(code, label) for code, label in words.items() if code not in shared]
        return lacking, [Option(code, label) for code, label in latest.codes.items() if code in shared]

    def _judged(self, name: str) -> str:
        found = {one.judged for place in range(len(self._told)) for one in self._findings(place, name)}
        return "broken" if "broken" in found else "harmonisable" if "harmonisable" in found else "same"

    def _findings(self, place: int, name: str) -> tuple[Finding, ...]:
        """What differs in one wave for a variable: of a row of a matrix not what concerns other rows."""
        if name not in self._columns:
            return ()
        question, column = self._columns[name]
        row = column.name.removeprefix(f"{question.name}_")
        told = self._told[place]
        found: list[Finding] = []
        for key, listed in told.items():
            owner, _, at = key.partition("@")
            if owner != question.name or not at:
                continue
            if "/row:" in at and at.partition("/row:")[2].partition("/")[0] != row:
                continue
            found += listed
        return tuple(dict.fromkeys(found))

    def _asked_everywhere(self, question: Question, column: Column) -> list[tuple[Question, Column]] | None:
        """The question and its column in each earlier wave; None where one has not asked it."""
        found = []
        for member in self.members[:-1]:
            renamed = renamed_questions(member.questionnaire, self.latest.questionnaire)
            former = renamed.get(question.name, question.name)
            name = f"{former}{column.name.removeprefix(question.name)}"
            name = former if column.type == "indicator" else name if name.startswith(former) else column.name
            held = _columns_of(member).get(name)
            if held is None:
                return None
            found.append(held)
        return found

    def _asked_of(self, name: str) -> tuple[Asked, list[Earlier]] | None:
        held = self._columns.get(name)
        former = None if held is None else self._asked_everywhere(*held)
        if held is None or former is None:
            return None
        earlier = []
        for place, (member, (question, column)) in enumerate(zip(self.members, former, strict=False)):
            was = {one.code: one for one in Lists.of(member.questionnaire).options(question)}
            now = {one.code: one for one in Lists.of(self.latest.questionnaire).options(held[0])}
            recoded = {old: new for new, old in recoded_options(was, now).items()}
            asked = _asked(member, self.labels[member.card.code], question, column)
            earlier.append(Earlier(asked, self._findings(place, name), recoded))
        return _asked(self.latest, self.labels[self.latest.card.code], *held), earlier

    def compare(self, wanted: Wanted) -> Compared:
        """The table, the changes and what may be said of them.

        :raises Refusal: it was not asked in every wave, cannot be joined, or somebody must decide first.
        """
        waves = [
            Wave(one.card.code, self.labels[one.card.code], one.analysis.dataset) for one in self.members
        ]
        with results.refusals():
            if wanted.kind == FEATURE:
                notes = self._feature_notes(wanted)
                trend = feature_trend(waves, wanted.name, notes)
            else:
                made = self._asked_of(wanted.name)
                if made is None:
                    raise not_asked(wanted.name)
                label = next(
                    one.label for one in self.choices() if one.name == wanted.name and one.kind == QUESTION
                )
                question = harmonise(label, *made, accepted=wanted.accepted, into=dict(wanted.into))
                trend = question_trend(waves, question, wanted.name)
            found = changes(trend)
        is_feature = wanted.kind == FEATURE
        which = Which(("wave", wanted.name)) if is_feature else Which(("wave",), question=wanted.name)
        for member, part in zip(self.members, trend.parts, strict=True):
            member.analysis.given(which, part)
        return Compared(trend, found, sentence(found, trend))

    def _feature_notes(self, wanted: Wanted) -> tuple[Text, ...]:
        """Refuse a feature whose question is broken or not yet judged; else say what was judged."""
        if wanted.name not in {one.name for one in self.choices() if one.kind == FEATURE}:
            raise not_asked(wanted.name)
        variable = _role_variable(self.latest, _role(self.latest, wanted.name))
        notes: list[Text] = []
        for place, member in enumerate(self.members[:-1]):
            asked = Asked(self.labels[member.card.code], variable, "code", {"": Text(zh="")})
            one = Earlier(asked, self._findings(place, variable))
            notes += harmonise(asked.wave, asked, [one], accepted=wanted.accepted).notes
        return tuple(notes)


def waves_of(store: Store, survey: Card, account_id: int | None, *, at: datetime) -> list[Card]:
    """The waves of a survey that somebody may analyse, the earliest first, the survey itself among them.

    ``account_id`` None is the administrator of all. Waves without a role there are not said to exist.
    """
    every = {one.id: one for one in surveys.listed(store, at=at)}
    family, grown = {survey.id}, True
    while grown:
        more = {
            one.id
            for one in every.values()
            if one.previous_id in family
            or any(every[each].previous_id == one.id for each in family if each in every)
        }
        grown = not more <= family
        family |= more
    found = [
        one
        for one in every.values()
        if one.id in family
        and (one.id == survey.id or account_id is None or grants.roles_in(store, account_id, one.id) & ROLES)
    ]
    return sorted(found, key=lambda one: (_moment(one), one.id))


def published(store: Store, survey_id: int) -> Questionnaire | None:
    """The questionnaire that a survey published last."""
    with store.reading() as session:
        version = stored_versions.current_id(session, survey_id)
        return None if version is None else questionnaire_of(store, session, version)


def labels_of(cards: Sequence[Card]) -> dict[str, Text]:
    """What waves are called: by their years where these differ, else by their codes."""
    years = [_moment(one).year for one in cards]
    if len(set(years)) == len(years):
        return {one.code: Text(zh=f"{year}年", en=str(year)) for one, year in zip(cards, years, strict=True)}
    return {one.code: Text(zh=one.code, en=one.code) for one in cards}


def file_of(comparison: Comparison, wanted: Wanted, kind: str, language: str, form: str = "") -> bytes:
    """The comparison as CSV or XLSX, or its chart as PNG, SVG or PDF."""
    made = comparison.compare(wanted)
    if kind == "csv":
        return sheets.csv_of(made.trend.table, comparison.provenance, language)
    if kind == "xlsx":
        moment = comparison.latest.analysis.frozen_at or datetime(2000, 1, 1, tzinfo=UTC)
        return sheets.xlsx_of((made.trend.table,), comparison.provenance, moment, language)
    with results.refusals():
        spec = ChartSpec(form=form, subtitle=comparison.bases)
        chart: Chart = draw_spec(made.trend.table, spec, comparison.provenance, language)
    return chart.png(200) if kind == "png" else chart.svg() if kind == "svg" else chart.pdf()


def forms_of(made: Compared) -> tuple[str, ...]:
    """The forms of chart that fit, the best first."""
    choice = choose(made.trend.table)
    return choice.forms if choice is not None else ()


def words_of(made: Compared, form: str, language: str) -> str:
    """What the chart shows, for who cannot see it."""
    return alt_text(made.trend.table, form, ChartSpec()).say(language)


def _moment(card: Card) -> datetime:
    """When a wave was: its reference date, else when it opened, else when it was made."""
    reference = card.facts.reference_date
    if reference is not None:
        return datetime(reference.year, reference.month, reference.day, tzinfo=UTC)
    return card.opens_at or card.created_at


def _columns_of(member: Member) -> dict[str, tuple[Question, Column]]:
    """What of a questionnaire can be compared and is in the data: single choices, numbers, multiple choices."""
    found: dict[str, tuple[Question, Column]] = {}
    dataset = member.analysis.dataset
    for question in member.questionnaire.questions:
        if question.kind == "consent":
            continue
        for column in columns(question, member.questionnaire):
            if column.type == "indicator" and question.kind == "multiple":
                if dataset.group(question.name) is not None:
                    found.setdefault(question.name, (question, column))
            elif column.type in ("code", "number") and column.position is None and column.name in dataset:
                found[column.name] = (question, column)
    return found


def _asked(member: Member, wave: Text, question: Question, column: Column) -> Asked:
    if column.type != "indicator":
        kind: Kind = "code" if column.type == "code" else "number"
        held = {code: words for code, words in column.codes.items() if code not in column.missing}
        return Asked(wave, column.name, kind, held if kind == "code" else {})
    options = [one for one in columns(question, member.questionnaire) if one.code is not None]
    labels = {one.code: one.label for one in Lists.of(member.questionnaire).options(question)}
    in_data = [one for one in options if one.name in member.analysis.dataset and one.code in labels]
    return Asked(
        wave,
        question.name,
        "multiple",
        {str(one.code): labels[str(one.code)] for one in in_data},
        {str(one.code): one.name for one in in_data},
    )


def _role(member: Member, feature: str) -> str:
    return next((one.role for one in results.features(member.analysis) if one.name == feature), feature)


def _role_variable(member: Member, role: str) -> str:
    variable = member.analysis.dataset.by_role(role)
    return "" if variable is None else variable.name


def not_asked(name: str) -> Refusal:
    """That something was not asked in every wave."""
    return Refusal(
        "trends.not_asked",
        place=name,
        reason=Text(zh="所选的调查不是每轮都问了它", en="It was not asked in every wave chosen"),
        remedy=Text(zh="请从列表中选择", en="Choose from the list"),
    )
