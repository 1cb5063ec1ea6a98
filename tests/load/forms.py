"""Forms as a browser sees them: where they go, what stands in them, and which fields are visible.

lxml reads a page of 20 KB in 0.6 ms, the standard library's parser in 3: the load generator
must not be what limits a measurement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped]

Fields = dict[str, list[str]]
_CONTROLS = etree.XPath(".//*[self::input or self::select or self::textarea][@name]")
_HIDDEN = etree.XPath(".//*[@hidden]//*[@name]")
_CHOSEN = etree.XPath("string(.//option[@selected]/@value)")


@dataclass(frozen=True)
class Form:
    """One form: its address, its fields as filled, and the names a person can reach.

    ``confirmations`` are the values of the boxes that confirm what is unusual.
    """

    address: str
    filled: Fields
    reachable: frozenset[str]
    confirmations: tuple[str, ...]

    def value(self, name: str) -> str:
        """The first value of a field; empty where it has none."""
        return next(iter(self.filled.get(name, ())), "")

    def answered(self, answers: Mapping[str, list[str]], **more: str) -> Fields:
        """What the browser sends once a person has given ``answers`` where they can be given."""
        found = {name: values for name, values in self.filled.items() if name not in more}
        found.update({name: answers[name] for name in answers if name in self.reachable})
        found.update({name: [value] for name, value in more.items()})
        if self.confirmations:
            found["confirm"] = list(self.confirmations)
        return found


def read_form(page: str, identity: str | None = None) -> Form | None:
    """The form of a page with an id, or the first in ``main``; None where there is none."""
    root = html.document_fromstring(page)
    path = f'.//form[@id="{identity}"]' if identity else ".//main//form"
    found = root.find(path)
    return None if found is None else _form(found)


def read_action(page: str, ending: str, **filled: str) -> Form | None:
    """The form whose address ends so and in which the given fields stand; None where there is none."""
    for found in html.document_fromstring(page).iter("form"):
        form = _form(found)
        if form.address.partition("?")[0].endswith(ending) and all(
            form.value(name) == value for name, value in filled.items()
        ):
            return form
    return None


def texts(page: str, css_class: str) -> list[str]:
    """The texts of the elements of a class."""
    root = html.document_fromstring(page)
    return [str(one.text_content()).strip() for one in root.find_class(css_class)]


def _form(element: Any) -> Form:
    filled: Fields = {}
    names: set[str] = set()
    confirmations: list[str] = []
    hidden = set(_HIDDEN(element))
    for control in _CONTROLS(element):
        name = control.get("name")
        if name == "confirm":
            confirmations.append(control.get("value"))
            continue
        if control.get("type") != "hidden" and control not in hidden:
            names.add(name)
        value = _value(control)
        if value is not None:
            filled.setdefault(name, []).append(value)
    return Form(element.get("action", ""), filled, frozenset(names), tuple(confirmations))


def _value(control: Any) -> str | None:
    """What the browser would send of a field that nobody touches."""
    if control.tag == "select":
        return str(_CHOSEN(control))
    if control.tag == "textarea":
        return (control.text or "").removeprefix("\n")
    kind = control.get("type", "text")
    if kind in {"radio", "checkbox"}:
        return control.get("value", "on") if "checked" in control.attrib else None
    return None if kind in {"submit", "button"} else str(control.get("value", ""))
