"""The waves of a survey side by side: what may be compared, what must be read before, and the figures.

A wave is a survey that was made from another one (:mod:`survey.services.waves`). How their questions correspond is
said by :mod:`survey.services.matching`; nothing here writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

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
    Trend,
    Wave,
    changes,
    feature_trend,
    harmonise,
    question_trend,
    sentence,
)
from survey.errors import Refusal
from survey.services import catalogue
from survey.services.matching import Matching, Member, Told
from survey.services.refusing import refusals
from survey.services.releases import Which
from survey.services.waves import labels_of

MOST_WAVES = 8
FEATURE: Final = "feature"
QUESTION: Final = "question"


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
    """Chosen waves, the earliest first; labels are those of the latest.

    ``same`` are questions of the latest with the names under which earlier waves asked them, as a person says: with
    that the wording is taken for the same, too; nothing keeps it but whoever asks.

    :raises Refusal: ``same`` names no question of the latest or of an earlier wave.
    """

    def __init__(self, members: Sequence[Member], same: Mapping[str, str] | None = None) -> None:
        self.members = tuple(members)
        self.labels = labels_of([one.card for one in members])
        self.same = dict(same or {})
        _require_asked(self.members, self.same)
        self.matching = Matching(members, self.labels, self.same)

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

    def choices(self) -> list[Choice]:
        """Features and questions that every wave has, with the gravest difference of each."""
        offered = [{one.name: one for one in catalogue.features(member.analysis)} for member in self.members]
        found = [
            Choice(FEATURE, name, one.label, self.matching.judged(_role_variable(self.latest, one.role)))
            for name, one in offered[-1].items()
            if name != "stratum" and all(name in other for other in offered)
        ]
        for name, (question, column) in self.matching.columns.items():
            if self.matching.asked_everywhere(question, column) is not None:
                # Of the data, where the facts of the survey stand in the wording.
                dataset = self.latest.analysis.dataset
                group = dataset.group(name) if column.type == "indicator" else None
                label = group.label if group is not None else dataset.variable(column.name).label
                found.append(Choice(QUESTION, name, label, self.matching.judged(name)))
        return found

    def told(self, wanted: Wanted) -> list[Told]:
        """What must be read before it is compared: differences that are not the same, by wave."""
        name = wanted.name
        if wanted.kind == FEATURE:
            name = _role_variable(self.latest, _role(self.latest, wanted.name))
        return self.matching.told(name)

    def lacking(self, wanted: Wanted) -> tuple[list[Option], list[Option]]:
        """Of a single choice the options that lack in some wave, and those of the latest that they may be joined with."""
        made = self.matching.asked_of(wanted.name) if wanted.kind == QUESTION else None
        if made is None or any(one.kind != "code" for one in (made[0], *(each.asked for each in made[1]))):
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
        return lacking, [Option(code, label) for code, label in latest.codes.items()]

    def compare(self, wanted: Wanted) -> Compared:
        """The table, the changes and what may be said of them.

        :raises Refusal: it was not asked in every wave, cannot be joined, or somebody must decide first.
        """
        waves = [
            Wave(one.card.code, self.labels[one.card.code], one.analysis.dataset) for one in self.members
        ]
        with refusals():
            if wanted.kind == FEATURE:
                notes = self._feature_notes(wanted)
                trend = feature_trend(waves, wanted.name, notes)
            else:
                made = self.matching.asked_of(wanted.name)
                if made is None:
                    raise not_asked(wanted.name)
                label = next(
                    one.label for one in self.choices() if one.name == wanted.name and one.kind == QUESTION
                )
                accepted = wanted.accepted or self._is_declared(wanted.name)
                question = harmonise(label, *made, accepted=accepted, into=dict(wanted.into))
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
            one = Earlier(asked, self.matching.findings(place, variable))
            accepted = wanted.accepted or self._is_declared(variable)
            notes += harmonise(asked.wave, asked, [one], accepted=accepted).notes
        return tuple(notes)

    def _is_declared(self, name: str) -> bool:
        """Whether a person said which question of earlier waves a variable comes from."""
        held = self.matching.columns.get(name)
        return (held[0].name if held is not None else name) in self.same


def file_of(comparison: Comparison, wanted: Wanted, kind: str, language: str, form: str = "") -> bytes:
    """The comparison as CSV or XLSX, or its chart as PNG, SVG or PDF."""
    made = comparison.compare(wanted)
    if kind == "csv":
        return sheets.csv_of(made.trend.table, comparison.provenance, language)
    if kind == "xlsx":
        moment = comparison.latest.analysis.moment
        return sheets.xlsx_of((made.trend.table,), comparison.provenance, moment, language)
    with refusals():
        spec = ChartSpec(form=form, subtitle=comparison.bases)
        chart: Chart = draw_spec(made.trend.table, spec, comparison.provenance, language)
    return chart.picture(kind)


def forms_of(made: Compared) -> tuple[str, ...]:
    """The forms of chart that fit, the best first."""
    choice = choose(made.trend.table)
    return choice.forms if choice is not None else ()


def words_of(made: Compared, form: str, language: str) -> str:
    """What the chart shows, for who cannot see it."""
    return alt_text(made.trend.table, form, ChartSpec()).say(language)


def _role(member: Member, feature: str) -> str:
    return next((one.role for one in catalogue.features(member.analysis) if one.name == feature), feature)


def _role_variable(member: Member, role: str) -> str:
    variable = member.analysis.dataset.by_role(role)
    return "" if variable is None else variable.name


def _require_asked(members: Sequence[Member], same: Mapping[str, str]) -> None:
    if not same:
        return
    latest = members[-1].questionnaire.question_by_name
    earlier = {name for one in members[:-1] for name in one.questionnaire.question_by_name}
    for now, former in same.items():
        if now in latest and former in earlier:
            continue
        lacking, is_new = (former, False) if now in latest else (now, True)
        raise Refusal(
            "trends.same",
            place=f"{now}={former}",
            reason=Text(
                zh=f"{'最近一轮' if is_new else '较早的各轮'}没有题“{lacking}”",
                en=f"{'The latest wave' if is_new else 'No earlier wave'} has "
                f"{'no' if is_new else 'a'} question {lacking!r}",
            ),
            remedy=Text(
                zh="请写成“最近一轮的题名=当时的题名”，题名见问卷设计",
                en="Write NAME=FORMER: the name in the latest wave, then that in the earlier ones",
            ),
        )


def require_few(count: int, place: str) -> None:
    """Refuse more waves than stand side by side: which ones to leave out is for a person to say.

    :raises Refusal: ``count`` is more than :data:`MOST_WAVES`; ``place`` is where they were chosen.
    """
    if count > MOST_WAVES:
        raise Refusal(
            "trends.many",
            place=place,
            reason=Text(
                zh=f"选了 {count} 轮，最多比较 {MOST_WAVES} 轮",
                en=f"{count} waves are chosen, and {MOST_WAVES} at most are compared",
            ),
            remedy=Text(zh="请少选几轮", en="Choose fewer"),
        )


def not_asked(name: str) -> Refusal:
    """That something was not asked in every wave."""
    return Refusal(
        "trends.not_asked",
        place=name,
        reason=Text(zh="所选的调查不是每轮都问了它", en="It was not asked in every wave chosen"),
        remedy=Text(zh="请从列表中选择", en="Choose from the list"),
    )
