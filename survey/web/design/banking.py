"""The question bank: searching it, and seeing what would come before it comes."""

from __future__ import annotations

import re
from typing import Any

from flask import abort, jsonify, request
from flask.typing import ResponseReturnValue

from questionnaires.editing.blank import KIND_WORDS
from questionnaires.formats.carried import FATES, Note
from questionnaires.library.bank import Bank, Banked, Facet, search
from questionnaires.library.tags import GROUP_WORDS
from questionnaires.model import Questionnaire
from survey.services import surveys
from survey.services.design import bank as service
from survey.services.design.composing import Build
from survey.web.access import STAFF, access
from survey.web.design import sent
from survey.web.design.blueprint import doors_blueprint as doors
from survey.web.language import say
from survey.web.staff import current_survey, member, now
from survey.web.state import state
from survey.web.surveys.reading import shipped_title

VERSION = re.compile(r"[0-9a-f]{64}")
LONGEST_QUERY = 200
MOST_TAGS = 20
MOST_TAKEN = 100
OPTIONS_SHOWN = 8


@doors.get("/<survey>/design/bank")
@access(STAFF)
def bank(survey: str) -> ResponseReturnValue:
    """The questions that some words and tags find."""
    query, tags = request.args.get("q", ""), request.args.getlist("tag")
    if len(query) > LONGEST_QUERY or len(tags) > MOST_TAGS:
        abort(400)
    found = search(_bank(), query, tags)
    return jsonify(
        total=found.total, found=[_banked(one) for one in found.found], facets=_facets(found.facets)
    )


@doors.post("/<survey>/design/bank/look")
@access(STAFF, "designer")
def look(survey: str) -> ResponseReturnValue:
    """What would come with some questions of the bank, and what could not; nothing is written."""
    taking, own = _taking(sent.sent()), _bank()
    found = service.look(state().store, current_survey().id, own, taking)
    source = own.shelves[taking.version].questionnaire
    return jsonify(
        names=dict(found.names),
        brought=[_called(source, name) for name in found.brought],
        needed=[_called(source, name) for name in found.needed],
        lists=[change.part["name"] for change in found.changes if change.path == ("lists",)],
        notes=[_note(note) for note in found.notes],
    )


def taken(body: dict[str, Any]) -> Build:
    """The move that takes questions of the bank into the draft."""
    return service.taken(_bank(), _taking(body))


def _bank() -> Bank:
    """The bank as the person who is signed in may see it."""
    who, store = member().identity, state().store
    is_all = who.is_administrator
    cards = surveys.listed(store, at=now()) if is_all else surveys.listed_for(store, who.account_id, at=now())
    return service.bank_of(store, state().settings.instance, cards)


def _taking(body: dict[str, Any]) -> service.Taking:
    version, questions = sent.text(body, "version"), sent.texts(body, "questions")
    if not VERSION.fullmatch(version) or not 1 <= len(questions) <= MOST_TAKEN:
        abort(400)
    return service.Taking(
        version,
        tuple(questions),
        sent.text(body, "page"),
        sent.text_or_none(body, "before"),
        body.get("bring") is True,
    )


def _banked(one: Banked) -> dict[str, Any]:
    question = one.question
    options = one.parts_shown(OPTIONS_SHOWN)
    return {
        "key": one.key,
        "version": one.shelf.version,
        "question": question.name,
        "number": question.number,
        "label": shipped_title(say(question.label)),
        "kind": question.kind,
        "kind_label": say(KIND_WORDS[question.kind]),
        "options": [say(label) for label in options],
        "page": say(one.page.title) or one.page.name,
        "source": shipped_title(say(one.shelf.questionnaire.title)),
        "uses": [
            {"survey": use.survey, "title": say(use.title), "on": use.on.isoformat() if use.on else None}
            for use in one.uses
        ],
        "tags": [{"name": tag.name, "label": shipped_title(say(tag.label))} for tag in one.tags],
    }


def _facets(facets: tuple[Facet, ...]) -> list[dict[str, Any]]:
    return [
        {
            "group": group,
            "label": say(words),
            "tags": [
                {"name": facet.tag.name, "label": shipped_title(say(facet.tag.label)), "count": facet.count}
                for facet in facets
                if facet.tag.group == group
            ],
        }
        for group, words in GROUP_WORDS.items()
        if any(facet.tag.group == group for facet in facets)
    ]


def _called(source: Questionnaire, name: str) -> dict[str, str]:
    return {"name": name, "label": say(source.question_by_name[name].label)}


def _note(note: Note) -> dict[str, str]:
    return {
        "fate": note.fate.value,
        "fate_label": say(FATES[note.fate]),
        "code": note.code,
        "place": note.place,
        "what": say(note.what),
        "remedy": say(note.remedy),
        "question": note.question,
    }
