"""What the phone's script asks for: the whole questionnaire at once, saves, a fresh token, lists."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from jinja2 import Template

from questionnaires.expressions import browser_values
from questionnaires.interview import Interview, browser_rules
from questionnaires.interview.rules import fact_values
from questionnaires.kinds import ProblemLevel, as_posted
from questionnaires.model import Cascade
from questionnaires.text import Text
from survey.errors import Refusal
from survey.services.memory import Memory
from survey.services.respond import Posting, layout_of, require_open, require_writable, save
from survey.web.access import RESPONDENT, access
from survey.web.numbers import is_number
from survey.web.respond.blueprint import blueprint
from survey.web.respond.forms import sound_confirmations, sound_key
from survey.web.respond.gate import Answering, address, answering, turned_away
from survey.web.respond.posts import all_raw, as_raw, as_read
from survey.web.respond.showing import Shower, found_in
from survey.web.respond.telling import FormView, Teller, Told
from survey.web.respond.visit import respondent, secret_key
from survey.web.respond.wording import shortened
from survey.web.state import state

FRAGMENTS_KEPT = 32
MOST_FOUND = 100
_fragments: Memory[tuple[Any, ...], str] = Memory(FRAGMENTS_KEPT)


@blueprint.get("/r/whole")
@access(RESPONDENT)
def whole() -> ResponseReturnValue:
    """Every page as a fragment, the rules as trees, and the answers so far."""
    now = _ready()
    if now.response is None:
        abort(409)
    offered = now.offered
    owners = layout_of(now.interview.questionnaire).owners
    own = {
        "revision": now.response.revision,
        "values": all_raw(now.interview.changed(offered)),
        "offered": sorted({owners[field].name for field in offered}),
        "start": now.interview.start.astimezone(_zone(now.interview)).strftime("%Y-%m-%dT%H:%M:%S"),
        "confirmed": now.response.confirmed,
        "first": now.first,
    }
    body = f'{{"own":{json.dumps(own, ensure_ascii=False)},{shared_part(now)}}}'
    return Response(body, mimetype="application/json")


def _zone(interview: Interview) -> Any:
    return ZoneInfo(interview.zone)


def shared_part(now: Answering) -> str:
    """What is the same for everybody with this version, language and order of options, as JSON."""
    response = now.response
    assert response is not None  # noqa: S101
    seed = response.seed if now.interview.orders() else 0
    facts = tuple(sorted(now.interview.facts.items()))
    key = (state().store.number, response.version_id, now.language, seed, facts)
    return _fragments.get(key, lambda: _make_shared(now))


def _make_shared(now: Answering) -> str:
    questionnaire = now.interview.questionnaire
    blank = now.interview.changed(dict.fromkeys(now.interview.answers))
    shower = Shower(blank, now.language, everything=True)
    template: Template = current_app.jinja_env.get_template("respond/fragment.html")
    pages = [
        {
            "name": page.name,
            "url": address(page.name),
            "html": _squeezed(template.render(page=shower.page(page), form=FormView())),
        }
        for page in questionnaire.pages
    ]
    facts = browser_values(fact_values(blank.facts), blank.zone)
    found = {
        "pages": pages,
        "rules": browser_rules(questionnaire, now.language),
        "facts": facts,
        "lists": {
            question.name: _entries(shower, question)
            for question in questionnaire.questions
            if isinstance(question, Cascade)
        },
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))[1:-1]


def _squeezed(html: str) -> str:
    return "\n".join(line for line in html.splitlines() if line.strip())


def _entries(shower: Shower, question: Cascade) -> list[list[list[str]] | None]:
    """Each level's entries as code, label, parent and further words; None where they are too many."""
    levels: list[list[list[str]] | None] = []
    lists = shower.interview.code_lists.entries(question.list)
    for place in range(len(question.levels)):
        if shower.is_long(question, place) or place >= len(lists.levels):
            levels.append(None)
            continue
        found = [entry for entries in lists.levels[place].values() for entry in entries]
        levels.append(
            [
                [entry.code, entry.label.say(shower.language), entry.parent or "", entry.search]
                for entry in found
            ]
        )
    return levels


