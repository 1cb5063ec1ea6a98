"""The draft itself: how it stands, its steps, and who is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import abort, jsonify
from flask.typing import ResponseReturnValue

from questionnaires import codelists
from questionnaires.editing import EditError, read_change
from survey.services.design import changing, composing, presence, undoing
from survey.services.design.changing import Step
from survey.services.design.composing import Build
from survey.web.access import STAFF, access
from survey.web.design import banking, sent
from survey.web.design.blueprint import doors_blueprint as doors
from survey.web.design.blueprint import status_of, told
from survey.web.design.showing import state_since
from survey.web.language import say
from survey.web.staff import actor, current_survey, member, now
from survey.web.state import state

LONGEST_PASTE = 200_000


@doors.get("/<survey>/design/draft.json")
@access(STAFF)
def draft(survey: str) -> ResponseReturnValue:
    """The whole draft, what is said of it, and what the person may do."""
    who = member()
    return jsonify(
        **state_since(None),
        lists=[_list(name) for name in codelists.names()],
        me={"name": who.identity.name},
        may_write=who.has("designer") and current_survey().archived_at is None,
    )


def _list(name: str) -> dict[str, Any]:
    listed = codelists.load(name)
    return {
        "name": name,
        "title": say(listed.title),
        "standard": listed.standard,
        "version": listed.version,
        "levels": list(listed.levels),
        "count": len(listed.entries),
    }


@doors.post("/<survey>/design/changes")
@access(STAFF, "designer")
def changes(survey: str) -> ResponseReturnValue:
    """Make some changes as one step."""
    body = sent.sent()
    asked = [read_change(one) for one in sent.changes(body)]
    return _stepping(
        body,
        lambda key: changing.change(
            state().store, current_survey().id, asked, actor=actor(), at=now(), key=key
        ),
    )


@doors.post("/<survey>/design/compose")
@access(STAFF, "designer")
def compose(survey: str) -> ResponseReturnValue:
    """Make one of the moves that are several changes underneath."""
    body = sent.sent()
    build = _builder(body)
    return _stepping(
        body,
        lambda key: changing.compose(
            state().store, current_survey().id, build, actor=actor(), at=now(), key=key
        ),
    )


@doors.post("/<survey>/design/<any(undo, redo):way>")
@access(STAFF, "designer")
def undo(survey: str, way: str) -> ResponseReturnValue:
    """Take back the person's own last step, or make it again."""
    body = sent.sent()
    act = undoing.undo if way == "undo" else undoing.redo
    return _stepping(
        body, lambda key: act(state().store, current_survey().id, actor=actor(), at=now(), key=key)
    )


@doors.post("/<survey>/design/sync")
@access(STAFF)
def sync(survey: str) -> ResponseReturnValue:
    """Note where the person is, and tell what is new."""
    body = sent.sent()
    place = sent.text(body, "place", "", longest=presence.LONGEST_PLACE)
    presence.be_seen(state().store, current_survey().id, member().identity.account_id, place, at=now())
    return jsonify(state_since(sent.number_or_none(body, "after")))


def _stepping(body: dict[str, Any], act: Callable[[str | None], Step]) -> ResponseReturnValue:
    """Make a step and tell how the draft stands then; also where it could not be made."""
    after = sent.number_or_none(body, "after")
    try:
        step = act(sent.key(body))
    except EditError as error:
        return jsonify({**told(error), "state": state_since(after)}), status_of(error)
    return jsonify(state_since(after, mended=step.mended, made=step.made))


def _builder(body: dict[str, Any]) -> Build:
    """What one of the moves in :data:`MOVES` does, with the arguments that came."""
    move = MOVES.get(str(body.get("what")))
    if move is None:
        abort(400)
    return move(body)


def _bulk(body: dict[str, Any]) -> Build:
    path = body.get("path")
    if not isinstance(path, list) or not path or not all(isinstance(one, str | int) for one in path):
        abort(400)
    return composing.in_bulk(sent.texts(body, "names"), tuple(path), body.get("value"))


def _lines(body: dict[str, Any]) -> tuple[str, str, str]:
    """The question that lines are for, the lines and their language."""
    return (
        sent.text(body, "target"),
        sent.text(body, "lines", longest=LONGEST_PASTE),
        sent.text(body, "language", longest=16),
    )


def _options(body: dict[str, Any]) -> Build:
    return composing.pasted_options(*_lines(body), keep_codes=body.get("keep_codes") is True)


MOVES: Mapping[str, Callable[[dict[str, Any]], Build]] = {
    "page": lambda body: composing.page(sent.text_or_none(body, "before")),
    "question": lambda body: composing.question(
        sent.text(body, "kind"), sent.text(body, "page"), sent.text_or_none(body, "before")
    ),
    "list": lambda body: composing.shared_list(sent.text(body, "name")),
    "duplicate": lambda body: composing.duplicated(sent.text(body, "target")),
    "paste_options": _options,
    "paste_rows": lambda body: composing.pasted_rows(*_lines(body)),
    "bulk": _bulk,
    "bank": banking.taken,
}
