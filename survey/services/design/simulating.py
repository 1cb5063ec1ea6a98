"""Simulated respondents sent through the questionnaire of a survey; nothing of them is kept."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from questionnaires.expressions import ExpressionError
from questionnaires.model import Questionnaire
from questionnaires.text import CHINESE, Text
from questionnaires.trial import SORTS, Bounds, Report, trial
from survey.errors import Refusal
from survey.services import publication, questionnaires
from survey.services.respond.interviewing import facts_of
from survey.services.unitlists import from_frame, with_lists
from survey.services.versions import questionnaire_of
from survey.store import surveys as stored
from survey.store import versions as stored_versions
from survey.store.engine import Store

REFERENCE = "survey_reference_date"
#: One at a time in a process: they are work for the processor, which answers to people need too.
_busy = threading.Lock()


@dataclass(frozen=True, slots=True)
class Line:
    """Goals of one sort."""

    label: Text
    all: int
    reached: int


@dataclass(frozen=True)
class Walked:
    """A report with the questionnaire that it is about; ``version`` is None for the draft."""

    questionnaire: Questionnaire
    version: int | None
    report: Report

    @property
    def lines(self) -> tuple[Line, ...]:
        """How many goals of each sort there are and how many were reached."""
        return tuple(Line(SORTS[sort], every, reached) for sort, every, reached in self.report.counts)


def walk(
    store: Store,
    survey_id: int,
    *,
    at: datetime,
    language: str = CHINESE,
    seed: int = 0,
    bounds: Bounds | None = None,
) -> Walked:
    """Send simulated respondents through the draft, with the settings chosen and the units of the frame.

    Without a draft it is the version published last. A survey without a reference date is tried
    as of today.

    :raises Refusal: there is no questionnaire, a rule cannot be read, or one is being tried already.
    """
    with store.reading() as session:
        survey = stored.get(session, survey_id)
        current = stored_versions.current(session, survey_id)
        version = current.number if current is not None and survey.draft is None else None
        if survey.draft is not None:
            whole = Questionnaire.model_validate(survey.draft)
            lists = from_frame(session, survey_id, whole)
            settings = dict(survey.settings)
            taken = publication.as_chosen(with_lists(whole, lists) if lists else whole, settings)
        elif current is not None:
            taken = questionnaire_of(store, session, current.id)
        else:
            raise _nothing(survey.code)
        facts = facts_of(survey, language)
    facts[REFERENCE] = facts[REFERENCE] or at.date().isoformat()
    return Walked(taken, version, _tried(taken, at, facts, language, seed, bounds))


def walk_named(
    instance: Path,
    name: str,
    settings: dict[str, bool],
    *,
    at: datetime,
    language: str = CHINESE,
    seed: int = 0,
    bounds: Bounds | None = None,
) -> Walked:
    """Send simulated respondents through a questionnaire of a file, an imported or a shipped one.

    :raises Refusal: there is none, a setting is unknown, or a rule cannot be read.
    """
    taken = publication.taken_by(questionnaires.named(instance, name), settings)
    facts = {REFERENCE: at.date().isoformat()}
    return Walked(taken, None, _tried(taken, at, facts, language, seed, bounds))


def _tried(
    taken: Questionnaire,
    at: datetime,
    facts: dict[str, str],
    language: str,
    seed: int,
    bounds: Bounds | None,
) -> Report:
    if not _busy.acquire(blocking=False):
        raise Refusal(
            "busy",
            reason=Text(
                zh="另一份问卷正在模拟试答", en="Another questionnaire is being tried at this moment"
            ),
            remedy=Text(zh="请过几秒再按一次", en="Press again in a few seconds"),
        )
    try:
        return trial(taken, start=at, facts=facts, seed=seed, bounds=bounds, language=language)
    except ExpressionError as error:
        raise Refusal(
            "rule_unreadable",
            place=taken.name,
            reason=Text(zh="有一条规则读不懂", en="A rule cannot be read"),
            remedy=Text(
                zh="请先照“检查结果”改好规则，再来试答",
                en="Mend the rule as the check says, then try again",
            ),
        ) from error
    finally:
        _busy.release()


def _nothing(code: str) -> Refusal:
    return Refusal(
        "no_questionnaire",
        place=code,
        reason=Text(zh="还没有选问卷", en="No questionnaire was chosen yet"),
        remedy=Text(zh="请从问卷库选一份，或上传文件", en="Choose one from the library or upload a file"),
    )
