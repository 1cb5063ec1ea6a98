"""数据导出: the formats, what protects persons, and the files that were made."""

from __future__ import annotations

from flask import Response, abort, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from questionnaires.text import Text
from reports.exports.profile import PROFILES
from reports.weighting.bootstrap import REPLICATES
from reports.weighting.choice import METHODS, RHO, Choice
from survey.errors import Refusal, all_refusals
from survey.services import exports
from survey.services.exports import choosing, making, replicating
from survey.web.access import STAFF, access
from survey.web.fieldwork.blueprint import blueprint
from survey.web.fieldwork.downloads import TYPES
from survey.web.language import LANGUAGES, current_language
from survey.web.staff import current_survey, member, now, page, sentence
from survey.web.state import state

WHO = "analyst|reviewer"
REFRESH_SECONDS = "4"
VARIABLE, DESIGN = "variable.", "design."
#: The columns of the design that may be left out or numbered anew, and how.
DESIGN_CHOICES = {
    "weight": ("keep", "drop"),
    "stratum": ("keep", "mask", "drop"),
    "psu": ("keep", "mask", "drop"),
}


@blueprint.get("/<survey>/data")
@access(STAFF, WHO)
def data_files(survey: str) -> ResponseReturnValue:
    """What can be exported and how, and the files made before."""
    return _shown()


def _shown(problem: str = "") -> Response:
    """The page; with a problem, what was chosen stands in its form still."""
    card, settings = current_survey(), state().settings
    found = making.listed(settings.instance, card.code)
    html = page(
        "quality/data.html",
        stage="review",
        valid=choosing.valid(state().store, card.id),
        formats=exports.NAMES,
        profiles=PROFILES,
        variables=choosing.pointing(state().store, card.id),
        design=DESIGN_CHOICES,
        methods=METHODS,
        rho=RHO,
        number=REPLICATES,
        languages=LANGUAGES,
        chosen=current_language(),
        files=found,
        at=now(),
        typed=request.form,
        problem=problem,
    )
    response = Response(html, 422 if problem else 200)
    if not problem and any(one.making is not None and one.making.state == "making" for one in found):
        response.headers["Refresh"] = (
            f"{REFRESH_SECONDS}; url={url_for('fieldwork.data_files', survey=card.code)}"
        )
    return response


@blueprint.post("/<survey>/data")
@access(STAFF, WHO)
def make_data_file(survey: str) -> ResponseReturnValue:
    """Begin to make an export as it was chosen."""
    card, language = current_survey(), request.form.get("language", current_language())
    name, base = request.form.get("format", ""), request.form.get("profile", "deidentified")
    if language not in LANGUAGES or name not in exports.NAMES:
        abort(400)
    try:
        known = choosing.pointing(state().store, card.id)
        profile = choosing.chosen(base, _given(VARIABLE), _given(DESIGN), known)
        replicates = _replicates()
        replicating.check(replicates, name, profile)
        begin(exports.Wanted(name, profile, language, replicates=replicates))
    except Refusal as refusal:
        return _shown(" ".join(sentence(one) for one in all_refusals(refusal)))
    return redirect(url_for("fieldwork.data_files", survey=survey, _anchor="files"), 303)


def begin(wanted: exports.Wanted) -> None:
    """Begin to make a file of data in the name of whoever is signed in."""
    making.start(state().settings, current_survey().code, wanted, member().identity.account_id)


def _replicates() -> Choice | None:
    """The replicate weights that were chosen; of the numbers, only that of the method counts."""
    method = request.form.get("replicates", "")
    try:
        rho = float(request.form.get("rho") or RHO) if method == "Fay" else None
        number = int(request.form.get("number") or REPLICATES) if method == "bootstrap" else None
    except ValueError as error:
        raise Refusal(
            "form",
            place="replicates",
            reason=Text(zh="重复权数的数填得不对", en="The number for the replicate weights is none"),
            remedy=Text(
                zh="Fay 系数填 0 到 1 之间的小数，重复次数填整数",
                en="Give Fay's coefficient as a number between 0 and 1, the replicates as a whole number",
            ),
        ) from error
    return replicating.choice_named(method, rho, number)


def _given(prefix: str) -> dict[str, str]:
    """What was chosen differently, by the name behind the prefix."""
    return {
        name.removeprefix(prefix): how
        for name, how in request.form.items()
        if name.startswith(prefix) and how
    }


@blueprint.get("/<survey>/data/<name>")
@access(STAFF, WHO)
def data_file(survey: str, name: str) -> ResponseReturnValue:
    """A file of data that was made; it is read piece by piece and no cache keeps it."""
    card = current_survey()
    found = next(
        (one for one in making.listed(state().settings.instance, card.code) if one.name == name), None
    )
    if found is None or found.making is None or found.making.state != "made":
        abort(404)
    path = making.folder_of(state().settings.instance, card.code) / found.name
    suffix = path.suffix.removeprefix(".")
    simulated = "-simulated" if card.is_simulated else ""
    saved = f"data-{card.code}-{found.told['snapshot']}-{found.profile}-{found.format}{simulated}.{suffix}"
    response = send_file(
        path, mimetype=TYPES[suffix].partition(";")[0], as_attachment=True, download_name=saved
    )
    response.headers["Cache-Control"] = "no-store"
    return response
