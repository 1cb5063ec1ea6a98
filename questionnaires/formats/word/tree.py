"""The elements of WordprocessingML by their local names: Word, WPS and strict files use different namespaces."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def child(element: Element | None, *names: str) -> Element | None:
    """The element down a path of names, the first of each; None where it ends before."""
    for name in names:
        if element is None:
            return None
        element = next((one for one in element if local(one) == name), None)
    return element


def children(element: Element | None, name: str) -> list[Element]:
    """The elements right below with a name."""
    return [] if element is None else [one for one in element if local(one) == name]


def below(element: Element, name: str) -> Iterator[Element]:
    """The elements anywhere below with a name."""
    return (one for one in element.iter() if local(one) == name)


def value(element: Element | None, name: str = "val") -> str:
    """An attribute by its local name; empty where there is none."""
    if element is None:
        return ""
    return next((said for key, said in element.attrib.items() if key.rpartition("}")[2] == name), "")


def switched(element: Element | None) -> bool:
    """A property such as bold that is there and not switched off."""
    return element is not None and value(element) not in ("0", "false", "off", "none")


def number(words: str, default: int = 0) -> int:
    """A whole number in an attribute."""
    return int(words) if words.lstrip("-").isdecimal() and len(words) < 9 else default
