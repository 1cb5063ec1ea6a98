"""How the questions of several waves correspond: what their questionnaires say differently, and where each asks it.

Questions are matched by what :mod:`questionnaires.differences` says of the versions published last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from questionnaires.differences import differences
from questionnaires.differences.comparing import renamed_questions
from questionnaires.differences.parts import recoded_options
from questionnaires.differences.questions import compare_questions
from questionnaires.kinds import Column, Lists, columns
from questionnaires.model import Question, Questionnaire
from questionnaires.text import Text
from reports.trends import Asked, Earlier, Finding
from reports.trends.harmonised import Kind
from survey.services.results import Analysis
from survey.services.surveys import Card


@dataclass(frozen=True, eq=False)
class Member:
    """A wave that takes part: the survey, its data, the questionnaire published last."""

    card: Card
    analysis: Analysis
    questionnaire: Questionnaire


DECLARED = Text(
    zh="当时的题名是“{former}”，由分析人员指定为同一道题",
    en="it was called “{former}” there, and the analyst said that it is the same question",
)


@dataclass(frozen=True)
class Candidate:
    """A question that a person may name as asked under another name; ``is_matched``: its counterparts are known."""

    name: str
    label: Text
    is_matched: bool


@dataclass(frozen=True)
class Told:
    """A difference as the page lists it: the wave, and what was judged."""

    wave: Text
    finding: Finding


class Matching:
    """The questionnaires of waves, the earliest first, held against that of the latest.

    ``same`` gives by the name of a question of the latest the name under which a person says that earlier waves
    asked it; waves without a question of that name are matched as without it.
    """

    def __init__(
        self, members: Sequence[Member], labels: Mapping[str, Text], same: Mapping[str, str] | None = None
    ) -> None:
        self._members = tuple(members)
        self._labels = labels
        self._same = dict(same or {})

    @property
    def _latest(self) -> Member:
        return self._members[-1]

    def _declared(self, member: Member) -> dict[str, str]:
        """What a person said of an earlier wave: the name there by that in the latest."""
        known = member.questionnaire.question_by_name
        return {now: former for now, former in self._same.items() if former in known}

    def _differences(self, member: Member) -> Iterator[tuple[str, str, Finding]]:
        """What differs in an earlier wave: the question, the place, the judgement."""
        before, after = member.questionnaire, self._latest.questionnaire
        declared = self._declared(member)
        found = [one for one in differences(before, after) if one.question not in declared]
        for now, former in declared.items():
            asked, question = before.question_by_name[former], after.question_by_name[now]
            found += compare_questions(asked, question, before, after)
            if former != now:
                why = Text({tag: words.format(former=former) for tag, words in DECLARED.items()})
                finding = Finding("harmonisable", asked.label, question.label, why)
                yield now, f"question:{now}", finding
        for each in found:
            yield each.question, each.place, Finding(each.consequence.value, each.was, each.now, each.why)

    @cached_property
    def _told(self) -> tuple[Mapping[str, tuple[Finding, ...]], ...]:
        """For each earlier wave what differs, by the name of the question in the latest."""
        found = []
        for one in self._members[:-1]:
            by_question: dict[str, list[Finding]] = {}
            for question, place, judged in self._differences(one):
                for key in (question, f"{question}@{place}"):
                    by_question.setdefault(key, []).append(judged)
            found.append({name: tuple(listed) for name, listed in by_question.items()})
        return tuple(found)

    @cached_property
    def columns(self) -> dict[str, tuple[Question, Column]]:
        """What of the latest wave can be compared, by the name of its column."""
        return _columns_of(self._latest)

    def told(self, name: str) -> list[Told]:
        """What must be read before a variable is compared: differences that are not the same, by wave."""
        return [
            Told(self._labels[member.card.code], one)
            for place, member in enumerate(self._members[:-1])
            for one in self.findings(place, name)
            if one.judged != "same"
        ]

    def judged(self, name: str) -> str:
        """The gravest difference of a variable in any wave: ``broken``, ``harmonisable`` or ``same``."""
        found = {one.judged for place in range(len(self._told)) for one in self.findings(place, name)}
        return "broken" if "broken" in found else "harmonisable" if "harmonisable" in found else "same"

    def findings(self, place: int, name: str) -> tuple[Finding, ...]:
        """What differs in one wave for a variable: of a row of a matrix not what concerns other rows."""
        if name not in self.columns:
            return ()
        question, column = self.columns[name]
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

    def asked_everywhere(self, question: Question, column: Column) -> list[tuple[Question, Column]] | None:
        """The question and its column in each earlier wave; None where one has not asked it."""
        found = []
        for member in self._members[:-1]:
            renamed = renamed_questions(member.questionnaire, self._latest.questionnaire)
            former = {**renamed, **self._declared(member)}.get(question.name, question.name)
            name = f"{former}{column.name.removeprefix(question.name)}"
            name = former if column.type == "indicator" else name if name.startswith(former) else column.name
            held = _columns_of(member).get(name)
            if held is None:
                return None
            found.append(held)
        return found

    def candidates(self) -> tuple[list[Candidate], list[Candidate]]:
        """The questions of the latest wave and those of the earlier ones; what has no counterpart comes first."""
        latest: dict[str, Candidate] = {}
        taken: set[str] = set()
        for question, column in self.columns.values():
            former = self.asked_everywhere(question, column)
            taken |= {one.name for one, _ in former or ()}
            if former is not None or question.name not in latest:
                latest[question.name] = _candidate(self._latest, question, column, former is not None)
        earlier: dict[str, Candidate] = {}
        for member in reversed(self._members[:-1]):
            for question, column in _columns_of(member).values():
                is_taken = question.name in taken
                earlier.setdefault(question.name, _candidate(member, question, column, is_taken))
        return _open_first(latest), _open_first(earlier)

    def asked_of(self, name: str) -> tuple[Asked, list[Earlier]] | None:
        """How the latest wave and each earlier one asked something; None where one did not."""
        held = self.columns.get(name)
        former = None if held is None else self.asked_everywhere(*held)
        if held is None or former is None:
            return None
        earlier = []
        for place, (member, (question, column)) in enumerate(zip(self._members, former, strict=False)):
            was = {one.code: one for one in Lists.of(member.questionnaire).options(question)}
            now = {one.code: one for one in Lists.of(self._latest.questionnaire).options(held[0])}
            recoded = {old: new for new, old in recoded_options(was, now).items()}
            asked = _asked(member, self._labels[member.card.code], question, column)
            earlier.append(Earlier(asked, self.findings(place, name), recoded))
        return _asked(self._latest, self._labels[self._latest.card.code], *held), earlier


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


def _candidate(member: Member, question: Question, column: Column, is_matched: bool) -> Candidate:
    # Of the data, where the facts of the survey stand in the wording.
    dataset = member.analysis.dataset
    group = dataset.group(question.name)
    label = group.label if group is not None else dataset.variable(column.name).label
    return Candidate(question.name, label, is_matched)


def _open_first(found: Mapping[str, Candidate]) -> list[Candidate]:
    return sorted(found.values(), key=lambda one: one.is_matched)


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
