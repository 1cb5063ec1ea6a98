"""The review of the demonstration: decided as staff would, by the flags, through the review service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from questionnaires.text import CHINESE
from survey.demonstration.chance import chance
from survey.demonstration.design import Design
from survey.services import clearing, quality, review, suggestions
from survey.services.events import SYSTEM
from survey.services.quality import Proposal
from survey.services.quality.identifying import struck_out
from survey.services.quality.kinds import DUPLICATE
from survey.store import Store
from survey.store.reviews import ResponseFilter, ResponseRow

PAGE = 500
CLEARED = 12
WAITING = ResponseFilter(outcome="submitted")
CARELESS = "填答过快、一路同选且注意力检查行选错，三项标记同时出现"
REPEATED = "与同一设备几分钟前提交的另一份几乎完全相同，系代填"
NOTHING_SAID = 5


def decide(store: Store, survey_id: int, design: Design) -> None:
    """Raise the flags by what is known after closing, and decide on everything that came in.

    Three flags of quality make a response invalid, and so does repeating an earlier one
    from the same device; what has no flag is found valid in one go, the rest one by one.
    """
    at = design.calendar.reviewed_at
    quality.review_flags(store, survey_id, actor=SYSTEM, at=at)
    clean = ResponseFilter(outcome="submitted", flag="none")
    expected = review.how_many(store, survey_id, clean)
    if expected:
        review.decide_matching(
            store, survey_id, clean, "valid", expected=expected, actor=SYSTEM, at=at + timedelta(hours=1)
        )
    for number, row in enumerate(_waiting(store, survey_id)):
        verdict, reason = _verdict(store, survey_id, row)
        review.decide(
            store,
            survey_id,
            row.id,
            verdict,
            actor=SYSTEM,
            at=at + timedelta(hours=2, minutes=2 * number),
            reason=reason,
        )


def _waiting(store: Store, survey_id: int) -> list[ResponseRow]:
    found: list[ResponseRow] = []
    for page in range(1, 100):
        rows = review.overview(store, survey_id, WAITING, page=page, size=PAGE).rows
        found += rows
        if len(rows) < PAGE:
            break
    return found


def _verdict(store: Store, survey_id: int, row: ResponseRow) -> tuple[str, str]:
    if quality.proposal_of(row.flags) is Proposal.INVALID:
        return "invalid", CARELESS
    if DUPLICATE in row.flags and _repeats_an_earlier(store, survey_id, row):
        return "invalid", REPEATED
    return "valid", ""


def _repeats_an_earlier(store: Store, survey_id: int, row: ResponseRow) -> bool:
    """Whether the response that this one equals came in first."""
    found = review.read(store, survey_id, row.id, CHINESE)
    named = [flag.detail.get("response") for flag in found.flags if flag.code == DUPLICATE] if found else []
    others = [review.read(store, survey_id, one, CHINESE) for one in named if isinstance(one, int)]
    return any(other is not None and other.started_at < row.started_at for other in others)


def clear_suggestions(store: Store, survey_id: int, design: Design) -> None:
    """Clear some suggestions for quoting, whatever looks like a number of a person struck out."""
    at = design.calendar.reviewed_at + timedelta(days=3)
    for number, (response_id, wording) in enumerate(_chosen(store, survey_id, design)):
        clearing.clear(
            store,
            survey_id,
            response_id,
            wording,
            quotable=True,
            actor=SYSTEM,
            at=at + timedelta(minutes=3 * number),
        )


def _chosen(store: Store, survey_id: int, design: Design) -> Iterator[tuple[int, str]]:
    """Suggestions worth quoting, the same at every run: those with numbers in them first, then a few of each topic."""
    found = suggestions.overview(store, survey_id)
    if found.looked_at >= CLEARED:
        return
    items = [one for one in found.items if one.outcome == "valid" and len(one.text) > NOTHING_SAID]
    items.sort(key=lambda one: one.text)
    chance(design.seed, "quotes").shuffle(items)
    items.sort(key=lambda one: struck_out(one.text) == one.text)
    for item in items[:CLEARED]:
        yield item.response_id, struck_out(item.text)
