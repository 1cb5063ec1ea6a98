"""Entrances without codes: open links to a stratum or a unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from questionnaires.text import Text
from survey.errors import Refusal
from survey.services import secrets
from survey.services.copies import Order, digests, places_of, running
from survey.services.events import Actor, log
from survey.store import copies as stored
from survey.store.engine import Store


def entrance(
    store: Store,
    key: bytes,
    survey_id: int,
    stratum: str,
    units: Sequence[str] = (),
    *,
    actor: Actor,
    at: datetime,
) -> int:
    """Make an open link for a stratum, or one for each of ``units``; gives how many were made."""
    with store.writing() as session:
        stored.lock_survey(session, survey_id)
        running(session, survey_id)
        orders = [Order(stratum, 1, unit) for unit in units] or [Order(stratum, 1)]
        rows = []
        for place, unit in places_of(session, survey_id, orders):
            nonce = secrets.new_nonce()
            rows.append(
                {
                    "survey_id": survey_id,
                    "stratum_id": place.id,
                    "unit_id": unit.id if unit else None,
                    "nonce": nonce,
                    "link_digest": digests(key, nonce)["link_digest"],
                    "created_at": at,
                }
            )
        stored.add_entrances(session, rows)
        log(
            session,
            actor,
            "entrances.made",
            at=at,
            survey_id=survey_id,
            subject=("stratum", stratum),
            detail={"count": len(rows)},
        )
        return len(rows)


def close_entrance(store: Store, survey_id: int, entrance_id: int, *, actor: Actor, at: datetime) -> None:
    """Let nobody new in by an entrance; who came by it before goes on with the copy given then."""
    with store.writing() as session:
        found = stored.entrance(session, survey_id, entrance_id)
        if found is None or found.revoked_at is not None:
            raise Refusal(
                "entrance_unknown",
                place=str(entrance_id),
                reason=Text(
                    zh="没有这个入口，或者已经停用", en="There is no such entrance, or it is closed already"
                ),
                remedy=Text(zh="请刷新页面", en="Load the page again"),
            )
        found.revoked_at = at
        log(session, actor, "entrance.closed", at=at, survey_id=survey_id, subject=("entrance", entrance_id))
