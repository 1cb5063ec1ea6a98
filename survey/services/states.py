"""The state of a survey, worked out from its facts and never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from questionnaires.text import Text
from survey.services.respond.stage import Stage, opening_of
from survey.store.tables import Survey


@dataclass(frozen=True)
class State:
    """Where a survey stands: its name for programs, and its words."""

    name: str
    label: Text


DRAFT = State("draft", Text(zh="筹备中", en="Draft"))
PUBLISHED = State("published", Text(zh="已发布，未开放", en="Published, not yet open"))
OPEN = State("open", Text(zh="正在填答", en="Open"))
CLOSED = State("closed", Text(zh="已结束", en="Closed"))
ARCHIVED = State("archived", Text(zh="已归档", en="Archived"))
STATES = (DRAFT, PUBLISHED, OPEN, CLOSED, ARCHIVED)

_BY_STAGE = {
    Stage.NOT_YET: PUBLISHED,
    Stage.OPEN: OPEN,
    Stage.CLOSED: CLOSED,
    Stage.EXPIRED: CLOSED,
    Stage.ARCHIVED: ARCHIVED,
}


def state_of(survey: Survey, version: int | None, at: datetime) -> State:
    """The state of a survey at a moment; ``version`` is the number published last, None before.

    A survey is open from ``opens_at`` until it is closed, ``closes_at`` passes, or its legal
    header runs out (:func:`survey.services.respond.stage.opening_of` says the same to respondents).
    """
    found = _BY_STAGE[opening_of(survey, at).stage]
    return DRAFT if version is None and found is not ARCHIVED else found
