"""The blueprint that the views of this package hang on."""

from flask import Blueprint

from survey.web.figures import add_filters

blueprint = Blueprint("admin", __name__, url_prefix="/staff")
add_filters(blueprint)
