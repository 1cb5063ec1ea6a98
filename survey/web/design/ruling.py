"""Rules for the builder, and where a part is named. Nothing here writes."""

from __future__ import annotations

from typing import Any

from flask import abort, jsonify, request
from flask.typing import ResponseReturnValue

from questionnaires.model import Questionnaire
from survey.services.design import conditions, drafts
from survey.services.design.conditions import Field
from survey.web.access import STAFF, access
from survey.web.design import sent
from survey.web.design.blueprint import doors_blueprint as doors
from survey.web.language import say
from survey.web.staff import current_survey
from survey.web.state import state

#: More values than this are not for choosing from a list; ``more`` says how many were left off.
MOST_VALUES = 300


@doors.get("/<survey>/design/uses")
@access(STAFF)
def uses(survey: str) -> ResponseReturnValue:
    """Where a part is named."""
    found = conditions.uses_of(_questionnaire(), _argument("part"))
    return jsonify(uses=[{"place": one.place, "label": say(one.label), "rule": one.rule} for one in found])


@doors.post("/<survey>/design/rule")
@access(STAFF)
def rule(survey: str) -> ResponseReturnValue:
    """A rule as tree and sentence, with what is wrong with it at its place."""
    body = sent.sent()
    tree = body.get("tree")
    if tree is not None and not isinstance(tree, list):
        abort(400)
    written = "" if tree is not None else sent.text(body, "rule", longest=sent.LARGEST)
    found = conditions.condition_of(
        _questionnaire(), sent.text(body, "at", longest=300), rule=written, tree=tree
    )
    return jsonify(
        rule=found.rule,
        tree=found.tree,
        sentence=say(found.sentence),
        findings=[
            {
                "code": one.code,
                "severity": one.severity.value,
                "reason": say(one.reason),
                "remedy": say(one.remedy),
            }
            for one in found.findings
        ],
        type=found.type.value,
    )


@doors.get("/<survey>/design/fields")
@access(STAFF)
def fields(survey: str) -> ResponseReturnValue:
    """What a rule at a place may name."""
    questionnaire = _questionnaire()
    return jsonify(
        fields=[_field(one) for one in conditions.fields_at(questionnaire, _argument("at"))],
        facts=[
            {"name": one.name, "label": say(one.label), "type": one.type.value} for one in conditions.facts()
        ],
        settings=[{"name": one.name, "label": say(one.label)} for one in questionnaire.settings],
    )


def _field(one: Field) -> dict[str, Any]:
    values = one.values[:MOST_VALUES]
    return {
        "name": one.name,
        "label": say(one.label),
        "type": one.type.value,
        "values": [{"code": value.code, "label": say(value.label)} for value in values],
        "more": len(one.values) - len(values),
        "question": one.question,
        "number": one.number,
    }


def _questionnaire() -> Questionnaire:
    with state().store.reading() as session:
        return drafts.at_present(state().store, session, current_survey().id).questionnaire


def _argument(name: str) -> str:
    given = request.args.get(name, "")
    if not given or len(given) > 300:
        abort(400)
    return given
