"""The list of surveys, a new one, and one survey's overview."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from questionnaires.model import Questionnaire
from questionnaires.text import Text
from survey.errors import Refusal
from survey.services import publication, waves
from survey.services import surveys as service
from survey.services.retention import promises
from survey.services.states import STATES
from survey.services.surveys import Facts
from survey.web.access import STAFF, access
from survey.web.language import say
from survey.web.listing import Listing
from survey.web.staff import PLATFORM, actor, current_survey, member, now, page, put_into, with_errors
from survey.web.state import state
from survey.web.surveys.blueprint import blueprint
from survey.web.surveys.checklist import checklist_of
from survey.web.surveys.forms import NewSurveyForm, SurveyForm
from survey.web.surveys.reading import shipped_title

#: Instead of a questionnaire of the library, which has no name like this: import one next.
IMPORT = "-import"

SORTS = {
    "title": lambda card: say(card.title),
    "code": lambda card: card.code,
    "created": lambda card: card.created_at,
    "state": lambda card: STATES.index(card.state),
}


@blueprint.get("/")
@access(STAFF)
def listing() -> ResponseReturnValue:
    """The surveys one may see, with their states."""
    who = member().identity
    if who.is_administrator:
        cards = service.listed(state().store, at=now())
    else:
        cards = service.listed_for(state().store, who.account_id, at=now())
    table = Listing(SORTS, "created", descending=True)
    wanted = request.args.get("state", "")
    shown = [card for card in cards if wanted in {"", card.state.name}]
    shown.sort(key=SORTS[table.sort], reverse=table.descending)
    return page(
        "surveys/listing.html",
        surveys=shown[table.offset : table.offset + table.size],
        every=len(cards),
        listing=table.of(len(shown)),
        states=STATES,
        due={card.code for card in shown if any(one.is_due for one in promises(card, now()))},
        wanted=next((one for one in STATES if one.name == wanted), None),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@access(STAFF, PLATFORM)
def new_survey() -> ResponseReturnValue:
    """Make a survey."""
    form = NewSurveyForm()
    form.questionnaire.choices = [
        ("", _("先不选（建好后可以自己设计）")),
        (IMPORT, _("建好后导入 Word、问卷星等文件")),
        *((one.name, shipped_title(say(one.title))) for one in publication.shipped()),
    ]
    if form.validate_on_submit():
        facts = Facts(
            title=Text(zh=form.title.data, en=form.title_en.data or ""),
            place=Text(zh=form.place.data or ""),
            organiser=Text(zh=form.organiser.data or ""),
            time_zone=state().settings.time_zone,
        )
        try:
            service.create(
                state().store,
                form.code.data,
                facts,
                actor=actor(),
                at=now(),
                questionnaire=_chosen(form.questionnaire.data),
            )
        except Refusal as refusal:
            put_into(form, refusal)
        else:
            flash(_("调查已建立。"), "done")
            wanted = form.questionnaire.data == IMPORT
            target = "surveys.import_questionnaire" if wanted else "surveys.overview"
            return redirect(url_for(target, survey=form.code.data), 303)
    shown = page("surveys/new.html", form=form, form_errors=form.is_submitted())
    return with_errors(shown) if form.is_submitted() else shown


@blueprint.get("/<survey>/")
@access(STAFF)
def overview(survey: str) -> ResponseReturnValue:
    """One survey: where every stage stands, and the next step."""
    card = current_survey()
    return page("surveys/overview.html", checklist=checklist_of(card, now()), promises=promises(card, now()))


@blueprint.route("/<survey>/clone", methods=["GET", "POST"])
@access(STAFF, "administrator")
def clone(survey: str) -> ResponseReturnValue:
    """Take a survey on to the next wave."""
    card = current_survey()
    form = SurveyForm(title=say(card.title))
    if form.validate_on_submit():
        who = member().identity
        try:
            waves.clone(
                state().store,
                card.id,
                form.code.data,
                Text(zh=form.title.data, en=form.title_en.data or ""),
                actor=actor(),
                at=now(),
                grant_to=None if who.is_administrator else who.account_id,
            )
        except Refusal as refusal:
            put_into(form, refusal)
        else:
            flash(_("下一轮调查已建立。请补上日期和各层的总体人数。"), "done")
            return redirect(url_for("surveys.overview", survey=form.code.data), 303)
    shown = page("surveys/clone.html", form=form, form_errors=form.is_submitted())
    return with_errors(shown) if form.is_submitted() else shown


def _chosen(name: str) -> Questionnaire | None:
    return publication.from_library(name) if name and name != IMPORT else None
