"""Review: responses read one by one, and decided upon by a person, reversibly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from questionnaires.interview import Interview
from questionnaires.model import Questionnaire
from questionnaires.text import Text
from survey.errors import Refusal
from survey.services import quality
from survey.services.events import Actor, log
from survey.services.outcomes import may_move
from survey.services.quality.explaining import Basis, explained
from survey.services.quality.raising import seconds_of
from survey.services.respond.interviewing import is_being_corrected, submitted_interview
from survey.store import flags as stored_flags
from survey.store import frame as stored_frame
from survey.store import reviews as stored
from survey.store import surveys as stored_surveys
from survey.store import versions as stored_versions
from survey.store.engine import Session, Store
from survey.store.reviews import ORDERS, ResponseFilter, ResponseRow
from survey.store.tables import Response

__all__ = [
    "ORDERS",
    "VERDICTS",
    "Answered",
    "Decided",
    "Flagged",
    "Overview",
    "Reading",
    "ResponseFilter",
    "codes_in_use",
    "decide",
    "decide_matching",
    "how_many",
    "neighbours",
    "overview",
    "read",
]

VERDICTS = ("valid", "invalid", "open")


@dataclass(frozen=True)
class Overview:
    """What the list of responses shows beside its rows."""

    rows: list[ResponseRow]
    total: int
    outcomes: dict[str, int]
    flags: dict[str, int]
    modes: list[str]
    strata: list[str]
    thresholds: quality.Thresholds
    questionnaire: Questionnaire | None
    labels: dict[str, str]


def overview(
    store: Store,
    survey_id: int,
    wanted: ResponseFilter,
    *,
    order: str = "number",
    descending: bool = False,
    page: int = 1,
    size: int = 50,
) -> Overview:
    """One page of the responses a filter lets through, and the counts of the whole survey."""
    with store.reading() as session:
        modes, strata = stored.modes_and_strata(session, survey_id)
        current = stored_versions.current(session, survey_id)
        return Overview(
            rows=stored.listed(
                session,
                survey_id,
                wanted,
                order=order,
                descending=descending,
                offset=(page - 1) * size,
                count=size,
            ),
            total=stored.how_many(session, survey_id, wanted),
            outcomes=stored.outcomes(session, survey_id),
            flags=stored_flags.counts(session, survey_id),
            modes=modes,
            strata=strata,
            thresholds=quality.thresholds(session, survey_id),
            questionnaire=Questionnaire.model_validate(current.document) if current else None,
            labels={row.code: row.label for row in stored_frame.strata(session, survey_id)},
        )


@dataclass(frozen=True)
class Answered:
    """One question as a reviewer reads it: number, text, and the answer in words."""

    page: str
    number: str
    label: str
    answer: str


@dataclass(frozen=True)
class Flagged:
    """One flag with its words and what it rests on, as stored and as said in the reader's language."""

    code: str
    label: Text
    detail: dict[str, object]
    at: datetime
    basis: tuple[Basis, ...] = ()


@dataclass(frozen=True)
class Decided:
    """One decision: what, why, who and when; the newest counts."""

    verdict: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Reading:
    """A response as it is read: never whose it is.

    ``answers`` are those that were last submitted; ``is_being_corrected`` tells that their
    author has changed some since and not sent them. There are none of a response that was
    taken back. ``mark`` stands for what is shown, for :func:`decide`.
    """

    id: int
    outcome: str
    mode: str
    stratum: str
    version: int
    started_at: datetime
    submitted_at: datetime | None
    erased_at: datetime | None
    seconds: float
    answers: tuple[Answered, ...]
    is_being_corrected: bool
    mark: str
    flags: tuple[Flagged, ...]
    decisions: tuple[Decided, ...]
    proposal: quality.Proposal

    @property
    def can_be_decided(self) -> bool:
        """Whether a reviewer may say valid or invalid."""
        return self.outcome in stored.DECIDABLE and self.erased_at is None


def read(store: Store, survey_id: int, response_id: int, language: str) -> Reading | None:
    """One response with its answers said in words, its flags and what was decided on it."""
    with store.reading() as session:
        response = stored.one(session, survey_id, response_id)
        if response is None:
            return None
        survey = stored_surveys.get(session, survey_id)
        last = stored.last_submission(session, response.id)
        interview = submitted_interview(store, session, survey, response, last, language)
        is_shown = response.erased_at is None and response.outcome != "withdrawn"
        flags = stored_flags.of_response(session, response.id)
        return Reading(
            id=response.id,
            outcome=response.outcome,
            mode=response.mode,
            stratum=_stratum_label(session, response),
            version=stored_versions.get(session, response.version_id).number,
            started_at=response.started_at,
            submitted_at=response.submitted_at,
            erased_at=response.erased_at,
            seconds=seconds_of(response),
            answers=tuple(_answers(interview, language)) if is_shown else (),
            is_being_corrected=is_shown and is_being_corrected(store, session, survey, response, last),
            mark=_mark(session, response),
            flags=tuple(
                Flagged(
                    flag.code,
                    quality.flag_label(flag.code, interview.questionnaire),
                    flag.detail or {},
                    flag.at,
                    explained(flag.code, flag.detail or {}, interview, language) if is_shown else (),
                )
                for flag in flags
            ),
            decisions=tuple(
                Decided(one.verdict, one.reason, name or "", one.at)
                for one, name in stored.decisions(session, response.id)
            ),
            proposal=quality.proposal_of(flag.code for flag in flags),
        )


def _stratum_label(session: Session, response: Response) -> str:
    found = stored_frame.stratum_by_code(session, response.survey_id, response.stratum)
    return found.label if found else response.stratum