@blueprint.post("/r/save")
@access(RESPONDENT)
def save_some() -> ResponseReturnValue:
    """Save what the script sends: JSON ``{key, revision, page, fields, confirm, seconds}``."""
    now = _ready()
    if now.response is None:
        abort(409)
    try:
        sent = request.get_json(silent=True)
    except RecursionError:
        abort(400)  # brackets without end
    if not isinstance(sent, dict):
        abort(400)
    saved = save(
        state().store,
        secret_key(),
        now.response.token,
        _posting(now, sent),
        at=now.at,
        correcting=now.who.is_correcting,
        seen=now.seen,
    )
    teller = Teller(saved.interview, now.language)
    return jsonify(
        revision=saved.revision,
        problems=[
            _told(teller.told(one))
            for one in saved.problems
            if one.level is not ProblemLevel.SOFT or one.key not in saved.confirmed
        ],
        unread=sorted({one.field for one in saved.unreadable}),
        conflicts=[
            {
                "question": one.question.name,
                "earlier": shortened(
                    now.interview.changed({one.field: one.earlier}).say(one.question, now.language)
                ),
            }
            for one in saved.conflicts
        ],
        elsewhere=[
            {
                "question": one.question.name,
                "now": shortened(saved.interview.say(one.question, now.language)),
                "fields": as_raw(one.question, saved.interview.answers, saved.interview.code_lists),
            }
            for one in saved.elsewhere
        ],
        share=saved.share,
        token=generate_csrf(),
    )


def _posting(now: Answering, sent: Mapping[str, Any]) -> Posting:
    fields, confirm = sent.get("fields", {}), sent.get("confirm", [])
    revision, seconds = sent.get("revision"), sent.get("seconds", 0)
    if not isinstance(fields, dict) or not isinstance(confirm, list) or type(revision) is not int:
        abort(400)
    try:
        posted = as_read(layout_of(now.interview.questionnaire), as_posted(fields))
    except ValueError:
        abort(400)
    page = sent.get("page")
    return Posting(
        posted=posted,
        revision=revision,
        key=sound_key(sent.get("key")),
        page=page if isinstance(page, str) else "",
        confirmed=sound_confirmations(confirm),
        seconds=float(seconds) if isinstance(seconds, int | float) and 0 < seconds <= 3600 else 0.0,
        language=now.language,
    )


def _told(one: Told) -> dict[str, str]:
    return {
        "question": one.question,
        "field": one.field,
        "key": one.key,
        "level": one.level,
        "message": one.message,
    }


@blueprint.get("/r/token")
@access(RESPONDENT)
def token() -> ResponseReturnValue:
    """A fresh token for forms."""
    return jsonify(token=generate_csrf())


@blueprint.get("/r/list/<name>")
@access(RESPONDENT)
def search_list(name: str) -> ResponseReturnValue:
    """Entries of one level of a cascade below a parent: by name or pinyin initials, a hundred at most."""
    now = _ready()
    question = now.interview.questionnaire.question_by_name.get(name)
    place = request.args.get("level", "0")
    if not isinstance(question, Cascade) or not is_number(place) or int(place) >= len(question.levels):
        abort(404)
    shower = Shower(now.interview, now.language)
    entries = shower.entries(question, int(place), request.args.get("parent") or None)
    found = found_in(entries, request.args.get("q", "")[:60], "")[:MOST_FOUND]
    return jsonify(entries=[[one["code"], one["label"], "", one["search"]] for one in found])


def _ready() -> Answering:
    """The interview, or a refusal in words where nothing can be answered now."""
    away = turned_away()
    if away is not None:
        who = respondent()
        if who.standing.response is not None:
            require_writable(who.standing.response, who.is_correcting)
        require_open(who.standing.survey, state().clock())
        raise Refusal(
            "not_now",
            reason=Text(zh="现在不能填答", en="Answers are not taken now"),
            remedy=Text(zh="请刷新页面查看原因", en="Load the page again to see why"),
        )
    return answering()
