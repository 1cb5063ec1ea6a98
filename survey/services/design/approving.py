"""Approval of a draft: put forward, approved or returned with words; publishing may demand it.

What is approved is known by the hash that the published version would have, so that a
draft changed since is not published in its name.
"""

from __future__ import annotations

from datetime import datetime

from questionnaires.text import Text
from survey.errors import Refusal
from survey.services import publication
from survey.services.design.approval import present_digest, stands
from survey.services.events import Actor, log
from survey.services.surveys import changeable
from survey.store import approvals as stored
from survey.store import versions as stored_versions
from survey.store.engine import Session, Store
from survey.store.tables import Survey

LONGEST = 2000


def submit(store: Store, survey_id: int, *, actor: Actor, at: datetime) -> None:
    """Put the draft forward for approval, as it would be published.

    :raises Refusals: errors stand in it; or it waits for a decision, is approved or is published already.
    """
    digest, revision = publication.checked(store, survey_id)
    with store.writing() as session:
        survey = changeable(session, survey_id)
        if survey.draft_revision != revision:
            raise publication.changed_meanwhile(survey)
        current = stored_versions.current_named(session, survey_id)
        found = stored.of_hash(session, survey_id, digest)
        if current is not None and current[1] == digest:
            raise _published(survey)
        if found is not None and found.decision in ("", "approved") and stands(found, survey):
            raise _submitted(survey, is_approved=bool(found.decision))
        last = stored.last(session, survey_id)
        if last is not None and not last.decision:
            last.decision, last.decided_at, last.decided_by = "withdrawn", at, actor.account_id
        stored.add(session, survey_id, digest, revision, submitted_by=actor.account_id or 0, submitted_at=at)
        _log(session, survey, actor, "questionnaire.submitted", at, digest)


def withdraw(store: Store, survey_id: int, *, actor: Actor, at: datetime) -> None:
    """Take back what was put forward, before anybody has decided.

    :raises Refusal: nothing waits for a decision.
    """
    with store.writing() as session:
        survey = changeable(session, survey_id)
        last = stored.last(session, survey_id)
        if last is None or last.decision:
            raise _nothing(survey)
        last.decision, last.decided_at, last.decided_by = "withdrawn", at, actor.account_id
        _log(session, survey, actor, "questionnaire.withdrawn", at, last.hash)


def decide(
    store: Store,
    survey_id: int,
    *,
    number: int | None,
    approve: bool,
    words: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Approve what was put forward under a number, or return it with words.

    :raises Refusal: nothing waits for a decision or it is another draft than the one that was looked
        at, it was changed since, it is one's own where approval is demanded, or it is returned without a word.
    """
    said = words.replace("\x00", "").strip()
    if len(said) > LONGEST:
        raise _too_long()
    with store.writing() as session:
        survey = changeable(session, survey_id)
        last = stored.last(session, survey_id)
        if last is None or last.decision:
            raise _nothing(survey)
        if last.id != number:
            raise _another(survey)
        if approve and present_digest(store, session, survey) != last.hash:
            raise _changed(survey)
        if approve and survey.needs_approval and last.submitted_by == actor.account_id:
            raise _own(survey)
        if not approve and not said:
            raise _wordless()
        last.decision = "approved" if approve else "returned"
        last.decided_at, last.decided_by, last.words = at, actor.account_id, said
        action = "questionnaire.approved" if approve else "questionnaire.returned"
        _log(session, survey, actor, action, at, last.hash)


def demand(store: Store, survey_id: int, *, demanded: bool, actor: Actor, at: datetime) -> None:
    """Say whether a version is only published once it was approved."""
    with store.writing() as session:
        survey = changeable(session, survey_id)
        if survey.needs_approval == demanded:
            return
        survey.needs_approval = demanded
        log(
            session,
            actor,
            "questionnaire.approval_demanded" if demanded else "questionnaire.approval_not_demanded",
            at=at,
            survey_id=survey_id,
            subject=("survey", survey.code),
        )


def _log(session: Session, survey: Survey, actor: Actor, action: str, at: datetime, digest: str) -> None:
    log(
        session,
        actor,
        action,
        at=at,
        survey_id=survey.id,
        subject=("survey", survey.code),
        detail={"hash": digest},
    )


def _nothing(survey: Survey) -> Refusal:
    return Refusal(
        "nothing_submitted",
        place=survey.code,
        reason=Text(zh="没有等待审定的草稿", en="No draft waits for a decision"),
        remedy=Text(zh="请先由设计的人送审", en="A designer puts it forward first"),
    )


def _submitted(survey: Survey, *, is_approved: bool) -> Refusal:
    if is_approved:
        return Refusal(
            "approved_already",
            place=survey.code,
            reason=Text(zh="这份草稿已经批准", en="This draft is approved already"),
            remedy=Text(zh="可以直接发布", en="It can be published"),
        )
    return Refusal(
        "submitted_already",
        place=survey.code,
        reason=Text(zh="这份草稿已经送审", en="This draft was put forward already"),
        remedy=Text(zh="请等负责人审定", en="Wait for the survey's administrator to decide"),
    )


def _published(survey: Survey) -> Refusal:
    return Refusal(
        "unchanged",
        place=survey.code,
        reason=Text(
            zh="草稿与现行的版本完全相同", en="The draft is the same as the version that is given out now"
        ),
        remedy=Text(zh="不需要送审，也不需要再发布", en="There is nothing to approve or to publish"),
    )


def _another(survey: Survey) -> Refusal:
    return Refusal(
        "submitted_anew",
        place=survey.code,
        reason=Text(
            zh="您看的那一份已经撤回，或由新的送审代替；没有处理",
            en="What you looked at was withdrawn or replaced by another draft; nothing was decided",
        ),
        remedy=Text(
            zh="请看现在等待审定的这一份，再决定", en="Look at the draft that waits now and decide on it"
        ),
    )


def _changed(survey: Survey) -> Refusal:
    return Refusal(
        "draft_changed",
        place=survey.code,
        reason=Text(
            zh="送审以后，有人改了问卷、设置或单位；没有批准",
            en="After it was put forward, somebody changed the questionnaire, its settings or the units; "
            "nothing was approved",
        ),
        remedy=Text(zh="请由设计的人重新送审", en="A designer puts it forward anew"),
    )


def _too_long() -> Refusal:
    return Refusal(
        "words",
        place="words",
        reason=Text(zh=f"意见最多 {LONGEST} 个字", en=f"Words have at most {LONGEST} characters"),
        remedy=Text(zh="请缩短；没有处理", en="Shorten them; nothing was decided"),
    )


def _own(survey: Survey) -> Refusal:
    return Refusal(
        "own_draft",
        place=survey.code,
        reason=Text(
            zh="自己送审的草稿不能由自己批准", en="Nobody approves a draft that they put forward themselves"
        ),
        remedy=Text(
            zh="请由另一位调查负责人批准；只有一个人时，可在“版本与审定”里点“改为不批准也能发布”",
            en="Let another administrator of the survey do it; who works alone can choose "
            "“Let it be published without approval” on the page Versions and approval",
        ),
    )


def _wordless() -> Refusal:
    return Refusal(
        "words",
        place="words",
        reason=Text(zh="退回要写明原因", en="Say why it is returned"),
        remedy=Text(zh="请写几句话，让设计的人知道改什么", en="Write what has to be changed"),
    )
