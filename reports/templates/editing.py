"""Changes of a template, part by part: each a function from the parts there are to those there shall be."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from questionnaires.text import Text
from reports.errors import ReportError
from reports.templates.model import Part, Template
from reports.templates.reading import parse

Parts: TypeAlias = tuple[Part, ...]
Edit: TypeAlias = Callable[[Parts], Parts]


def edited(template: Template, edit: Edit) -> Template:
    """The template with other parts.

    :raises ReportError: there is no such place, nothing or too much would be left, or the parts do not fit.
    """
    parts = edit(template.parts)
    if not parts:
        raise ReportError(
            "template.empty",
            template.name,
            Text(zh="这是模板的最后一个部分", en="It is the last part of the template"),
            Text(
                zh="请先添加别的部分，或删除整个模板",
                en="Add another part first, or delete the whole template",
            ),
        )
    return parse(
        {**template.model_dump(mode="json"), "parts": [one.model_dump(mode="json") for one in parts]}
    )


def added(place: int, part: Part) -> Edit:
    """A part more that stands at a place, 0 the first; a place after the end is the end."""
    return lambda parts: (*parts[:place], part, *parts[place:])


def changed(place: int, part: Part) -> Edit:
    """Another part at a place."""
    return _at(place, lambda parts: (*parts[:place], part, *parts[place + 1 :]))


def moved(place: int, by: int) -> Edit:
    """A part some places further, no further than to the beginning or the end."""

    def edit(parts: Parts) -> Parts:
        others = [*parts[:place], *parts[place + 1 :]]
        others.insert(max(0, place + by), parts[place])
        return tuple(others)

    return _at(place, edit)


def dropped(place: int) -> Edit:
    """One part less."""
    return _at(place, lambda parts: (*parts[:place], *parts[place + 1 :]))


def _at(place: int, edit: Edit) -> Edit:
    def checked(parts: Parts) -> Parts:
        if not 0 <= place < len(parts):
            raise ReportError(
                "template.place",
                f"{place + 1}",
                Text(zh="模板中没有这个部分", en="The template has no such part"),
                Text(zh="请回到模板一页重新选择", en="Go back to the template and choose again"),
            )
        return edit(parts)

    return checked
