"""What a save changes, and what it does to answers that were changed elsewhere meanwhile.

A save names the revision it was made on. Where the response has moved on since (a second
tab, a second device), each field is compared three ways: what the field held at that
revision, what it holds now, and what was posted. A field that was not touched here keeps
what it holds now; one that nobody else touched takes what was posted; where both were
touched, the later word counts, the earlier stays in its save, and the person is told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from questionnaires.interview import Interview
from questionnaires.kinds import Offered, Posted, Stored, Unreadable, read
from questionnaires.kinds.reading import clean
from questionnaires.model import Matrix, Question
from questionnaires.text import Text
from survey.services.respond.interviewing import layout_of

History = Sequence[tuple[int, Mapping[str, Any]]]
UNKNOWN_FIELD = Text(zh="问卷里没有这一项", en="The questionnaire has no such field")
MOST_UNKNOWN = 50
LONGEST_RAW = 10_000


@dataclass(frozen=True)
class Conflict:
    """A field that was changed in two places: what it held before, and what counts now."""

    question: Question
    field: str
    earlier: Stored | None
    now: Stored | None


@dataclass(frozen=True)
class Merged:
    """What a save comes to: changes by field (None empties one), conflicts, and what was put aside."""

    changes: dict[str, Stored | None]
    conflicts: tuple[Conflict, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()


@dataclass(frozen=True)
class Elsewhere:
    """A question that holds another answer than the page that was posted believes.

    ``said`` is set where the page had changed it too, so that its word is the one passed over.
    """

    question: Question
    said: bool


def merge(
    interview: Interview, posted: Posted, whole: Collection[str], revision: int | None, history: History
) -> Merged:
    """Read a post and merge it into the answers of ``interview``.

    ``whole`` names the questions that stood on the form whole, so that an empty choice
    counts as taken back; other questions are read only from what was posted of them.
    ``revision`` is None where the response has not moved on since; else ``history`` holds all saves.
    """
    touched, unknown = _touched(interview, posted, whole)
    values: dict[str, Stored | None] = {}
    unreadable = list(unknown)
    for question in touched:
        reading = read(question, posted, _offered(interview, question, question.name in whole))
        values.update(reading.values)
        unreadable.extend(reading.unreadable)
    changed = {name: value for name, value in values.items() if value != interview.answers.get(name)}
    if revision is None:
        return Merged(changed, (), tuple(unreadable))
    base = answers_at(history, revision)
    changed = {name: value for name, value in changed.items() if value != base.get(name)}
    owners = layout_of(interview.questionnaire).owners
    conflicts = tuple(
        Conflict(owners[name], name, interview.answers.get(name), value)
        for name, value in changed.items()
        if interview.answers.get(name) != base.get(name)
    )
    return Merged(changed, conflicts, tuple(unreadable))


def _offered(interview: Interview, question: Question, whole: bool) -> Offered:
    """What stood before the person; the path is walked only for a question whose rows may be hidden."""
    if not isinstance(question, Matrix):
        return Offered(interview.code_lists, whole)
    rows = frozenset(row.name for row in interview.shown_rows(question))
    return Offered(interview.code_lists, whole, rows)


def _touched(
    interview: Interview, posted: Posted, whole: Collection[str]
) -> tuple[list[Question], list[Unreadable]]:
    """The questions a post speaks of, and what it says of none."""
    layout = layout_of(interview.questionnaire)
    touched: dict[str, Question] = {}
    unknown: list[Unreadable] = []
    for name, values in posted.items():
        owner = layout.owner(name)
        if owner is not None:
            touched.setdefault(owner.name, owner)
        elif len(unknown) < MOST_UNKNOWN:
            unknown.append(Unreadable(clean(name), clean(" ".join(values)), UNKNOWN_FIELD))
    for name in whole:
        if name in layout.owners:
            touched.setdefault(name, layout.owners[name])
    return list(touched.values()), unknown


def elsewhere(
    interview: Interview, posted: Posted, whole: Collection[str], revision: int, history: History
) -> tuple[Elsewhere, ...]:
    """Where ``interview``, as it is after a save, differs from what the page that was posted shows.

    The page shows the answers of ``revision`` and what was posted over them. A save that counts
    makes its own words true; they differ after a repeat, whose words others have changed since.
    ``history`` is empty where the response has not moved on.
    """
    if not history:
        return ()
    base = answers_at(history, revision)
    said: dict[str, Stored | None] = {}
    for question in _touched(interview, posted, whole)[0]:
        said.update(read(question, posted, _offered(interview, question, question.name in whole)).values)
    shown = {**base, **said}
    owners = layout_of(interview.questionnaire).owners
    found: dict[str, Elsewhere] = {}
    for name in sorted({*shown, *interview.answers} & owners.keys()):
        if shown.get(name) != interview.answers.get(name):
            question = owners[name]
            before = question.name in found and found[question.name].said
            changed = name in said and said[name] != base.get(name)
            found[question.name] = Elsewhere(question, before or changed)
    return tuple(found.values())


def answers_at(history: History, revision: int) -> dict[str, Any]:
    """The answers as they were at a revision, from the saves up to it."""
    found: dict[str, Any] = {}
    for made, changes in history:
        if made <= revision:
            found.update(changes)
    return found


def still_confirmed(interview: Interview, confirmed: Collection[str], changes: Collection[str]) -> list[str]:
    """The confirmations that stand after some fields changed: those of questions left alone."""
    owners = layout_of(interview.questionnaire).owners
    changed = {owners[field].name for field in changes if field in owners}
    kept = []
    for key in confirmed:
        owner = owners.get(key.partition(":")[0])
        if owner is not None and owner.name not in changed:
            kept.append(key)
    return kept
