"""What was acknowledged is there, once: the checker of the kill tests.

``check_store`` reads the database itself, ``check_receipts`` asks the site as a person would.
Both give a list of faults in words; an empty list means that nothing was lost or doubled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from survey.services.respond import interview_of
from survey.services.respond.merging import answers_at
from survey.services.secrets import digest, normalised, receipt_of
from survey.store import Store, responses
from survey.store.engine import Session
from survey.store.tables import Copy, Response, Save, Submission, Survey
from tests.load.forms import read_form, texts
from tests.load.installation import KEY, Ready
from tests.load.journey import Trip
from tests.load.wire import Browser

#: The outcomes of a response that arrived: as sent, or as staff decided on it.
RETURNED = frozenset({"submitted", "valid", "invalid"})


def check_store(store: Store, ready: Ready, trips: Sequence[Trip]) -> list[str]:
    """Everything that is wrong with the database after some trips."""
    with store.reading() as session:
        faults = list(_sound(session, store.is_sqlite))
        faults += _doubled(session, ready.id)
        survey = session.get_one(Survey, ready.id)
        for trip in trips:
            faults += (f"{trip.link[:6]}…: {fault}" for fault in _trip(store, session, survey, trip))
    return faults


def _sound(session: Session, is_sqlite: bool) -> Iterator[str]:
    """Whether the database itself is whole."""
    if is_sqlite:
        found = [row[0] for row in session.execute(sa.text("PRAGMA integrity_check"))]
        if found != ["ok"]:
            yield f"integrity_check: {found}"
        yield from (
            f"foreign key: {tuple(row)}" for row in session.execute(sa.text("PRAGMA foreign_key_check"))
        )


def _doubled(session: Session, survey_id: int) -> Iterator[str]:
    """Keys, revisions, submissions and responses that are there twice or belong to nobody."""
    ours = sa.select(Response.id).where(Response.survey_id == survey_id)
    for name, query in (
        ("save key", sa.select(Save.response_id, Save.key)),
        ("save revision", sa.select(Save.response_id, Save.revision)),
        ("submission number", sa.select(Submission.response_id, Submission.number)),
    ):
        column = query.selected_columns[0]
        seen = Counter(tuple(row) for row in session.execute(query.where(column.in_(ours))))
        yield from (f"{name} {one} is there {times} times" for one, times in seen.items() if times > 1)
    held = Counter(
        session.scalars(
            sa.select(Copy.response_token).where(
                Copy.survey_id == survey_id, Copy.response_token.is_not(None)
            )
        )
    )
    tokens = set(session.scalars(sa.select(Response.token).where(Response.survey_id == survey_id)))
    yield from (f"a response belongs to {times} copies" for times in held.values() if times > 1)
    if tokens != set(held):
        yield f"{len(tokens ^ set(held))} responses and copies without each other"


def _trip(store: Store, session: Session, survey: Survey, trip: Trip) -> Iterator[str]:
    """What was acknowledged to one respondent and is not there."""
    if not trip.acknowledged and not trip.receipt:
        return
    link = digest(KEY, "link", trip.link)
    copy = session.scalars(sa.select(Copy).where(Copy.link_digest == link)).one()
    response = session.scalars(sa.select(Response).where(Response.token == copy.response_token)).first()
    if response is None:
        yield f"no response, but {len(trip.acknowledged)} pages were acknowledged"
        return
    keys = set(session.scalars(sa.select(Save.key).where(Save.response_id == response.id)))
    for one in trip.acknowledged:
        if one.key not in keys:
            yield f"page {one.page}: acknowledged, but no save has its key"
        for name, value in one.values.items():
            if response.answers.get(name) != value:
                yield f"page {one.page}: {name} is {response.answers.get(name)!r}, acknowledged was {value!r}"
    kept = answers_at(responses.saved_changes(session, response.id), response.revision)
    if {name: value for name, value in kept.items() if value is not None} != dict(response.answers):
        yield "the saves in order do not give the answers"
    yield from _submission(store, session, survey, response, copy, trip)


def _submission(
    store: Store, session: Session, survey: Survey, response: Response, copy: Copy, trip: Trip
) -> Iterator[str]:
    found = session.scalars(sa.select(Submission).where(Submission.response_id == response.id)).all()
    if trip.receipt:
        if normalised(trip.receipt) != receipt_of(KEY, response.token):
            yield "the receipt is another one"
        if len(found) != 1:
            yield f"{len(found)} submissions, one receipt was given"
        if copy.outcome != response.outcome or response.outcome not in RETURNED:
            yield f"a receipt was given; copy {copy.outcome}, response {response.outcome}"
    for one in found:
        record = interview_of(store, session, survey, response).record(response.confirmed)
        if record.hash != one.hash:
            yield "the frozen record is not that of the answers"


async def check_receipts(address: str, trips: Iterable[Trip]) -> list[str]:
    """Every receipt that was given is still found at /receipt, with the same code."""
    browser, faults = Browser(address), []
    for trip in trips:
        if trip.receipt:
            form = read_form((await browser.get("/receipt")).text)
            assert form is not None, "no form at /receipt"
            reply = await browser.post(form.address, {**form.filled, "code": [trip.receipt]})
            shown: list[Any] = texts(reply.text, "receipt")
            if reply.status != 200 or shown != [trip.receipt]:
                faults.append(f"{trip.link[:6]}…: receipt {trip.receipt} leads to {reply.status} {shown}")
    browser.close()
    return faults