def _answers(interview: Interview, language: str) -> list[Answered]:
    found = []
    for page in interview.path:
        title = interview.fill(interview.questionnaire.page_by_name[page.name].title, language)
        for question in page.questions:
            if question.kind in ("note", "calculated"):
                continue
            label = interview.fill(question.label, language) or question.name
            found.append(Answered(title, question.number, label, interview.say(question, language)))
    return found


def decide(
    store: Store,
    survey_id: int,
    response_id: int,
    verdict: str,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    seen: str | None = None,
) -> str:
    """Decide that a response is valid or invalid, or with ``open`` take the decision back; gives its outcome.

    ``seen`` is the :attr:`Reading.mark` of what the person read; None where nobody read it.

    :raises Refusal: the response cannot be decided upon, invalid was given no reason, or the
        response was submitted or decided anew since it was ``seen``.
    """
    with store.writing() as session:
        response = stored.locked(session, survey_id, response_id)
        if response is None:
            raise _refused(
                response_id, "没有这份答卷", "There is no such response", "请核对", "Check the number"
            )
        outcome = _outcome_after(response, verdict, reason)
        if seen is not None and seen != _mark(session, response):
            raise _refused(
                response_id,
                "您看过之后，这份答卷又提交了更正，或已由别人审核",
                "The response was corrected or decided by somebody else after you read it",
                "现在显示的是最新的答卷和决定，请再看一遍后决定",
                "It is shown as it is now; please read it again and decide",
            )
        stored.add_decision(
            session,
            response_id=response.id,
            verdict=verdict,
            reason=reason.strip()[:300],
            account_id=actor.account_id,
            at=at,
        )
        before = response.outcome
        stored.set_outcome(session, response, outcome)
        log(
            session,
            actor,
            "response.decided",
            at=at,
            survey_id=survey_id,
            subject=("response", response.id),
            detail={"verdict": verdict, "from": before, "reason": reason.strip()[:300]},
        )
        return outcome


def _mark(session: Session, response: Response) -> str:
    submission = stored.last_submission(session, response.id)
    decided = stored.decisions(session, response.id)
    number = submission.number if submission else 0
    return f"{response.outcome}.{number}.{decided[0][0].id if decided else 0}"


def _outcome_after(response: Response, verdict: str, reason: str) -> str:
    if verdict not in VERDICTS:
        raise ValueError(f"no verdict {verdict!r}")
    if verdict == "invalid" and not reason.strip():
        raise _refused(
            response.id,
            "判为无效而没有写原因",
            "Invalid was given no reason",
            "请写明原因，供复核和报告说明",
            "Say why, for whoever checks and for the report",
        )
    outcome = verdict
    if verdict == "open":
        outcome = "submitted" if response.submitted_at else "partial"
    reopened = verdict == "open" and response.outcome in ("valid", "invalid")
    may = response.outcome in stored.DECIDABLE and response.erased_at is None
    same = reopened or outcome == response.outcome or may_move(response.outcome, outcome)
    if not (may and same):
        raise _refused(
            response.id,
            "这份答卷还没有提交，或已撤回、作废",
            "The response is not submitted, or was withdrawn or spoiled",
            "只有已提交或截止时部分填答的答卷可以审核",
            "Only submitted responses and partial ones can be decided upon",
        )
    return outcome


def _refused(response_id: int, zh: str, en: str, zh_remedy: str, en_remedy: str) -> Refusal:
    return Refusal(
        "response",
        place=f"#{response_id}",
        reason=Text(zh=zh, en=en),
        remedy=Text(zh=zh_remedy, en=en_remedy),
    )


def how_many(store: Store, survey_id: int, wanted: ResponseFilter) -> int:
    """How many responses a decision on a filter would concern; told before it is made."""
    with store.reading() as session:
        return stored.how_many_decidable(session, survey_id, wanted)


def decide_matching(
    store: Store,
    survey_id: int,
    wanted: ResponseFilter,
    verdict: str,
    *,
    expected: int,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> int:
    """Decide on all responses a filter lets through at once; gives how many.

    :raises Refusal: their number is not the ``expected`` one that the person was told, so
        that nobody decides on what came in meanwhile; or invalid was given no reason.
    """
    if verdict not in ("valid", "invalid"):
        raise ValueError(f"no verdict {verdict!r}")
    if verdict == "invalid" and not reason.strip():
        raise _refused(0, "没有写原因", "No reason was given", "请写明原因", "Say why")
    with store.writing() as session:
        held = stored.held_for_decision(session, survey_id, wanted)
        count = len(held)
        if count != expected:
            raise _refused(
                0,
                f"符合条件的答卷现在是 {count} 份，不是刚才说的 {expected} 份",
                f"The filter now lets {count} responses through, not {expected}",
                "请再看一次份数，确认后重做",
                "Look at the number again and confirm",
            )
        stored.decide_all(
            session,
            survey_id,
            held,
            verdict=verdict,
            reason=reason.strip()[:300],
            account_id=actor.account_id,
            at=at,
        )
        log(
            session,
            actor,
            "responses.decided",
            at=at,
            survey_id=survey_id,
            detail={
                "verdict": verdict,
                "count": count,
                "reason": reason.strip()[:300],
                "filter": asdict(wanted),
            },
        )
        return count


def neighbours(
    store: Store, survey_id: int, response_id: int, wanted: ResponseFilter
) -> tuple[int | None, int | None]:
    """The responses before and after one in a filtered list, by number."""
    with store.reading() as session:
        return stored.beside(session, survey_id, response_id, wanted)


def codes_in_use(flags: Sequence[str]) -> list[str]:
    """Flag codes in the order in which a page lists them."""
    known = list(quality.kinds.LABELS)
    return sorted(flags, key=lambda code: (known.index(code) if code in known else len(known), code))
