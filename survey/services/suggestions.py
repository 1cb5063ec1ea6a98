"""Suggestions as their authors wrote them: counted by topic, and passed on only where they agreed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from questionnaires.kinds import columns
from questionnaires.model import Consent, Question, Questionnaire, Role
from questionnaires.text import Text
from survey.services.versions import questionnaire_of
from survey.store import suggestions as stored
from survey.store import surveys as stored_surveys
from survey.store.engine import Session, Store
from survey.store.suggestions import WrittenRow
from survey.store.tables import Suggestion

COUNTED = ("submitted", "valid")
NO_TOPIC = Text(zh="没有写明主题", en="No topic given")


@dataclass(frozen=True)
class Item:
    """A suggestion whose author agreed: the text, its topic, and what a person made of it.

    ``submission`` is the number of the one the text is from among those of its response, ``submission_id`` among
    all; ``wording`` is None until it was looked at.
    """

    response_id: int
    text: str
    topic: Text
    outcome: str
    submission: int
    submission_id: int
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

    @property
    def quotable(self) -> list[Item]:
        """Those that a person cleared for quoting."""
        return [item for item in self.items if item.quotable and item.wording]


@dataclass(frozen=True)
class Fields:
    """Where a questionnaire keeps suggestion, topic and consent, and which code means agreement."""

    text: str | None
    topic: str | None
    topics: Mapping[str, Text]
    consent: str | None
    agree: str


def overview(store: Store, survey_id: int) -> Overview:
    """The suggestions of the submitted and the valid responses of a survey."""
    with store.reading() as session:
        return overview_of(store, session, survey_id)


def overview_of(store: Store, session: Session, survey_id: int) -> Overview:
    """The same as the session sees it."""
    cleared = stored.cleared(session, survey_id)
    items: list[Item] = []
    written: Counter[Text] = Counter()
    agreed: Counter[Text] = Counter()
    for version in stored_surveys.versions(session, survey_id):
        fields = fields_of(questionnaire_of(store, session, version.id))
        if fields.text is None:
            continue
        # Only these fields are read: a whole record may be a hundred times as long.
        names = [name for name in (fields.text, fields.topic, fields.consent) if name is not None]
        for row in stored.written(session, survey_id, version.id, COUNTED, names):
            found = said_of(fields, row.submission, row.values)
            if found is None:
                continue
            written[found.topic] += 1
            if found.is_agreed:
                agreed[found.topic] += 1
                items.append(_item(row, found, cleared.get(row.response_id)))
    topics = tuple((topic, count, agreed[topic]) for topic, count in written.most_common())
    items.sort(key=lambda item: (item.wording is not None, item.response_id))
    return Overview(tuple(items), sum(written.values()), topics)


@dataclass(frozen=True)
class Said:
    """A suggestion as somebody wrote it, and whether it may be passed on."""

    submission: int
    text: str
    topic: Text
    is_agreed: bool


def said_of(fields: Fields, submission: int, values: Mapping[str, Any]) -> Said | None:
    """What the values of a submission say; None where nothing is written."""
    text = values.get(fields.text or "")
    if not isinstance(text, str) or not text.strip():
        return None
    is_agreed = fields.consent is not None and values.get(fields.consent) == fields.agree
    return Said(submission, text, _topic(fields, values), is_agreed)


def _item(row: WrittenRow, said: Said, found: Suggestion | None) -> Item:
    item = Item(row.response_id, said.text, said.topic, row.outcome, row.submission, row.submission_id)
    return item if found is None else replace(item, wording=found.wording, quotable=found.quotable)


def _topic(fields: Fields, values: Mapping[str, Any]) -> Text:
    code = values.get(fields.topic) if fields.topic else None
    return fields.topics.get(code, NO_TOPIC) if isinstance(code, str) else NO_TOPIC


def fields_of(questionnaire: Questionnaire) -> Fields:
    """Where a questionnaire asks for suggestions, by the roles of its questions."""
    text = _by_role(questionnaire, Role.SUGGESTION)
    topic = _by_role(questionnaire, Role.SUGGESTION_TOPIC)
    consent = _by_role(questionnaire, Role.SUGGESTION_CONSENT)
    labels = columns(topic, questionnaire)[0].codes if topic else {}
    if isinstance(consent, Consent):
        agree = consent.agree
    else:
        # Of a plain choice, the first option is agreement: "1 agree, 2 for statistics only".
        agree = next(iter(columns(consent, questionnaire)[0].codes), "") if consent else ""
    return Fields(
        text.name if text else None,
        topic.name if topic else None,
        labels,
        consent.name if consent else None,
        agree,
    )


def _by_role(questionnaire: Questionnaire, role: Role) -> Question | None:
    return next((one for one in questionnaire.questions if one.role is role), None)


def quotable(store: Store, survey_id: int, newest: int | None = None) -> list[tuple[Text, str]]:
    """The wordings that may be quoted now, with their topics; only of submissions up to ``newest`` where given."""
    return [
        (item.topic, item.wording or "")
        for item in overview(store, survey_id).quotable
        if newest is None or item.submission_id <= newest
    ]
