"""A draft as JSON for the editor, in the language of the person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_wtf.csrf import generate_csrf

from questionnaires.findings import Finding
from questionnaires.hints import Hint
from survey.services.design.approval import Approval
from survey.services.design.commenting import Comment
from survey.services.design.drafts import Drafted
from survey.services.design.standing import Standing, standing
from survey.web.language import current_language, say
from survey.web.staff import current_survey, member, now
from survey.web.state import state


def state_since(after: int | None, *, mended: tuple[str, ...] = (), made: str = "") -> dict[str, Any]:
    """The draft as it stands for whoever asks, as it differs from what they saw."""
    found = standing(state().store, current_survey().id, member().identity.account_id, after=after, at=now())
    return {
        "revision": found.drafted.revision,
        "parts": _parts(found),
        **(_judged(found.drafted) if found.is_news else {}),
        "people": [{"name": one.name, "place": one.place, "me": one.is_self} for one in found.people],
        "comments": [_comment(one) for one in found.comments],
        "approval": _approval(found.approval),
        "can_undo": found.can_undo,
        "can_redo": found.can_redo,
        "mended": list(mended),
        "made": made,
        "token": generate_csrf(),
    }


def _parts(found: Standing) -> dict[str, Any]:
    sorted_out: dict[str, Any] = {"pages": {}, "lists": {}}
    for name, part in found.parts.items():
        kind, _, given = name.partition(":")
        if given:
            sorted_out[f"{kind}s"][given] = part
        else:
            sorted_out[{"lists": "list_order"}.get(name, name)] = part
    if found.is_news:
        whole = found.drafted.questionnaire
        sorted_out["order"] = [page.name for page in whole.pages]
        sorted_out["list_order"] = [listed.name for listed in whole.lists]
    return sorted_out


def _judged(drafted: Drafted) -> dict[str, Any]:
    language = current_language()
    minutes = drafted.minutes(language)
    return {
        "findings": [_finding(one, one.severity.value, drafted.page_of) for one in drafted.findings],
        "hints": [_finding(one, "hint", drafted.page_of) for one in drafted.hints(language)],
        "minutes": {"low": round(minutes.shortest, 1), "high": round(minutes.longest, 1)},
    }


def _finding(one: Finding | Hint, severity: str, page_of: Mapping[str, str]) -> dict[str, Any]:
    kind, _, name = one.place.partition("/")[0].partition(":")
    found = {
        "code": one.code,
        "place": one.place,
        "severity": severity,
        "reason": say(one.reason),
        "remedy": say(one.remedy),
    }
    if kind == "question":
        found |= {"question": name, "page": page_of.get(name, "")}
    elif kind == "page":
        found |= {"page": name}
    return found


def _comment(one: Comment) -> dict[str, Any]:
    return {
        "id": one.id,
        "place": one.place,
        "words": one.words,
        "by": one.by,
        "me": one.is_own,
        "at": _moment(one.at),
        "answers": one.answers,
        "closed_at": _moment(one.closed_at),
        "closed_by": one.closed_by,
    }


def _approval(found: Approval) -> dict[str, Any]:
    who = member()
    own = found.submitter == who.identity.account_id
    waits = found.state == "submitted"
    return {
        "state": found.state,
        "demanded": found.is_demanded,
        "may_submit": who.has("designer") and found.state in ("draft", "returned"),
        "may_decide": who.has("administrator") and waits and not (own and found.is_demanded),
        "submitted_by": found.submitted_by,
        "submitted_at": _moment(found.submitted_at),
        "decided_by": found.decided_by,
        "decided_at": _moment(found.decided_at),
        "words": found.words,
        "number": found.number,
        "overtaken": found.is_overtaken,
    }


def _moment(at: datetime | None) -> str | None:
    """A moment in the survey's zone, as ISO 8601."""
    return None if at is None else at.astimezone(current_survey().zone).isoformat(timespec="seconds")
