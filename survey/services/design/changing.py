"""Changing a draft: one step is one transaction, made where what it saw still stands.

A change is worked out before the transaction that writes it, so that nobody's answers wait
for it; where somebody else's step came in between, it is worked out anew on that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from questionnaires.editing import Change, Rename, apply_all
from questionnaires.editing.document import Document, document_of
from questionnaires.model import Questionnaire
from questionnaires.text import Text
from survey.errors import Refusal
from survey.services.design import commenting, drafts
from survey.services.design.drafts import Drafted
from survey.services.events import Actor, log
from survey.services.surveys import changeable
from survey.store import drafts as stored
from survey.store.engine import Session, Store
from survey.store.tables import Survey

TRIES = 4
#: The log tells of one sitting once, however many steps it had.
SITTING = timedelta(hours=1)


@dataclass(frozen=True)
class Step:
    """What became of a step: the draft after it, and the places elsewhere that were mended with it.

    ``made`` is the target of the part that is new, empty where there is none.
    """

    drafted: Drafted
    mended: tuple[str, ...] = ()
    made: str = ""


@dataclass(frozen=True)
class Plan:
    """What a step is to do: some changes, or a whole document in place of the draft.

    ``is_begun`` is off where there is no draft after it: ``whole`` is then the empty questionnaire.
    ``settings`` is what was chosen when ``whole`` stood there.
    ``undoes`` is the step that it takes back; ``again`` the one that it makes stand again,
    by taking back the step that had undone it, which is ``undoes`` then.
    """

    changes: Sequence[Change] = ()
    whole: Document | None = None
    is_whole: bool = False
    is_begun: bool = True
    settings: Mapping[str, bool] = field(default_factory=dict)
    undoes: int | None = None
    again: int | None = None
    made: str = ""


Planner = Callable[[Session, Drafted], Plan]


@dataclass(frozen=True)
class _Worked:
    """A step worked out on the draft ``before`` it."""

    before: Drafted
    after: Drafted
    rows: list[dict[str, Any]]
    parts: list[str] | None
    mended: tuple[str, ...]


def change(
    store: Store,
    survey_id: int,
    changes: Sequence[Change],
    *,
    actor: Actor,
    at: datetime,
    key: str | None = None,
) -> Step:
    """Make some changes of a draft as one step, all or none.

    A step with a ``key`` that made one already is not made twice.

    :raises ConflictError: what one of them saw is not there any more.
    :raises EditError: one of them cannot be made.
    :raises Refusal: the survey is archived.
    """
    return make_step(store, survey_id, lambda _session, _draft: Plan(changes), actor=actor, at=at, key=key)


def compose(
    store: Store,
    survey_id: int,
    build: Callable[[Questionnaire], tuple[Sequence[Change], str]],
    *,
    actor: Actor,
    at: datetime,
    key: str | None = None,
) -> Step:
    """Make the changes that ``build`` says of the draft as it stands, with the target of what is new."""

    def plan(_session: Session, drafted: Drafted) -> Plan:
        changes, made = build(drafted.questionnaire)
        return Plan(changes, made=made)

    return make_step(store, survey_id, plan, actor=actor, at=at, key=key)


def make_step(
    store: Store, survey_id: int, plan: Planner, *, actor: Actor, at: datetime, key: str | None = None
) -> Step:
    """Make the step that ``plan`` says of the draft as it stands; one that changes nothing is none."""
    for attempt in range(TRIES + 1):
        with store.reading() as session:
            drafted = drafts.at_present(store, session, survey_id)
            # What was made already no longer finds what it saw: that is no conflict.
            if key and stored.has_key(session, survey_id, key):
                return Step(drafted)
            planned = plan(session, drafted)
        worked = _worked(drafted, planned)
        with store.writing() as session:
            survey = changeable(session, survey_id)
            if key and stored.has_key(session, survey_id, key):
                return Step(drafts.at_present(store, session, survey_id))
            if survey.draft_revision != drafted.revision:
                if attempt < TRIES:
                    continue
                # Others write faster than this is worked out: do it while they wait.
                drafted = drafts.at_present(store, session, survey_id)
                planned = plan(session, drafted)
                worked = _worked(drafted, planned)
            if worked.after is drafted:
                return Step(drafted, made=planned.made)
            _write(session, survey, worked, planned, actor, at, key)
        drafts.keep(store, survey_id, worked.after)
        return Step(worked.after, worked.mended, planned.made)
    raise AssertionError("the last attempt writes or raises")


def replace(
    session: Session, survey: Survey, document: Document, source: str, *, actor: Actor, at: datetime
) -> None:
    """Put another questionnaire in place of the draft, in the running transaction, as a step of its own.

    Settings that it also has keep their choice; the choice of the others comes back with undoing.
    """
    row = _whole_row(survey.draft, source, survey.settings)
    survey.settings = _known(document, survey.settings)
    _add(session, survey, [row], document, None, actor, at)


def replace_lists(
    session: Session, survey: Survey, questionnaire: Questionnaire, *, actor: Actor, at: datetime
) -> None:
    """Put other lists into the draft, in the running transaction, as a step of its own."""
    before, after = survey.draft or {}, document_of(questionnaire)
    rows = [
        {
            "change": _set(listed["name"], name, former.get(name), listed.get(name)),
            "inverse": _set(listed["name"], name, listed.get(name), former.get(name)),
        }
        for former, listed in zip(before.get("lists", []), after.get("lists", []), strict=True)
        for name in {**former, **listed}
        if former.get(name) != listed.get(name)
    ]
    _add(session, survey, rows, after, drafts.touched(before, after), actor, at)


def _set(listed: str, name: str, was: Any, value: Any) -> dict[str, Any]:
    return {"op": "set", "target": f"list:{listed}", "path": [name], "was": was, "value": value}


def _worked(drafted: Drafted, planned: Plan) -> _Worked:
    if planned.is_whole:
        questionnaire = Questionnaire.model_validate(planned.whole)
        after = Drafted(drafted.revision + 1, questionnaire, planned.whole or {}, planned.is_begun)
        rows = [_whole_row(drafted.document if drafted.is_begun else None, "undo", {})]
        return _Worked(drafted, after, rows, None, ())
    applied = apply_all(drafted.questionnaire, planned.changes, drafted.document)
    parts = drafts.touched(drafted.document, applied.document)
    if not parts:
        return _Worked(drafted, drafted, [], [], ())
    inverse = reversed(applied.inverse)
    rows = [
        {"change": change.model_dump(mode="json"), "inverse": undoing.model_dump(mode="json")}
        for change, undoing in zip(planned.changes, inverse, strict=True)
    ]
    after = Drafted(drafted.revision + 1, applied.questionnaire, applied.document)
    return _Worked(drafted, after, rows, parts, applied.mended)


def _whole_row(former: Document | None, source: str, settings: Mapping[str, bool]) -> dict[str, Any]:
    return {
        "change": {"op": "replace", "source": source},
        "inverse": {"op": "replace", "document": former, "settings": dict(settings)},
    }


def _known(document: Document | None, settings: Mapping[str, bool]) -> dict[str, bool]:
    """What was chosen for the settings that a questionnaire has."""
    names = {one["name"] for one in (document or {}).get("settings", [])}
    return {name: value for name, value in settings.items() if name in names}


def _write(
    session: Session,
    survey: Survey,
    worked: _Worked,
    planned: Plan,
    actor: Actor,
    at: datetime,
    key: str | None,
) -> None:
    step = survey.draft_revision + 1
    if planned.undoes is not None:
        _require_standing(session, survey, planned)
        stored.mark_undone(session, survey.id, planned.undoes, step)
    if planned.again is not None:
        stored.mark_undone(session, survey.id, planned.again, None)
    _log_sitting(session, survey, actor, at)
    document = worked.after.document if worked.after.is_begun else None
    if planned.is_whole:
        worked.rows[0]["inverse"]["settings"] = dict(survey.settings)
        survey.settings = _known(document, {**planned.settings, **survey.settings})
    _add(session, survey, worked.rows, document, worked.parts, actor, at, undoes=planned.undoes, key=key)
    if not planned.is_whole:
        commenting.follow(
            session,
            survey.id,
            worked.before.questionnaire,
            worked.after.questionnaire,
            _renamed(planned.changes),
            step=step,
            undoes=planned.undoes,
            again=planned.again,
        )


def _renamed(changes: Sequence[Change]) -> list[tuple[str, str]]:
    """The parts that changes give another name, each with that name, in order."""
    named = [one for one in changes if isinstance(one, Rename)]
    return [(f"{one.what}:{one.was}", f"{one.what}:{one.to}") for one in named]


def _require_standing(session: Session, survey: Survey, planned: Plan) -> None:
    """What is to be undone was not undone in another window meanwhile."""
    assert planned.undoes is not None  # noqa: S101
    rows = stored.step_changes(session, survey.id, planned.undoes)
    if not rows or rows[0].undone_by is not None:
        raise overtaken(survey.code)


def overtaken(place: str) -> Refusal:
    """Somebody was faster with the same."""
    return Refusal(
        "overtaken",
        place=place,
        reason=Text(zh="这一步刚才已经撤销了", en="This step was undone just now"),
        remedy=Text(zh="请看现在的内容", en="Look at what stands there now"),
    )


def _add(
    session: Session,
    survey: Survey,
    rows: list[dict[str, Any]],
    document: Document | None,
    parts: list[str] | None,
    actor: Actor,
    at: datetime,
    *,
    undoes: int | None = None,
    key: str | None = None,
) -> None:
    step = survey.draft_revision + 1
    shared = {"at": at, "account_id": actor.account_id, "parts": parts, "undoes": undoes, "key": key}
    stored.add_step(session, survey.id, step, rows, undone_by=None, **shared)
    survey.draft, survey.draft_revision = document, step


def _log_sitting(session: Session, survey: Survey, actor: Actor, at: datetime) -> None:
    before = stored.last_step_of(session, survey.id, actor.account_id)
    if before is None or at - before > SITTING:
        subject = ("survey", survey.code)
        log(session, actor, "questionnaire.changed", at=at, survey_id=survey.id, subject=subject)
