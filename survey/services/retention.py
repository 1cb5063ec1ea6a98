"""Keeping the promises of the consent page: the link table destroyed, the answers erased, each on its day.

What ties copies to responses is undone in the whole of the first vault (see
docs/decisions/0009-retention.md); counts, hashes and events remain.
"""

from __future__ import annotations

import secrets
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from questionnaires.text import Text
from survey.errors import Refusal
from survey.services import made
from survey.services.events import Actor, log_survey
from survey.services.frame.units import masked_numbers
from survey.services.respond.closing import close_responses_in
from survey.services.respond.stage import opening_of
from survey.services.snapshotfiles import folder_of
from survey.services.surveys import Card
from survey.store import responses as stored_responses
from survey.store import retention as stored
from survey.store import surveys as stored_surveys
from survey.store import trials
from survey.store.engine import Store
from survey.store.tables import Survey


class Duty(StrEnum):
    """What a survey has promised to do away with."""

    LINK = "link"
    ANSWERS = "answers"


@dataclass(frozen=True)
class Promise:
    """A duty of a survey: the day it was promised for, whether that day has come, and when it was done."""

    duty: Duty
    day: date | None
    is_due: bool
    done_at: datetime | None


def promises(card: Card, at: datetime) -> tuple[Promise, Promise]:
    """Both duties of a survey at a moment, days taken in its zone.

    The link table is gone by its day; answers are kept through theirs.
    """
    today = at.astimezone(card.zone).date()
    link, kept = card.facts.link_destroyed_on, card.facts.answers_kept_until
    return (
        Promise(
            Duty.LINK,
            link,
            card.link_destroyed_at is None
            and link is not None
            and link <= today
            and card.opens_at is not None,
            card.link_destroyed_at,
        ),
        Promise(
            Duty.ANSWERS,
            kept,
            card.answers_erased_at is None and kept is not None and kept < today,
            card.answers_erased_at,
        ),
    )


def destroy_link(store: Store, survey_id: int, *, actor: Actor, at: datetime) -> int:
    """Destroy what ties the copies of a survey to its responses; how many were tied. A repeat does nothing.

    Outcomes and days are dealt anew among the answered copies of each batch and unit, so that
    every count stays and no copy has its own; units get new masked numbers. Receipts are
    worked out from the responses alone and go on working.

    :raises Refusal: the survey still takes answers, or never has.
    """
    with store.writing() as session:
        survey = stored_surveys.locked(session, survey_id)
        if survey.link_destroyed_at is not None:
            return 0
        _require_over(survey, at)
        _require_begun(survey)
        stored_responses.hold_all(session, survey_id)
        close_responses_in(store, session, survey_id)
        session.flush()
        stored.give(session, list(_dealt_anew(stored.tied(session, survey_id), ZoneInfo(survey.time_zone))))
        count = stored.untie(session, survey_id)
        units, used = stored.unit_numbers(session, survey_id)
        stored.renumber(session, dict(zip(units, masked_numbers(used, len(units)), strict=True)))
        survey.link_destroyed_at = at
        survey.closed_at = survey.closed_at or survey.closes_at or at
        log_survey(session, actor, "survey.link_destroyed", at, survey, {"copies": count})
    stored.sweep(store)
    return count


def erase_answers(store: Store, instance: Path, survey_id: int, *, actor: Actor, at: datetime) -> int:
    """Erase what was answered in a survey, everywhere but in backups; how many responses had content.

    Responses, saves, submissions, suggestions and frozen data are emptied; counts, outcomes,
    flags, decisions, hashes and events remain. What was tried beside them goes altogether.
    A repeat removes files that were left over.

    :raises Refusal: the survey still takes answers, or the day they were promised to be kept
        until has not passed.
    """
    with store.writing() as session:
        survey = stored_surveys.locked(session, survey_id)
        _require_over(survey, at)
        _require_kept(survey, at)
        stored_responses.hold_all(session, survey_id)
        count = stored.with_content(session, survey_id)
        stored.empty_all(session, survey_id, erased_at=at)
        # What colleagues tried was never an answer, but may have been written from one.
        trial = trials.of(session, survey_id)
        if trial is not None:
            trials.clear(session, trial.id)
        for snapshot in stored.standing_snapshots(session, survey_id):
            snapshot.withdrawn_at = at
        if survey.answers_erased_at is None:
            survey.answers_erased_at = at
            log_survey(session, actor, "survey.answers_erased", at, survey, {"responses": count})
        # Before the commit: should it fail, the answers still stand and frozen data are made anew.
        _remove_frozen(folder_of(instance, survey.code))
        made.forget(instance, survey.code, ["exports", "readings"])
    stored.sweep(store)
    return count


def _require_over(survey: Survey, at: datetime) -> None:
    if not opening_of(survey, at).is_set:
        return
    raise Refusal(
        "still_open",
        place=survey.code,
        reason=Text(
            zh="调查还在填答，或已定好开放时间", en="The survey takes answers, or is set to open by itself"
        ),
        remedy=Text(zh="请先结束填答", en="Close it first"),
    )


def _require_begun(survey: Survey) -> None:
    if survey.opens_at is None:
        raise Refusal(
            "never_open",
            place=survey.code,
            reason=Text(zh="调查还没有开放过", en="The survey was never open"),
            remedy=Text(zh="没有可以销毁的对应表", en="There is no link table to destroy"),
        )


def _require_kept(survey: Survey, at: datetime) -> None:
    until = survey.answers_kept_until
    today = at.astimezone(ZoneInfo(survey.time_zone)).date()
    if until is None or until < today:
        return
    raise Refusal(
        "kept_until",
        place=survey.code,
        reason=Text(zh=f"答案说好保存到 {until}", en=f"The answers are to be kept until {until}"),
        remedy=Text(
            zh="到期后再删除；要提前，请先在“调查信息”里改日期",
            en="Erase them after that day; to do so earlier, change the day under Facts first",
        ),
    )


def _dealt_anew(rows: Sequence[Any], zone: ZoneInfo) -> Iterator[Mapping[str, Any]]:
    """Outcome and days of copies, shuffled among those of the same batch, entrance, stratum and unit."""
    cells: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in rows:
        cells[row.stratum_id, row.unit_id, row.batch_id, row.entrance_id].append(row)
    for cell in cells.values():
        others = list(cell)
        secrets.SystemRandom().shuffle(others)
        for row, other in zip(cell, others, strict=True):
            yield {
                "of": row.id,
                "outcome": other.outcome,
                # A copy that was given out at an entrance was issued the moment its response began.
                "issued_at": _day(other.issued_at, zone) if row.entrance_id else row.issued_at,
                "opened_at": _day(other.opened_at, zone),
                "returned_at": _day(other.returned_at, zone),
            }


def _day(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return None if moment is None else datetime.combine(moment.astimezone(zone).date(), time(12), zone)


def _remove_frozen(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
