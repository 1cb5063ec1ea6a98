"""Suggestions: cleared for quoting by a person where their authors agreed, else counted by topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from questionnaires.interview import Record
from questionnaires.kinds import columns
from questionnaires.model import Consent, Question, Questionnaire, Role
from questionnaires.text import Text
from reports.documents.investigation import Suggestions as ForReport
from survey.errors import Refusal
from survey.services.events import RESPONDENT, Actor, log
from survey.services.memory import Memory
from survey.services.quality.identifying import find_identifying
from survey.services.versions import questionnaire_of
from survey.store import events as stored_events
from survey.store import reviews as stored_reviews
from survey.store import suggestions as stored
from survey.store import surveys as stored_surveys
from survey.store.engine import Session, Store
from survey.store.tables import Response, Submission, Suggestion

COUNTED = ("submitted", "valid")
NO_TOPIC = Text(zh="没有写明主题", en="No topic given")
LONGEST = 5000
_CLEARING: Memory[tuple[int, int, int], tuple[int, int]] = Memory(64)


@dataclass(frozen=True)
class Item:
    """A suggestion whose author agreed: the text, its topic, and what a person made of it.

    ``submission`` is the number of the one the text is from; ``wording`` is None until it
    was looked at.
    """

    response_id: int
    text: str
    topic: Text
    outcome: str
    submission: int
    wording: str | None = None
    quotable: bool = False


@dataclass(frozen=True)
class Overview:
    """The suggestions of a survey: those to clear, and counts of all by topic.

    ``topics`` are ``(topic, written, agreed)``.
    """

    items: tuple[Item, ...]
    written: int
    topics: tuple[tuple[Text, int, int], ...]

    @property
    def agreed(self) -> int:
        """How many authors agreed that their words are passed on."""
        return len(self.items)

    @property
    def looked_at(self) -> int:
        """How many of those a person has looked at."""
        return sum(item.wording is not None for item in self.items)


@dataclass(frozen=True)
class _Fields:
    """Where a questionnaire keeps suggestion, topic and consent, and which code means agreement."""

    text: str | None
    topic: str | None
    topics: Mapping[str, Text]
    consent: str | None
    agree: str


def overview(store: Store, survey_id: int) -> Overview:
    """The suggestions of the submitted and the valid responses of a survey."""
    with store.reading() as session:
        return _overview(store, session, survey_id)


def clearing_of(store: Store, session: Session, survey_id: int) -> tuple[int, int]:
    """How many suggestions were cleared, and how many authors agreed, without reading any of them.

    It is counted in the database, once for each state of the survey's log.
    """
    latest = stored_events.last_number(session, survey_id)
    return _CLEARING.get((store.number, survey_id, latest), lambda: _clearing(store, session, survey_id))


def _clearing(store: Store, session: Session, survey_id: int) -> tuple[int, int]:
    agreed = 0
    for version in stored_surveys.versions(session, survey_id):
        fields = _fields(questionnaire_of(store, session, version.id))
        if fields.text is not None and fields.consent is not None:
            agreed += stored.agreed(
                session,
                survey_id,
                version.id,
                COUNTED,
                text=fields.text,
                consent=fields.consent,
                agree=fields.agree,
            )
    return min(stored.how_many_cleared(session, survey_id), agreed), agreed


def _overview(store: Store, session: Session, survey_id: int) -> Overview:
    cleared = stored.cleared(session, survey_id)
    items: list[Item] = []
    written: Counter[Text] = Counter()
    agreed: Counter[Text] = Counter()
    for version in stored_surveys.versions(session, survey_id):
        fields = _fields(questionnaire_of(store, session, version.id))
        if fields.text is None:
            continue
        # Only these fields are read: a whole record may be a hundred times as long.
        names = [name for name in (fields.text, fields.topic, fields.consent) if name is not None]
        for row in stored.written(session, survey_id, version.id, COUNTED, names):
            found = _said(fields, row.submission, row.values)
            if found is None:
                continue
            written[found.topic] += 1
            if found.is_agreed:
                agreed[found.topic] += 1
                items.append(_item(row.response_id, row.outcome, found, cleared.get(row.response_id)))
    topics = tuple((topic, count, agreed[topic]) for topic, count in written.most_common())
    items.sort(key=lambda item: (item.wording is not None, item.response_id))
    return Overview(tuple(items), sum(written.values()), topics)


@dataclass(frozen=True)
class _Said:
    """A suggestion as somebody wrote it, and whether it may be passed on."""

    submission: int
    text: str
    topic: Text
    is_agreed: bool


def _said(fields: _Fields, submission: int, values: Mapping[str, Any]) -> _Said | None:
    text = values.get(fields.text or "")
    if not isinstance(text, str) or not text.strip():
        return None
    is_agreed = fields.consent is not None and values.get(fields.consent) == fields.agree
    return _Said(submission, text, _topic(fields, values), is_agreed)


def _item(response_id: int, outcome: str, said: _Said, found: Suggestion | None) -> Item:
    item = Item(response_id, said.text, said.topic, outcome, said.submission)
    return item if found is None else replace(item, wording=found.wording, quotable=found.quotable)


def _one(store: Store, session: Session, survey_id: int, response_id: int) -> _Said | None:
    """One suggestion whose author agreed, its response held until the transaction ends."""
    response = stored_reviews.locked(session, survey_id, response_id)
    if response is None or response.outcome not in COUNTED or response.erased_at is not None:
        return None
    fields = _fields(questionnaire_of(store, session, response.version_id))
    last = stored_reviews.last_submission(session, response_id)
    said = _said(fields, last.number, (last.record or {}).get("values", {})) if last is not None else None
    return said if said is not None and said.is_agreed else None


def _topic(fields: _Fields, values: Mapping[str, Any]) -> Text:
    code = values.get(fields.topic) if fields.topic else None
    return fields.topics.get(code, NO_TOPIC) if isinstance(code, str) else NO_TOPIC


def _fields(questionnaire: Questionnaire) -> _Fields:
    text = _by_role(questionnaire, Role.SUGGESTION)
    topic = _by_role(questionnaire, Role.SUGGESTION_TOPIC)
    consent = _by_role(questionnaire, Role.SUGGESTION_CONSENT)
    labels = columns(topic, questionnaire)[0].codes if topic else {}
    if isinstance(consent, Consent):
        agree = consent.agree
    else:
        # Of a plain choice, the first option is agreement: "1 agree, 2 for statistics only".
        agree = next(iter(columns(consent, questionnaire)[0].codes), "") if consent else ""
    return _Fields(
        text.name if text else None,
        topic.name if topic else None,
        labels,
        consent.name if consent else None,
        agree,
    )


def _by_role(questionnaire: Questionnaire, role: Role) -> Question | None:
    return next((one for one in questionnaire.questions if one.role is role), None)


def clear(
    store: Store,
    survey_id: int,
    response_id: int,
    wording: str,
    *,
    quotable: bool,
    actor: Actor,
    at: datetime,
    checked: bool = False,
    seen: int | None = None,
) -> None:
    """Keep a suggestion as a person has struck it out, and whether it may be quoted.

    ``seen`` is the number of the submission the person read; None where nobody read it.

    :raises Refusal: its author did not agree, or has sent another text since; it is to be quoted and empty; or it still
        looks as if it held a number of a person and the reviewer has not ``checked`` that.
    """
    plain = wording.strip().replace("\r\n", "\n")[:LONGEST]
    with store.writing() as session:
        said = _one(store, session, survey_id, response_id)
        if said is None:
            raise _refused(
                response_id,
                Text(
                    zh="没有这条建议，或其作者不同意转出",
                    en="There is no such suggestion, or its author did not agree to pass it on",
                ),
                Text(zh="这样的建议只计入条数", en="Such suggestions are only counted"),
            )
        if seen is not None and seen != said.submission:
            raise _refused(
                response_id,
                Text(
                    zh="您看过之后，作者又提交了更正", en="The author sent a correction after you read this"
                ),
                Text(
                    zh="原文已换成最新的，请再看一遍",
                    en="The original is the newest now; please read it again",
                ),
            )
        _check(response_id, plain, quotable=quotable, checked=checked)
        stored.keep(
            session, response_id, wording=plain, quotable=quotable, account_id=actor.account_id, at=at
        )
        log(
            session,
            actor,
            "suggestion.cleared",
            at=at,
            survey_id=survey_id,
            subject=("response", response_id),
            detail={"quotable": quotable, "changed": plain != said.text.strip()},
        )


def reopen_if_changed(
    session: Session,
    questionnaire: Questionnaire,
    response: Response,
    before: Submission,
    after: Record,
    at: datetime,
) -> None:
    """Forget how a suggestion was cleared where a correction says something else; it is to be looked at again."""
    field = _fields(questionnaire).text
    former = (before.record or {}).get("values", {})
    if field is None or former.get(field) == after.values.get(field):
        return
    if stored.forget(session, response.id):
        log(
            session,
            RESPONDENT,
            "suggestion.changed",
            at=at,
            survey_id=response.survey_id,
            subject=("response", response.id),
        )


def _check(response_id: int, plain: str, *, quotable: bool, checked: bool) -> None:
    if quotable and not plain:
        raise _refused(
            response_id,
            Text(zh="没有文字可引用", en="There is nothing to quote"),
            Text(
                zh="请保留可引用的文字，或不勾选“可引用”", en="Keep some words, or do not mark it as quotable"
            ),
        )
    left = find_identifying(plain)
    if quotable and left and not checked:
        names = Text(
            zh="、".join(one.label.say("zh-CN") for one in left),
            en=", ".join(one.label.say("en") for one in left),
        )
        raise _refused(
            response_id,
            Text(
                zh=f"文字中仍像有{names.say('zh-CN')}", en=f"The text still seems to hold a {names.say('en')}"
            ),
            Text(
                zh="请划去；如确实不是个人信息，请勾选“我已核对”",
                en="Strike it out; if it is nobody's, tick that you have checked it",
            ),
        )


def _refused(response_id: int, reason: Text, remedy: Text) -> Refusal:
    return Refusal("suggestion", place=f"#{response_id}", reason=reason, remedy=remedy)


def for_report(store: Store, survey_id: int) -> ForReport:
    """The suggestions as a report takes them: counts by topic, and the wordings that may be quoted."""
    found = overview(store, survey_id)
    quotes: Sequence[tuple[Text, str]] = [
        (item.topic, item.wording) for item in found.items if item.quotable and item.wording
    ]
    return ForReport(
        written=found.written,
        agreed=found.agreed,
        topics=[(topic, count) for topic, count, _ in found.topics],
        quotes=quotes,
    )
