"""Comments at places of a draft: said, answered, closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from questionnaires.model import Questionnaire
from questionnaires.text import Text
from survey.errors import Refusal
from survey.services.events import Actor
from survey.services.surveys import changeable
from survey.store import comments as stored
from survey.store.engine import Session, Store
from survey.store.tables import DraftComment

LONGEST = 2000
LONGEST_PLACE = 200
WHOLE = Text(zh="整份问卷", en="The whole questionnaire")
PAGE = Text(zh="页", en="Page")


@dataclass(frozen=True)
class Comment:
    """A comment; ``answers`` is the number of the one it answers, ``is_own`` for whoever asks."""

    id: int
    place: str
    words: str
    by: str
    is_own: bool
    at: datetime
    answers: int | None
    closed_at: datetime | None
    closed_by: str | None

    @property
    def part(self) -> str:
        """The part that it is about by the name it has, or had when it went."""
        return self.place.partition("/")[0].partition(stored.ASIDE)[0]


def say(
    store: Store,
    survey_id: int,
    place: str,
    words: str,
    *,
    answers: int | None = None,
    actor: Actor,
    at: datetime,
) -> int:
    """Say something at a place of a draft, or answer a comment there; gives its number.

    An answer to an answer joins the comment that began it; an answer to a closed one opens it again.

    :raises Refusal: nothing or too much was written, or there is no such comment.
    """
    said = words.replace("\x00", "").strip()
    if not said or len(said) > LONGEST:
        raise Refusal(
            "words",
            place="words",
            reason=Text(zh=f"要写 1 到 {LONGEST} 个字", en=f"A comment has from 1 to {LONGEST} characters"),
            remedy=Text(zh="请写几句话，或缩短", en="Write something, or shorten it"),
        )
    with store.writing() as session:
        changeable(session, survey_id)
        first = _get(session, survey_id, answers) if answers is not None else None
        if first is not None and first.answers is not None:
            first = _get(session, survey_id, first.answers)
        if first is not None:
            first.closed_at, first.closed_by = None, None
        return stored.add(
            session,
            survey_id,
            first.place if first else place[:LONGEST_PLACE],
            said,
            account_id=actor.account_id or 0,
            at=at,
            answers=first.id if first else None,
        )


def close(store: Store, survey_id: int, comment_id: int, *, actor: Actor, at: datetime) -> None:
    """Close a comment with its answers; one that is closed already stays as it is.

    :raises Refusal: there is no such comment.
    """
    with store.writing() as session:
        changeable(session, survey_id)
        found = _get(session, survey_id, comment_id)
        if found.answers is not None:
            found = _get(session, survey_id, found.answers)
        if found.closed_at is None:
            found.closed_at, found.closed_by = at, actor.account_id


def comments(session: Session, survey_id: int, account_id: int) -> list[Comment]:
    """The comments of a draft, oldest first."""
    return [
        Comment(
            row.id,
            row.place,
            row.words,
            name,
            row.account_id == account_id,
            row.at,
            row.answers,
            row.closed_at,
            closer,
        )
        for row, name, closer in stored.listed(session, survey_id)
    ]


def follow(
    session: Session,
    survey_id: int,
    was: Questionnaire,
    now: Questionnaire,
    renamed: Sequence[tuple[str, str]],
    *,
    step: int,
    undoes: int | None = None,
    again: int | None = None,
) -> None:
    """Have comments stay with their pages and questions through a step of the draft.

    Those of a part that goes are put aside with the step, and come back where it is undone: a part that is new
    has none, though it bears the name of one that is gone. ``again`` is the step that this one makes again.
    """
    before, after = _parts(was), _parts(now)
    former = {part for part, _to in renamed}
    new, gone = after - before, before - after - former
    # What was said under a name since its part had gone is about that part, and stays for it where it comes back.
    for part in gone | (new if undoes is None else frozenset()):
        stored.put_aside(session, survey_id, part, step if again is None else again)
    for part, to in renamed:
        stored.rename(session, survey_id, part, to)
    if undoes is not None:
        for part in new | former:
            stored.bring_back(session, survey_id, part, undoes)


def _parts(questionnaire: Questionnaire) -> frozenset[str]:
    pages, questions = questionnaire.page_by_name, questionnaire.question_by_name
    return frozenset([*(f"page:{one}" for one in pages), *(f"question:{one}" for one in questions)])


def part_at(place: str, questionnaire: Questionnaire) -> Text | None:
    """What stands at the place of a comment, as people read it; None where the part is gone.

    A comment on the whole questionnaire has the place ``questionnaire`` or none.
    """
    kind, _, name = place.partition("/")[0].partition(":")
    if kind == "question":
        question = questionnaire.question_by_name.get(name)
        return (
            None if question is None else _numbered(question.number, question.label or Text(zh=name, en=name))
        )
    if kind == "page":
        page = questionnaire.page_by_name.get(name)
        if page is None:
            return None
        title = page.title or Text(zh=name, en=name)
        return Text({tag: f"{PAGE.say(tag)} {words}" for tag, words in title.items()})
    return WHOLE if kind in ("", "questionnaire") else Text(zh=place, en=place)


def _numbered(number: str, label: Text) -> Text:
    return Text({tag: f"{number} {words}".strip() for tag, words in label.items()})


def _get(session: Session, survey_id: int, comment_id: int) -> DraftComment:
    found = stored.get(session, survey_id, comment_id)
    if found is None:
        raise Refusal(
            "not_found",
            place=f"comment:{comment_id}",
            reason=Text(zh="没有这条意见", en="There is no such comment"),
            remedy=Text(zh="请刷新后再看", en="Load the page again"),
        )
    return found
