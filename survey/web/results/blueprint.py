"""The blueprint that the views of this package hang on."""

from flask import Blueprint

blueprint = Blueprint("results", __name__, url_prefix="/staff")
