"""What the data columns of a survey mean: variables and groups from its questionnaire versions.

Versions are brought together by the name of the column: labels are those of the newest
version that has it, codes of older ones are added, an option that only got another code is
counted under the newest, and what differs is noted. Where the
answers of an older version would be misread under the newest labels
(:func:`questionnaires.differences.broken_columns`), they are a variable of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from questionnaires.model import Questionnaire
from questionnaires.text import CHINESE, ENGLISH, Text
from reports.codebook import Group, Variable
from survey.services.joined import Asked, Joined, Merged

MOST_NAMED = 20


@dataclass(frozen=True)
class Labels:
    """Variables and groups of a dataset, what was left out, and notes on differing versions.

    ``columns`` names the column of the records that a variable comes from, where that is not its own name;
    ``sources`` does so for single versions, and ``recoded`` has the newest codes of options that had
    another code in a version. Both are by variable and version.
    """

    variables: tuple[Variable, ...]
    groups: tuple[Group, ...]
    left_out: tuple[str, ...]
    notes: tuple[Text, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    recoded: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)


_QUOTED = re.compile(r"\$\{([A-Za-z_]\w*)\}")


def filled(text: Text, facts: Mapping[str, Mapping[str, str]]) -> Text:
    """A wording with the facts of the survey in it; an answer that it quotes, different for everybody, as ``…``.

    ``facts`` are by language.
    """
    found = {}
    for language, words in text.items():
        known = facts.get(language, {})
        parts = _QUOTED.split(words)  # every second part is the name of what is quoted
        parts[1::2] = [known.get(name, "…") for name in parts[1::2]]
        found[language] = "".join(parts)
    return Text(found)


def labels_of(
    versions: Iterable[tuple[int, Questionnaire]], facts: Mapping[str, Mapping[str, str]] | None = None
) -> Labels:
    """The labels of the data that versions of a questionnaire gave, by version number.

    ``facts`` of the survey, by language, take their places in the wordings.

    Left out are texts, which may say anything, and columns marked as identifying.
    """
    found = Joined()
    for number, questionnaire in sorted(versions, key=lambda pair: -pair[0]):
        for question in questionnaire.questions:
            found.add(Asked(number, questionnaire, question))
    known = facts or {}
    variables = tuple(
        replace(
            one,
            label=filled(one.label, known),
            codes={code: filled(label, known) for code, label in one.codes.items()},
        )
        for one in found.variables()
    )
    groups = tuple(replace(one, label=filled(one.label, known)) for one in found.grouped())
    merged = found.merged.values()
    notes = (*_notes(found.differing), *_recoded(merged), *_apart(found.apart))
    return Labels(
        variables,
        groups,
        tuple(found.left_out),
        notes,
        dict(found.apart),
        {one.variable.name: dict(one.sources) for one in merged if one.sources},
        {one.variable.name: dict(one.recoded) for one in merged if one.recoded},
    )


def _notes(differing: Mapping[str, None]) -> tuple[Text, ...]:
    if not differing:
        return ()
    names = _enumerated(list(differing), list(differing))
    return (
        Text(
            zh="数据来自问卷的几个版本；下列变量的措辞或选项在版本间有变化，标签取最新版："
            f"{names.say(CHINESE)}。",
            en="The data come from several versions of the questionnaire; the wording or options of these "
            f"variables changed between them, and labels are those of the newest: {names.say(ENGLISH)}.",
        ),
    )


def _recoded(merged: Iterable[Merged]) -> tuple[Text, ...]:
    """A note on options that only got another code: what was counted under which."""
    changed: dict[str, list[tuple[str, str, str]]] = {}
    for one in merged:
        name = one.newest.question.name
        by_version = {
            **one.recoded,
            **{version: {source: one.column} for version, source in one.sources.items()},
        }
        for version, codes in by_version.items():
            found = [(version, old, new) for old, new in codes.items()]
            changed.setdefault(name, []).extend(each for each in found if each not in changed.get(name, ()))
    if not changed:
        return ()
    changed = {name: sorted(found, key=lambda one: int(one[0])) for name, found in changed.items()}
    names = _enumerated(
        [
            f"{name}（{'；'.join(f'第 {version} 版 {old}→{new}' for version, old, new in found)}）"
            for name, found in changed.items()
        ],
        [
            f"{name} ({'; '.join(f'version {version}: {old} to {new}' for version, old, new in found)})"
            for name, found in changed.items()
        ],
    )
    return (
        Text(
            zh=f"下列题目有选项在版本间只换了代码、措辞未变，旧代码已计入新代码：{names.say(CHINESE)}。",
            en="In these questions options only got another code, with the same wording; the former code is "
            f"counted under the new one: {names.say(ENGLISH)}.",
        ),
    )


def _apart(apart: Mapping[str, str]) -> tuple[Text, ...]:
    if not apart:
        return ()
    names = _enumerated(
        [f"{column}（{named}）" for named, column in apart.items()],
        [f"{column} ({named})" for named, column in apart.items()],
    )
    return (
        Text(
            zh="下列变量在问卷旧版本里的答案不能与新版的合并（题型、单位、量尺变了，或同一个代码指另一件事），"
            f"各为一个变量，写在括号里：{names.say(CHINESE)}。",
            en="Answers to older versions of the questionnaire that cannot be joined with those to the newest "
            "(another kind, unit or scale, or a code that now means something else) are variables of their own, "
            f"in brackets: {names.say(ENGLISH)}.",
        ),
    )


def _enumerated(told: Sequence[str], said: Sequence[str]) -> Text:
    """Names in a row, Chinese and English; of many the first, with how many there are."""
    zh, en = "、".join(told[:MOST_NAMED]), ", ".join(said[:MOST_NAMED])
    if len(told) > MOST_NAMED:
        return Text(zh=f"{zh}等 {len(told)} 个", en=f"{en} and {len(said) - MOST_NAMED} more")
    return Text(zh=zh, en=en)
