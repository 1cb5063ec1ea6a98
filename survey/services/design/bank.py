"""The question bank of an installation: the shipped questionnaires, those imported, those published here.

Of a survey its current version stands in it. Somebody finds the questions of the surveys in
which they have a role, as everywhere; the shipped and the imported ones are for all.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from questionnaires.editing import Change
from questionnaires.editing.errors import not_found
from questionnaires.formats.canonical import version_hash
from questionnaires.library.bank import Bank, Shelf, Use
from questionnaires.library.insertion import Insertion, insertion
from questionnaires.model import Questionnaire
from survey.errors import Refusal
from survey.services import publication, questionnaires
from survey.services.design import drafts
from survey.services.memory import Memory
from survey.services.surveys import Card
from survey.services.versions import questionnaire_of
from survey.store import versions as stored_versions
from survey.store.engine import Store

LOG = logging.getLogger("kewen.design")
#: Banks kept: one for each set of surveys that somebody may see.
KEPT = 4
#: Surveys whose questions stand in the bank, the newest first.
MOST_SURVEYS = 60

_kept: Memory[tuple[object, ...], Bank] = Memory(KEPT)
Build = Callable[[Questionnaire], tuple[Sequence[Change], str]]


@dataclass(frozen=True)
class Taking:
    """What is to be taken: questions of a version, to a page, before a question or at its end.

    With ``bring``, the questions that their rules need come too.
    """

    version: str
    questions: tuple[str, ...]
    page: str
    before: str | None = None
    bring: bool = False


def bank_of(store: Store, instance: Path, cards: Sequence[Card]) -> Bank:
    """The bank of somebody who may see these surveys, newest first; made anew only when something is new."""
    with store.reading() as session:
        current = [(card, stored_versions.current_named(session, card.id)) for card in cards[:MOST_SURVEYS]]
    files = sorted(questionnaires.folder_of(instance).glob("*.yaml"))
    key = (
        store.number,
        tuple((card.id, card.title, found) for card, found in current),
        tuple((path.name, path.stat().st_mtime_ns) for path in files),
    )
    return _kept.get(key, lambda: Bank([*_shipped(), *_imported(files), *_published(store, cards)]))


def look(store: Store, survey_id: int, bank: Bank, taking: Taking) -> Insertion:
    """What would come into the draft of a survey; nothing is written.

    :raises EditError: the questions or the page are not there.
    """
    with store.reading() as session:
        draft = drafts.at_present(store, session, survey_id).questionnaire
    return _insertion(draft, bank, taking)


def taken(bank: Bank, taking: Taking) -> Build:
    """The step that takes questions into a draft."""

    def build(draft: Questionnaire) -> tuple[Sequence[Change], str]:
        found = _insertion(draft, bank, taking)
        return found.changes, f"question:{found.names[taking.questions[0]]}"

    return build


def _insertion(draft: Questionnaire, bank: Bank, taking: Taking) -> Insertion:
    shelf = bank.shelves.get(taking.version)
    if shelf is None:
        raise not_found(f"bank:{taking.version[:12]}")
    return insertion(
        draft, shelf, taking.questions, page=taking.page, before=taking.before, bring=taking.bring
    )


def _shipped() -> Iterator[Shelf]:
    for questionnaire in publication.shipped():
        yield Shelf(questionnaire, version_hash(questionnaire))


def _imported(files: Sequence[Path]) -> Iterator[Shelf]:
    for path in files:
        try:
            questionnaire = questionnaires.read_yaml(path)
        except Refusal:
            # Somebody changed the file by hand: the others are still of use.
            LOG.warning("a questionnaire kept in the instance folder cannot be read: %s", path.name)
            continue
        yield Shelf(questionnaire, version_hash(questionnaire))


def _published(store: Store, cards: Sequence[Card]) -> Iterator[Shelf]:
    for card in cards[:MOST_SURVEYS]:
        with store.reading() as session:
            version = stored_versions.current(session, card.id)
            if version is None:
                continue
            use = Use(card.code, card.title, version.published_at.astimezone(card.zone).date())
            yield Shelf(questionnaire_of(store, session, version.id), version.hash, use)
