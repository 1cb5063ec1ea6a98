"""The blueprint that the views of field work and of review hang on."""

from flask import Blueprint

blueprint = Blueprint("fieldwork", __name__, url_prefix="/staff")
