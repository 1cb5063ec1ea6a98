"""What the answers of a survey offer to look at: features to break down by, questions to count."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.text import Text
from reports.codebook import Variable
from reports.documents.chapters.questions import question_names
from reports.groupings import DEFAULT_GROUPINGS, GROUPINGS, ROLE_LABELS, Grouping
from survey.services.results import Analysis

STRATUM = Text(zh="层", en="Stratum")
#: The roles that the workforce is broken down by, in the order in which pages offer them.
ROLES = ("age", "title", "sector", "sex", "education", "unit_type", "political", "occupation", "degree")


@dataclass(frozen=True)
class Feature:
    """Something to break down by: the name that ``by`` takes, its words, and the role behind it."""

    name: str
    label: Text
    role: str


@dataclass(frozen=True)
class Question:
    """A question as pages list it; ``kind`` is that of its variable or of its group."""

    name: str
    number: str
    label: Text
    kind: str


def features(analysis: Analysis) -> list[Feature]:
    """What the answers can be broken down by: every grouping of age and title, other roles, the stratum."""
    dataset = analysis.dataset
    found: list[Feature] = []
    for role in ROLES:
        variable = dataset.by_role(role)
        if variable is None or variable.kind == "text":
            continue
        groupings = [one for one in GROUPINGS.values() if one.role == role and _applies(variable, one)]
        if role in ("age", "title") and groupings:
            several = len({one.label for one in groupings}) < len(groupings)
            found += [Feature(one.name, _named(one, several), role) for one in groupings]
        elif variable.kind in ("code", "indicator") or groupings:
            found.append(Feature(role, ROLE_LABELS[role], role))
    if len(set(dataset.table["stratum"])) > 1:
        found.append(Feature("stratum", STRATUM, "stratum"))
    return found


def default_feature(analysis: Analysis, role: str) -> str:
    """The name under which the breakdown offers the grouping that the purpose tables use for a role."""
    offered = [one.name for one in features(analysis) if one.role == role]
    usual = DEFAULT_GROUPINGS.get(role, role)
    return usual if usual in offered else next(iter(offered), "")


def questions(analysis: Analysis) -> list[Question]:
    """The questions that have frequencies, in the order of the questionnaire."""
    dataset = analysis.dataset
    found = []
    for name in question_names(dataset):
        group = dataset.group(name)
        variable = dataset.variable(group.variables[0] if group is not None else name)
        label = group.label if group is not None else variable.label
        kind = group.kind if group is not None else variable.kind
        found.append(Question(name, _printed(variable.question, name), label, kind))
    return found


def _applies(variable: Variable, grouping: Grouping) -> bool:
    """Whether a grouping would group the variable, as :func:`reports.classification.classify` decides."""
    if grouping.role == "age":
        return variable.kind in ("number", "date")
    return variable.kind == "code" and bool(set(grouping.by_code) & set(variable.substantive))


def _named(grouping: Grouping, several: bool) -> Text:
    if not several:
        return grouping.label
    kinds = sum(not band.optional for band in grouping.bands)
    return Text(
        zh=f"{grouping.label.say('zh-CN')}（{kinds} 类）", en=f"{grouping.label.say('en')} ({kinds} groups)"
    )


def _printed(number: str, name: str) -> str:
    return number if number != name else ""
