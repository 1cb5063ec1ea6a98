"""The questionnaires shipped with the platform.

``county_person`` is the person form KX-1, ``county_unit`` the register of a unit KX-2,
``bench`` a plain questionnaire for measurements. ``load(name, extended=True)`` takes one
with its settings; settings that are not given have their defaults.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from questionnaires import codelists
from questionnaires.formats.yaml import load as load_yaml
from questionnaires.model import Questionnaire
from questionnaires.settings import configure


class UnknownQuestionnaireError(LookupError):
    """There is no shipped questionnaire of this name."""


def names() -> tuple[str, ...]:
    """The names of the shipped questionnaires."""
    found = (item.name for item in files("questionnaires.library").iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml")))


@cache
def source(name: str) -> Questionnaire:
    """A shipped questionnaire as written: with all its settings and its shared lists unfilled.

    Raises UnknownQuestionnaireError.
    """
    if name not in names():
        raise UnknownQuestionnaireError(name)
    content = files("questionnaires.library").joinpath(f"{name}.yaml").read_bytes()
    return load_yaml(content)


def load(name: str, **settings: bool) -> Questionnaire:
    """A shipped questionnaire ready to publish: settings applied, shared lists filled in.

    Raises UnknownQuestionnaireError, and what :func:`questionnaires.settings.configure`
    raises for a setting the questionnaire does not have.
    """
    return configure(codelists.resolve(source(name)), settings)
