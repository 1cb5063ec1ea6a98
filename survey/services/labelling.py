"""What the data columns of a survey mean: variables and groups from its questionnaire versions.

Versions are brought together by the name of the column: labels are those of the newest
version that has it, codes of older ones are added, and what differs is noted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from questionnaires.kinds import Column, columns
from questionnaires.model import Missing, Privacy, Questionnaire
from questionnaires.text import Text
from reports.codebook import MISSING_LABELS, Group, GroupKind, MissingKind, Variable

GROUP_KINDS: Mapping[str, GroupKind] = {"multiple": "multiple", "matrix": "matrix", "ranking": "ranking"}
NOT_APPLICABLE = Missing.NOT_APPLICABLE.code


@dataclass(frozen=True)
class Labels:
    """Variables and groups of a dataset, what was left out, and notes on differing versions."""

    variables: tuple[Variable, ...]
    groups: tuple[Group, ...]
    left_out: tuple[str, ...]
    notes: tuple[Text, ...]


@dataclass
class _Merged:
    variable: Variable
    versions: list[str] = field(default_factory=list)


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
    merged: dict[str, _Merged] = {}
    groups: dict[str, tuple[str, Text, list[str]]] = {}
    left_out: dict[str, None] = {}
    differing: dict[str, None] = {}
    for number, questionnaire in sorted(versions, key=lambda pair: -pair[0]):
        for question in questionnaire.questions:
            for column in columns(question, questionnaire):
                if column.type == "text" or column.privacy is Privacy.IDENTIFYING:
                    left_out[column.name] = None
                    continue
                _merge(merged, column, question.number or question.name, str(number), differing)
                if question.kind in GROUP_KINDS and column.expect is None:
                    members = groups.setdefault(question.name, (question.kind, question.label, []))[2]
                    if column.name not in members:
                        members.append(column.name)
    known = facts or {}
    variables = tuple(
        replace(
            one.variable,
            label=filled(one.variable.label, known),
            codes={code: filled(label, known) for code, label in one.variable.codes.items()},
            versions=tuple(sorted(one.versions, key=int)),
        )
        for one in merged.values()
    )
    found = tuple(
        Group(name, filled(label, known), GROUP_KINDS[kind], tuple(members))
        for name, (kind, label, members) in groups.items()
    )
    return Labels(variables, found, tuple(left_out), _notes(differing))


def _merge(
    merged: dict[str, _Merged], column: Column, question: str, version: str, differing: dict[str, None]
) -> None:
    variable = _variable(column, question)
    known = merged.get(column.name)
    if known is None:
        merged[column.name] = _Merged(variable, [version])
        return
    known.versions.append(version)
    newer = known.variable
    if newer.kind != variable.kind:
        # A column that changed its nature is another variable, and says so by its name.
        named = f"{column.name}_v{version}"
        merged[named] = _Merged(replace(variable, name=named), [version])
        differing[column.name] = None
        return
    changed = any(newer.codes.get(code) != label for code, label in variable.codes.items())
    if changed or newer.label != variable.label:
        differing[column.name] = None
    known.variable = replace(
        newer,
        codes={
            **newer.codes,
            **{code: label for code, label in variable.codes.items() if code not in newer.codes},
        },
        missing={**variable.missing, **newer.missing},
        ambiguous=newer.ambiguous or variable.ambiguous,
    )


def _variable(column: Column, question: str) -> Variable:
    missing: dict[str, MissingKind] = {code: reason.value for code, reason in column.missing.items()}
    codes = dict(column.codes) if column.type == "code" else {}
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


def _notes(differing: Mapping[str, None]) -> tuple[Text, ...]:
    if not differing:
        return ()
    names = "、".join(list(differing)[:20])
    return (
        Text(
            zh=f"数据来自问卷的几个版本；下列变量的措辞或选项在版本间有变化，标签取最新版：{names}。",
            en=f"The data come from several versions of the questionnaire; the wording or options of these "
            f"variables changed between them, and labels are those of the newest: {', '.join(differing)}.",
        ),
    )
