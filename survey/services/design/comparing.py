"""Versions side by side, the draft among them: what differs, and what that means for answers already in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from questionnaires.differences import Consequence, Difference, differences, worst
from questionnaires.formats.canonical import version_hash
from questionnaires.model import Questionnaire
from questionnaires.text import Text
from survey.services.design import drafts
from survey.services.publication import as_chosen
from survey.services.unitlists import from_frame, with_lists
from survey.services.versions import questionnaire_of
from survey.store import surveys as stored
from survey.store import versions as stored_versions
from survey.store.engine import Session, Store

DRAFT = "draft"


@dataclass(frozen=True)
class Version:
    """A published version: whether it is the one given out now, and how many answer it or have."""

    number: int
    hash: str
    published_at: datetime
    is_current: bool
    begun: int
    returned: int


@dataclass(frozen=True)
class Group:
    """The differences of one question, or of what belongs to none (``label`` is empty then)."""

    label: Text
    differences: Sequence[Difference]

    @property
    def consequence(self) -> Consequence:
        """The gravest consequence among them."""
        return worst(self.differences)


@dataclass(frozen=True)
class Comparison:
    """Two versions compared; a side is the number of a version or :data:`DRAFT`.

    ``counts`` holds how many differences have each consequence, ``begun`` and ``returned``
    how many responses were given to the earlier side. ``digest`` is the hash that the later
    side has, or would have as a version.
    """

    before: str
    after: str
    groups: Sequence[Group]
    counts: Mapping[Consequence, int]
    begun: int
    returned: int
    digest: str


@dataclass(frozen=True)
class Earlier:
    """An earlier version that was answered, and how many differences to the draft have each consequence."""

    number: int
    begun: int
    returned: int
    counts: Mapping[Consequence, int]


def versions(store: Store, survey_id: int) -> list[Version]:
    """The published versions of a survey, newest first, with the answers given to each."""
    with store.reading() as session:
        rows = stored.versions(session, survey_id)
        answers = stored_versions.answers_in(session, survey_id)
        return [
            Version(
                row.number,
                row.hash,
                row.published_at,
                place == 0,
                *answers.get(row.number, (0, 0)),
            )
            for place, row in enumerate(rows)
        ]


def compare(store: Store, survey_id: int, before: str, after: str) -> Comparison | None:
    """Two versions of a survey compared; None where there is no such version, or no draft.

    The draft is taken as it would be published.

    :raises Refusal: the draft leaves nothing to ask with the survey's settings, or units lack a town.
    """
    with store.reading() as session:
        drafted = drafts.at_present(store, session, survey_id)
        sides = [_side(store, session, survey_id, drafted, one) for one in (before, after)]
        answers = stored_versions.answers_in(session, survey_id)
    earlier, later = sides
    if earlier is None or later is None:
        return None
    found = differences(earlier, later)
    begun, returned = answers.get(_number(before), (0, 0))
    counts = _counted(found)
    groups = _grouped(found, earlier, later)
    return Comparison(before, after, groups, counts, begun, returned, version_hash(later))


def answered_earlier(store: Store, survey_id: int) -> list[Earlier]:
    """The versions before the current one that hold answers, newest first, each against the draft.

    :raises Refusal: as :func:`compare`.
    """
    with store.reading() as session:
        drafted = drafts.at_present(store, session, survey_id)
        later = _side(store, session, survey_id, drafted, DRAFT)
        answers = stored_versions.answers_in(session, survey_id)
        numbers = [row.number for row in stored.versions(session, survey_id)][1:]
        answered = [
            (number, _side(store, session, survey_id, drafted, str(number)))
            for number in numbers
            if answers.get(number, (0, 0))[0]
        ]
    return [
        Earlier(number, *answers[number], _counted(differences(one, later)))
        for number, one in answered
        if one is not None and later is not None
    ]


def _counted(found: Sequence[Difference]) -> dict[Consequence, int]:
    return {one: sum(1 for each in found if each.consequence is one) for one in Consequence}


def _side(
    store: Store, session: Session, survey_id: int, drafted: drafts.Drafted, given: str
) -> Questionnaire | None:
    if given == DRAFT:
        if not drafted.is_begun:
            return None
        lists = from_frame(session, survey_id, drafted.questionnaire)
        whole = with_lists(drafted.questionnaire, lists) if lists else drafted.questionnaire
        return as_chosen(whole, stored.without_draft(session, survey_id).settings)
    found = stored.version(session, survey_id, _number(given))
    return None if found is None else questionnaire_of(store, session, found.id)


def _number(given: str) -> int:
    """The number of a version; 0, which none has, for anything else."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 0


def _grouped(found: Sequence[Difference], before: Questionnaire, after: Questionnaire) -> list[Group]:
    """The differences by question, in their order; what belongs to no question comes first."""
    by_name: dict[str, list[Difference]] = {"": []}
    for one in found:
        by_name.setdefault(one.question, []).append(one)
    groups = []
    for name, each in by_name.items():
        question = after.question_by_name.get(name) or before.question_by_name.get(name)
        label = Text()
        if question is not None:
            label = Text(
                {tag: f"{question.number} {said}".strip() for tag, said in question.label.items()}
            ) or Text(zh=name, en=name)
        if each:
            groups.append(Group(label, each))
    return groups
