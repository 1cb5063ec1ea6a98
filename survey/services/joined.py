"""Variables of several versions of a questionnaire, brought together by the names of their columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from questionnaires.differences import broken_columns
from questionnaires.differences.parts import recoded_options
from questionnaires.kinds import Column, Lists, columns
from questionnaires.model import Missing, Option, Privacy, Question, Questionnaire
from questionnaires.text import CHINESE, ENGLISH, Text
from reports.codebook import JOINED, MISSING_LABELS, Group, GroupKind, MissingKind, Variable

GROUP_KINDS: Mapping[str, GroupKind] = {"multiple": "multiple", "matrix": "matrix", "ranking": "ranking"}
NOT_APPLICABLE = Missing.NOT_APPLICABLE.code


@dataclass(frozen=True, eq=False)
class Asked:
    """A question as a version asked it."""

    version: int
    questionnaire: Questionnaire
    question: Question


@dataclass
class Merged:
    """A variable, the column it comes from, and the questions that give it, those of the newest version first."""

    variable: Variable
    column: str
    asked: list[Asked]
    #: Codes of options that only got another code since, by version, and columns named after such a code.
    recoded: dict[str, dict[str, str]] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    @property
    def newest(self) -> Asked:
        """The question that its words are taken from."""
        return self.asked[0]

    @property
    def versions(self) -> tuple[str, ...]:
        """The numbers of its versions in their order."""
        return tuple(str(one) for one in sorted(asked.version for asked in self.asked))


class Joined:
    """Variables and groups as they come together, from the newest version to the oldest."""

    def __init__(self) -> None:
        self.merged: dict[str, Merged] = {}
        self.groups: dict[str, tuple[str, Text, list[str]]] = {}
        self.left_out: dict[str, None] = {}
        #: Columns whose wording or options changed, and those whose older answers stand apart, by variable.
        self.differing: dict[str, None] = {}
        self.apart: dict[str, str] = {}
        self._apart_groups: set[str] = set()
        self._by_column: dict[str, list[Merged]] = {}
        self._broken: dict[tuple[int, int], frozenset[str]] = {}
        #: Each question as it was asked so far, with the newest code of each option that got another.
        self._asked: dict[str, list[tuple[Asked, dict[str, str]]]] = {}

    def add(self, asked: Asked) -> None:
        """Take a question of the next version in."""
        recoded = self._recoded(asked)
        held = []
        for column in columns(asked.question, asked.questionnaire):
            if column.type == "text" or column.privacy is Privacy.IDENTIFYING:
                self.left_out[column.name] = None
            else:
                held.append((column, self._merge(column, asked, recoded)))
        self._group(asked, held)

    def _recoded(self, asked: Asked) -> dict[str, str]:
        """The newest code of each option that later versions have under another code, by its own."""
        own, found = _options(asked), dict[str, str]()
        known = self._asked.setdefault(asked.question.name, [])
        for place, (later, since) in enumerate(known):
            if later.question.kind == asked.question.kind:
                for new, old in recoded_options(own, _options(later)).items():
                    code = since.get(new, new)
                    is_free = code not in own and code not in found.values()
                    if is_free and old not in found and self._still_means(new, later, known[:place]):
                        found[old] = code
        known.append((asked, found))
        return found

    def _still_means(self, code: str, later: Asked, newer: Sequence[tuple[Asked, dict[str, str]]]) -> bool:
        """Whether newer versions mean the same by a code of an option as a version did."""
        names = {one.name for one in columns(later.question, later.questionnaire) if one.code in (None, code)}
        return not any(names <= self._broken_in(later, one) for one, _since in newer)

    def _merge(self, column: Column, asked: Asked, recoded: Mapping[str, str]) -> Merged:
        source, version = column.name, str(asked.version)
        if column.type == "indicator" and column.code is not None and column.code in recoded:
            column = self._named_after(column, asked, recoded[column.code])
        found = self._joined(column, source, asked, recoded)
        if column.name != source and found.column == column.name:
            found.sources[version] = source
        if recoded and found.variable.kind == "code":
            found.recoded[version] = dict(recoded)
        return found

    def _named_after(self, column: Column, asked: Asked, code: str) -> Column:
        """The column of an option under the name that its newest code gives it."""
        for later, _since in self._asked[asked.question.name]:
            for other in columns(later.question, later.questionnaire):
                if later is not asked and other.type == "indicator" and other.code == code:
                    return replace(column, name=other.name)
        return column

    def _joined(self, column: Column, source: str, asked: Asked, recoded: Mapping[str, str]) -> Merged:
        variable = _variable(column, asked.question.number or asked.question.name, recoded)
        for known in self._by_column.get(column.name, []):
            if known.variable.kind == variable.kind and self._stands_with(known, source, asked):
                if _take_in(known, variable, asked):
                    self.differing[column.name] = None
                return known
        made = Merged(variable, column.name, [asked])
        if column.name in self._by_column or column.name in self.merged or column.name in self.groups:
            # A column that changed its nature is another variable, and says so by its name.
            named = self._free(f"{column.name}_v{asked.version}")
            made.variable = replace(variable, name=named)
            self.apart[named] = column.name
        self._by_column.setdefault(column.name, []).append(made)
        self.merged[made.variable.name] = made
        return made

    def _stands_with(self, known: Merged, source: str, asked: Asked) -> bool:
        # With each of them: a code that the newest has no more may mean two things in those before it.
        names = {known.column, source}
        return not any(names & self._broken_in(asked, later) for later in known.asked)

    def _broken_in(self, asked: Asked, later: Asked) -> frozenset[str]:
        key = id(asked.question), id(later.question)
        if key not in self._broken:
            self._broken[key] = broken_columns(
                asked.question, later.question, asked.questionnaire, later.questionnaire
            )
        return self._broken[key]

    def _free(self, name: str) -> str:
        while name in self.merged or name in self.groups:
            name = f"{name}_"
        return name

    def _group(self, asked: Asked, held: Sequence[tuple[Column, Merged]]) -> None:
        """Put the variables of a question together; those that all stand apart are a group of their own."""
        question = asked.question
        members = [merged.variable.name for column, merged in held if column.expect is None]
        if question.kind not in GROUP_KINDS or not members:
            self._apart_group([merged.variable.name for _, merged in held], question.name)
            return
        name = question.name
        is_other = name in self.groups and self.groups[name][0] != question.kind
        if is_other or name in self.merged or all(one in self.apart for one in members):
            name = self._apart_group(members, name)
            self._apart_groups.add(name)
        listed = self.groups.setdefault(name, (question.kind, question.label, []))[2]
        listed += [one for one in members if one not in listed]

    def _apart_group(self, members: Sequence[str], name: str) -> str:
        """Give those of some variables that stand apart a group of their own, whose name is given back."""
        named = name
        for merged in (self.merged[one] for one in members):
            named = f"{name}_v{merged.newest.version}"
            if merged.variable.name in self.apart:
                merged.variable = replace(merged.variable, group=named)
        return named

    def variables(self) -> Iterator[Variable]:
        """The variables, those of the newest version first; one that stands apart names its versions."""
        for one in self.merged.values():
            versions = one.versions
            variable = replace(one.variable, versions=versions)
            if variable.name in self.apart:
                head = Text() if variable.group == one.newest.question.name else one.newest.question.label
                variable = replace(variable, label=_dated(variable.label, head, versions))
            yield variable

    def grouped(self) -> Iterator[Group]:
        """The groups; one whose variables stand apart names their versions."""
        for name, (kind, label, members) in self.groups.items():
            versions = sorted({one for member in members for one in self.merged[member].versions}, key=int)
            is_apart = name in self._apart_groups
            yield Group(
                name,
                _dated(label, Text(), versions) if is_apart else label,
                GROUP_KINDS[kind],
                tuple(members),
            )


def _dated(label: Text, head: Text, versions: Sequence[str]) -> Text:
    """A label that names the versions it was asked in, behind the wording of the question where it begins with it."""
    told = {CHINESE: f"（第 {'、'.join(versions)} 版）", ENGLISH: f" (version {', '.join(versions)})"}
    found = {}
    for language, words in label.items():
        suffix, whole = told.get(language, told[ENGLISH]), f"{head.say(language)}{JOINED}"
        is_part = bool(head) and words.startswith(whole)
        found[language] = (
            f"{head.say(language)}{suffix}{JOINED}{words[len(whole) :]}" if is_part else f"{words}{suffix}"
        )
    return Text(found)


def _take_in(known: Merged, variable: Variable, asked: Asked) -> bool:
    """Take the codes of an older version in; whether its wording or options differ."""
    known.asked.append(asked)
    newer = known.variable
    known.variable = replace(
        newer,
        codes={
            **newer.codes,
            **{code: label for code, label in variable.codes.items() if code not in newer.codes},
        },
        # What an older version marked as missing and a newer one counts is counted: the newest word holds.
        missing={
            **{code: kind for code, kind in variable.missing.items() if code not in newer.codes},
            **newer.missing,
        },
        ambiguous=newer.ambiguous or variable.ambiguous,
    )
    changed = any(newer.codes.get(code) != label for code, label in variable.codes.items())
    return changed or newer.label != variable.label


def _options(asked: Asked) -> dict[str, Option]:
    return {one.code: one for one in Lists.of(asked.questionnaire).options(asked.question)}


def _variable(column: Column, question: str, recoded: Mapping[str, str]) -> Variable:
    now = recoded if column.type == "code" else {}
    missing: dict[str, MissingKind] = {now.get(code, code): one.value for code, one in column.missing.items()}
    codes = {now.get(code, code): label for code, label in column.codes.items()}
    codes = codes if column.type == "code" else {}
    if column.type == "code" and NOT_APPLICABLE not in codes:
        codes[NOT_APPLICABLE] = MISSING_LABELS["not_applicable"]
    missing[NOT_APPLICABLE] = "not_applicable"
    return Variable(
        name=column.name,
        label=column.label,
        kind=column.type,
        codes=codes,
        missing=missing,
        role=column.role.value if column.role else None,
        privacy=column.privacy.value,
        group=column.group,
        reverse=column.reverse,
        question=question,
        ambiguous=column.ambiguous,
    )
