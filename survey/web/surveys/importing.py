"""Strata and units from a file, and an empty file to begin with."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from flask import Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from questionnaires.text import CHINESE
from survey.errors import Refusal, all_refusals
from survey.services import frame as service
from survey.services.frame import STRATUM_COLUMNS, UNIT_COLUMNS, Imported
from survey.services.tables import LARGEST_FILE
from survey.web.access import STAFF, access
from survey.web.staff import actor, current_survey, now, page, with_errors
from survey.web.state import state
from survey.web.surveys.blueprint import blueprint
from survey.web.surveys.forms import UploadForm

COLUMNS = {"strata": STRATUM_COLUMNS, "units": UNIT_COLUMNS}
IMPORTS: dict[str, Callable[..., Imported]] = {
    "strata": service.import_strata,
    "units": service.import_units,
}
EXAMPLES = {
    "strata": [["industry", "工业", "9200"], ["education", "教育", "6400"], ["health", "卫生", "5900"]],
    "units": [
        ["示例县人民医院", "卫生", "示例街道", "医院", "420"],
        ["示例县第一中学", "教育", "示例镇", "中小学", "136"],
    ],
}


@blueprint.route("/<survey>/frame/import/<what>", methods=["GET", "POST"])
@access(STAFF, "fieldworker|designer")
def import_frame(survey: str, what: str) -> ResponseReturnValue:
    """Import strata or units; nothing is stored unless the whole file is clean."""
    if what not in IMPORTS:
        abort(404)
    form = UploadForm()
    problems: tuple[Refusal, ...] = ()
    if form.validate_on_submit():
        content = form.file.data.read(LARGEST_FILE + 1)
        name = form.file.data.filename or ""
        try:
            done = IMPORTS[what](state().store, current_survey().id, name, content, actor=actor(), at=now())
        except Refusal as refusal:
            problems = all_refusals(refusal)
        else:
            flash(
                _("已导入：新增 %(added)s 条，修改 %(changed)s 条。", added=done.added, changed=done.changed),
                "done",
            )
            target = "surveys.frame" if what == "strata" else "surveys.units"
            return redirect(url_for(target, survey=current_survey().code), 303)
    shown = page(
        "surveys/import.html",
        stage="sampling",
        what=what,
        columns=COLUMNS[what],
        form=form,
        problems=problems,
        form_errors=form.is_submitted(),
    )
    return with_errors(shown) if form.is_submitted() else shown


@blueprint.get("/<survey>/frame/template/<what>.csv")
@access(STAFF)
def frame_template(survey: str, what: str) -> ResponseReturnValue:
    """A file with the headings and examples, which Excel and WPS open."""
    if what not in COLUMNS:
        abort(404)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.label.say(CHINESE) for column in COLUMNS[what]])
    writer.writerows(EXAMPLES[what])
    response = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"{what}.csv")
    return response
