"""Reading the shipped lists and the mappings between them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated

import yaml
from pydantic import Field

from questionnaires.model import Code, CodeList, Entry, Name, Part, Questionnaire
from questionnaires.text import Text


class UnknownListError(LookupError):
    """There is no shipped list or mapping of this name."""


class StandardList(Part):
    """A list as shipped, with what is known about its source; ``unverified`` are codes from memory."""

    name: Name
    title: Text
    standard: str = ""
    version: str = ""
    effective: Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d)?$")] = ""
    note: Text = Text()
    levels: tuple[Name, ...] = ()
    entries: tuple[Entry, ...]
    unverified: tuple[Code, ...] = ()

    def code_list(self) -> CodeList:
        """The list as a questionnaire uses it."""
        return CodeList(
            name=self.name,
            title=self.title,
            standard=self.standard,
            version=self.version,
            levels=self.levels,
            entries=self.entries,
            shared=None,
        )


class Mapping(Part):
    """Codes of one list expressed in another, ``target``; a code that is absent has no counterpart."""

    name: Name
    title: Text
    target: Name
    note: Text = Text()
    codes: dict[Code, Code]


def names() -> tuple[str, ...]:
    """The names of the shipped lists."""
    found = (item.name.removesuffix(".yaml") for item in _folder("data").iterdir())
    return tuple(sorted(found))


@cache
def standard(name: str) -> StandardList:
    """A shipped list with its source; raises UnknownListError."""
    return StandardList.model_validate(_read("data", name))


@cache
def load(name: str) -> CodeList:
    """A shipped list as a questionnaire uses it; raises UnknownListError."""
    return standard(name).code_list()


@cache
def mapping(name: str) -> Mapping:
    """A shipped mapping, such as ``gbt4754_2002_to_2017``; raises UnknownListError."""
    return Mapping.model_validate(_read("mappings", name))


def resolve(questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire with its ``shared`` lists filled with their entries.

    A published version thereby holds all it needs and its hash covers the lists. The name
    the questionnaire gave a list is kept; raises UnknownListError.
    """
    if not any(listed.shared for listed in questionnaire.lists):
        return questionnaire
    content = {name: getattr(questionnaire, name) for name in Questionnaire.model_fields}
    content["lists"] = tuple(_filled(listed) for listed in questionnaire.lists)
    # A new object: a copy would carry over what the old one had worked out.
    return Questionnaire(**content)


def _filled(listed: CodeList) -> CodeList:
    if listed.shared is None:
        return listed
    source = load(listed.shared)
    update = {"name": listed.name, "title": listed.title or source.title}
    return source.model_copy(update=update)


def _folder(kind: str) -> Traversable:
    return files("questionnaires.codelists").joinpath(kind)


def _read(kind: str, name: str) -> object:
    source = _folder(kind).joinpath(f"{name}.yaml")
    if not name.isidentifier() or not source.is_file():
        raise UnknownListError(name)
    return yaml.safe_load(source.read_text(encoding="utf-8"))
