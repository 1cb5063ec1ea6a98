"""Bringing questions of the bank into a draft: with their rules, their lists, and what these need.

The result are changes (:mod:`questionnaires.editing`) and notes on what could not come as it
was. Names that are taken become free ones, and what the questions say of each other is mended.
A rule may name a question the draft lacks: with ``bring``, that question comes too, and
whatever it needs in turn; else the rule is left out and named, with the questions it needs.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from questionnaires.editing import Insert
from questionnaires.editing.blank import names_in_use
from questionnaires.editing.document import Document, document_of
from questionnaires.editing.errors import not_found
from questionnaires.editing.uses import mentions
from questionnaires.formats.carried import Note
from questionnaires.kinds import answer_fields
from questionnaires.library import told
from questionnaires.library.bank import Shelf
from questionnaires.library.naming import ListTaker, name_freely
from questionnaires.library.origins import identity, origin_of
from questionnaires.library.wordings import keep_languages
from questionnaires.model import FACTS, Page, Question, Questionnaire


@dataclass(frozen=True)
class Insertion:
    """The changes in their order, the names given to questions by their names in the bank, and notes.

    ``brought`` came for the sake of rules; ``needed`` are questions that rules left out would need.
    """

    changes: tuple[Insert, ...]
    names: Mapping[str, str]
    brought: tuple[str, ...]
    needed: tuple[str, ...]
    notes: tuple[Note, ...]


def insertion(
    draft: Questionnaire,
    shelf: Shelf,
    names: Iterable[str],
    *,
    page: str,
    before: str | None = None,
    bring: bool = False,
) -> Insertion:
    """How some questions of a shelf come to a page of the draft, in the order of the shelf.

    ``before`` is a question of the page; None puts them at its end.

    :raises EditError: ``not_found``: the page, the question before, or one of the names is not there.
    """
    holder = draft.page_by_name.get(page)
    if holder is None or (before is not None and before not in {one.name for one in holder.questions}):
        raise not_found(f"page:{page}" if holder is None else f"question:{before}")
    taker = _Taker(draft, shelf)
    wanted = set(names)
    unknown = wanted - set(shelf.questionnaire.question_by_name)
    if unknown or not wanted:
        raise not_found(f"question:{min(unknown, default='')}")
    chosen = taker.closure(wanted) if bring else wanted
    for question in shelf.questionnaire.questions:
        if question.name in chosen:
            taker.take(question)
    parts = taker.mended(_after(draft, holder, before))
    changes = [
        *taker.lists.changes,
        *(Insert(target=f"page:{page}", path=("questions",), before=before, part=part) for part in parts),
    ]
    order = [question.name for question in shelf.questionnaire.questions]
    return Insertion(
        tuple(changes),
        dict(taker.names),
        tuple(name for name in order if name in chosen - wanted),
        tuple(name for name in order if name in taker.needed),
        (*taker.notes, *([told.languages(sorted(taker.left))] if taker.left else [])),
    )


def _after(draft: Questionnaire, page: Page, before: str | None) -> set[str]:
    """The questions of the draft that will stand behind what is inserted."""
    order = [question.name for question in draft.questions]
    if before is not None:
        return set(order[order.index(before) :])
    behind: set[str] = set()
    is_behind = False
    for one in draft.pages:
        if is_behind:
            behind.update(question.name for question in one.questions)
        is_behind = is_behind or one is page
    return behind


@dataclass
class _Taker:
    """Takes questions of a shelf one by one; :meth:`mended` then gives them as the draft can have them."""

    draft: Questionnaire
    shelf: Shelf
    names: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    parts: list[Document] = field(default_factory=list)
    needed: set[str] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)
    left: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.source = self.shelf.questionnaire
        self.lists = ListTaker(self.draft, self.source)
        self.taken = names_in_use(self.draft)
        self.settings = {setting.name for setting in self.draft.settings}
        self.document_by_name: dict[str, Document] = {
            question["name"]: question
            for page in document_of(self.source)["pages"]
            for question in page["questions"]
        }
        self.owner: dict[str, str] = {}
        for question in self.source.questions:
            self.owner.setdefault(question.name, question.name)
            for one in answer_fields(question, self.source):
                self.owner.setdefault(one.name, question.name)
        self.page_of = {question.name: page for page in self.source.pages for question in page.questions}
        self.known = self._known()

    def _known(self) -> dict[str, Question]:
        """The questions of the draft that are the same as one of the shelf, by the name of that one."""
        by_identity = {identity(self.draft, one): one for one in reversed(self.draft.questions)}
        found: dict[str, Question] = {}
        for question in self.source.questions:
            same = by_identity.get(identity(self.source, question))
            named = self.draft.question_by_name.get(question.name)
            if same is not None and same.kind == question.kind:
                found[question.name] = same
            elif named is not None and _is_like(named, question):
                found[question.name] = named
        return found

    def part_of(self, name: str) -> Document:
        """A question as it stands on the shelf, with what its page demands added to its own rule."""
        part = copy.deepcopy(self.document_by_name[name])
        page = self.page_of[name]
        if page.show:
            part["show"] = f"({page.show}) and ({part['show']})" if part.get("show") else page.show
        return part

    def needs(self, name: str) -> set[str]:
        """The questions that the rules and texts of one name, itself left out."""
        found = {self.owner[each] for each in _named(self.part_of(name)) if each in self.owner}
        return found - {name}

    def closure(self, wanted: set[str]) -> set[str]:
        """The wanted questions with all that they need and the draft does not have."""
        found, waiting = set(wanted), list(wanted)
        while waiting:
            for need in self.needs(waiting.pop()) - found - set(self.known):
                found.add(need)
                waiting.append(need)
        return found

    def take(self, question: Question) -> None:
        """Take one question under a free name."""
        part = self.part_of(question.name)
        self.left |= keep_languages(part, self.draft.languages, self.source.languages)
        renamed = name_freely(part, question, self.source, self.taken)
        part["origin"] = origin_of(self.source, self.shelf.version, question).model_dump(mode="json")
        if part.get("list"):
            part["list"] = self.lists.take(part["list"])
        for holder in (part, *part.get("options", []), *part.get("rows", [])):
            if holder.get("only") and holder["only"] not in self.settings:
                self.notes.append(told.setting(part["name"], holder.pop("only")))
        if part["name"] != question.name:
            self.notes.append(told.renamed(question.name, part["name"]))
        self.names[question.name] = part["name"]
        self.fields |= renamed
        self.parts.append(part)

    def mended(self, behind: set[str]) -> list[Document]:
        """The parts taken, with the names of the draft in rules and texts."""
        fields = self._fields_of_known() | self.fields
        for part in self.parts:
            self._leave_out(part, fields)
        document: Document = {"pages": [{"name": "page", "questions": self.parts}]}
        _rename(document, fields)
        for part in self.parts:
            later = _named(part) & self._fields_of(behind)
            if later:
                self.notes.append(told.later(part["name"], sorted(later)))
        return self.parts

    def _fields_of_known(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, same in self.known.items():
            own = answer_fields(self.source.question_by_name[name], self.source)
            others = answer_fields(same, self.draft)
            if len(own) == len(others):
                found |= {one.name: other.name for one, other in zip(own, others, strict=True)}
                found[name] = same.name
        return found

    def _fields_of(self, questions: set[str]) -> set[str]:
        found = set(questions)
        for name in questions:
            found.update(one.name for one in answer_fields(self.draft.question_by_name[name], self.draft))
        return found

    def _leave_out(self, part: Document, fields: Mapping[str, str]) -> None:
        """Take out the rules that name what will not be there; texts and values stay and are named."""
        for holder, key, where in _rules(part):
            lacking = self._lacking({key: holder[key]}, part, fields)
            if lacking:
                self.notes.append(told.rule_left_out(part["name"], where, holder.pop(key), lacking))
        checks = part.get("checks", [])
        for check in list(checks):
            lacking = self._lacking({"require": check["require"]}, part, fields)
            if lacking:
                checks.remove(check)
                where = f"checks/{check['code']}"
                self.notes.append(told.rule_left_out(part["name"], where, check["require"], lacking))
        lacking = self._lacking(part, part, fields)
        if lacking:
            self.notes.append(told.kept_broken(part["name"], lacking))

    def _lacking(self, holder: Document, part: Document, fields: Mapping[str, str]) -> list[str]:
        """The questions that a piece names and the draft will not have; they are offered to be brought."""
        kind = {"kind": part["kind"]} if "value" in holder else {}
        found = _named({**kind, **holder}) - set(fields) - set(FACTS)
        questions = {self.owner.get(name, name) for name in found}
        self.needed |= {name for name in questions if name in self.page_of}
        return sorted(questions)


def _rename(document: Document, fields: Mapping[str, str]) -> None:
    """Write new names for old ones, by way of names that nothing has: a new name may be another's old one."""
    changed = {was: to for was, to in fields.items() if was != to}
    halfway = {was: f"halfway__{number}" for number, was in enumerate(changed)}
    for names in (halfway, {halfway[was]: to for was, to in changed.items()}):
        for mention in mentions(document):
            own = {name: names[name] for name in mention.names() if name in names}
            if own:
                mention.write(mention.renamed(own))


def _rules(part: Document) -> list[tuple[Document, str, str]]:
    """The show rules of a question, its options and rows: holder, key and place."""
    holders = [(part, "show")]
    holders += [(option, f"options/{option['code']}/show") for option in part.get("options", [])]
    holders += [(row, f"rows/{row['name']}/show") for row in part.get("rows", [])]
    return [(holder, "show", where) for holder, where in holders if holder.get("show")]


def _named(part: Document) -> set[str]:
    """The fields that the rules and texts of a part name."""
    document: Document = {"pages": [{"name": "page", "questions": [part]}]}
    return {name for mention in mentions(document) for name in mention.names()}


def _is_like(one: Question, other: Question) -> bool:
    """Whether a question of the same name may stand for another: same kind, wording and codes."""
    return (
        one.kind == other.kind
        and one.label == other.label
        and _codes(one) == _codes(other)
        and [row.name for row in getattr(one, "rows", ())] == [row.name for row in getattr(other, "rows", ())]
    )


def _codes(question: Any) -> Sequence[str]:
    return [option.code for option in getattr(question, "options", ())]
