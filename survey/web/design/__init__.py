"""Designing in the browser: the editor's page and the doors its script knocks at."""

from survey.web.design import banking, discussing, doors, lifecycle, pages, ruling, trial
from survey.web.design.blueprint import blueprint, doors_blueprint

blueprint.register_blueprint(doors_blueprint)

__all__ = ["banking", "blueprint", "discussing", "doors", "lifecycle", "pages", "ruling", "trial"]
