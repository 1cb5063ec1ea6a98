"""Taking back one's own steps, and making them again; what others made since is never touched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from questionnaires.editing import EditError, read_change
from questionnaires.text import Text
from survey.errors import Refusal
from survey.services.design import drafts
from survey.services.design.changing import Plan, Planner, Step, make_step
from survey.services.design.drafts import Drafted
from survey.services.events import Actor
from survey.store import drafts as stored
from survey.store.engine import Session, Store
from survey.store.tables import DraftChange


def undo(store: Store, survey_id: int, *, actor: Actor, at: datetime, key: str | None = None) -> Step:
    """Take back the step that the person made last.

    :raises Refusal: there is none, or what it wrote was changed or replaced since.
    """

    def plan(session: Session, drafted: Drafted) -> Plan:
        step = stored.to_undo(session, survey_id, actor.account_id or 0)
        if step is None:
            raise _nothing(Text(zh="撤销", en="undo"))
        rows = stored.step_changes(session, survey_id, step)
        _require_reachable(session, survey_id, rows)
        return _taking_back(session, drafted, rows, step)

    return _make(store, survey_id, plan, actor, at, key)


def redo(store: Store, survey_id: int, *, actor: Actor, at: datetime, key: str | None = None) -> Step:
    """Make the step again that the person took back last.

    :raises Refusal: there is none, or what stands there now was changed or replaced since.
    """

    def plan(session: Session, drafted: Drafted) -> Plan:
        step = stored.to_redo(session, survey_id, actor.account_id or 0)
        first = stored.step_changes(session, survey_id, step)[0] if step is not None else None
        if step is None or first is None or first.undone_by is None:
            raise _nothing(Text(zh="重做", en="redo"))
        rows = stored.step_changes(session, survey_id, first.undone_by)
        _require_reachable(session, survey_id, rows)
        return _taking_back(session, drafted, rows, first.undone_by, again=step)

    return _make(store, survey_id, plan, actor, at, key)


def _taking_back(
    session: Session, drafted: Drafted, rows: Sequence[DraftChange], step: int, again: int | None = None
) -> Plan:
    if rows[0].parts is None:
        inverse = rows[0].inverse
        former = inverse["document"]
        return Plan(
            whole=former or drafts.not_begun(session, rows[0].survey_id, drafted.revision).document,
            is_whole=True,
            is_begun=former is not None,
            settings=inverse.get("settings", {}),
            undoes=step,
            again=again,
        )
    return Plan([read_change(row.inverse) for row in reversed(rows)], undoes=step, again=again)


def _require_reachable(session: Session, survey_id: int, rows: Sequence[DraftChange]) -> None:
    step = rows[0].step
    if stored.was_replaced_after(session, survey_id, step):
        raise Refusal(
            "replaced",
            place="questionnaire",
            reason=Text(
                zh="这一步之后，整份问卷被换过，不能再往前撤销",
                en="The whole questionnaire was replaced after this step; nothing before that can be undone",
            ),
            remedy=Text(
                zh="要回到从前，请在“问卷”页下载以前的版本（YAML）再上传，或由换问卷的人撤销那一步",
                en="Download an earlier version (YAML) on the page Questionnaire and upload it, "
                "or let whoever replaced it undo that step",
            ),
        )
    if rows[0].parts is None and stored.was_changed_after(session, survey_id, step):
        raise _changed("questionnaire")


def _make(store: Store, survey_id: int, plan: Planner, actor: Actor, at: datetime, key: str | None) -> Step:
    try:
        return make_step(store, survey_id, plan, actor=actor, at=at, key=key)
    except EditError as error:
        raise _changed(error.place) from error


def _nothing(what: Text) -> Refusal:
    return Refusal(
        "nothing_to_undo",
        reason=Text(
            zh=f"没有您自己的步骤可以{what.say('zh-CN')}",
            en=f"There is no step of yours to {what.say('en')}",
        ),
        remedy=Text(zh="别人的改动请直接改回", en="Change back by hand what others changed"),
    )


def _changed(place: str) -> Refusal:
    return Refusal(
        "changed_since",
        place=place,
        reason=Text(zh="这一步写下的内容后来又被改过", en="What this step wrote was changed since"),
        remedy=Text(
            zh="没有撤销，以免盖掉后来的改动；请直接改那里", en="Nothing was undone; change it there by hand"
        ),
    )
