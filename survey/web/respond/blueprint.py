"""The blueprint of the respondents' pages."""

from __future__ import annotations

from flask import Blueprint

from survey.web.respond.gate import said
from survey.web.respond.visit import box_name, frame_trial

blueprint = Blueprint("respond", __name__)
blueprint.after_request(frame_trial)
blueprint.add_app_template_filter(said, "wording")
blueprint.add_app_template_global(box_name, "box_name")
