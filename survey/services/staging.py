"""A questionnaire from a file or pasted text: read, shown, then taken as the draft or put away.

What was read waits for a day; nothing of the draft changes before somebody takes it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from questionnaires.checks import check
from questionnaires.editing.document import document_of
from questionnaires.findings import Finding, Severity
from questionnaires.formats import registry
from questionnaires.formats.carried import Carried, Fate, Note, Written
from questionnaires.formats.error import FormatError
from questionnaires.formats.naming import Names
from questionnaires.formats.overview import Overview, overview
from questionnaires.formats.registry import Format
from questionnaires.model import Questionnaire
from questionnaires.text import Text
from survey.errors import Refusal
from survey.services import publication
from survey.services.design import changing
from survey.services.events import Actor, log
from survey.services.questionnaires import refusals
from survey.services.surveys import changeable
from survey.store import draft_imports as stored
from survey.store.engine import Store

WAITS = timedelta(days=1)
LARGEST_DOCUMENT = 8_000_000
LONGEST_NAME = 200


@dataclass(frozen=True)
class Staged:
    """What was read from a file and waits; ``findings`` are the checker's, ``name`` is that of the file."""

    id: int
    name: str
    format: Format
    questionnaire: Questionnaire
    notes: Sequence[Note]
    overview: Overview
    findings: Sequence[Finding]

    def of(self, fate: Fate) -> list[Note]:
        """The notes of one fate."""
        return [note for note in self.notes if note.fate is fate]

    @property
    def errors(self) -> list[Finding]:
        """What must be mended before publishing."""
        return [finding for finding in self.findings if finding.severity is Severity.ERROR]


def read(
    filename: str, content: bytes, *, format_name: str = "", name: str = "", language: str = "zh-CN"
) -> tuple[Format, Carried]:
    """The questionnaire of a file of any format; pasted text has no ``filename``.

    ``format_name`` settles the format where the person says it; ``name`` is what the
    questionnaire is called, by default as the file.

    :raises Refusals: the file cannot be read; all that is wrong is named, with places and remedies.
    """
    place = PurePath(filename).name or "text"
    called = name or Names().name(PurePath(filename).stem, "questionnaire")
    try:
        if format_name:
            found = registry.named(format_name)
            return found, found.read(content, name=called, language=language)
        return registry.read(filename, content, name=called, language=language)
    except FormatError as error:
        raise refusals(
            FormatError(tuple(_in_file(one, called, place) for one in error.findings)), place
        ) from error


def stage(
    store: Store,
    survey_id: int,
    filename: str,
    content: bytes,
    *,
    actor: Actor,
    at: datetime,
    format_name: str = "",
    language: str = "zh-CN",
) -> int:
    """Read a file and let it wait; what the same person left waiting before goes. Gives its number.

    :raises Refusals: the file cannot be read, its questionnaire is too large, or the survey is archived.
    """
    found, carried = read(filename, content, format_name=format_name, language=language)
    document = document_of(carried.questionnaire)
    if len(json.dumps(document)) > LARGEST_DOCUMENT:
        raise Refusal(
            "questionnaire_too_large",
            place=PurePath(filename).name,
            reason=Text(zh="问卷太大，放不下", en="The questionnaire is too large to keep"),
            remedy=Text(zh="请核对文件，或分成几份", en="See to the file, or take it apart"),
        )
    with store.writing() as session:
        survey = changeable(session, survey_id)
        stored.tidy(session, survey_id, actor.account_id, at - WAITS)
        return stored.add(
            session,
            survey_id=survey.id,
            account_id=actor.account_id,
            at=at,
            name=_kept_name(filename),
            format=found.name,
            document=document,
            notes=[_note_fields(note) for note in carried.notes],
        )


def staged(store: Store, survey_id: int, import_id: int, *, at: datetime) -> Staged | None:
    """What waits under a number; None where it was taken, put away or is older than a day."""
    with store.reading() as session:
        row = stored.get(session, survey_id, import_id, at - WAITS)
        if row is None:
            return None
        name, document, notes, format_name = row.name, row.document, row.notes, row.format
    questionnaire = Questionnaire.model_validate(document)
    return Staged(
        import_id,
        name,
        registry.named(format_name),
        questionnaire,
        [_note(fields) for fields in notes],
        overview(questionnaire),
        check(questionnaire),
    )


def waiting(store: Store, survey_id: int, account_id: int | None, *, at: datetime) -> int | None:
    """The number of what a person read and neither took nor put away."""
    with store.reading() as session:
        return stored.waiting(session, survey_id, account_id, at - WAITS)


def take(store: Store, survey_id: int, import_id: int, *, actor: Actor, at: datetime) -> None:
    """Take what was read as the draft, as one step that can be undone; settings it also has keep their choice.

    :raises Refusal: it waits no longer, or the survey is archived.
    """
    with store.writing() as session:
        survey = changeable(session, survey_id)
        row = stored.get(session, survey_id, import_id, at - WAITS)
        if row is None:
            raise _gone(survey.code)
        questionnaire = Questionnaire.model_validate(row.document)
        changing.replace(session, survey, document_of(questionnaire), row.format, actor=actor, at=at)
        log(
            session,
            actor,
            "questionnaire.drafted",
            at=at,
            survey_id=survey_id,
            subject=("survey", survey.code),
            detail={"source": row.format, "name": questionnaire.name},
        )
        stored.remove(session, survey_id, import_id)


def put_away(store: Store, survey_id: int, import_id: int) -> None:
    """Put away what was read; doing it again changes nothing."""
    with store.writing() as session:
        stored.remove(session, survey_id, import_id)


def written(store: Store, survey_id: int, format_name: str, number: int | None) -> Written | None:
    """The draft, or the version ``number``, as a file of a format; None where there is none.

    A format that has no word for settings gets the draft as the survey takes it.
    """
    found = registry.BY_NAME.get(format_name)
    if found is None or not found.writes:
        return None
    if number is not None:
        questionnaire = publication.version(store, survey_id, number)
    else:
        draft = publication.draft_of(store, survey_id)
        questionnaire = None if draft is None else draft.whole if found.is_whole else draft.taken
    return None if questionnaire is None else found.write(questionnaire)


def _kept_name(filename: str) -> str:
    """The name of a file as it can be kept and shown: the end of it, without control characters."""
    name = PurePath(filename).name[-LONGEST_NAME:]
    return "".join("\ufffd" if unicodedata.category(letter).startswith("C") else letter for letter in name)


def _in_file(finding: Finding, called: str, file: str) -> Finding:
    """A finding with the name of the person's file instead of the one that the reader gave it."""
    given = re.match(rf"{re.escape(called)}(\.[a-z]+)?(?=$|[/:! ])", finding.place)
    return replace(finding, place=file + finding.place[given.end() :]) if given else finding


def _gone(code: str) -> Refusal:
    return Refusal(
        "import_gone",
        place=code,
        reason=Text(
            zh="这次导入已经放入草稿、放弃，或者过了一天",
            en="This import was taken or put away, or is more than a day old",
        ),
        remedy=Text(zh="草稿没有改动；需要的话请再导入一次", en="The draft did not change; import it again"),
    )


def _note_fields(note: Note) -> dict[str, Any]:
    return {
        "fate": note.fate.value,
        "code": note.code,
        "place": note.place,
        "what": dict(note.what),
        "remedy": dict(note.remedy),
        "question": note.question,
    }


def _note(fields: dict[str, Any]) -> Note:
    return Note(
        Fate(fields["fate"]),
        fields["code"],
        fields["place"],
        Text(fields["what"]),
        Text(fields["remedy"]),
        fields["question"],
    )
