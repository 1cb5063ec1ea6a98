"""The draft of a survey as an object, read from the store once per process and revision."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from questionnaires.checks import check
from questionnaires.editing.blank import blank_questionnaire
from questionnaires.editing.document import Document, document_of
from questionnaires.findings import Finding
from questionnaires.hints import Hint, Minutes, hints, minutes
from questionnaires.model import Questionnaire
from questionnaires.text import CHINESE
from survey.services.memory import Memory
from survey.store import drafts as stored
from survey.store.engine import Session, Store

KEPT = 16
_LONGEST_NAME = 40


@dataclass(frozen=True)
class Drafted:
    """A draft at a revision, whole and as JSON; neither may be changed.

    ``is_begun`` tells whether it is stored; before the first step it is an empty questionnaire.
    """

    revision: int
    questionnaire: Questionnaire
    document: Document
    is_begun: bool = True
    _advice: dict[str, tuple[Hint, ...]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What :func:`questionnaires.checks.check` says of it."""
        return check(self.questionnaire)

    def hints(self, language: str) -> tuple[Hint, ...]:
        """Advice on its wording in a language."""
        if language not in self._advice:
            self._advice[language] = hints(self.questionnaire, language)
        return self._advice[language]

    def minutes(self, language: str) -> Minutes:
        """How long it takes to answer in a language."""
        return minutes(self.questionnaire, language)

    @cached_property
    def page_of(self) -> Mapping[str, str]:
        """The page of each question, by name."""
        return {question.name: page.name for page in self.questionnaire.pages for question in page.questions}


_kept: Memory[tuple[int, int, int], Drafted] = Memory(KEPT)


def at_present(store: Store, session: Session, survey_id: int) -> Drafted:
    """The draft of a survey as it stands; an empty questionnaire where there is none yet."""
    found = _kept.find((store.number, survey_id, stored.revision(session, survey_id)))
    return read(store, session, survey_id) if found is None else found


def read(store: Store, session: Session, survey_id: int) -> Drafted:
    """The draft of a survey, read from the store."""
    revision, document = stored.present(session, survey_id)
    if document is None:
        return not_begun(session, survey_id, revision)
    return keep(store, survey_id, Drafted(revision, Questionnaire.model_validate(document), document))


def not_begun(session: Session, survey_id: int, revision: int) -> Drafted:
    """The empty questionnaire of a survey without a draft, called as the survey is now."""
    code, title = stored.called(session, survey_id)
    empty = blank_questionnaire(_name_for(code), (CHINESE,), title=title.get(CHINESE, ""))
    return Drafted(revision, empty, document_of(empty), is_begun=False)


def keep(store: Store, survey_id: int, drafted: Drafted) -> Drafted:
    """Keep a draft that the store holds; one that was never committed must not come here.

    An empty one is as its survey is called, which may change without a step, and is not kept.
    """
    _kept.forget(lambda key: key[:2] == (store.number, survey_id) and key[2] < drafted.revision)
    if not drafted.is_begun:
        return drafted
    return _kept.keep((store.number, survey_id, drafted.revision), drafted)


def _name_for(code: str) -> str:
    """A name for the questionnaire of a survey: a questionnaire's name begins with a letter."""
    name = re.sub(r"[^a-z0-9]", "_", code)[:_LONGEST_NAME]
    return name if name[:1].isalpha() else f"q_{name}"


def parts_of(document: Document) -> dict[str, Any]:
    """A draft by its parts: ``page:A``, ``list:towns``, ``questionnaire`` (all else), and both orders.

    Of two pages or lists with one name, which only a file can bring, the later one stands here.
    """
    pages, lists = document.get("pages", []), document.get("lists", [])
    return {
        "questionnaire": {name: value for name, value in document.items() if name not in ("pages", "lists")},
        "order": [page["name"] for page in pages],
        "lists": [listed["name"] for listed in lists],
        **{f"page:{page['name']}": page for page in pages},
        **{f"list:{listed['name']}": listed for listed in lists},
    }


def touched(before: Document, after: Document) -> list[str]:
    """The parts in which two drafts differ, those gone included."""
    was, now = parts_of(before), parts_of(after)
    return [name for name in {**was, **now} if was.get(name) != now.get(name)]
